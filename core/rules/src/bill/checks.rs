//! Checks that losses, power factor and basic charge share.

use rust_decimal::Decimal;

use crate::refusal::Refusal;

/// Refuses `figure_negative` where the figure `name` is below zero.
pub(super) fn not_negative(name: &'static str, value: Decimal) -> Result<(), Refusal> {
    if value.is_sign_negative() && !value.is_zero() {
        return Err(Refusal::new("figure_negative").with(name, value));
    }
    Ok(())
}

/// Refuses `figure_not_positive` where the figure `name` is zero or below.
pub(super) fn positive(name: &'static str, value: Decimal) -> Result<(), Refusal> {
    if value > Decimal::ZERO {
        return Ok(());
    }
    Err(Refusal::new("figure_not_positive").with(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_not_negative_and_not_positive() {
        assert_eq!(not_negative("energy_kwh", Decimal::ZERO), Ok(()));
        assert_eq!(not_negative("energy_kwh", -Decimal::ZERO), Ok(()));
        assert_eq!(
            not_negative("energy_kwh", -Decimal::ONE).expect_err("refused").code.as_str(),
            "figure_negative"
        );
        assert_eq!(
            positive("energy_kwh", Decimal::ZERO).expect_err("refused").code.as_str(),
            "figure_not_positive"
        );
        assert_eq!(positive("energy_kwh", Decimal::ONE), Ok(()));
    }
}
