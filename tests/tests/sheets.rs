//! Bad spreadsheets: each error says where, what and what to do, all come at
//! once, and nothing of the sheet is kept.

use std::io::Read;

use dianfei_station::sheet::account::AccountRow;
use dianfei_station::sheet::history::HistoryRow;
use dianfei_station::sheet::meter::MeterRow;
use dianfei_station::sheet::opening_arrears::OpeningArrearsRow;
use dianfei_station::sheet::{self, Fault, Place, Rejected, SheetRow};
use dianfei_tests::workbook;

const ACCOUNT_HEADER: &str = "户号,户名,地址,台区编号,抄表段编号,抄表顺序号,用电类别,电价代码";

fn rejected<T: SheetRow + std::fmt::Debug>(text: &str) -> Rejected {
    sheet::read::<T>(text.as_bytes()).expect_err("the sheet is wrong")
}

fn arrears(amount: &str) -> Result<i64, Fault> {
    let text = format!("户号,年月,欠费金额,缴费期限\n1,2026-10,{amount},2026-10-28\n");
    sheet::read::<OpeningArrearsRow>(text.as_bytes())
        .map(|sheet| sheet.rows[0].amount_fen.get())
        .map_err(|mut rejected| rejected.errors.remove(0).fault)
}

#[test]
fn wrong_columns_are_named_with_what_was_found() {
    let rejected = rejected::<AccountRow>("户号,姓名,地址\n1,王,村\n");
    let missing: Vec<&str> = rejected
        .errors
        .iter()
        .map(|error| match (&error.place, &error.fault) {
            (Place::Cell { column, .. }, Fault::ColumnMissing { .. }) => column.0,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(missing, ["户名", "台区编号", "抄表段编号", "抄表顺序号", "用电类别", "电价代码"]);
    let first = &rejected.errors[0];
    assert_eq!(
        first.chinese(),
        "第 1 行“户名”列：缺少此列，现有：户号|姓名|地址。请按模板补上此列的表头。"
    );
    assert_eq!(
        first.english(),
        "Row 1, column \"name\": the column is missing; found 户号|姓名|地址. \
         Add the column's header as in the template."
    );
}

#[test]
fn all_errors_of_a_sheet_come_at_once() {
    let text = "户号,年月,示数,电量\n1,2026-10,12a,5\n2,2026-13,,x\n3,2026-09,1,2\n";
    let rejected = rejected::<HistoryRow>(text);
    let lines: Vec<String> = rejected.errors.iter().map(|error| error.english()).collect();
    assert_eq!(
        lines,
        [
            "Row 2, column \"index\": \"12a\" is not a number. \
             Enter digits only, without unit, letters or thousands marks.",
            "Row 3, column \"period\": \"2026-13\" is no month. Write it like 2026-11.",
            "Row 3, column \"usage_kwh\": \"x\" is not a number. \
             Enter digits only, without unit, letters or thousands marks.",
        ]
    );
}

#[test]
fn errors_beyond_two_hundred_are_counted() {
    let mut text = "户号,年月,电量\n".to_owned();
    for account in 0..250 {
        text.push_str(&format!("{account},2026-10,x\n"));
    }
    let rejected = rejected::<HistoryRow>(&text);
    assert_eq!((rejected.errors.len(), rejected.further), (200, 50));
}

#[test]
fn a_duplicate_account_names_both_rows() {
    let row = "32001,王秀英,清河村1号,T01,R01,10,居民,JM01\n";
    let rejected = rejected::<AccountRow>(&format!("{ACCOUNT_HEADER}\n{row}{row}"));
    assert_eq!(rejected.errors.len(), 1);
    assert_eq!(
        rejected.errors[0].chinese(),
        "第 3 行“户号”列：“32001”与第 2 行重复。请只保留一行，或改正编号。"
    );
}

#[test]
fn an_impossible_date_is_an_error() {
    let text = "表号,户号,表型,表位数,小数位,倍率,检定日期,起用示数\n\
                DB1,1,DDS,5,0,1,2026-02-30,100\n";
    let rejected = rejected::<MeterRow>(text);
    assert_eq!(rejected.errors[0].fault, Fault::NotADate { text: "2026-02-30".to_owned() });
}

#[test]
fn an_index_above_the_digits_and_a_wrong_multiplier_are_errors() {
    let header = "表号,户号,表型,表位数,小数位,倍率,CT,PT,起用示数\n";
    let above = rejected::<MeterRow>(&format!("{header}DB1,1,DDS,5,0,1,,,100000\n"));
    assert!(matches!(above.errors[0].fault, Fault::OutOfRange { .. }), "{above:?}");
    let wrong = rejected::<MeterRow>(&format!("{header}DB1,1,DDS,5,0,20,30,,100\n"));
    assert!(matches!(wrong.errors[0].fault, Fault::Contradiction { .. }), "{wrong:?}");
}

#[test]
fn money_has_two_decimals_and_no_sign_and_no_exponent() {
    assert_eq!(arrears("12.34"), Ok(1234));
    assert!(matches!(arrears("12.345"), Err(Fault::TooPrecise { most: 2, .. })));
    assert!(matches!(arrears("-1"), Err(Fault::OutOfRange { .. })));
    assert!(matches!(arrears("1e9"), Err(Fault::NotANumber { .. })));
    assert!(matches!(arrears("1000000000"), Err(Fault::OutOfRange { .. })));
    assert!(matches!(arrears("十元"), Err(Fault::NotANumber { .. })));
}

#[test]
fn a_title_above_the_header_and_unknown_columns_do_no_harm() {
    let text = "历史电量表,,\n户号,年月,电量,备注\n1,2026-10,5,\n";
    let sheet = sheet::read::<HistoryRow>(text.as_bytes()).expect("a sheet");
    assert_eq!((sheet.rows.len(), sheet.ignored), (1, vec!["备注".to_owned()]));
}

#[test]
fn bytes_in_no_known_encoding_are_told() {
    let rejected = sheet::read::<HistoryRow>(&[0xff, 0xfe, 0x37, 0x62]).expect_err("no encoding");
    assert_eq!(
        rejected.errors[0].english(),
        "File: the bytes are no known encoding. Save it as .xlsx, or as .csv in UTF-8 or GBK."
    );
}

#[test]
fn a_workbook_that_names_far_cells_costs_no_memory_for_those_between() {
    // Between the first cell of a sheet and its last lie 17 thousand million.
    let far = workbook::with(&workbook::sheet(&[("A1", "x"), ("XFD1048576", "y")]), None);
    let rejected = sheet::read::<HistoryRow>(&far).expect_err("no sheet");
    assert_eq!(
        rejected.errors[0].english(),
        "Row 1048576: the row has more than 200 columns. Check that quotation marks come in pairs \
         and columns are separated by commas or tabs; remove columns that are not needed."
    );
}

#[test]
fn a_workbook_that_names_cells_beyond_any_sheet_is_broken() {
    for place in ["ZZZZZZZZZ1", "A99999999999", "A0", "1A", ""] {
        let beyond = workbook::with(&workbook::sheet(&[("A1", "户号"), (place, "y")]), None);
        let rejected = sheet::read::<HistoryRow>(&beyond).expect_err("no sheet");
        let fault = &rejected.errors[0].fault;
        assert!(matches!(fault, Fault::BrokenWorkbook { .. }), "{place}: {fault:?}");
    }
    let behind = workbook::with(&workbook::sheet(&[("A2", "x"), ("A1", "y")]), None);
    let rejected = sheet::read::<HistoryRow>(&behind).expect_err("no sheet");
    assert!(rejected.errors[0].english().contains("its rows are not in order"), "{rejected:?}");
}

#[test]
fn a_workbook_that_unpacks_beyond_any_memory_is_refused_unread() {
    let mut zeros = std::io::repeat(b' ').take(sheet::MOST_STRINGS_BYTES + 1);
    let texts: (&str, &mut dyn Read) = ("xl/sharedStrings.xml", &mut zeros);
    let bomb = workbook::with(&workbook::sheet(&[("A1", "x")]), Some(texts));
    assert!(bomb.len() < 1024 * 1024, "{} bytes are no bomb", bomb.len());
    let rejected = sheet::read::<HistoryRow>(&bomb).expect_err("a bomb");
    assert_eq!(
        rejected.errors[0].chinese(),
        "文件：工作簿解开后太大。请只把需要的行复制到新的工作簿，不带图片，再导入。"
    );
}

#[test]
fn a_missing_column_repeats_so_much_of_a_long_header_and_no_more() {
    let header: String = (0..150).map(|at| format!("这一列没有名字{at},")).collect();
    let rejected = rejected::<HistoryRow>(&format!("{header}\n1\n"));
    let longest = rejected.errors.iter().map(|error| error.chinese().chars().count()).max();
    assert!(longest.is_some_and(|longest| longest < 400), "{longest:?}");
}
