//! Metering corrections (退补电量): the energy that a faulty meter took too much or
//! too little for, as one signed whole number of kWh.
//!
//! 供电营业规则 1996 art. 80 and 81, with what is known of 2024 as dated policies.
//! Above zero is collected, below zero is given back. Energy is rounded once, at
//! the end, half up; intermediate figures are shown with six decimals.

mod pending;

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::calendar::YearMonth;
use crate::policy::{
    ErrorTime, Load, PolicyUse, PolicyView, TransformerFaultRule, correction_longest_key,
};
use crate::quantity::{Index, Kw, Kwh, Multiplier, Rate};
use crate::refusal::Refusal;

pub use pending::{
    CorrectionKind, PendingEnergy, PendingInput, PeriodShare, TierTreatment, TierTreatmentInput,
    TierWay, pending_energy, tier_treatment,
};

/// How many decimals intermediate figures show.
const SHOWN: u32 = 6;

/// A month in which the meter was at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultMonth {
    /// Which.
    pub period: YearMonth,
    /// What was recorded in it.
    pub recorded_kwh: Kwh,
}

/// What went wrong, with the figures that settle it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CorrectionCause {
    /// The meter or a transformer is beyond its tolerance (art. 80).
    MeterError {
        /// What was recorded since the last test or installation.
        recorded_kwh: Kwh,
        /// The tested error as a share of the true energy; below zero is slow.
        error: Rate,
        /// The error that is permitted, as a share: stated by who tested.
        tolerance: Rate,
    },
    /// The meter stood still or failed, by nobody's doing (art. 80).
    StuckRegister {
        /// The energy of a normal month.
        normal_month_kwh: Kwh,
        /// The months of the fault, by the reading record.
        months: Vec<FaultMonth>,
    },
    /// The meter was wired wrongly (art. 81).
    WrongWiring {
        /// What was recorded; below zero where the register ran backwards.
        recorded_kwh: Kwh,
        /// The power that right wiring measures.
        correct_power: Kw,
        /// The power that the found wiring measures, in the same unit.
        wrong_power: Kw,
    },
    /// The bill took a wrong multiplier (art. 81).
    WrongMultiplier {
        /// Last index less first index, by the reading record.
        index_difference: Index,
        /// The multiplier that was billed.
        billed: Multiplier,
        /// The multiplier that was true.
        actual: Multiplier,
    },
    /// A voltage transformer's fuse or a current transformer failed (art. 81).
    TransformerFault {
        /// What is missing by calculation; absent where it cannot be calculated.
        #[serde(default)]
        calculated_kwh: Option<Kwh>,
        /// The energy of a normal month; absent where calculation settles it.
        #[serde(default)]
        normal_month_kwh: Option<Kwh>,
        /// The months of the fault, by the reading record.
        #[serde(default)]
        months: Vec<FaultMonth>,
    },
}

/// What a correction is found from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectionInput {
    /// What went wrong.
    pub cause: CorrectionCause,
    /// What the electricity is used for.
    pub load: Load,
    /// The last test or the installation; for a wrong multiplier and for months at
    /// fault the first day of the reading record.
    pub since_on: NaiveDate,
    /// The day on which the fault was put right.
    pub until_on: NaiveDate,
}

/// What one month at fault comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthDifference {
    /// Which month.
    pub period: YearMonth,
    /// What was recorded in it.
    pub recorded_kwh: Kwh,
    /// A normal month less what was recorded.
    pub difference_kwh: Kwh,
}

/// A correction with all figures that lead to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// What kind of fault.
    pub kind: CorrectionKind,
    /// What was recorded, or billed, over the whole time.
    pub recorded_kwh: Kwh,
    /// K, right power over found power; only for wrong wiring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<Rate>,
    /// The difference over the whole time.
    pub difference_kwh: Kwh,
    /// The share of the time that counts.
    pub time_share: Rate,
    /// The difference over the time that counts.
    pub unrounded_kwh: Kwh,
    /// The correction in whole kWh: above zero collected, below zero given back.
    pub correction_kwh: Kwh,
    /// Each month at fault; empty where the rule does not go by months.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<MonthDifference>,
    /// The article that it follows.
    pub source: String,
    /// The policies that it used.
    pub policies: Vec<PolicyUse>,
}

/// A cause reckoned, before rounding.
struct Reckoned {
    recorded: Decimal,
    factor: Option<Decimal>,
    difference: Decimal,
    time_share: Decimal,
    months: Vec<MonthDifference>,
    keys: Vec<&'static str>,
}

impl Reckoned {
    const fn of(recorded: Decimal, difference: Decimal) -> Self {
        Self {
            recorded,
            factor: None,
            difference,
            time_share: Decimal::ONE,
            months: Vec::new(),
            keys: Vec::new(),
        }
    }
}

