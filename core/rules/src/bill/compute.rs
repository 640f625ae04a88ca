//! Computing a bill.

use std::ops::Range;

use super::charges::{Adjusted, basic_charges, power_factor};
use super::climb::TierCursor;
use super::document::{BillDocument, BillLine, LineKind, RULES_EDITION};
use super::energy::{Energies, energies};
use super::input::{BillEnergy, BillInput};
use super::line::{round, total_of};
use super::lines::{own_lines, share_lines};
use super::power_factor::LightingConnection;
use super::revision::revision;
use super::stretch::sum;
use crate::canonical::ContentHash;
use crate::id::TariffNo;
use crate::money::Fen;
use crate::policy::{PolicySet, PolicyUse, PolicyView};
use crate::reading::usage::{Usage, usage};
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::price::Tariff;

/// Computes a bill.
///
/// Refuses what [`usage`] refuses, `no_tariff`, `cycle_months`,
/// `read_before_previous`, `negative_usage`, `settlement_exceeds_provisional`, `no_price_for_period`,
/// `no_period_registers`, `period_start_unknown`, `price_change_shape`,
/// `provisional_parted`, `share_above_all`, `share_tariff`, `basic_charge_missing`,
/// `basic_charge_unpriced`, `basic_charge_twice`, `demand_missing`,
/// `no_reactive_register`, what losses, basic charge and power factor refuse,
/// what [`revision`] refuses, `policy_unset` and `out_of_range`.
pub fn compute(input: &BillInput, policies: &PolicySet) -> Result<BillDocument, Refusal> {
    let policy = policies.on(input.read_on);
    input.terms.check()?;
    if let Some(previous_on) = input.previous_on.filter(|previous| *previous > input.read_on) {
        return Err(Refusal::by_clause("read_before_previous", "4.2.3")
            .with("previous_on", previous_on)
            .with("read_on", input.read_on));
    }
    let tariff = in_force(&input.tariffs, &input.tariff, input.read_on)?;
    let usage = metered(&input.energy)?;
    let energies = energies(input, tariff, &usage, &policy)?;
    let mut tiers = TierCursor::new(input, tariff)?;
    let own = sum(&energies.own);
    let mut lines = own_lines(input, tariff, &energies.own, own, &mut tiers, &policy)?;
    let mut in_series = Vec::new();
    for share in &energies.shares {
        let own = share_lines(input, share, &policy)?;
        if share.connection == LightingConnection::Series {
            in_series.push(lines.len()..lines.len() + own.len());
        }
        lines.extend(own);
    }
    round(&mut lines, policy.rounding_place()?)?;
    let (basic_charges, basic) =
        basic_charges(input, tariff, &usage, &energies.statement, policies)?;
    lines.extend(basic);
    let adjusted = Adjusted {
        in_series_fen: energy_of(&lines, &in_series)?,
        valid_from: tariff.valid_from,
        lines: &lines,
    };
    let adjustment = power_factor(input, &usage, energies.loss.as_ref(), &adjusted, &policy)?;
    let (power_factor, adjustment) = adjustment.unzip();
    lines.extend(adjustment);
    let Energies { statement, taken, sub_meters, loss, .. } = energies;
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
        registers: usage.statements,
        usage: usage.registers,
        demands: usage.demands,
        energy: statement,
        sub_meters,
        shares: taken,
        loss,
        basic_charges,
        power_factor,
        total_fen: total_of(&lines)?,
        lines,
        tier_use: tiers.after(),
        revision: None,
        policies: Vec::new(),
    };
    bill.policies = used_policies(input, tariff, &bill, &policy);
    bill.revision = input.corrects.as_ref().map(|old| revision(old, &bill)).transpose()?;
    Ok(bill)
}

/// What the energy lines in `places` come to; absent without any place.
fn energy_of(lines: &[BillLine], places: &[Range<usize>]) -> Result<Option<Fen>, Refusal> {
    if places.is_empty() {
        return Ok(None);
    }
    let chosen = places.iter().filter_map(|place| lines.get(place.clone())).flatten();
    let energy = chosen.filter(|line| line.kind == LineKind::Energy);
    Fen::sum(energy.map(|line| line.amount_fen))
        .map(Some)
        .map_err(|_overflow| Refusal::out_of_range("amount"))
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
    let free_in_periods = tariff.is_time_of_use() && !input.terms.free_quota_kwh.is_zero();
    let adjusted_down = bill.energy.adjustment_kwh.is_negative();
    let parted = tariff.is_time_of_use()
        && (adjusted_down || !(contract.shares.is_empty() && bill.sub_meters.is_empty()));
    let own = [
        ("rounding_place", true),
        ("price_change", changed),
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

fn metered(energy: &BillEnergy) -> Result<Usage, Refusal> {
    match energy {
        BillEnergy::Metered(input) => usage(input),
        BillEnergy::Provisional { registers } => {
            Ok(Usage { statements: Vec::new(), registers: registers.clone(), demands: Vec::new() })
        }
    }
}
