//! A list as a spreadsheet: real numbers and dates, ready for paper.

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet,
    XlsxError,
};

use super::error::ErrorPage;
use super::lang::bi;
use super::list::{Cell, Column, Kind, List, ListQuery, Shown, Total, Value};
use super::page::Frame;
use super::words;

/// The media type of a spreadsheet.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The spreadsheet of all rows that `query` asks for: a head row, the rows,
/// a foot with totals.
pub fn workbook(list: &List, frame: &Frame, query: &ListQuery) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let title = frame.lang().of(&list.title);
    let station = &frame.viewer.station_name;
    let properties = DocProperties::new().set_title(title).set_company(station);
    book.set_properties(&properties.set_author(&frame.viewer.name));
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(title))?;
    let shown = list.select_all(query);
    write_head(sheet, list, frame)?;
    for (at, (number, row)) in (1_u32..).zip(&shown.rows) {
        sheet.write_number(at, 0, number_of(&number.to_string()))?;
        for ((column, cell), definition) in (1_u16..).zip(&row.cells).zip(&list.columns) {
            write_cell(sheet, (at, column), cell, definition, frame)?;
        }
    }
    write_foot(sheet, list, frame, &shown)?;
    prepare_paper(sheet, list, frame, &shown)?;
    book.save_to_buffer()
}

/// The only place where a figure becomes a binary float: spreadsheets hold
/// nothing else. The text is exact, the reader's display format rounds back.
fn number_of(plain: &str) -> f64 {
    plain.parse().expect("an exact decimal prints as a number")
}

fn sheet_name(title: &str) -> String {
    let name: String =
        title.chars().filter(|letter| !"[]:*?/\\'".contains(*letter)).take(31).collect();
    if name.trim().is_empty() { "1".to_owned() } else { name }
}

fn head_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color(0x00E8_EEF2)
}

fn write_head(sheet: &mut Worksheet, list: &List, frame: &Frame) -> Result<(), XlsxError> {
    let lang = frame.lang();
    sheet.write_with_format(0, 0, lang.t("序号", "No."), &head_format())?;
    sheet.set_column_width(0, 6)?;
    for (at, column) in (1_u16..).zip(&list.columns) {
        let unit = lang.of(&column.unit);
        let title = lang.of(&column.title);
        let head = if unit.is_empty() { title.to_owned() } else { format!("{title}({unit})") };
        let format = if column.kind.is_figure() {
            head_format().set_align(FormatAlign::Right)
        } else {
            head_format()
        };
        sheet.write_with_format(0, at, head, &format)?;
        sheet.set_column_width(at, width_of(column.kind))?;
    }
    Ok(())
}

const fn width_of(kind: Kind) -> u32 {
    match kind {
        Kind::Text => 22,
        Kind::Number | Kind::Code => 16,
        Kind::Instant => 17,
        Kind::Money => 13,
        Kind::Energy | Kind::Decimal | Kind::Integer | Kind::Date | Kind::Month => 11,
    }
}

