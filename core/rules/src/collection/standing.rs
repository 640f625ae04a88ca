//! An account told anew: how its bills and its advance balance would stand had
//! everything come on its own day.
//!
//! A payment that arrives after a later one has been charged a late fee, and a
//! payment that is void, are corrected to this (4.3.1: a correction of its
//! cause, never a reduction).

use crate::collection::allocation::{Allocation, OpenReceivable, Payment, allocate, debts_as_of};
use crate::collection::late_fee::LateFeePolicy;
use crate::money::{Fen, MoneyError};
use crate::policy::AllocationOrder;

/// What happened to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountEvent<'a> {
    /// A bill was issued, for all that it remains open; below zero it is a
    /// credit.
    Issued(OpenReceivable),
    /// Money was taken.
    Paid {
        /// How much, when, and what for.
        payment: Payment<'a>,
        /// The late fee that holds on its value date.
        late_fee: LateFeePolicy,
        /// What it clears first.
        order: AllocationOrder,
    },
}

/// Where an account stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its bills, in the order of their issue.
    pub receivables: Vec<OpenReceivable>,
    /// What is paid ahead.
    pub advance_fen: Fen,
}

impl Standing {
    /// Where an account stands after `events`, which come in the order of
    /// their value dates.
    pub fn after<'a>(
        events: impl IntoIterator<Item = AccountEvent<'a>>,
    ) -> Result<Self, MoneyError> {
        let mut standing = Self::default();
        for event in events {
            match event {
                AccountEvent::Issued(bill) => standing.issue(bill)?,
                AccountEvent::Paid { payment, late_fee, order } => {
                    let debts = debts_as_of(&standing.receivables, payment.paid_on, &late_fee)?;
                    standing.pay(&allocate(payment, &debts, order)?)?;
                }
            }
        }
        Ok(standing)
    }

    /// What is paid ahead pays a new bill at once; a credit is paid ahead.
    fn issue(&mut self, mut bill: OpenReceivable) -> Result<(), MoneyError> {
        if bill.remaining_fen.is_negative() {
            self.advance_fen = self.advance_fen.minus(bill.remaining_fen)?;
            bill.remaining_fen = Fen::ZERO;
        }
        let offset_fen = self.advance_fen.min(bill.remaining_fen);
        self.advance_fen = self.advance_fen.minus(offset_fen)?;
        bill.remaining_fen = bill.remaining_fen.minus(offset_fen)?;
        self.receivables.push(bill);
        Ok(())
    }

    fn pay(&mut self, divided: &Allocation) -> Result<(), MoneyError> {
        for bill in &mut self.receivables {
            for charge in divided.late_fees.iter().filter(|charge| charge.bill == bill.bill) {
                let fee = &charge.late_fee;
                bill.late_fee_open_fen = bill.late_fee_open_fen.plus(fee.fee_fen)?;
                bill.late_fee_charged_fen = bill.late_fee_charged_fen.plus(fee.fee_fen)?;
                bill.late_fee_accrued_fen = bill.late_fee_accrued_fen.plus(fee.accrued_fen)?;
                bill.late_fee_charged_to = Some(charge.charged_to);
            }
            for line in divided.lines.iter().filter(|line| line.bill == bill.bill) {
                bill.remaining_fen = bill.remaining_fen.minus(line.principal_fen)?;
                bill.late_fee_open_fen = bill.late_fee_open_fen.minus(line.late_fee_fen)?;
            }
        }
        self.advance_fen = self.advance_fen.plus(divided.advance_fen)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::collection::late_fee::LateFeeClass;
    use crate::policy::LateFeeRates;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn bill(fen: i64) -> OpenReceivable {
        OpenReceivable {
            bill: "B".to_owned(),
            period: "2026-10".parse().expect("a month"),
            issued_on: date("2026-11-01"),
            due_on: date("2026-11-28"),
            class: LateFeeClass::Resident,
            remaining_fen: Fen::new(fen),
            late_fee_open_fen: Fen::ZERO,
            late_fee_accrued_fen: Fen::ZERO,
            late_fee_charged_fen: Fen::ZERO,
            late_fee_charged_to: None,
        }
    }

    fn paid(on: &str, fen: i64) -> AccountEvent<'static> {
        let rates = LateFeeRates {
            resident_per_mille: 1,
            other_current_year_per_mille: 2,
            other_carried_over_per_mille: 3,
        };
        AccountEvent::Paid {
            payment: Payment { amount_fen: Fen::new(fen), paid_on: date(on), printed: &[] },
            late_fee: LateFeePolicy { rates, minimum_fen: None },
            order: AllocationOrder::ChargeFirst,
        }
    }

    #[test]
    fn an_earlier_payment_makes_a_later_late_fee_smaller() {
        let fee = |events: Vec<AccountEvent<'static>>| {
            let standing = Standing::after(events).expect("a standing");
            (standing.receivables[0].late_fee_charged_fen, standing.advance_fen)
        };
        let late = paid("2026-12-08", 10_000);
        let alone = fee(vec![AccountEvent::Issued(bill(5_000)), late.clone()]);
        assert_eq!(alone, (Fen::new(50), Fen::new(4_950)), "10 days at 1 per mille of 50.00");
        let early = paid("2026-11-25", 3_000);
        let both = fee(vec![AccountEvent::Issued(bill(5_000)), early, late]);
        assert_eq!(both, (Fen::new(20), Fen::new(7_980)), "10 days of the 20.00 left");
    }

    #[test]
    fn what_is_paid_ahead_pays_the_next_bill_and_a_credit_is_paid_ahead() {
        let events = [
            paid("2026-10-20", 1_000),
            AccountEvent::Issued(bill(-200)),
            AccountEvent::Issued(bill(5_000)),
        ];
        let standing = Standing::after(events).expect("a standing");
        assert_eq!(standing.advance_fen, Fen::ZERO);
        assert_eq!(standing.receivables[1].remaining_fen, Fen::new(3_800));
    }
}
