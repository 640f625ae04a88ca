//! Energy, register indexes, multipliers and prices as exact decimals.
//!
//! Each serialises as a normalised decimal string (no trailing zeros), so
//! that equal values have equal bytes.

use std::cmp::Ordering;
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

/// The powers of ten that a whole number of 64 bits holds.
const POWERS_OF_TEN: [i64; 19] = {
    let mut powers = [1; 19];
    let mut power = 1;
    while power < powers.len() {
        powers[power] = powers[power - 1] * 10;
        power += 1;
    }
    powers
};

/// 10 to the power of `digits`; absent above 18.
fn power_of_ten(digits: u32) -> Option<i64> {
    POWERS_OF_TEN.get(usize::try_from(digits).ok()?).copied()
}

/// `value` to so many decimal `places`, half up (away from zero).
pub(crate) fn rounded(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// `value` in units of its decimal `places`, half up (away from zero), in whole
/// numbers; absent where that does not fit, and then decimals have to say.
///
/// Every register and every line of a bill is rounded, and in whole numbers that is
/// far less work.
pub(crate) fn half_up(value: Decimal, places: u32) -> Option<i64> {
    let units = i64::try_from(value.mantissa()).ok()?;
    let Some(beyond) = value.scale().checked_sub(places).filter(|beyond| *beyond > 0) else {
        let finer = power_of_ten(places.saturating_sub(value.scale()))?;
        return units.checked_mul(finer);
    };
    let unit = power_of_ten(beyond)?;
    let (whole, rest) = (units.checked_div(unit)?, units.checked_rem(unit)?);
    let is_up = rest.unsigned_abs() >= unit.unsigned_abs() / 2;
    whole.checked_add(if is_up { units.signum() } else { 0 })
}

/// `value` without zeros at its end, and zero without a sign: in whole numbers where
/// they hold it, for each register comes with decimals.
fn normalized(value: Decimal) -> Decimal {
    match i64::try_from(value.mantissa()) {
        Ok(0) => Decimal::ZERO,
        Ok(units) if units % 10 != 0 => value,
        _ => value.normalize(),
    }
}

/// How `value` without its sign compares with 10 to the power of `digits`.
pub(crate) fn cmp_power_of_ten(value: Decimal, digits: u32) -> Ordering {
    // In units of its last decimal, where that fits: no decimal is made to compare
    // with.
    match power_of_ten(digits.saturating_add(value.scale())) {
        Some(power) => value.mantissa().abs().cmp(&i128::from(power)),
        None => value.abs().cmp(&power_of_ten(digits).map_or(Decimal::MAX, Decimal::from)),
    }
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
            #[inline]
            pub fn new(value: Decimal) -> Self {
                // Zero may carry a sign.
                if value.scale() == 0 && !value.is_zero() {
                    Self(value)
                } else {
                    Self(normalized(value))
                }
            }

            /// A whole number of units.
            #[must_use]
            pub fn whole(units: i64) -> Self {
                Self(Decimal::from(units))
            }

            /// The exact decimal value.
            #[must_use]
            #[inline]
            pub const fn get(self) -> Decimal {
                self.0
            }

            /// Whether the quantity is zero.
            #[must_use]
            #[inline]
            pub fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// Whether the quantity is below zero.
            #[must_use]
            #[inline]
            pub fn is_negative(self) -> bool {
                self.0.is_sign_negative() && !self.0.is_zero()
            }

            /// The sum, or [`QuantityError::Overflow`].
            #[inline]
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
            #[inline]
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
                if self.0.scale() == 0 {
                    return self;
                }
                if let Some(units) = half_up(self.0, 0) {
                    return Self(Decimal::from(units));
                }
                Self::new(rounded(self.0, 0))
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
quantity!(
    /// A figure in per mille, such as 1.67 for 1.67 ‰.
    PerMille
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
    fn whole_numbers_round_as_decimals_do() {
        let units = [0, 1, 4, 5, 6, 9, 49, 50, 51, 149, 150, 4_999, 5_000, i64::MAX / 7];
        let signed = units.into_iter().flat_map(|units| [units, -units]);
        for (units, scale) in signed.flat_map(|units| (0..=9).map(move |scale| (units, scale))) {
            let value = Decimal::new(units, scale);
            for places in 0..=3 {
                let Some(found) = half_up(value, places) else {
                    assert!(units.abs() > 5_000, "{value} to {places}");
                    continue;
                };
                assert_eq!(
                    Decimal::new(found, places),
                    rounded(value, places),
                    "{value} to {places}"
                );
            }
        }
        assert_eq!(half_up(Decimal::MAX, 0), None);
        assert_eq!(half_up(Decimal::new(1, 28), 0), None, "a divisor beyond whole numbers");
    }

    #[test]
    fn no_zeros_are_left_at_the_end_and_zero_has_no_sign() {
        for (units, scale) in
            [(0, 0), (0, 3), (1200, 2), (1230, 2), (1234, 2), (-50, 1), (-5, 1), (7, 0)]
        {
            let value = Decimal::new(units, scale);
            let found = normalized(value);
            let expected = value.normalize();
            assert_eq!((found.mantissa(), found.scale()), (expected.mantissa(), expected.scale()));
            let (negative, expected) = (normalized(-value), (-value).normalize());
            assert_eq!(negative.is_sign_negative(), expected.is_sign_negative(), "{value}");
        }
        let beyond = Decimal::from_i128_with_scale(123_456_789_012_345_678_901_200, 4);
        assert_eq!(normalized(beyond).scale(), 2);
        assert_eq!(normalized(beyond), beyond);
    }

    #[test]
    fn compares_with_powers_of_ten() {
        for (value, digits, order) in [
            ("99999.99", 5, Ordering::Less),
            ("100000", 5, Ordering::Equal),
            ("100000.00", 5, Ordering::Equal),
            ("-100000.01", 5, Ordering::Greater),
            ("0.5", 0, Ordering::Less),
            ("9.999999999999999999999999", 1, Ordering::Less),
            ("10.00000000000000000000001", 1, Ordering::Greater),
        ] {
            let decimal = Decimal::from_str_exact(value).expect("a decimal");
            assert_eq!(cmp_power_of_ten(decimal, digits), order, "{value}");
        }
        assert_eq!(cmp_power_of_ten(Decimal::MAX, 9), Ordering::Greater);
    }

    #[test]
    fn rounds_to_whole_units_half_up() {
        for (from, to) in [("0.5", 1), ("-0.5", -1), ("1.4999", 1), ("2.5", 3)] {
            let energy: Kwh = from.parse().expect("a number");
            assert_eq!(energy.round_whole(), Kwh::whole(to));
        }
    }
}
