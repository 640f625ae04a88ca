//! Working days, by a table of holidays that is given.
//!
//! Which days are off and which weekends are worked instead (调休) is announced
//! anew for each year. A year that the table does not hold is refused, never
//! guessed. The holiday of a New Year may begin in the old one (for 2019 it was
//! 30 December to 1 January, and Saturday the 29th was worked), so the last days
//! of a December are known with the announcement of the year after, too.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// The day of December from which the announcement of the next year may speak of a
/// day: a week is more than any New Year's holiday has reached back (own proposal).
pub const FIRST_DAY_OF_THE_NEXT: u32 = 25;

/// One year's announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingYear {
    /// The calendar year.
    pub year: i32,
    /// The paper that announced it.
    pub source: String,
    /// Days off from Monday to Friday, from [`FIRST_DAY_OF_THE_NEXT`] December before
    /// the year on; weekends may stand here too.
    pub holidays: BTreeSet<NaiveDate>,
    /// Saturdays and Sundays that are worked (调休上班).
    #[serde(default)]
    pub worked_weekends: BTreeSet<NaiveDate>,
}

impl WorkingYear {
    /// Whether this announcement may speak of `day`.
    #[must_use]
    pub fn speaks_of(&self, day: NaiveDate) -> bool {
        day.year() == self.year || next_year_may_tell(day) == Some(self.year)
    }

    /// Refuses `working_days_other_year` (a day that is not of the year),
    /// `working_days_no_weekend` (a worked weekend from Monday to Friday) and
    /// `working_days_both` (a day both off and worked).
    pub fn check(&self) -> Result<(), Refusal> {
        let mut days = self.holidays.iter().chain(&self.worked_weekends);
        if let Some(day) = days.find(|day| !self.speaks_of(**day)) {
            return Err(Refusal::new("working_days_other_year")
                .with("year", self.year)
                .with("date", day));
        }
        if let Some(day) = self.worked_weekends.iter().find(|day| !is_weekend(**day)) {
            return Err(Refusal::new("working_days_no_weekend").with("date", day));
        }
        if let Some(day) = self.holidays.intersection(&self.worked_weekends).next() {
            return Err(Refusal::new("working_days_both").with("date", day));
        }
        Ok(())
    }
}

/// The announcements of some years.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingDayTable {
    /// In any order, each year once.
    pub years: Vec<WorkingYear>,
}

impl WorkingDayTable {
    /// Refuses a table that contradicts itself: `working_days_year_twice`, what
    /// [`WorkingYear::check`] refuses, and `working_days_both` where one year's
    /// announcement works a day that another's has off.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        for year in &self.years {
            if !seen.insert(year.year) {
                return Err(Refusal::new("working_days_year_twice").with("year", year.year));
            }
            year.check()?;
        }
        let holidays: BTreeSet<_> = self.years.iter().flat_map(|year| &year.holidays).collect();
        let mut worked = self.years.iter().flat_map(|year| &year.worked_weekends);
        worked
            .find(|day| holidays.contains(day))
            .map_or(Ok(()), |day| Err(Refusal::new("working_days_both").with("date", day)))
    }

    /// Whether `day` is worked. Refuses `working_days_unknown` for a year that the
    /// table does not hold.
    pub fn is_working(&self, day: NaiveDate) -> Result<bool, Refusal> {
        let own = self.year(day.year())?;
        let next = next_year_may_tell(day).map(|year| self.year(year)).transpose()?;
        let mut years = [Some(own), next].into_iter().flatten();
        let is_holiday = years.clone().any(|year| year.holidays.contains(&day));
        let is_worked = years.any(|year| year.worked_weekends.contains(&day));
        Ok(!is_holiday && (is_worked || !is_weekend(day)))
    }

    fn year(&self, number: i32) -> Result<&WorkingYear, Refusal> {
        let unknown = || Refusal::new("working_days_unknown").with("year", number);
        self.years.iter().find(|year| year.year == number).ok_or_else(unknown)
    }

    /// The working day that is the `count`th after `day`; `day` itself for 0.
    ///
    /// Refuses what [`Self::check`] and [`Self::is_working`] refuse.
    pub fn after(&self, day: NaiveDate, count: u32) -> Result<NaiveDate, Refusal> {
        self.check()?;
        let mut reached = day;
        let mut left = count;
        while left > 0 {
            reached = reached.succ_opt().ok_or_else(|| Refusal::out_of_range("working_days"))?;
            if self.is_working(reached)? {
                left -= 1;
            }
        }
        Ok(reached)
    }
}

