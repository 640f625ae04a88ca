//! Parts of the metered energy that are priced otherwise or paid by others.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::checks;
use super::document::{ShareTaken, SubMeterTaken};
use super::input::{BillInput, SubMeter};
use super::power_factor::LightingConnection;
use super::stretch::out_of_range;
use crate::account::{ShareSize, ShareTerms};
use crate::id::TariffNo;
use crate::meter::{ByPeriod, Period};
use crate::policy::{PolicyView, ShareBase, SharePeriods};
use crate::quantity::Kwh;
use crate::reading::usage::by_period;
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::price::Tariff;
use crate::tariff::time_of_use::flat_to_valley;

/// The period that takes what belongs to none: the total, flat, or valley.
pub(super) fn base_period(tariff: &Tariff) -> Period {
    if !tariff.is_time_of_use() {
        Period::Total
    } else if tariff.prices.of(Period::Flat).is_some() {
        Period::Flat
    } else {
        Period::Valley
    }
}

/// A share's energy with the version of its price table.
pub(super) struct Share<'a> {
    pub(super) tariff: &'a Tariff,
    pub(super) energy: ByPeriod,
    pub(super) connection: LightingConnection,
}

/// Takes the shares of other price tables out of `own`: fixed ones first, then
/// proportional ones, never more than is there. Adds what each took to `statements`.
///
/// Refuses `figure_negative`, `share_above_all` (more than 100 %), `no_tariff`,
/// `share_tariff`, `policy_unset` and `out_of_range`.
pub(super) fn shares<'a>(
    input: &'a BillInput,
    tariff: &Tariff,
    own: &mut ByPeriod,
    policy: &PolicyView<'_>,
    statements: &mut Vec<ShareTaken>,
) -> Result<Vec<Share<'a>>, Refusal> {
    let terms = &input.terms.contract.shares;
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    check_percent(terms)?;
    let whole = own.sum();
    let mut after_fixed = whole;
    let mut found = Vec::new();
    let is_fixed = |share: &&ShareTerms| matches!(share.size, ShareSize::Fixed(_));
    for share in terms.iter().filter(is_fixed).chain(terms.iter().filter(|it| !is_fixed(it))) {
        check_size(share.size)?;
        let agreed_kwh = match share.size {
            ShareSize::Fixed(month) => {
                let months = Decimal::from(input.terms.cycle_months);
                Kwh::new(month.get().checked_mul(months).ok_or_else(out_of_range)?).round_whole()
            }
            ShareSize::Percent(percent) => {
                let base = match policy.share_base()? {
                    ShareBase::Whole => whole,
                    ShareBase::AfterFixed => after_fixed,
                };
                part_of(base, percent.get())?
            }
        };
        let taken = take(own, agreed_kwh, base_period(tariff), policy.share_periods()?);
        let energy_kwh = taken.sum();
        if matches!(share.size, ShareSize::Fixed(_)) {
            after_fixed = Kwh::new(after_fixed.get() - energy_kwh.get());
        }
        found.push(priced_share(input, share, taken)?);
        let (tariff, size) = (share.tariff.clone(), share.size);
        statements.push(ShareTaken { tariff, size, agreed_kwh, energy_kwh });
    }
    Ok(found)
}

fn part_of(base: Kwh, percent: Decimal) -> Result<Kwh, Refusal> {
    let share = base.get().checked_mul(percent).ok_or_else(out_of_range)?;
    let share = share.checked_div(Decimal::ONE_HUNDRED).ok_or_else(out_of_range)?;
    Ok(Kwh::new(share).round_whole())
}

fn check_percent(terms: &[ShareTerms]) -> Result<(), Refusal> {
    let mut all = Decimal::ZERO;
    for share in terms {
        if let ShareSize::Percent(percent) = share.size {
            all = all.checked_add(percent.get()).ok_or_else(out_of_range)?;
        }
    }
    if all > Decimal::ONE_HUNDRED {
        return Err(Refusal::new("share_above_all").with("share_percent", all));
    }
    Ok(())
}

fn check_size(size: ShareSize) -> Result<(), Refusal> {
    match size {
        ShareSize::Fixed(month) => checks::not_negative("fixed_kwh", month.get()),
        ShareSize::Percent(percent) => checks::not_negative("share_percent", percent.get()),
    }
}

/// Refuses shares by which no bill could be made: `figure_negative`,
/// `share_above_all`, `no_tariff`, `tariff_expired` and `share_tariff`.
pub(crate) fn check_shares(
    terms: &[ShareTerms],
    own: &TariffNo,
    tariffs: &[Tariff],
    on: NaiveDate,
) -> Result<(), Refusal> {
    check_percent(terms)?;
    for share in terms {
        check_size(share.size)?;
        share_tariff(share, own, tariffs, on)?;
    }
    Ok(())
}

