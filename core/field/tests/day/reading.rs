//! Chapter 4.1 on the phone.

use dianfei_field::FieldError;
use dianfei_field::reading::{CorrectionRequest, RouteHandInRequest};
use dianfei_field::store::route::StopFilter;
use dianfei_rules::reading::route::StopState;
use dianfei_wire::fact::reading::{IdentityCheck, MissReason};
use dianfei_wire::fact::{FactBody, ReadingFact};

use crate::phone::{Phone, clause, code, entered, miss, reading};

fn hand_in(phone: &Phone, id: &str) -> Result<(u32, u32), FieldError> {
    let request = RouteHandInRequest {
        request_id: id.into(),
        route: "R1".parse().expect("a route"),
        period: "2026-03".parse().expect("a month"),
    };
    phone.field.hand_in_route(&request).map(|done| (done.outcome.read, done.outcome.missed))
}

#[test]
fn the_last_index_is_hidden_until_the_meter_is_read() {
    let (phone, _net) = Phone::assigned();
    let request = reading(1, "1100");
    let detail =
        || phone.field.stop(&request.route, request.period, &request.meter).expect("a stop");
    assert_eq!(detail().registers[0].previous, None);
    let checked = phone.field.check_reading(&request).expect("checked");
    assert_eq!(checked.registers[0].previous.map(|index| index.to_string()), Some("1000".into()));
    assert_eq!(checked.usage_kwh.map(|usage| usage.to_string()), Some("100".into()));
    assert_eq!(detail().registers[0].previous, None, "checking records nothing");
    phone.read(1, "1100");
    assert_eq!(detail().stop.state, StopState::Read);
    assert!(detail().registers[0].previous.is_some());
}

