//! Stretches of a period under one version of the price table each.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::input::BillInput;
use crate::meter::Period;
use crate::policy::{PolicyView, PriceChange};
use crate::quantity::Kwh;
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::price::Tariff;

/// Energy by time-of-use period.
pub(super) type ByPeriod = BTreeMap<Period, Kwh>;

pub(super) fn out_of_range() -> Refusal {
    Refusal::out_of_range("energy")
}

/// The energy of all periods.
pub(super) fn sum(energy: &ByPeriod) -> Kwh {
    Kwh::new(energy.values().map(|energy| energy.get()).sum())
}

/// A stretch of the period under one version of the price table.
pub(super) struct Stretch<'a> {
    /// The version.
    pub(super) tariff: &'a Tariff,
    /// The energy by period.
    pub(super) energy: ByPeriod,
}

/// The energy of each stretch over all periods, less what other periods give
/// back: the first stretches bear that, so that the sum is `charged`.
pub(super) fn charged_by_stretch(stretches: &[Stretch<'_>], charged: Kwh) -> Vec<Kwh> {
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

/// Splits the period where the price changed inside it and the policy says so.
pub(super) fn stretches<'a>(
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
        .filter(|version| version.tariff == tariff.tariff)
        .map(|version| version.valid_from)
        .filter(|from| *from <= input.read_on)
        .collect();
    changes.sort_unstable();
    let Some(previous_on) = input.previous_on else {
        return if changes.len() > 1 {
            Err(Refusal::new("period_start_unknown").with("tariff", &tariff.tariff))
        } else {
            whole(energy)
        };
    };
    let first_day = previous_on.succ_opt().ok_or_else(out_of_range)?;
    let inside: Vec<NaiveDate> = changes.into_iter().filter(|from| *from > first_day).collect();
    let starts: Vec<NaiveDate> = [first_day].into_iter().chain(inside).collect();
    let end = input.read_on.succ_opt().ok_or_else(out_of_range)?;
    by_days(input, tariff, energy, (&starts, end))
}

/// Whole kWh by days for each stretch; the last takes the remainder.
fn by_days<'a>(
    input: &'a BillInput,
    at_end: &'a Tariff,
    mut energy: ByPeriod,
    (starts, end): (&[NaiveDate], NaiveDate),
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
        // By its last day: a version may have ended before the next one begins.
        let last = next.pred_opt().ok_or_else(out_of_range)?;
        let tariff = in_force(&input.tariffs, &at_end.tariff, last)?;
        same_shape(tariff, at_end)?;
        stretches.push(Stretch { tariff, energy: own });
    }
    stretches.push(Stretch { tariff: at_end, energy });
    Ok(stretches)
}

/// Refuses `price_change_shape` where the versions cannot share one climb of
/// the tiers: then only the price of the read date can be taken.
fn same_shape(one: &Tariff, other: &Tariff) -> Result<(), Refusal> {
    let shape = |tariff: &Tariff| {
        let tiers = tariff.tiers.as_ref();
        let tiers = tiers.map(|table| (table.cycle, table.form, table.adds().len()));
        let periods: Vec<Period> = tariff.prices.cells().map(|(period, _)| period).collect();
        (tiers, periods)
    };
    if shape(one) == shape(other) {
        return Ok(());
    }
    Err(Refusal::new("price_change_shape")
        .with("tariff", &one.tariff)
        .with("from", one.valid_from)
        .with("to", other.valid_from))
}