/// The version of a share's price table, which has neither tiers nor a basic price
/// and is not the account's own.
fn share_tariff<'a>(
    share: &ShareTerms,
    own: &TariffNo,
    tariffs: &'a [Tariff],
    on: NaiveDate,
) -> Result<&'a Tariff, Refusal> {
    let tariff = in_force(tariffs, &share.tariff, on)?;
    if tariff.tiers.is_some() || tariff.basic.is_some() || share.tariff == *own {
        return Err(Refusal::new("share_tariff").with("tariff", &share.tariff));
    }
    Ok(tariff)
}

/// A share's energy at the periods of its own price table, which knows no tiers:
/// they are a household's, not a share's.
fn priced_share<'a>(
    input: &'a BillInput,
    share: &ShareTerms,
    taken: ByPeriod,
) -> Result<Share<'a>, Refusal> {
    let tariff = share_tariff(share, &input.tariff, &input.tariffs, input.read_on)?;
    let energy =
        if tariff.is_time_of_use() { taken } else { ByPeriod::one(Period::Total, taken.sum()) };
    Ok(Share { tariff, energy, connection: share.connection })
}

/// Takes `energy` out of `from`, at most what is there. A period below zero,
/// where the periods count more than the total, gives nothing.
pub(super) fn take(from: &mut ByPeriod, energy: Kwh, base: Period, how: SharePeriods) -> ByPeriod {
    let mut rest = energy.get().min(from.sum().get()).max(Decimal::ZERO);
    let mut taken = ByPeriod::default();
    if how == SharePeriods::InProportion {
        let there: Decimal = from.energies().map(|own| own.get().max(Decimal::ZERO)).sum();
        let wanted = rest;
        for (period, own) in from.iter_mut().filter(|(_, own)| own.get() > Decimal::ZERO) {
            let share = wanted
                .checked_mul(own.get())
                .and_then(|part| part.checked_div(there))
                .map_or(Decimal::ZERO, |part| part.floor());
            move_over(own, taken.entry(period), share);
            rest -= share;
        }
    }
    let others = Period::ALL.into_iter().filter(|period| *period != base);
    for period in std::iter::once(base).chain(others) {
        let Some(own) = from.of_mut(period) else { continue };
        let more = rest.min(own.get());
        if more > Decimal::ZERO {
            move_over(own, taken.entry(period), more);
            rest -= more;
        }
    }
    taken
}

fn move_over(from: &mut Kwh, to: &mut Kwh, energy: Decimal) {
    *from = Kwh::new(from.get() - energy);
    *to = Kwh::new(to.get() + energy);
}

/// Takes off what meters behind this one counted, each in its own periods; where
/// a period has less, and for a meter without periods, as shares are taken. Adds
/// what each took to `statements`.
pub(super) fn sub_meters(
    input: &BillInput,
    tariff: &Tariff,
    own: &mut ByPeriod,
    policy: &PolicyView<'_>,
    statements: &mut Vec<SubMeterTaken>,
) -> Result<(), Refusal> {
    for sub in &input.sub_meters {
        statements.push(sub_meter(sub, tariff, own, policy)?);
    }
    Ok(())
}

fn sub_meter(
    sub: &SubMeter,
    tariff: &Tariff,
    own: &mut ByPeriod,
    policy: &PolicyView<'_>,
) -> Result<SubMeterTaken, Refusal> {
    let mut counted = by_period(&sub.registers);
    if counted.is_empty() {
        return Err(Refusal::by_clause("no_active_register", "4.1.3").with("account", &sub.account));
    }
    let energy_kwh = counted.sum();
    checks::not_negative("energy_kwh", energy_kwh.get())?;
    if tariff.is_time_of_use() && tariff.prices.of(Period::Flat).is_none() {
        flat_to_valley(&mut counted)?;
    }
    let mut rest = energy_kwh.get();
    for (period, energy) in counted.iter() {
        if let Some(there) = own.of_mut(period) {
            // Below zero where its periods exceed its total: then it goes back. A
            // period of the account that is below zero itself gives nothing.
            let off = energy.get().min(there.get().max(Decimal::ZERO));
            *there = Kwh::new(there.get() - off);
            rest -= off;
        }
    }
    if rest > Decimal::ZERO {
        let more = take(own, Kwh::new(rest), base_period(tariff), policy.share_periods()?);
        rest -= more.sum().get();
    } else if rest < Decimal::ZERO {
        // Its periods exceed its total, and the account counts nothing where the
        // difference goes back: it is charged there.
        let back = own.entry(base_period(tariff));
        *back = Kwh::new(back.get() - rest);
    }
    let deducted_kwh = Kwh::new(energy_kwh.get() - rest.max(Decimal::ZERO));
    Ok(SubMeterTaken { account: sub.account.clone(), energy_kwh, deducted_kwh })
}

#[cfg(test)]
mod tests;
