//! Civil dates and billing months. The only home of month arithmetic.

pub mod working_days;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// The text is not a month such as `2026-01`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} is not a month such as 2026-01")]
pub struct NotAMonth {
    /// The text as it was entered.
    pub text: String,
}

/// A billing period (电费年月): one calendar month.
///
/// Serialised as `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    first: NaiveDate,
}

impl YearMonth {
    /// The month of `year` (1 to 9999) and `month` (1 to 12); absent outside.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        (1..=9999)
            .contains(&year)
            .then(|| NaiveDate::from_ymd_opt(year, month, 1).map(|first| Self { first }))
            .flatten()
    }

    /// The month in which `date` lies.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self { first: date.with_day(1).expect("each month has a first day") }
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// The month of the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.first.month()
    }

    /// The first day.
    #[must_use]
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.next().first.pred_opt().expect("a month ends before year 9999 does")
    }

    /// How many days the month has.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.next().first - self.first).num_days()
    }

    /// The month after this one.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        self.minus(1)
    }

    /// The month `months` later.
    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        let first = self.first.checked_add_months(Months::new(months));
        Self { first: first.expect("billing months lie far inside chrono's range") }
    }

    /// The month `months` earlier.
    #[must_use]
    pub fn minus(self, months: u32) -> Self {
        let first = self.first.checked_sub_months(Months::new(months));
        Self { first: first.expect("billing months lie far inside chrono's range") }
    }

    /// The day `day` of this month, or its last day where it has fewer.
    #[must_use]
    pub fn day(self, day: u32) -> NaiveDate {
        self.first.with_day(day.max(1)).unwrap_or_else(|| self.last_day())
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for YearMonth {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let wrong = || NotAMonth { text: text.to_owned() };
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let plain = |part: &str, width: usize| {
            part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !plain(year, 4) || !plain(month, 2) {
            return Err(wrong());
        }
        match (year.parse(), month.parse()) {
            (Ok(year), Ok(month)) => Self::new(year, month).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }
}

impl Serialize for YearMonth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for YearMonth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_days_and_crosses_years() {
        let month: YearMonth = "2024-02".parse().expect("a month");
        assert_eq!(month.days(), 29);
        assert_eq!(month.day(31), NaiveDate::from_ymd_opt(2024, 2, 29).expect("a date"));
        assert_eq!(month.minus(2).to_string(), "2023-12");
        assert_eq!(month.plus(11).to_string(), "2025-01");
    }

    #[test]
    fn refuses_what_is_no_month() {
        for text in ["2024-13", "2024-0", "24-01", "2024/01", "", "0000-01", "2024-001"] {
            assert!(text.parse::<YearMonth>().is_err(), "{text}");
        }
    }
}
