//! Money from the door to the bank on real parts: bills issued, tickets handed
//! over, money taken by a real phone without a signal, counted, handed in and
//! banked.

use dianfei_field::collection::PaymentRequest;
use dianfei_field::day_end::{CashHandInRequest, CountRequest, HandoverRequest};
use dianfei_field::reading::{EnteredIndex, PresenceEntry, ReadingRequest, RouteHandInRequest};
use dianfei_field::sync::http::HttpTransport;
use dianfei_field::ticket::VoidRequest;
use dianfei_rules::id::PersonNo;
use dianfei_rules::money::Fen;
use dianfei_station::audit::{billing, tariff};
use dianfei_station::collection::command::{self as collection, Asker};
use dianfei_station::collection::receivable;
use dianfei_station::people::role::Command;
use dianfei_station::phone::enrol;
use dianfei_station::reading::command::{self as reading, PlanRoute};
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::{StoreError, Tx};
use dianfei_station::ticket::command as ticket;
use dianfei_station::verify::verify;
use dianfei_tests::phone::Phone;
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_tests::village;
use dianfei_wire::FactId;
use dianfei_wire::enrol::Invitation;
use dianfei_wire::fact::collection::{CollectionMode, Denomination, HandoverContent};
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::IdentityCheck;
use dianfei_wire::fact::ticket::TicketRange;
use p256::ecdsa::SigningKey;

const PERIOD: &str = "2026-11";

/// What 100 kWh cost in the first tier at 0.538 yuan.
const BILL_FEN: i64 = 5380;

struct Scene {
    station: TestStation,
    served: Served,
}

impl Scene {
    fn new() -> Self {
        let station = TestStation::in_memory();
        village::set_up(&station, 3);
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
        Self { station, served }
    }

