//! Workbooks (`.xlsx`). This is the one place where a spreadsheet's binary numbers
//! become decimal text.

use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use super::{Cell, Line, Take, kept};
use crate::sheet::error::{Fault, SheetError};
use crate::sheet::{MOST_STRINGS_BYTES, MOST_UNPACKED_BYTES};

/// The longest that a reason of the reader's is repeated, in bytes.
const MOST_REASON_BYTES: usize = 200;

/// Hands the lines of the first sheet that holds anything on, until `take` wants
/// no more.
pub(super) fn each_line(bytes: &[u8], take: &mut Take<'_>) -> Result<(), SheetError> {
    fits(bytes).map_err(SheetError::of_file)?;
    let mut workbook = guarded(|| Xlsx::new(Cursor::new(bytes)))?;
    for name in workbook.sheet_names() {
        let mut held_any = false;
        sheet_lines(&mut workbook, &name, &mut |line| {
            held_any = held_any || !line.cells.iter().all(Cell::is_blank);
            take(line)
        })?;
        if held_any {
            break;
        }
    }
    Ok(())
}

/// Refuses what unpacks to more than is read, however little of it is packed:
/// each part is unpacked once to nowhere and counted, because what a packed file
/// says of its own size binds nobody.
fn fits(bytes: &[u8]) -> Result<(), Fault> {
    let broken = |error: &dyn std::fmt::Display| broken(&error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut left = MOST_UNPACKED_BYTES;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| broken(&error))?;
        // Rows are read one by one; all else, the shared texts above all, is held.
        let is_sheet = part.name().is_ok_and(|name| name.starts_with("xl/worksheets/"));
        let most = if is_sheet { left } else { left.min(MOST_STRINGS_BYTES) };
        let unpacked = io::copy(&mut part.take(most.saturating_add(1)), &mut io::sink())
            .map_err(|error| broken(&error))?;
        if unpacked > most {
            return Err(Fault::UnpacksTooLarge);
        }
        left = left.saturating_sub(unpacked);
    }
    Ok(())
}

fn sheet_lines(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    take: &mut Take<'_>,
) -> Result<(), SheetError> {
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A chart's sheet has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(error) => return Err(SheetError::of_file(broken(&error.to_string()))),
    };
    let mut line = Line { row: 0, cells: Vec::new() };
    while let Some(found) = guarded(|| cells.next_cell())? {
        let (row, column) = found.get_position();
        let row = row.saturating_add(1);
        if row < line.row {
            return Err(SheetError::in_row(row, broken("its rows are not in order")));
        }
        if row > line.row {
            let whole = std::mem::replace(&mut line, Line { row, cells: Vec::new() });
            if take(whole) == ControlFlow::Break(()) {
                return Ok(());
            }
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        line.put(column, cell(&found.get_value().clone().into()))?;
    }
    let _last = take(line);
    Ok(())
}

/// Asks the workbook's reader for something. It counts in 32 bits what a sheet may
/// name beyond them, and panics then.
fn guarded<T>(ask: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, SheetError> {
    catch_unwind(AssertUnwindSafe(ask))
        .map_err(|_panic| broken("it names places that no sheet has"))
        .and_then(|answer| answer.map_err(|error| broken(&error.to_string())))
        .map_err(SheetError::of_file)
}

fn broken(reason: &str) -> Fault {
    let end = reason.floor_char_boundary(MOST_REASON_BYTES);
    Fault::BrokenWorkbook { reason: reason.get(..end).unwrap_or(reason).to_owned() }
}

fn cell(value: &Data) -> Cell {
    let text = match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => return number_cell(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => kept(text),
        Data::Bool(truth) => if *truth { "true" } else { "false" }.to_owned(),
        Data::DateTime(date) => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                date
            } else {
                format!("{date} {hour:02}:{minute:02}:{second:02}")
            }
        }
        Data::Error(error) => return Cell::Broken(Fault::CellError { text: error.to_string() }),
        Data::Empty => String::new(),
    };
    Cell::Text(text)
}

/// A spreadsheet keeps 15 significant digits: the decimal of that length is
/// what its user typed. A longer whole number may have lost its last digits.
fn number_cell(number: f64) -> Cell {
    let shortest = format!("{number:.14e}").parse::<f64>().unwrap_or(number).to_string();
    if number.abs() >= 1e15 {
        return Cell::Broken(Fault::DigitsLost { text: shortest });
    }
    Cell::Text(shortest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_what_was_typed() {
        let text = |number: f64| number_cell(number).text().to_owned();
        assert_eq!(text(12.345), "12.345");
        assert_eq!(text(0.1 + 0.2), "0.3");
        assert_eq!(text(3_200_100_001.0), "3200100001");
        assert_eq!(text(1e9), "1000000000");
        assert!(matches!(number_cell(1.234_567_890_123_456_7e18), Cell::Broken(_)));
    }
}
