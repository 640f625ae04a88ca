//! Computing a bill.

use rust_decimal::Decimal;

use super::climb::TierCursor;
use super::document::{
    BillDocument, BillEnergy, BillInput, BillLine, EnergyStatement, LineKind, RULES_EDITION,
};
use super::line::{line, round, surcharge};
use super::settlement::{reversed_additions, reversed_energy, reversed_tiers};
use super::stretch::{ByPeriod, Stretch, charged_by_stretch, out_of_range, stretches, sum};
use crate::canonical::ContentHash;
use crate::meter::Period;
use crate::policy::{FreeQuotaOrder, PolicySet, PolicyUse, PolicyView};
use crate::quantity::{Kwh, Price};
use crate::reading::usage::{Usage, usage};
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::price::Tariff;
use crate::tariff::tier::TierForm;
use crate::tariff::time_of_use::priced_periods;

/// Computes a bill.
///
/// Refuses what [`usage`] refuses, `no_tariff`, `cycle_months`,
/// `read_before_previous`, `negative_usage`, `settlement_exceeds_provisional`, `no_price_for_period`,
/// `no_period_registers`, `period_start_unknown`, `price_change_shape`,
/// `policy_unset` and
/// `out_of_range`.
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
    let (energy, net) = net_energy(input, tariff, &usage, &policy)?;
    let mut tiers = TierCursor::new(input, tariff)?;
    let mut lines = lines(input, tariff, &net, energy.charged_kwh, &mut tiers, &policy)?;
    let total_fen = round(&mut lines, policy.rounding_place()?)?;
    Ok(BillDocument {
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
        energy,
        lines,
        total_fen,
        tier_use: tiers.after(),
        policies: used_policies(input, tariff, &policy),
    })
}

/// The policies that this bill uses, with what held.
fn used_policies(input: &BillInput, tariff: &Tariff, policy: &PolicyView<'_>) -> Vec<PolicyUse> {
    let provisional = matches!(input.energy, BillEnergy::Provisional { .. });
    let changed = input.tariffs.iter().any(|version| {
        version.tariff == input.tariff
            && version.valid_from <= input.read_on
            && input.previous_on.is_some_and(|previous_on| version.valid_from > previous_on)
    });
    let free_in_periods = tariff.is_time_of_use() && !input.terms.free_quota_kwh.is_zero();
    [
        ("rounding_place", true),
        ("price_change", changed),
        ("estimate_rule", provisional),
        ("free_quota_order", free_in_periods),
    ]
    .into_iter()
    .filter(|(_, used)| *used)
    .map(|(key, _)| policy.holds(key))
    .collect()
}

fn metered(energy: &BillEnergy) -> Result<Usage, Refusal> {
    match energy {
        BillEnergy::Metered(input) => usage(input),
        BillEnergy::Provisional { registers } => {
            Ok(Usage { statements: Vec::new(), registers: registers.clone() })
        }
    }
}

/// From register usage to the energy charged by period.
fn net_energy(
    input: &BillInput,
    tariff: &Tariff,
    usage: &Usage,
    policy: &PolicyView<'_>,
) -> Result<(EnergyStatement, ByPeriod), Refusal> {
    let mut net = priced_periods(tariff, &usage.registers)?;
    let metered_kwh = sum(&net);
    let adjustment_kwh = Kwh::sum(input.adjustments.iter().map(|adjustment| adjustment.energy_kwh))
        .map_err(|_overflow| out_of_range())?;
    if !adjustment_kwh.is_zero() {
        let period = base_period(tariff);
        let base = net.entry(period).or_default();
        *base = base.plus(adjustment_kwh).map_err(|_overflow| out_of_range())?;
    }
    let mut settled_kwh = Kwh::ZERO;
    if let Some(settles) = &input.settles {
        // 4.1.5: settled at the next actual reading.
        let settled = priced_periods(tariff, &settles.registers)?;
        settled_kwh = sum(&settled);
        for (period, energy) in settled {
            let base = net.entry(period).or_default();
            *base = base.minus(energy).map_err(|_overflow| out_of_range())?;
        }
    }
    if input.settles.is_none() && net.values().any(|energy| energy.is_negative()) {
        return Err(Refusal::by_clause("negative_usage", "4.2.3")
            .with("metered_kwh", metered_kwh)
            .with("adjustment_kwh", adjustment_kwh));
    }
    let free_kwh = take_free(input, tariff, &mut net, policy)?;
    let energy = EnergyStatement {
        metered_kwh,
        adjustment_kwh,
        settled_kwh,
        free_kwh,
        charged_kwh: sum(&net),
    };
    Ok((energy, net))
}

/// The period that takes what belongs to none: the total, flat, or valley.
fn base_period(tariff: &Tariff) -> Period {
    if !tariff.is_time_of_use() {
        Period::Total
    } else if tariff.prices.of(Period::Flat).is_some() {
        Period::Flat
    } else {
        Period::Valley
    }
}

