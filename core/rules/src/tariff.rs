//! Chapter 4.2, the price archive (电价档案): dated price tables, their tiers
//! and time-of-use prices, and the check of an entry against itself.

pub mod archive;
pub mod hours;
pub mod price;
pub mod tier;
pub mod time_of_use;

pub use archive::{check_entry, in_force};
pub use hours::{HourSpan, HoursOfMonths, period_at};
pub use price::{BasicPrices, EnergyPrices, PricePart, Tariff};
pub use tier::{HouseholdExtra, SeasonTiers, Tier, TierCycle, TierForm, TierTable, TierUse};
pub use time_of_use::Factors;
