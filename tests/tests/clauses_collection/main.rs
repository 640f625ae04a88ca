//! Chapters 3, 4.3 and 2 at the station: money is conserved, numbers are kept,
//! and no order of arrival changes what a customer is credited.

mod claim;
mod correction;
mod lost_phone;

use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::{AccountNo, AreaNo, TicketNo};
use dianfei_rules::money::Fen;
use dianfei_rules::ticket::book::TicketState;
use dianfei_station::collection::command::{self, Asker, CounterMoney};
use dianfei_station::collection::handover;
use dianfei_station::people::role::Command;
use dianfei_station::recovery;
use dianfei_station::spine::Moment;
use dianfei_station::store::Tx;
use dianfei_station::ticket;
use dianfei_tests::scene::{
    CASHIER, COLLECTOR, CUSTODIAN, HEAD, Scene, paid, person, range, send, sent, today, yuan,
};
use dianfei_wire::Verdict;
use dianfei_wire::fact::collection::{CollectionFact, Denomination};
use dianfei_wire::fact::{Fact, FactBody};

#[test]
fn clause_4_3_5_cash_is_in_transit_until_the_other_side_took_it() {
    let mut scene = Scene::new();
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000)]);
    let content = yuan(50);
    let hash = handover::content_hash(&content);
    let offered = FactBody::Collection(CollectionFact::HandoverOffered {
        to: person(CASHIER),
        content,
        content_hash: hash,
    });
    let fact = scene.pocket.record(today(), offered);
    let last = scene.pocket.lines.len();
    assert_eq!(sent(scene.pocket.upload(&scene.station.app, last, last)), [Verdict::Applied]);
    assert_eq!(scene.cash(COLLECTOR), 0);
    assert_eq!(scene.balance(&LedgerAccount::InTransit(fact.id.to_string())), 5_000);
    let take = |seen| {
        let offer = fact.id.clone();
        move |tx: &mut Tx<'_>, moment: &Moment<'_>, asker: Asker<'_>| {
            command::accept_handover(tx, moment, asker, offer, seen)
        }
    };
    let forged = dianfei_wire::Hash::of(b"another");
    let refusal = scene.refusal(CASHIER, Command::AcceptHandover, take(forged));
    assert_eq!(refusal.figures.get("reason"), Some("handover_hash"));
    scene.must(CASHIER, Command::AcceptHandover, take(hash));
    assert_eq!(scene.balance(&LedgerAccount::CashierCash(person(CASHIER))), 5_000);
    scene.assert_laws();
}

#[test]
fn clause_4_3_5_money_handed_in_ahead_of_its_facts_settles_when_they_come() {
    let mut scene = Scene::new();
    let content = yuan(50);
    let offered = FactBody::Collection(CollectionFact::HandoverOffered {
        to: person(CASHIER),
        content_hash: handover::content_hash(&content),
        content,
    });
    send(&scene.station, &mut scene.pocket, vec![offered]);
    let ahead = LedgerAccount::HandInAhead(person(COLLECTOR));
    assert_eq!(scene.balance(&ahead), -5_000);
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000)]);
    assert_eq!((scene.balance(&ahead), scene.cash(COLLECTOR)), (0, 0));
    scene.assert_laws();
}

#[test]
fn clause_4_3_7_the_slip_is_the_whole_day() {
    let scene = Scene::new();
    let received = scene.must(CUSTODIAN, Command::ReceiveBook, |tx, moment, asker| {
        ticket::command::receive_book(tx, moment, asker.station.as_str(), range(21, 30))
    });
    assert_eq!(received.len(), 1);
    scene.give(range(21, 30), CASHIER);
    scene.must(CASHIER, Command::CollectAtCounter, |tx, moment, asker| {
        let account: AccountNo = "3301".parse().expect("an account");
        let money =
            CounterMoney { account, amount_fen: Fen::new(6_000), received_fen: Fen::new(10_000) };
        command::collect_at_counter(tx, moment, asker, money)
    });
    assert_eq!(scene.state(21), TicketState::Used);
    assert_eq!(scene.owed("3301"), 0);
    let account = "3301".parse().expect("an account");
    assert_eq!(scene.balance(&LedgerAccount::AdvanceBalance(account)), -1_000);
    let bank = |fen| {
        move |tx: &mut Tx<'_>, moment: &Moment<'_>, asker: Asker<'_>| {
            command::bank_cash(tx, moment, asker, Fen::new(fen), "B-1")
        }
    };
    let refusal = scene.refusal(CASHIER, Command::BankCash, bank(5_000));
    assert_eq!(refusal.code.as_str(), "bank_deposit_differs");
    scene.must(CASHIER, Command::BankCash, bank(6_000));
    assert_eq!(scene.balance(&LedgerAccount::StationAccount), 6_000);
    assert_eq!(scene.cash(CASHIER), 0);
    scene.assert_laws();
}

