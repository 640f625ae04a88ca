//! Computing a bill.

use super::document::{BillDocument, RULES_EDITION};
use super::input::{BillEnergy, BillInput};
use super::pricing::pricing;
use super::revision::revision;
use crate::canonical::ContentHash;
use crate::id::TariffNo;
use crate::policy::{PolicySet, PolicyUse, PolicyView};
use crate::quantity::Kwh;
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::price::Tariff;

/// Computes a bill: prices it and writes its document.
///
/// Refuses what [`usage`](crate::reading::usage::usage) refuses, `no_tariff`,
/// `tariff_expired`, `cycle_months`,
/// `read_before_previous`, `adjustment_unfounded`, `negative_usage`, `settlement_exceeds_provisional`, `no_price_for_period`,
/// `no_period_registers`, `period_start_unknown`, `price_change_shape`,
/// `provisional_parted`, `share_above_all`, `share_tariff`, `basic_charge_missing`,
/// `basic_charge_unpriced`, `basic_charge_twice`, `demand_missing`,
/// `no_reactive_register`, what losses, basic charge and power factor refuse,
/// what [`revision`] refuses, `policy_unset` and `out_of_range`.
pub fn compute(input: &BillInput, policies: &PolicySet) -> Result<BillDocument, Refusal> {
    let priced = pricing(input, policies)?;
    let mut bill = BillDocument {
        edition: RULES_EDITION,
        inputs: ContentHash::of(input),
        policy: policies.hash(),
        account: input.terms.account.clone(),
        period: input.period,
        version: input.version,
        tariff: input.tariff.clone(),
        read_on: input.read_on,
        provisional: matches!(input.energy, BillEnergy::Provisional { .. }),
        registers: priced.usage.statements,
        usage: priced.usage.registers,
        demands: priced.usage.demands,
        energy: priced.energy,
        sub_meters: priced.sub_meters,
        shares: priced.shares,
        loss: priced.loss,
        basic_charges: priced.basic_charges,
        power_factor: priced.power_factor,
        lines: priced.lines,
        total_fen: priced.total_fen,
        tier_use: priced.tier_use,
        revision: None,
        policies: Vec::new(),
    };
    let tariff = in_force(&input.tariffs, &input.tariff, input.read_on)?;
    bill.policies = used_policies(input, tariff, &bill, &policies.on(input.read_on));
    bill.revision = input.corrects.as_ref().map(|old| revision(old, &bill)).transpose()?;
    Ok(bill)
}

/// The policies that this bill uses, with what held; each once.
fn used_policies(
    input: &BillInput,
    tariff: &Tariff,
    bill: &BillDocument,
    policy: &PolicyView<'_>,
) -> Vec<PolicyUse> {
    let contract = &input.terms.contract;
    let is_priced_by = |tariff: &TariffNo| {
        *tariff == input.tariff || contract.shares.iter().any(|share| share.tariff == *tariff)
    };
    let changed = input.tariffs.iter().any(|version| {
        is_priced_by(&version.tariff)
            && version.valid_from <= input.read_on
            && input.previous_on.is_some_and(|previous_on| version.valid_from > previous_on)
    });
    // By days a basic charge has the price of its own last day.
    let basic_changed = input.basic_charge.iter().any(|span| {
        let last = span.part.map_or(span.month.last_day(), |part| part.last);
        let (from, to) = (last.min(input.read_on), last.max(input.read_on));
        let mut own = input.tariffs.iter().filter(|version| version.tariff == input.tariff);
        own.any(|version| version.valid_from > from && version.valid_from <= to)
    });
    let free_in_periods = tariff.is_time_of_use() && !input.terms.free_quota_kwh.is_zero();
    let before = input.settles.as_ref().map_or(Kwh::ZERO, |settles| settles.adjustment_kwh);
    let adjusted = bill.energy.adjustment_kwh.plus(before);
    let adjusted_down = adjusted.is_ok_and(Kwh::is_negative);
    let parted = tariff.is_time_of_use()
        && (adjusted_down || !(contract.shares.is_empty() && bill.sub_meters.is_empty()));
    let own = [
        ("rounding_place", true),
        ("price_change", changed || basic_changed),
        ("estimate_rule", bill.provisional),
        ("free_quota_order", free_in_periods),
        ("share_base", !contract.shares.is_empty()),
        ("share_periods", parted),
    ];
    let own = own.into_iter().filter(|(_, used)| *used).map(|(key, _)| policy.holds(key));
    let of_loss =
        bill.loss.iter().flat_map(|loss| &loss.transformer).flat_map(|loss| &loss.policies);
    let of_basic = bill.basic_charges.iter().flat_map(|charge| &charge.policies);
    let of_factor = bill.power_factor.iter().flat_map(|factor| &factor.policies);
    let mut used: Vec<PolicyUse> = Vec::new();
    for policy in own.chain(of_loss.chain(of_basic).chain(of_factor).cloned()) {
        if !used.contains(&policy) {
            used.push(policy);
        }
    }
    used
}

#[cfg(test)]
mod tests;
