//! What lateness costs (2.4; 供电营业规则 1996 art. 98, 条例 art. 39).
//!
//! The day after the due date is the first late day, the day of payment is
//! late too. Late fee is charged on the bill alone, never on late fee.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::account::UsageClass;
use crate::money::{Fen, MoneyError};
use crate::policy::{LateFeeRates, PolicyView};
use crate::refusal::Refusal;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateFeePolicy {
    /// The rates per day.
    pub rates: LateFeeRates,
    /// What is charged at least, once a bill is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_fen: Option<Fen>,
}

impl LateFeePolicy {
    /// What is used where no rate is set: nothing is charged. Money is taken
    /// all the same, and the caller flags the refusal of [`Self::on`].
    pub const UNSET: Self = Self {
        rates: LateFeeRates {
            resident_per_mille: 0,
            other_current_year_per_mille: 0,
            other_carried_over_per_mille: 0,
        },
        minimum_fen: None,
    };

    /// The figures that hold on the day of `view`: the day of payment.
    ///
    /// Refuses `policy_unset` where a rate is open.
    pub fn on(view: &PolicyView<'_>) -> Result<Self, Refusal> {
        Ok(Self { rates: view.late_fee_rates()?, minimum_fen: view.late_fee_minimum() })
    }

    fn first_per_mille(&self, class: LateFeeClass) -> u32 {
        match class {
            LateFeeClass::Resident => self.rates.resident_per_mille,
            LateFeeClass::Other => self.rates.other_current_year_per_mille,
        }
    }
}

impl From<UsageClass> for LateFeeClass {
    fn from(class: UsageClass) -> Self {
        if class.is_resident() { Self::Resident } else { Self::Other }
    }
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
    /// What the days up to that day came to by rate alone.
    pub accrued_fen: Fen,
    /// What was charged for them: more where the minimum raised it.
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
        Self {
            class,
            issued_on,
            due_on,
            principal_fen,
            charged_to: None,
            accrued_fen: Fen::ZERO,
            charged_fen: Fen::ZERO,
        }
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
    /// What these days come to by rate alone.
    pub accrued_fen: Fen,
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
            accrued_fen: Fen::ZERO,
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
    let first = days_at(days_current_year, policy.first_per_mille(debt.class))?;
    let over = days_at(days_over_the_year, policy.rates.other_carried_over_per_mille)?;
    let share = first.checked_add(over).ok_or(MoneyError::Overflow)?;
    let yuan = base_fen.to_yuan().checked_mul(share).ok_or(MoneyError::Overflow)?;
    let accrued_fen = Fen::round_yuan(yuan)?;
    // Art. 98: the minimum is of the bill's whole late fee, so what was
    // accrued and charged before counts towards it.
    let total_fen = debt.accrued_fen.plus(accrued_fen)?;
    let owed_fen = policy.minimum_fen.map_or(total_fen, |minimum| total_fen.max(minimum));
    let fee_fen = owed_fen.minus(debt.charged_fen)?.max(Fen::ZERO);
    Ok(LateFee {
        fee_fen,
        accrued_fen,
        base_fen,
        days_current_year,
        days_over_the_year,
        minimum_applied: owed_fen > total_fen,
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

fn days_at(days: i64, per_mille: u32) -> Result<Decimal, MoneyError> {
    let rate = Decimal::new(i64::from(per_mille), 3);
    Decimal::from(days).checked_mul(rate).ok_or(MoneyError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn published(minimum: Option<i64>) -> LateFeePolicy {
        LateFeePolicy {
            rates: LateFeeRates {
                resident_per_mille: 1,
                other_current_year_per_mille: 2,
                other_carried_over_per_mille: 3,
            },
            minimum_fen: minimum.map(Fen::new),
        }
    }

    fn debt(class: LateFeeClass, fen: i64) -> LateDebt {
        LateDebt::new(class, date("2023-12-01"), date("2023-12-15"), Fen::new(fen))
    }

    #[test]
    fn splits_days_at_the_new_year_after_issue() {
        let fee =
            late_fee(&debt(LateFeeClass::Other, 200_000), date("2024-01-18"), &published(None));
        let fee = fee.expect("a fee");
        assert_eq!((fee.days_current_year, fee.days_over_the_year, fee.days()), (16, 18, 34));
        assert_eq!(fee.fee_fen, Fen::new(17_200));
    }

    #[test]
    fn the_due_date_is_in_time_and_the_day_after_is_late() {
        let debt = debt(LateFeeClass::Resident, 100_000);
        let on = |day| late_fee(&debt, date(day), &published(None)).expect("a fee");
        assert_eq!(on("2023-12-15"), LateFee::none(debt.principal_fen));
        assert_eq!((on("2023-12-16").days(), on("2023-12-16").fee_fen), (1, Fen::new(100)));
    }

    #[test]
    fn the_minimum_is_told_only_where_it_raised_the_fee() {
        // Ten days at 1 per mille: a hundredth of the debt.
        for (fen, minimum, fee, applied) in [
            (9_900, Some(100), 100, true),
            (10_000, Some(100), 100, false),
            (20_000, Some(100), 200, false),
            (9_900, None, 99, false),
        ] {
            let debt = debt(LateFeeClass::Resident, fen);
            let owed = late_fee(&debt, date("2023-12-25"), &published(minimum)).expect("a fee");
            assert_eq!((owed.fee_fen, owed.minimum_applied), (Fen::new(fee), applied), "{fen}");
        }
    }

    #[test]
    fn days_charged_before_are_not_charged_again() {
        let mut debt = debt(LateFeeClass::Resident, 5_000);
        let first = late_fee(&debt, date("2023-12-20"), &published(Some(100))).expect("a fee");
        assert_eq!((first.fee_fen, first.minimum_applied), (Fen::new(100), true));
        debt.charged_to = Some(date("2023-12-20"));
        debt.accrued_fen = first.accrued_fen;
        debt.charged_fen = first.fee_fen;
        let same_day = late_fee(&debt, date("2023-12-20"), &published(Some(100))).expect("a fee");
        assert_eq!(same_day.fee_fen, Fen::ZERO);
        // 5 days at 0.05 are 0.25, 10 more make 0.75: still under the minimum paid.
        let later = late_fee(&debt, date("2023-12-30"), &published(Some(100))).expect("a fee");
        assert_eq!((later.days(), later.fee_fen), (10, Fen::ZERO));
        // 30 days are 1.50, of which 1.00 was charged.
        let late = late_fee(&debt, date("2024-01-14"), &published(Some(100))).expect("a fee");
        assert_eq!((late.days(), late.fee_fen), (25, Fen::new(50)));
    }

    #[test]
    fn nothing_owed_and_nothing_set_cost_nothing() {
        let paid_on = date("2024-03-01");
        for (fen, policy) in [(0, published(Some(100))), (-5, published(Some(100)))] {
            let fee = late_fee(&debt(LateFeeClass::Other, fen), paid_on, &policy).expect("a fee");
            assert_eq!(fee.fee_fen, Fen::ZERO, "{fen}");
        }
        let unset = late_fee(&debt(LateFeeClass::Other, 9), paid_on, &LateFeePolicy::UNSET);
        assert_eq!(unset.expect("a fee").fee_fen, Fen::ZERO);
    }
}
