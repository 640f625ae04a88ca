//! Meters: registers, declared digits, multipliers.

mod by_period;
pub mod check_digit;
pub mod dlt645;

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

pub use by_period::ByPeriod;

use crate::quantity::{Index, Multiplier, cmp_power_of_ten, parse_decimal};
use crate::refusal::Refusal;

/// The text names no register.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} is no register such as forward_active_total")]
pub struct UnknownRegister {
    /// The text as it was read.
    pub text: String,
}

/// Which way energy flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To the customer (正向).
    Forward,
    /// From the customer (反向).
    Reverse,
}

/// What a register counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// Active energy (有功).
    Active,
    /// Reactive energy (无功).
    Reactive,
    /// Demand (需量).
    Demand,
}

/// A time-of-use period (峰谷时段), in the order of its registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// All hours (总).
    Total,
    /// Critical peak (尖).
    CriticalPeak,
    /// Peak (峰).
    Peak,
    /// Flat (平).
    Flat,
    /// Valley (谷).
    Valley,
}

impl Period {
    /// All periods, the total first.
    pub const ALL: [Self; 5] =
        [Self::Total, Self::CriticalPeak, Self::Peak, Self::Flat, Self::Valley];

    /// The stable code, as in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::CriticalPeak => "critical_peak",
            Self::Peak => "peak",
            Self::Flat => "flat",
            Self::Valley => "valley",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// A register of a meter (示数类型); its code is `forward_active_total` and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Register {
    /// Which way energy flows.
    pub direction: Direction,
    /// What is counted.
    pub quantity: Measured,
    /// In which hours.
    pub period: Period,
}

impl Register {
    /// Forward active energy over all hours: the register that each meter has.
    pub const FORWARD_ACTIVE_TOTAL: Self = Self::forward_active(Period::Total);

    /// Forward active energy of `period`.
    #[must_use]
    pub const fn forward_active(period: Period) -> Self {
        Self { direction: Direction::Forward, quantity: Measured::Active, period }
    }

    /// Whether it counts forward active energy, of any period.
    #[must_use]
    pub fn is_forward_active(self) -> bool {
        self.direction == Direction::Forward && self.quantity == Measured::Active
    }

    /// All registers, in the order in which a reader enters them.
    pub fn all() -> impl Iterator<Item = Self> {
        [Direction::Forward, Direction::Reverse].into_iter().flat_map(|direction| {
            [Measured::Active, Measured::Reactive, Measured::Demand].into_iter().flat_map(
                move |quantity| {
                    Period::ALL.into_iter().map(move |period| Self { direction, quantity, period })
                },
            )
        })
    }
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = match self.direction {
            Direction::Forward => "forward",
            Direction::Reverse => "reverse",
        };
        let quantity = match self.quantity {
            Measured::Active => "active",
            Measured::Reactive => "reactive",
            Measured::Demand => "demand",
        };
        write!(f, "{direction}_{quantity}_{}", self.period.code())
    }
}

impl FromStr for Register {
    type Err = UnknownRegister;

    fn from_str(text: &str) -> Result<Self, UnknownRegister> {
        Self::all()
            .find(|register| register.to_string() == text)
            .ok_or_else(|| UnknownRegister { text: text.to_owned() })
    }
}

impl Serialize for Register {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Register {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How many digits a meter's registers show, as declared at set-up (表位数).
///
/// Rollover follows these digits, never the length of a number as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Digits {
    /// Whole digits, 1 to 9.
    pub whole: u32,
    /// Decimal digits, 0 to 4.
    pub decimals: u32,
}

impl Digits {
    /// A register of `whole` and `decimals` digits.
    ///
    /// Refuses `meter_digits` outside 1 to 9 and 0 to 4.
    pub fn new(whole: u32, decimals: u32) -> Result<Self, Refusal> {
        let digits = Self { whole, decimals };
        digits.check().map(|()| digits)
    }

    fn check(self) -> Result<(), Refusal> {
        if (1..=9).contains(&self.whole) && self.decimals <= 4 {
            Ok(())
        } else {
            Err(Refusal::new("meter_digits")
                .with("digits", self.whole)
                .with("decimals", self.decimals))
        }
    }

    /// The index at which the register starts again from zero; refuses
    /// `meter_digits`.
    pub fn rollover_at(self) -> Result<Index, Refusal> {
        self.check()?;
        let ten_to_the_whole = 10_i64.checked_pow(self.whole);
        ten_to_the_whole.map(Index::whole).ok_or_else(|| Refusal::out_of_range("rollover_at"))
    }

