//! Money on real parts: a served station with its people, a billed route and
//! phones that speak TLS.

use dianfei_field::collection::PaymentRequest;
use dianfei_field::day_end::{CountRequest, HandoverRequest};
use dianfei_field::reading::{EnteredIndex, PresenceEntry, ReadingRequest, RouteHandInRequest};
use dianfei_field::store::handover::HandoverRow;
use dianfei_field::sync::http::HttpTransport;
use dianfei_rules::id::PersonNo;
use dianfei_rules::money::Fen;
use dianfei_station::audit::{billing, tariff};
use dianfei_station::collection::command::{self as collection, Asker};
use dianfei_station::collection::{handover, receivable};
use dianfei_station::people::role::Command;
use dianfei_station::phone::enrol;
use dianfei_station::reading::command::{self as reading, PlanRoute};
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::{StoreError, Tx};
use dianfei_station::ticket::command as ticket;
use dianfei_station::verify::verify;
use dianfei_wire::FactId;
use dianfei_wire::enrol::Invitation;
use dianfei_wire::fact::collection::{CollectionMode, Denomination, HandoverContent};
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::IdentityCheck;
use dianfei_wire::fact::ticket::TicketRange;
use p256::ecdsa::SigningKey;

use crate::phone::Phone;
use crate::served::Served;
use crate::station::TestStation;
use crate::village;

const PERIOD: &str = "2026-11";

/// What 100 kWh cost in the first tier at 0.538 yuan, in fen.
pub const BILL_FEN: i64 = 5380;

/// A station with its people, a route of accounts and a listening server.
pub struct Scene {
    accounts: u32,
    /// The station.
    pub station: TestStation,
    /// Where it listens.
    pub served: Served,
}

impl Scene {
    /// A station before its first bill.
    #[must_use]
    pub fn new() -> Self {
        Self::on(TestStation::in_memory())
    }

    /// The same on a founded station, with three accounts.
    #[must_use]
    pub fn on(station: TestStation) -> Self {
        Self::of(station, 3)
    }

    /// The same with `accounts` accounts.
    #[must_use]
    pub fn of(station: TestStation, accounts: u32) -> Self {
        village::set_up(&station, accounts);
        for (number, name, role) in [
            ("1001", "李明", Role::Reader),
            ("1002", "王芳", Role::Collector),
            ("1003", "周静", Role::Auditor),
            ("1004", "黄志强", Role::Cashier),
            ("1005", "徐丽华", Role::TicketCustodian),
        ] {
            station.register(number, name, &[role]);
        }
        let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
        let served = Served::start(station.app.clone(), identity);
        Self { accounts, station, served }
    }