/// The energy to be collected or given back, by the figures on the day of `policy`.
///
/// Refuses `correction_period` (it ends before it begins), `correction_too_long`
/// (a limit that the station has set), `within_tolerance`, `correction_error`,
/// `correction_recorded`, `correction_power`, `correction_multiplier`,
/// `correction_normal_month`, `correction_months`, `correction_not_calculated`,
/// `policy_unset` and `out_of_range`.
pub fn correct(input: &CorrectionInput, policy: &PolicyView<'_>) -> Result<Correction, Refusal> {
    let limit = check_period(input, policy)?;
    let reckoned = match &input.cause {
        CorrectionCause::MeterError { recorded_kwh, error, tolerance } => {
            meter_error(*recorded_kwh, *error, *tolerance, policy)?
        }
        CorrectionCause::StuckRegister { normal_month_kwh, months } => {
            by_months(*normal_month_kwh, months, input)?
        }
        CorrectionCause::WrongWiring { recorded_kwh, correct_power, wrong_power } => {
            wrong_wiring(*recorded_kwh, *correct_power, *wrong_power)?
        }
        CorrectionCause::WrongMultiplier { index_difference, billed, actual } => {
            wrong_multiplier(*index_difference, *billed, *actual)?
        }
        CorrectionCause::TransformerFault { calculated_kwh, normal_month_kwh, months } => {
            transformer_fault(*calculated_kwh, *normal_month_kwh, months, input, policy)?
        }
    };
    let kind = input.cause.kind();
    let exact = product(reckoned.difference, reckoned.time_share)?;
    let mut policies = policy.all_hold(&reckoned.keys);
    policies.extend(limit);
    Ok(Correction {
        kind,
        recorded_kwh: Kwh::new(shown(reckoned.recorded)),
        factor: reckoned.factor.map(|factor| Rate::new(shown(factor))),
        difference_kwh: Kwh::new(shown(reckoned.difference)),
        time_share: Rate::new(reckoned.time_share),
        unrounded_kwh: Kwh::new(shown(exact)),
        correction_kwh: Kwh::new(exact).round_whole(),
        months: reckoned.months,
        source: policy.supply_rules_article(kind.article()),
        policies,
    })
}

fn shown(exact: Decimal) -> Decimal {
    exact.round_dp_with_strategy(SHOWN, RoundingStrategy::MidpointAwayFromZero)
}

fn out_of_range() -> Refusal {
    Refusal::out_of_range("correction")
}

fn product(left: Decimal, right: Decimal) -> Result<Decimal, Refusal> {
    left.checked_mul(right).ok_or_else(out_of_range)
}

/// Multiplies before it divides, so that what comes out even stays exact.
fn share(of: Decimal, part: Decimal, whole: Decimal) -> Result<Decimal, Refusal> {
    product(of, part)?.checked_div(whole).ok_or_else(out_of_range)
}

fn difference(left: Decimal, right: Decimal) -> Result<Decimal, Refusal> {
    left.checked_sub(right).ok_or_else(out_of_range)
}

/// The limit that was looked at, where the station has set one.
fn check_period(
    input: &CorrectionInput,
    policy: &PolicyView<'_>,
) -> Result<Option<PolicyUse>, Refusal> {
    if input.until_on < input.since_on {
        return Err(Refusal::new("correction_period")
            .with("from", input.since_on)
            .with("to", input.until_on));
    }
    let Some(months) = policy.correction_longest_months(input.load) else { return Ok(None) };
    let earliest =
        input.until_on.checked_sub_months(Months::new(months)).ok_or_else(out_of_range)?;
    if input.since_on < earliest {
        // What the meter recorded since that day must be given instead: a share of
        // the longer time's energy would be a guess.
        return Err(Refusal::new("correction_too_long")
            .with("months", months)
            .with("from", input.since_on)
            .with("first_on", earliest));
    }
    Ok(Some(policy.holds(correction_longest_key(input.load))))
}

fn check_recorded(recorded: Decimal) -> Result<(), Refusal> {
    if recorded < Decimal::ZERO {
        return Err(Refusal::new("correction_recorded").with("energy_kwh", recorded));
    }
    Ok(())
}

/// Art. 80(1): zero error is the base, so the whole error counts once it is beyond
/// the tolerance: W/(1+r) − W, over half the time.
fn meter_error(
    recorded_kwh: Kwh,
    error: Rate,
    tolerance: Rate,
    policy: &PolicyView<'_>,
) -> Result<Reckoned, Refusal> {
    let recorded = recorded_kwh.get();
    check_recorded(recorded)?;
    let (rate, permitted) = (error.get(), tolerance.get());
    let one_and = rate.checked_add(Decimal::ONE).ok_or_else(out_of_range)?;
    if permitted < Decimal::ZERO || one_and <= Decimal::ZERO {
        return Err(Refusal::new("correction_error")
            .with("error", error)
            .with("tolerance", tolerance));
    }
    if rate.abs() <= permitted {
        return Err(Refusal::new("within_tolerance")
            .with("error", error)
            .with("tolerance", tolerance));
    }
    let time_share = match policy.metering_error_time()? {
        ErrorTime::Half => Decimal::new(5, 1),
        ErrorTime::Whole => Decimal::ONE,
    };
    let reckoned = Reckoned::of(recorded, share(recorded, -rate, one_and)?);
    Ok(Reckoned { time_share, keys: vec!["metering_error_time"], ..reckoned })
}

