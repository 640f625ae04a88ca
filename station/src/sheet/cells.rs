//! The typed cells of one row. Each reader notes what is wrong and returns
//! nothing then.

use std::str::FromStr;

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::{Fen, MoneyError};
use dianfei_rules::quantity::parse_decimal;
use rust_decimal::Decimal;

use super::column::{Column, Header};
use super::date;
use super::error::{Errors, Fault, SheetError};
use super::read::{Cell, Line};

/// The longest text of a cell, in characters.
const MOST_CHARACTERS: usize = 100;

/// A word that a cell may hold: its code, and how people write it.
pub type Word<T> = (T, &'static [&'static str]);

/// What a decimal figure may be.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// The least value.
    pub least: i64,
    /// The greatest value.
    pub most: i64,
    /// How many decimals it may have.
    pub decimals: u32,
}

/// Whether a text is short enough to be kept and prints on one line.
#[must_use]
pub fn is_printable(text: &str) -> bool {
    text.chars().count() <= MOST_CHARACTERS && !text.contains(char::is_control)
}

/// Whether a text can be a telephone number: 5 to 20 digits, spaces and hyphens.
#[must_use]
pub fn is_telephone(text: &str) -> bool {
    (5..=20).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b' ' | b'+'))
}

/// One row's cells by column.
#[derive(Debug)]
pub struct Cells<'a> {
    line: &'a Line,
    header: &'a Header,
    errors: &'a mut Errors,
}

impl<'a> Cells<'a> {
    pub(super) fn new(line: &'a Line, header: &'a Header, errors: &'a mut Errors) -> Self {
        Self { line, header, errors }
    }

    /// Notes that a cell is wrong.
    pub fn wrong(&mut self, column: &Column, fault: Fault) {
        self.errors.add(SheetError::at(self.line.row, column, fault));
    }

    /// The text of a cell, trimmed. Outer absence: it was wrong; inner: empty.
    pub fn text(&mut self, column: &Column) -> Option<Option<String>> {
        let cell = self.header.position(column).and_then(|at| self.line.cells.get(at));
        let text = match cell {
            None => "",
            Some(Cell::Text(text)) => text.trim(),
            Some(Cell::Broken(fault)) => {
                let fault = fault.clone();
                self.wrong(column, fault);
                return None;
            }
        };
        if text.is_empty() {
            if column.required {
                self.wrong(column, Fault::Empty);
                return None;
            }
            return Some(None);
        }
        if !is_printable(text) {
            self.wrong(column, Fault::Unprintable);
            return None;
        }
        Some(Some(text.to_owned()))
    }

    /// The text of a necessary cell.
    pub fn words(&mut self, column: &Column) -> Option<String> {
        self.text(column).flatten()
    }

    /// Reads what is not empty with `read`.
    pub fn maybe<T>(
        &mut self,
        column: &Column,
        read: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<Option<T>> {
        match self.text(column)? {
            None => Some(None),
            Some(text) => match read(&text) {
                Ok(value) => Some(Some(value)),
                Err(fault) => {
                    self.wrong(column, fault);
                    None
                }
            },
        }
    }

    /// An identity as on paper: letters, digits, hyphens.
    pub fn identity<T: FromStr>(&mut self, column: &Column) -> Option<T> {
        self.maybe_identity(column).flatten()
    }

    /// An identity, or an empty cell.
    pub fn maybe_identity<T: FromStr>(&mut self, column: &Column) -> Option<Option<T>> {
        self.maybe(column, |text| {
            text.parse().map_err(|_invalid| Fault::NotAnIdentity { text: text.to_owned() })
        })
    }

    /// A whole number.
    pub fn whole(&mut self, column: &Column, least: u32, most: u32) -> Option<Option<u32>> {
        self.maybe(column, |text| {
            let figure = Figure { least: least.into(), most: most.into(), decimals: 0 };
            let value = decimal(text, figure)?;
            u32::try_from(value).map_err(|_fraction| Fault::NotWhole { text: text.to_owned() })
        })
    }

    /// A decimal figure.
    pub fn decimal(&mut self, column: &Column, figure: Figure) -> Option<Option<Decimal>> {
        self.maybe(column, |text| decimal(text, figure))
    }

    /// An amount in yuan: at least `least`, at most two decimals, at most ten million.
    pub fn money(&mut self, column: &Column, least: i64) -> Option<Option<Fen>> {
        let figure = Figure { least, most: 10_000_000, decimals: 2 };
        self.maybe(column, |text| {
            decimal(text, figure)?;
            text.parse().map_err(|error| match error {
                MoneyError::NotAnAmount { text } => Fault::NotANumber { text },
                MoneyError::TooPrecise { text } => Fault::TooPrecise { text, most: 2 },
                MoneyError::Overflow => out_of_range(text, figure),
            })
        })
    }

    /// A civil date.
    pub fn date(&mut self, column: &Column) -> Option<Option<NaiveDate>> {
        self.maybe(column, |text| {
            date::date(text).ok_or_else(|| Fault::NotADate { text: text.to_owned() })
        })
    }

    /// A month.
    pub fn month(&mut self, column: &Column) -> Option<Option<YearMonth>> {
        self.maybe(column, |text| {
            date::month(text).ok_or_else(|| Fault::NotAMonth { text: text.to_owned() })
        })
    }

    /// A telephone number; the person's own digits are not repeated in an error.
    pub fn telephone(&mut self, column: &Column) -> Option<Option<String>> {
        self.maybe(column, |text| {
            if is_telephone(text) { Ok(text.to_owned()) } else { Err(Fault::NotATelephone) }
        })
    }

    /// One of the known words.
    pub fn word<T: Copy>(&mut self, column: &Column, known: &[Word<T>]) -> Option<Option<T>> {
        self.maybe(column, |text| word(text, known))
    }

    /// Several of the known words, separated by 、 or a comma.
    pub fn several<T: Copy>(&mut self, column: &Column, known: &[Word<T>]) -> Option<Vec<T>> {
        let read = self.maybe(column, |text| {
            text.split(['、', ',', '，', ';', '；', '/'])
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| word(part, known))
                .collect::<Result<Vec<T>, Fault>>()
        })?;
        Some(read.unwrap_or_default())
    }
}

fn word<T: Copy>(text: &str, known: &[Word<T>]) -> Result<T, Fault> {
    known
        .iter()
        .find(|(_, written)| written.iter().any(|one| one.eq_ignore_ascii_case(text)))
        .map(|(value, _)| *value)
        .ok_or_else(|| Fault::UnknownWord {
            text: text.to_owned(),
            known: known
                .iter()
                .filter_map(|(_, written)| written.first().copied())
                .collect::<Vec<_>>()
                .join("、"),
        })
}

fn decimal(text: &str, figure: Figure) -> Result<Decimal, Fault> {
    let value =
        parse_decimal(text).map_err(|_not_a_number| Fault::NotANumber { text: text.to_owned() })?;
    if value < Decimal::from(figure.least) || value > Decimal::from(figure.most) {
        return Err(out_of_range(text, figure));
    }
    if value.normalize().scale() > figure.decimals {
        return Err(match figure.decimals {
            0 => Fault::NotWhole { text: text.to_owned() },
            most => Fault::TooPrecise { text: text.to_owned(), most },
        });
    }
    Ok(value.normalize())
}

fn out_of_range(text: &str, figure: Figure) -> Fault {
    Fault::OutOfRange {
        text: text.to_owned(),
        least: figure.least.to_string(),
        most: figure.most.to_string(),
    }
}
