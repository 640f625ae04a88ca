//! The lines of a bill that charge energy, before they are rounded.

use super::climb::TierCursor;
use super::document::{BillLine, LineKind};
use super::input::BillInput;
use super::line::{line, surcharge};
use super::portion::{Share, base_period};
use super::settlement::{reversed_additions, reversed_energy, reversed_tiers};
use super::stretch::{ByPeriod, Stretch, charged_by_stretch, stretches, sum};
use crate::meter::Period;
use crate::policy::PolicyView;
use crate::quantity::{Kwh, Price};
use crate::refusal::Refusal;
use crate::tariff::price::Tariff;
use crate::tariff::tier::TierForm;

/// The lines of the account's own energy, without amounts.
pub(super) fn own_lines(
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
        if !sum(&forward).is_zero() {
            for stretch in stretches(input, tariff, forward, policy)? {
                lines.extend(energy_lines(&stretch, &[])?);
            }
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
        lines.extend(surcharges(stretch, energy));
    }
    if lines.is_empty() {
        lines.push(energy_line(tariff, base_period(tariff), Kwh::ZERO)?);
    }
    Ok(lines)
}

/// The lines of a share's energy: they name its price table, and know no tiers.
pub(super) fn share_lines(
    input: &BillInput,
    share: &Share<'_>,
    policy: &PolicyView<'_>,
) -> Result<Vec<BillLine>, Refusal> {
    let tariff = share.tariff;
    let charged = sum(&share.energy);
    let stretches = stretches(input, tariff, share.energy.clone(), policy)?;
    let mut lines = Vec::new();
    for stretch in &stretches {
        lines.extend(energy_lines(stretch, &[])?);
    }
    for (stretch, energy) in stretches.iter().zip(charged_by_stretch(&stretches, charged)) {
        lines.extend(surcharges(stretch, energy));
    }
    if lines.is_empty() {
        lines.push(energy_line(tariff, base_period(tariff), Kwh::ZERO)?);
    }
    let named = |line| BillLine { tariff: Some(tariff.tariff.clone()), ..line };
    Ok(lines.into_iter().map(named).collect())
}

fn surcharges(stretch: &Stretch<'_>, energy: Kwh) -> impl Iterator<Item = BillLine> {
    let valid_from = stretch.tariff.valid_from;
    let parts = stretch.tariff.surcharges().filter(move |_| !energy.is_zero());
    parts.map(move |part| surcharge(valid_from, energy, part))
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
