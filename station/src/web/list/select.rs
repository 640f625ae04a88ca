//! Which rows of a list show, in which order, and what they add up to.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use dianfei_rules::money::Fen;
use dianfei_rules::quantity::{Kwh, parse_decimal};

use super::{Cell, Column, Kind, List, ListQuery, Row, Value};
use crate::web::figure;
use crate::web::words;

/// What the foot of a column says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Total {
    /// The column is not added up.
    None,
    /// The sum.
    Sum(Value),
    /// The sum exceeds what can be recorded.
    Overflow,
}

/// A list after filters and sorting.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// The rows of the page asked for, each with its number in the whole list.
    pub rows: Vec<(usize, &'a Row)>,
    /// How many rows pass the filters.
    pub count: usize,
    /// How many rows the list has.
    pub of: usize,
    /// The page shown, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
    /// The totals of all rows that pass the filters, by column.
    pub totals: Vec<Total>,
}

impl List {
    /// The rows that `query` asks for: filtered, sorted, one page of them.
    #[must_use]
    pub fn select(&self, query: &ListQuery) -> Shown<'_> {
        let rows = self.passing(query);
        let count = rows.len();
        let size = query.size().unwrap_or(count).max(1);
        let pages = count.div_ceil(size).max(1);
        let page = query.page().min(pages);
        let totals = self.totals(&rows);
        let numbered = (1..).zip(rows).skip((page - 1) * size).take(size).collect();
        Shown { rows: numbered, count, of: self.rows.len(), page, pages, totals }
    }

    /// All rows that `query` asks for, whatever the page.
    #[must_use]
    pub fn select_all(&self, query: &ListQuery) -> Shown<'_> {
        let rows = self.passing(query);
        let totals = self.totals(&rows);
        let count = rows.len();
        let rows = (1..).zip(rows).collect();
        Shown { rows, count, of: self.rows.len(), page: 1, pages: 1, totals }
    }

    fn passing(&self, query: &ListQuery) -> Vec<&Row> {
        let words = query.words().map(str::to_lowercase);
        let filters: Vec<(usize, &Column, &str)> = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| query.filter(column.key).map(|text| (at, column, text)))
            .collect();
        let mut rows: Vec<&Row> = self
            .rows
            .iter()
            .filter(|row| {
                let cells = || row.cells.iter();
                words.as_ref().is_none_or(|words| cells().any(|cell| holds(cell, words)))
                    && filters.iter().all(|(at, column, text)| {
                        row.cells.get(*at).is_some_and(|cell| passes(cell, column.kind, text))
                    })
            })
            .collect();
        if let Some((key, descending)) = query.sort()
            && let Some(at) = self.columns.iter().position(|column| column.key == key)
        {
            rows.sort_by(|one, other| compare(one.cells.get(at), other.cells.get(at), descending));
        }
        rows
    }

    fn totals(&self, rows: &[&Row]) -> Vec<Total> {
        self.columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                if column.totalled {
                    total(column.kind, rows.iter().filter_map(|row| row.cells.get(at)))
                } else {
                    Total::None
                }
            })
            .collect()
    }

    /// The different values of a column, as a filter offers them.
    pub(super) fn choices(&self, at: usize) -> Vec<String> {
        let texts = self.rows.iter().filter_map(|row| row.cells.get(at)).map(plain);
        texts.filter(|text| !text.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

fn total<'a>(kind: Kind, cells: impl Iterator<Item = &'a Cell>) -> Total {
    let mut money = Some(Fen::ZERO);
    let mut energy = Some(Kwh::ZERO);
    let mut number = Some(0_i64);
    for cell in cells {
        if let Value::Money(amount) = cell.value {
            money = money.and_then(|sum| sum.plus(amount).ok());
        } else if let Value::Energy(amount) = cell.value {
            energy = energy.and_then(|sum| sum.plus(amount).ok());
        } else if let Value::Integer(amount) = cell.value {
            number = number.and_then(|sum| sum.checked_add(amount));
        }
    }
    let sum = match kind {
        Kind::Money => money.map(Value::Money),
        Kind::Energy => energy.map(Value::Energy),
        Kind::Integer => number.map(Value::Integer),
        Kind::Text
        | Kind::Number
        | Kind::Decimal
        | Kind::Date
        | Kind::Month
        | Kind::Instant
        | Kind::Code => return Total::None,
    };
    sum.map_or(Total::Overflow, Total::Sum)
}

/// The value as a plain text without grouping: what filters compare.
pub(super) fn plain(cell: &Cell) -> String {
    match &cell.value {
        Value::Absent => String::new(),
        Value::Text(text) => text.clone(),
        Value::Pair(pair) => pair.zh.clone().into_owned(),
        Value::Money(amount) => amount.to_string(),
        Value::Energy(energy) => energy.to_string(),
        Value::Decimal(index) => index.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Month(month) => month.to_string(),
        Value::Instant(at) => figure::instant(*at, figure::china()),
        Value::Code(code) => code.as_str().to_owned(),
    }
}

fn holds(cell: &Cell, words: &str) -> bool {
    let found = |text: &str| text.to_lowercase().contains(words);
    if let Value::Pair(pair) = &cell.value {
        found(&pair.zh) || found(&pair.en)
    } else if let Value::Code(code) = &cell.value {
        let told = words::code(code.as_str());
        found(code.as_str()) || told.is_some_and(|told| found(told.zh) || found(told.en))
    } else {
        found(&plain(cell))
    }
}

/// Figures and dates: `>100`, `<=20`, `100..200` or the beginning of the text;
/// codes and choices: the whole text; words: any part.
fn passes(cell: &Cell, kind: Kind, text: &str) -> bool {
    let shown = plain(cell);
    match kind {
        Kind::Text => holds(cell, &text.to_lowercase()),
        Kind::Code => shown == text,
        Kind::Number => shown.contains(text),
        Kind::Money | Kind::Energy | Kind::Decimal | Kind::Integer => {
            within(&shown, text, |bound| {
                let figures = parse_decimal(&shown).ok().zip(parse_decimal(bound).ok());
                figures.map(|(value, bound)| value.cmp(&bound))
            })
        }
        // A bound of `2026-01` or `2026-01-31` takes in all that begins so.
        Kind::Date | Kind::Month | Kind::Instant => within(&shown, text, |bound| {
            (!shown.is_empty()).then(|| shown.get(..bound.len()).unwrap_or(&shown).cmp(bound))
        }),
    }
}

fn within(shown: &str, text: &str, against: impl Fn(&str) -> Option<Ordering>) -> bool {
    let keeps = |bound: &str, keep: fn(Ordering) -> bool| against(bound.trim()).is_some_and(keep);
    if let Some((low, high)) = text.split_once("..") {
        !shown.is_empty()
            && (low.trim().is_empty() || keeps(low, Ordering::is_ge))
            && (high.trim().is_empty() || keeps(high, Ordering::is_le))
    } else if let Some(bound) = text.strip_prefix(">=") {
        keeps(bound, Ordering::is_ge)
    } else if let Some(bound) = text.strip_prefix("<=") {
        keeps(bound, Ordering::is_le)
    } else if let Some(bound) = text.strip_prefix('>') {
        keeps(bound, Ordering::is_gt)
    } else if let Some(bound) = text.strip_prefix('<') {
        keeps(bound, Ordering::is_lt)
    } else {
        keeps(text, Ordering::is_eq) || shown.starts_with(text)
    }
}

/// The order of two cells; absent ones stand last in either direction.
fn compare(one: Option<&Cell>, other: Option<&Cell>, descending: bool) -> Ordering {
    let value = |cell: Option<&Cell>| cell.map(|cell| cell.value.clone()).unwrap_or(Value::Absent);
    let order = match (value(one), value(other)) {
        (Value::Absent, Value::Absent) => return Ordering::Equal,
        (Value::Absent, _) => return Ordering::Greater,
        (_, Value::Absent) => return Ordering::Less,
        (Value::Money(one), Value::Money(other)) => one.cmp(&other),
        (Value::Energy(one), Value::Energy(other)) => one.cmp(&other),
        (Value::Decimal(one), Value::Decimal(other)) => one.cmp(&other),
        (Value::Integer(one), Value::Integer(other)) => one.cmp(&other),
        (Value::Date(one), Value::Date(other)) => one.cmp(&other),
        (Value::Month(one), Value::Month(other)) => one.cmp(&other),
        (Value::Instant(one), Value::Instant(other)) => one.cmp(&other),
        (one, other) => plain(&Cell::of(one)).cmp(&plain(&Cell::of(other))),
    };
    if descending { order.reverse() } else { order }
}
