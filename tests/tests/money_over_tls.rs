//! Money from the door to the bank on real parts: bills issued, tickets handed
//! over, money taken by a real phone without a signal, counted, handed in and
//! banked.

use dianfei_field::day_end::{CashHandInRequest, WithdrawRequest};
use dianfei_field::ticket::VoidRequest;
use dianfei_rules::money::Fen;
use dianfei_station::collection::command as collection;
use dianfei_station::people::role::Command;
use dianfei_station::ticket::command as ticket;
use dianfei_tests::money::{BILL_FEN, Scene, counted, handover, payment, person};
use dianfei_tests::village;
use dianfei_wire::fact::people::Role;

#[test]
fn money_goes_from_the_door_to_the_bank_and_every_fen_is_in_one_place() {
    let scene = Scene::new();
    scene.bill();
    assert_eq!(scene.balance("electricity_income"), -3 * BILL_FEN);
    let (phone, over_tls) = scene.collector();

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

    // What the cashier did at the desk reaches the giver's phone at its next sync.
    assert_eq!(handover(&phone, &offered.offer).state, "offered", "not heard yet");
    phone.field.sync(&over_tls).expect("synced");
    let heard = handover(&phone, &offered.offer);
    assert_eq!((heard.state.as_str(), heard.other_name.as_str()), ("accepted", "黄志强"));
    assert_eq!(heard.answered_on, Some(phone.field.business_date().expect("a date")));
    assert_eq!(phone.field.status().expect("status").cash_fen, Fen::ZERO);
    phone.field.verify().expect("the tables are the fold of journal and snapshot");
    let late = WithdrawRequest {
        request_id: "late".to_owned(),
        offer: offered.offer,
        reason: "出纳不在".to_owned(),
    };
    assert!(phone.field.withdraw_handover(&late).is_err(), "an accepted offer is closed");
}

#[test]
fn clause_3_4_a_void_on_the_phone_leaves_the_money_in_custody_and_the_customer_credited() {
    let scene = Scene::new();
    scene.bill();
    let (phone, over_tls) = scene.collector();
    let paid = phone.field.take_payment(&payment(1, "53.80", "60")).expect("taken").outcome;
    let series = paid.series;
    let void = VoidRequest {
        request_id: "void".to_owned(),
        series: series.clone(),
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
    let since = phone.field.business_date().expect("a date");
    let number = || phone.field.ticket_numbers(since).expect("numbers").remove(0);
    let said = number().standing.expect("the station heard the claim");
    assert_eq!((said.state.as_deref(), said.payment.as_deref()), (Some("void_claimed"), None));

    scene.act("1004", Role::Cashier, Command::ConfirmVoid, |tx, moment, asker| {
        collection::confirm_void(tx, moment, asker, series.clone(), paid.no)
    });
    phone.field.sync(&over_tls).expect("synced");
    let said = number().standing.expect("the copies were seen");
    assert_eq!((said.state.as_deref(), said.payment.as_deref()), (Some("void"), Some("void")));
    assert_eq!(number().kind, "void");
    assert_eq!(phone.field.receipt(&series, paid.no).expect("a receipt").standing, Some(said));
    assert_eq!(phone.field.status().expect("status").cash_fen, Fen::ZERO, "given back");
    phone.field.verify().expect("the tables are the fold of journal and snapshot");
}

#[test]
fn disputed_money_says_so_on_the_phone_until_it_is_settled() {
    let scene = Scene::new();
    scene.bill();
    let (phone, over_tls) = scene.collector();
    let paid = phone.field.take_payment(&payment(1, "53.80", "60")).expect("taken").outcome;
    // The same number was reported lost at the desk before the payment arrived.
    scene.act("1005", Role::TicketCustodian, Command::ReportTicketLost, |tx, moment, asker| {
        let series = paid.series.clone();
        ticket::report_lost(tx, moment, asker.station.as_str(), series, paid.no, "本子浸水")
    });
    phone.field.sync(&over_tls).expect("delivered");
    let row = || phone.field.payment(&paid.series, paid.no).expect("the payment");
    assert!(matches!(row().verdict, Some(dianfei_wire::Verdict::Disputed { .. })));
    let said = row().standing.expect("the station's word");
    assert_eq!(said.payment.as_deref(), Some("disputed"));
    assert!(said.reason.is_some(), "{said:?}");

    scene.act("1004", Role::Cashier, Command::SettleDispute, |tx, moment, asker| {
        collection::settle_dispute(tx, moment, asker, paid.payment.clone(), true, "客户联已见")
    });
    phone.field.sync(&over_tls).expect("synced");
    assert_eq!(row().standing.expect("a word").payment.as_deref(), Some("confirmed"));
    phone.field.verify().expect("the tables are the fold of journal and snapshot");
    scene.assert_sound();
}