fn format_of(kind: Kind) -> Format {
    let format = Format::new();
    match kind {
        Kind::Money => format.set_num_format("#,##0.00;[Red]-#,##0.00"),
        Kind::Energy => format.set_num_format("#,##0.##########"),
        Kind::Decimal => format.set_num_format("General"),
        Kind::Integer => format.set_num_format("#,##0"),
        Kind::Date => format.set_num_format("yyyy-mm-dd"),
        Kind::Month => format.set_num_format("yyyy-mm"),
        Kind::Instant => format.set_num_format("yyyy-mm-dd hh:mm:ss"),
        Kind::Number => format.set_num_format("@"),
        Kind::Text | Kind::Code => format,
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    definition: &Column,
    frame: &Frame,
) -> Result<(), XlsxError> {
    let format = format_of(definition.kind);
    let format = if whole_energy(&cell.value) { format.set_num_format("#,##0") } else { format };
    let number = |text: String| number_of(&text);
    match &cell.value {
        Value::Absent => Ok(()),
        Value::Text(text) => sheet.write_string_with_format(row, column, text, &format).map(drop),
        Value::Pair(pair) => sheet.write_string(row, column, frame.lang().of(pair)).map(drop),
        Value::Code(code) => {
            let told = words::say(code.as_str(), frame.lang());
            sheet.write_string(row, column, told).map(drop)
        }
        Value::Money(amount) => sheet
            .write_number_with_format(row, column, number(amount.to_string()), &format)
            .map(drop),
        Value::Energy(energy) => sheet
            .write_number_with_format(row, column, number(energy.to_string()), &format)
            .map(drop),
        Value::Decimal(index) => sheet
            .write_number_with_format(row, column, number(index.to_string()), &format)
            .map(drop),
        Value::Integer(count) => sheet
            .write_number_with_format(row, column, number(count.to_string()), &format)
            .map(drop),
        Value::Date(date) => write_time(sheet, (row, column), midnight(*date), &format),
        Value::Month(month) => {
            write_time(sheet, (row, column), midnight(month.first_day()), &format)
        }
        Value::Instant(at) => match DateTime::from_timestamp_millis(*at) {
            Some(instant) => {
                let local = instant.with_timezone(&frame.zone).naive_local();
                write_time(sheet, (row, column), local, &format)
            }
            None => sheet.write_string(row, column, at.to_string()).map(drop),
        },
    }
}

fn whole_energy(value: &Value) -> bool {
    matches!(value, Value::Energy(energy) if energy.get().is_integer())
}

fn midnight(date: NaiveDate) -> NaiveDateTime {
    date.and_hms_opt(0, 0, 0).expect("each day begins")
}

/// Writes a date as a spreadsheet's date; before 1900, which a spreadsheet
/// does not know, as text.
fn write_time(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    time: NaiveDateTime,
    format: &Format,
) -> Result<(), XlsxError> {
    let parts = || {
        let year = u16::try_from(time.year()).ok().filter(|year| (1900..=9999).contains(year))?;
        let [month, day, hour, minute, second] =
            [time.month(), time.day(), time.hour(), time.minute(), time.second()]
                .map(|part| u8::try_from(part).ok());
        let date = ExcelDateTime::from_ymd(year, month?, day?).ok()?;
        date.and_hms(hour?.into(), minute?, second?).ok()
    };
    match parts() {
        Some(moment) => sheet.write_datetime_with_format(row, column, &moment, format).map(drop),
        None => sheet.write_string(row, column, time.to_string()).map(drop),
    }
}

fn write_foot(
    sheet: &mut Worksheet,
    list: &List,
    frame: &Frame,
    shown: &Shown<'_>,
) -> Result<(), XlsxError> {
    let row = u32::try_from(shown.count).unwrap_or(u32::MAX).saturating_add(1);
    let bold = Format::new().set_bold().set_border_top(FormatBorder::Thin);
    sheet.write_with_format(row, 0, frame.lang().t("合计", "Total"), &bold)?;
    for ((at, column), total) in (1_u16..).zip(&list.columns).zip(&shown.totals) {
        let format = format_of(column.kind).set_bold().set_border_top(FormatBorder::Thin);
        let sum = match total {
            Total::Sum(Value::Money(sum)) => sum.to_string(),
            Total::Sum(Value::Energy(sum)) => sum.to_string(),
            Total::Sum(Value::Integer(sum)) => sum.to_string(),
            Total::Sum(_) | Total::None | Total::Overflow => {
                sheet.write_blank(row, at, &format)?;
                continue;
            }
        };
        if row == 1 {
            sheet.write_number_with_format(row, at, number_of(&sum), &format)?;
            continue;
        }
        // SUBTOTAL follows the reader's own filter; the stored result is exact.
        let first = rust_xlsxwriter::utility::row_col_to_cell(1, at);
        let last = rust_xlsxwriter::utility::row_col_to_cell(row - 1, at);
        let formula = Formula::new(format!("=SUBTOTAL(109,{first}:{last})")).set_result(sum);
        sheet.write_formula_with_format(row, at, formula, &format)?;
    }
    Ok(())
}

fn prepare_paper(
    sheet: &mut Worksheet,
    list: &List,
    frame: &Frame,
    shown: &Shown<'_>,
) -> Result<(), XlsxError> {
    let last_column = u16::try_from(list.columns.len()).unwrap_or(u16::MAX);
    let last_row = u32::try_from(shown.count).unwrap_or(u32::MAX);
    sheet.set_freeze_panes(1, 0)?;
    if last_row > 0 {
        sheet.autofilter(0, 0, last_row, last_column)?;
    }
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_paper_size(9);
    if list.columns.len() > 7 {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    let line = frame.print_line(frame.lang().of(&list.title)).replace('&', "&&");
    let line: String = line.chars().take(200).collect();
    sheet.set_header(format!("&L{line}"));
    sheet.set_footer("&C&P / &N");
    Ok(())
}

/// The spreadsheet as a download.
#[must_use]
pub fn attachment(list: &List, frame: &Frame, bytes: Vec<u8>) -> Response {
    let period = frame.period.map(|period| format!("-{period}")).unwrap_or_default();
    let disposition = format!("attachment; filename=\"{}{period}.xlsx\"", list.name);
    let Ok(disposition) = HeaderValue::from_str(&disposition) else {
        return ([(CONTENT_TYPE, XLSX)], bytes).into_response();
    };
    let kept = [
        (CONTENT_DISPOSITION, disposition),
        (CONTENT_TYPE, HeaderValue::from_static(XLSX)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (kept, bytes).into_response()
}

/// The page that stands where a spreadsheet could not be made.
#[must_use]
pub fn failed(frame: &Frame, error: &XlsxError) -> ErrorPage {
    tracing::error!(%error, "a list could not be written as a spreadsheet");
    ErrorPage::of_code("export_failed")
        .at(bi("导出 xlsx", "Export to xlsx"))
        .in_frame(frame.clone())
}
