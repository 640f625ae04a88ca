//! Reading the spreadsheets that stations have: `.xlsx`, and comma- or
//! tab-separated text in UTF-8 or GBK.
//!
//! A sheet is read in whole or not at all: either every row is typed, or the
//! errors come back, each with its row, its column and what to do. Nothing here
//! knows facts; chapters turn rows into canonical parts.

pub mod account;
pub mod area;
mod cells;
mod column;
mod date;
mod error;
pub mod history;
pub mod holiday;
pub mod meter;
pub mod opening_arrears;
pub mod people;
mod read;
pub mod route;
pub mod tariff;
pub mod ticket_book;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

pub use self::cells::{Cells, is_printable, is_telephone};
pub use self::column::Column;
use self::column::{Header, TITLE_ROWS};
use self::error::Errors;
pub use self::error::{Fault, Place, Rejected, SheetError};
use self::read::Line;

/// The most rows that one sheet may have.
pub const MOST_ROWS: usize = 200_000;

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The most bytes to which a workbook may unpack: its rows are text that packs to a
/// tenth, and a few bytes can pack what fills any memory.
pub const MOST_UNPACKED_BYTES: u64 = 256 * 1024 * 1024;

/// The most of them that any part but its sheets may have: what lies there, the
/// texts of all cells above all, is held in memory while the rows are read.
pub const MOST_STRINGS_BYTES: u64 = 64 * 1024 * 1024;

/// A kind of sheet: its columns and how a row is read.
pub trait SheetRow: Sized {
    /// Its name in Chinese and English.
    const TITLE: (&'static str, &'static str);

    /// The columns, in the order of the template.
    const COLUMNS: &'static [Column];

    /// Reads one row; absent where a cell was wrong, which `cells` has noted.
    /// Every column is read before the first absence returns, so that one pass
    /// finds all errors.
    fn read(cells: &mut Cells<'_>) -> Option<Self>;

    /// What no two rows may share, and the column that the error points to.
    fn key(&self) -> Option<(String, &'static Column)>;

    /// What the row adds to the station, which must not hold it yet.
    fn adds(&self) -> Option<Reference> {
        None
    }

    /// What the row refers to, which the station must hold already.
    fn refers_to(&self) -> Vec<Reference> {
        Vec::new()
    }
}

/// What a row may add or refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A person of the station.
    Person,
    /// A transformer area.
    Area,
    /// A reading route.
    Route,
    /// A price table.
    Tariff,
    /// An account.
    Account,
    /// A meter.
    Meter,
    /// A month of an account's history: account and month, a space between.
    HistoryMonth,
    /// A month of an account's opening arrears, written alike.
    ArrearsMonth,
}

impl Thing {
    /// Its name in Chinese; in English one and several.
    #[must_use]
    pub const fn title(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Person => ("人员", "person", "people"),
            Self::Area => ("台区", "transformer area", "transformer areas"),
            Self::Route => ("抄表段", "route", "routes"),
            Self::Tariff => ("电价表", "price table", "tariffs"),
            Self::Account => ("用电户", "account", "accounts"),
            Self::Meter => ("电能表", "meter", "meters"),
            Self::HistoryMonth => ("历史电量", "month of usage history", "usage history"),
            Self::ArrearsMonth => ("期初欠费", "month of arrears", "opening arrears"),
        }
    }
}

/// A thing by its number, and the column that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What it is.
    pub thing: Thing,
    /// Its number.
    pub number: String,
    /// Where the row names it.
    pub column: &'static Column,
}

impl Reference {
    /// A thing of this number.
    pub fn new(thing: Thing, number: impl ToString, column: &'static Column) -> Self {
        Self { thing, number: number.to_string(), column }
    }
}

/// A sheet without an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet<T> {
    /// The rows, in the sheet's order.
    pub rows: Vec<T>,
    /// The row number of each, as the spreadsheet counts.
    pub lines: Vec<u32>,
    /// Headers that mean nothing here: the page shows them, so that a misspelt
    /// optional column does not vanish in silence.
    pub ignored: Vec<String>,
}

/// Reads the bytes of a file as a sheet of `T`.
pub fn read<T: SheetRow>(bytes: &[u8]) -> Result<Sheet<T>, Rejected> {
    let mut errors = Errors::default();
    let mut rows = Vec::new();
    let mut lines = Vec::new();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let header = below_header(bytes, T::COLUMNS, &mut |header, line| {
        let mut cells = Cells::new(line, header, &mut errors);
        let Some(row) = T::read(&mut cells) else { return ControlFlow::Continue(()) };
        if let Some((key, column)) = row.key() {
            if let Some(first) = seen.get(&key) {
                let fault = Fault::Repeated { text: key, first_row: *first };
                errors.add(SheetError::at(line.row, column, fault));
                return ControlFlow::Continue(());
            }
            seen.insert(key, line.row);
        }
        rows.push(row);
        lines.push(line.row);
        ControlFlow::Continue(())
    })?;
    errors.into_result()?;
    if rows.is_empty() {
        return Err(Rejected::one(SheetError::of_file(Fault::NoRows)));
    }
    Ok(Sheet { rows, lines, ignored: header.ignored })
}

/// The first rows as their cells stand in the file, in the order of `columns`:
/// for a look before the sheet is taken in.
pub fn first_rows(
    bytes: &[u8],
    columns: &'static [Column],
    most: usize,
) -> Result<Vec<Vec<String>>, Rejected> {
    let mut rows = Vec::new();
    below_header(bytes, columns, &mut |header, line| {
        let text = |column| {
            let cell = header.position(column).and_then(|at| line.cells.get(at));
            cell.map_or_else(String::new, |cell| cell.text().trim().to_owned())
        };
        rows.push(columns.iter().map(text).collect());
        if rows.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(rows)
}

/// Finds the header and hands each line below it to `take`, as long as it wants more.
fn below_header(
    bytes: &[u8],
    columns: &'static [Column],
    take: &mut dyn FnMut(&Header, &Line) -> ControlFlow<()>,
) -> Result<Header, Rejected> {
    let mut first: Vec<Line> = Vec::new();
    let mut found: Option<Result<Header, Rejected>> = None;
    read::each_line(bytes, &mut |line| match &found {
        Some(Ok(header)) => take(header, &line),
        Some(Err(_)) => ControlFlow::Break(()),
        None => {
            first.push(line);
            if first.len() < TITLE_ROWS {
                return ControlFlow::Continue(());
            }
            settle(&mut found, &first, columns, take)
        }
    })
    .map_err(Rejected::one)?;
    if found.is_none() {
        let _last = settle(&mut found, &first, columns, take);
    }
    found.unwrap_or_else(|| Err(Rejected::one(SheetError::of_file(Fault::NoRows))))
}

/// Finds the header among the first lines and hands on those below it.
fn settle(
    found: &mut Option<Result<Header, Rejected>>,
    first: &[Line],
    columns: &'static [Column],
    take: &mut dyn FnMut(&Header, &Line) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let header = found.insert(Header::find(first, columns));
    let Ok(header) = header else { return ControlFlow::Break(()) };
    first.iter().filter(|line| line.row > header.row).try_for_each(|line| take(header, line))
}
