//! Default use (违约用电) and theft (窃电) of electricity: the energy that is taken
//! as stolen, what is made good and what is charged beside.
//!
//! 供电营业规则 1996 art. 100, 102 and 103. Since 2024 the figures are upper limits
//! (不高于): then the station says what it charges, and this checks it. A figure
//! that is not known here is an open policy and refuses `policy_unset`.

mod stolen;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::account::UsageClass;
use crate::money::{Fen, MoneyError};
use crate::policy::{PenaltyKind, PolicyUse, PolicyView};
use crate::quantity::{Kw, Kwh, Price};
use crate::refusal::Refusal;

pub use stolen::{
    StolenCapacity, StolenEnergy, StolenEnergyInput, StolenTime, TheftHours, stolen_energy,
};

/// What a customer did, with the figures that its charge goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DefaultUse {
    /// Dearer equipment on a cheaper line, or a changed class (高价低接).
    CheaperClass {
        /// What a month should have cost more.
        month_difference_fen: Fen,
        /// How many months; absent where they are not known.
        #[serde(default)]
        months: Option<u32>,
    },
    /// Over the contract capacity, two-part tariff.
    OverCapacityTwoPart {
        /// The capacity charge of the extra.
        capacity_charge_fen: Fen,
    },
    /// Over the contract capacity, other tariffs.
    OverCapacity {
        /// The extra, in kW or kVA.
        extra_kw: Kw,
    },
    /// Over the planned share.
    OverPlan {
        /// The extra, in kW.
        extra_kw: Kw,
        /// How many times.
        times: u32,
    },
    /// Suspended or sealed equipment, two-part tariff.
    SuspendedTwoPart {
        /// The capacity charge of that equipment.
        capacity_charge_fen: Fen,
    },
    /// Suspended or sealed equipment, other tariffs.
    Suspended {
        /// That equipment, in kW or kVA.
        capacity_kw: Kw,
        /// How many times.
        times: u32,
    },
    /// The meter moved or altered.
    Tampering {
        /// Whose.
        class: UsageClass,
        /// How many times.
        times: u32,
    },
    /// Fed in or out without leave.
    Feeding {
        /// The source, in kW or kVA.
        capacity_kw: Kw,
    },
    /// Stolen.
    Theft {
        /// The stolen energy, as [`stolen_energy`] finds it.
        energy_kwh: Kwh,
        /// Its price.
        price: Price,
    },
}

/// What a charge is found from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultUseInput {
    /// What was done.
    pub act: DefaultUse,
    /// What the station charges beside what is made good, where the rules set a
    /// limit only; absent where they set the amount.
    #[serde(default)]
    pub decided_fen: Option<Fen>,
}

/// What a customer owes for default or illegal use, with how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultCharge {
    /// What is made good: the difference, the capacity charge, the stolen energy.
    pub make_good_fen: Fen,
    /// The months that were counted; absent where none are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// Whether the reckoned amount is charged or is the most of it.
    pub penalty_kind: PenaltyKind,
    /// The charge by the figure of the rules (违约使用电费).
    pub reckoned_fen: Fen,
    /// The charge.
    pub penalty_fen: Fen,
    /// Both together.
    pub total_fen: Fen,
    /// The policies that it used.
    pub policies: Vec<PolicyUse>,
}

/// An act reckoned: what is made good, what is charged, by which policies.
struct Reckoned {
    make_good: Fen,
    months: Option<u32>,
    penalty: Fen,
    keys: Vec<&'static str>,
}

/// What a customer owes for an act, by the figures on the day of `policy`.
///
/// Refuses `default_use_figure` for an amount, a capacity or a number that is not
/// above zero, `penalty_undecided` where the rules set a limit and the station's
/// amount is missing, `penalty_above_limit`, `penalty_fixed` where another amount
/// is stated than the rules set, `policy_unset` and `out_of_range`.
pub fn default_charge(
    input: &DefaultUseInput,
    policy: &PolicyView<'_>,
) -> Result<DefaultCharge, Refusal> {
    let penalty_kind = policy.default_use_penalty()?;
    let reckoned = reckon(&input.act, policy)?;
    let penalty_fen = charged(penalty_kind, reckoned.penalty, input.decided_fen)?;
    let mut policies = vec![policy.holds("default_use_penalty")];
    policies.extend(policy.all_hold(&reckoned.keys));
    Ok(DefaultCharge {
        make_good_fen: reckoned.make_good,
        months: reckoned.months,
        penalty_kind,
        reckoned_fen: reckoned.penalty,
        penalty_fen,
        total_fen: reckoned.make_good.plus(penalty_fen).map_err(too_large)?,
        policies,
    })
}

