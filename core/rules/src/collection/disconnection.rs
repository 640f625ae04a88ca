//! The calendar of a stop for arrears (欠费停电) and of the reconnection.
//!
//! 条例 art. 39: more than so many days after default, and urged before. 供电营业规则
//! 1996 art. 67: approved by the head, a notice some days before, and a last call
//! minutes before the switch. Art. 69: reconnected within a term once the cause is
//! gone. Each figure is a dated policy; a stricter practice of some provinces is
//! laid over them where the station follows one.

mod reconnection;

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::account::UsageClass;
use crate::policy::{DisconnectionPractice, PolicyUse, PolicyView, provincial_notice_key};
use crate::refusal::Refusal;

pub use reconnection::{ReconnectionInput, ReconnectionTerm, reconnection_term};

const REGULATION: &str = "电力供应与使用条例 第39条";
/// Of the 供电营业规则, by its number in 1996.
const ARTICLE: u8 = 67;

/// What a stop for arrears is planned from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisconnectionInput {
    /// Whose supply.
    pub class: UsageClass,
    /// The last day on which the bill could be paid in time.
    pub due_on: NaiveDate,
    /// The day of the stop; absent for the first possible one.
    #[serde(default)]
    pub stop_on: Option<NaiveDate>,
    /// An important customer (重要用户): the authority gets a copy of the notice.
    #[serde(default)]
    pub important: bool,
}

/// A step of a stop for arrears, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisconnectionStep {
    /// The customer is urged to pay (催费).
    Urge,
    /// The head approves the stop.
    Approve,
    /// The notice is delivered (停电通知书).
    Notify,
    /// A copy of the notice goes to the authority.
    CopyToAuthority,
    /// The customer is told again, minutes before.
    LastCall,
    /// The switch is opened.
    Stop,
}

/// When a step is due, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedStep {
    /// Which.
    pub step: DisconnectionStep,
    /// The first day on which it may be done; absent where none is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day on which it may be done; absent where none is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// At least so many minutes before the switch; absent where days count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes_before: Option<u32>,
    /// The article that orders the step.
    pub source: String,
    /// The figures that set its days.
    pub policies: Vec<PolicyUse>,
}

/// The calendar of one stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisconnectionPlan {
    /// Whose calendar.
    pub practice: DisconnectionPractice,
    /// The first day of default: the day after the last day of the term.
    pub default_on: NaiveDate,
    /// How many days of default must be exceeded.
    pub arrears_days: u32,
    /// The first day on which supply may be stopped.
    pub first_stop_on: NaiveDate,
    /// The day of the stop.
    pub stop_on: NaiveDate,
    /// Fewest and most days between notice and stop.
    pub notice_days: (u32, u32),
    /// The first day of the notice.
    pub notice_from: NaiveDate,
    /// The last day of the notice.
    pub notice_until: NaiveDate,
    /// At least so many minutes before the switch the customer is told again.
    pub last_call_minutes: u32,
    /// All steps in their order.
    pub steps: Vec<DatedStep>,
}

/// The figures that hold for one customer.
struct Terms {
    practice: DisconnectionPractice,
    arrears_days: u32,
    notice_days: (u32, u32),
    notice_keys: Vec<&'static str>,
    last_call_minutes: u32,
    last_call_keys: Vec<&'static str>,
}

impl Terms {
    fn of(class: UsageClass, policy: &PolicyView<'_>) -> Result<Self, Refusal> {
        let mut terms = Self {
            practice: policy.disconnection_practice()?,
            arrears_days: policy.disconnection_arrears_days()?,
            notice_days: policy.disconnection_notice_days()?,
            notice_keys: vec!["disconnection_notice_days_least", "disconnection_notice_days_most"],
            last_call_minutes: policy.disconnection_last_call_minutes()?,
            last_call_keys: vec!["disconnection_last_call_minutes"],
        };
        if terms.practice == DisconnectionPractice::Provincial {
            terms.lay_over(class.is_resident(), policy)?;
        }
        let (least, most) = terms.notice_days;
        if least > most {
            return Err(Refusal::new("disconnection_notice_window")
                .with("least", least)
                .with("most", most));
        }
        Ok(terms)
    }

