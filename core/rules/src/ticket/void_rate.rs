//! How many of the used tickets are void (3.6).

use rust_decimal::Decimal;

use crate::quantity::{PerMille, rounded};
use crate::refusal::Refusal;

/// Void tickets in per mille of all that were used, the void ones among them; two
/// decimals, half up. It has to stay below 2 ‰ (nntiku.com/mobile/shiti/74A0BAA31214D569.html).
///
/// Refuses `figure_not_positive` where none was used, `out_of_range` where more are
/// void than were used.
pub fn void_rate(used: u32, void: u32) -> Result<PerMille, Refusal> {
    if used == 0 {
        return Err(Refusal::by_clause("figure_not_positive", "3.6").with("used_tickets", used));
    }
    if void > used {
        return Err(Refusal::out_of_range("void_rate"));
    }
    let share = Decimal::from(void) * Decimal::ONE_THOUSAND;
    share
        .checked_div(Decimal::from(used))
        .map(|rate| PerMille::new(rounded(rate, 2)))
        .ok_or_else(|| Refusal::out_of_range("void_rate"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn void_tickets_are_counted_among_the_used() {
        let rate = |used, void| void_rate(used, void).map(|rate| rate.to_string());
        assert_eq!(rate(1_800, 3).as_deref(), Ok("1.67"));
        assert_eq!(rate(1_000, 2).as_deref(), Ok("2"));
        assert_eq!(rate(8_000, 1).as_deref(), Ok("0.13"), "half up");
        assert_eq!(rate(5, 0).as_deref(), Ok("0"));
        assert_eq!(rate(5, 5).as_deref(), Ok("1000"));
        assert_eq!(void_rate(0, 0).expect_err("refused").code.as_str(), "figure_not_positive");
        assert_eq!(void_rate(5, 6).expect_err("refused").code.as_str(), "out_of_range");
    }
}
