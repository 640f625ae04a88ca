//! Time of use (分时): factors of a price table, and how periods take up the
//! difference to the total register.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::price::Tariff;
use crate::meter::Period;
use crate::quantity::{Kwh, Price, Rate};
use crate::reading::usage::{RegisterUsage, active_total, by_period};
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
/// total goes to flat, or to valley where the table has no flat price.
///
/// Refuses `no_active_register` where no register counts forward active
/// energy, and `no_period_registers` where a time-of-use price meets a meter
/// without period registers.
pub fn priced_periods(
    tariff: &Tariff,
    registers: &[RegisterUsage],
) -> Result<BTreeMap<Period, Kwh>, Refusal> {
    if !tariff.is_time_of_use() {
        let energy = active_total(registers).ok_or_else(|| {
            Refusal::by_clause("no_active_register", "4.1.3").with("tariff", &tariff.tariff)
        })?;
        return Ok(BTreeMap::from([(Period::Total, energy)]));
    }
    let mut periods = by_period(registers);
    if periods.contains_key(&Period::Total) || periods.is_empty() {
        return Err(Refusal::new("no_period_registers").with("tariff", &tariff.tariff));
    }
    if tariff.prices.of(Period::Flat).is_none()
        && let Some(rest) = periods.remove(&Period::Flat)
    {
        let valley = periods.entry(Period::Valley).or_default();
        *valley = valley.plus(rest).map_err(|_overflow| Refusal::out_of_range("usage"))?;
    }
    Ok(periods)
}
