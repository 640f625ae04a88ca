//! How figures are printed on pages: grouped, with a fixed number of places.

use chrono::{DateTime, FixedOffset};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;

/// An amount of money in yuan with two decimals: `12,345.60`.
#[must_use]
pub fn money(amount: Fen) -> String {
    grouped(&amount.to_string())
}

/// Energy in kWh, exact: `1,204` or `1,204.5`.
#[must_use]
pub fn energy(energy: Kwh) -> String {
    grouped(&energy.to_string())
}

/// A whole number: `12,345`.
#[must_use]
pub fn integer(number: i64) -> String {
    grouped(&number.to_string())
}

/// A count of things.
#[must_use]
pub fn count(number: usize) -> String {
    grouped(&number.to_string())
}

/// A plain decimal text with commas between thousands.
#[must_use]
pub fn grouped(plain: &str) -> String {
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut text = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// An instant (UTC milliseconds) on the station's clock: `2026-01-31 16:05`.
#[must_use]
pub fn instant(at: i64, zone: FixedOffset) -> String {
    local(at, zone, "%Y-%m-%d %H:%M")
}

/// An instant to the second: `2026-01-31 16:05:09`.
#[must_use]
pub fn instant_exact(at: i64, zone: FixedOffset) -> String {
    local(at, zone, "%Y-%m-%d %H:%M:%S")
}

fn local(at: i64, zone: FixedOffset, pattern: &str) -> String {
    match DateTime::from_timestamp_millis(at) {
        Some(instant) => instant.with_timezone(&zone).format(pattern).to_string(),
        None => at.to_string(),
    }
}

/// China's standard time, the zone of a station that names none.
#[must_use]
pub fn china() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours are less than a day")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands_and_keeps_the_sign() {
        for (fen, printed) in [
            (0, "0.00"),
            (99_999, "999.99"),
            (-1_234_567, "-12,345.67"),
            (i64::MAX, "92,233,720,368,547,758.07"),
        ] {
            assert_eq!(money(Fen::new(fen)), printed);
        }
        assert_eq!(grouped("1204.5"), "1,204.5");
        assert_eq!(integer(-123), "-123");
    }

    #[test]
    fn instants_stand_on_the_stations_clock() {
        assert_eq!(instant(1_769_875_509_000, china()), "2026-02-01 00:05");
        assert_eq!(instant_exact(1_769_875_509_000, china()), "2026-02-01 00:05:09");
    }
}
