//! Money in whole fen, checked.

use std::fmt;
use std::iter;
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::quantity::half_up;

/// Why a figure is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// The text is not a plain decimal number.
    #[error("{text:?} is not an amount in yuan, such as 86.40")]
    NotAnAmount {
        /// The text as it was entered.
        text: String,
    },
    /// The text has more than two decimal places.
    #[error("{text:?} has more than two decimal places")]
    TooPrecise {
        /// The text as it was entered.
        text: String,
    },
    /// The sum or product does not fit into 64 bits of fen.
    #[error("the amount exceeds what can be recorded")]
    Overflow,
}

impl MoneyError {
    /// The stable code, as typed input is told wrong by.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAnAmount { .. } => "not_an_amount",
            Self::TooPrecise { .. } => "too_precise",
            Self::Overflow => "too_large",
        }
    }
}

/// An amount of money in whole fen (1/100 yuan), signed.
///
/// Serialised as an integer number of fen.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(i64);

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of `fen` hundredths of a yuan.
    #[must_use]
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// The number of whole fen.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether the amount is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum, or [`MoneyError::Overflow`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError::Overflow)
    }

    /// The difference, or [`MoneyError::Overflow`].
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_sub(other.0).map(Self).ok_or(MoneyError::Overflow)
    }

    /// The amount with the opposite sign, or [`MoneyError::Overflow`].
    pub fn negated(self) -> Result<Self, MoneyError> {
        self.0.checked_neg().map(Self).ok_or(MoneyError::Overflow)
    }

    /// The checked sum of many amounts.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// Rounds an unrounded amount in yuan half up (away from zero, so that a
    /// correction reverses exactly) to the fen. The only rounding of money.
    pub fn round_yuan(yuan: Decimal) -> Result<Self, MoneyError> {
        if let Some(fen) = half_up(yuan, 2) {
            return Ok(Self(fen));
        }
        let fen = yuan
            .checked_mul(Decimal::ONE_HUNDRED)
            .ok_or(MoneyError::Overflow)?
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        fen.to_i64().map(Self).ok_or(MoneyError::Overflow)
    }

    /// The amount in yuan as an exact decimal with two places.
    #[must_use]
    pub fn to_yuan(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The smaller of two amounts.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        Ord::min(self, other)
    }
}

impl iter::Sum for Fen {
    /// Adds with overflow checks; panics beyond 92 trillion yuan. Use
    /// [`Fen::sum`] where the figures come from outside.
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |total, fen| {
            total.plus(fen).expect("recorded amounts add up below 2^63 fen")
        })
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.to_yuan())
    }
}

impl FromStr for Fen {
    type Err = MoneyError;

    /// Reads yuan with at most two decimals: `86.4`, `86.40`, `-3`. No
    /// exponent, no grouping, no sign but a leading minus.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let not_an_amount = || MoneyError::NotAnAmount { text: text.to_owned() };
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(fraction) {
            return Err(not_an_amount());
        }
        if fraction.len() > 2 {
            return Err(MoneyError::TooPrecise { text: text.to_owned() });
        }
        if whole.len() > 16 {
            return Err(MoneyError::Overflow);
        }
        let yuan = Decimal::from_str_exact(text).map_err(|_not_decimal| not_an_amount())?;
        Self::round_yuan(yuan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_yuan() {
        for (text, fen, printed) in
            [("86.4", 8640, "86.40"), ("0.05", 5, "0.05"), ("-3", -300, "-3.00")]
        {
            let amount: Fen = text.parse().expect("an amount");
            assert_eq!(amount, Fen::new(fen));
            assert_eq!(amount.to_string(), printed);
        }
    }

    #[test]
    fn refuses_what_is_no_amount() {
        for text in ["", "1e9", "12.", ".5", "+1", "1,000", "12.3a", "--1", "NaN", "１２"] {
            assert!(matches!(text.parse::<Fen>(), Err(MoneyError::NotAnAmount { .. })), "{text}");
        }
        assert!(matches!("12.345".parse::<Fen>(), Err(MoneyError::TooPrecise { .. })));
        assert_eq!("99999999999999999".parse::<Fen>(), Err(MoneyError::Overflow));
    }

    #[test]
    fn rounds_half_away_from_zero() {
        for (yuan, fen) in [("0.005", 1), ("-0.005", -1), ("0.0049", 0), ("1.235", 124)] {
            let yuan = Decimal::from_str_exact(yuan).expect("a decimal");
            assert_eq!(Fen::round_yuan(yuan), Ok(Fen::new(fen)));
        }
    }
}
