//! Chapter 3 where money meets it: claims on numbers.

use dianfei_rules::id::TicketNo;
use dianfei_rules::ticket::book::TicketState;
use dianfei_station::collection::command::{self, Asker};
use dianfei_station::people::role::Command;
use dianfei_station::spine::Moment;
use dianfei_station::store::Tx;
use dianfei_station::ticket;
use dianfei_tests::scene::{CASHIER, COLLECTOR, Scene, code, paid, send};
use dianfei_wire::Verdict;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::ticket::TicketFact;

#[test]
fn clause_3_1_the_same_money_twice_counts_once() {
    let mut scene = Scene::new();
    let first = send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000)]);
    assert_eq!(first, [Verdict::Applied]);
    let before = scene.balances();
    let again = send(&scene.station, &mut scene.other, vec![paid("3301", 1, 5_000)]);
    assert_eq!(again, [Verdict::AlreadyApplied]);
    assert_eq!(scene.balances(), before);
    assert_eq!((scene.cash(COLLECTOR), scene.owed("3301")), (5_000, 0));
    assert_eq!(scene.state(1), TicketState::Used);
    scene.assert_laws();
}

#[test]
fn clause_3_1_a_claim_that_differs_is_contested_and_its_cash_still_counts() {
    let mut scene = Scene::new();
    let verdicts = send(
        &scene.station,
        &mut scene.pocket,
        vec![paid("3301", 1, 5_000), paid("3302", 1, 4_000)],
    );
    assert_eq!(verdicts[0], Verdict::Applied);
    assert_eq!(code(&verdicts[1]), "ticket_used_twice");
    assert_eq!(scene.state(1), TicketState::Contested);
    assert_eq!(scene.cash(COLLECTOR), 9_000, "custody counts");
    assert_eq!(scene.owed("3302"), 5_000, "the debt stays");
    scene.assert_laws();
}

#[test]
fn clause_3_1_a_ticket_of_another_or_of_nobody_is_disputed() {
    let mut scene = Scene::new();
    let verdicts = send(
        &scene.station,
        &mut scene.pocket,
        vec![paid("3301", 11, 5_000), paid("3301", 99, 5_000)],
    );
    assert_eq!(code(&verdicts[0]), "ticket_not_held");
    assert_eq!(code(&verdicts[1]), "ticket_unknown");
    assert_eq!(scene.cash(COLLECTOR), 10_000);
    scene.assert_laws();
}

#[test]
fn clause_3_2_a_lost_ticket_needs_its_report() {
    let scene = Scene::new();
    let lose = |report: &'static str| {
        move |tx: &mut Tx<'_>, moment: &Moment<'_>, asker: Asker<'_>| {
            let series = "A".parse().expect("a series");
            let station = asker.station.as_str();
            ticket::command::report_lost(tx, moment, station, series, TicketNo::new(3), report)
        }
    };
    let refusal = scene.refusal(COLLECTOR, Command::ReportTicketLost, lose(" "));
    assert_eq!(refusal.code.as_str(), "report_missing");
    scene.must(COLLECTOR, Command::ReportTicketLost, lose("雨中落水"));
    assert_eq!(scene.state(3), TicketState::Lost);
    scene.assert_laws();
}

#[test]
fn clause_3_4_a_void_is_claimed_until_the_cashier_saw_all_copies() {
    let mut scene = Scene::new();
    let before = scene.balances();
    let void = FactBody::Ticket(TicketFact::VoidClaimed {
        series: "A".parse().expect("a series"),
        no: TicketNo::new(1),
        reason: "写错".to_owned(),
        copies_kept: 3,
    });
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000), void]);
    assert_eq!(scene.state(1), TicketState::VoidClaimed);
    assert_eq!((scene.cash(COLLECTOR), scene.owed("3301")), (5_000, 0), "nothing moves yet");
    scene.must(CASHIER, Command::ConfirmVoid, |tx, moment, asker| {
        let series = "A".parse().expect("a series");
        command::confirm_void(tx, moment, asker, series, TicketNo::new(1))
    });
    assert_eq!(scene.state(1), TicketState::Void);
    assert_eq!((scene.cash(COLLECTOR), scene.owed("3301")), (0, 5_000));
    let moved: Vec<_> = scene.balances().into_iter().filter(|(_, fen)| *fen != 0).collect();
    let known: Vec<_> = before.into_iter().filter(|(_, fen)| *fen != 0).collect();
    assert_eq!(moved, known);
    scene.assert_laws();
}
