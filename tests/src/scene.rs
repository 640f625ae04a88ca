//! A scene for money: one area, two accounts with a bill each, two collectors
//! with tickets and phones, a cashier, a custodian and the head.

mod set_up;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::{PersonNo, TicketNo};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::ticket::book::TicketState;
use dianfei_station::collection::command::{self, Asker};
use dianfei_station::collection::{handover, ledger};
use dianfei_station::people::role::Command;
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::{StoreError, Tx};
use dianfei_station::ticket;
use dianfei_station::verify::verify;
use dianfei_wire::Verdict;
use dianfei_wire::fact::collection::{
    Collected, CollectionFact, CollectionMode, Denomination, HandoverContent, PrintedAllocation,
};
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::TicketRange;
use dianfei_wire::fact::{FactBody, FactId};
use dianfei_wire::upload::Reply;

use crate::pocket::Pocket;
use crate::station::TestStation;

/// The cashier.
pub const CASHIER: &str = "1003";
/// The collector, who holds tickets 1 to 10.
pub const COLLECTOR: &str = "1007";
/// Another collector, who holds tickets 11 to 20.
pub const OTHER: &str = "1008";
/// The ticket custodian.
pub const CUSTODIAN: &str = "1004";
/// The head.
pub const HEAD: &str = "1000";

/// The day on which the scene begins.
#[must_use]
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date")
}

/// A person's number.
#[must_use]
pub fn person(number: &str) -> PersonNo {
    number.parse().expect("a person number")
}

/// Ticket numbers of series A.
#[must_use]
pub fn range(first: u64, last: u64) -> TicketRange {
    TicketRange {
        series: "A".parse().expect("a series"),
        first: TicketNo::new(first),
        last: TicketNo::new(last),
    }
}

/// A station with one area, two accounts with a bill each, and tickets 1 to 20
/// of which 1 to 10 are the collector's, 11 to 20 the other's.
#[derive(Debug)]
pub struct Scene {
    /// The station.
    pub station: TestStation,
    /// The collector's phone.
    pub pocket: Pocket,
    /// The other's phone.
    pub other: Pocket,
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

impl Scene {
    /// Sets the scene up.
    #[must_use]
    pub fn new() -> Self {
        let station = TestStation::in_memory();
        station.register(CASHIER, "王芳", &[Role::Cashier]);
        station.register(CUSTODIAN, "赵敏", &[Role::TicketCustodian]);
        let collector = station.register(COLLECTOR, "李明", &[Role::Collector]);
        let other = station.register(OTHER, "陈军", &[Role::Collector]);
        let pocket = Pocket::enrolled(&station.app, 7, &collector);
        let other = Pocket::enrolled(&station.app, 8, &other);
        let scene = Self { station, pocket, other };
        scene.sheets();
        scene.bills();
        scene.must(CUSTODIAN, Command::ReceiveBook, |tx, moment, asker| {
            ticket::command::receive_book(tx, moment, asker.station.as_str(), range(1, 20))
        });
        scene.give(range(1, 10), COLLECTOR);
        scene.give(range(11, 20), OTHER);
        scene
    }

