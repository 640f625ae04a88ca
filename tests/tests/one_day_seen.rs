//! The same day as `one_day.rs` with the staff in a real browser, and every
//! page of the day as a picture in both languages, in `target/pages/day`.

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

/// The pages that the day's forms do not pass through: who looks at them, where
/// they are, and which link on them is followed.
const PAGES: [(&str, &str, Option<&str>); 20] = [
    ("3001", "/", None),
    ("3001", "/people", None),
    ("3001", "/people", Some("/people/phone/*")),
    ("3001", "/regime", None),
    ("3001", "/account/import", None),
    ("3001", "/account/policy", None),
    ("3001", "/reading/plan", None),
    ("3001", "/archive/look-ups", None),
    ("2001", "/reading/exceptions", None),
    ("2004", "/reading/exceptions", Some("/reading/exception/*")),
    ("2001", "/audit/tariffs", None),
    ("2001", "/audit/runs", Some("/audit/run/*")),
    ("2001", "/audit/bill/3200100010-2026-11-1", None),
    ("2001", "/collection/posting", None),
    ("2001", "/collection/posting/T01/2026-11", None),
    ("2002", "/collection/receivable", None),
    ("2002", "/account/3200100056", None),
    ("2002", "/collection/dispute", None),
    ("2002", "/recovery/cash", None),
    ("2003", "/ticket", Some("/ticket/number/*")),
];

#[test]
fn every_page_shows_what_has_just_happened() {
    let (app, served) = demo_station();
    let mut office = BrowserOffice::at(served.page("")).expect("a window");
    let scenario = Scenario::one_day().expect("the scenario reads");
    walk(&scenario, &mut office, &over_tls, &mut Quiet).expect("the day goes on to its end");
    let report = verify(&app.store, &app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
    let on_the_way = office.album().len();
    assert!(on_the_way > 10, "{:?}", office.album());
    office.new_album();
    for (person, path, follow) in PAGES {
        look(&mut office, &scenario, person, path, follow)
            .unwrap_or_else(|stopped| panic!("{person} {path}: {stopped}"));
    }
}

fn look(
    office: &mut BrowserOffice,
    scenario: &Scenario,
    person: &str,
    path: &str,
    follow: Option<&str>,
) -> Result<(), Stopped> {
    office.sit(person, &scenario.password)?;
    let mut page = office.open(path)?;
    if let Some(pattern) = follow {
        let link = page.link(pattern).ok_or_else(|| Stopped::at(path, "has no such link"))?;
        page = office.open(&link)?;
    }
    page.done().map(|_said| ())
}