    /// Refuses an index that this register cannot show: `index_negative`,
    /// `index_above_digits`, `index_too_precise`.
    pub fn check_index(self, index: Index) -> Result<(), Refusal> {
        // 4.1.2: readings are correct, complete and clear.
        let refuse = |code| {
            Err(Refusal::by_clause(code, "4.1.2")
                .with("index", index)
                .with("digits", self.whole)
                .with("decimals", self.decimals))
        };
        if index.is_negative() {
            refuse("index_negative")
        } else if self.is_beyond(index)? {
            refuse("index_above_digits")
        } else if index.get().scale() > self.decimals {
            refuse("index_too_precise")
        } else {
            Ok(())
        }
    }

    /// Whether `index` has more whole digits than the register.
    fn is_beyond(self, index: Index) -> Result<bool, Refusal> {
        self.check()?;
        Ok(cmp_power_of_ten(index.get(), self.whole).is_ge())
    }

    /// Reads an index as a person types it: digits with at most one point.
    ///
    /// Refuses `index_not_a_number` beside what [`Digits::check_index`] refuses.
    pub fn read_index(self, text: &str) -> Result<Index, Refusal> {
        let index: Index = text.trim().parse().map_err(|_not_a_number| {
            Refusal::by_clause("index_not_a_number", "4.1.2").with("entered", text)
        })?;
        self.check_index(index).map(|()| index)
    }
}

/// The ratio of an instrument transformer, such as `150/5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    primary: Decimal,
    secondary: Decimal,
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.primary, self.secondary)
    }
}

impl FromStr for Ratio {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let wrong = || Refusal::new("transformer_ratio").with("entered", text);
        let (primary, secondary) = text.split_once('/').ok_or_else(wrong)?;
        let positive = |part: &str| {
            parse_decimal(part.trim()).ok().filter(|value| *value > Decimal::ZERO).ok_or_else(wrong)
        };
        Ok(Self { primary: positive(primary)?, secondary: positive(secondary)? })
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The multiplier (倍率) of a current and a voltage transformer; an absent one
/// counts as 1.
pub fn multiplier(current: Option<Ratio>, voltage: Option<Ratio>) -> Result<Multiplier, Refusal> {
    let product = |side: fn(Ratio) -> Decimal| {
        let factor = |ratio: Option<Ratio>| ratio.map_or(Decimal::ONE, side);
        factor(current).checked_mul(factor(voltage))
    };
    // Multiply before dividing: 100/3 × 3/1 stays exact.
    product(|ratio| ratio.primary)
        .zip(product(|ratio| ratio.secondary))
        .and_then(|(primary, secondary)| primary.checked_div(secondary))
        .map(Multiplier::new)
        .ok_or_else(|| Refusal::out_of_range("multiplier"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_register_reads_its_own_code() {
        assert_eq!(Register::all().count(), 30);
        for register in Register::all() {
            assert_eq!(register.to_string().parse(), Ok(register));
        }
        assert_eq!(Register::FORWARD_ACTIVE_TOTAL.to_string(), "forward_active_total");
        assert!("forward_active".parse::<Register>().is_err());
    }

    #[test]
    fn a_register_shows_only_its_digits() {
        let digits = Digits::new(5, 1).expect("digits");
        for (text, code) in [
            ("-1", "index_negative"),
            ("100000", "index_above_digits"),
            ("12.34", "index_too_precise"),
            ("12a", "index_not_a_number"),
            ("1e3", "index_not_a_number"),
            ("", "index_not_a_number"),
        ] {
            let refusal = digits.read_index(text).expect_err("refused");
            assert_eq!(refusal.code.as_str(), code, "{text}");
        }
        assert_eq!(digits.read_index(" 00012.5 "), Ok(Index::new(Decimal::new(125, 1))));
        assert!(Digits::new(0, 0).is_err());
        assert!(Digits::new(10, 0).is_err());
        assert!(Digits::new(5, 5).is_err());
    }

    #[test]
    fn multiplies_the_transformers_ratios() {
        let ratio = |text: &str| text.parse::<Ratio>().expect("a ratio");
        let both = multiplier(Some(ratio("150/5")), Some(ratio("10000/100")));
        assert_eq!(both, Ok(Multiplier::whole(3000)));
        assert_eq!(multiplier(None, None), Ok(Multiplier::whole(1)));
        for text in ["150", "150/0", "-5/5", "a/b"] {
            assert!(text.parse::<Ratio>().is_err(), "{text}");
        }
    }
}