/// The year after, where its announcement may speak of `day` as well.
fn next_year_may_tell(day: NaiveDate) -> Option<i32> {
    let may = day.month() == 12 && day.day() >= FIRST_DAY_OF_THE_NEXT;
    may.then(|| day.year().checked_add(1)).flatten()
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn dates(texts: &[&str]) -> BTreeSet<NaiveDate> {
        texts.iter().map(|text| date(text)).collect()
    }

    /// A made-up announcement: Wednesday to Friday off, the Sunday before worked.
    fn table() -> WorkingDayTable {
        WorkingDayTable {
            years: vec![WorkingYear {
                year: 2026,
                source: "made up".into(),
                holidays: dates(&["2026-05-06", "2026-05-07", "2026-05-08"]),
                worked_weekends: dates(&["2026-05-03"]),
            }],
        }
    }

    #[test]
    fn counts_over_weekends_holidays_and_worked_weekends() {
        let table = table();
        for (from, count, reached) in [
            ("2026-05-01", 0, "2026-05-01"),
            ("2026-05-01", 1, "2026-05-03"),
            ("2026-05-03", 1, "2026-05-04"),
            ("2026-05-05", 1, "2026-05-11"),
            ("2026-05-02", 4, "2026-05-11"),
        ] {
            assert_eq!(table.after(date(from), count), Ok(date(reached)), "{from} {count}");
        }
    }

    #[test]
    fn a_year_outside_the_table_is_refused() {
        // Thursday the 24th is the last day that the next year's paper cannot change.
        assert_eq!(table().after(date("2026-12-21"), 3), Ok(date("2026-12-24")));
        let refusal = table().after(date("2026-12-21"), 4).expect_err("refused");
        assert_eq!(refusal.code.as_str(), "working_days_unknown");
        assert_eq!(refusal.figures.get("year"), Some("2027"));
    }

    /// The New Year of 2019 as it was announced: 30 December to 1 January off, Saturday
    /// the 29th worked.
    #[test]
    fn a_new_year_begins_in_the_old_one() {
        let year = |year, holidays: &[&str], worked: &[&str]| WorkingYear {
            year,
            source: "国务院办公厅".into(),
            holidays: dates(holidays),
            worked_weekends: dates(worked),
        };
        let old = year(2018, &[], &[]);
        let new = year(2019, &["2018-12-30", "2018-12-31", "2019-01-01"], &["2018-12-29"]);
        let table = WorkingDayTable { years: vec![new, old] };
        assert_eq!(table.check(), Ok(()));
        let worked: Vec<bool> = (28..=31)
            .map(|day| table.is_working(date(&format!("2018-12-{day}"))).expect("known"))
            .collect();
        assert_eq!(worked, [true, true, false, false]);
        assert_eq!(table.after(date("2018-12-28"), 2), Ok(date("2019-01-02")));
        let refusal = |years: &[WorkingYear]| {
            let table = WorkingDayTable { years: years.to_vec() };
            table.check().expect_err("refused").code.to_string()
        };
        let new = year(2019, &["2018-12-24"], &[]);
        assert_eq!(refusal(&[new]), "working_days_other_year", "a day before its last week");
        let (old, new) = (year(2018, &["2018-12-29"], &[]), year(2019, &[], &["2018-12-29"]));
        assert_eq!(refusal(&[old, new]), "working_days_both", "two papers, one day");
    }

    #[test]
    fn a_table_that_contradicts_itself_is_refused() {
        let change = |change: fn(&mut WorkingDayTable)| {
            let mut table = table();
            change(&mut table);
            table.after(date("2026-05-01"), 1).expect_err("refused").code.to_string()
        };
        let twice = change(|table| table.years.push(table.years[0].clone()));
        assert_eq!(twice, "working_days_year_twice");
        let other = change(|table| {
            table.years[0].holidays.insert(date("2027-01-01"));
        });
        assert_eq!(other, "working_days_other_year");
        let weekday = change(|table| {
            table.years[0].worked_weekends.insert(date("2026-05-04"));
        });
        assert_eq!(weekday, "working_days_no_weekend");
        let both = change(|table| {
            table.years[0].holidays.insert(date("2026-05-03"));
        });
        assert_eq!(both, "working_days_both");
    }
}
