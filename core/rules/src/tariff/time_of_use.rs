//! Time of use (分时): factors of a price table, and how periods take up the
//! difference to the total register.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::price::Tariff;
use crate::meter::{ByPeriod, Period, Register};
use crate::quantity::{Kwh, Price, Rate};
use crate::reading::usage::{RegisterUsage, active_total, by_period, energy_of};
use crate::refusal::Refusal;

/// How much a period's price stands above or below flat, as a factor on the
/// floating parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// Critical peak; absent where the table has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical_peak: Option<Rate>,
    /// Peak.
    pub peak: Rate,
    /// Valley.
    pub valley: Rate,
}

impl Factors {
    /// The factor of `period`; 1 for flat, absent where there is none.
    #[must_use]
    pub fn of(&self, period: Period) -> Option<Rate> {
        match period {
            Period::CriticalPeak => self.critical_peak,
            Period::Peak => Some(self.peak),
            Period::Flat => Some(Rate::whole(1)),
            Period::Valley => Some(self.valley),
            Period::Total => None,
        }
    }

    /// The price of `period` that follows from the `flat` one, rounded to its
    /// decimal places: flat + floating × (factor − 1).
    #[must_use]
    pub fn price(&self, period: Period, flat: Price, floating: Price) -> Option<Price> {
        let above = floating.get().checked_mul(self.of(period)?.get() - Decimal::ONE)?;
        let places = flat.get().scale().max(6);
        let price = flat.get().checked_add(above)?;
        Some(Price::new(
            price.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero),
        ))
    }
}

/// Energy by the periods that `tariff` prices. A single price takes the total
/// register. With time of use, what the period registers lack or exceed of the
/// total goes to flat, or to valley where the table has no flat price; what
/// rounding makes that fall below zero by the other periods bear.
///
/// Refuses `no_active_register` where no register counts forward active
/// energy, `no_period_registers` where a time-of-use price meets a meter
/// without period registers, and `no_price_for_period` where a flat register
/// counted energy that the table does not price.
pub fn priced_periods(tariff: &Tariff, registers: &[RegisterUsage]) -> Result<ByPeriod, Refusal> {
    if !tariff.is_time_of_use() {
        let energy = active_total(registers).ok_or_else(|| {
            Refusal::by_clause("no_active_register", "4.1.3").with("tariff", &tariff.tariff)
        })?;
        return Ok(ByPeriod::one(Period::Total, energy));
    }
    let mut periods = by_period(registers);
    if periods.of(Period::Total).is_some() || periods.is_empty() {
        return Err(Refusal::new("no_period_registers").with("tariff", &tariff.tariff));
    }
    if tariff.prices.of(Period::Flat).is_none() {
        if !energy_of(registers, Register::forward_active(Period::Flat)).is_zero() {
            // The difference alone goes to valley: what a flat register counted
            // has no price here.
            tariff.energy_price(Period::Flat)?;
        }
        flat_to_valley(&mut periods)?;
    }
    bear_rounding(&mut periods);
    Ok(periods)
}

/// Moves flat energy to valley, for a table that prices none; refuses
/// `out_of_range`.
pub(crate) fn flat_to_valley(periods: &mut ByPeriod) -> Result<(), Refusal> {
    if let Some(rest) = periods.remove(Period::Flat) {
        let valley = periods.entry(Period::Valley);
        *valley = valley.plus(rest).map_err(|_overflow| Refusal::out_of_range("usage"))?;
    }
    Ok(())
}

/// What rounding can make the periods exceed their total by: half a kWh for each
/// of five registers, in whole kWh.
const MOST_BY_ROUNDING: Decimal = Decimal::TWO;

/// Where the period that takes the difference to the total is below zero by
/// rounding alone, the others bear it in the order of registers: nobody is left
/// without a bill for a kWh. More than that is a fault of the readings and stays.
fn bear_rounding(periods: &mut ByPeriod) {
    let Some(short) = periods.energies().find(|energy| energy.is_negative()) else { return };
    let mut lacking = -short.get();
    if lacking > MOST_BY_ROUNDING || periods.sum().is_negative() {
        return;
    }
    for (_, energy) in periods.iter_mut() {
        if energy.is_negative() {
            *energy = Kwh::ZERO;
            continue;
        }
        let borne = lacking.min(energy.get());
        *energy = Kwh::new(energy.get() - borne);
        lacking -= borne;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(energies: [i64; 3]) -> Vec<i64> {
        let order = [Period::Peak, Period::Flat, Period::Valley];
        let mut periods: ByPeriod =
            order.into_iter().zip(energies).map(|(period, of)| (period, Kwh::whole(of))).collect();
        bear_rounding(&mut periods);
        let whole = |energy: Kwh| energy.to_string().parse().expect("whole");
        periods.energies().map(whole).collect()
    }

    #[test]
    fn rounding_is_borne_by_the_others_and_a_fault_stays() {
        assert_eq!(after([10, -1, 5]), [9, 0, 5]);
        assert_eq!(after([1, -2, 5]), [0, 0, 4]);
        assert_eq!(after([10, -3, 5]), [10, -3, 5], "more than rounding explains");
        assert_eq!(after([0, -1, 0]), [0, -1, 0], "nothing is there to bear it");
        assert_eq!(after([10, 0, 5]), [10, 0, 5]);
    }
}
