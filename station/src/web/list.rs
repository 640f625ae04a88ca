//! Lists: one definition gives the table on the page, its paper and its
//! spreadsheet.
//!
//! ```
//! use dianfei_station::web::list::{Cell, Column, List, Row};
//! use dianfei_station::web::{ListQuery, bi};
//! use dianfei_rules::money::Fen;
//!
//! let mut list = List::new("arrears", bi("欠费清单", "Arrears"))
//!     .column(Column::text("account_no", bi("户号", "Account no.")))
//!     .column(Column::money("owed", bi("欠费", "Owed")).totalled())
//!     .empty(bi("没有欠费。", "Nobody owes anything."));
//! list.push(Row::new([Cell::link("3300010001", "/account/3300010001"), Cell::from(Fen::new(8640))]));
//! let shown = list.select(&ListQuery::parse("/collection/arrears", "sort=-owed"));
//! assert_eq!(shown.count, 1);
//! ```

pub mod query;
mod select;
mod view;

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::{Index, Kwh, Multiplier, Price, Rate};
use dianfei_rules::refusal::Code;

pub use query::ListQuery;
pub use select::{Shown, Total};

use super::lang::{Bi, bi};

/// What a column holds; it decides alignment, sorting, totals and the
/// spreadsheet's number format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, names, addresses.
    Text,
    /// Numbers of things that are names: account, meter, ticket.
    Number,
    /// Yuan with two decimals.
    Money,
    /// kWh, exact.
    Energy,
    /// An exact decimal: index, multiplier, price, rate.
    Decimal,
    /// A whole number.
    Integer,
    /// A civil date.
    Date,
    /// A billing month.
    Month,
    /// An instant on the station's clock.
    Instant,
    /// A stable code, shown in words.
    Code,
}

impl Kind {
    /// Whether the column stands to the right.
    #[must_use]
    pub const fn is_figure(self) -> bool {
        matches!(self, Self::Money | Self::Energy | Self::Decimal | Self::Integer)
    }
}

/// One column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the address.
    pub key: &'static str,
    /// Its head.
    pub title: Bi,
    /// What it holds.
    pub kind: Kind,
    /// Its unit, printed small in the head; empty for none.
    pub unit: Bi,
    /// Whether the foot adds it up.
    pub totalled: bool,
    /// Whether the page offers a choice of its values as a filter.
    pub choices: bool,
}

impl Column {
    const fn new(key: &'static str, title: Bi, kind: Kind) -> Self {
        Self { key, title, kind, unit: bi("", ""), totalled: false, choices: false }
    }

    /// A column of words.
    #[must_use]
    pub const fn text(key: &'static str, title: Bi) -> Self {
        Self::new(key, title, Kind::Text)
    }

    /// A column of account, meter or ticket numbers.
    #[must_use]
    pub const fn number(key: &'static str, title: Bi) -> Self {
        Self::new(key, title, Kind::Number)
    }

    /// A column of money, in yuan.
    #[must_use]
    pub fn money(key: &'static str, title: Bi) -> Self {
        Self::new(key, title, Kind::Money).unit(bi("元", "yuan"))
    }

    /// A column of energy, in kWh.
    #[must_use]
    pub fn energy(key: &'static str, title: Bi) -> Self {
        Self::new(key, title, Kind::Energy).unit(bi("千瓦时", "kWh"))
    }

    /// A column of exact decimals.
    #[must_use]
    pub const fn decimal(key: &'static str, title: Bi) -> Self {
        Self::new(key, title, Kind::Decimal)
    }

    /// A column of whole numbers.
    #[must_use]
    pub const fn integer(key: &'static str, title: Bi) -> Self {
        Self::new(key, title, Kind::Integer)
    }

    /// A column of civil dates.
    #[must_use]
    pub const fn date(key: &'static str, title: Bi) -> Self {
        Self::new(key, title, Kind::Date)
    }

    /// A column of billing months.
    #[must_use]
    pub const fn month(key: &'static str, title: Bi) -> Self {
        Self::new(key, title, Kind::Month)
    }

    /// A column of instants.
    #[must_use]
    pub const fn instant(key: &'static str, title: Bi) -> Self {
        Self::new(key, title, Kind::Instant)
    }

    /// A column of stable codes, shown in words, with a choice as filter.
    #[must_use]
    pub const fn code(key: &'static str, title: Bi) -> Self {
        let mut column = Self::new(key, title, Kind::Code);
        column.choices = true;
        column
    }

    /// This column with a unit.
    #[must_use]
    pub fn unit(mut self, unit: Bi) -> Self {
        self.unit = unit;
        self
    }

    /// This column with a total in the foot.
    #[must_use]
    pub const fn totalled(mut self) -> Self {
        self.totalled = true;
        self
    }

