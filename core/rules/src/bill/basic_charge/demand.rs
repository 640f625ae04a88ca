//! The demand that a basic charge is found from.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::out_of_range;
use crate::bill::checks;
use crate::policy::{DemandExcess, PolicyUse, PolicyView};
use crate::quantity::{Kw, Kwh, Price};
use crate::refusal::Refusal;

/// An account's demand in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemandInput {
    /// The contract demand in kW; absent where the actual demand is billed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_kw: Option<Kw>,
    /// The largest demand of the month over fifteen minutes in kW; of several
    /// feeders, all added.
    pub actual_kw: Kw,
    /// The capacity of all the account's transformers in kVA.
    pub capacity_kva: Kw,
    /// The energy of the month.
    pub energy_kwh: Kwh,
}

/// How a demand price was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemandPrice {
    /// As the table prints it, in yuan per kW and month.
    pub printed: Price,
    /// The energy from which it is reduced; absent where no discount holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount_from_kwh: Option<Kwh>,
    /// What is paid of it, in percent.
    pub percent: u32,
    /// What is charged.
    pub charged: Price,
}

/// How a charged demand was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemandStatement {
    /// What was asked.
    pub input: DemandInput,
    /// The variant; absent without a contract demand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<DemandExcess>,
    /// The demand above which the contract is exceeded; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_kw: Option<Kw>,
    /// The demand above that limit.
    pub above_limit_kw: Kw,
    /// The demand charged, in kW.
    pub charged_kw: Kw,
    /// The price.
    pub price: DemandPrice,
}

/// The demand and the price charged.
///
/// No source says how the excess is computed: the variant is the station's own
/// decision. Nor does any say how the discount's energy is scaled for a part of
/// a month: it is not.
///
/// Refuses `figure_negative`, `figure_not_positive` (capacity),
/// `contract_demand_low`, `policy_unset` and `out_of_range`.
pub(super) fn charged_demand(
    input: &DemandInput,
    printed: Price,
    policy: &PolicyView<'_>,
    policies: &mut Vec<PolicyUse>,
) -> Result<DemandStatement, Refusal> {
    checks::positive("capacity_kva", input.capacity_kva.get())?;
    checks::not_negative("actual_kw", input.actual_kw.get())?;
    checks::not_negative("energy_kwh", input.energy_kwh.get())?;
    let price = price(input, printed, policy, policies)?;
    let actual = input.actual_kw.get();
    let Some(contract) = input.contract_kw.map(Kw::get) else {
        let input = input.clone();
        let (charged_kw, above_limit_kw) = (input.actual_kw, Kw::ZERO);
        let (rule, limit_kw) = (None, None);
        return Ok(DemandStatement { input, rule, limit_kw, above_limit_kw, charged_kw, price });
    };
    check_contract(contract, input.capacity_kva.get(), policy, policies)?;
    let rule = policy.demand_excess()?;
    policies.push(policy.holds("demand_excess"));
    let limit = match rule {
        DemandExcess::ContractPlusDoubleExcess | DemandExcess::ActualPlusExcess => {
            policies.push(policy.holds("demand_limit_percent"));
            Some(percent_of(contract, policy.demand_limit_percent()?)?)
        }
        // The band's own limits are what the variant is.
        DemandExcess::Band95To105 => Some(percent_of(contract, 105)?),
        DemandExcess::Actual => None,
    };
    let above = limit.map_or(Decimal::ZERO, |limit| (actual - limit).max(Decimal::ZERO));
    Ok(DemandStatement {
        input: input.clone(),
        rule: Some(rule),
        limit_kw: limit.map(Kw::new),
        above_limit_kw: Kw::new(above),
        charged_kw: Kw::new(charged(rule, contract, actual, above)?),
        price,
    })
}

fn charged(
    rule: DemandExcess,
    contract: Decimal,
    actual: Decimal,
    above: Decimal,
) -> Result<Decimal, Refusal> {
    let is_above = above > Decimal::ZERO;
    let twice = |value: Decimal| value.checked_mul(Decimal::TWO);
    let charged = match rule {
        DemandExcess::Actual => Some(actual),
        DemandExcess::ContractPlusDoubleExcess | DemandExcess::ActualPlusExcess if !is_above => {
            Some(contract)
        }
        DemandExcess::ContractPlusDoubleExcess => {
            twice(above).and_then(|twice| contract.checked_add(twice))
        }
        DemandExcess::ActualPlusExcess => actual.checked_add(above),
        DemandExcess::Band95To105 if is_above => {
            twice(actual - contract).and_then(|twice| contract.checked_add(twice))
        }
        DemandExcess::Band95To105 => Some(actual.max(percent_of(contract, 95)?)),
    };
    charged.ok_or_else(out_of_range)
}

/// A contract demand is at least a part of the capacity.
fn check_contract(
    contract: Decimal,
    capacity: Decimal,
    policy: &PolicyView<'_>,
    policies: &mut Vec<PolicyUse>,
) -> Result<(), Refusal> {
    checks::not_negative("contract_kw", contract)?;
    let Some(percent) = policy.contract_demand_least_percent() else { return Ok(()) };
    policies.push(policy.holds("contract_demand_least_percent"));
    let least = percent_of(capacity, percent)?;
    if contract < least {
        return Err(Refusal::new("contract_demand_low")
            .with("contract_kw", contract)
            .with("least_kw", least.normalize())
            .with("capacity_kva", capacity));
    }
    Ok(())
}

fn price(
    input: &DemandInput,
    printed: Price,
    policy: &PolicyView<'_>,
    policies: &mut Vec<PolicyUse>,
) -> Result<DemandPrice, Refusal> {
    let full = DemandPrice { printed, discount_from_kwh: None, percent: 100, charged: printed };
    let Some(discount) = policy.demand_discount()? else { return Ok(full) };
    policies.push(policy.holds("demand_discount_kwh_per_kva"));
    let from = input
        .capacity_kva
        .get()
        .checked_mul(Decimal::from(discount.least_kwh_per_kva))
        .ok_or_else(out_of_range)?;
    let discount_from_kwh = Some(Kwh::new(from));
    if input.energy_kwh.get() < from {
        return Ok(DemandPrice { discount_from_kwh, ..full });
    }
    policies.push(policy.holds("demand_discount_percent"));
    Ok(DemandPrice {
        discount_from_kwh,
        percent: discount.percent,
        charged: Price::new(percent_of(printed.get(), discount.percent)?),
        ..full
    })
}

fn percent_of(value: Decimal, percent: u32) -> Result<Decimal, Refusal> {
    value.checked_mul(Decimal::new(i64::from(percent), 2)).ok_or_else(out_of_range)
}