#[test]
fn clause_2_3_a_difference_closes_only_with_its_report_and_the_head_takes_note() {
    let mut scene = Scene::new();
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000)]);
    let count = |cause: Option<&'static str>| {
        move |tx: &mut Tx<'_>, moment: &Moment<'_>, _asker: Asker<'_>| {
            let pieces = vec![Denomination { value_fen: Fen::new(100), pieces: 49 }];
            let station = "330001".parse().expect("a station");
            let collector = person(COLLECTOR);
            let asker = Asker { station: &station, person: &collector };
            recovery::command::count_cash(tx, moment, asker, pieces, cause)
        }
    };
    let refusal = scene.refusal(CASHIER, Command::CountCash, count(None));
    assert_eq!(refusal.code.as_str(), "over_short_unreported");
    let ids = scene.must(CASHIER, Command::CountCash, count(Some("找错零钱")));
    assert_eq!(scene.cash(COLLECTOR), 4_900);
    assert_eq!(scene.balance(&LedgerAccount::OverShort), 100);
    scene.must(HEAD, Command::AcknowledgeOverShort, |tx, moment, asker| {
        recovery::command::acknowledge(tx, moment, asker, ids[1].clone(), "已查明")
    });
    scene.assert_laws();
}

#[test]
fn clause_4_3_6_disputed_money_is_settled_by_another_person() {
    let mut scene = Scene::new();
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 11, 5_000)]);
    let fact = Fact::from_bytes(&scene.pocket.lines[0]).expect("a fact");
    assert_eq!(scene.owed("3301"), 5_000);
    scene.must(CASHIER, Command::SettleDispute, |tx, moment, asker| {
        command::settle_dispute(tx, moment, asker, fact.id.clone(), true, "客户联已见")
    });
    assert_eq!(scene.owed("3301"), 0);
    assert_eq!(scene.balance(&LedgerAccount::DisputedReceipts(person(COLLECTOR))), 0);
    assert_eq!((scene.cash(COLLECTOR), scene.state(11)), (5_000, TicketState::Used));
    scene.assert_laws();
}

#[test]
fn the_order_of_two_phones_changes_no_credit_and_no_custody() {
    let run = |swapped: bool| {
        let mut scene = Scene::new();
        let mine = vec![paid("3301", 1, 3_000), paid("3302", 2, 5_000)];
        let theirs = vec![paid("3301", 11, 4_000)];
        if swapped {
            send(&scene.station, &mut scene.other, theirs);
            send(&scene.station, &mut scene.pocket, mine);
        } else {
            send(&scene.station, &mut scene.pocket, mine);
            send(&scene.station, &mut scene.other, theirs);
        }
        scene.assert_laws();
        scene.balances()
    };
    let balances = run(false);
    assert_eq!(balances, run(true));
    assert_eq!(balances["advance_balance:3301"], -2_000);
    assert_eq!(balances["cash:1008"], 4_000);
}

#[test]
fn a_collectors_snapshot_holds_areas_tickets_and_cash() {
    let mut scene = Scene::new();
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 3_000)]);
    let app = &scene.station.app;
    let phone = dianfei_station::phone::device::Device {
        id: scene.pocket.device(),
        key: dianfei_wire::chain::PublicKey::of(
            &p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a key"),
        ),
        person: person(COLLECTOR),
        revoked: false,
        lost: false,
        frozen: false,
    };
    let snapshot = dianfei_station::phone::assignment::snapshot(app, app.clock.now_ms(), &phone)
        .expect("a snapshot");
    let area: AreaNo = "T1".parse().expect("an area");
    assert_eq!(snapshot.areas.len(), 1);
    assert_eq!(snapshot.areas[0].area, area);
    assert_eq!(snapshot.areas[0].debtors[0].receivables[0].open_fen, Fen::new(2_000));
    assert_eq!(snapshot.tickets[0].range, range(1, 10));
    assert_eq!(snapshot.tickets[0].next, TicketNo::new(2));
    assert_eq!(snapshot.cash_fen, Fen::new(3_000));
}
