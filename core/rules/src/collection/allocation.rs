//! What a payment clears (销账): what its ticket printed while those debts are
//! open, then the open debts from the oldest, then advance balance. Every fen
//! goes somewhere: what is cleared and what is left add up to the payment.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::YearMonth;
use crate::collection::late_fee::{LateDebt, LateFee, LateFeeClass, LateFeePolicy, late_fee};
use crate::money::{Fen, MoneyError};
use crate::policy::AllocationOrder;

/// A receivable that is still open, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenReceivable {
    /// The bill's id.
    pub bill: String,
    /// The billing period.
    pub period: YearMonth,
    /// When the bill was issued.
    pub issued_on: NaiveDate,
    /// The last day on which it can be paid in time.
    pub due_on: NaiveDate,
    /// Whose late-fee rate.
    pub class: LateFeeClass,
    /// What of the bill is unpaid.
    pub remaining_fen: Fen,
    /// Late fee charged before and unpaid.
    #[serde(default)]
    pub late_fee_open_fen: Fen,
    /// What the days charged before came to by rate alone.
    #[serde(default)]
    pub late_fee_accrued_fen: Fen,
    /// Late fee charged before, paid or not.
    #[serde(default)]
    pub late_fee_charged_fen: Fen,
    /// The last day for which late fee was charged; absent while none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_fee_charged_to: Option<NaiveDate>,
}

/// What one debt amounts to on a day, late fee included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// The bill's id.
    pub bill: String,
    /// The billing period.
    pub period: YearMonth,
    /// The due date.
    pub due_on: NaiveDate,
    /// What of the bill is unpaid.
    pub principal_fen: Fen,
    /// Late fee charged before and unpaid.
    pub late_fee_open_fen: Fen,
    /// Late fee that a payment on this day is charged in addition.
    pub late_fee: LateFee,
}

impl Debt {
    /// All late fee: charged before and charged by a payment on this day.
    pub fn late_fee_fen(&self) -> Result<Fen, MoneyError> {
        self.late_fee_open_fen.plus(self.late_fee.fee_fen)
    }

    /// Bill and late fee together.
    pub fn total_fen(&self) -> Result<Fen, MoneyError> {
        self.principal_fen.plus(self.late_fee_fen()?)
    }
}

impl OpenReceivable {
    /// What this receivable amounts to if it is paid on `paid_on`.
    pub fn as_of(&self, paid_on: NaiveDate, policy: &LateFeePolicy) -> Result<Debt, MoneyError> {
        let late = LateDebt {
            class: self.class,
            issued_on: self.issued_on,
            due_on: self.due_on,
            principal_fen: self.remaining_fen,
            charged_to: self.late_fee_charged_to,
            accrued_fen: self.late_fee_accrued_fen,
            charged_fen: self.late_fee_charged_fen,
        };
        Ok(Debt {
            bill: self.bill.clone(),
            period: self.period,
            due_on: self.due_on,
            principal_fen: self.remaining_fen,
            late_fee_open_fen: self.late_fee_open_fen,
            late_fee: late_fee(&late, paid_on, policy)?,
        })
    }
}

/// What all `open` receivables amount to on `paid_on`, oldest first.
pub fn debts_as_of(
    open: &[OpenReceivable],
    paid_on: NaiveDate,
    policy: &LateFeePolicy,
) -> Result<Vec<Debt>, MoneyError> {
    let mut debts = open
        .iter()
        .map(|receivable| receivable.as_of(paid_on, policy))
        .collect::<Result<Vec<_>, _>>()?;
    debts.sort_by(|one, other| age(one).cmp(&age(other)));
    Ok(debts)
}

/// What of a payment goes to one bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocationLine {
    /// The bill's id.
    pub bill: String,
    /// What goes to the bill itself.
    pub principal_fen: Fen,
    /// What goes to its late fee.
    pub late_fee_fen: Fen,
}

impl AllocationLine {
    /// Both together.
    pub fn total_fen(&self) -> Result<Fen, MoneyError> {
        self.principal_fen.plus(self.late_fee_fen)
    }
}

/// Late fee newly charged because a payment touched a late bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateFeeCharge {
    /// The bill's id.
    pub bill: String,
    /// The last day that it covers: the value date of the payment.
    pub charged_to: NaiveDate,
    /// How much and why.
    pub late_fee: LateFee,
}

/// A payment to divide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment<'a> {
    /// What was taken; not below zero.
    pub amount_fen: Fen,
    /// The value date: the date printed on the ticket.
    pub paid_on: NaiveDate,
    /// What the ticket says that it is for; empty where it says nothing.
    pub printed: &'a [AllocationLine],
}

/// A payment divided: its lines and the advance add up to its amount.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// What went to which bill; one line per bill touched, oldest first.
    pub lines: Vec<AllocationLine>,
    /// Late fee charged with it, on the late bills touched; a charge of zero
    /// (covered by a minimum) still moves its days.
    pub late_fees: Vec<LateFeeCharge>,
    /// What is left: advance balance.
    pub advance_fen: Fen,
}

