//! Years of holidays from their sheet: one row for each span of days, one
//! announcement for each year.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::calendar::working_days::WorkingYear;

use super::{ImportError, Taken};
use crate::sheet::holiday::{HolidayRow, years_of};
use crate::sheet::{self, Fault, Rejected, Sheet, SheetError};

/// The years that a sheet announces.
pub(super) fn holidays(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = read(bytes)?;
    let mut taken = Taken::new(&sheet, &sheet.rows);
    taken.years = years_of(&sheet.rows);
    Ok(taken)
}

/// The years of a sheet, for whoever has no station.
///
/// # Errors
/// Every wrong cell.
pub fn years(bytes: &[u8]) -> Result<Vec<WorkingYear>, Rejected> {
    Ok(years_of(&read(bytes)?.rows))
}

fn read(bytes: &[u8]) -> Result<Sheet<HolidayRow>, Rejected> {
    let sheet = sheet::read::<HolidayRow>(bytes)?;
    match Rejected::of(wrong(&sheet)) {
        None => Ok(sheet),
        Some(rejected) => Err(rejected),
    }
}

/// Rows whose days are not of their year or stand in an earlier row, and rows
/// that name another paper than their year's first.
fn wrong(sheet: &Sheet<HolidayRow>) -> Vec<SheetError> {
    let mut errors = Vec::new();
    let mut told: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    let mut papers: BTreeMap<i32, (&str, u32)> = BTreeMap::new();
    for (row, line) in sheet.rows.iter().zip(&sheet.lines) {
        let (paper, first_row) = *papers.entry(row.year).or_insert((&row.source, *line));
        if row.source != paper {
            let fault = Fault::Differs { text: row.source.clone(), first_row };
            errors.push(SheetError::at(*line, HolidayRow::SOURCE, fault));
        }
        let twice = row.days().find_map(|day| {
            let first_row = *told.get(&day)?;
            Some(Fault::Repeated { text: day.to_string(), first_row })
        });
        let fault = wrong_day(row).or(twice);
        errors.extend(fault.map(|fault| SheetError::at(*line, HolidayRow::DAYS, fault)));
        told.extend(row.days().map(|day| (day, *line)));
    }
    errors
}

/// What the rule of a year's announcement says against the row by itself.
fn wrong_day(row: &HolidayRow) -> Option<Fault> {
    let alone = years_of(std::slice::from_ref(row));
    let refusal = alone.iter().find_map(|year| year.check().err())?;
    let text = refusal.figures.get("date").unwrap_or_default().to_owned();
    Some(match refusal.code.as_str() {
        "working_days_no_weekend" => Fault::NotAWeekend { text },
        _other_year => Fault::OfAnotherYear { text, year: row.year },
    })
}
