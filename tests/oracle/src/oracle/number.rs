//! Exact rationals. An overflow panics (both profiles check it), so a figure
//! is exact or there is none.

use num_rational::Ratio;

/// An exact figure.
pub type Exact = Ratio<i128>;

/// A whole figure.
#[must_use]
pub const fn whole(figure: i128) -> Exact {
    Ratio::new_raw(figure, 1)
}

/// `figure` in units of one over ten to the `places`.
#[must_use]
pub fn scaled(figure: i128, places: u32) -> Exact {
    Exact::new(figure, 10_i128.pow(places))
}

/// Rounds half up, away from zero, to a whole figure.
#[must_use]
pub fn half_up(figure: Exact) -> Exact {
    let half = Exact::new(1, 2);
    if figure < whole(0) { -(half - figure).floor() } else { (figure + half).floor() }
}

/// Yuan in whole fen, half up.
#[must_use]
pub fn fen(yuan: Exact) -> i128 {
    half_up(yuan * whole(100)).to_integer()
}

/// The figure as a plain decimal; panics where it has no end within twelve
/// places.
#[must_use]
pub fn print(figure: Exact) -> String {
    let units = figure * whole(10_i128.pow(12));
    assert!(units.is_integer(), "{figure} is no decimal of twelve places");
    let units = units.to_integer();
    let (sign, units) = (if units < 0 { "-" } else { "" }, units.abs());
    let text = format!("{sign}{}.{:012}", units / 10_i128.pow(12), units % 10_i128.pow(12));
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        for (tenths, rounded) in [(5, 1), (-5, -1), (4, 0), (-4, 0), (15, 2), (25, 3), (-15, -2)] {
            assert_eq!(half_up(scaled(tenths, 1)), whole(rounded), "{tenths}");
        }
        assert_eq!(fen(scaled(184_239, 4)), 1842);
        assert_eq!(fen(scaled(18_425, 3)), 1843);
    }

    #[test]
    fn decimals_print_without_zeros_at_their_end() {
        for (figure, text) in
            [(scaled(1200, 3), "1.2"), (whole(-40), "-40"), (scaled(-5, 6), "-0.000005")]
        {
            assert_eq!(print(figure), text);
        }
    }
}