    /// Asks for a command as a person, with that person's roles.
    pub fn ask(
        &self,
        by: &str,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Result<Vec<FactId>, SpineError> {
        let app = &self.station.app;
        let found = app
            .store
            .read(|store| dianfei_station::people::person::find(store, "330001", &person(by)))
            .unwrap_or_else(|error: StoreError| panic!("{error}"));
        let roles = found.expect("a person").roles;
        let actor = Actor { person: person(by), roles };
        let request = app.ids.token();
        spine::decide(app, &actor, command, &request, |tx, moment| {
            decision(tx, moment, Asker { station: &app.station, person: &actor.person })
        })
    }

    /// Carries out a command that is not refused.
    pub fn must(
        &self,
        by: &str,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Vec<FactId> {
        self.ask(by, command, decision).expect("the command is carried out")
    }

    /// Why a command is refused.
    #[must_use]
    pub fn refusal(
        &self,
        by: &str,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Refusal {
        match self.ask(by, command, decision) {
            Err(SpineError::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// The custodian gives numbers to another, who accepts at the desk.
    pub fn give(&self, tickets: TicketRange, to: &str) {
        let content = HandoverContent { tickets: vec![tickets], ..nothing() };
        let hash = handover::content_hash(&content);
        let offer = self.must(CUSTODIAN, Command::OfferHandover, |tx, moment, asker| {
            command::offer_handover(tx, moment, asker, person(to), content)
        });
        self.must(to, Command::AcceptHandover, |tx, moment, asker| {
            command::accept_handover(tx, moment, asker, offer[0].clone(), hash)
        });
    }

    /// What an account of the ledger comes to, in fen.
    #[must_use]
    pub fn balance(&self, ledger: &LedgerAccount) -> i64 {
        self.station
            .app
            .store
            .read(|store| ledger::balance(store, "330001", ledger))
            .unwrap_or_else(|error: StoreError| panic!("{error}"))
            .get()
    }

    /// The cash in a person's hands, in fen.
    #[must_use]
    pub fn cash(&self, of: &str) -> i64 {
        self.balance(&LedgerAccount::Cash(person(of)))
    }

    /// What an account owes by the ledger, in fen.
    #[must_use]
    pub fn owed(&self, account: &str) -> i64 {
        self.balance(&LedgerAccount::Receivable(account.parse().expect("an account")))
    }

    /// The state of a number of series A.
    #[must_use]
    pub fn state(&self, no: u64) -> TicketState {
        let series = "A".parse().expect("a series");
        self.station
            .app
            .store
            .read(|store| ticket::table::find(store, "330001", &series, TicketNo::new(no)))
            .unwrap_or_else(|error: StoreError| panic!("{error}"))
            .expect("a known number")
            .ticket
            .state
    }

    /// All balances, for comparing two histories.
    #[must_use]
    pub fn balances(&self) -> BTreeMap<String, i64> {
        self.station
            .app
            .store
            .read(|store| ledger::balances(store, "330001"))
            .unwrap_or_else(|error: StoreError| panic!("{error}"))
            .into_iter()
            .map(|(ledger, fen)| (ledger.to_string(), fen.get()))
            .collect()
    }

    /// The laws that hold after every step.
    pub fn assert_laws(&self) {
        assert_eq!(self.balances().values().sum::<i64>(), 0, "money is conserved");
        let (received, count) = self
            .station
            .app
            .store
            .read(|store| ticket::table::equation(store, "330001"))
            .unwrap_or_else(|error: StoreError| panic!("{error}"));
        assert_eq!(count.missing(received), 0, "every number is in one state");
        let report = verify(&self.station.app.store, &self.station.app.station).expect("it reads");
        assert_eq!(report.faults, Vec::new());
    }
}

/// An empty handover.
#[must_use]
pub fn nothing() -> HandoverContent {
    HandoverContent {
        tickets: Vec::new(),
        lists: Vec::new(),
        cash_fen: Fen::ZERO,
        denominations: Vec::new(),
        used_count: 0,
        used: Vec::new(),
    }
}

/// Cash in pieces of one yuan.
#[must_use]
pub fn yuan(pieces: u32) -> HandoverContent {
    HandoverContent {
        cash_fen: Fen::new(100 * i64::from(pieces)),
        denominations: vec![Denomination { value_fen: Fen::new(100), pieces }],
        ..nothing()
    }
}

/// Money taken at the door under a number of series A, for the account's bill first.
#[must_use]
pub fn paid(account: &str, no: u64, fen: i64) -> FactBody {
    FactBody::Collection(CollectionFact::Collected(Collected {
        account: account.parse().expect("an account"),
        series: "A".parse().expect("a series"),
        no: TicketNo::new(no),
        amount_fen: Fen::new(fen),
        received_fen: Fen::new(fen),
        change_fen: Fen::ZERO,
        mode: CollectionMode::DoorToDoor,
        energy_kwh: Kwh::from_wh(100_000),
        printed: vec![PrintedAllocation {
            bill: format!("{account}-2026-11-1"),
            principal_fen: Fen::new(fen.min(5_000)),
            late_fee_fen: Fen::ZERO,
        }],
        advance_fen: Fen::new((fen - 5_000).max(0)),
    }))
}

/// The verdicts of an upload.
#[must_use]
pub fn sent(reply: Reply) -> Vec<Verdict> {
    let Reply::Acknowledged { verdicts, .. } = reply else { panic!("{reply:?}") };
    verdicts.into_iter().map(|verdict| verdict.verdict).collect()
}

/// Why a fact is disputed.
#[must_use]
pub fn code(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Disputed { code, .. } => code,
        other => panic!("{other:?}"),
    }
}

/// Records facts of the first day on a phone and uploads them.
pub fn send(station: &TestStation, pocket: &mut Pocket, bodies: Vec<FactBody>) -> Vec<Verdict> {
    send_on(station, pocket, today(), bodies)
}

/// Records facts of a day on a phone and uploads them.
pub fn send_on(
    station: &TestStation,
    pocket: &mut Pocket,
    on: NaiveDate,
    bodies: Vec<FactBody>,
) -> Vec<Verdict> {
    let first = pocket.lines.len() + 1;
    for body in bodies {
        pocket.record(on, body);
    }
    let last = pocket.lines.len();
    sent(pocket.upload(&station.app, first, last))
}
