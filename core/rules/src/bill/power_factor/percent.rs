//! The published table of percentages, and the rule behind it.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::Standard;
use crate::policy::Mark;
use crate::quantity::{Percent, Rate, parse_decimal};

/// One row of the published table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// The power factor in hundredths.
    pub hundredths: u32,
    /// The least reactive over active energy of the band.
    pub ratio_low: Rate,
    /// The greatest.
    pub ratio_high: Rate,
    percents: [Percent; 3],
}

impl Band {
    /// The percentage at `standard`.
    #[must_use]
    pub const fn percent(&self, standard: Standard) -> Percent {
        let [at_90, at_85, at_80] = self.percents;
        match standard {
            Standard::P90 => at_90,
            Standard::P85 => at_85,
            Standard::P80 => at_80,
        }
    }
}

static BANDS: LazyLock<Vec<Band>> = LazyLock::new(|| {
    include_str!("../../../data/power_factor.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| read(line).expect("the compiled-in table is read by a test"))
        .collect()
});

fn read(line: &str) -> Option<Band> {
    let cells = line.split(',').map(|cell| parse_decimal(cell.trim_start_matches('+')).ok());
    let cells: Vec<Decimal> = cells.collect::<Option<_>>()?;
    let [factor, low, high, at_90, at_85, at_80] = cells.try_into().ok()?;
    Some(Band {
        hundredths: u32::try_from(factor.checked_mul(Decimal::ONE_HUNDRED)?).ok()?,
        ratio_low: Rate::new(low),
        ratio_high: Rate::new(high),
        percents: [Percent::new(at_90), Percent::new(at_85), Percent::new(at_80)],
    })
}

/// The published table, from 1.00 down.
#[must_use]
pub fn bands() -> &'static [Band] {
    &BANDS
}

/// Where the table is written, and how well that carries it.
#[must_use]
pub const fn table_source() -> (Mark, &'static str) {
    (Mark::PublicPage, "(83)水电财字第215号: wgbc.cn/zxjs/205.html")
}

/// The percentage for a power factor in hundredths: the table's, and by the
/// rule below the table's last row.
#[must_use]
pub fn adjustment_percent(standard: Standard, hundredths: u32) -> Percent {
    bands()
        .iter()
        .find(|band| band.hundredths == hundredths)
        .map_or_else(|| rule_percent(standard, hundredths), |band| band.percent(standard))
}

/// The percentage by the rule behind the table.
///
/// For each hundredth above the standard 0.10 % is taken off up to 0.90 and
/// 0.15 % beyond, at most 0.75 %, 1.10 % and 1.30 % at 0.90, 0.85 and 0.80. For
/// each hundredth below, 0.5 % is added for the first twenty, 1 % for the next
/// five and 2 % for all others.
#[must_use]
pub fn rule_percent(standard: Standard, hundredths: u32) -> Percent {
    let most_off = match standard {
        Standard::P90 => 75,
        Standard::P85 => 110,
        Standard::P80 => 130,
    };
    let (standard, factor) = (i64::from(standard.hundredths()), i64::from(hundredths.min(100)));
    let above = |from: i64| (factor - from).max(0);
    let below = |from: i64| (from - factor).max(0);
    let hundredths_of_percent = if factor >= standard {
        let off = 10 * (factor.min(90) - standard) + 15 * above(90);
        -off.min(most_off)
    } else {
        50 * below(standard) + 50 * below(standard - 20) + 100 * below(standard - 25)
    };
    Percent::new(Decimal::new(hundredths_of_percent, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_agrees_with_each_row_of_the_table() {
        assert_eq!(bands().len(), 75);
        for band in bands() {
            for standard in Standard::ALL {
                assert_eq!(
                    rule_percent(standard, band.hundredths),
                    band.percent(standard),
                    "{} {standard:?}",
                    band.hundredths
                );
            }
        }
    }

    #[test]
    fn the_bands_follow_one_another_without_gap_or_overlap() {
        let step = Decimal::new(1, 4);
        assert_eq!(bands()[0].hundredths, 100);
        assert_eq!(bands()[0].ratio_low, Rate::ZERO);
        for pair in bands().windows(2) {
            assert_eq!(pair[0].hundredths, pair[1].hundredths + 1);
            assert_eq!(pair[0].ratio_high.get() + step, pair[1].ratio_low.get());
        }
    }

    #[test]
    fn below_the_table_each_hundredth_adds_two_percent() {
        let last = bands().last().expect("a last band").hundredths;
        for standard in Standard::ALL {
            for hundredths in 0..last {
                let more = adjustment_percent(standard, hundredths);
                let less = adjustment_percent(standard, hundredths + 1);
                assert_eq!(more, less.plus(Percent::whole(2)).expect("a sum"));
            }
        }
    }

    #[test]
    fn the_trap_of_minus_one_percent_is_not_in_the_table() {
        let percent = adjustment_percent(Standard::P85, 94);
        assert_eq!(percent.to_string(), "-1.1");
    }
}