    /// Runs a command of a person in a role, as the desk does.
    pub fn act(
        &self,
        number: &str,
        role: Role,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Vec<FactId> {
        self.try_act(number, role, command, decision)
            .unwrap_or_else(|error| panic!("{number} {command:?}: {error}"))
    }

    /// The same, with what the desk is told instead.
    pub fn try_act(
        &self,
        number: &str,
        role: Role,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Result<Vec<FactId>, SpineError> {
        let app = &self.station.app;
        let actor = Actor { person: person(number), roles: vec![role] };
        let by = actor.person.clone();
        let asker = Asker { station: &app.station, person: &by };
        spine::decide(app, &actor, command, &app.ids.token(), |tx, moment| {
            decision(tx, moment, asker)
        })
    }

    /// A phone enrolled for a person, after its first sync.
    #[must_use]
    pub fn phone(&self, fill: u8, number: &str) -> (Phone, HttpTransport) {
        let invited = enrol::invite(&self.station.app, &person(number)).expect("invited");
        let invitation =
            Invitation { address: format!("https://{}", self.served.phones), ..invited };
        let over_tls = HttpTransport::to_inviter(&invitation).expect("a transport");
        let phone = Phone::new(fill);
        phone.field.enrol(&over_tls, &invitation.to_text(), "a phone").expect("enrolled");
        phone.field.sync(&over_tls).expect("synced");
        (phone, over_tls)
    }

    /// A published price, a read route and issued bills: one of 53.80 yuan
    /// an account.
    pub fn bill(&self) {
        self.act("1003", Role::Auditor, Command::PublishTariff, |tx, moment, asker| {
            tariff::publish(tx, moment, asker.station.as_str(), &village::tariff())
        });
        self.act("1003", Role::Auditor, Command::PlanRoute, |tx, moment, asker| {
            let plan = PlanRoute {
                route: "R01".parse().expect("a route"),
                period: PERIOD.parse().expect("a month"),
                reader: person("1001"),
                read_on: moment.today,
            };
            reading::plan_route(tx, moment, asker.station.as_str(), plan)
        });
        let (phone, over_tls) = self.phone(31, "1001");
        for number in 1..=self.accounts {
            phone.field.record_reading(&read(number)).expect("read");
            phone.clock.pass(120_000);
        }
        let hand_in = RouteHandInRequest {
            request_id: "hand-in".to_owned(),
            route: "R01".parse().expect("a route"),
            period: PERIOD.parse().expect("a month"),
        };
        phone.field.hand_in_route(&hand_in).expect("handed in");
        phone.field.sync(&over_tls).expect("delivered");
        let run = self
            .act("1003", Role::Auditor, Command::RunBilling, |tx, moment, asker| {
                let routes = vec!["R01".parse().expect("a route")];
                let period = PERIOD.parse().expect("a month");
                billing::begin(tx, moment, asker.station, period, routes)
            })
            .remove(0);
        self.act("1003", Role::Auditor, Command::RunBilling, |tx, moment, asker| {
            let route = "R01".parse().expect("a route");
            billing::compute_route(tx, moment, asker.station, &run, &route)
        });
        self.act("1003", Role::Auditor, Command::IssueBills, |tx, moment, asker| {
            let station = asker.station.as_str();
            let ruling = receivable::issue_ruling(tx, station, &run, moment.today)?;
            billing::issue(tx, moment, asker.station, &run, ruling)
        });
    }

    /// The custodian offers a book and the list of the area to the collector.
    pub fn offer_book(&self) {
        self.offer_book_to("1002");
    }

    /// A book in the hands of a person who accepted it at the desk.
    pub fn book_of(&self, number: &str, role: Role) {
        let (offer, content) = self.offer_book_to(number);
        let seen = handover::content_hash(&content);
        self.act(number, role, Command::AcceptHandover, |tx, moment, asker| {
            collection::accept_handover(tx, moment, asker, offer, seen)
        });
    }

    fn offer_book_to(&self, number: &str) -> (FactId, HandoverContent) {
        let book = TicketRange {
            series: "A2026".parse().expect("a series"),
            first: "12301".parse().expect("a number"),
            last: "12400".parse().expect("a number"),
        };
        self.offer(number, book)
    }

    /// The custodian offers the numbers of a new book and the list of the area.
    pub fn offer(&self, number: &str, book: TicketRange) -> (FactId, HandoverContent) {
        self.act("1005", Role::TicketCustodian, Command::ReceiveBook, |tx, moment, asker| {
            ticket::receive_book(tx, moment, asker.station.as_str(), book.clone())
        });
        let content = HandoverContent {
            tickets: vec![book],
            lists: vec!["T01".parse().expect("an area")],
            cash_fen: Fen::ZERO,
            denominations: Vec::new(),
            used_count: 0,
            used: Vec::new(),
        };
        let (role, command) = (Role::TicketCustodian, Command::OfferHandover);
        let mut ids = self.act("1005", role, command, |tx, moment, asker| {
            collection::offer_handover(tx, moment, asker, person(number), content.clone())
        });
        (ids.remove(0), content)
    }

    /// A collector's phone with the book in hand and the list of its area.
    #[must_use]
    pub fn collector(&self) -> (Phone, HttpTransport) {
        self.offer_book();
        self.collector_takes_the_book()
    }

    /// The collector accepts the book on his phone.
    #[must_use]
    pub fn collector_takes_the_book(&self) -> (Phone, HttpTransport) {
        let (phone, over_tls) = self.phone(32, "1002");
        let offer = phone.field.handovers().expect("handovers")[0].offer.clone();
        let accept = HandoverRequest { request_id: "accept".to_owned(), offer };
        phone.field.accept_handover(&accept).expect("accepted on the phone");
        phone.field.sync(&over_tls).expect("the list of the area comes down");
        (phone, over_tls)
    }

    /// The balance of a ledger account, in fen.
    #[must_use]
    pub fn balance(&self, ledger: &str) -> i64 {
        let balance = self.station.app.store.read(|store| {
            store.query_opt(
                "select balance_fen from ledger_balance where ledger = $1",
                &[ledger.into()],
            )
        });
        let row = balance.unwrap_or_else(|error: StoreError| panic!("{error}"));
        row.map_or(0, |row| row.int("balance_fen").expect("an amount"))
    }

    /// The record is as it was written, and double entry holds.
    pub fn assert_sound(&self) {
        let report = verify(&self.station.app.store, &self.station.app.station).expect("reads");
        assert_eq!(report.faults, Vec::new());
        let sum = self.station.app.store.read(|store| {
            store
                .query_one(
                    "select cast(coalesce(sum(balance_fen), 0) as bigint) as n from ledger_balance",
                    &[],
                )?
                .int("n")
        });
        assert_eq!(sum.unwrap_or_else(|error: StoreError| panic!("{error}")), 0, "double entry");
    }
}

/// A person by number.
#[must_use]
pub fn person(number: &str) -> PersonNo {
    number.parse().expect("a person number")
}

fn read(number: u32) -> ReadingRequest {
    ReadingRequest {
        request_id: format!("read-{number}"),
        route: "R01".parse().expect("a route"),
        period: PERIOD.parse().expect("a month"),
        meter: village::meter(number),
        entered: vec![EnteredIndex {
            register: "forward_active_total".to_owned(),
            text: "1100".to_owned(),
        }],
        again: Vec::new(),
        rollover_confirmed: false,
        identity: IdentityCheck::ALL_AGREE,
        cause: None,
        load_note: None,
        load_changed: false,
        presence: PresenceEntry::default(),
    }
}

/// A payment of one account's bill.
#[must_use]
pub fn payment(number: u32, amount: &str, received: &str) -> PaymentRequest {
    PaymentRequest {
        request_id: format!("pay-{number}-{amount}"),
        account: village::account(number),
        bills: vec![format!("{}-{PERIOD}-1", village::account(number))],
        amount: amount.to_owned(),
        received: received.to_owned(),
        mode: CollectionMode::DoorToDoor,
    }
}

/// 167.60 yuan in notes and coins.
#[must_use]
pub fn counted() -> CountRequest {
    CountRequest {
        request_id: "count".to_owned(),
        denominations: vec![
            Denomination { value_fen: Fen::new(10_000), pieces: 1 },
            Denomination { value_fen: Fen::new(5_000), pieces: 1 },
            Denomination { value_fen: Fen::new(1_000), pieces: 1 },
            Denomination { value_fen: Fen::new(500), pieces: 1 },
            Denomination { value_fen: Fen::new(100), pieces: 2 },
            Denomination { value_fen: Fen::new(50), pieces: 1 },
            Denomination { value_fen: Fen::new(10), pieces: 1 },
        ],
    }
}

/// One bill in notes and coins.
#[must_use]
pub fn exact() -> CountRequest {
    let pieces = [(5000, 1), (100, 3), (50, 1), (10, 3)];
    let piece = |(value, pieces)| Denomination { value_fen: Fen::new(value), pieces };
    CountRequest { request_id: "count".to_owned(), denominations: pieces.map(piece).to_vec() }
}

/// One handover as a phone shows it.
#[must_use]
pub fn handover(phone: &Phone, offer: &FactId) -> HandoverRow {
    let rows = phone.field.handovers().expect("handovers");
    rows.into_iter().find(|row| row.offer == *offer).expect("the handover")
}
