//! From the bytes of a file to lines of text cells, one line at a time: whatever a
//! file says of itself, reading it holds a line and no table of cells.

mod text;
mod workbook;

use std::ops::ControlFlow;

use super::error::{Fault, SheetError};
use super::{MOST_BYTES, MOST_ROWS};

const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

/// The most columns that a row is read to: no sheet here has a tenth of them.
const MOST_COLUMNS: usize = 200;

/// Of a longer cell only so many bytes are kept. That is still longer than any
/// cell may be, so that its error is told.
const MOST_CELL_BYTES: usize = 1000;

/// What is done with a line; it may be the last that is wanted.
pub(super) type Take<'a> = dyn FnMut(Line) -> ControlFlow<()> + 'a;

/// A cell as text, or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Broken(Fault),
}

impl Cell {
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Broken(_) => "",
        }
    }

    fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// A row with the number that the spreadsheet gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub row: u32,
    pub cells: Vec<Cell>,
}

impl Line {
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(Cell::text)
    }

    /// Puts a cell into a column, from 0. Blank cells may lie as far out as they like.
    fn put(&mut self, column: usize, cell: Cell) -> Result<(), SheetError> {
        if column >= MOST_COLUMNS {
            let fault = Fault::TooManyColumns { most: MOST_COLUMNS };
            return if cell.is_blank() { Ok(()) } else { Err(SheetError::in_row(self.row, fault)) };
        }
        if column >= self.cells.len() {
            self.cells.resize(column + 1, Cell::Text(String::new()));
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }
}

/// Hands each line of a file that is not blank to `take`, in the file's order, as
/// long as it wants more.
///
/// # Errors
/// What is wrong with the file as a whole; lines may have been handed on before.
pub(super) fn each_line(bytes: &[u8], take: &mut Take<'_>) -> Result<(), SheetError> {
    if bytes.len() > MOST_BYTES {
        return Err(SheetError::of_file(Fault::FileTooLarge { bytes: bytes.len() }));
    }
    if bytes.starts_with(OLE) {
        return Err(SheetError::of_file(Fault::OldWorkbook));
    }
    let mut rows = 0_usize;
    let mut counted = |line: Line| {
        if line.cells.iter().all(Cell::is_blank) {
            return ControlFlow::Continue(());
        }
        rows = rows.saturating_add(1);
        // The rest is only counted.
        if rows > MOST_ROWS { ControlFlow::Continue(()) } else { take(line) }
    };
    if bytes.starts_with(ZIP) {
        workbook::each_line(bytes, &mut counted)?;
    } else {
        text::each_line(bytes, &mut counted)?;
    }
    if rows > MOST_ROWS {
        return Err(SheetError::of_file(Fault::TooManyRows { rows }));
    }
    Ok(())
}

/// Text that is kept of a cell.
fn kept(text: &str) -> String {
    text.get(..text.floor_char_boundary(MOST_CELL_BYTES)).unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests;
