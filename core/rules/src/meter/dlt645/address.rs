//! The address of a meter on its line.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::refusal::Refusal;

const ANY: u8 = 0xAA;

/// A meter's address: twelve decimal digits, the high ones possibly open.
///
/// Open are whole pairs of digits from the high end, written `AA`: a meter whose
/// low digits agree answers, and its answer bears the full address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeterAddress {
    /// Low byte first, as on the line.
    low_first: [u8; 6],
}

impl MeterAddress {
    /// Any meter: for a line with one meter on it.
    pub const WILDCARD: Self = Self { low_first: [ANY; 6] };

    /// All meters at once; none of them answers.
    pub const BROADCAST: Self = Self { low_first: [0x99; 6] };

    /// The six bytes as they go over the line, low byte first.
    #[must_use]
    pub const fn bytes(self) -> [u8; 6] {
        self.low_first
    }

    /// Whether it names one meter and is not the broadcast.
    #[must_use]
    pub fn is_one_meter(self) -> bool {
        self != Self::BROADCAST && !self.low_first.contains(&ANY)
    }

    /// Whether the meter at `other` is meant by this address.
    #[must_use]
    pub fn means(self, other: Self) -> bool {
        let pairs = self.low_first.into_iter().zip(other.low_first);
        other.is_one_meter()
            && pairs.into_iter().all(|(asked, found)| asked == ANY || asked == found)
    }

    /// The address of six bytes, low byte first, of which `before` bytes stand
    /// before on the line.
    ///
    /// Refuses `dlt645_address` for bytes that are neither two decimal digits nor
    /// AA, and for an open pair below a given one.
    pub(super) fn read(low_first: [u8; 6], before: usize) -> Result<Self, Refusal> {
        let mut is_open = false;
        for (at, byte) in (before + 1..).zip(low_first) {
            let is_decimal = byte >> 4 <= 9 && byte & 0x0F <= 9;
            if byte != ANY && (is_open || !is_decimal) {
                return Err(Refusal::new("dlt645_address")
                    .with("at_byte", at)
                    .with("found", super::hex(byte)));
            }
            is_open = byte == ANY;
        }
        Ok(Self { low_first })
    }
}

impl fmt::Display for MeterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.low_first.iter().rev().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl FromStr for MeterAddress {
    type Err = Refusal;

    /// Reads up to twelve digits, the missing high ones being zeros, or twelve
    /// places of which the high pairs are `AA`.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let wrong = || Refusal::new("dlt645_address_text").with("entered", text);
        let is_place = |byte: u8| byte.is_ascii_digit() || byte == b'A';
        let is_open = text.contains('A');
        let fits = if is_open { text.len() == 12 } else { (1..=12).contains(&text.len()) };
        if !fits || !text.bytes().all(is_place) {
            return Err(wrong());
        }
        let number = u64::from_str_radix(text, 16).map_err(|_not_hexadecimal| wrong())?;
        let [a, b, c, d, e, f, _, _] = number.to_le_bytes();
        Self::read([a, b, c, d, e, f], 0).map_err(|_not_an_address| wrong())
    }
}

impl Serialize for MeterAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MeterAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_addresses_high_digit_first() {
        for (text, printed) in [
            ("123456789012", "123456789012"),
            ("161", "000000000161"),
            ("AAAAAAAAAAAA", "AAAAAAAAAAAA"),
            ("AAAAAA789012", "AAAAAA789012"),
        ] {
            let address: MeterAddress = text.parse().expect("an address");
            assert_eq!(address.to_string(), printed);
            assert_eq!(printed.parse(), Ok(address));
        }
        let refused =
            ["", "1234567890123", "12345678901B", "1234AA789012", "AA", "A12345678901", "１２"];
        for text in refused {
            let refusal = text.parse::<MeterAddress>().expect_err("refused");
            assert_eq!(refusal.code.as_str(), "dlt645_address_text", "{text}");
        }
    }

    #[test]
    fn an_open_address_means_each_meter_with_its_low_digits() {
        let address = |text: &str| text.parse::<MeterAddress>().expect("an address");
        let meter = address("123456789012");
        assert!(MeterAddress::WILDCARD.means(meter));
        assert!(address("AAAAAA789012").means(meter) && meter.means(meter));
        assert!(!address("AAAAAA789013").means(meter));
        // Only a meter answers: neither an open address nor the broadcast does.
        assert!(!MeterAddress::WILDCARD.means(MeterAddress::WILDCARD));
        assert!(!MeterAddress::WILDCARD.means(MeterAddress::BROADCAST));
    }
}
