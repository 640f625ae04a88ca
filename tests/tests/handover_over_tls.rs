//! What is done with a handover at the desk reaches the giver's phone.

use dianfei_field::day_end::{CashHandInRequest, CountRequest, WithdrawRequest};
use dianfei_rules::money::Fen;
use dianfei_station::collection::command as collection;
use dianfei_station::people::role::Command;
use dianfei_tests::money::{BILL_FEN, Scene, exact, handover, payment, person};
use dianfei_tests::phone::Phone;
use dianfei_wire::FactId;
use dianfei_wire::fact::people::Role;

fn offered(phone: &Phone, request: &str) -> FactId {
    let count = CountRequest { request_id: format!("count {request}"), ..exact() };
    phone.field.count_cash(&count).expect("counted");
    let hand_in = CashHandInRequest { request_id: format!("in {request}"), to: person("1004") };
    phone.field.offer_hand_in(&hand_in).expect("offered").outcome.offer
}

#[test]
fn a_hand_in_refused_at_the_desk_is_in_hand_again_and_can_be_offered_again() {
    let scene = Scene::new();
    scene.bill();
    let (phone, over_tls) = scene.collector();
    phone.field.take_payment(&payment(1, "53.80", "53.80")).expect("taken");
    let first = offered(&phone, "1");
    phone.field.sync(&over_tls).expect("delivered");
    scene.act("1004", Role::Cashier, Command::OfferHandover, |tx, moment, asker| {
        let reason = "少一张五角".to_owned();
        collection::withdraw_handover(tx, moment, asker, first.clone(), reason)
    });
    assert!(phone.field.day_tally().expect("tally").used.is_empty(), "not heard yet");
    phone.field.sync(&over_tls).expect("synced");
    assert_eq!(handover(&phone, &first).state, "withdrawn");
    assert_eq!(phone.field.status().expect("status").cash_fen, Fen::new(BILL_FEN));
    assert_eq!(phone.field.day_tally().expect("tally").used_count, 1, "its stub is in hand");
    let second = offered(&phone, "2");
    phone.field.sync(&over_tls).expect("delivered");
    phone.field.sync(&over_tls).expect("synced");
    assert_eq!(handover(&phone, &second).state, "offered");
    assert_eq!(phone.field.day_tally().expect("tally").used_count, 0, "it went along");
    phone.field.verify().expect("the tables are the fold of journal and snapshot");
    scene.assert_sound();
}

#[test]
fn a_withdrawal_that_comes_after_the_acceptance_moves_nothing_on_the_phone_either() {
    let scene = Scene::new();
    scene.bill();
    let (phone, over_tls) = scene.collector();
    phone.field.take_payment(&payment(1, "53.80", "53.80")).expect("taken");
    let offer = offered(&phone, "1");
    let seen = handover(&phone, &offer).content_hash;
    phone.field.sync(&over_tls).expect("delivered");
    scene.act("1004", Role::Cashier, Command::AcceptHandover, |tx, moment, asker| {
        collection::accept_handover(tx, moment, asker, offer.clone(), seen)
    });
    let request_id = "back".to_owned();
    let back =
        WithdrawRequest { request_id, offer: offer.clone(), reason: "出纳不在".to_owned() };
    phone.field.withdraw_handover(&back).expect("the phone has not heard");
    assert_eq!(phone.field.status().expect("status").cash_fen, Fen::new(BILL_FEN));
    let report = phone.field.sync(&over_tls).expect("synced");
    assert_eq!(report.disputed, 1, "the station does not count the withdrawal");
    assert_eq!(handover(&phone, &offer).state, "accepted");
    assert_eq!(phone.field.status().expect("status").cash_fen, Fen::ZERO);
    assert_eq!(scene.balance("cashier_cash:1004"), BILL_FEN);
    phone.field.verify().expect("the tables are the fold of journal and snapshot");
    scene.assert_sound();
}

#[test]
fn the_custodians_phone_learns_that_the_book_was_taken() {
    let scene = Scene::new();
    scene.offer_book();
    let (custodian, his_line) = scene.phone(33, "1005");
    let [offer] = &custodian.field.handovers().expect("handovers")[..] else { panic!("one") };
    assert!(offer.outgoing && offer.state == "offered" && offer.other_name == "王芳");
    let _collector = scene.collector_takes_the_book();
    custodian.field.sync(&his_line).expect("synced");
    assert_eq!(handover(&custodian, &offer.offer).state, "accepted");
}
