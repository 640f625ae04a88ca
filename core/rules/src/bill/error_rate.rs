//! How much of what was issued was wrong (4.2.2, 差错率).

use rust_decimal::Decimal;

use crate::money::Fen;
use crate::quantity::{Percent, rounded};
use crate::refusal::Refusal;

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
    percent.map(|rate| Percent::new(rounded(rate, 2))).ok_or_else(out_of_range)
}

#[cfg(test)]
mod tests {
    use super::*;

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
