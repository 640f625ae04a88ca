//! What sets an account right: late fee by the date on the ticket, voids, and
//! disputes on one number.

use chrono::NaiveDate;
use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::TicketNo;
use dianfei_rules::ticket::book::TicketState;
use dianfei_station::collection::{command, payment};
use dianfei_station::people::role::Command;
use dianfei_station::store::StoreError;
use dianfei_tests::pocket::Pocket;
use dianfei_tests::scene::{
    CASHIER, COLLECTOR, HEAD, OTHER, Scene, code, paid, person, send, send_on, today,
};
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::collection::CollectionFact;
use dianfei_wire::fact::ticket::TicketFact;
use dianfei_wire::fact::{Fact, FactBody};
use dianfei_wire::{DeviceId, Verdict};

const DAY_MS: i64 = 24 * 3600 * 1000;

fn december(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, day).expect("a date")
}

/// The scene on 8 December, ten days after the bills were due, with the late
/// fee decided: one per mille a day for residents.
fn late_scene() -> Scene {
    let mut scene = Scene::new();
    for pocket in [&mut scene.pocket, &mut scene.other] {
        calls_in(&scene.station, pocket);
    }
    scene.station.decide_late_fee([1, 2, 3]);
    scene.station.clock.turn(18 * DAY_MS);
    scene
}

/// A phone has contact: its date counts from there on.
fn calls_in(station: &TestStation, pocket: &mut Pocket) {
    let posted = FactBody::Collection(CollectionFact::ListPosted {
        area: "T1".parse().expect("an area"),
        place: "村委会".to_owned(),
        photo: None,
    });
    send(station, pocket, vec![posted]);
}

fn void(no: u64) -> FactBody {
    FactBody::Ticket(TicketFact::VoidClaimed {
        series: "A".parse().expect("a series"),
        no: TicketNo::new(no),
        reason: "写错".to_owned(),
        copies_kept: 3,
    })
}

fn confirm_void(scene: &Scene, no: u64) {
    scene.must(CASHIER, Command::ConfirmVoid, |tx, moment, asker| {
        let series = "A".parse().expect("a series");
        command::confirm_void(tx, moment, asker, series, TicketNo::new(no))
    });
}

fn settle(scene: &Scene, fact: &Fact, confirmed: bool) {
    scene.must(CASHIER, Command::SettleDispute, |tx, moment, asker| {
        command::settle_dispute(tx, moment, asker, fact.id.clone(), confirmed, "客户联已见")
    });
}

fn fact(lines: &[Vec<u8>], at: usize) -> Fact {
    Fact::from_bytes(&lines[at]).expect("a fact")
}

/// What stands against an account: what it owes less what it has paid ahead.
fn net(scene: &Scene, account: &str) -> i64 {
    let account = account.parse().expect("an account");
    scene.owed("3301") + scene.balance(&LedgerAccount::AdvanceBalance(account))
}

#[test]
fn clause_2_4_late_fee_goes_by_the_date_on_the_ticket_in_whatever_order_it_comes() {
    let run = |late_phone_last: bool| {
        let mut scene = late_scene();
        let early = vec![paid("3301", 1, 3_000)];
        let late = vec![paid("3301", 11, 6_000)];
        if late_phone_last {
            send_on(&scene.station, &mut scene.other, december(8), late);
            assert_eq!(scene.balance(&LedgerAccount::LateFeeIncome), -50, "10 days of 50.00");
            let verdicts = send_on(&scene.station, &mut scene.pocket, today(), early);
            assert_eq!(verdicts, [Verdict::Applied]);
        } else {
            send_on(&scene.station, &mut scene.pocket, today(), early);
            send_on(&scene.station, &mut scene.other, december(8), late);
        }
        scene.assert_laws();
        scene.balances()
    };
    let in_order = run(false);
    assert_eq!(in_order["late_fee_income"], -20, "10 days of the 20.00 that were left");
    assert_eq!(in_order, run(true));
}

#[test]
fn no_order_of_arrival_changes_what_late_fee_an_account_is_charged() {
    let tickets = [(today(), 1, 2_000), (december(1), 2, 1_500), (december(8), 11, 4_000)];
    let run = |order: [usize; 3]| {
        let mut scene = late_scene();
        let collector = person(COLLECTOR);
        scene.station.clock.turn(-18 * DAY_MS);
        let mut spare = Pocket::enrolled(&scene.station.app, 9, &collector);
        calls_in(&scene.station, &mut spare);
        scene.station.clock.turn(18 * DAY_MS);
        for at in order {
            let (on, no, fen) = tickets[at];
            let phone = [&mut scene.pocket, &mut spare, &mut scene.other];
            let [first, second, third] = phone;
            let pocket = match at {
                0 => first,
                1 => second,
                _ => third,
            };
            let said = vec![paid("3301", no, fen)];
            assert_eq!(send_on(&scene.station, pocket, on, said), [Verdict::Applied]);
        }
        scene.assert_laws();
        scene.balances()
    };
    let in_order = run([0, 1, 2]);
    assert_eq!(in_order["late_fee_income"], -20, "3 days of 30.00, then 7 of what was left");
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(run(order), in_order, "{order:?}");
    }
}

