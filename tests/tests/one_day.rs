//! One working day on real parts: phones over TLS, the staff at their forms.
//! The same scenario file in a real browser is in `one_day_seen.rs`.

use dianfei_station::verify::verify;
use dianfei_tests::day::Stopped;
use dianfei_tests::day::office::HttpOffice;
use dianfei_tests::day::scenario::{Scenario, Step};
use dianfei_tests::day::stand::{demo_station, facts, outcome};
use dianfei_tests::day::trouble::Troubled;
use dianfei_tests::day::walk::{Watch, core_phones, over_tls, walk};
use std::collections::BTreeMap;

#[derive(Default)]
struct Lines(Vec<String>);

impl Watch for Lines {
    fn told(&mut self, _step: &Step, line: &str) {
        self.0.push(line.to_owned());
    }
}

/// What a day came to, what was told of it, and the station's facts.
type Walked = (BTreeMap<String, i64>, Vec<String>, Vec<Vec<u8>>);

/// Walks the day.
fn day(troubled: bool) -> Walked {
    let (app, served) = demo_station();
    let mut lines = Lines::default();
    let mut office = HttpOffice::at(served.page(""));
    let door = move |invitation: &_| {
        let door = over_tls(invitation)?;
        Ok::<_, Stopped>(if troubled { Box::new(Troubled::new(door)) } else { door })
    };
    let scenario = Scenario::one_day().expect("the scenario reads");
    let mut phones = core_phones(&scenario, &door);
    walk(&scenario, &mut office, &mut phones, &mut lines)
        .unwrap_or_else(|stopped| panic!("{stopped}\n{}", lines.0.join("\n")));
    let report = verify(&app.store, &app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
    (outcome(&app), lines.0, facts(&app))
}

/// What all customers owe is one figure.
fn summed(outcome: &BTreeMap<String, i64>) -> BTreeMap<&str, i64> {
    let mut summed = BTreeMap::new();
    for (name, value) in outcome {
        let one = name.starts_with("ledger receivable:");
        let name = if one { "ledger receivable" } else { name.as_str() };
        *summed.entry(name).or_insert(0) += value;
    }
    summed
}

#[test]
fn the_day_comes_to_the_same_over_a_bad_wire() {
    let ((well, lines, record), (badly, _, same)) = std::thread::scope(|scope| {
        let badly = scope.spawn(|| day(true));
        (day(false), badly.join().expect("the day on the bad wire"))
    });
    assert_eq!(well, badly, "{}", lines.join("\n"));
    assert!(record == same, "the facts differ: {} and {}", record.len(), same.len());
    insta::assert_snapshot!("told", lines.join("\n"));
    insta::assert_debug_snapshot!("outcome", summed(&well));
    let sum: i64 =
        well.iter().filter(|(name, _)| name.starts_with("ledger ")).map(|(_, fen)| fen).sum();
    assert_eq!(sum, 0, "double entry: {well:#?}");
}
