//! Computing a bill.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::document::{
    BillDocument, BillEnergy, BillInput, BillLine, EnergyStatement, LineKind, RULES_EDITION,
};
use super::line::{line, round, surcharge};
use super::settlement::{reversed_additions, reversed_energy, reversed_tiers};
use crate::canonical::ContentHash;
use crate::meter::{Period, Register};
use crate::policy::{FreeQuotaOrder, PolicySet, PolicyView, PriceChange};
use crate::quantity::{Kwh, Price};
use crate::reading::usage::{Usage, energy_of, usage};
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::price::Tariff;
use crate::tariff::tier::{TierCycle, TierForm, TierTable, TierUse, Widths, split};
use crate::tariff::time_of_use::priced_periods;

type ByPeriod = BTreeMap<Period, Kwh>;

/// A stretch of the period under one version of the price table.
struct Stretch<'a> {
    tariff: &'a Tariff,
    energy: ByPeriod,
}

/// Computes a bill.
///
/// Refuses what [`usage`] refuses, `no_tariff`, `cycle_months`,
/// `negative_usage`, `settlement_exceeds_provisional`, `no_price_for_period`,
/// `no_period_registers`, `period_start_unknown`, `policy_unset` and
/// `out_of_range`.
pub fn compute(input: &BillInput, policies: &PolicySet) -> Result<BillDocument, Refusal> {
    let policy = policies.on(input.read_on);
    input.terms.check()?;
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
        policies: USED.iter().map(|key| policy.holds(key)).collect(),
    })
}

/// The policies that a bill uses.
const USED: [&str; 3] = ["rounding_place", "price_change", "free_quota_order"];

fn metered(energy: &BillEnergy) -> Result<Usage, Refusal> {
    match energy {
        BillEnergy::Metered(input) => usage(input),
        BillEnergy::Provisional { registers } => {
            Ok(Usage { statements: Vec::new(), registers: registers.clone() })
        }
    }
}

fn out_of_range() -> Refusal {
    Refusal::out_of_range("energy")
}

fn sum(energy: &ByPeriod) -> Kwh {
    Kwh::new(energy.values().map(|energy| energy.get()).sum())
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
    let adjustment_kwh =
        Kwh::new(input.adjustments.iter().map(|adjustment| adjustment.energy_kwh.get()).sum());
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

/// The tiers while a bill climbs them.
struct TierCursor<'a> {
    table: Option<&'a TierTable>,
    widths: Widths,
    used: Vec<Kwh>,
    year: i32,
}

impl<'a> TierCursor<'a> {
    fn new(input: &BillInput, tariff: &'a Tariff) -> Result<Self, Refusal> {
        let year = input.read_on.year();
        let Some(table) = tariff.tiers.as_ref() else {
            return Ok(Self { table: None, widths: Vec::new(), used: Vec::new(), year });
        };
        let widths = table.widths(&input.terms, input.period, input.read_on)?;
        // A year's tiers are cleared by its first reading; nothing is carried.
        let mut used = match (&input.tier_use, table.cycle) {
            (Some(tier_use), TierCycle::Year) if tier_use.year == year => tier_use.used_kwh.clone(),
            _ => Vec::new(),
        };
        used.resize(widths.len(), Kwh::ZERO);
        Ok(Self { table: Some(table), widths, used, year })
    }

    /// Takes `energy` from the tiers and returns how much fell into each.
    fn climb(&mut self, energy: Kwh) -> Vec<Kwh> {
        let parts = split(energy, &self.used, &self.widths);
        for (used, part) in self.used.iter_mut().zip(&parts) {
            *used = Kwh::new(used.get() + part.get());
        }
        parts
    }

    /// Gives energy back to the tiers, never below nothing.
    fn descend(&mut self, given: &[Kwh]) {
        for (used, part) in self.used.iter_mut().zip(given) {
            *used = Kwh::new((used.get() - part.get()).max(Decimal::ZERO));
        }
    }

