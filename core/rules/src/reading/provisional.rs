//! Provisional usage (暂计电量), its settlement, and the count of misses.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::check::MonthUsage;
use crate::calendar::YearMonth;
use crate::policy::{EstimateRule, PolicyView};
use crate::quantity::Kwh;
use crate::refusal::Refusal;

/// Whose cause a miss is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissCause {
    /// The customer's: a locked door, no access.
    Customer,
    /// Force majeure: flood, snow, landslide.
    ForceMajeure,
    /// The metering itself: broken, burnt, gone. Not for provisional usage.
    Metering,
}

/// What provisional usage is found from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionalInput {
    /// Whose cause the miss is.
    pub cause: MissCause,
    /// The billing period of the first miss of this run.
    pub first_missed: YearMonth,
    /// Billed months, in any order.
    pub history: Vec<MonthUsage>,
}

/// The provisional usage of one missed period, in whole kWh, half up.
///
/// Refuses `provisional_not_allowed` where the cause is neither the customer's
/// nor force majeure, and `provisional_without_history` where the rule finds
/// too few billed months: then only a make-up reading is possible.
pub fn provisional_usage(
    input: &ProvisionalInput,
    policy: &PolicyView<'_>,
) -> Result<Kwh, Refusal> {
    // 4.1.5: only for the customer's cause or force majeure, and only by the
    // rule: never by a figure that someone names.
    if input.cause == MissCause::Metering {
        return Err(Refusal::by_clause("provisional_not_allowed", "4.1.5"));
    }
    let needed = match policy.estimate_rule()? {
        EstimateRule::MeanOfThreeMonths => 3_usize,
        EstimateRule::LastUsage => 1,
    };
    let mut before: Vec<&MonthUsage> =
        input.history.iter().filter(|month| month.period < input.first_missed).collect();
    before.sort_by_key(|month| month.period);
    let latest: Vec<Decimal> =
        before.iter().rev().take(needed).map(|month| month.usage_kwh.get()).collect();
    if latest.len() < needed {
        return Err(Refusal::by_clause("provisional_without_history", "4.1.5")
            .with("needed", needed)
            .with("known", latest.len()));
    }
    latest
        .iter()
        .sum::<Decimal>()
        .checked_div(Decimal::from(needed))
        .map(|mean| Kwh::new(mean).round_whole())
        .ok_or_else(|| Refusal::out_of_range("provisional_usage"))
}

/// What is left to bill once a meter is read again: usage since the last
/// actual reading less what was billed provisionally. Below zero, the
/// difference is given back at the prices of the provisional energy.
pub fn settle(since_last_actual: Kwh, billed_provisionally: Kwh) -> Result<Kwh, Refusal> {
    since_last_actual
        .minus(billed_provisionally)
        .map_err(|_overflow| Refusal::out_of_range("settlement"))
}

/// What one more miss leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissOutcome {
    /// Misses in a row, this one included.
    pub misses: u32,
    /// An exception form is made by this miss.
    pub exception_form: bool,
    /// A task to notify the end of supply is made by this miss.
    pub termination_notice: bool,
}

/// Counts one more miss after `misses` in a row.
pub fn one_more_miss(misses: u32, policy: &PolicyView<'_>) -> Result<MissOutcome, Refusal> {
    // 4.1.5: two in a row make an exception form, six a termination notice.
    let misses = misses.saturating_add(1);
    Ok(MissOutcome {
        misses,
        exception_form: misses == policy.misses_to_exception_form()?,
        termination_notice: misses == policy.misses_to_termination_notice()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicySet;

    fn month(text: &str, usage: i64) -> MonthUsage {
        MonthUsage {
            period: text.parse().expect("a month"),
            usage_kwh: Kwh::whole(usage),
            provisional: false,
        }
    }

    fn input(cause: MissCause) -> ProvisionalInput {
        ProvisionalInput {
            cause,
            first_missed: "2026-04".parse().expect("a month"),
            history: vec![
                month("2026-04", 999),
                month("2026-03", 127),
                month("2025-12", 700),
                month("2026-01", 118),
                month("2026-02", 131),
            ],
        }
    }

    #[test]
    fn takes_the_three_billed_months_before_the_run() {
        let policies = PolicySet::published();
        let view = policies.on("2026-04-20".parse().expect("a date"));
        assert_eq!(provisional_usage(&input(MissCause::Customer), &view), Ok(Kwh::whole(125)));
        let refusal = provisional_usage(&input(MissCause::Metering), &view).expect_err("refused");
        assert_eq!(refusal.code.as_str(), "provisional_not_allowed");
        let mut short = input(MissCause::ForceMajeure);
        short.history.truncate(2);
        let refusal = provisional_usage(&short, &view).expect_err("refused");
        assert_eq!(refusal.code.as_str(), "provisional_without_history");
    }

    #[test]
    fn takes_the_last_month_where_the_station_decided_so() {
        let policies =
            PolicySet::published().tried("estimate_rule", "last_usage").expect("decided");
        let view = policies.on("2026-04-20".parse().expect("a date"));
        assert_eq!(provisional_usage(&input(MissCause::Customer), &view), Ok(Kwh::whole(127)));
    }

    #[test]
    fn the_second_and_the_sixth_miss_have_consequences() {
        let policies = PolicySet::published();
        let view = policies.on("2026-04-20".parse().expect("a date"));
        let outcomes: Vec<_> =
            (0..7).map(|misses| one_more_miss(misses, &view).expect("counted")).collect();
        let forms: Vec<_> =
            outcomes.iter().filter(|o| o.exception_form).map(|o| o.misses).collect();
        let notices: Vec<_> =
            outcomes.iter().filter(|o| o.termination_notice).map(|o| o.misses).collect();
        assert_eq!((forms, notices), (vec![2], vec![6]));
    }
}