/// Takes the free quota off, before tiers; at most what was used.
fn take_free(
    input: &BillInput,
    tariff: &Tariff,
    net: &mut ByPeriod,
    policy: &PolicyView<'_>,
) -> Result<Kwh, Refusal> {
    let quota = input
        .terms
        .free_quota_kwh
        .get()
        .checked_mul(Decimal::from(input.terms.cycle_months))
        .ok_or_else(out_of_range)?;
    if quota.is_zero() {
        return Ok(Kwh::ZERO);
    }
    let mut periods: Vec<Period> = net.keys().copied().collect();
    periods.sort_by_key(|period| tariff.prices.of(*period));
    if policy.free_quota_order()? == FreeQuotaOrder::HighestPriceFirst {
        periods.reverse();
    }
    let mut rest = quota.min(sum(net).get()).max(Decimal::ZERO);
    let free = rest;
    for period in periods {
        if let Some(energy) = net.get_mut(&period) {
            let taken = rest.min(energy.get().max(Decimal::ZERO));
            rest -= taken;
            *energy = Kwh::new(energy.get() - taken);
        }
    }
    Ok(Kwh::new(free - rest))
}

fn lines(
    input: &BillInput,
    tariff: &Tariff,
    net: &ByPeriod,
    charged: Kwh,
    tiers: &mut TierCursor<'_>,
    policy: &PolicyView<'_>,
) -> Result<Vec<BillLine>, Refusal> {
    let settles = input.settles.as_ref();
    let mut lines = Vec::new();
    for (period, energy) in net.iter().filter(|(_, energy)| energy.is_negative()) {
        lines.extend(reversed_energy(settles, *period, Kwh::new(-energy.get()))?);
    }
    let forward: ByPeriod = net
        .iter()
        .filter(|(_, energy)| !energy.is_negative())
        .map(|(period, energy)| (*period, *energy))
        .collect();
    if charged.is_negative() {
        let back = Kwh::new(-charged.get());
        let additions = reversed_additions(settles, back);
        let of_tiers: Vec<BillLine> = lines.iter().chain(&additions).cloned().collect();
        tiers.descend(&reversed_tiers(&of_tiers, back, tiers.widths.len()));
        for (period, energy) in forward.iter().filter(|(_, energy)| !energy.is_zero()) {
            lines.push(energy_line(tariff, *period, *energy)?);
        }
        lines.extend(additions);
        return Ok(lines);
    }
    let stretches = stretches(input, tariff, forward, policy)?;
    let climbed = climb(tiers, &stretches, charged);
    for (stretch, parts) in stretches.iter().zip(&climbed) {
        lines.extend(energy_lines(stretch, parts)?);
    }
    for (stretch, parts) in stretches.iter().zip(&climbed) {
        lines.extend(tier_additions(stretch, parts));
    }
    for (stretch, energy) in stretches.iter().zip(charged_by_stretch(&stretches, charged)) {
        let parts = stretch.tariff.surcharges().filter(|_| !energy.is_zero());
        lines.extend(parts.map(|part| surcharge(stretch.tariff.valid_from, energy, part)));
    }
    if lines.is_empty() {
        lines.push(energy_line(tariff, base_period(tariff), Kwh::ZERO)?);
    }
    Ok(lines)
}

fn climb(tiers: &mut TierCursor<'_>, stretches: &[Stretch<'_>], charged: Kwh) -> Vec<Vec<Kwh>> {
    charged_by_stretch(stretches, charged).into_iter().map(|energy| tiers.climb(energy)).collect()
}

fn energy_line(tariff: &Tariff, period: Period, energy: Kwh) -> Result<BillLine, Refusal> {
    let price = tariff.energy_price(period)?;
    Ok(BillLine { period, ..line(LineKind::Energy, tariff.valid_from, energy, price) })
}

/// Energy at its price: a line per period, or a line per tier at full price.
fn energy_lines(stretch: &Stretch<'_>, parts: &[Kwh]) -> Result<Vec<BillLine>, Refusal> {
    let tariff = stretch.tariff;
    let full_price = tariff.tiers.as_ref().filter(|table| table.form == TierForm::FullPrice);
    let Some(table) = full_price else {
        let used = stretch.energy.iter().filter(|(_, energy)| !energy.is_zero());
        return used.map(|(period, energy)| energy_line(tariff, *period, *energy)).collect();
    };
    let first = tariff.energy_price(Period::Total)?;
    (1..)
        .zip(parts.iter().zip(table.adds()))
        .filter(|(_, (energy, _))| !energy.is_zero())
        .map(|(tier, (energy, adds))| {
            let price = first.plus(adds).map_err(|_overflow| Refusal::out_of_range("price"))?;
            let energy = line(LineKind::Energy, tariff.valid_from, *energy, price);
            Ok(BillLine { tier: Some(tier), ..energy })
        })
        .collect()
}

/// What higher tiers add, where all energy stands at the first price.
fn tier_additions(stretch: &Stretch<'_>, parts: &[Kwh]) -> Vec<BillLine> {
    let adds: Vec<Price> = match &stretch.tariff.tiers {
        Some(table) if table.form == TierForm::AddOn => table.adds(),
        Some(_) | None => Vec::new(),
    };
    (1..)
        .zip(parts.iter().zip(adds))
        .filter(|(_, (energy, adds))| !energy.is_zero() && !adds.is_zero())
        .map(|(tier, (energy, adds))| {
            let addition = line(LineKind::TierAddition, stretch.tariff.valid_from, *energy, adds);
            BillLine { tier: Some(tier), ..addition }
        })
        .collect()
}
