//! Columns and the header row that names them.

use std::collections::BTreeMap;

use super::error::{Errors, Fault, Rejected, SheetError};
use super::read::Line;

/// Among how many rows the header is looked for: a title may stand above it.
pub(super) const TITLE_ROWS: usize = 10;

/// A column of a sheet. Its header may be written in either language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The header in Chinese, as in the template.
    pub chinese: &'static str,
    /// The header in English.
    pub english: &'static str,
    /// Other headers under which stations know it.
    pub also: &'static [&'static str],
    /// Whether the column must be there and no cell of it may be empty.
    pub required: bool,
}

impl Column {
    /// A column without which the sheet cannot be read.
    #[must_use]
    pub const fn required(chinese: &'static str, english: &'static str) -> Self {
        Self { chinese, english, also: &[], required: true }
    }

    /// A column that may be missing, as may any of its cells.
    #[must_use]
    pub const fn optional(chinese: &'static str, english: &'static str) -> Self {
        Self { chinese, english, also: &[], required: false }
    }

    /// The same column, known under other headers too.
    #[must_use]
    pub const fn or(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    fn is_named(&self, header: &str) -> bool {
        [self.chinese, self.english].iter().chain(self.also).any(|name| normalised(name) == header)
    }
}

/// The header row that was found.
#[derive(Debug)]
pub(super) struct Header {
    /// Its row number, from 1.
    pub row: u32,
    /// Headers that name no column.
    pub ignored: Vec<String>,
    positions: BTreeMap<&'static str, usize>,
}

impl Header {
    /// Finds the header among the first rows: the row that names most columns.
    pub fn find(first: &[Line], columns: &'static [Column]) -> Result<Self, Rejected> {
        let best = first
            .iter()
            .map(|line| (named(line, columns), line))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((_, line)) = best else {
            return Err(Rejected::one(SheetError::of_file(Fault::NoRows)));
        };
        Self::of(line, columns)
    }

    /// Where a column stands; absent where an optional one is missing.
    pub fn position(&self, column: &Column) -> Option<usize> {
        self.positions.get(column.chinese).copied()
    }

    fn of(line: &Line, columns: &'static [Column]) -> Result<Self, Rejected> {
        let mut errors = Errors::default();
        let mut positions = BTreeMap::new();
        let mut ignored = Vec::new();
        for (position, cell) in line.texts().enumerate() {
            let header = normalised(cell);
            if header.is_empty() {
                continue;
            }
            match columns.iter().find(|column| column.is_named(&header)) {
                None => ignored.push(cell.trim().to_owned()),
                Some(column) => {
                    if positions.insert(column.chinese, position).is_some() {
                        errors.add(SheetError::at(line.row, column, Fault::HeaderTwice));
                    }
                }
            }
        }
        for column in columns.iter().filter(|column| column.required) {
            if !positions.contains_key(column.chinese) {
                let found = found(line);
                errors.add(SheetError::at(line.row, column, Fault::ColumnMissing { found }));
            }
        }
        errors.into_result()?;
        Ok(Self { row: line.row, ignored, positions })
    }
}

/// The headers that were found, as far as an error repeats them.
fn found(line: &Line) -> String {
    const MOST_CHARACTERS: usize = 300;
    let found = line.texts().map(str::trim).collect::<Vec<_>>().join("|");
    found.chars().take(MOST_CHARACTERS).collect()
}

fn named(line: &Line, columns: &[Column]) -> usize {
    line.texts()
        .map(normalised)
        .filter(|header| columns.iter().any(|column| column.is_named(header)))
        .count()
}

/// A header without what does not tell headers apart: space, case, a unit or a
/// note in brackets.
fn normalised(header: &str) -> String {
    let until_bracket = header.split(['(', '（', '[', '【']).next().unwrap_or(header);
    until_bracket
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '_' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_known_without_space_case_and_unit() {
        let column = Column::required("户号", "account_no").or(&["客户编号"]);
        for header in ["户 号", "Account No", "户号(必填)", "户号（10位）", " 客户编号* "]
        {
            assert!(column.is_named(&normalised(header)), "{header}");
        }
        assert!(!column.is_named(&normalised("户名")));
    }
}
