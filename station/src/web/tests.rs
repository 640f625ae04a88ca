use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data as Found, Reader as _, Xlsx};
use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use dianfei_rules::refusal::Code;

use super::export::workbook;
use super::list::{Cell, Column, List, Row, Total, Value};
use super::*;

fn frame(lang: Lang) -> Frame {
    Frame {
        viewer: Viewer {
            person_no: "1007".to_owned(),
            name: "<script>alert('name')</script>".to_owned(),
            roles_text: "审核专责".to_owned(),
            csrf: "token\"><img src=x>".to_owned(),
            lang,
            station_name: "柳河供电所".to_owned(),
        },
        nav: Arc::from([
            NavChapter {
                number: "4.1".to_owned(),
                title: bi("抄表", "Reading"),
                items: vec![
                    NavItem { href: "/reading".to_owned(), title: bi("今日", "Today") },
                    NavItem { href: "/reading/plan".to_owned(), title: bi("计划", "Plan") },
                ],
            },
            NavChapter {
                number: "4.2".to_owned(),
                title: bi("审核", "Audit"),
                items: vec![
                    NavItem { href: "/audit".to_owned(), title: bi("队列", "Queue") },
                    NavItem { href: "/audit/bill".to_owned(), title: bi("账单", "Bills") },
                ],
            },
        ]),
        path: "/reading/plan".to_owned(),
        pairs: address::pairs_of("sort=-owed&q=<b>"),
        period: YearMonth::new(2026, 1),
        made_at: 1_769_875_509_000,
        zone: figure::china(),
        flash: Some(Flash::note("<i>said</i>")),
    }
}

fn arrears() -> List {
    let mut list = List::new("arrears", bi("欠费清单", "Arrears"))
        .column(Column::number("account_no", bi("户号", "Account no.")))
        .column(Column::text("name", bi("户名", "Name")))
        .column(Column::code("state", bi("状态", "State")))
        .column(Column::energy("usage", bi("电量", "Usage")).totalled())
        .column(Column::money("owed", bi("欠费", "Owed")).totalled())
        .column(Column::date("due_on", bi("期限", "Due")));
    let day = |day| NaiveDate::from_ymd_opt(2026, 1, day);
    for (account_no, name, state, usage, owed, due) in [
        ("3300010001", "=1+1", "disputed", 182, 10_025, day(28)),
        ("3300010002", "<script>alert(1)</script>", "applied", 90, -300, day(5)),
        ("3300010003", "王秀英", "applied", 1204, 67_200, None),
    ] {
        list.push(Row::new([
            Cell::link(account_no, format!("/account/{account_no}")),
            Cell::from(name),
            Cell::code(Code::new(state)),
            Cell::from(Kwh::whole(usage)),
            Cell::from(Fen::new(owed)),
            Cell::some(due),
        ]));
    }
    list
}

fn names(list: &List, query: &str) -> Vec<String> {
    let shown = list.select(&ListQuery::parse("/x", query));
    let text = |row: &Row| {
        let Value::Text(text) = &row.cells[0].value else { panic!("{row:?} has no account") };
        text.chars().skip(9).collect()
    };
    shown.rows.iter().map(|(_, row)| text(row)).collect()
}

#[test]
fn a_name_is_never_markup() {
    let frame = frame(Lang::Zh);
    let query = ListQuery::parse("/reading/plan", "q=%3Cscript%3E&sort=%22onload=1");
    let body = arrears().render(&frame, &query);
    let html = frame.page(&bi("<u>计划", "<u>Plan"), body).html();
    for markup in ["<script>alert", "<img", "<i>said", "<u>", "<b>\"", "\"onload"] {
        assert!(!html.contains(markup), "{markup} is live");
    }
    assert!(html.contains("&#60;script&#62;alert(1)"));
    let form = Form::new("/x", bi("登记", "Record")).field(Field::text("note", bi("备注", "Note")));
    let entered = Entered::parse("note=%22%3E%3Cscript%3E");
    let html = form.filled(&entered).render(Lang::En, &frame.viewer.csrf);
    assert!(!html.as_str().contains("<script>") && !html.as_str().contains("<img"));
}

