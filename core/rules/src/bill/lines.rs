//! The lines of a bill that charge energy, before they are rounded.

use super::climb::TierCursor;
use super::document::{BillLine, LineKind};
use super::input::{BillInput, Settlement};
use super::line::{line, surcharge};
use super::portion::{Share, base_period};
use super::settlement::{
    charged_before, given_back_whole, reversed_additions, reversed_energy, reversed_tiers,
};
use super::stretch::{Stretch, charged_by_stretch, out_of_range, stretches};
use crate::meter::{ByPeriod, Period};
use crate::policy::PolicyView;
use crate::quantity::Kwh;
use crate::refusal::Refusal;
use crate::tariff::price::Tariff;
use crate::tariff::tier::{ByTier, TierForm};

/// Writes the lines of the account's own energy, without amounts.
pub(super) fn own_lines(
    input: &BillInput,
    tariff: &Tariff,
    (net, charged): (&ByPeriod, Kwh),
    tiers: &mut TierCursor<'_>,
    policy: &PolicyView<'_>,
    lines: &mut Vec<BillLine>,
) -> Result<(), Refusal> {
    let (mut forward, mut charged, mut settles) = (*net, charged, input.settles.as_ref());
    if let Some(whole) = given_back_whole(settles, tariff) {
        let before = charged_before(whole)?;
        give_back_whole(whole, &before, tiers, lines)?;
        for (period, energy) in before.iter() {
            let own = forward.entry(period);
            *own = own.plus(energy).map_err(|_overflow| out_of_range())?;
        }
        charged = forward.sum();
        // All is back: what is below zero now has nothing more to be given back from.
        settles = None;
    }
    let all = forward;
    for (period, energy) in all.iter().filter(|(_, energy)| energy.is_negative()) {
        lines.extend(reversed_energy(settles, period, Kwh::new(-energy.get()))?);
        forward.remove(period);
    }
    if !charged.is_negative() {
        return priced_lines(input, tariff, (forward, charged), tiers, policy, lines);
    }
    let back = Kwh::new(-charged.get());
    tiers.descend(&reversed_tiers(settles, back, tiers.widths.len()));
    if !forward.sum().is_zero() {
        for stretch in stretches(input, tariff, forward, policy)? {
            energy_lines(&stretch, &[], lines)?;
        }
    }
    lines.extend(reversed_additions(settles, back));
    Ok(())
}

/// Writes the lines that take all of the provisional bills back.
fn give_back_whole(
    settles: &Settlement,
    charged: &ByPeriod,
    tiers: &mut TierCursor<'_>,
    lines: &mut Vec<BillLine>,
) -> Result<(), Refusal> {
    for (period, energy) in charged.iter().filter(|(_, energy)| !energy.is_zero()) {
        lines.extend(reversed_energy(Some(settles), period, energy)?);
    }
    lines.extend(reversed_additions(Some(settles), charged.sum()));
    tiers.descend(&reversed_tiers(Some(settles), charged.sum(), tiers.widths.len()));
    Ok(())
}

/// Writes the lines of energy that climbs the tiers by `charged`, which is what
/// `forward` holds less what other periods give back.
fn priced_lines(
    input: &BillInput,
    tariff: &Tariff,
    (forward, charged): (ByPeriod, Kwh),
    tiers: &mut TierCursor<'_>,
    policy: &PolicyView<'_>,
    lines: &mut Vec<BillLine>,
) -> Result<(), Refusal> {
    let stretches = stretches(input, tariff, forward, policy)?;
    let charged = charged_by_stretch(&stretches, charged);
    // The tiers of one stretch after those of another.
    let mut parts = ByTier::new();
    for energy in &charged {
        tiers.climb(*energy, &mut parts);
    }
    let of_stretch = |place: usize| {
        let tiers = tiers.widths.len();
        parts.get(place * tiers..(place + 1) * tiers).unwrap_or_default()
    };
    for (place, stretch) in stretches.iter().enumerate() {
        energy_lines(stretch, of_stretch(place), lines)?;
    }
    for (place, stretch) in stretches.iter().enumerate() {
        tier_additions(stretch, of_stretch(place), lines);
    }
    for (stretch, energy) in stretches.iter().zip(charged) {
        surcharges(stretch, energy, lines);
    }
    if lines.is_empty() {
        lines.push(energy_line(tariff, base_period(tariff), Kwh::ZERO)?);
    }
    Ok(())
}

