//! Basic charge (基本电费, 容(需)量电费) of a two-part price: by capacity or by
//! demand.

mod capacity;
mod days;
mod demand;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::checks;
use crate::calendar::YearMonth;
use crate::money::Fen;
use crate::policy::{PolicyUse, PolicyView};
use crate::quantity::{Kw, Price};
use crate::refusal::Refusal;

pub use capacity::{CapacityStatement, Transformer, charged_capacity};
pub use days::{DayCount, PartOfMonth};
pub use demand::{DemandInput, DemandPrice, DemandStatement};

/// What the charge is found from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargedBy {
    /// The capacity of the account's transformers.
    Capacity(Vec<Transformer>),
    /// The demand.
    Demand(DemandInput),
}

/// A month's basic charge, or that of a part of it under one capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasicChargeInput {
    /// The month.
    pub month: YearMonth,
    /// The days of the month in which supply began, ended or was under this
    /// capacity; absent for the whole month. Faults, overhaul, planned outages
    /// and, by the 2024 rule, 有序用电 are no reason: they are not deducted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartOfMonth>,
    /// Yuan per kVA, or per kW, and month.
    pub price: Price,
    /// What is charged.
    pub charged_by: ChargedBy,
}

/// A basic charge with what led to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasicChargeStatement {
    /// The month.
    pub month: YearMonth,
    /// How the capacity was found; absent where demand is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<CapacityStatement>,
    /// How the demand was found; absent where capacity is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<DemandStatement>,
    /// What is charged, in kVA or kW.
    pub charged: Kw,
    /// Yuan per kVA or kW and month, after any discount.
    pub price: Price,
    /// Charged × price.
    pub full_month_fen: Fen,
    /// How a part of the month was counted; absent for the whole month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<DayCount>,
    /// The charge, rounded half up to the fen once: not from the rounded
    /// amount of the full month.
    pub amount_fen: Fen,
    /// The policies used.
    pub policies: Vec<PolicyUse>,
}

fn out_of_range() -> Refusal {
    Refusal::out_of_range("basic_charge")
}

/// The basic charge of a month or a part of it.
///
/// By the 1996 rule a day of a part costs a thirtieth of the month, by the 2024
/// rule the month over its calendar days (供电营业规则(1996) 第84条; the 2024
/// rule as weikao.com/zhenti/345504 quotes it); `policy` is read on a day of the
/// month. By the 1996 rule parts of a month of 31 days add up to more than it.
///
/// Refuses `figure_negative`, `figure_not_positive` (capacity),
/// `transformer_missing`, `transformer_twice`, `basic_charge_days`,
/// `contract_demand_low`, `policy_unset` and `out_of_range`.
pub fn basic_charge(
    input: &BasicChargeInput,
    policy: &PolicyView<'_>,
) -> Result<BasicChargeStatement, Refusal> {
    checks::not_negative("price", input.price.get())?;
    let mut policies = Vec::new();
    let (mut capacity, mut demand) = (None, None);
    let (charged, price) = match &input.charged_by {
        ChargedBy::Capacity(transformers) => {
            let statement = charged_capacity(transformers)?;
            let charged = statement.charged_kva;
            capacity = Some(statement);
            (charged, input.price)
        }
        ChargedBy::Demand(asked) => {
            let statement = demand::charged_demand(asked, input.price, policy, &mut policies)?;
            let charged = (statement.charged_kw, statement.price.charged);
            demand = Some(statement);
            charged
        }
    };
    let full = charged.get().checked_mul(price.get()).ok_or_else(out_of_range)?;
    let days = input
        .part
        .as_ref()
        .map(|part| days::count(input.month, *part, policy, &mut policies))
        .transpose()?
        .flatten();
    Ok(BasicChargeStatement {
        month: input.month,
        capacity,
        demand,
        charged,
        price,
        full_month_fen: fen(full)?,
        days,
        amount_fen: fen(days.map_or(Ok(full), |days| days.of(full))?)?,
        policies,
    })
}

fn fen(yuan: Decimal) -> Result<Fen, Refusal> {
    Fen::round_yuan(yuan).map_err(|_overflow| out_of_range())
}

#[cfg(test)]
mod tests;
