//! The phones' door: what arrives twice, torn, forged, reordered or from a
//! second branch.

use std::io::{Read, Write};
use std::net::TcpStream;

use chrono::NaiveDate;
use dianfei_field::port::Transport;
use dianfei_field::sync::http::HttpTransport;
use dianfei_station::phone::router;
use dianfei_station::store::StoreError;
use dianfei_station::verify::verify;
use dianfei_tests::pocket::{Pocket, open};
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_wire::Verdict;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::{Presence, ReadingMissed};
use dianfei_wire::fact::{FactBody, ReadingFact, reading::MissReason};
use dianfei_wire::frame::LIMIT_BYTES;
use dianfei_wire::upload::{Reply, Request};
use p256::ecdsa::SigningKey;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date")
}

fn missed(account: &str) -> FactBody {
    FactBody::Reading(ReadingFact::ReadingMissed(ReadingMissed {
        account: account.parse().expect("an account"),
        meter: format!("M{account}").parse().expect("a meter"),
        period: "2026-11".parse().expect("a month"),
        route: "R1".parse().expect("a route"),
        epoch: 1,
        reason: MissReason::DoorLocked,
        presence: Presence { scanned: None, position: None, photos: Vec::new() },
        note: None,
    }))
}

fn with_phone() -> (TestStation, Pocket) {
    let station = TestStation::in_memory();
    let reader = station.register("1001", "李明", &[Role::Reader]);
    let pocket = Pocket::enrolled(&station.app, 9, &reader);
    (station, pocket)
}

fn journal_rows(station: &TestStation) -> i64 {
    station
        .app
        .store
        .read(|store| store.query_one("select count(*) as n from journal", &[])?.int("n"))
        .unwrap_or_else(|error: StoreError| panic!("{error}"))
}

fn assert_sound(station: &TestStation) {
    let report = verify(&station.app.store, &station.app.station).expect("verify reads");
    assert_eq!(report.faults, Vec::new());
}

