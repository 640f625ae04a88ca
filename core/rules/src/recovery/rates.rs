//! Rates that a station's paper work is measured by (3.6, 4.2.2).

use rust_decimal::{Decimal, RoundingStrategy};

use crate::money::Fen;
use crate::quantity::{PerMille, Percent};
use crate::refusal::Refusal;

/// The decimals of a printed rate.
const PLACES: u32 = 2;

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
        .map(|rate| PerMille::new(rounded(rate)))
        .ok_or_else(|| Refusal::out_of_range("void_rate"))
}

/// Wrong amounts in percent of what was issued, two decimals, half up: each counts as
/// an amount, so that one too much does not hide one too little
/// (m.examk.com/p/3986891165.html, its answer is own arithmetic).
///
/// Refuses `figure_not_positive` where nothing was issued, and `out_of_range`.
pub fn charge_error_rate(wrong: &[Fen], issued: Fen) -> Result<Percent, Refusal> {
    if issued <= Fen::ZERO {
        return Err(
            Refusal::by_clause("figure_not_positive", "4.2.2").with("issued_fen", issued.get())
        );
    }
    let out_of_range = || Refusal::out_of_range("charge_error_rate");
    let mut sum = Decimal::ZERO;
    for amount in wrong {
        sum = sum.checked_add(amount.to_yuan().abs()).ok_or_else(out_of_range)?;
    }
    let percent = sum.checked_mul(Decimal::ONE_HUNDRED);
    let percent = percent.and_then(|sum| sum.checked_div(issued.to_yuan()));
    percent.map(|rate| Percent::new(rounded(rate))).ok_or_else(out_of_range)
}

fn rounded(rate: Decimal) -> Decimal {
    rate.round_dp_with_strategy(PLACES, RoundingStrategy::MidpointAwayFromZero)
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

    #[test]
    fn wrong_amounts_do_not_hide_each_other() {
        let yuan = |yuan: i64| Fen::new(yuan * 100);
        let rate =
            |wrong: &[Fen], issued| charge_error_rate(wrong, issued).map(|rate| rate.to_string());
        let wrong = [yuan(1_700), yuan(-300), yuan(20_000)];
        assert_eq!(rate(&wrong, yuan(450_000)).as_deref(), Ok("4.89"));
        assert_eq!(rate(&[yuan(5), yuan(-5)], yuan(1_000)).as_deref(), Ok("1"));
        assert_eq!(rate(&[], yuan(1)).as_deref(), Ok("0"));
        for nothing in [Fen::ZERO, yuan(-1)] {
            let refusal = charge_error_rate(&wrong, nothing).expect_err("refused");
            assert_eq!(refusal.code.as_str(), "figure_not_positive");
        }
    }
}
