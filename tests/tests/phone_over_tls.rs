//! A real phone against a real station over real TLS: enrol, draw the route,
//! read it without a signal, hand in, deliver.

use dianfei_field::FieldError;
use dianfei_field::reading::{
    EnteredIndex, MissRequest, PresenceEntry, ReadingRequest, RouteHandInRequest,
};
use dianfei_rules::id::RouteNo;
use dianfei_station::people::role::Command;
use dianfei_station::phone::enrol;
use dianfei_station::reading::command::{self, PlanRoute};
use dianfei_station::spine::{self, Actor};
use dianfei_station::store::StoreError;
use dianfei_station::verify::verify;
use dianfei_tests::phone::Phone;
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_tests::village;
use dianfei_wire::enrol::Invitation;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::{IdentityCheck, MissReason};
use p256::ecdsa::SigningKey;

const PERIOD: &str = "2026-11";

/// A served village with a planned route, and the reader's invitation.
fn village() -> (TestStation, Served, Invitation) {
    let station = TestStation::in_memory();
    village::set_up(&station, 3);
    let reader = station.register("1001", "李明", &[Role::Reader]);
    let auditor = Actor {
        person: station.register("1003", "周静", &[Role::Auditor]),
        roles: vec![Role::Auditor],
    };
    let app = &station.app;
    spine::decide(app, &auditor, Command::PlanRoute, "plan", |tx, moment| {
        let plan = PlanRoute {
            route: "R01".parse().expect("a route"),
            period: PERIOD.parse().expect("a month"),
            reader: reader.clone(),
            read_on: moment.today,
        };
        command::plan_route(tx, moment, app.station.as_str(), plan)
    })
    .expect("planned");
    let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
    let served = Served::start(station.app.clone(), identity);
    let invited = enrol::invite(&station.app, &reader).expect("invited");
    let invitation = Invitation { address: format!("https://{}", served.phones), ..invited };
    (station, served, invitation)
}

fn reading(number: u32, index: &str) -> ReadingRequest {
    ReadingRequest {
        request_id: format!("read-{number}-{index}"),
        route: "R01".parse().expect("a route"),
        period: PERIOD.parse().expect("a month"),
        meter: village::meter(number),
        entered: vec![EnteredIndex {
            register: "forward_active_total".to_owned(),
            text: index.to_owned(),
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

fn number(station: &TestStation, sql: &str) -> i64 {
    station
        .app
        .store
        .read(|store| store.query_one(sql, &[])?.int("n"))
        .unwrap_or_else(|error: StoreError| panic!("{error}"))
}

#[test]
fn a_reader_reads_a_route_and_delivers_it() {
    let (station, _served, invitation) = village();
    let phone = Phone::new(21);
    let over_tls = dianfei_field::sync::http::HttpTransport::to_inviter(&invitation)
        .expect("a transport that pins the station's key");
    phone.field.enrol(&over_tls, &invitation.to_text(), "抄表一号").expect("enrolled");
    let report = phone.field.sync(&over_tls).expect("synced");
    assert!(report.assigned, "the route of the day is on the phone");

    // All day without a signal; the wall clock is set back ten years at noon.
    phone.field.record_reading(&reading(1, "1100")).expect("read");
    phone.clock.pass(120_000);
    phone.clock.set_wall(1_479_000_000_000);
    for index in ["12x4", "-1", "100000"] {
        let refused = phone.field.record_reading(&reading(2, index));
        assert!(matches!(&refused, Err(FieldError::InvalidInput { .. })), "{index}: {refused:?}");
    }
    phone.field.record_reading(&reading(2, "1095")).expect("read");
    phone.clock.pass(120_000);
    let route: RouteNo = "R01".parse().expect("a route");
    let period = PERIOD.parse().expect("a month");
    let hand_in = |request: &str| RouteHandInRequest {
        request_id: request.to_owned(),
        route: route.clone(),
        period,
    };
    assert!(
        phone.field.hand_in_route(&hand_in("early")).is_err(),
        "a meter has neither reading nor reason (4.1.2)"
    );
    let miss = MissRequest {
        request_id: "miss-3".to_owned(),
        route: route.clone(),
        period,
        meter: village::meter(3),
        reason: MissReason::DoorLocked,
        note: None,
        presence: PresenceEntry::default(),
    };
    phone.field.record_miss(&miss).expect("missed with a reason");
    phone.field.hand_in_route(&hand_in("late")).expect("handed in");

    phone.field.sync(&over_tls).expect("delivered");
    phone.field.sync(&over_tls).expect("a second sync changes nothing");
    assert_eq!(number(&station, "select count(*) as n from reading where state = 'holds'"), 2);
    assert_eq!(number(&station, "select count(*) as n from miss"), 1);
    assert_eq!(
        number(&station, "select count(*) as n from route_plan where state = 'handed_in'"),
        1
    );
    let status = phone.field.status().expect("a status");
    assert_eq!(status.unsent_facts, 0, "{status:?}");
    let report = verify(&station.app.store, &station.app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
}

#[test]
fn a_phone_that_pins_another_key_delivers_nothing() {
    let (_station, _served, invitation) = village();
    let other = SigningKey::from_slice(&[99; 32]).expect("a key");
    let forged = Invitation { identity: dianfei_wire::chain::PublicKey::of(&other), ..invitation };
    let over_tls =
        dianfei_field::sync::http::HttpTransport::to_inviter(&forged).expect("a transport");
    let phone = Phone::new(22);
    let refused = phone.field.enrol(&over_tls, &forged.to_text(), "抄表二号");
    assert!(refused.is_err(), "{refused:?}");
    assert!(!phone.field.is_enrolled().expect("a file"));
}
