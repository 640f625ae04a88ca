//! Sheets become facts: all of a sheet or nothing of it.

use dianfei_rules::id::PersonNo;
use dianfei_station::account::import::{ImportError, Outcome, SheetFile, import_sheet};
use dianfei_station::people::person;
use dianfei_station::spine::{Actor, SpineError};
use dianfei_station::verify::verify;
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::people::Role;

fn import(station: &TestStation, kind: SheetKind, text: &str) -> Result<Outcome, ImportError> {
    let head = Actor {
        person: "1000".parse().expect("a person number"),
        roles: vec![Role::StationHead, Role::Auditor, Role::TicketCustodian],
    };
    let file = SheetFile { kind, name: "sample.csv", bytes: text.as_bytes() };
    import_sheet(&station.app, &head, file, &station.app.ids.token())
}

fn count(station: &TestStation, table: &str) -> i64 {
    station
        .app
        .store
        .read(|store| {
            let rows = store.query(&format!("select count(*) as rows from {table}"), &[])?;
            rows.first().expect("a row").int("rows")
        })
        .expect("the store answers")
}

const AREAS: &str = "台区编号,台区名称,村,变压器容量\nT01,上青石台区,上青石,200\n";
const ROUTES: &str = "抄表段编号,抄表段名称,例日\nR01,上青石一段,20\n";
const ACCOUNTS: &str = "户号,户名,地址,台区编号,抄表段编号,抄表顺序号,用电类别,电价代码\n\
                        3300010001,王桂英,上青石村1号,T01,R01,1,居民,ZJ-RES\n";
const METERS: &str = "表号,户号,表型,示数类型,表位数,小数位,倍率,起用示数\n\
                      M0001,3300010001,DTS,峰,5,0,1,600\nM0001,3300010001,DTS,谷,5,0,1,400\n";
const TARIFFS: &str = "电价代码,电价名称,用电类别,执行日期,阶梯周期,档次,上限电量,时段,单价,来源\n\
                       ZJ-RES,居民一户一表,居民,2021-10-15,年,1,2760,总,0.538,浙发改价格〔2021〕377号\n\
                       ZJ-RES,居民一户一表,居民,2021-10-15,年,2,4800,总,0.588,浙发改价格〔2021〕377号\n\
                       ZJ-RES,居民一户一表,居民,2021-10-15,年,3,,总,0.838,浙发改价格〔2021〕377号\n";

