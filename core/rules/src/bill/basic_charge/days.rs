//! Days of a part of a month.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::out_of_range;
use crate::calendar::YearMonth;
use crate::policy::{BasicChargeDays, PolicyUse, PolicyView};
use crate::refusal::Refusal;

/// The days of a month that are charged. A day of which supply or capacity held
/// for a part only is a whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartOfMonth {
    /// The first day.
    pub first: NaiveDate,
    /// The last day, itself charged.
    pub last: NaiveDate,
}

/// How the days of a part of a month were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayCount {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// The rule.
    pub rule: BasicChargeDays,
    /// The days charged.
    pub days: i64,
    /// The days that the full month is divided by.
    pub of_days: i64,
}

impl DayCount {
    /// The part of an amount of a full month.
    pub(super) fn of(self, full: Decimal) -> Result<Decimal, Refusal> {
        full.checked_mul(Decimal::from(self.days))
            .and_then(|part| part.checked_div(Decimal::from(self.of_days)))
            .ok_or_else(out_of_range)
    }
}

/// Counts the days of `part`; absent where it is the whole month, which is
/// charged by the month whatever its length.
pub(super) fn count(
    month: YearMonth,
    part: PartOfMonth,
    policy: &PolicyView<'_>,
    policies: &mut Vec<PolicyUse>,
) -> Result<Option<DayCount>, Refusal> {
    let PartOfMonth { first, last } = part;
    if first > last || first < month.first_day() || last > month.last_day() {
        return Err(Refusal::new("basic_charge_days")
            .with("month", month)
            .with("from", first)
            .with("to", last));
    }
    let days = (last - first).num_days() + 1;
    if days == month.days() {
        return Ok(None);
    }
    let rule = policy.basic_charge_days()?;
    policies.push(policy.holds("basic_charge_days"));
    let of_days = match rule {
        BasicChargeDays::Thirtieth => 30,
        BasicChargeDays::CalendarDays => month.days(),
    };
    Ok(Some(DayCount { first, last, rule, days, of_days }))
}
