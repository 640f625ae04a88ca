//! What lateness costs (2.4; 供电营业规则 1996 art. 98, 条例 art. 39).
//!
//! The day after the due date is the first late day, the day of payment is
//! late too. Late fee is charged on the bill alone, never on late fee.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::{Fen, MoneyError};
use crate::quantity::Rate;

/// Who pays which rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateFeeClass {
    /// Residents: one rate, whatever the year.
    Resident,
    /// All others: one rate in the year of issue, one beyond it.
    Other,
}

/// The dated figures of late fee. `minimum_fen` absent: none is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateFeePolicy {
    /// Residents, per day.
    pub resident: Rate,
    /// Others, per day in the year in which the bill was issued.
    pub other_current_year: Rate,
    /// Others, per day in any later year.
    pub other_over_the_year: Rate,
    /// What is charged at least, once a bill is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_fen: Option<Fen>,
}

/// A bill's debt as far as lateness is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateDebt {
    /// Whose rate.
    pub class: LateFeeClass,
    /// When the bill was issued: its year decides the rate.
    pub issued_on: NaiveDate,
    /// The last day on which it could be paid in time.
    pub due_on: NaiveDate,
    /// What of the bill is still unpaid, without late fee.
    pub principal_fen: Fen,
    /// The last day already charged; absent while none is.
    pub charged_to: Option<NaiveDate>,
    /// What has been charged up to that day.
    pub charged_fen: Fen,
}

impl LateDebt {
    /// A debt on which no late fee was charged yet.
    #[must_use]
    pub const fn new(
        class: LateFeeClass,
        issued_on: NaiveDate,
        due_on: NaiveDate,
        principal_fen: Fen,
    ) -> Self {
        Self { class, issued_on, due_on, principal_fen, charged_to: None, charged_fen: Fen::ZERO }
    }

    fn first_day(&self) -> Option<NaiveDate> {
        self.charged_to.map_or(self.due_on, |charged| charged.max(self.due_on)).succ_opt()
    }
}

/// Late fee for the days not charged before, with how it came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateFee {
    /// What is owed for these days.
    pub fee_fen: Fen,
    /// On what it was reckoned.
    pub base_fen: Fen,
    /// Days at the first rate: all days of a resident, else those in the
    /// year of issue.
    pub days_current_year: i64,
    /// Days at the rate beyond the year of issue.
    pub days_over_the_year: i64,
    /// Whether the minimum raised it.
    pub minimum_applied: bool,
}

impl LateFee {
    /// How many late days in all.
    #[must_use]
    pub const fn days(&self) -> i64 {
        self.days_current_year + self.days_over_the_year
    }

    const fn none(base_fen: Fen) -> Self {
        Self {
            fee_fen: Fen::ZERO,
            base_fen,
            days_current_year: 0,
            days_over_the_year: 0,
            minimum_applied: false,
        }
    }
}

/// The late fee that a payment on `paid_on` owes for `debt`, beyond what was
/// charged before.
pub fn late_fee(
    debt: &LateDebt,
    paid_on: NaiveDate,
    policy: &LateFeePolicy,
) -> Result<LateFee, MoneyError> {
    let base_fen = debt.principal_fen;
    let Some(first_day) = debt.first_day().filter(|first| *first <= paid_on) else {
        return Ok(LateFee::none(base_fen));
    };
    if base_fen.is_zero() || base_fen.is_negative() {
        return Ok(LateFee::none(base_fen));
    }
    let (days_current_year, days_over_the_year) = split_days(debt, first_day, paid_on);
    let first_rate = match debt.class {
        LateFeeClass::Resident => policy.resident,
        LateFeeClass::Other => policy.other_current_year,
    };
    let share = days_at(days_current_year, first_rate)?
        .checked_add(days_at(days_over_the_year, policy.other_over_the_year)?)
        .ok_or(MoneyError::Overflow)?;
    let yuan = base_fen.to_yuan().checked_mul(share).ok_or(MoneyError::Overflow)?;
    let accrued_fen = Fen::round_yuan(yuan)?;
    // Art. 98: the minimum is of the bill's whole late fee, so what was
    // charged before counts towards it.
    let missing_fen = match policy.minimum_fen {
        Some(minimum_fen) => minimum_fen.minus(debt.charged_fen)?,
        None => Fen::ZERO,
    };
    let fee_fen = accrued_fen.max(missing_fen);
    Ok(LateFee {
        fee_fen,
        base_fen,
        days_current_year,
        days_over_the_year,
        minimum_applied: fee_fen > accrued_fen,
    })
}

/// Days from `first_day` to `paid_on`, both counted, by the year in which the
/// arrears were issued. Residents have one rate and so no second part.
fn split_days(debt: &LateDebt, first_day: NaiveDate, paid_on: NaiveDate) -> (i64, i64) {
    let days = (paid_on - first_day).num_days() + 1;
    if debt.class == LateFeeClass::Resident {
        return (days, 0);
    }
    let new_year = NaiveDate::from_ymd_opt(debt.issued_on.year() + 1, 1, 1)
        .expect("bills are issued before the last year of the calendar");
    let over = (paid_on - new_year.max(first_day)).num_days() + 1;
    let over = over.max(0);
    (days - over, over)
}

fn days_at(days: i64, rate: Rate) -> Result<Decimal, MoneyError> {
    Decimal::from(days).checked_mul(rate.get()).ok_or(MoneyError::Overflow)
}
