//! Stretches of a period under one version of the price table each.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use smallvec::{SmallVec, smallvec};

use super::input::BillInput;
use crate::meter::ByPeriod;
use crate::policy::{PolicyView, PriceChange};
use crate::quantity::Kwh;
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::price::Tariff;

pub(super) fn out_of_range() -> Refusal {
    Refusal::out_of_range("energy")
}

/// A stretch of the period under one version of the price table.
pub(super) struct Stretch<'a> {
    /// The version.
    pub(super) tariff: &'a Tariff,
    /// The energy by period.
    pub(super) energy: ByPeriod,
}

/// A figure for each stretch; most bills have one.
pub(super) type ByStretch<T> = SmallVec<[T; 1]>;

/// The energy of each stretch over all periods, less what other periods give
/// back: the first stretches bear that, so that the sum is `charged`.
pub(super) fn charged_by_stretch(stretches: &[Stretch<'_>], charged: Kwh) -> ByStretch<Kwh> {
    if stretches.len() == 1 {
        return smallvec![charged];
    }
    let forward: Decimal = stretches.iter().map(|stretch| stretch.energy.sum().get()).sum();
    let mut back = (forward - charged.get()).max(Decimal::ZERO);
    stretches
        .iter()
        .map(|stretch| {
            let own = stretch.energy.sum().get();
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
) -> Result<ByStretch<Stretch<'a>>, Refusal> {
    let starts = || {
        let versions = input.tariffs.iter().filter(|version| version.tariff == tariff.tariff);
        versions.map(|version| version.valid_from).filter(|from| *from <= input.read_on)
    };
    let day_after = |day: NaiveDate| day.succ_opt().ok_or_else(out_of_range);
    let first_day = input.previous_on.map(day_after).transpose()?;
    let is_inside = |from: &NaiveDate| first_day.is_none_or(|first_day| *from > first_day);
    // Where nothing changed the policy has nothing to say.
    let changed = match first_day {
        Some(_) => starts().any(|from| is_inside(&from)),
        None => starts().nth(1).is_some(),
    };
    if !changed || policy.price_change()? == PriceChange::ByReadDate {
        return Ok(smallvec![Stretch { tariff, energy }]);
    }
    let Some(first_day) = first_day else {
        return Err(Refusal::new("period_start_unknown").with("tariff", &tariff.tariff));
    };
    let mut starts: Vec<NaiveDate> =
        [first_day].into_iter().chain(starts().filter(is_inside)).collect();
    starts.sort_unstable();
    let end = day_after(input.read_on)?;
    by_days(input, tariff, energy, (&starts, end))
}

/// Whole kWh by days for each stretch; the last takes the remainder.
fn by_days<'a>(
    input: &'a BillInput,
    at_end: &'a Tariff,
    mut energy: ByPeriod,
    (starts, end): (&[NaiveDate], NaiveDate),
) -> Result<ByStretch<Stretch<'a>>, Refusal> {
    let first = starts.first().copied().unwrap_or(end);
    let days = (end - first).num_days().max(1);
    let total = energy;
    let mut stretches = ByStretch::new();
    for (start, next) in starts.iter().zip(starts.iter().skip(1)) {
        let own_days = Decimal::from((*next - *start).num_days());
        let mut own = ByPeriod::default();
        for (period, all) in total.iter() {
            let share = all
                .get()
                .checked_mul(own_days)
                .and_then(|share| share.checked_div(Decimal::from(days)))
                .map(|share| share.floor())
                .ok_or_else(out_of_range)?;
            *own.entry(period) = Kwh::new(share);
            let rest = energy.entry(period);
            *rest = Kwh::new(rest.get() - share);
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
    let tiers = |tariff: &Tariff| {
        let tiers = tariff.tiers.as_ref();
        tiers.map(|table| (table.cycle, table.form, table.adds().count()))
    };
    let (periods, others) = (one.prices.cells(), other.prices.cells());
    let alike = periods.map(|(period, _)| period).eq(others.map(|(period, _)| period));
    if alike && tiers(one) == tiers(other) {
        return Ok(());
    }
    Err(Refusal::new("price_change_shape")
        .with("tariff", &one.tariff)
        .with("from", one.valid_from)
        .with("to", other.valid_from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::Period;

    #[test]
    fn the_first_stretches_bear_what_is_given_back() {
        let tariff: Tariff = toml::from_str(
            "tariff = 'ONE'\nname = 'one price'\nvalid_from = '2026-01-01'\n\
             usage_class = 'residential'\nsource = 'own table'\nprices = { single = { price = '1' } }",
        )
        .expect("a price table");
        let energies = [10, 20, 30].map(Kwh::whole);
        let stretches = energies.map(|energy| Stretch {
            tariff: &tariff,
            energy: ByPeriod::one(Period::Total, energy),
        });
        for (charged, expected) in [
            (60, [10, 20, 30]),
            (55, [5, 20, 30]),
            (35, [0, 5, 30]),
            (30, [0, 0, 30]),
            (12, [0, 0, 12]),
            (0, [0, 0, 0]),
        ] {
            let found = charged_by_stretch(&stretches, Kwh::whole(charged));
            assert_eq!(found.as_slice(), expected.map(Kwh::whole), "of {charged}");
        }
        assert_eq!(charged_by_stretch(&stretches[..1], Kwh::whole(7)).as_slice(), [Kwh::whole(7)]);
    }
}
