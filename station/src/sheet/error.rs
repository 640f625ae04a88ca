//! What is wrong in a sheet, where, and what to do about it, in both languages.

mod words;

use thiserror::Error;

use super::Thing;
use super::column::Column;

/// How many errors are shown; the rest are counted.
pub const MOST_ERRORS: usize = 200;

/// Where in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A cell: the row as the spreadsheet counts it, and its column.
    Cell {
        /// The row, from 1.
        row: u32,
        /// The column's headers, Chinese and English.
        column: (&'static str, &'static str),
    },
    /// A row as a whole.
    Row {
        /// The row, from 1.
        row: u32,
    },
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// The file is neither a workbook nor text in a known encoding.
    #[error("the bytes are no known encoding")]
    UnknownEncoding,
    /// A workbook of the format before 2007.
    #[error("the file is a workbook of the old .xls format")]
    OldWorkbook,
    /// A workbook that cannot be opened.
    #[error("the workbook cannot be opened: {reason}")]
    BrokenWorkbook {
        /// What the reader said.
        reason: String,
    },
    /// The file is larger than what is read.
    #[error("the file has {bytes} bytes")]
    FileTooLarge {
        /// Its size.
        bytes: usize,
    },
    /// There are more rows than what is read.
    #[error("the sheet has {rows} rows")]
    TooManyRows {
        /// How many.
        rows: usize,
    },
    /// A row has more columns than what is read.
    #[error("the row has more than {most} columns")]
    TooManyColumns {
        /// How many are read.
        most: usize,
    },
    /// A workbook that is packed so that it unpacks to more than what is read.
    #[error("the workbook unpacks to too much")]
    UnpacksTooLarge,
    /// There is no row below the header.
    #[error("the sheet has no rows")]
    NoRows,
    /// A necessary column is not there.
    #[error("the column is missing; found {found}")]
    ColumnMissing {
        /// The headers that were found.
        found: String,
    },
    /// Two columns have the same header.
    #[error("the header stands twice")]
    HeaderTwice,
    /// A necessary cell is empty.
    #[error("the cell is empty")]
    Empty,
    /// The spreadsheet itself shows an error in the cell.
    #[error("the cell holds the spreadsheet's own error {text}")]
    CellError {
        /// As it shows it, such as `#REF!`.
        text: String,
    },
    /// A number that the spreadsheet may have shortened.
    #[error("{text} has more digits than a spreadsheet's number keeps")]
    DigitsLost {
        /// What was left of it.
        text: String,
    },
    /// The text is no number.
    #[error("{text:?} is not a number")]
    NotANumber {
        /// The cell's text.
        text: String,
    },
    /// A number with a fraction where only whole ones are possible.
    #[error("{text:?} is not whole")]
    NotWhole {
        /// The cell's text.
        text: String,
    },
    /// A number outside what is possible.
    #[error("{text:?} is not between {least} and {most}")]
    OutOfRange {
        /// The cell's text.
        text: String,
        /// The least that is possible.
        least: String,
        /// The most that is possible.
        most: String,
    },
    /// More decimals than the figure has.
    #[error("{text:?} has more than {most} decimals")]
    TooPrecise {
        /// The cell's text.
        text: String,
        /// How many are possible.
        most: u32,
    },
    /// The text is no day of the calendar.
    #[error("{text:?} is no date")]
    NotADate {
        /// The cell's text.
        text: String,
    },
    /// The text is no month.
    #[error("{text:?} is no month")]
    NotAMonth {
        /// The cell's text.
        text: String,
    },
    /// The text is none of the known words.
    #[error("{text:?} is none of {known}")]
    UnknownWord {
        /// The cell's text.
        text: String,
        /// The known words.
        known: String,
    },
    /// The text is no number as accounts, meters and people have.
    #[error("{text:?} is not made of letters, digits and hyphens")]
    NotAnIdentity {
        /// The cell's text.
        text: String,
    },
    /// The text is no telephone number.
    #[error("the text is no telephone number")]
    NotATelephone,
    /// The text is longer than what is kept, or holds control characters.
    #[error("the text is too long or holds unprintable characters")]
    Unprintable,
    /// Two figures of the row contradict each other.
    #[error("{text:?} contradicts {other}")]
    Contradiction {
        /// The cell's text.
        text: String,
        /// The other column and its text.
        other: String,
    },
    /// A day that its row calls a worked weekend, from Monday to Friday.
    #[error("{text} is neither Saturday nor Sunday")]
    NotAWeekend {
        /// The day.
        text: String,
    },
    /// A day of which the year's announcement does not speak.
    #[error("{text} is no day of the announcement for {year}")]
    OfAnotherYear {
        /// The day.
        text: String,
        /// The year of the row.
        year: i32,
    },
    /// An earlier row says something else of the same thing.
    #[error("{text:?} differs from row {first_row}")]
    Differs {
        /// The cell's text.
        text: String,
        /// The earlier row.
        first_row: u32,
    },
    /// The same key in an earlier row.
    #[error("{text:?} stands in row {first_row} already")]
    Repeated {
        /// The key.
        text: String,
        /// The earlier row.
        first_row: u32,
    },
    /// The row refers to what the station does not hold.
    #[error("{text:?} is not known at this station")]
    NotHeld {
        /// The number.
        text: String,
        /// What it is the number of.
        thing: Thing,
    },
    /// The row adds what the station holds already.
    #[error("{text:?} is known at this station already")]
    Held {
        /// The number.
        text: String,
    },
}

/// One error of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetError {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub fault: Fault,
}

impl SheetError {
    /// An error of the file as a whole.
    #[must_use]
    pub const fn of_file(fault: Fault) -> Self {
        Self { place: Place::File, fault }
    }

    /// An error of a row as a whole.
    #[must_use]
    pub const fn in_row(row: u32, fault: Fault) -> Self {
        Self { place: Place::Row { row }, fault }
    }

    /// An error in a cell.
    #[must_use]
    pub const fn at(row: u32, column: &Column, fault: Fault) -> Self {
        Self { place: Place::Cell { row, column: (column.chinese, column.english) }, fault }
    }
}

/// Why a sheet was not taken: its errors, in the sheet's order. Nothing of it
/// was kept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the sheet has {} errors", self.count())]
pub struct Rejected {
    /// The first errors, at most [`MOST_ERRORS`].
    pub errors: Vec<SheetError>,
    /// How many more there are.
    pub further: usize,
}

impl Rejected {
    /// A sheet with these errors; absent where there are none.
    #[must_use]
    pub fn of(errors: Vec<SheetError>) -> Option<Self> {
        let mut noted = Errors::default();
        errors.into_iter().for_each(|error| noted.add(error));
        noted.into_result().err()
    }

    /// A sheet with this one error.
    #[must_use]
    pub fn one(error: SheetError) -> Self {
        Self { errors: vec![error], further: 0 }
    }

    /// How many errors there are in all.
    #[must_use]
    pub fn count(&self) -> usize {
        self.errors.len().saturating_add(self.further)
    }
}

/// Errors as they are found.
#[derive(Debug, Default)]
pub(super) struct Errors {
    kept: Vec<SheetError>,
    further: usize,
}

impl Errors {
    pub fn add(&mut self, error: SheetError) {
        if self.kept.len() < MOST_ERRORS {
            self.kept.push(error);
        } else {
            self.further = self.further.saturating_add(1);
        }
    }

    pub fn into_result(self) -> Result<(), Rejected> {
        if self.kept.is_empty() {
            Ok(())
        } else {
            Err(Rejected { errors: self.kept, further: self.further })
        }
    }
}
