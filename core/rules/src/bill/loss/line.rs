//! Line loss (线损): what a bill adds for an account's own line, and the rate of
//! an area.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::out_of_range;
use crate::bill::checks;
use crate::meter::Period;
use crate::quantity::{Kwh, Percent};
use crate::refusal::Refusal;
use crate::tariff::price::Tariff;

/// How an account's line loss is agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineLossMethod {
    /// A percentage of the energy.
    Percent(Percent),
    /// Whole kWh in each month.
    Fixed(Kwh),
}

impl LineLossMethod {
    /// A month's method over `months`; refuses `loss_not_whole` and
    /// `out_of_range`.
    pub(in crate::bill) fn over(self, months: u32) -> Result<Self, Refusal> {
        Ok(match self {
            Self::Percent(percent) => Self::Percent(percent),
            Self::Fixed(month) => {
                checks::not_negative("fixed_kwh", month.get())?;
                check_whole(month)?;
                let all = month.get().checked_mul(Decimal::from(months));
                Self::Fixed(Kwh::new(all.ok_or_else(out_of_range)?))
            }
        })
    }
}

/// What a line's loss is found from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineLossInput {
    /// The energy over the line. Whether it holds the transformer's loss is as
    /// the contract says.
    pub energy_kwh: Kwh,
    /// How the loss is agreed.
    pub method: LineLossMethod,
}

/// A line's loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineLoss {
    /// The energy over the line.
    pub energy_kwh: Kwh,
    /// How the loss is agreed.
    pub method: LineLossMethod,
    /// The loss in whole kWh, half up.
    pub loss_kwh: Kwh,
    /// The energy with the loss.
    pub with_loss_kwh: Kwh,
}

/// The loss of an account's own line.
///
/// Refuses `figure_negative`, `loss_not_whole` (an agreed amount) and
/// `out_of_range`.
pub fn line_loss(input: &LineLossInput) -> Result<LineLoss, Refusal> {
    checks::not_negative("energy_kwh", input.energy_kwh.get())?;
    let loss_kwh = match input.method {
        LineLossMethod::Percent(percent) => {
            checks::not_negative("loss_percent", percent.get())?;
            percent_of(input.energy_kwh.get(), percent.get()).map(Kwh::new)?.round_whole()
        }
        LineLossMethod::Fixed(agreed) => {
            checks::not_negative("fixed_kwh", agreed.get())?;
            check_whole(agreed)?;
            agreed
        }
    };
    Ok(LineLoss {
        energy_kwh: input.energy_kwh,
        method: input.method,
        loss_kwh,
        with_loss_kwh: input.energy_kwh.plus(loss_kwh).map_err(|_overflow| out_of_range())?,
    })
}

fn check_whole(agreed: Kwh) -> Result<(), Refusal> {
    if agreed.get().is_integer() {
        return Ok(());
    }
    Err(Refusal::new("loss_not_whole").with("fixed_kwh", agreed))
}

fn percent_of(energy: Decimal, percent: Decimal) -> Result<Decimal, Refusal> {
    energy
        .checked_mul(percent)
        .and_then(|product| product.checked_div(Decimal::ONE_HUNDRED))
        .ok_or_else(out_of_range)
}

/// The line loss rate (线损率) of an area or a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineLossRate {
    /// Supplied.
    pub supplied_kwh: Kwh,
    /// Sold.
    pub sold_kwh: Kwh,
    /// Supplied less sold; below zero where more was sold than supplied, which
    /// someone has to explain.
    pub lost_kwh: Kwh,
    /// Lost of supplied in percent, to two decimals, half up.
    pub loss_percent: Percent,
}

/// The line loss rate: (supplied − sold) ÷ supplied.
///
/// Refuses `figure_not_positive` where nothing was supplied, `figure_negative`
/// and `out_of_range`.
pub fn line_loss_rate(supplied_kwh: Kwh, sold_kwh: Kwh) -> Result<LineLossRate, Refusal> {
    checks::positive("supplied_kwh", supplied_kwh.get())?;
    checks::not_negative("sold_kwh", sold_kwh.get())?;
    let lost_kwh = supplied_kwh.minus(sold_kwh).map_err(|_overflow| out_of_range())?;
    let percent = lost_kwh
        .get()
        .checked_mul(Decimal::ONE_HUNDRED)
        .and_then(|lost| lost.checked_div(supplied_kwh.get()))
        .ok_or_else(out_of_range)?;
    let percent = percent.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    Ok(LineLossRate { supplied_kwh, sold_kwh, lost_kwh, loss_percent: Percent::new(percent) })
}

/// The time-of-use period in which a loss is charged: a loss has no hour, and
/// two public exam banks agree that it is charged at flat (平段), not at peak.
///
/// Refuses `no_price_for_period` where a time-of-use table has no flat price.
pub fn loss_period(tariff: &Tariff) -> Result<Period, Refusal> {
    let period = if tariff.is_time_of_use() { Period::Flat } else { Period::Total };
    tariff.energy_price(period).map(|_price| period)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Kwh {
        text.parse().expect("a number")
    }

    #[test]
    fn a_percentage_is_rounded_half_up_to_whole_kwh() {
        for (energy, percent, loss) in
            [("1000", "4.25", 43), ("1000", "4.24", 42), ("0", "5", 0), ("1234.5", "0", 0)]
        {
            let input = LineLossInput {
                energy_kwh: decimal(energy),
                method: LineLossMethod::Percent(percent.parse().expect("percent")),
            };
            let found = line_loss(&input).expect("a loss");
            assert_eq!(found.loss_kwh, Kwh::whole(loss), "{energy} {percent}");
            assert_eq!(found.with_loss_kwh, decimal(energy).plus(Kwh::whole(loss)).expect("sum"));
        }
    }

    #[test]
    fn figures_at_the_end_of_the_range_refuse() {
        let most = Kwh::new(Decimal::MAX);
        let input =
            LineLossInput { energy_kwh: most, method: LineLossMethod::Percent(Percent::whole(7)) };
        assert_eq!(line_loss(&input).expect_err("refused").code.as_str(), "out_of_range");
        let input =
            LineLossInput { energy_kwh: most, method: LineLossMethod::Fixed(Kwh::whole(1)) };
        assert_eq!(line_loss(&input).expect_err("refused").code.as_str(), "out_of_range");
        let refusal = line_loss_rate(most, Kwh::ZERO).expect_err("refused");
        assert_eq!(refusal.code.as_str(), "out_of_range");
    }

    #[test]
    fn more_sold_than_supplied_is_a_negative_rate() {
        let rate = line_loss_rate(Kwh::whole(300), Kwh::whole(301)).expect("a rate");
        assert_eq!(rate.loss_percent.to_string(), "-0.33");
        assert_eq!(rate.lost_kwh, Kwh::whole(-1));
    }
}
