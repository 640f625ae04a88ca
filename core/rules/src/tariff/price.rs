//! One dated version of a price table.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::hours::HoursOfMonths;
use super::tier::TierTable;
use super::time_of_use::Factors;
use crate::account::UsageClass;
use crate::canonical::ContentHash;
use crate::id::TariffNo;
use crate::meter::Period;
use crate::quantity::Price;
use crate::refusal::Refusal;

/// The printed prices of energy in yuan per kWh, surcharges included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnergyPrices {
    /// One price for all hours.
    Single {
        /// The price.
        price: Price,
    },
    /// Prices by time-of-use period (峰谷).
    TimeOfUse {
        /// Critical peak; absent where the table has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        critical_peak: Option<Price>,
        /// Peak.
        peak: Price,
        /// Flat; absent where the table knows peak and valley only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        flat: Option<Price>,
        /// Valley.
        valley: Price,
    },
}

impl EnergyPrices {
    /// The printed price of `period`; absent where the table has none.
    #[must_use]
    pub const fn of(&self, period: Period) -> Option<Price> {
        match (self, period) {
            (Self::Single { price }, Period::Total) => Some(*price),
            (Self::TimeOfUse { critical_peak, .. }, Period::CriticalPeak) => *critical_peak,
            (Self::TimeOfUse { peak, .. }, Period::Peak) => Some(*peak),
            (Self::TimeOfUse { flat, .. }, Period::Flat) => *flat,
            (Self::TimeOfUse { valley, .. }, Period::Valley) => Some(*valley),
            (Self::Single { .. }, _) | (Self::TimeOfUse { .. }, Period::Total) => None,
        }
    }

    /// The printed cells by period, in the order of registers.
    pub fn cells(&self) -> impl Iterator<Item = (Period, Price)> {
        Period::ALL.into_iter().filter_map(|period| self.of(period).map(|price| (period, price)))
    }
}

/// One part of a printed price: purchase, line loss, grid, system, funds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricePart {
    /// A stable code, such as `rural_grid_fund`.
    pub code: String,
    /// Its name as the table prints it.
    pub name: String,
    /// Yuan per kWh.
    pub price: Price,
    /// A surcharge (代征费) has its own line on each bill.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub surcharge: bool,
    /// Time-of-use factors apply to this part.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub floats: bool,
}

/// The basic prices (容(需)量电价) of a two-part table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasicPrices {
    /// Yuan per kVA of capacity and month; absent where it is not offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Price>,
    /// Yuan per kW of demand and month; absent where it is not offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<Price>,
}

/// One dated version of a price table. It is never edited once used; a change
/// is a later version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tariff {
    /// The table's number.
    pub tariff: TariffNo,
    /// Its name as printed.
    pub name: String,
    /// The first day on which this version holds.
    pub valid_from: NaiveDate,
    /// The last day, for a table published for a time such as the price of agency
    /// purchase of a month; absent where it holds until the next version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// Whom it is for.
    pub usage_class: UsageClass,
    /// Where it was published.
    pub source: String,
    /// The printed prices.
    pub prices: EnergyPrices,
    /// What the printed price consists of; empty where that is not published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PricePart>,
    /// How period prices follow from the flat one; absent where not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factors: Option<Factors>,
    /// The hours of each period; empty where they are not on record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<HoursOfMonths>,
    /// The tiers (阶梯); absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiers: Option<TierTable>,
    /// The basic prices of a two-part table (两部制); absent for one-part ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basic: Option<BasicPrices>,
}

impl Tariff {
    /// The hash over the canonical bytes of this version.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        ContentHash::of(self)
    }

    /// The parts that have their own line on a bill.
    pub fn surcharges(&self) -> impl Iterator<Item = &PricePart> {
        self.parts.iter().filter(|part| part.surcharge)
    }

    /// The price of energy in `period` without the surcharges that have their
    /// own line; refuses `no_price_for_period`.
    pub fn energy_price(&self, period: Period) -> Result<Price, Refusal> {
        let printed = self.prices.of(period).ok_or_else(|| {
            Refusal::new("no_price_for_period")
                .with("tariff", &self.tariff)
                .with("valid_from", self.valid_from)
                .with("period", period)
        })?;
        let mut rest = printed;
        for part in self.surcharges() {
            rest = rest.minus(part.price).map_err(|_overflow| Refusal::out_of_range("price"))?;
        }
        Ok(rest)
    }

    /// Whether energy is priced by time-of-use period.
    #[must_use]
    pub const fn is_time_of_use(&self) -> bool {
        matches!(self.prices, EnergyPrices::TimeOfUse { .. })
    }
}