#[test]
fn each_bad_index_names_its_field_and_code() {
    let (phone, _net) = Phone::assigned();
    for (text, expected) in [
        ("12a", "index_not_a_number"),
        ("", "index_not_a_number"),
        ("1e3", "index_not_a_number"),
        ("-1", "index_negative"),
        ("100000", "index_above_digits"),
        ("1100.5", "index_too_precise"),
    ] {
        match phone.field.record_reading(&reading(1, text)).expect_err("refused") {
            FieldError::InvalidInput { field, code } => {
                assert_eq!((field, code.as_str()), ("index", expected), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    let mut none = reading(1, "1100");
    none.entered.clear();
    assert_eq!(code(phone.field.record_reading(&none)), "register_missing");
    let mut other = reading(1, "1100");
    other.entered[0].register = "reverse_active_total".into();
    assert_eq!(code(phone.field.record_reading(&other)), "register_unknown");
    assert_eq!(phone.field.status().expect("status").facts, 0, "nothing is half done");
}

#[test]
fn clause_4_1_1_only_meters_of_the_route_are_read() {
    let (phone, _net) = Phone::assigned();
    let result = phone.field.record_reading(&reading(9, "1100"));
    assert_eq!(clause(result), "meter_not_on_route 4.1.1");
}

#[test]
fn a_rollover_is_confirmed_and_a_surge_entered_again_with_its_cause() {
    let (phone, _net) = Phone::assigned();
    let mut rollover = reading(2, "50");
    assert_eq!(clause(phone.field.record_reading(&rollover)), "rollover_unconfirmed 4.1.2");
    rollover.rollover_confirmed = true;
    let done = phone.field.record_reading(&rollover).expect("read");
    assert_eq!(done.outcome.usage_kwh.map(|usage| usage.to_string()), Some("100".into()));

    phone.clock.advance(120_000);
    let mut surge = reading(1, "1300");
    assert_eq!(clause(phone.field.record_reading(&surge)), "index_not_confirmed 4.1.2");
    surge.again = entered("1030");
    assert_eq!(code(phone.field.record_reading(&surge)), "differs");
    surge.again = entered("1300");
    assert_eq!(clause(phone.field.record_reading(&surge)), "cause_needed 4.2.4");
    surge.cause = Some("新装空调".into());
    let done = phone.field.record_reading(&surge).expect("read");
    assert!(
        done.outcome
            .findings
            .iter()
            .any(|finding| finding.code.as_str().starts_with("fluctuation"))
    );
}

#[test]
fn clause_4_1_3_a_mismatch_makes_an_exception_form_in_the_same_transaction() {
    let (phone, net) = Phone::assigned();
    let mut request = reading(3, "2100");
    request.identity = IdentityCheck { seal: false, ..IdentityCheck::ALL_AGREE };
    let done = phone.field.record_reading(&request).expect("read");
    assert_eq!(done.changed.facts.len(), 2);
    assert!(done.outcome.exception.is_some());
    phone.field.sync(&net).expect("synced");
    let facts = net.station.borrow().facts();
    let FactBody::Reading(ReadingFact::ExceptionRaised(raised)) = &facts[1].body else {
        panic!("{:?}", facts[1]);
    };
    assert_eq!(raised.codes, ["seal_broken"]);
    assert_eq!(raised.reading.as_ref(), Some(&facts[0].id));
}

#[test]
fn clause_4_1_2_a_correction_is_a_new_entry_with_its_reason() {
    let (phone, _net) = Phone::assigned();
    phone.read(1, "1100");
    assert_eq!(clause(phone.field.record_reading(&reading(1, "1101"))), "already_read 4.1.2");
    let request = reading(1, "1105");
    let stop = phone.field.stop(&request.route, request.period, &request.meter).expect("a stop");
    let earlier = stop.reading.expect("a reading").id;
    let mut correction =
        CorrectionRequest { reading: request, corrects: earlier.clone(), reason: " ".into() };
    assert_eq!(code(phone.field.correct_reading(&correction)), "missing");
    correction.reason = "看错一位".into();
    phone.field.correct_reading(&correction).expect("corrected");
    correction.reading.request_id = "again".into();
    let result = phone.field.correct_reading(&correction);
    assert_eq!(clause(result), "not_the_latest_reading 4.1.2");
    let request = correction.reading;
    let stop = phone.field.stop(&request.route, request.period, &request.meter).expect("a stop");
    assert_eq!(stop.reading.expect("a reading").taken.corrects, Some(earlier));
}

#[test]
fn clause_4_1_5_the_second_miss_raises_the_form_itself() {
    let (phone, _net) = Phone::assigned();
    let first = phone.field.record_miss(&miss(3, MissReason::DoorLocked)).expect("missed");
    assert_eq!((first.outcome.misses, first.outcome.exception), (1, None));
    let second = phone.field.record_miss(&miss(4, MissReason::DoorLocked)).expect("missed");
    assert_eq!(second.outcome.misses, 2);
    assert!(second.outcome.exception.is_some());
    let again = phone.field.record_miss(&miss(4, MissReason::AccessRefused)).expect("missed");
    assert_eq!(again.outcome.exception, None, "one form for one run of misses");
}

#[test]
fn clause_4_1_2_a_route_comes_back_only_complete() {
    let (phone, net) = Phone::assigned();
    phone.read(1, "1100");
    let refused = hand_in(&phone, "h1").expect_err("refused");
    let FieldError::Refused(refusal) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.code.as_str(), "route_incomplete");
    assert_eq!(refusal.figures.get("first_meters"), Some("M2 M3 M4"));
    for meter in [2, 3, 4] {
        phone.field.record_miss(&miss(meter, MissReason::ForceMajeure)).expect("missed");
    }
    phone.read(3, "2100");
    assert_eq!(hand_in(&phone, "h2").expect("handed in"), (2, 2));
    assert_eq!(hand_in(&phone, "h2").expect("the same again"), (2, 2));
    let late = phone.field.record_miss(&miss(2, MissReason::MeterFault));
    assert_eq!(clause(late), "route_handed_in 4.1.1");
    phone.field.sync(&net).expect("synced");
    assert_eq!(phone.field.verify().expect("whole"), net.station.borrow().lines.len() as u64);
}

#[test]
fn stops_are_found_by_account_name_address_and_meter() {
    let (phone, _net) = Phone::assigned();
    let request = reading(1, "0");
    let find = |text: &str| {
        let filter = StopFilter { text: text.into(), limit: 10, ..StopFilter::default() };
        let stops = phone.field.stops(&request.route, request.period, &filter).expect("stops");
        stops.iter().map(|stop| stop.seq).collect::<Vec<_>>()
    };
    assert_eq!(find(""), [1, 2, 3, 4]);
    assert_eq!(find("1002"), [2]);
    assert_eq!(find("王"), [3]);
    assert_eq!(find("青石村1004"), [4]);
    assert_eq!(find("M1"), [1]);
    assert_eq!(find("%"), [0_u32; 0]);
    let page = StopFilter { offset: 1, limit: 2, ..StopFilter::default() };
    let page = phone.field.stops(&request.route, request.period, &page).expect("stops");
    assert_eq!(page.iter().map(|stop| stop.seq).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn a_repeated_request_changes_nothing() {
    let (phone, _net) = Phone::assigned();
    let request = reading(1, "1100");
    let first = phone.field.record_reading(&request).expect("read");
    let again = phone.field.record_reading(&request).expect("the same");
    assert_eq!(first, again);
    assert_eq!(phone.field.status().expect("status").facts, 1);
    let mut other = miss(2, MissReason::DoorLocked);
    other.request_id = request.request_id;
    assert_eq!(code(phone.field.record_miss(&other)), "request_id_used");
}

#[test]
fn what_was_typed_outlives_a_kill() {
    let (phone, _net) = Phone::assigned();
    phone.field.keep_draft("reading:M1", "r", "10").expect("kept");
    phone.field.keep_draft("reading:M1", "r", "1023").expect("kept");
    let phone = phone.reopened();
    assert_eq!(phone.field.draft("reading:M1").expect("read"), Some("1023".into()));
}
