//! The scene of these tests: a served station with a book of tickets.

use chrono::{NaiveDate, NaiveDateTime};
use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::{PersonNo, TicketNo};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use dianfei_rules::ticket::book::TicketState;
use dianfei_station::collection::command::{self, Asker};
use dianfei_station::collection::{handover, ledger};
use dianfei_station::people::password;
use dianfei_station::port::local_time;
use dianfei_station::recovery::held::{self, Held};
use dianfei_station::spine::{self, Draft, Moment, SpineError};
use dianfei_station::store::{Reader, StoreConfig, StoreError, Tx};
use dianfei_station::ticket::table;
use dianfei_station::verify::verify;
use dianfei_tests::clerk::Clerk;
use dianfei_tests::pocket::Pocket;
use dianfei_tests::postgres::PostgresServer;
use dianfei_tests::scene::{nothing, range};
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_tests::village;
use dianfei_wire::FactId;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::collection::{Collected, CollectionFact, CollectionMode, HandoverContent};
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::TicketFact;
use p256::ecdsa::SigningKey;

pub const PASSWORD: &str = "青石的票据-2026";
pub const HEAD: &str = "1000";
pub const CASHIER: &str = "1003";
pub const CUSTODIAN: &str = "1004";
pub const COLLECTOR: &str = "1007";
pub const DAY_MS: i64 = 24 * 3_600_000;

pub fn number(text: &str) -> PersonNo {
    text.parse().expect("a person number")
}

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date")
}

/// A served station; the collector holds tickets A 1 to A 10 of 1 to 20.
pub struct Scene {
    pub station: TestStation,
    pub served: Served,
    pocket: Pocket,
}

impl Scene {
    pub fn new() -> Self {
        Self::on(&StoreConfig::Memory)
    }

    /// The same scene on each engine.
    pub fn on_both() -> [Self; 2] {
        let postgres = StoreConfig::from_text(&PostgresServer::shared().new_database());
        [Self::new(), Self::on(&postgres)]
    }

    fn on(config: &StoreConfig) -> Self {
        let station = TestStation::on(config);
        village::set_up(&station, 2);
        station.register(CASHIER, "黄志强", &[Role::Cashier]);
        station.register(CUSTODIAN, "徐丽华", &[Role::TicketCustodian]);
        let collector = station.register(COLLECTOR, "王芳", &[Role::Collector]);
        for someone in [HEAD, CASHIER, CUSTODIAN, COLLECTOR] {
            password::set(&station.app, &number(someone), PASSWORD).expect("a good password");
        }
        let pocket = Pocket::enrolled(&station.app, 7, &collector);
        let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
        let served = Served::start(station.app.clone(), identity);
        let scene = Self { station, served, pocket };
        let book = TicketFact::BookReceived { range: range(1, 20) };
        scene.station.record(CUSTODIAN, FactBody::Ticket(book), Vec::new());
        let tickets = HandoverContent { tickets: vec![range(1, 10)], ..nothing() };
        scene.hand_over(CUSTODIAN, COLLECTOR, tickets);
        scene
    }

    pub fn clerk(&self, person: &str) -> Clerk {
        Clerk::sign_in(&self.served, person, PASSWORD)
    }

    /// What a person's own step at the desk records.
    pub fn step(
        &self,
        by: &str,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Vec<FactId> {
        let app = &self.station.app;
        let by = number(by);
        let asker = Asker { station: &app.station, person: &by };
        spine::record_alone(app, &by, |tx, moment| decision(tx, moment, asker))
            .expect("the step is recorded")
    }

    pub fn offer(&self, from: &str, to: &str, content: HandoverContent) -> FactId {
        let ids = self.step(from, |tx, moment, asker| {
            command::offer_handover(tx, moment, asker, number(to), content)
        });
        ids.into_iter().next().expect("an offer")
    }

    pub fn hand_over(&self, from: &str, to: &str, content: HandoverContent) {
        let seen = handover::content_hash(&content);
        let offer = self.offer(from, to, content);
        self.step(to, |tx, moment, asker| command::accept_handover(tx, moment, asker, offer, seen));
    }

    /// The collector's phone takes money for account 1 and uploads it.
    pub fn collect(&mut self, no: u64, fen: i64) {
        self.send(FactBody::Collection(CollectionFact::Collected(Collected {
            account: village::account(1),
            series: "A".parse().expect("a series"),
            no: TicketNo::new(no),
            amount_fen: Fen::new(fen),
            received_fen: Fen::new(fen),
            change_fen: Fen::ZERO,
            mode: CollectionMode::DoorToDoor,
            energy_kwh: Kwh::from_wh(0),
            printed: Vec::new(),
            advance_fen: Fen::new(fen),
        })));
    }

    pub fn claim_void(&mut self, no: u64, reason: &str) {
        self.send(FactBody::Ticket(TicketFact::VoidClaimed {
            series: "A".parse().expect("a series"),
            no: TicketNo::new(no),
            reason: reason.to_owned(),
            copies_kept: 3,
        }));
    }

    pub fn send(&mut self, body: FactBody) {
        let on = self.station.app.today();
        self.pocket.record(on, body);
        let last = self.pocket.lines.len();
        self.pocket.upload(&self.station.app, last, last);
    }

    pub fn balance(&self, account: &LedgerAccount) -> i64 {
        self.read(|store| ledger::balance(store, "330001", account)).get()
    }

    pub fn state(&self, no: u64) -> TicketState {
        let series = "A".parse().expect("a series");
        let row = self.read(|store| table::find(store, "330001", &series, TicketNo::new(no)));
        row.expect("a known number").ticket.state
    }

    pub fn held(&self) -> Vec<Held> {
        let app = &self.station.app;
        let now: NaiveDateTime = local_time(app.clock.now_ms(), app.zone_minutes);
        app.store.read(|store| held::all(store, &app.station, now)).expect("the ledger reads")
    }

    pub fn read<T>(&self, job: impl FnOnce(&mut Reader<'_>) -> Result<T, StoreError>) -> T {
        self.station.app.store.read(job).unwrap_or_else(|error: StoreError| panic!("{error}"))
    }

    pub fn assert_sound(&self) {
        let app = &self.station.app;
        let report = verify(&app.store, &app.station).expect("verify reads");
        assert_eq!(report.faults, Vec::new());
    }
}

pub fn cash(of: &str) -> LedgerAccount {
    LedgerAccount::Cash(number(of))
}
