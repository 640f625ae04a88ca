//! The same day as `one_day.rs` with the staff in a real browser, and every
//! page of the day as a picture in both languages, in `target/pages/day`.

use dianfei_station::verify::verify;
use dianfei_tests::day::Stopped;
use dianfei_tests::day::office::{BrowserOffice, Office};
use dianfei_tests::day::scenario::{Scenario, Step};
use dianfei_tests::day::stand::demo_station;
use dianfei_tests::day::walk::{Watch, core_phones, over_tls, walk};
use dianfei_tests::page::Page;

struct Quiet;

impl Watch for Quiet {
    fn told(&mut self, _step: &Step, _line: &str) {}
}

/// A page that the day's forms do not pass through.
struct Look {
    /// Who looks at it.
    by: &'static str,
    /// Where it is.
    path: &'static str,
    /// Which link on it is followed; absent for the page itself.
    follow: Option<&'static str>,
    /// What the day left on it.
    says: &'static str,
}

const fn look(
    by: &'static str,
    path: &'static str,
    follow: Option<&'static str>,
    says: &'static str,
) -> Look {
    Look { by, path, follow, says }
}

#[rustfmt::skip]
const LOOKS: [Look; 21] = [
    look("3001", "/", None, "清河村东段"),
    look("3001", "/people", None, "收费一号机"),
    look("3001", "/people", Some("/people/phone/*"), "抄表一号机"),
    look("3001", "/regime", None, "78 条"),
    look("3001", "/account/import", None, "09-opening-arrears.xlsx"),
    look("3001", "/account/policy", None, "演示站决定"),
    look("3001", "/reading/plan", None, "已交回"),
    look("3001", "/archive/look-ups", None, "3200100020"),
    look("2001", "/reading/exceptions", None, "表号不符"),
    look("2004", "/reading/exceptions", Some("/reading/exception/*"), "表号与卡片不符"),
    look("2001", "/audit/tariffs", None, "0.735886"),
    look("2001", "/audit/runs", Some("/audit/run/*"), "14,500.03"),
    look("2001", "/audit/bill/3200100010-2026-11-1", None, "51 千瓦时 × 0.5283 元 ＝ 26.94 元"),
    look("2001", "/collection/posting", None, "尚未公布"),
    look("2001", "/collection/posting/T01/2026-11", None, "14,500.03"),
    look("2002", "/collection/receivable", None, "15,390.93"),
    look("2002", "/account/3200100056", None, "99.35"),
    look("2002", "/collection/dispute", None, "没有待核的收款"),
    look("2002", "/recovery/cash", None, "696.56"),
    look("2003", "/ticket", None, "废票"),
    look("2003", "/ticket", Some("/ticket/number/*"), "26.94 元"),
];

#[test]
fn every_page_shows_what_has_just_happened() {
    let (app, served) = demo_station();
    let mut office = BrowserOffice::at(served.page("")).expect("a window");
    let scenario = Scenario::one_day().expect("the scenario reads");
    let mut phones = core_phones(&scenario, &over_tls);
    walk(&scenario, &mut office, &mut phones, &mut Quiet).expect("the day goes on to its end");
    let report = verify(&app.store, &app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
    let on_the_way = office.album().len();
    assert!(on_the_way > 10, "{:?}", office.album());
    office.new_album();
    for at in &LOOKS {
        let page = open(&mut office, &scenario, at)
            .unwrap_or_else(|stopped| panic!("{} {}: {stopped}", at.by, at.path));
        let text = page.text("main").unwrap_or_default();
        assert!(text.contains(at.says), "{} does not say {}: {text}", page.path, at.says);
    }
}

fn open(office: &mut BrowserOffice, scenario: &Scenario, at: &Look) -> Result<Page, Stopped> {
    office.sit(at.by, &scenario.password)?;
    let page = office.open(at.path)?;
    let Some(pattern) = at.follow else { return Ok(page) };
    let link = page.link(pattern).ok_or_else(|| Stopped::at(at.path, "has no such link"))?;
    office.open(&link)
}