#[test]
fn sheets_fill_the_station_and_the_fold_agrees() {
    let station = TestStation::in_memory();
    import(&station, SheetKind::Areas, AREAS).expect("areas");
    import(&station, SheetKind::Routes, ROUTES).expect("routes");
    import(&station, SheetKind::Tariffs, TARIFFS).expect("tariffs");
    import(&station, SheetKind::Accounts, ACCOUNTS).expect("accounts");
    import(&station, SheetKind::Meters, METERS).expect("meters");
    assert_eq!(count(&station, "account"), 1);
    assert_eq!(count(&station, "meter"), 1);
    assert_eq!(count(&station, "meter_register"), 2);
    let report = verify(&station.app.store, &station.app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
}

#[test]
fn persons_of_a_sheet_are_registered_with_their_roles() {
    let station = TestStation::in_memory();
    let outcome = import(&station, SheetKind::People, "工号,姓名,角色,电话\n1001,李明,抄表员,\n")
        .expect("people");
    assert_eq!(outcome.rows, 1);
    assert_eq!(outcome.facts.len(), 2);
    let number: PersonNo = "1001".parse().expect("a person number");
    let found = station
        .app
        .store
        .read(|store| person::find(store, station.app.station.as_str(), &number))
        .expect("the store answers")
        .expect("the person");
    assert_eq!((found.name.as_str(), found.roles.as_slice()), ("李明", &[Role::Reader][..]));
}

fn rejected(outcome: Result<Outcome, ImportError>) -> Vec<String> {
    let Err(ImportError::Rejected(rejected)) = outcome else { panic!("taken: {outcome:?}") };
    rejected.errors.iter().map(|error| error.english()).collect()
}

#[test]
fn a_row_of_an_unknown_area_is_an_error_and_nothing_is_kept() {
    let station = TestStation::in_memory();
    import(&station, SheetKind::Routes, ROUTES).expect("routes");
    import(&station, SheetKind::Tariffs, TARIFFS).expect("tariffs");
    assert_eq!(
        rejected(import(&station, SheetKind::Accounts, ACCOUNTS)),
        ["Row 2, column \"area_no\": the station has no transformer area \"T01\". \
          Correct the number, or take in the sheet of transformer areas first."]
    );
    assert_eq!(count(&station, "account"), 0);
}

#[test]
fn what_the_station_holds_already_is_an_error_and_nothing_is_kept() {
    let station = TestStation::in_memory();
    import(&station, SheetKind::Areas, AREAS).expect("areas");
    import(&station, SheetKind::Routes, ROUTES).expect("routes");
    import(&station, SheetKind::Tariffs, TARIFFS).expect("tariffs");
    import(&station, SheetKind::Accounts, ACCOUNTS).expect("accounts");
    let more = ACCOUNTS.replace("3300010001", "3300010002")
        + "3300010001,王桂英,村,T01,R01,2,居民,ZJ-RES\n";
    assert_eq!(
        rejected(import(&station, SheetKind::Accounts, &more)),
        ["Row 3, column \"account_no\": \"3300010001\" is known at this station already. \
          Remove the row: a sheet does not overwrite what is recorded."]
    );
    assert_eq!(count(&station, "account"), 1);
    let route = "抄表段编号,抄表段名称,例日,抄表员\nR02,上青石二段,20,1099\n";
    assert_eq!(
        rejected(import(&station, SheetKind::Routes, route)),
        ["Row 2, column \"reader\": the station has no person \"1099\". \
          Correct the number, or take in the sheet of people first."]
    );
}

#[test]
fn an_account_refers_to_a_known_price_table_and_a_meter_is_one_meter() {
    let station = TestStation::in_memory();
    import(&station, SheetKind::Areas, AREAS).expect("areas");
    import(&station, SheetKind::Routes, ROUTES).expect("routes");
    assert_eq!(
        rejected(import(&station, SheetKind::Accounts, ACCOUNTS)),
        ["Row 2, column \"tariff_no\": the station has no price table \"ZJ-RES\". \
          Correct the number, or take in the sheet of tariffs first."]
    );
    let meters = METERS.replace("DTS,谷,5,0,1,", "DTS,谷,5,0,30,");
    assert_eq!(
        rejected(import(&station, SheetKind::Meters, &meters)),
        ["Row 3, column \"multiplier\": \"30\" differs from row 2. \
          Rows that tell of the same thing must agree: correct one of them."]
    );
}

#[test]
fn clause_3_1_books_of_a_sheet_that_share_a_number_are_refused() {
    let station = TestStation::in_memory();
    let refused = import(
        &station,
        SheetKind::TicketBooks,
        "票据代码,起号,止号\n330126,1,100\n330126,100,199\n",
    );
    let Err(ImportError::Spine(SpineError::Refused(refusal))) = refused else {
        panic!("taken: {refused:?}");
    };
    assert_eq!(refusal.code.to_string(), "book_known");
    assert_eq!(count(&station, "ticket"), 0);
}

#[test]
fn clause_4_2_1_a_price_table_that_does_not_agree_with_itself_is_refused() {
    let station = TestStation::in_memory();
    let refused = import(&station, SheetKind::Tariffs, &TARIFFS.replace("0.588", "0.500"));
    let Err(ImportError::Spine(SpineError::Refused(refusal))) = refused else {
        panic!("taken: {refused:?}");
    };
    assert_eq!(refusal.code.to_string(), "tier_adds_not_ascending");
}

#[test]
fn the_demo_station_is_taken_in_whole() {
    let station = TestStation::in_memory();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../station/demo");
    for (name, kind) in [
        ("01-people.xlsx", SheetKind::People),
        ("02-areas.xlsx", SheetKind::Areas),
        ("03-routes.xlsx", SheetKind::Routes),
        ("04-tariffs.xlsx", SheetKind::Tariffs),
        ("05-accounts.xlsx", SheetKind::Accounts),
        ("06-meters.xlsx", SheetKind::Meters),
        ("07-history.xlsx", SheetKind::History),
        ("08-ticket-books.xlsx", SheetKind::TicketBooks),
        ("09-opening-arrears.xlsx", SheetKind::OpeningArrears),
        ("10-holidays.xlsx", SheetKind::Holidays),
    ] {
        let bytes = std::fs::read(format!("{folder}/{name}")).expect("the demo's sheet");
        let head = Actor {
            person: "1000".parse().expect("a person number"),
            roles: vec![Role::StationHead, Role::Auditor, Role::TicketCustodian],
        };
        let file = SheetFile { kind, name, bytes: &bytes };
        if let Err(error) = import_sheet(&station.app, &head, file, &station.app.ids.token()) {
            panic!("{name}: {error:?}");
        }
    }
    assert!(count(&station, "account") > 0);
    assert!(count(&station, "tariff_version") > 0);
    assert_eq!(count(&station, "sheet_taken"), 10);
    let report = verify(&station.app.store, &station.app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
}

#[test]
fn a_sheet_sent_twice_is_taken_once() {
    let station = TestStation::in_memory();
    let head =
        Actor { person: "1000".parse().expect("a person number"), roles: vec![Role::StationHead] };
    let file = SheetFile { kind: SheetKind::Areas, name: "areas.csv", bytes: AREAS.as_bytes() };
    let first = import_sheet(&station.app, &head, file, "once").expect("areas");
    let again = import_sheet(&station.app, &head, file, "once").expect("the same answer");
    assert_eq!(first.facts, again.facts);
    assert_eq!(count(&station, "area"), 1);
}

#[test]
fn clause_4_2_1_a_sheet_of_prices_is_the_auditors_alone() {
    let station = TestStation::in_memory();
    let head = Actor {
        person: "1000".parse().expect("a person number"),
        roles: vec![Role::StationHead, Role::Administrator],
    };
    let file =
        SheetFile { kind: SheetKind::Tariffs, name: "prices.csv", bytes: TARIFFS.as_bytes() };
    let refused = import_sheet(&station.app, &head, file, "prices");
    assert!(matches!(refused, Err(ImportError::Spine(SpineError::Refused(refusal)))
        if refusal.clause.as_ref().is_some_and(|clause| clause.as_str() == "4.2.1")));
    assert_eq!(count(&station, "tariff_version"), 0);
}
