//! A phone is lost: its numbers are unaccounted for, its money is entered from
//! the stubs, and once it is found it is a witness.

use dianfei_rules::money::Fen;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::ticket::book::TicketState;
use dianfei_station::collection::command::{self, Stub};
use dianfei_station::people::role::Command;
use dianfei_station::spine::Draft;
use dianfei_tests::scene::{CASHIER, COLLECTOR, HEAD, Scene, code, paid, person, sent, today};
use dianfei_wire::Verdict;
use dianfei_wire::fact::people::PeopleFact;
use dianfei_wire::fact::{FactBody, FactId};

fn lose(scene: &Scene) {
    let device = scene.pocket.device();
    scene.must(HEAD, Command::DeclareDeviceLost, |_tx, moment, _asker| {
        let report = "过河时落水".to_owned();
        let body = FactBody::People(PeopleFact::DeviceLost { device, report });
        Ok(vec![Draft::new(moment, body)])
    });
}

fn stub(no: u64, fen: i64) -> Stub {
    Stub {
        taker: person(COLLECTOR),
        paid_on: today(),
        account: "3301".parse().expect("an account"),
        series: "A".parse().expect("a series"),
        no: dianfei_rules::id::TicketNo::new(no),
        amount_fen: Fen::new(fen),
    }
}

fn enter(scene: &Scene, stub: Stub) -> Vec<FactId> {
    scene.must(CASHIER, Command::EnterStub, |tx, moment, asker| {
        command::enter_stub(tx, moment, asker, stub)
    })
}

fn refusal(scene: &Scene, by: &str, stub: Stub) -> Refusal {
    scene.refusal(by, Command::EnterStub, |tx, moment, asker| {
        command::enter_stub(tx, moment, asker, stub)
    })
}

#[test]
fn clause_3_2_the_unused_numbers_of_a_lost_phone_are_unaccounted_for() {
    let scene = Scene::new();
    lose(&scene);
    assert_eq!(scene.state(1), TicketState::Unaccounted);
    assert_eq!(scene.state(10), TicketState::Unaccounted);
    assert_eq!(scene.state(11), TicketState::Issued, "another's numbers stay");
    scene.assert_laws();
}

#[test]
fn clause_3_1_an_entered_stub_counts_and_the_found_phone_is_its_witness() {
    let mut scene = Scene::new();
    // Taken at the door, and the phone was lost before it could send it.
    scene.pocket.record(today(), paid("3301", 1, 5_000));
    scene.pocket.record(today(), paid("3302", 2, 700));
    lose(&scene);
    enter(&scene, stub(1, 5_000));
    assert_eq!(scene.owed("3301"), 0);
    assert_eq!(scene.cash(COLLECTOR), 5_000, "its taker has it, not who entered it");
    assert_eq!(scene.state(1), TicketState::Used);
    scene.assert_laws();

    let verdicts = sent(scene.pocket.upload(&scene.station.app, 1, 2));
    assert_eq!(verdicts[0], Verdict::AlreadyApplied);
    assert_eq!(code(&verdicts[1]), "device_distrusted", "no stub of it was entered");
    assert_eq!(scene.cash(COLLECTOR), 5_700);
    assert_eq!(scene.owed("3301"), 0);
    scene.assert_laws();
}

#[test]
fn clause_3_1_a_stub_is_entered_once_by_another_and_as_it_is() {
    let scene = Scene::new();
    lose(&scene);
    enter(&scene, stub(1, 5_000));
    assert_eq!(refusal(&scene, CASHIER, stub(1, 5_000)).code.as_str(), "already_applied");
    let differs = refusal(&scene, CASHIER, stub(1, 4_000));
    assert_eq!(differs.code.as_str(), "would_be_disputed");
    let own = Stub { taker: person(CASHIER), ..stub(2, 100) };
    assert_eq!(refusal(&scene, CASHIER, own).code.as_str(), "own_stub");
    let tomorrow = Stub { paid_on: today().succ_opt().expect("a day"), ..stub(2, 100) };
    assert_eq!(refusal(&scene, CASHIER, tomorrow).code.as_str(), "date_in_future");
    assert_eq!(refusal(&scene, COLLECTOR, stub(2, 100)).code.as_str(), "role_missing");
    scene.assert_laws();
}