/// Art. 81(1): (K − 1)·W with K = right power over found power.
fn wrong_wiring(recorded_kwh: Kwh, right: Kw, found: Kw) -> Result<Reckoned, Refusal> {
    let (recorded, right, found) = (recorded_kwh.get(), right.get(), found.get());
    // A register that stood still gives no K, and one that ran backwards has taken
    // energy off: anything else is a slip of a sign.
    let agrees = recorded.is_zero() || (recorded < Decimal::ZERO) == (found < Decimal::ZERO);
    if right <= Decimal::ZERO || found.is_zero() || !agrees {
        return Err(Refusal::new("correction_power")
            .with("expected", right)
            .with("found", found)
            .with("energy_kwh", recorded));
    }
    let factor = right.checked_div(found).ok_or_else(out_of_range)?;
    let missing = share(recorded, difference(right, found)?, found)?;
    Ok(Reckoned { factor: Some(factor), ..Reckoned::of(recorded, missing) })
}

/// Art. 81(3): the actual multiplier is the base.
fn wrong_multiplier(
    index_difference: Index,
    billed: Multiplier,
    actual: Multiplier,
) -> Result<Reckoned, Refusal> {
    let (turned, billed, actual) = (index_difference.get(), billed.get(), actual.get());
    check_recorded(turned)?;
    if billed <= Decimal::ZERO || actual <= Decimal::ZERO || billed == actual {
        return Err(Refusal::new("correction_multiplier")
            .with("expected", actual)
            .with("found", billed));
    }
    let recorded = product(turned, billed)?;
    Ok(Reckoned::of(recorded, difference(product(turned, actual)?, recorded)?))
}

/// Art. 80(3): a normal month less what was recorded, month by month.
fn by_months(
    normal_month_kwh: Kwh,
    months: &[FaultMonth],
    input: &CorrectionInput,
) -> Result<Reckoned, Refusal> {
    let normal = normal_month_kwh.get();
    if normal <= Decimal::ZERO {
        return Err(Refusal::new("correction_normal_month").with("energy_kwh", normal));
    }
    let recorded = recorded_in(months, input)?;
    let mut reckoned = Reckoned::of(recorded, Decimal::ZERO);
    for month in months {
        let missing = difference(normal, month.recorded_kwh.get())?;
        reckoned.difference = reckoned.difference.checked_add(missing).ok_or_else(out_of_range)?;
        reckoned.months.push(MonthDifference {
            period: month.period,
            recorded_kwh: month.recorded_kwh,
            difference_kwh: Kwh::new(missing),
        });
    }
    if months.is_empty() {
        return Err(Refusal::new("correction_months").with("months", 0));
    }
    Ok(reckoned)
}

/// What all months recorded. Refuses `correction_months` for a month that comes
/// twice or lies outside the time of the fault.
fn recorded_in(months: &[FaultMonth], input: &CorrectionInput) -> Result<Decimal, Refusal> {
    let time = YearMonth::of(input.since_on)..=YearMonth::of(input.until_on);
    let mut seen = BTreeSet::new();
    let mut sum = Decimal::ZERO;
    for month in months {
        if !time.contains(&month.period) || !seen.insert(month.period) {
            return Err(Refusal::new("correction_months").with("month", month.period));
        }
        check_recorded(month.recorded_kwh.get())?;
        sum = sum.checked_add(month.recorded_kwh.get()).ok_or_else(out_of_range)?;
    }
    Ok(sum)
}

/// Art. 81(2): what is missing by calculation; since 2024, where that cannot be,
/// a normal month less the month of the fault.
fn transformer_fault(
    calculated_kwh: Option<Kwh>,
    normal_month_kwh: Option<Kwh>,
    months: &[FaultMonth],
    input: &CorrectionInput,
    policy: &PolicyView<'_>,
) -> Result<Reckoned, Refusal> {
    let rule = policy.transformer_fault_rule()?;
    let reckoned = match (calculated_kwh, normal_month_kwh, rule) {
        (Some(missing), _, _) => Reckoned::of(recorded_in(months, input)?, missing.get()),
        (None, Some(normal), TransformerFaultRule::TheoryElseNormalMonth) => {
            by_months(normal, months, input)?
        }
        (None, _, _) => return Err(Refusal::new("correction_not_calculated")),
    };
    Ok(Reckoned { keys: vec!["transformer_fault_rule"], ..reckoned })
}

#[cfg(test)]
mod tests;