    fn after(self) -> Option<TierUse> {
        let yearly = self.table.is_some_and(|table| table.cycle == TierCycle::Year);
        yearly.then_some(TierUse { year: self.year, used_kwh: self.used })
    }
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

/// The energy of each stretch over all periods, less what other periods give
/// back: the first stretches bear that, so that the sum is `charged`.
fn charged_by_stretch(stretches: &[Stretch<'_>], charged: Kwh) -> Vec<Kwh> {
    let forward: Decimal = stretches.iter().map(|stretch| sum(&stretch.energy).get()).sum();
    let mut back = (forward - charged.get()).max(Decimal::ZERO);
    stretches
        .iter()
        .map(|stretch| {
            let own = sum(&stretch.energy).get();
            let less = back.min(own);
            back -= less;
            Kwh::new(own - less)
        })
        .collect()
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

/// Splits the period where the price changed inside it and the policy says so.
fn stretches<'a>(
    input: &'a BillInput,
    tariff: &'a Tariff,
    energy: ByPeriod,
    policy: &PolicyView<'_>,
) -> Result<Vec<Stretch<'a>>, Refusal> {
    let whole = |energy| Ok(vec![Stretch { tariff, energy }]);
    if policy.price_change()? == PriceChange::ByReadDate {
        return whole(energy);
    }
    let mut changes: Vec<NaiveDate> = input
        .tariffs
        .iter()
        .filter(|version| version.tariff == input.tariff)
        .map(|version| version.valid_from)
        .filter(|from| *from <= input.read_on)
        .collect();
    changes.sort_unstable();
    let Some(previous_on) = input.previous_on else {
        return if changes.len() > 1 {
            Err(Refusal::new("period_start_unknown").with("tariff", &input.tariff))
        } else {
            whole(energy)
        };
    };
    let first_day = previous_on.succ_opt().ok_or_else(out_of_range)?;
    let inside: Vec<NaiveDate> = changes.into_iter().filter(|from| *from > first_day).collect();
    let starts: Vec<NaiveDate> = [first_day].into_iter().chain(inside).collect();
    let end = input.read_on.succ_opt().ok_or_else(out_of_range)?;
    by_days(input, energy, &starts, end)
}

/// Whole kWh by days for each stretch; the last takes the remainder.
fn by_days<'a>(
    input: &'a BillInput,
    mut energy: ByPeriod,
    starts: &[NaiveDate],
    end: NaiveDate,
) -> Result<Vec<Stretch<'a>>, Refusal> {
    let first = starts.first().copied().unwrap_or(end);
    let days = (end - first).num_days().max(1);
    let total = energy.clone();
    let mut stretches = Vec::new();
    for (start, next) in starts.iter().zip(starts.iter().skip(1)) {
        let own_days = Decimal::from((*next - *start).num_days());
        let mut own = ByPeriod::new();
        for (period, all) in &total {
            let share = all
                .get()
                .checked_mul(own_days)
                .and_then(|share| share.checked_div(Decimal::from(days)))
                .map(|share| share.floor())
                .ok_or_else(out_of_range)?;
            own.insert(*period, Kwh::new(share));
            if let Some(rest) = energy.get_mut(period) {
                *rest = Kwh::new(rest.get() - share);
            }
        }
        let tariff = in_force(&input.tariffs, &input.tariff, *start)?;
        stretches.push(Stretch { tariff, energy: own });
    }
    let last = starts.last().copied().unwrap_or(input.read_on).min(input.read_on);
    stretches.push(Stretch { tariff: in_force(&input.tariffs, &input.tariff, last)?, energy });
    Ok(stretches)
}

/// The forward active total of `registers`, as audit lists print it.
#[must_use]
pub fn total_of(usage: &Usage) -> Kwh {
    energy_of(&usage.registers, Register::FORWARD_ACTIVE_TOTAL)
}
