//! The sheet of public holidays (节假日安排), as the State Council announces them
//! for a year: spans of days that are off, and weekend days that are worked.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dianfei_rules::calendar::working_days::WorkingYear;
use serde::{Deserialize, Serialize};

use super::cells::Word;
use super::{Cells, Column, Fault, SheetRow};

/// The most days that one row may span.
const MOST_DAYS: i64 = 31;

/// A span of days of one year's announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayRow {
    /// The year that the announcement is for.
    pub year: i32,
    /// The festival; absent where the row does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub festival: Option<String>,
    /// Whether the days are worked (调休上班); else they are off.
    pub worked: bool,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The paper that announced it.
    pub source: String,
}

const YEAR: Column = Column::required("年份", "year").or(&["年度"]);
const FESTIVAL: Column = Column::optional("节日", "festival").or(&["节日名称"]);
const ARRANGEMENT: Column = Column::required("安排", "arrangement");
const FROM: Column = Column::required("起", "from").or(&["日期", "开始日期", "起始日期"]);
const TO: Column = Column::optional("止", "to").or(&["结束日期", "截止日期"]);
const SOURCE: Column = Column::required("依据", "source").or(&["文号"]);

const ARRANGEMENTS: &[Word<bool>] =
    &[(false, &["放假", "休", "off"]), (true, &["上班", "调休上班", "班", "worked"])];

impl SheetRow for HolidayRow {
    const TITLE: (&'static str, &'static str) = ("节假日", "Public holidays");
    const COLUMNS: &'static [Column] = &[YEAR, FESTIVAL, ARRANGEMENT, FROM, TO, SOURCE];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let year = cells.whole(&YEAR, 2000, 2200).flatten();
        let festival = cells.text(&FESTIVAL);
        let worked = cells.word(&ARRANGEMENT, ARRANGEMENTS).flatten();
        let from = cells.date(&FROM).flatten();
        let to = cells.date(&TO);
        let source = cells.words(&SOURCE);
        let (from, to) = (from?, to?);
        let last = to.unwrap_or(from);
        if !(0..MOST_DAYS).contains(&(last - from).num_days()) {
            let other = format!("{} {from}", FROM.chinese);
            cells.wrong(&TO, Fault::Contradiction { text: last.to_string(), other });
            return None;
        }
        Some(Self {
            year: i32::try_from(year?).ok()?,
            festival: festival?,
            worked: worked?,
            from,
            to: last,
            source: source?,
        })
    }

    /// Days may stand in two rows by an overlap too: that is found when the rows
    /// become a year.
    fn key(&self) -> Option<(String, &'static Column)> {
        None
    }
}

impl HolidayRow {
    /// The column of the first day, at which a wrong day is told.
    pub const DAYS: &'static Column = &FROM;

    /// The column of the paper.
    pub const SOURCE: &'static Column = &SOURCE;

    /// How many days.
    #[must_use]
    pub fn length(&self) -> i64 {
        (self.to - self.from).num_days().saturating_add(1)
    }

    /// The days, in order.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(|day| *day <= self.to)
    }
}

/// The years that rows without an error announce, in order.
#[must_use]
pub fn years_of(rows: &[HolidayRow]) -> Vec<WorkingYear> {
    let mut years: BTreeMap<i32, WorkingYear> = BTreeMap::new();
    for row in rows {
        let year = years.entry(row.year).or_insert_with(|| WorkingYear {
            year: row.year,
            source: row.source.clone(),
            holidays: BTreeSet::new(),
            worked_weekends: BTreeSet::new(),
        });
        let days = if row.worked { &mut year.worked_weekends } else { &mut year.holidays };
        days.extend(row.days());
    }
    years.into_values().collect()
}