fn held(reply: &Reply) -> u64 {
    match reply {
        Reply::Acknowledged { held, .. } | Reply::Rewind { held } | Reply::Hello { held, .. } => {
            held.seq
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_batch_sent_twice_is_taken_once_and_answered_alike() {
    let (station, mut pocket) = with_phone();
    for account in ["1", "2", "3"] {
        pocket.record(today(), missed(account));
    }
    let first = pocket.upload(&station.app, 1, 3);
    let rows = journal_rows(&station);
    let second = pocket.upload(&station.app, 1, 3);
    assert_eq!(held(&first), 3);
    assert_eq!(first, second);
    assert_eq!(journal_rows(&station), rows);
    assert_sound(&station);
}

#[test]
fn a_batch_that_does_not_follow_is_rewound() {
    let (station, mut pocket) = with_phone();
    for account in ["1", "2", "3"] {
        pocket.record(today(), missed(account));
    }
    assert!(matches!(pocket.upload(&station.app, 2, 3), Reply::Rewind { held } if held.seq == 0));
    assert_eq!(held(&pocket.upload(&station.app, 1, 1)), 1);
    assert!(matches!(pocket.upload(&station.app, 1, 3), Reply::Rewind { held } if held.seq == 1));
    assert_eq!(held(&pocket.upload(&station.app, 2, 3)), 3);
    assert_sound(&station);
}

#[test]
fn every_changed_byte_of_an_upload_is_refused_and_nothing_is_half_done() {
    let (station, mut pocket) = with_phone();
    pocket.record(today(), missed("1"));
    let frame = pocket.upload_frame(1, 1);
    let rows = journal_rows(&station);
    for at in (0..frame.len()).step_by(7) {
        let mut torn = frame.clone();
        torn[at] ^= 0x20;
        let reply = open(&station.app, &dianfei_station::phone::answer(&station.app, &torn));
        assert!(matches!(reply, Reply::Refused { .. }), "byte {at}: {reply:?}");
    }
    let cut = &frame[..frame.len() - 5];
    let reply = open(&station.app, &dianfei_station::phone::answer(&station.app, cut));
    assert!(matches!(&reply, Reply::Refused { code, .. } if code == "damaged_body"), "{reply:?}");
    assert_eq!(journal_rows(&station), rows);
}

#[test]
fn a_stranger_an_old_protocol_and_a_wrong_code_are_told_so() {
    let (station, pocket) = with_phone();
    let other = TestStation::in_memory();
    let stranger_person = other.register("1001", "李明", &[Role::Reader]);
    let mut stranger = Pocket::enrolled(&other.app, 77, &stranger_person);
    assert!(matches!(stranger.hello(&station.app),
        Reply::Refused { code, .. } if code == "unknown_device"));

    let mut old = pocket.clone();
    old.protocol = 0;
    assert!(matches!(old.ask(&station.app, Request::Assignment, &[]),
        Reply::Refused { code, protocol_oldest: Some(1) } if code == "protocol_too_old"));
    old.record(today(), missed("1"));
    assert_eq!(held(&old.upload(&station.app, 1, 1)), 1, "an old app still hands over its facts");

    let key =
        dianfei_wire::chain::PublicKey::of(&SigningKey::from_slice(&[55; 32]).expect("a key"));
    let request =
        Request::Enrol { code: "00000000000000000000".to_owned(), key, label: String::new() };
    let reply = stranger.ask(&station.app, request, &[]);
    assert!(
        matches!(&reply, Reply::Refused { code, .. } if code == "wrong_signature"
        || code == "wrong_enrolment_code"),
        "{reply:?}"
    );
}

#[test]
fn an_earlier_batch_sent_again_is_answered_and_freezes_nobody() {
    let (station, mut pocket) = with_phone();
    for meter in ["1", "2", "3", "1"] {
        pocket.record(today(), missed(meter));
    }
    assert_eq!(held(&pocket.upload(&station.app, 1, 2)), 2);
    assert_eq!(held(&pocket.upload(&station.app, 3, 3)), 3);
    // One that ends where an envelope ended, and one that ends within a batch.
    for last in [2, 1] {
        let reply = pocket.upload(&station.app, 1, last);
        let Reply::Acknowledged { held, verdicts, .. } = reply else { panic!("{reply:?}") };
        assert_eq!((held.seq, held.head, verdicts.len()), (3, pocket.head(3), last));
    }
    assert_eq!(held(&pocket.upload(&station.app, 4, 4)), 4, "the phone goes on");
    assert_sound(&station);
}

#[test]
fn a_fact_s_number_is_taken_once_in_a_batch_and_after_it() {
    let (station, mut pocket) = with_phone();
    let first = pocket.record(today(), missed("1"));
    for _ in 0..2 {
        let mut other = pocket.record(today(), missed("2"));
        other.id = first.id.clone();
        pocket.lines.pop();
        pocket.lines.push(other.to_bytes());
    }
    for (from, last) in [(1, 2), (3, 3)] {
        let reply = pocket.upload(&station.app, from, last);
        let Reply::Acknowledged { verdicts, .. } = reply else { panic!("{reply:?}") };
        let told = &verdicts.last().expect("a verdict").verdict;
        assert_eq!(*told, Verdict::NotUnderstood, "{from} to {last}");
    }
    assert_sound(&station);
}

#[test]
fn bytes_that_nobody_understands_are_kept_chained_and_acknowledged() {
    let (station, mut pocket) = with_phone();
    pocket.record(today(), missed("1"));
    pocket.lines.push(b"{\"v\":9,\"made\":\"by a newer app\"}".to_vec());
    pocket.record(today(), missed("2"));
    let reply = pocket.upload(&station.app, 1, 3);
    let Reply::Acknowledged { held, verdicts, .. } = reply else { panic!("{reply:?}") };
    assert_eq!((held.seq, held.head), (3, pocket.head(3)));
    assert_eq!(verdicts[1].verdict, Verdict::NotUnderstood);
    assert_sound(&station);
}

#[test]
fn a_phone_that_has_facts_to_deliver_is_named_its_assignment_afterwards() {
    let (station, mut pocket) = with_phone();
    let named = |reply| match reply {
        Reply::Hello { assignment, .. } => assignment,
        other => panic!("{other:?}"),
    };
    let before = named(pocket.hello(&station.app)).expect("there is nothing to deliver");
    pocket.record(today(), missed("1"));
    assert_eq!(named(pocket.hello(&station.app)), None);
    assert_eq!(held(&pocket.upload(&station.app, 1, 1)), 1);
    let after = named(pocket.hello(&station.app)).expect("all is delivered");
    assert_ne!(after, before);
    assert_sound(&station);
}

#[test]
fn a_phone_restored_from_an_old_image_is_frozen_and_both_branches_are_kept() {
    let (station, mut pocket) = with_phone();
    pocket.record(today(), missed("1"));
    let mut image = pocket.clone();
    pocket.record(today(), missed("2"));
    assert_eq!(held(&pocket.upload(&station.app, 1, 2)), 2);

    image.record(today(), missed("3"));
    let reply = image.hello(&station.app);
    assert!(matches!(reply, Reply::Hello { frozen: true, .. }), "{reply:?}");
    let rows = journal_rows(&station);
    assert_eq!(held(&image.upload(&station.app, 1, 2)), 2);
    assert_eq!(journal_rows(&station), rows + 2, "the other branch's fact and its envelope");
    image.upload(&station.app, 1, 2);
    assert_eq!(journal_rows(&station), rows + 2, "once");
    assert_sound(&station);
}

#[test]
fn a_branch_longer_than_the_stations_own_is_kept_too() {
    let (station, mut pocket) = with_phone();
    let mut image = pocket.clone();
    pocket.record(today(), missed("1"));
    assert_eq!(held(&pocket.upload(&station.app, 1, 1)), 1);
    image.record(today(), missed("2"));
    image.record(today(), missed("3"));
    let rows = journal_rows(&station);
    assert_eq!(held(&image.upload(&station.app, 1, 2)), 2);
    // Two facts, their envelope, and that two branches were seen.
    assert_eq!(journal_rows(&station), rows + 4);
    assert!(matches!(pocket.hello(&station.app), Reply::Hello { frozen: true, .. }));
    assert_sound(&station);
}

#[test]
fn an_old_head_exchange_that_comes_late_freezes_nobody() {
    let (station, mut pocket) = with_phone();
    let mut late = pocket.clone();
    pocket.record(today(), missed("1"));
    assert_eq!(held(&pocket.upload(&station.app, 1, 1)), 1);
    assert!(matches!(late.hello(&station.app), Reply::Hello { frozen: false, .. }));
    assert!(matches!(pocket.hello(&station.app), Reply::Hello { frozen: false, .. }));
    // A phone that has heard of more facts than it has went back.
    let reply = late.hello_having_heard(&station.app, Some(1));
    assert!(matches!(reply, Reply::Hello { frozen: true, .. }), "{reply:?}");
}

#[test]
fn a_station_that_went_back_in_time_gets_its_facts_again() {
    let (before, mut pocket) = with_phone();
    pocket.record(today(), missed("1"));
    assert_eq!(held(&pocket.upload(&before.app, 1, 1)), 1);
    let (restored, _same_key) = with_phone();
    let Reply::Hello { held: back, frozen, .. } = pocket.hello(&restored.app) else {
        panic!("no head exchange")
    };
    assert_eq!((back.seq, frozen), (0, false));
    assert_eq!(held(&pocket.upload(&restored.app, 1, 1)), 1);
    assert_sound(&restored);
}

fn served(station: &TestStation) -> Served {
    Served::start(station.app.clone(), SigningKey::from_slice(&[1; 32]).expect("a key"))
}

#[test]
fn a_body_over_the_limit_is_refused_in_a_signed_reply_and_nothing_is_written() {
    let (station, mut pocket) = with_phone();
    let served = served(&station);
    let address = format!("https://{}", served.phones);
    let transport = HttpTransport::new(&[&address], &station.app.identity()).expect("a transport");
    pocket.record(today(), missed("1"));
    let rows = journal_rows(&station);
    for beyond in [1, LIMIT_BYTES] {
        let mut frame = pocket.upload_frame(1, 1);
        frame.resize(LIMIT_BYTES + beyond, 0);
        let reply = open(&station.app, &transport.exchange(&frame).expect("a reply"));
        assert!(matches!(&reply, Reply::Refused { code, .. } if code == "body_too_large"));
    }
    let mut whole = pocket.upload_frame(1, 1);
    whole.resize(LIMIT_BYTES, 0);
    let reply = open(&station.app, &transport.exchange(&whole).expect("a reply"));
    assert!(matches!(&reply, Reply::Refused { code, .. } if code == "damaged_body"), "{reply:?}");
    assert_eq!(journal_rows(&station), rows);
}

#[test]
fn a_body_without_end_is_not_listened_to() {
    let (station, _pocket) = with_phone();
    let served = served(&station);
    let mut stream = TcpStream::connect(served.pages).expect("a connection");
    let endless = 1_u64 << 40;
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: station\r\nContent-Length: {endless}\r\n\r\n",
        router::PATH
    );
    stream.write_all(head.as_bytes()).expect("the head is sent");
    let piece = vec![0; LIMIT_BYTES / 8];
    // Four times the limit, and what the two sockets hold, at the most.
    let sent = (0..8 * 8).take_while(|_| stream.write_all(&piece).is_ok()).count();
    assert!((4 * 8..7 * 8).contains(&sent), "{sent} pieces of an eighth of the limit were taken");
    drop(stream.read_to_end(&mut Vec::new()));
}