    /// This column with a choice of its values above the table.
    #[must_use]
    pub const fn with_choices(mut self) -> Self {
        self.choices = true;
        self
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Absent,
    /// Words.
    Text(String),
    /// A text in both languages.
    Pair(Bi),
    /// Money.
    Money(Fen),
    /// Energy.
    Energy(Kwh),
    /// An exact decimal, printed as it is.
    Decimal(Index),
    /// A whole number.
    Integer(i64),
    /// A civil date.
    Date(NaiveDate),
    /// A billing month.
    Month(YearMonth),
    /// An instant in UTC milliseconds.
    Instant(i64),
    /// A stable code.
    Code(Code),
}

/// One cell: a value, where it leads, and whether it needs the eye.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The value.
    pub value: Value,
    /// Where a click leads; absent for nowhere.
    pub href: Option<String>,
    /// Whether it differs from what stood there before.
    pub changed: bool,
    /// Whether it shows a breach.
    pub breach: bool,
}

impl Cell {
    const fn of(value: Value) -> Self {
        Self { value, href: None, changed: false, breach: false }
    }

    /// An empty cell.
    #[must_use]
    pub const fn absent() -> Self {
        Self::of(Value::Absent)
    }

    /// Words that lead to `href`.
    #[must_use]
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::of(Value::Text(text.into())).to(href)
    }

    /// An instant in UTC milliseconds.
    #[must_use]
    pub const fn instant(at: i64) -> Self {
        Self::of(Value::Instant(at))
    }

    /// A stable code, shown in words.
    #[must_use]
    pub const fn code(code: Code) -> Self {
        Self::of(Value::Code(code))
    }

    /// The cell of what may be absent.
    #[must_use]
    pub fn some<T: Into<Self>>(value: Option<T>) -> Self {
        value.map_or_else(Self::absent, Into::into)
    }

    /// This cell leading to `href`.
    #[must_use]
    pub fn to(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// This cell, marked as changed where `changed`.
    #[must_use]
    pub const fn changed(mut self, changed: bool) -> Self {
        self.changed = changed;
        self
    }

    /// This cell, marked as a breach where `breach`.
    #[must_use]
    pub const fn breach(mut self, breach: bool) -> Self {
        self.breach = breach;
        self
    }
}

macro_rules! cell_from {
    ($($from:ty => |$value:ident| $made:expr),+ $(,)?) => {
        $(impl From<$from> for Cell {
            fn from($value: $from) -> Self {
                Self::of($made)
            }
        })+
    };
}

cell_from! {
    &str => |text| Value::Text(text.to_owned()),
    String => |text| Value::Text(text),
    Bi => |pair| Value::Pair(pair),
    Fen => |amount| Value::Money(amount),
    Kwh => |energy| Value::Energy(energy),
    Index => |index| Value::Decimal(index),
    Multiplier => |multiplier| Value::Decimal(Index::new(multiplier.get())),
    Price => |price| Value::Decimal(Index::new(price.get())),
    Rate => |rate| Value::Decimal(Index::new(rate.get())),
    i64 => |number| Value::Integer(number),
    u32 => |number| Value::Integer(i64::from(number)),
    NaiveDate => |date| Value::Date(date),
    YearMonth => |month| Value::Month(month),
    Code => |code| Value::Code(code),
}

/// One row of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its cells, in the order of the columns.
    pub cells: Vec<Cell>,
    /// Whether the whole row needs the eye (a breach).
    pub breach: bool,
}

impl Row {
    /// A row of `cells`.
    #[must_use]
    pub fn new(cells: impl IntoIterator<Item = Cell>) -> Self {
        Self { cells: cells.into_iter().collect(), breach: false }
    }

    /// This row, marked as a breach where `breach`.
    #[must_use]
    pub const fn breach(mut self, breach: bool) -> Self {
        self.breach = breach;
        self
    }
}

/// A list: columns, rows, and what to say when there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The name of the exported file.
    pub name: &'static str,
    /// The title, on paper and in the spreadsheet.
    pub title: Bi,
    /// The columns.
    pub columns: Vec<Column>,
    /// All rows, before filters.
    pub rows: Vec<Row>,
    /// What to do next when the list is empty.
    pub empty: Bi,
}

impl List {
    /// An empty list.
    #[must_use]
    pub fn new(name: &'static str, title: Bi) -> Self {
        let empty = bi("没有记录。", "Nothing is recorded here yet.");
        Self { name, title, columns: Vec::new(), rows: Vec::new(), empty }
    }

    /// This list with one more column.
    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    /// This list with the sentence that stands where there are no rows; it
    /// says what to do next.
    #[must_use]
    pub fn empty(mut self, sentence: Bi) -> Self {
        self.empty = sentence;
        self
    }

    /// This list with `rows` added.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        for row in rows {
            self.push(row);
        }
        self
    }

    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        assert_eq!(row.cells.len(), self.columns.len(), "each row of a list fills its columns");
        self.rows.push(row);
    }
}
