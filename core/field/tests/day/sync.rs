//! Meeting the station: every way in which it can go wrong.

use std::sync::Arc;

use dianfei_field::{FieldError, port::TransportError};
use dianfei_wire::fact::reading::MissReason;
use dianfei_wire::frame::Frame;
use dianfei_wire::part::PartKind;
use dianfei_wire::upload::{Request, RequestHeader};

use crate::phone::{Phone, code, miss, open_with, reading};
use crate::station::{Fault, Station};

#[test]
fn a_repeated_upload_changes_nothing_and_both_sides_count_the_same() {
    let (phone, net) = Phone::assigned();
    phone.read(1, "1100");
    phone.read(3, "2100");
    *net.faults.borrow_mut() = vec![Fault::Twice; 12];
    let report = phone.field.sync(&net).expect("synced");
    assert_eq!(report.sent_facts, 2);
    assert_eq!(net.station.borrow().lines.len(), 2);
    assert!(report.digest.expect("a digest").agrees());
    let status = phone.field.status().expect("status");
    assert_eq!((status.acknowledged, status.unsent_facts), (2, 0));
    assert_eq!(net.station.borrow().horizon_ms, Some(crate::station::MORNING_MS));
}

#[test]
fn a_reply_lost_at_any_point_loses_and_doubles_nothing() {
    for lost in 0..8 {
        for fault in [Fault::LoseReply, Fault::LoseRequest, Fault::Portal, Fault::OldReply] {
            let (phone, net) = Phone::assigned();
            phone.read(1, "1100");
            let request = pay_request();
            phone.field.take_payment(&request).expect("paid");
            let mut faults = vec![fault];
            faults.extend(std::iter::repeat_n(Fault::Twice, lost));
            *net.faults.borrow_mut() = faults;
            let _broken = phone.field.sync(&net);
            net.faults.borrow_mut().clear();
            let phone = phone.reopened();
            let report = phone.field.sync(&net).expect("synced");
            assert!(report.digest.expect("a digest").agrees());
            assert_eq!(net.station.borrow().lines.len(), 2);
            assert_eq!(phone.field.status().expect("status").unsent_facts, 0);
            assert_eq!(phone.field.verify().expect("whole"), 2);
        }
    }
}

fn pay_request() -> dianfei_field::collection::PaymentRequest {
    dianfei_field::collection::PaymentRequest {
        request_id: "pay".into(),
        account: "1001".parse().expect("an account"),
        bills: Vec::new(),
        amount: "50".into(),
        received: "50".into(),
        mode: dianfei_wire::fact::collection::CollectionMode::DoorToDoor,
    }
}

#[test]
fn only_the_stations_own_fresh_signature_counts() {
    let (phone, net) = Phone::assigned();
    phone.read(1, "1100");
    for fault in [Fault::Portal, Fault::OldReply] {
        *net.faults.borrow_mut() = vec![fault];
        assert_eq!(code(phone.field.sync(&net)), "not_the_station");
        assert_eq!(phone.field.status().expect("status").unsent_facts, 1);
    }
    *net.faults.borrow_mut() = vec![Fault::LoseRequest];
    assert!(matches!(
        phone.field.sync(&net),
        Err(FieldError::Offline(TransportError::Broken { .. }))
    ));
}

#[test]
fn a_restored_station_is_seen_also_when_nothing_is_unsent() {
    let (phone, net) = Phone::assigned();
    phone.read(1, "1100");
    phone.field.sync(&net).expect("synced");
    let backup = net.station.borrow().clone();
    phone.read(3, "2100");
    let photo = phone.field.keep_photo(vec![7; 300_000]).expect("kept");
    let mut missed = miss(4, MissReason::DoorLocked);
    missed.presence.photos = vec![photo];
    phone.field.record_miss(&missed).expect("missed");
    phone.field.sync(&net).expect("synced");
    assert_eq!(net.station.borrow().parts[&photo].len(), 300_000);

    *net.station.borrow_mut() = backup;
    net.station.borrow_mut().incarnation = 2;
    assert_eq!(phone.field.status().expect("status").unsent_facts, 0);
    let report = phone.field.sync(&net).expect("synced");
    assert!(report.rewound);
    assert_eq!(net.station.borrow().lines.len(), 4);
    assert_eq!(net.station.borrow().parts[&photo].len(), 300_000, "sent again");
    assert!(report.digest.expect("a digest").agrees());
    let stop = reading(3, "0");
    let stop = phone.field.stop(&stop.route, stop.period, &stop.meter).expect("a stop");
    assert!(stop.reading.expect("a reading").verdict.is_some(), "ruled anew");
}

