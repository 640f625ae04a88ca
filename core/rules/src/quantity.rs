//! Energy, register indexes, multipliers and prices as exact decimals.
//!
//! Each serialises as a normalised decimal string (no trailing zeros), so
//! that equal values have equal bytes.

use std::fmt;
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Why a text is not a quantity.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// The text is not a plain decimal number.
    #[error("{text:?} is not a number")]
    NotANumber {
        /// The text as it was entered.
        text: String,
    },
    /// The result of an operation leaves the range of exact decimals.
    #[error("the quantity exceeds what can be recorded")]
    Overflow,
}

/// Reads a plain decimal: digits, at most one point, a leading minus; no
/// exponent, grouping or other sign.
pub fn parse_decimal(text: &str) -> Result<Decimal, QuantityError> {
    let wrong = || QuantityError::NotANumber { text: text.to_owned() };
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || digits.len() > 28 {
        return Err(wrong());
    }
    Decimal::from_str_exact(text).map(|value| value.normalize()).map_err(|_not_decimal| wrong())
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Decimal);

        impl $name {
            /// Zero.
            pub const ZERO: Self = Self(Decimal::ZERO);

            /// The exact decimal `value` as this quantity.
            #[must_use]
            pub fn new(value: Decimal) -> Self {
                Self(value.normalize())
            }

            /// A whole number of units.
            #[must_use]
            pub fn whole(units: i64) -> Self {
                Self(Decimal::from(units))
            }

            /// The exact decimal value.
            #[must_use]
            pub const fn get(self) -> Decimal {
                self.0
            }

            /// Whether the quantity is zero.
            #[must_use]
            pub fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// Whether the quantity is below zero.
            #[must_use]
            pub fn is_negative(self) -> bool {
                self.0.is_sign_negative() && !self.0.is_zero()
            }

            /// The sum, or [`QuantityError::Overflow`].
            pub fn plus(self, other: Self) -> Result<Self, QuantityError> {
                // Much of what a bill adds is not there.
                if other.is_zero() {
                    return Ok(self);
                }
                if self.is_zero() {
                    return Ok(other);
                }
                self.0.checked_add(other.0).map(Self::new).ok_or(QuantityError::Overflow)
            }

            /// The difference, or [`QuantityError::Overflow`].
            pub fn minus(self, other: Self) -> Result<Self, QuantityError> {
                if other.is_zero() {
                    return Ok(self);
                }
                self.0.checked_sub(other.0).map(Self::new).ok_or(QuantityError::Overflow)
            }

            /// The checked sum of many, or [`QuantityError::Overflow`].
            pub fn sum(
                quantities: impl IntoIterator<Item = Self>,
            ) -> Result<Self, QuantityError> {
                quantities.into_iter().try_fold(Self::ZERO, Self::plus)
            }

            /// Rounds half up (away from zero) to whole units.
            #[must_use]
            pub fn round_whole(self) -> Self {
                Self::new(self.0.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.normalize(), f)
            }
        }

        impl FromStr for $name {
            type Err = QuantityError;

            fn from_str(text: &str) -> Result<Self, QuantityError> {
                parse_decimal(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

quantity!(
    /// Energy in kWh.
    Kwh
);
impl Kwh {
    /// The energy in whole Wh, as tables keep it; absent where it has more than
    /// three decimals or does not fit.
    #[must_use]
    pub fn to_wh(self) -> Option<i64> {
        let wh = self.get().checked_mul(Decimal::ONE_THOUSAND)?;
        wh.is_integer().then(|| wh.to_i64()).flatten()
    }

    /// The energy of whole Wh.
    #[must_use]
    pub fn from_wh(wh: i64) -> Self {
        Self::new(Decimal::new(wh, 3))
    }
}

quantity!(
    /// Reactive energy in kvarh.
    Kvarh
);
quantity!(
    /// Power or capacity in kW or kVA.
    Kw
);
quantity!(
    /// Current in A.
    Ampere
);
quantity!(
    /// Voltage in V.
    Volt
);
quantity!(
    /// What a register shows, in the register's own unit before the multiplier.
    Index
);
quantity!(
    /// The factor from index difference to energy: CT ratio × PT ratio.
    Multiplier
);
quantity!(
    /// A price in yuan per kWh; of a basic charge, per kVA or kW and month.
    Price
);
quantity!(
    /// A share of one, such as 0.02 for 2 %.
    Rate
);
quantity!(
    /// A signed figure in percent, such as -1.1 for -1.10 %.
    Percent
);

/// For serde: leaves out energy that is zero.
#[must_use]
pub(crate) fn is_no_energy(energy: &Kwh) -> bool {
    energy.get().is_zero()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_equal_bytes() {
        let one: Kwh = "1.50".parse().expect("a number");
        let other: Kwh = "1.5".parse().expect("a number");
        assert_eq!(serde_json::to_string(&one).expect("json"), "\"1.5\"");
        assert_eq!(serde_json::to_string(&one).ok(), serde_json::to_string(&other).ok());
        assert_eq!(Kwh::new(Decimal::new(100, 2)).to_string(), "1");
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "1e3", "12a", "٣", "1.2.3", ".", "+1"] {
            assert!(text.parse::<Index>().is_err(), "{text}");
        }
    }

    #[test]
    fn rounds_to_whole_units_half_up() {
        for (from, to) in [("0.5", 1), ("-0.5", -1), ("1.4999", 1), ("2.5", 3)] {
            let energy: Kwh = from.parse().expect("a number");
            assert_eq!(energy.round_whole(), Kwh::whole(to));
        }
    }
}