#[test]
fn filters_and_sorting_live_in_the_address() {
    let list = arrears();
    assert_eq!(names(&list, ""), ["1", "2", "3"]);
    assert_eq!(names(&list, "sort=owed"), ["2", "1", "3"]);
    assert_eq!(names(&list, "sort=-owed"), ["3", "1", "2"]);
    assert_eq!(names(&list, "sort=due_on"), ["2", "1", "3"]);
    assert_eq!(names(&list, "sort=-due_on"), ["1", "2", "3"]);
    assert_eq!(names(&list, "q=秀英"), ["3"]);
    assert_eq!(names(&list, "q=DISPUTED"), ["1"]);
    assert_eq!(names(&list, "f.state=applied"), ["2", "3"]);
    assert_eq!(names(&list, "f.owed=>100"), ["1", "3"]);
    assert_eq!(names(&list, "f.owed=-3..100.25"), ["1", "2"]);
    assert_eq!(names(&list, "f.usage=<=90"), ["2"]);
    assert_eq!(names(&list, "f.due_on=2026-01"), ["1", "2"]);
    assert_eq!(names(&list, "f.due_on=2026-01-06..2026-01"), ["1"]);
    assert_eq!(names(&list, "f.due_on=..2026-01-05"), ["2"]);
    assert_eq!(names(&list, "size=2&page=2"), ["3"]);
    assert_eq!(names(&list, "size=2&page=99"), ["3"]);
    assert_eq!(names(&list, "sort=nothing&f.nothing=x"), ["1", "2", "3"]);
}

#[test]
fn totals_count_all_that_passes_whatever_the_page() {
    let list = arrears();
    let shown = list.select(&ListQuery::parse("/x", "size=1&f.state=applied"));
    assert_eq!((shown.rows.len(), shown.count, shown.of, shown.pages), (1, 2, 3, 2));
    assert_eq!(shown.totals[4], Total::Sum(Value::Money(Fen::new(66_900))));
    assert_eq!(shown.totals[3], Total::Sum(Value::Energy(Kwh::whole(1294))));
    assert_eq!(shown.totals[0], Total::None);
    let mut list = arrears();
    list.push(Row::new([
        Cell::from("3300010004"),
        Cell::absent(),
        Cell::absent(),
        Cell::absent(),
        Cell::from(Fen::new(i64::MAX)),
        Cell::absent(),
    ]));
    let shown = list.select(&ListQuery::parse("/x", ""));
    assert_eq!(shown.totals[4], Total::Overflow);
}

#[test]
fn the_spreadsheet_holds_real_numbers_and_dates() {
    let (list, frame) = (arrears(), frame(Lang::Zh));
    let query = ListQuery::parse("/x", "sort=-owed&size=1&format=xlsx");
    let bytes = workbook(&list, &frame, &query).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("欠费清单").unwrap();
    let at = |row, column| sheet.get_value((row, column)).cloned().unwrap();
    assert_eq!(at(0, 5), Found::String("欠费(元)".to_owned()));
    assert_eq!(at(1, 1), Found::String("3300010003".to_owned()));
    assert_eq!(at(1, 5), Found::Float(672.0));
    assert_eq!(at(2, 5), Found::Float(100.25));
    assert_eq!(at(2, 2), Found::String("=1+1".to_owned()));
    assert_eq!(at(3, 5), Found::Float(-3.0));
    assert_eq!(at(3, 4), Found::Float(90.0));
    assert_eq!(at(2, 3), Found::String("待核".to_owned()));
    let Found::DateTime(due) = at(2, 6) else { panic!("{:?} is no date", at(2, 6)) };
    assert_eq!(due.to_ymd_hms_milli(), (2026, 1, 28, 0, 0, 0, 0));
    assert_eq!(at(4, 5), Found::Float(769.25));
    let formulas = book.worksheet_formula("欠费清单").unwrap();
    assert_eq!(formulas.get_value((4, 5)).unwrap(), "SUBTOTAL(109,F2:F4)");
}

#[test]
fn an_empty_list_says_what_to_do_and_exports_its_head() {
    let frame = frame(Lang::En);
    let list = List::new("plan", bi("计划", "Plan"))
        .column(Column::money("owed", bi("欠费", "Owed")).totalled())
        .empty(bi("先导入台账。", "Import the accounts first."));
    let query = ListQuery::parse("/x", "");
    assert!(list.render(&frame, &query).as_str().contains("Import the accounts first."));
    assert!(workbook(&list, &frame, &query).is_ok());
}

#[test]
fn the_nav_opens_the_chapter_that_the_page_stands_in() {
    let frame = frame(Lang::En);
    let html = frame.page(&bi("计划", "Plan"), Html::default()).html();
    assert!(html.contains("href=\"/reading/plan\" aria-current=\"page\""));
    assert!(!html.contains("/audit/bill"));
    assert!(html.contains("/reading/plan?sort=-owed&#38;q=%3Cb%3E&#38;lang=zh"));
    assert!(html.contains("period 2026-01 · printed by"));
}
