//! The demo's spreadsheets are what the generator makes, and they import.

use std::fs;
use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx};
use dianfei_station::sheet::account::AccountRow;
use dianfei_station::sheet::area::AreaRow;
use dianfei_station::sheet::history::HistoryRow;
use dianfei_station::sheet::holiday::HolidayRow;
use dianfei_station::sheet::meter::MeterRow;
use dianfei_station::sheet::opening_arrears::OpeningArrearsRow;
use dianfei_station::sheet::people::PersonRow;
use dianfei_station::sheet::route::RouteRow;
use dianfei_station::sheet::tariff::TariffRow;
use dianfei_station::sheet::ticket_book::TicketBookRow;
use dianfei_station::sheet::{self, SheetRow};
use dianfei_tests::demo_sheets;

fn committed(file: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../station/demo").join(file);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn imported<T: SheetRow>(file: &str) -> Vec<T> {
    match sheet::read::<T>(&committed(file)) {
        Ok(sheet) => {
            assert_eq!(sheet.ignored, Vec::<String>::new(), "{file}");
            sheet.rows
        }
        Err(rejected) => panic!("{file}: {}", rejected.errors[0].english()),
    }
}

#[test]
fn the_committed_sheets_are_what_the_generator_makes() {
    for table in demo_sheets::all() {
        let bytes = std::io::Cursor::new(committed(table.file));
        let mut workbook = Xlsx::new(bytes).expect("a workbook");
        let range = workbook.worksheet_range(table.title).expect("the worksheet");
        let rows: Vec<Vec<String>> =
            range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
        assert_eq!(rows[0], table.header, "{}: run the demo_sheets binary", table.file);
        assert_eq!(rows.len() - 1, table.rows.len(), "{}", table.file);
        for (found, made) in rows[1..].iter().zip(&table.rows) {
            let mut made = made.clone();
            made.resize(found.len(), String::new());
            assert_eq!(*found, made, "{}: run the demo_sheets binary", table.file);
        }
    }
}

#[test]
fn the_demo_station_imports_without_an_error() {
    let people: Vec<PersonRow> = imported("01-people.xlsx");
    let areas: Vec<AreaRow> = imported("02-areas.xlsx");
    let routes: Vec<RouteRow> = imported("03-routes.xlsx");
    let tariffs: Vec<TariffRow> = imported("04-tariffs.xlsx");
    let accounts: Vec<AccountRow> = imported("05-accounts.xlsx");
    let meters: Vec<MeterRow> = imported("06-meters.xlsx");
    let history: Vec<HistoryRow> = imported("07-history.xlsx");
    let books: Vec<TicketBookRow> = imported("08-ticket-books.xlsx");
    let arrears: Vec<OpeningArrearsRow> = imported("09-opening-arrears.xlsx");
    let holidays: Vec<HolidayRow> = imported("10-holidays.xlsx");
    assert_eq!((areas.len(), routes.len(), accounts.len()), (6, 8, 1200));
    assert_eq!(history.len(), 24 * accounts.len());
    for role in dianfei_wire::fact::people::Role::ALL {
        assert!(people.iter().any(|person| person.roles.contains(&role)), "nobody is {role:?}");
    }
    for account in &accounts {
        assert!(areas.iter().any(|area| area.area == account.area), "{}", account.account);
        assert!(routes.iter().any(|route| route.route == account.route), "{}", account.account);
        assert!(tariffs.iter().any(|row| row.tariff == account.tariff), "{}", account.account);
        assert!(meters.iter().any(|meter| meter.account == account.account));
    }
    assert!(arrears.iter().all(|row| accounts.iter().any(|one| one.account == row.account)));
    assert!(!books.is_empty());
    let off: i64 = holidays.iter().filter(|row| !row.worked).map(|row| row.length()).sum();
    assert_eq!(off, 3 + 9 + 3 + 5 + 3 + 3 + 7, "days off as the announcement counts them");
}