#[test]
fn a_cloned_phone_is_frozen_and_both_branches_arrive() {
    let (phone, net) = Phone::assigned();
    phone.read(1, "1100");
    phone.field.sync(&net).expect("synced");
    let clone = phone.cloned();
    phone.read(3, "2100");
    phone.field.sync(&net).expect("synced");
    clone.clock.advance(600_000);
    clone.field.record_miss(&miss(3, MissReason::DoorLocked)).expect("missed");
    let report = clone.field.sync(&net).expect("delivered");
    assert!(report.frozen);
    assert_eq!(net.station.borrow().branch.len(), 1);
    let status = clone.field.status().expect("status");
    assert!(status.frozen);
    assert_eq!(status.unsent_facts, 0, "nothing stays on the phone alone");
    assert_eq!(code(clone.field.take_payment(&pay_request())), "device_frozen");
    clone.field.record_miss(&miss(2, MissReason::DoorLocked)).expect("work goes on");
    clone.field.sync(&net).expect("delivered");
    assert_eq!(net.station.borrow().branch.len(), 3, "the refused payment is a fact too");
}

#[test]
fn a_phone_restored_from_an_old_image_is_frozen_before_it_branches() {
    let (phone, net) = Phone::assigned();
    let image = phone.cloned();
    phone.read(1, "1100");
    phone.field.sync(&net).expect("synced");
    let report = image.field.sync(&net).expect("met");
    assert!(report.frozen);
    assert!(net.station.borrow().frozen);
}

#[test]
fn an_assignment_installs_under_later_facts() {
    let (phone, net) = Phone::assigned();
    phone.read(1, "1100");
    phone.field.sync(&net).expect("synced");
    // The station bills and assigns while the phone takes money that it has not heard of.
    net.station.borrow_mut().assign_anew(|assignment| {
        assignment.areas[0].debtors[0].receivables[0].open_fen =
            dianfei_rules::money::Fen::new(6000);
    });
    phone.field.take_payment(&pay_request()).expect("paid");
    *net.faults.borrow_mut() = Vec::new();
    let mut exchange = phone.field.begin_sync();
    while let Some(request) = exchange.next_request(&phone.field).expect("a request") {
        let reply = net.station.borrow_mut().answer(&request);
        exchange.on_reply(&phone.field, &reply).expect("taken");
    }
    assert!(exchange.report().assigned);
    let quote = phone.field.quote(&"1001".parse().expect("an account")).expect("quote");
    assert_eq!(quote.total_fen, dianfei_rules::money::Fen::new(1000));
    let status = phone.field.status().expect("status");
    assert_eq!(status.cash_fen, dianfei_rules::money::Fen::new(5000));
    assert_eq!(status.tickets.left, 11);
    let request = reading(1, "0");
    let row = phone.field.route(&request.route, request.period).expect("a route");
    assert_eq!(row.read, 1, "what was read stays read");
}

#[test]
fn what_is_recorded_while_parts_are_sent_delays_no_assignment() {
    let (phone, net) = Phone::assigned();
    let photo = phone.field.keep_photo(vec![9; 1_000]).expect("kept");
    let mut request = reading(1, "1100");
    request.presence.photos = vec![photo];
    phone.field.record_reading(&request).expect("read");
    net.station.borrow_mut().assign_anew(|assignment| {
        assignment.areas[0].debtors[0].receivables[0].open_fen =
            dianfei_rules::money::Fen::new(6000);
    });
    let mut exchange = phone.field.begin_sync();
    while let Some(request) = exchange.next_request(&phone.field).expect("a request") {
        let header: RequestHeader =
            Frame::split(&request).expect("a frame").header().expect("a header");
        if matches!(header.request, Request::Part { .. }) {
            phone.read(3, "2100");
        }
        let reply = net.station.borrow_mut().answer(&request);
        exchange.on_reply(&phone.field, &reply).expect("taken");
    }
    assert_eq!(net.station.borrow().lines.len(), 1, "the second reading is for the next sync");
    assert!(exchange.report().assigned);
    let quote = phone.field.quote(&"1001".parse().expect("an account")).expect("quote");
    assert_eq!(quote.total_fen, dianfei_rules::money::Fen::new(6000));
    let row = phone.field.route(&reading(3, "0").route, reading(3, "0").period).expect("a route");
    assert_eq!(row.read, 2, "what was read stays read");
}

#[test]
fn a_part_goes_on_where_it_was_cut_off() {
    let (phone, net) = Phone::assigned();
    let photo = phone.field.keep_photo(vec![9; 600_000]).expect("kept");
    let mut request = reading(1, "1100");
    request.presence.photos = vec![photo];
    phone.field.record_reading(&request).expect("read");
    // Hello, upload, first stretch pass; the second stretch is lost.
    *net.faults.borrow_mut() = vec![Fault::LoseReply, Fault::Twice, Fault::Twice, Fault::Twice];
    assert_eq!(code(phone.field.sync(&net)), "offline");
    assert_eq!(phone.field.status().expect("status").unsent_parts, 1);
    let phone = phone.reopened();
    let report = phone.field.sync(&net).expect("synced");
    assert_eq!(report.sent_parts, 1);
    assert_eq!(net.station.borrow().parts[&photo], vec![9; 600_000]);
    let mut unknown = reading(3, "2100");
    unknown.presence.photos = vec![dianfei_wire::PartHash::of(b"never kept")];
    phone.clock.advance(120_000);
    assert_eq!(code(phone.field.record_reading(&unknown)), "not_found");
}