fn charged(kind: PenaltyKind, reckoned: Fen, decided: Option<Fen>) -> Result<Fen, Refusal> {
    match (kind, decided) {
        (PenaltyKind::Fixed, None) => Ok(reckoned),
        (PenaltyKind::Fixed, Some(decided)) if decided == reckoned => Ok(reckoned),
        (PenaltyKind::Fixed, Some(decided)) => Err(Refusal::new("penalty_fixed")
            .with("expected_fen", reckoned.get())
            .with("amount_fen", decided.get())),
        (PenaltyKind::AtMost, None) => {
            Err(Refusal::new("penalty_undecided").with("limit_fen", reckoned.get()))
        }
        (PenaltyKind::AtMost, Some(decided)) if decided.is_negative() || decided > reckoned => {
            Err(Refusal::new("penalty_above_limit")
                .with("limit_fen", reckoned.get())
                .with("amount_fen", decided.get()))
        }
        (PenaltyKind::AtMost, Some(decided)) => Ok(decided),
    }
}

fn reckon(act: &DefaultUse, policy: &PolicyView<'_>) -> Result<Reckoned, Refusal> {
    match act {
        DefaultUse::CheaperClass { month_difference_fen, months } => {
            cheaper_class(*month_difference_fen, *months, policy)
        }
        DefaultUse::OverCapacityTwoPart { capacity_charge_fen } => {
            multiple(*capacity_charge_fen, "default_use_over_capacity_multiple", policy)
        }
        DefaultUse::SuspendedTwoPart { capacity_charge_fen } => {
            multiple(*capacity_charge_fen, "default_use_suspended_multiple", policy)
        }
        DefaultUse::OverCapacity { extra_kw } => {
            each(extra_kw.get(), 1, "default_use_over_capacity_per_kw", policy)
        }
        DefaultUse::OverPlan { extra_kw, times } => {
            each(extra_kw.get(), *times, "default_use_over_plan_per_kw", policy)
        }
        DefaultUse::Suspended { capacity_kw, times } => {
            each(capacity_kw.get(), *times, "default_use_suspended_per_kw", policy)
        }
        DefaultUse::Feeding { capacity_kw } => {
            each(capacity_kw.get(), 1, "default_use_feeding_per_kw", policy)
        }
        DefaultUse::Tampering { class, times } => {
            let key = if class.is_resident() {
                "default_use_tampering_resident"
            } else {
                "default_use_tampering_other"
            };
            each(Decimal::ONE, *times, key, policy)
        }
        DefaultUse::Theft { energy_kwh, price } => {
            let yuan = energy_kwh.get().checked_mul(price.get()).ok_or_else(out_of_range)?;
            multiple(Fen::round_yuan(yuan).map_err(too_large)?, "theft_multiple", policy)
        }
    }
}

/// The difference of the months, and a multiple of it.
fn cheaper_class(
    month_difference: Fen,
    months: Option<u32>,
    policy: &PolicyView<'_>,
) -> Result<Reckoned, Refusal> {
    let (counted, unknown) = match months {
        Some(known) => (known, None),
        None => (policy.default_use_unknown_months()?, Some("default_use_unknown_months")),
    };
    let made_good = times(month_difference, counted)?;
    let mut reckoned = multiple(made_good, "default_use_cheaper_class_multiple", policy)?;
    reckoned.months = Some(counted);
    reckoned.keys.extend(unknown);
    Ok(reckoned)
}

/// What is made good, and a multiple of it.
fn multiple(
    make_good: Fen,
    key: &'static str,
    policy: &PolicyView<'_>,
) -> Result<Reckoned, Refusal> {
    if make_good <= Fen::ZERO {
        return Err(Refusal::new("default_use_figure").with("amount_fen", make_good.get()));
    }
    let penalty = times(make_good, policy.default_use_multiple(key)?)?;
    Ok(Reckoned { make_good, months: None, penalty, keys: vec![key] })
}

/// An amount for each unit and each time, rounded once to the fen.
fn each(
    units: Decimal,
    count: u32,
    key: &'static str,
    policy: &PolicyView<'_>,
) -> Result<Reckoned, Refusal> {
    if units <= Decimal::ZERO || count == 0 {
        return Err(Refusal::new("default_use_figure")
            .with("capacity_kw", units)
            .with("times", count));
    }
    let yuan = policy
        .default_use_amount(key)?
        .to_yuan()
        .checked_mul(units)
        .and_then(|once| once.checked_mul(Decimal::from(count)))
        .ok_or_else(out_of_range)?;
    let penalty = Fen::round_yuan(yuan).map_err(too_large)?;
    Ok(Reckoned { make_good: Fen::ZERO, months: None, penalty, keys: vec![key] })
}

fn times(amount: Fen, count: u32) -> Result<Fen, Refusal> {
    amount.get().checked_mul(i64::from(count)).map(Fen::new).ok_or_else(out_of_range)
}

fn out_of_range() -> Refusal {
    Refusal::out_of_range("default_use")
}

fn too_large(_: MoneyError) -> Refusal {
    out_of_range()
}

#[cfg(test)]
mod tests;
