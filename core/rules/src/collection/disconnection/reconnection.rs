//! By when supply is given again.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::out_of_range;
use crate::account::UsageClass;
use crate::calendar::working_days::WorkingDayTable;
use crate::policy::{DisconnectionPractice, PolicyUse, PolicyView, provincial_reconnection_key};
use crate::refusal::Refusal;

/// What the term to reconnect is found from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReconnectionInput {
    /// Whose supply.
    pub class: UsageClass,
    /// When the cause was gone: the arrears were paid.
    pub removed_at: NaiveDateTime,
}

/// By when supply is given again, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReconnectionTerm {
    /// Whose rule.
    pub practice: DisconnectionPractice,
    /// The hours of the national rule.
    pub hours: u32,
    /// The end of those hours.
    pub hours_end_at: NaiveDateTime,
    /// The last working day of the stricter practice; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_day: Option<NaiveDate>,
    /// By when: the earlier of the two, a working day lasting to its midnight.
    pub due_at: NaiveDateTime,
    /// The figures that set it.
    pub policies: Vec<PolicyUse>,
}

/// By when supply is given again once the cause is gone (供电营业规则 1996 art. 69:
/// three days; 2024: 24 hours), by the figures on the day of `policy`. `table` is
/// needed where the station follows a practice that counts working days.
///
/// Refuses `working_days_missing` without that table, what the table refuses
/// (`working_days_unknown` for a year it does not hold), `policy_unset` and
/// `out_of_range`.
pub fn reconnection_term(
    input: &ReconnectionInput,
    policy: &PolicyView<'_>,
    table: Option<&WorkingDayTable>,
) -> Result<ReconnectionTerm, Refusal> {
    let practice = policy.disconnection_practice()?;
    let hours = policy.reconnection_hours()?;
    let hours_end_at = input
        .removed_at
        .checked_add_signed(TimeDelta::hours(i64::from(hours)))
        .ok_or_else(out_of_range)?;
    let mut term = ReconnectionTerm {
        practice,
        hours,
        hours_end_at,
        working_day: None,
        due_at: hours_end_at,
        policies: policy.all_hold(&["disconnection_practice", "reconnection_hours"]),
    };
    if practice == DisconnectionPractice::Provincial {
        let is_resident = input.class.is_resident();
        let days = policy.provincial_reconnection_working_days(is_resident)?;
        let table = table.ok_or_else(|| Refusal::new("working_days_missing"))?;
        let working_day = table.after(input.removed_at.date(), days)?;
        let midnight = working_day.succ_opt().ok_or_else(out_of_range)?.and_time(NaiveTime::MIN);
        term.working_day = Some(working_day);
        term.due_at = hours_end_at.min(midnight);
        term.policies.push(policy.holds(provincial_reconnection_key(is_resident)));
    }
    Ok(term)
}
