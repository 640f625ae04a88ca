//! The demo station's spreadsheets, made the same on every machine.
//!
//! Names, addresses, telephone and meter numbers are invented; telephone
//! numbers begin with 199 0000 or 0000, which no one has. Prices are published
//! ones and each row names its source.

mod account;
mod dial;
mod month;
mod office;
mod tariff;

pub use dial::{Dial, dials};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A sheet as text: the header, then the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The file's name, without its folder.
    pub file: &'static str,
    /// The worksheet's name.
    pub title: &'static str,
    /// The headers in Chinese.
    pub header: &'static [&'static str],
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// All sheets of the demo, in the order in which they are imported.
#[must_use]
pub fn all() -> Vec<Table> {
    let accounts = account::accounts();
    vec![
        office::people(),
        office::areas(),
        office::routes(),
        tariff::tariffs(),
        account::account_table(&accounts),
        account::meter_table(&accounts),
        month::history_table(&accounts),
        office::ticket_books(),
        month::arrears_table(&accounts),
        office::holidays(),
    ]
}

/// The workbook of one sheet. Cells are text, so that no digit of a number is
/// lost and the reader sees what the sheet says.
pub fn workbook(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet();
    sheet.set_name(table.title)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, header) in (0_u16..).zip(table.header) {
        sheet.write_string_with_format(0, column, *header, &bold)?;
        sheet.set_column_width(column, 16)?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell)?;
            }
        }
    }
    let created = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 10, 31)?;
    let properties = rust_xlsxwriter::DocProperties::new().set_creation_datetime(&created);
    workbook.set_properties(&properties);
    workbook.save_to_buffer()
}

/// A small generator of numbers that is the same everywhere (the constants are
/// those of Knuth's MMIX).
#[derive(Debug, Clone)]
struct Seed(u64);

impl Seed {
    /// The next number below `bound`.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// One of `choices`, which are not none.
    fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let bound = u64::try_from(choices.len()).expect("a list's length fits");
        let at = usize::try_from(self.below(bound)).expect("below a list's length");
        choices.get(at).expect("below the list's length")
    }
}

fn texts(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}