    /// The national rule goes on to hold: of each pair the stricter figure is taken.
    fn lay_over(&mut self, is_resident: bool, policy: &PolicyView<'_>) -> Result<(), Refusal> {
        let own = policy.provincial_notice_days(is_resident)?;
        self.notice_days.0 = self.notice_days.0.max(own);
        self.notice_keys.extend(["disconnection_practice", provincial_notice_key(is_resident)]);
        if !is_resident {
            // The practice names one hour for others than residents only.
            let own = policy.provincial_last_call_minutes()?;
            self.last_call_minutes = self.last_call_minutes.max(own);
            self.last_call_keys.extend([
                "disconnection_practice",
                "disconnection_provincial_last_call_minutes_other",
            ]);
        }
        Ok(())
    }
}

fn out_of_range() -> Refusal {
    Refusal::out_of_range("disconnection")
}

fn later(day: NaiveDate, days: u32) -> Result<NaiveDate, Refusal> {
    day.checked_add_days(Days::new(u64::from(days))).ok_or_else(out_of_range)
}

fn earlier(day: NaiveDate, days: u32) -> Result<NaiveDate, Refusal> {
    day.checked_sub_days(Days::new(u64::from(days))).ok_or_else(out_of_range)
}

/// The calendar of a stop for arrears, by the figures on the day of `policy`.
///
/// The day after the term is the first day of default; supply may be stopped on
/// the first day that is one more than the days of default to be exceeded.
///
/// Refuses `disconnection_too_early` for a day of the stop before the first,
/// `disconnection_notice_window` where the figures leave no day for the notice,
/// `policy_unset` and `out_of_range`.
pub fn plan_disconnection(
    input: &DisconnectionInput,
    policy: &PolicyView<'_>,
) -> Result<DisconnectionPlan, Refusal> {
    let terms = Terms::of(input.class, policy)?;
    let default_on = later(input.due_on, 1)?;
    let first_stop_on = later(default_on, terms.arrears_days)?;
    let stop_on = input.stop_on.unwrap_or(first_stop_on);
    if stop_on < first_stop_on {
        return Err(Refusal::new("disconnection_too_early")
            .with("due_on", input.due_on)
            .with("on", stop_on)
            .with("first_on", first_stop_on));
    }
    let (least, most) = terms.notice_days;
    let mut plan = DisconnectionPlan {
        practice: terms.practice,
        default_on,
        arrears_days: terms.arrears_days,
        first_stop_on,
        stop_on,
        notice_days: terms.notice_days,
        notice_from: earlier(stop_on, most)?,
        notice_until: earlier(stop_on, least)?,
        last_call_minutes: terms.last_call_minutes,
        steps: Vec::new(),
    };
    plan.steps = steps(&plan, &terms, input.important, policy)?;
    Ok(plan)
}

fn steps(
    plan: &DisconnectionPlan,
    terms: &Terms,
    important: bool,
    policy: &PolicyView<'_>,
) -> Result<Vec<DatedStep>, Refusal> {
    use DisconnectionStep::{Approve, CopyToAuthority, LastCall, Notify, Stop, Urge};
    let step = |step, (from, until), source: &str, keys: &[&str]| DatedStep {
        step,
        from,
        until,
        minutes_before: (step == LastCall).then_some(plan.last_call_minutes),
        source: source.to_owned(),
        policies: policy.all_hold(keys),
    };
    let rules = policy.supply_rules_article(ARTICLE);
    let notice = (Some(plan.notice_from), Some(plan.notice_until));
    let stop = (Some(plan.stop_on), Some(plan.stop_on));
    // No source sets a last day for urging but that it comes before the stop.
    let urge = (Some(plan.default_on), Some(earlier(plan.stop_on, 1)?));
    let mut steps = vec![
        step(Urge, urge, REGULATION, &[]),
        step(Approve, (None, Some(plan.notice_until)), &rules, &[]),
        step(Notify, notice, &rules, &terms.notice_keys),
    ];
    if important {
        steps.push(step(CopyToAuthority, notice, &rules, &terms.notice_keys));
    }
    steps.push(step(LastCall, stop, &rules, &terms.last_call_keys));
    steps.push(step(Stop, stop, REGULATION, &["disconnection_arrears_days"]));
    Ok(steps)
}

