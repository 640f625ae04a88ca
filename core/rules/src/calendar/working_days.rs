//! Working days, by a table of holidays that is given.
//!
//! Which days are off and which weekends are worked instead (调休) is announced
//! anew for each year. A year that the table does not hold is refused, never
//! guessed.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// One year's announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingYear {
    /// The calendar year.
    pub year: i32,
    /// The paper that announced it.
    pub source: String,
    /// Days off from Monday to Friday; weekends may stand here too.
    pub holidays: BTreeSet<NaiveDate>,
    /// Saturdays and Sundays that are worked (调休上班).
    #[serde(default)]
    pub worked_weekends: BTreeSet<NaiveDate>,
}

impl WorkingYear {
    fn check(&self) -> Result<(), Refusal> {
        let mut days = self.holidays.iter().chain(&self.worked_weekends);
        if let Some(day) = days.find(|day| day.year() != self.year) {
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
    /// Refuses a table that contradicts itself: `working_days_year_twice`,
    /// `working_days_other_year` (a day outside its year), `working_days_no_weekend`
    /// (a worked weekend from Monday to Friday) and `working_days_both` (a day both
    /// off and worked).
    pub fn check(&self) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        for year in &self.years {
            if !seen.insert(year.year) {
                return Err(Refusal::new("working_days_year_twice").with("year", year.year));
            }
            year.check()?;
        }
        Ok(())
    }

    /// Whether `day` is worked. Refuses `working_days_unknown` for a year that the
    /// table does not hold.
    pub fn is_working(&self, day: NaiveDate) -> Result<bool, Refusal> {
        let year = self
            .years
            .iter()
            .find(|year| year.year == day.year())
            .ok_or_else(|| Refusal::new("working_days_unknown").with("year", day.year()))?;
        let is_off = is_weekend(day) && !year.worked_weekends.contains(&day);
        Ok(!is_off && !year.holidays.contains(&day))
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
        let refusal = table().after(date("2026-12-31"), 1).expect_err("refused");
        assert_eq!(refusal.code.as_str(), "working_days_unknown");
        assert_eq!(refusal.figures.get("year"), Some("2027"));
        // Four days of the year are left: the fifth would be of the next.
        assert!(table().after(date("2026-12-25"), 4).is_ok());
        assert!(table().after(date("2026-12-25"), 5).is_err());
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