#[test]
fn clause_3_4_a_void_leaves_the_account_as_if_its_ticket_had_never_been() {
    let mut scene = late_scene();
    send_on(&scene.station, &mut scene.other, december(8), vec![paid("3301", 11, 6_000)]);
    let before = scene.balances();
    send_on(&scene.station, &mut scene.pocket, today(), vec![paid("3301", 1, 3_000), void(1)]);
    assert_eq!(scene.balance(&LedgerAccount::LateFeeIncome), -20);
    confirm_void(&scene, 1);
    let stands = |balances: std::collections::BTreeMap<String, i64>| {
        balances.into_iter().filter(|(_, fen)| *fen != 0).collect::<Vec<_>>()
    };
    assert_eq!(stands(scene.balances()), stands(before), "the late fee is 10 days of 50.00 again");
    scene.assert_laws();
}

#[test]
fn clause_3_4_a_void_of_a_settled_dispute_takes_back_what_the_settlement_cleared() {
    let mut scene = Scene::new();
    // A phone that is not the collector's own any more: its money is disputed.
    let device: DeviceId = scene.pocket.device();
    scene.station.record(
        HEAD,
        FactBody::People(dianfei_wire::fact::people::PeopleFact::DeviceRevoked {
            device,
            reason: "丢失".to_owned(),
        }),
        Vec::new(),
    );
    let verdicts = send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000)]);
    assert_eq!(code(&verdicts[0]), "device_distrusted");
    settle(&scene, &fact(&scene.pocket.lines, 0), true);
    assert_eq!((scene.owed("3301"), scene.cash(COLLECTOR)), (0, 5_000));
    let collector = person(COLLECTOR);
    let mut spare = Pocket::enrolled(&scene.station.app, 9, &collector);
    assert_eq!(send(&scene.station, &mut spare, vec![void(1)]), [Verdict::Applied]);
    confirm_void(&scene, 1);
    assert_eq!((scene.owed("3301"), scene.cash(COLLECTOR)), (5_000, 0));
    let disputed = LedgerAccount::DisputedReceipts(collector);
    assert_eq!(scene.balance(&disputed), 0);
    let open = scene.station.app.store.read(|store| {
        dianfei_station::collection::receivable::find(store, "330001", "3301-2026-11-1")
    });
    let open = open.unwrap_or_else(|error: StoreError| panic!("{error}")).expect("a bill");
    assert_eq!(open.open.remaining_fen.get(), 5_000, "the bill is open again");
    scene.assert_laws();
}

#[test]
fn clause_3_1_money_like_a_void_one_is_contested_and_no_witness() {
    let mut scene = Scene::new();
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000), void(1)]);
    confirm_void(&scene, 1);
    // The customer shows a copy of a ticket of which all copies were kept.
    let verdicts = send(&scene.station, &mut scene.other, vec![paid("3301", 1, 5_000)]);
    assert_eq!(code(&verdicts[0]), "ticket_void");
    assert_eq!(scene.state(1), TicketState::Contested);
    assert_eq!((scene.cash(OTHER), scene.owed("3301")), (5_000, 5_000));
    settle(&scene, &fact(&scene.other.lines, 0), false);
    assert_eq!(scene.state(1), TicketState::Void, "no payment stands on it");
    scene.assert_laws();
}

#[test]
fn clause_3_1_money_like_a_denied_one_is_contested_and_no_witness() {
    let mut scene = Scene::new();
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 11, 5_000)]);
    settle(&scene, &fact(&scene.pocket.lines, 0), false);
    assert_eq!(scene.cash(COLLECTOR), 0);
    let verdicts = send(&scene.station, &mut scene.other, vec![paid("3301", 11, 5_000)]);
    assert_eq!(code(&verdicts[0]), "ticket_void");
    assert_eq!(scene.state(11), TicketState::Contested);
    scene.assert_laws();
}

#[test]
fn clause_3_1_a_number_stays_contested_until_its_last_dispute_is_settled() {
    let mut scene = Scene::new();
    send(
        &scene.station,
        &mut scene.pocket,
        vec![paid("3301", 1, 5_000), paid("3302", 1, 4_000), paid("3302", 1, 3_000)],
    );
    let open = |scene: &Scene| {
        let rows = scene.station.app.store.read(|store| payment::in_dispute(store, "330001"));
        rows.unwrap_or_else(|error: StoreError| panic!("{error}")).len()
    };
    assert_eq!((open(&scene), scene.state(1)), (2, TicketState::Contested));
    settle(&scene, &fact(&scene.pocket.lines, 1), false);
    assert_eq!((open(&scene), scene.state(1)), (1, TicketState::Contested));
    settle(&scene, &fact(&scene.pocket.lines, 2), false);
    assert_eq!((open(&scene), scene.state(1)), (0, TicketState::Used));
    assert_eq!(net(&scene, "3301"), 0);
    scene.assert_laws();
}