/// What was done for a stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisconnectionRecord {
    /// When the customer was urged to pay.
    #[serde(default)]
    pub urged_on: Option<NaiveDate>,
    /// When the head approved.
    #[serde(default)]
    pub approved_on: Option<NaiveDate>,
    /// When the notice was delivered.
    #[serde(default)]
    pub noticed_on: Option<NaiveDate>,
    /// When the authority got its copy.
    #[serde(default)]
    pub copied_on: Option<NaiveDate>,
    /// When the customer was told again.
    #[serde(default)]
    pub told_at: Option<NaiveDateTime>,
    /// When the switch is opened.
    pub stopped_at: NaiveDateTime,
}

/// Whether supply may be stopped as `record` has it: the calendar of that day.
///
/// Refuses what [`plan_disconnection`] refuses for the day of the switch, then the
/// first step that is missing or out of its days: `disconnection_not_urged`,
/// `disconnection_not_approved`, `disconnection_notice_missing`,
/// `disconnection_notice_early`, `disconnection_notice_late`,
/// `disconnection_copy_missing`, `disconnection_last_call`.
pub fn check_disconnection(
    input: &DisconnectionInput,
    record: &DisconnectionRecord,
    policy: &PolicyView<'_>,
) -> Result<DisconnectionPlan, Refusal> {
    let stop_on = record.stopped_at.date();
    let planned = DisconnectionInput { stop_on: Some(stop_on), ..input.clone() };
    let plan = plan_disconnection(&planned, policy)?;
    // Urged means urged about arrears: a reminder within the term is none.
    if !record.urged_on.is_some_and(|on| plan.default_on <= on && on < stop_on) {
        return Err(Refusal::new("disconnection_not_urged")
            .with("from", plan.default_on)
            .with_some("on", record.urged_on));
    }
    let noticed_on = record.noticed_on.ok_or_else(|| {
        Refusal::new("disconnection_notice_missing")
            .with("from", plan.notice_from)
            .with("to", plan.notice_until)
    })?;
    // Art. 67: the approval comes first, the notice after it.
    if record.approved_on.is_none_or(|on| on > noticed_on) {
        return Err(Refusal::new("disconnection_not_approved")
            .with("to", noticed_on)
            .with_some("on", record.approved_on));
    }
    if noticed_on < plan.notice_from {
        return Err(Refusal::new("disconnection_notice_early")
            .with("from", plan.notice_from)
            .with("on", noticed_on));
    }
    if noticed_on > plan.notice_until {
        return Err(Refusal::new("disconnection_notice_late")
            .with("to", plan.notice_until)
            .with("on", noticed_on));
    }
    if input.important && record.copied_on.is_none_or(|on| on > plan.notice_until) {
        return Err(Refusal::new("disconnection_copy_missing").with("to", plan.notice_until));
    }
    let call = TimeDelta::minutes(i64::from(plan.last_call_minutes));
    let last_call_at = record.stopped_at.checked_sub_signed(call).ok_or_else(out_of_range)?;
    if record.told_at.is_none_or(|at| at > last_call_at) {
        return Err(Refusal::new("disconnection_last_call")
            .with("minutes", plan.last_call_minutes)
            .with("to", last_call_at)
            .with_some("on", record.told_at));
    }
    Ok(plan)
}

#[cfg(test)]
mod tests;