/// Writes the lines of a share's energy: they name its price table, and know no
/// tiers.
pub(super) fn share_lines(
    input: &BillInput,
    share: &Share<'_>,
    policy: &PolicyView<'_>,
    lines: &mut Vec<BillLine>,
) -> Result<(), Refusal> {
    let tariff = share.tariff;
    let begin = lines.len();
    let stretches = stretches(input, tariff, share.energy, policy)?;
    for stretch in &stretches {
        energy_lines(stretch, &[], lines)?;
    }
    let charged = charged_by_stretch(&stretches, share.energy.sum());
    for (stretch, energy) in stretches.iter().zip(charged) {
        surcharges(stretch, energy, lines);
    }
    if lines.len() == begin {
        lines.push(energy_line(tariff, base_period(tariff), Kwh::ZERO)?);
    }
    for line in lines.iter_mut().skip(begin) {
        line.tariff = Some(tariff.tariff.clone());
    }
    Ok(())
}

fn surcharges(stretch: &Stretch<'_>, energy: Kwh, lines: &mut Vec<BillLine>) {
    if !energy.is_zero() {
        let valid_from = stretch.tariff.valid_from;
        lines.extend(stretch.tariff.surcharges().map(|part| surcharge(valid_from, energy, part)));
    }
}

fn energy_line(tariff: &Tariff, period: Period, energy: Kwh) -> Result<BillLine, Refusal> {
    let price = tariff.energy_price(period)?;
    Ok(BillLine { period, ..line(LineKind::Energy, tariff.valid_from, energy, price) })
}

/// Energy at its price: a line per period, or a line per tier at full price.
fn energy_lines(
    stretch: &Stretch<'_>,
    parts: &[Kwh],
    lines: &mut Vec<BillLine>,
) -> Result<(), Refusal> {
    let tariff = stretch.tariff;
    let full_price = tariff.tiers.as_ref().filter(|table| table.form == TierForm::FullPrice);
    let Some(table) = full_price else {
        for (period, energy) in stretch.energy.iter().filter(|(_, energy)| !energy.is_zero()) {
            lines.push(energy_line(tariff, period, energy)?);
        }
        return Ok(());
    };
    let first = tariff.energy_price(Period::Total)?;
    let tiers = (1..).zip(parts.iter().zip(table.adds()));
    for (tier, (energy, adds)) in tiers.filter(|(_, (energy, _))| !energy.is_zero()) {
        let price = first.plus(adds).map_err(|_overflow| Refusal::out_of_range("price"))?;
        let energy = line(LineKind::Energy, tariff.valid_from, *energy, price);
        lines.push(BillLine { tier: Some(tier), ..energy });
    }
    Ok(())
}

/// What higher tiers add, where all energy stands at the first price.
fn tier_additions(stretch: &Stretch<'_>, parts: &[Kwh], lines: &mut Vec<BillLine>) {
    let adds_on = stretch.tariff.tiers.as_ref().filter(|table| table.form == TierForm::AddOn);
    let Some(table) = adds_on else { return };
    let tiers = (1..).zip(parts.iter().zip(table.adds()));
    let used = tiers.filter(|(_, (energy, adds))| !energy.is_zero() && !adds.is_zero());
    lines.extend(used.map(|(tier, (energy, adds))| {
        let addition = line(LineKind::TierAddition, stretch.tariff.valid_from, *energy, adds);
        BillLine { tier: Some(tier), ..addition }
    }));
}
