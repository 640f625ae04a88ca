//! The hours of a time-of-use table (峰谷时段), by month, as a province sets them.
//!
//! The meter itself divides the day, and bills take its registers. The hours
//! stand in the archive so that an entry can be held against the published
//! document, and be shown to who asks why an hour is dear.

use serde::{Deserialize, Serialize};

use super::archive::fault;
use super::price::Tariff;
use crate::meter::Period;
use crate::refusal::Refusal;

/// A stretch of the day that belongs to one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HourSpan {
    /// Which period.
    pub period: Period,
    /// The hour at which it begins, 0 to 23.
    pub from: u32,
    /// The hour at which it ends, 1 to 24.
    pub to: u32,
}

/// The hours of some months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursOfMonths {
    /// The months, 1 to 12; empty for all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<u32>,
    /// The day in its stretches, in any order.
    pub spans: Vec<HourSpan>,
}

impl HoursOfMonths {
    fn holds_in(&self, month: u32) -> bool {
        self.months.is_empty() || self.months.contains(&month)
    }
}

/// The period of the hour that begins at `hour` (0 to 23) in `month`; absent where
/// the table has no hours, or none for that hour.
#[must_use]
pub fn period_at(tariff: &Tariff, month: u32, hour: u32) -> Option<Period> {
    let of_month = tariff.hours.iter().find(|hours| hours.holds_in(month))?;
    of_month.spans.iter().find(|span| (span.from..span.to).contains(&hour)).map(|span| span.period)
}

/// Everything in the hours of an entry that does not agree with itself.
///
/// Codes: `hours_without_periods` (a single price), `hours_months` (a month stands
/// in none or in several), `hours_bounds`, `hours_gap` and `hours_overlap` with the
/// first such hour, `hours_unpriced` (a period without a price), `hours_unused` (a
/// price whose period comes in no month).
pub(super) fn faults(entry: &Tariff) -> Vec<Refusal> {
    if entry.hours.is_empty() {
        return Vec::new();
    }
    if !entry.is_time_of_use() {
        return vec![fault("hours_without_periods")];
    }
    let mut faults = Vec::new();
    for month in 1..=12_u32 {
        let times = entry.hours.iter().filter(|hours| hours.holds_in(month)).count();
        if times != 1 {
            faults.push(fault("hours_months").with("month", month).with("times", times));
        }
    }
    for (row, hours) in (1..).zip(&entry.hours) {
        faults.extend(day_faults(hours).into_iter().map(|fault| fault.with("row", row)));
        faults.extend(unpriced(entry, hours).map(|fault| fault.with("row", row)));
    }
    let comes = |period: Period| {
        entry.hours.iter().flat_map(|hours| &hours.spans).any(|span| span.period == period)
    };
    for (period, _price) in entry.prices.cells().filter(|(period, _price)| !comes(*period)) {
        faults.push(fault("hours_unused").with("period", period));
    }
    faults
}

/// Each hour of a day belongs to one period.
fn day_faults(hours: &HoursOfMonths) -> Vec<Refusal> {
    let is_wrong = |span: &&HourSpan| span.from >= span.to || span.to > 24;
    if let Some(span) = hours.spans.iter().find(is_wrong) {
        return vec![fault("hours_bounds").with("from", span.from).with("to", span.to)];
    }
    let times =
        |hour: u32| hours.spans.iter().filter(|span| (span.from..span.to).contains(&hour)).count();
    let first = |code, wrong: fn(usize) -> bool| {
        let hour = (0..24_u32).find(|hour| wrong(times(*hour)))?;
        Some(fault(code).with("hour", hour))
    };
    let gap = first("hours_gap", |times| times == 0);
    gap.into_iter().chain(first("hours_overlap", |times| times > 1)).collect()
}

fn unpriced<'a>(entry: &'a Tariff, hours: &'a HoursOfMonths) -> impl Iterator<Item = Refusal> + 'a {
    let lacks = |span: &&HourSpan| entry.prices.of(span.period).is_none();
    let unpriced = hours.spans.iter().filter(lacks);
    unpriced.map(|span| fault("hours_unpriced").with("period", span.period))
}

#[cfg(test)]
mod tests;
