//! A real phone against a real station over real TLS: enrol, draw the route,
//! read it without a signal, hand in, deliver.

use dianfei_field::FieldError;
use dianfei_field::reading::{MissRequest, PlaceFix, PresenceEntry, RouteHandInRequest};
use dianfei_field::sync::http::HttpTransport;
use dianfei_rules::id::RouteNo;
use dianfei_station::phone::enrol;
use dianfei_station::store::StoreError;
use dianfei_station::verify::verify;
use dianfei_tests::phone::Phone;
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_tests::village::{self, PERIOD, reading};
use dianfei_wire::enrol::Invitation;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::MissReason;
use p256::ecdsa::SigningKey;

/// A served village with a planned route, and the reader's invitation.
fn village() -> (TestStation, Served, Invitation) {
    let station = TestStation::in_memory();
    village::set_up(&station, 3);
    let reader = station.register("1001", "李明", &[Role::Reader]);
    village::plan(&station, PERIOD);
    let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
    let served = Served::start(station.app.clone(), identity);
    let invited = enrol::invite(&station.app, &reader).expect("invited");
    let invitation = Invitation { address: format!("https://{}", served.phones), ..invited };
    (station, served, invitation)
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
    let over_tls =
        HttpTransport::to_inviter(&invitation).expect("a transport that pins the station's key");
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
    let refused = "select count(*) as n from refusal where person = '1001' and clause = '4.1.2'";
    assert_eq!(number(&station, refused), 1, "a phone's refusal counts for its clause");
    assert_eq!(
        number(&station, "select count(*) as n from route_plan where state = 'handed_in'"),
        1
    );
    let status = phone.field.status().expect("a status");
    assert_eq!(status.unsent_facts, 0, "{status:?}");
    let report = verify(&station.app.store, &station.app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
}

const DAYS_30_MS: i64 = 30 * 86_400_000;

fn fix(north_micro: i64, mock: bool) -> Option<PlaceFix> {
    let (latitude_micro, longitude_micro) = (28_970_000 + north_micro, 118_870_000);
    Some(PlaceFix { latitude_micro, longitude_micro, accuracy_m: 10, mock })
}

#[test]
fn clause_4_1_2_a_reading_taken_far_from_where_the_meter_hangs_asks_for_its_cause() {
    let (station, _served, invitation) = village();
    let phone = Phone::new(23);
    let over_tls = HttpTransport::to_inviter(&invitation).expect("a transport");
    phone.field.enrol(&over_tls, &invitation.to_text(), "抄表一号").expect("enrolled");
    phone.field.sync(&over_tls).expect("synced");
    for (number, place) in [(1, fix(0, false)), (2, fix(0, true)), (3, None)] {
        let mut first = reading(number, "1100");
        first.presence.fix = place;
        phone.field.record_reading(&first).expect("a first fix has nothing to differ from");
        phone.clock.pass(120_000);
    }
    phone.field.sync(&over_tls).expect("delivered");

    station.clock.turn(DAYS_30_MS);
    phone.clock.pass(DAYS_30_MS);
    village::plan(&station, "2026-12");
    assert!(phone.field.sync(&over_tls).expect("synced").assigned);
    let findings = |number: u32, north: i64| {
        let mut next = reading(number, "1200");
        next.period = "2026-12".parse().expect("a month");
        next.presence.fix = fix(north, false);
        let checked = phone.field.check_reading(&next).expect("checked");
        let far = checked.findings.into_iter().find(|finding| finding.code.as_str() == "place_far");
        (far.and_then(|far| far.figures.get("metres").map(str::to_owned)), checked.needs.cause)
    };
    // 1,979 millionths of a degree are 220 m: 200 m with both fixes as far out as they may be.
    assert_eq!(findings(1, 1979), (None, false), "within what both fixes allow");
    assert_eq!(findings(1, 2700), (Some("280".to_owned()), true));
    assert_eq!(findings(2, 2700), (None, false), "a mocked position places no meter");
    assert_eq!(findings(3, 2700), (None, false), "nobody knows where it hangs");
}

#[test]
fn a_phone_that_pins_another_key_delivers_nothing() {
    let (_station, _served, invitation) = village();
    let other = SigningKey::from_slice(&[99; 32]).expect("a key");
    let forged = Invitation { identity: dianfei_wire::chain::PublicKey::of(&other), ..invitation };
    let over_tls = HttpTransport::to_inviter(&forged).expect("a transport");
    let phone = Phone::new(22);
    let refused = phone.field.enrol(&over_tls, &forged.to_text(), "抄表二号");
    assert!(refused.is_err(), "{refused:?}");
    assert!(!phone.field.is_enrolled().expect("a file"));
}
