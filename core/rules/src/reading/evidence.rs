//! Evidence of presence: whether pace and place of a reading are possible.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::check::{Finding, ReadingCheckInput, Severity};

/// What the phone saw while the reading was taken (4.1.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The meter number as scanned; absent where it was compared by eye.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scanned: Option<String>,
    /// Seconds since the reading before on the same phone; absent for the
    /// first of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_since_last: Option<u64>,
    /// How far the phone was from where the meter hangs; absent without a fix
    /// or a known place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metres_from_meter: Option<u64>,
}

/// A place on earth in millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// North of the equator.
    pub latitude_e6: i64,
    /// East of Greenwich.
    pub longitude_e6: i64,
}

impl Place {
    /// The distance to `other` in whole metres, by the flat approximation that
    /// holds within some kilometres; absent outside the globe's degrees.
    #[must_use]
    pub fn metres_to(self, other: Self) -> Option<u64> {
        // One degree of a meridian is 111,195 m.
        let metres_per_e6 = Decimal::new(111_195, 6);
        let north = Decimal::from(self.latitude_e6.checked_sub(other.latitude_e6)?);
        let east = Decimal::from(self.longitude_e6.checked_sub(other.longitude_e6)?);
        let north = north.checked_mul(metres_per_e6)?;
        let east = east.checked_mul(metres_per_e6)?.checked_mul(cosine_e6(self.latitude_e6)?)?;
        let square = north.checked_mul(north)?.checked_add(east.checked_mul(east)?)?;
        square.to_u64().map(u64::isqrt)
    }
}

/// The cosine of a latitude in millionths of a degree, to four places.
fn cosine_e6(latitude_e6: i64) -> Option<Decimal> {
    if !(-90_000_000..=90_000_000).contains(&latitude_e6) {
        return None;
    }
    let radians = Decimal::new(latitude_e6, 6) * Decimal::new(17_453_293, 9);
    let square = (radians * radians).round_dp(12);
    // 1 - x²/2! + x⁴/4! - x⁶/6! + x⁸/8! - x¹⁰/10!
    let mut term = Decimal::ONE;
    let mut sum = Decimal::ONE;
    for step in [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)] {
        let divisor = Decimal::from(step.0 * step.1);
        term = -(term * square).round_dp(12).checked_div(divisor)?.round_dp(12);
        sum += term;
    }
    Some(sum.max(Decimal::ZERO))
}

pub(super) fn evidence_findings(input: &ReadingCheckInput) -> Vec<Finding> {
    // 4.1.2: presence; impossible pace or place is flagged, never refused.
    let mut findings = Vec::new();
    let limits = &input.limits;
    let seconds = input.evidence.seconds_since_last;
    if let Some(seconds) = seconds.filter(|seconds| *seconds < u64::from(limits.pace_seconds)) {
        findings.push(
            Finding::new("pace_impossible", "4.1.2", Severity::NeedsCause)
                .with("seconds", seconds)
                .with("least_seconds", limits.pace_seconds),
        );
    }
    let metres = input.evidence.metres_from_meter;
    if let Some(metres) = metres.filter(|metres| *metres > u64::from(limits.place_metres)) {
        findings.push(
            Finding::new("place_far", "4.1.2", Severity::NeedsCause)
                .with("metres", metres)
                .with("most_metres", limits.place_metres),
        );
    }
    let shift = (input.read_on - input.planned_on).num_days().unsigned_abs();
    if shift > u64::from(limits.read_day_shift_days) {
        // 4.1.1: the meter is read on its read day.
        findings.push(
            Finding::new("off_read_day", "4.1.1", Severity::Notice)
                .with("planned_on", input.planned_on)
                .with("read_on", input.read_on)
                .with("most_days", limits.read_day_shift_days),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_short_ways() {
        let village = Place { latitude_e6: 30_000_000, longitude_e6: 114_000_000 };
        let north = Place { latitude_e6: 30_001_000, ..village };
        let east = Place { longitude_e6: 114_001_000, ..village };
        assert_eq!(village.metres_to(village), Some(0));
        assert_eq!(village.metres_to(north), Some(111));
        // cos 30° = 0.8660: 111.195 m × 0.8660 = 96.3 m
        assert_eq!(village.metres_to(east), Some(96));
        assert_eq!(Place { latitude_e6: 91_000_000, ..village }.metres_to(village), None);
    }

    #[test]
    fn the_cosine_is_right_to_four_places() {
        for (degrees, cosine) in [(0, "1"), (60, "0.5"), (45, "0.7071"), (90, "0")] {
            let expected = Decimal::from_str_exact(cosine).expect("a number");
            let error = cosine_e6(degrees * 1_000_000).expect("inside") - expected;
            assert!(error.abs() < Decimal::new(1, 4), "{degrees}: {error}");
        }
    }
}
