//! A kind of sheet as an empty workbook, to be filled in.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::account::import::kind::{self, Kind};
use crate::desk::{Answer, Desk};
use crate::web::ErrorPage;
use crate::web::export::XLSX;

/// Sends the template of a kind.
pub fn download(desk: &Desk) -> Answer {
    let kind = kind::of_code(desk.param("kind")).ok_or_else(|| desk.unknown())?;
    let bytes = workbook(kind).map_err(|error| desk.framed(ErrorPage::fault(&error)))?;
    Ok(attachment(kind, bytes))
}

/// The header row; each column is text, so that the spreadsheet keeps long
/// numbers and leading zeros as they are typed.
fn workbook(kind: &Kind) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(kind.title.0)?;
    let text = Format::new().set_num_format("@");
    for (at, column) in (0_u16..).zip(kind.columns) {
        let mark = if column.required { "*" } else { "" };
        let head = format!("{}{mark}", column.chinese);
        sheet.write_with_format(0, at, head, &Format::new().set_bold())?;
        sheet.set_column_format(at, &text)?;
        sheet.set_column_width(at, 16)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

fn attachment(kind: &Kind, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{}.xlsx\"", kind.code);
    let name = HeaderValue::from_str(&name).expect("codes are letters and underscores");
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(XLSX)), (CONTENT_DISPOSITION, name)];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::import::kind::ALL;
    use crate::sheet;

    #[test]
    fn each_template_has_all_columns_of_its_kind() {
        for kind in &ALL {
            let bytes = workbook(kind).unwrap();
            let rows = sheet::first_rows(&bytes, kind.columns, 1);
            assert_eq!(rows, Ok(Vec::new()), "{}: every required column is found", kind.code);
        }
    }
}