    fn act(
        &self,
        number: &str,
        role: Role,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Vec<FactId> {
        let app = &self.station.app;
        let actor = Actor { person: person(number), roles: vec![role] };
        let by = actor.person.clone();
        let asker = Asker { station: &app.station, person: &by };
        spine::decide(app, &actor, command, &app.ids.token(), |tx, moment| {
            decision(tx, moment, asker)
        })
        .unwrap_or_else(|error| panic!("{number} {command:?}: {error}"))
    }

    fn phone(&self, fill: u8, number: &str) -> (Phone, HttpTransport) {
        let invited = enrol::invite(&self.station.app, &person(number)).expect("invited");
        let invitation =
            Invitation { address: format!("https://{}", self.served.phones), ..invited };
        let over_tls = HttpTransport::to_inviter(&invitation).expect("a transport");
        let phone = Phone::new(fill);
        phone.field.enrol(&over_tls, &invitation.to_text(), "a phone").expect("enrolled");
        phone.field.sync(&over_tls).expect("synced");
        (phone, over_tls)
    }

    /// A published price, a read route and issued bills: three of 53.80 yuan.
    fn bill(&self) {
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
        for number in 1..=3 {
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
    fn offer_book(&self) {
        let book = TicketRange {
            series: "A2026".parse().expect("a series"),
            first: "12301".parse().expect("a number"),
            last: "12400".parse().expect("a number"),
        };
        self.act("1005", Role::TicketCustodian, Command::ReceiveBook, |tx, moment, asker| {
            ticket::receive_book(tx, moment, asker.station.as_str(), book.clone())
        });
        self.act("1005", Role::TicketCustodian, Command::OfferHandover, |tx, moment, asker| {
            let content = HandoverContent {
                tickets: vec![book],
                lists: vec!["T01".parse().expect("an area")],
                cash_fen: Fen::ZERO,
                denominations: Vec::new(),
                used_count: 0,
                used: Vec::new(),
            };
            collection::offer_handover(tx, moment, asker, person("1002"), content)
        });
    }

    fn balance(&self, ledger: &str) -> i64 {
        let balance = self.station.app.store.read(|store| {
            store.query_opt(
                "select balance_fen from ledger_balance where ledger = $1",
                &[ledger.into()],
            )
        });
        let row = balance.unwrap_or_else(|error: StoreError| panic!("{error}"));
        row.map_or(0, |row| row.int("balance_fen").expect("an amount"))
    }

    fn assert_sound(&self) {
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

fn person(number: &str) -> PersonNo {
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

fn payment(number: u32, amount: &str, received: &str) -> PaymentRequest {
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
fn counted() -> CountRequest {
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

#[test]
fn money_goes_from_the_door_to_the_bank_and_every_fen_is_in_one_place() {
    let scene = Scene::new();
    scene.bill();
    assert_eq!(scene.balance("electricity_income"), -3 * BILL_FEN);
    scene.offer_book();

    let (phone, over_tls) = scene.phone(32, "1002");
    let offer = phone.field.handovers().expect("handovers")[0].offer.clone();
    let accept = HandoverRequest { request_id: "accept".to_owned(), offer };
    phone.field.accept_handover(&accept).expect("accepted on the phone");
    phone.field.sync(&over_tls).expect("the list of the area comes down");

    // At the doors, without a signal: exact, with change, overpaid.
    let exact = phone.field.take_payment(&payment(1, "53.80", "53.80")).expect("taken").outcome;
    let change = phone.field.take_payment(&payment(2, "53.80", "100")).expect("taken").outcome;
    let over = phone.field.take_payment(&payment(3, "60", "60")).expect("taken").outcome;
    assert_eq!((change.change_fen, over.advance_fen), (Fen::new(4620), Fen::new(620)));
    assert_eq!(exact.no.next(), change.no, "numbers in order (3.2)");
    for wrong in ["12.345", "-1", "1e9"] {
        assert!(phone.field.take_payment(&payment(1, wrong, "100")).is_err(), "{wrong}");
    }
    let taken = 2 * BILL_FEN + 6000;
    phone.field.count_cash(&counted()).expect("counted");
    let hand_in = CashHandInRequest { request_id: "in".to_owned(), to: person("1004") };
    let offered = phone.field.offer_hand_in(&hand_in).expect("offered").outcome;
    assert_eq!(offered.cash_fen, Fen::new(taken));
    let rows = phone.field.handovers().expect("handovers");
    let shown = rows.iter().find(|row| row.offer == offered.offer).expect("the offer");
    let seen = shown.content_hash;
    assert_eq!(scene.balance("cash:1002"), 0, "nothing reached the station yet");
    phone.field.sync(&over_tls).expect("delivered");
    phone.field.sync(&over_tls).expect("a second sync changes nothing");
    let in_transit = format!("in_transit:{}", offered.offer);
    assert_eq!(scene.balance(&in_transit), taken, "offered cash is in transit");
    assert_eq!(scene.balance("cash:1002"), 0);
    assert_eq!(scene.balance(&format!("advance_balance:{}", village::account(3))), -620);
    scene.assert_sound();

    scene.act("1004", Role::Cashier, Command::AcceptHandover, |tx, moment, asker| {
        collection::accept_handover(tx, moment, asker, offered.offer.clone(), seen)
    });
    assert_eq!(scene.balance("cashier_cash:1004"), taken);
    scene.act("1004", Role::Cashier, Command::BankCash, |tx, moment, asker| {
        collection::bank_cash(tx, moment, asker, Fen::new(taken), "20261120-0017")
    });
    assert_eq!(scene.balance("station_account"), taken);
    assert_eq!(scene.balance("cashier_cash:1004"), 0);
    scene.assert_sound();
}

#[test]
fn clause_3_4_a_void_on_the_phone_leaves_the_money_in_custody_and_the_customer_credited() {
    let scene = Scene::new();
    scene.bill();
    scene.offer_book();
    let (phone, over_tls) = scene.phone(32, "1002");
    let offer = phone.field.handovers().expect("handovers")[0].offer.clone();
    let accept = HandoverRequest { request_id: "accept".to_owned(), offer };
    phone.field.accept_handover(&accept).expect("accepted");
    phone.field.sync(&over_tls).expect("synced");
    let paid = phone.field.take_payment(&payment(1, "53.80", "60")).expect("taken").outcome;
    let void = VoidRequest {
        request_id: "void".to_owned(),
        series: paid.series,
        no: paid.no,
        reason: "户名写错".to_owned(),
        copies_kept: 3,
    };
    phone.field.void_ticket(&void).expect("claimed void");
    phone.field.sync(&over_tls).expect("delivered");
    assert_eq!(scene.balance("cash:1002"), BILL_FEN, "the money stays in his custody");
    assert_eq!(
        scene.balance(&format!("receivable:{}", village::account(1))),
        0,
        "the customer stays credited until the copies are seen"
    );
    scene.assert_sound();
}