#[test]
fn a_station_that_lost_a_part_asks_for_it_also_when_nothing_is_unsent() {
    let (phone, net) = Phone::assigned();
    let photo = phone.field.keep_photo(vec![9; 300_000]).expect("kept");
    let mut request = reading(1, "1100");
    request.presence.photos = vec![photo];
    phone.field.record_reading(&request).expect("read");
    phone.field.sync(&net).expect("synced");
    net.station.borrow_mut().parts.clear();
    let report = phone.field.sync(&net).expect("synced");
    assert_eq!((report.sent_facts, report.sent_parts), (0, 1));
    assert_eq!(net.station.borrow().parts[&photo], vec![9; 300_000]);
}

#[test]
fn a_position_travels_beside_its_fact_and_never_in_it() {
    let (phone, net) = Phone::assigned();
    let mut request = reading(1, "1100");
    request.presence.fix = Some(dianfei_field::reading::PlaceFix {
        latitude_micro: 30_123_456,
        longitude_micro: 114_654_321,
        accuracy_m: 8,
        mock: false,
    });
    phone.field.record_reading(&request).expect("read");
    phone.field.sync(&net).expect("synced");
    let station = net.station.borrow();
    let line = String::from_utf8(station.lines[0].clone()).expect("text");
    assert!(!line.contains("30123456"));
    assert_eq!(station.parts.len(), 1);
    let part = station.parts.values().next().expect("a part");
    assert!(String::from_utf8_lossy(part).contains("30123456"));
    assert_eq!(serde_json::to_string(&PartKind::Position).expect("json"), "\"position\"");
}

#[test]
fn an_old_programme_is_told_so_and_still_delivers() {
    let (phone, net) = Phone::assigned();
    phone.read(1, "1100");
    net.station.borrow_mut().protocol_oldest = Some(2);
    let report = phone.field.sync(&net).expect("delivered");
    assert_eq!(report.protocol_oldest, Some(2));
    assert_eq!(net.station.borrow().lines.len(), 1);
    assert_eq!(phone.field.status().expect("status").unsent_facts, 0);
}

#[test]
fn a_difference_in_the_count_at_the_end_is_loud() {
    let (phone, net) = Phone::assigned();
    phone.read(1, "1100");
    net.station.borrow_mut().extra_in_digest = 1;
    let report = phone.field.sync(&net).expect("synced");
    assert!(!report.digest.expect("a digest").agrees());
}

#[test]
fn nothing_unsent_leaves_the_phone_by_sign_out_or_reset() {
    let (phone, net) = Phone::assigned();
    phone.read(1, "1100");
    assert!(matches!(phone.field.sign_out(), Err(FieldError::Unsent { facts: 1, parts: 0 })));
    assert!(matches!(phone.field.reset(), Err(FieldError::Unsent { facts: 1, parts: 0 })));
    phone.field.sync(&net).expect("synced");
    phone.field.sign_out().expect("signed out");
    assert!(phone.field.routes().expect("routes").is_empty());
    phone.field.reset().expect("reset");
    assert!(!phone.field.is_enrolled().expect("known"));
}

#[test]
fn the_file_belongs_to_its_key_and_a_flipped_byte_is_found() {
    let (phone, net) = Phone::assigned();
    phone.read(1, "1100");
    phone.field.sync(&net).expect("synced");
    assert_eq!(code(open_with(&phone.path, &phone.clock, 8).map(|_| ())), "other_key");
    let clock = Arc::clone(&phone.clock);
    let file = rusqlite::Connection::open(&phone.path).expect("opened");
    file.execute(
        "update journal set bytes = cast(replace(cast(bytes as text), '1100', '1200') as blob)",
        [],
    )
    .expect("changed");
    assert_eq!(code(phone.field.verify()), "storage_corrupt");
    assert_eq!(code(open_with(&phone.path, &clock, 7).map(|_| ())), "storage_corrupt");
}

#[test]
fn a_wrong_code_enrols_nobody() {
    let phone = Phone::new();
    let net = crate::station::Net::new(Station::new());
    assert_eq!(code(phone.field.enrol(&net, "no invitation", "x")), "not_an_invitation");
    let wrong = net.station.borrow().invitation().replace("\"code\":\"code\"", "\"code\":\"x\"");
    assert_eq!(code(phone.field.enrol(&net, &wrong, "x")), "wrong_enrolment_code");
    assert_eq!(code(phone.field.sync(&net)), "not_enrolled");
    let invitation = net.station.borrow().invitation();
    phone.field.enrol(&net, &invitation, "x").expect("enrolled");
    phone.field.enrol(&net, &invitation, "x").expect("its own station binds it again");
    let other = invitation.replace("\"station\":\"S1\"", "\"station\":\"S2\"");
    assert_ne!(other, invitation);
    assert_eq!(code(phone.field.enrol(&net, &other, "x")), "already_enrolled");
}
