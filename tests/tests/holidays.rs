//! Holidays are taken in by their sheet, year by year, and counted by.

use std::ffi::{OsStr, OsString};
use std::fs;

use chrono::NaiveDate;
use dianfei_rules::calendar::working_days::WorkingDayTable;
use dianfei_station::account::calendar;
use dianfei_station::account::import::{ImportError, Outcome, SheetFile, import_sheet};
use dianfei_station::cli::run_from;
use dianfei_station::people::password;
use dianfei_station::spine::{Actor, SpineError};
use dianfei_station::trial;
use dianfei_station::verify::verify;
use dianfei_tests::browser::Browser;
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_tests::village;
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::people::Role;
use p256::ecdsa::SigningKey;
use tempfile::TempDir;
use thirtyfour::prelude::*;

const HEADER: &str = "年份,节日,安排,起,止,依据\n";

/// What was announced for 2019 and the New Year before it: 国办发明电〔2018〕15号.
const NEW_YEAR: &str = "2019,元旦,放假,2018-12-30,2019-01-01,国办发明电〔2018〕15号\n\
                        2019,元旦,上班,2018-12-29,,国办发明电〔2018〕15号\n";

const OLD_YEAR: &str = "2018,元旦,放假,2018/1/1,,made up\n";

fn import(station: &TestStation, rows: &str) -> Result<Outcome, ImportError> {
    let head = Actor { person: "1000".parse().expect("a number"), roles: vec![Role::StationHead] };
    let text = format!("{HEADER}{rows}");
    let file =
        SheetFile { kind: SheetKind::Holidays, name: "holidays.csv", bytes: text.as_bytes() };
    import_sheet(&station.app, &head, file, &station.app.ids.token())
}

fn wrong(station: &TestStation, rows: &str) -> Vec<String> {
    match import(station, rows) {
        Err(ImportError::Rejected(rejected)) => {
            rejected.errors.iter().map(|error| error.english()).collect()
        }
        other => panic!("taken or refused otherwise: {other:?}"),
    }
}

