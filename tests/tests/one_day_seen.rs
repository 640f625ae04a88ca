//! The same day as `one_day.rs` with the staff in a real browser, and every
//! page of the day as a picture in both languages, in `target/pages`.

use dianfei_station::verify::verify;
use dianfei_tests::day::Stopped;
use dianfei_tests::day::office::{BrowserOffice, Office};
use dianfei_tests::day::scenario::{Scenario, Step};
use dianfei_tests::day::stand::demo_station;
use dianfei_tests::day::walk::{Watch, over_tls, walk};

struct Quiet;

impl Watch for Quiet {
    fn told(&mut self, _step: &Step, _line: &str) {}
}

/// Every page of the day: who looks at it, where it is, what its picture is called.
const PAGES: [(&str, &str, &str); 10] = [
    ("3001", "/", "board"),
    ("3001", "/people", "people"),
    ("3001", "/regime", "regime"),
    ("3001", "/reading/plan", "reading-plan"),
    ("2001", "/reading/exceptions", "reading-exceptions"),
    ("2001", "/audit/queue?period=2026-11", "audit-queue"),
    ("2001", "/audit/tariff", "audit-tariff"),
    ("2001", "/audit/runs", "audit-runs"),
    ("2003", "/ticket", "ticket"),
    ("2002", "/recovery/cash", "recovery-cash"),
];

#[test]
fn every_page_shows_what_has_just_happened() {
    let (app, served) = demo_station();
    let mut office = BrowserOffice::at(served.page("")).expect("a window");
    let scenario = Scenario::one_day().expect("the scenario reads");
    walk(&scenario, &mut office, &over_tls, &mut Quiet).expect("the day goes on to its end");
    let report = verify(&app.store, &app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
    for (person, path, name) in PAGES {
        look(&mut office, &scenario, person, path, name).expect("a picture");
    }
}

fn look(
    office: &mut BrowserOffice,
    scenario: &Scenario,
    person: &str,
    path: &str,
    name: &str,
) -> Result<(), Stopped> {
    office.sit(person, &scenario.password)?;
    office.pictures(path, name)?;
    office.here().done().map(|_said| ())
}