impl Allocation {
    /// What clears receivables: all but the advance.
    pub fn cleared_fen(&self) -> Result<Fen, MoneyError> {
        self.lines.iter().try_fold(Fen::ZERO, |total, line| total.plus(line.total_fen()?))
    }

    /// What late fee is newly charged in all.
    pub fn late_fee_charged_fen(&self) -> Result<Fen, MoneyError> {
        Fen::sum(self.late_fees.iter().map(|charge| charge.late_fee.fee_fen))
    }
}

/// Divides a payment among `debts`, which hold on its value date (see
/// [`debts_as_of`]). An amount below zero clears nothing.
pub fn allocate(
    payment: Payment<'_>,
    debts: &[Debt],
    order: AllocationOrder,
) -> Result<Allocation, MoneyError> {
    let mut oldest_first: Vec<&Debt> = debts.iter().collect();
    oldest_first.sort_by(|one, other| age(one).cmp(&age(other)));
    let mut purse = Purse { left_fen: payment.amount_fen.max(Fen::ZERO) };
    let mut cleared = oldest_first
        .iter()
        .map(|debt| Clearing::of(debt))
        .collect::<Result<Vec<_>, MoneyError>>()?;

    let mut printed: BTreeMap<&str, (Fen, Fen)> = BTreeMap::new();
    for line in payment.printed {
        let (principal_fen, late_fee_fen) = printed.entry(&line.bill).or_default();
        *principal_fen = principal_fen.plus(line.principal_fen)?;
        *late_fee_fen = late_fee_fen.plus(line.late_fee_fen)?;
    }
    for clearing in &mut cleared {
        if let Some((principal_fen, late_fee_fen)) = printed.get(clearing.debt.bill.as_str()) {
            clearing.take(&mut purse, order, *principal_fen, *late_fee_fen)?;
        }
    }
    for clearing in &mut cleared {
        clearing.take(&mut purse, order, clearing.principal_open, clearing.late_fee_open)?;
    }

    let touched = cleared.into_iter().filter(Clearing::is_touched);
    let mut allocation = Allocation { advance_fen: purse.left_fen, ..Allocation::default() };
    for clearing in touched {
        if clearing.debt.late_fee.days() > 0 {
            allocation.late_fees.push(LateFeeCharge {
                bill: clearing.debt.bill.clone(),
                charged_to: payment.paid_on,
                late_fee: clearing.debt.late_fee,
            });
        }
        allocation.lines.push(AllocationLine {
            bill: clearing.debt.bill.clone(),
            principal_fen: clearing.principal_fen,
            late_fee_fen: clearing.late_fee_fen,
        });
    }
    Ok(allocation)
}

fn age(debt: &Debt) -> (NaiveDate, YearMonth, &str) {
    (debt.due_on, debt.period, &debt.bill)
}

struct Purse {
    left_fen: Fen,
}

impl Purse {
    fn pay(&mut self, wanted_fen: Fen) -> Result<Fen, MoneyError> {
        let paid_fen = wanted_fen.max(Fen::ZERO).min(self.left_fen);
        self.left_fen = self.left_fen.minus(paid_fen)?;
        Ok(paid_fen)
    }
}

struct Clearing<'a> {
    debt: &'a Debt,
    principal_open: Fen,
    late_fee_open: Fen,
    principal_fen: Fen,
    late_fee_fen: Fen,
}

impl<'a> Clearing<'a> {
    fn of(debt: &'a Debt) -> Result<Self, MoneyError> {
        Ok(Self {
            debt,
            principal_open: debt.principal_fen.max(Fen::ZERO),
            late_fee_open: debt.late_fee_fen()?,
            principal_fen: Fen::ZERO,
            late_fee_fen: Fen::ZERO,
        })
    }

    fn take(
        &mut self,
        purse: &mut Purse,
        order: AllocationOrder,
        principal_fen: Fen,
        late_fee_fen: Fen,
    ) -> Result<(), MoneyError> {
        match order {
            AllocationOrder::LateFeeFirst => {
                self.take_late_fee(purse, late_fee_fen)?;
                self.take_principal(purse, principal_fen)
            }
            AllocationOrder::ChargeFirst => {
                self.take_principal(purse, principal_fen)?;
                self.take_late_fee(purse, late_fee_fen)
            }
        }
    }

    fn take_principal(&mut self, purse: &mut Purse, wanted_fen: Fen) -> Result<(), MoneyError> {
        let paid_fen = purse.pay(wanted_fen.min(self.principal_open))?;
        self.principal_open = self.principal_open.minus(paid_fen)?;
        self.principal_fen = self.principal_fen.plus(paid_fen)?;
        Ok(())
    }

    fn take_late_fee(&mut self, purse: &mut Purse, wanted_fen: Fen) -> Result<(), MoneyError> {
        let paid_fen = purse.pay(wanted_fen.min(self.late_fee_open))?;
        self.late_fee_open = self.late_fee_open.minus(paid_fen)?;
        self.late_fee_fen = self.late_fee_fen.plus(paid_fen)?;
        Ok(())
    }

    fn is_touched(&self) -> bool {
        !self.principal_fen.is_zero() || !self.late_fee_fen.is_zero()
    }
}

#[cfg(test)]
mod tests;