fn table(station: &TestStation) -> WorkingDayTable {
    let read = station.app.store.read(|store| calendar::table(store, station.app.station.as_str()));
    read.expect("the store answers")
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn working_days_go_by_the_sheets_that_were_taken_in() {
    let station = TestStation::in_memory();
    import(&station, &format!("{NEW_YEAR}{OLD_YEAR}")).expect("the sheet");
    let known = table(&station);
    assert_eq!(known.after(date("2018-12-28"), 1), Ok(date("2018-12-29")));
    assert_eq!(known.after(date("2018-12-28"), 2), Ok(date("2019-01-02")));
    assert!(known.after(date("2019-12-20"), 5).is_err(), "2020 is not known");
    let report = verify(&station.app.store, &station.app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
}

/// As in 2020, when the spring holiday was made longer after it had begun.
#[test]
fn a_later_sheet_of_a_year_takes_the_earlier_ones_place() {
    let station = TestStation::in_memory();
    import(&station, "2026,春节,放假,2026-02-16,2026-02-17,first\n2026,,放假,2026-05-01,,first\n")
        .expect("the first sheet");
    assert_eq!(table(&station).after(date("2026-02-13"), 1), Ok(date("2026-02-18")));
    import(&station, "2026,春节,放假,2026-02-16,2026-02-20,second\n").expect("the second sheet");
    let known = table(&station);
    assert_eq!(known.after(date("2026-02-13"), 1), Ok(date("2026-02-23")));
    assert_eq!(known.is_working(date("2026-05-01")), Ok(true), "the year as a whole");
    assert_eq!(known.years[0].source, "second");
    let report = verify(&station.app.store, &station.app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
}

#[test]
fn each_wrong_row_is_told_and_nothing_is_kept() {
    let station = TestStation::in_memory();
    let told = wrong(
        &station,
        "2026,,放假,2026-05-01,2026-05-05,paper\n\
         2026,,放假,2025-12-24,,paper\n\
         2026,,上班,2026-05-06,,paper\n\
         2026,,放假,2026-05-04,2026-05-06,paper\n\
         2026,,放假,2026-06-19,,another paper\n",
    );
    let expected = [
        ("Row 3, column \"from\"", "2025-12-24 is no day of the announcement for 2026"),
        ("Row 4, column \"from\"", "2026-05-06 is neither Saturday nor Sunday"),
        ("Row 5, column \"from\"", "\"2026-05-04\" stands in row 2 already"),
        ("Row 6, column \"source\"", "\"another paper\" differs from row 2"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, (place, what)) in told.iter().zip(expected) {
        assert!(told.starts_with(place) && told.contains(what), "{told}");
    }
    let told = wrong(
        &station,
        "2026,,放假,2026-05-05,2026-05-01,paper\n\
         2026,,也许,2026-05-01,,paper\n\
         1026,,放假,2026-02-30,,paper\n",
    );
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told[0].contains("column \"to\": \"2026-05-01\" contradicts"), "{}", told[0]);
    assert_eq!(table(&station), WorkingDayTable::default());
}

#[test]
fn a_day_cannot_be_worked_by_one_paper_and_off_by_another() {
    let station = TestStation::in_memory();
    import(&station, NEW_YEAR).expect("the sheet");
    let refused = import(&station, "2018,,放假,2018-12-29,,another paper\n");
    let Err(ImportError::Spine(SpineError::Refused(refusal))) = refused else {
        panic!("taken: {refused:?}")
    };
    assert_eq!(refusal.code.as_str(), "working_days_both");
    assert_eq!(refusal.figures.get("date"), Some("2018-12-29"));
    assert_eq!(table(&station).years.len(), 1);
}

const RECONNECTION: &str = "[[reconnection]]\nid = \"复电\"\nclass = \"residential\"\n\
                            removed_at = \"2018-12-28T10:00:00\"\n\
                            decide = { disconnection_practice = \"provincial\" }\n";

#[test]
fn a_trial_counts_by_the_years_that_it_is_given_unless_it_gives_them_itself() {
    let station = TestStation::in_memory();
    import(&station, &format!("{NEW_YEAR}{OLD_YEAR}")).expect("the sheet");
    let years = table(&station).years;
    let answer = |text: &str| trial::run_with(text, &years).expect("a sound file").remove(0);
    let figures = answer(RECONNECTION).result.expect("a term");
    assert_eq!(figures["working_day"], "2018-12-29");
    let papers = figures["working_years"].as_array().expect("papers");
    let papers: Vec<&str> = papers.iter().filter_map(|paper| paper["source"].as_str()).collect();
    assert_eq!(papers, ["made up", "国办发明电〔2018〕15号"], "the 29th is the next year's, too");
    let own = format!(
        "{RECONNECTION}[[working_year]]\nyear = 2018\nsource = \"own\"\nholidays = []\n\
         [[working_year]]\nyear = 2019\nsource = \"own\"\nholidays = [\"2019-01-01\"]\n"
    );
    let figures = answer(&own).result.expect("a term");
    assert_eq!(figures["working_day"], "2018-12-31", "the file's own years come first");
    assert_eq!(trial::run(RECONNECTION).expect("a sound file")[0].result, None);
}

#[test]
fn the_command_takes_the_sheet_beside_its_file() {
    let folder = TempDir::new().expect("a folder");
    let kept = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path.into_os_string()
    };
    let cases =
        kept("复电.toml", &format!("{RECONNECTION}expect = {{ working_day = \"2018-12-29\" }}\n"));
    let run = |sheet: &OsString| {
        let (dianfei, trial) = (OsStr::new("dianfei"), OsStr::new("trial"));
        run_from(&[dianfei, trial, &cases, OsStr::new("--holidays"), sheet])
    };
    let sheet = kept("节假日.csv", &format!("{HEADER}{NEW_YEAR}{OLD_YEAR}"));
    assert_eq!(run(&sheet), Ok(()));
    let sheet = kept("错.csv", &format!("{HEADER}2018,,上班,2018-12-28,,made up\n"));
    let failure = run(&sheet).expect_err("the 28th is a Friday");
    for expected in ["错.csv", "第 2 行“起”列", "2018-12-28 不是周六或周日"] {
        assert!(failure.zh.contains(expected), "{expected}: {}", failure.zh);
    }
}

#[tokio::test]
async fn the_page_shows_the_years_and_a_trial_at_the_desk_goes_by_them() -> WebDriverResult<()> {
    const PASSWORD: &str = "青石-所长-2026";
    let station = TestStation::in_memory();
    village::set_up(&station, 1);
    let head = "1000".parse().expect("a person number");
    password::set(&station.app, &head, PASSWORD).expect("a password");
    let auditor = station.register("1003", "周静", &[Role::Auditor]);
    password::set(&station.app, &auditor, PASSWORD).expect("a password");
    let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
    let served = Served::start(station.app.clone(), identity);

    let browser = Browser::open().await;
    browser.sign_in(&served.page(""), "1000", PASSWORD).await?;
    let go = async |browser: &Browser, path: &str| {
        browser.window.goto(served.page(path)).await?;
        browser.window.find(By::Tag("main")).await?.text().await
    };
    let empty = go(&browser, "/account/calendar").await?;
    assert!(empty.contains("还没有导入节假日安排"), "{empty}");
    import(&station, &format!("{NEW_YEAR}{OLD_YEAR}")).expect("the sheet");
    let told = go(&browser, "/account/calendar").await?;
    for expected in ["国办发明电〔2018〕15号", "元旦", "上班", "2018-12-29", "导入一年的安排"]
    {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    browser.close().await;

    let browser = Browser::open().await;
    browser.sign_in(&served.page(""), "1003", PASSWORD).await?;
    let told = go(&browser, "/account/calendar").await?;
    assert!(!told.contains("导入一年的安排"), "the auditor takes no such sheet in: {told}");
    browser.window.goto(served.page("/audit/trial")).await?;
    let cases = browser.window.find(By::Name("cases")).await?;
    cases.clear().await?;
    cases.send_keys(RECONNECTION).await?;
    browser.press("main form button").await?;
    let told = browser.window.find(By::Tag("main")).await?.text().await?;
    assert!(told.contains("2018-12-30 00:00") || told.contains("2018-12-30T00:00"), "{told}");
    browser.close().await;
    Ok(())
}
