//! What a payment is divided over: the debts of its day and the policy.

use chrono::NaiveDate;
use dianfei_rules::account::UsageClass;
use dianfei_rules::collection::allocation::{
    Allocation, AllocationLine, Debt, OpenReceivable, Payment, allocate, debts_as_of,
};
use dianfei_rules::collection::late_fee::LateFeePolicy;
use dianfei_rules::money::{Fen, MoneyError};
use dianfei_rules::policy::PolicyView;
use dianfei_rules::quantity::Kwh;
use rusqlite::Connection;

use super::{PaymentRequest, money, too_large};
use crate::error::FieldError;
use crate::store::receivable::{self, DebtorRow, ReceivableRow};
use crate::view::collection::DebtView;

/// What a payment is divided by.
pub(super) struct Terms {
    pub(super) debts: Vec<Debt>,
    pub(super) policy_unset: Option<String>,
}

impl Terms {
    /// All debts, late fee included.
    pub(super) fn total_fen(&self) -> Result<Fen, MoneyError> {
        let each: Vec<Fen> = self.debts.iter().map(Debt::total_fen).collect::<Result<_, _>>()?;
        Fen::sum(each)
    }

    /// The chosen bills, late fee included; all where none is named.
    pub(super) fn owed_fen(&self, bills: &[String]) -> Result<Fen, FieldError> {
        if bills.is_empty() {
            return self.total_fen().map_err(too_large);
        }
        let lines = chosen(&self.debts, bills)?;
        let each: Result<Vec<Fen>, MoneyError> =
            lines.iter().map(AllocationLine::total_fen).collect();
        each.and_then(Fen::sum).map_err(too_large)
    }
}

/// The amounts of a payment as they were typed.
pub(super) struct Taken<'a> {
    pub(super) request: &'a PaymentRequest,
    pub(super) amount_fen: Fen,
    pub(super) received_fen: Fen,
    pub(super) change_fen: Fen,
}

impl<'a> Taken<'a> {
    /// The amounts as they were typed; what is received covers what is taken.
    pub(super) fn typed(request: &'a PaymentRequest) -> Result<Self, FieldError> {
        let amount_fen = money("amount", &request.amount)?;
        let received_fen = money("received", &request.received)?;
        if received_fen < amount_fen {
            return Err(FieldError::invalid("received", "below_amount"));
        }
        let change_fen = received_fen.minus(amount_fen).map_err(too_large)?;
        Ok(Self { request, amount_fen, received_fen, change_fen })
    }
}

fn open(debtor: &DebtorRow, row: &ReceivableRow) -> Result<OpenReceivable, FieldError> {
    let class: UsageClass = debtor.account.usage_class.parse()?;
    Ok(OpenReceivable {
        bill: row.assigned.bill.clone(),
        period: row.assigned.period,
        issued_on: row.assigned.issued_on,
        due_on: row.assigned.due_on,
        class: class.into(),
        remaining_fen: row.open_fen,
        late_fee_open_fen: row.late_fee_open_fen,
        late_fee_accrued_fen: row.late_fee_accrued_fen,
        late_fee_charged_fen: row.late_fee_charged_fen,
        late_fee_charged_to: row.late_fee_charged_to,
    })
}

fn is_open(row: &ReceivableRow) -> bool {
    !row.open_fen.is_zero() || !row.late_fee_open_fen.is_zero()
}

pub(super) fn terms(
    debtor: &DebtorRow,
    rows: &[ReceivableRow],
    paid_on: NaiveDate,
    view: &PolicyView<'_>,
) -> Result<Terms, FieldError> {
    // Money is taken also where the station has not set its rates.
    let (policy, policy_unset) = match LateFeePolicy::on(view) {
        Ok(policy) => (policy, None),
        Err(refusal) => {
            let name = refusal.figures.get("policy").unwrap_or_default().to_owned();
            (LateFeePolicy::UNSET, Some(name))
        }
    };
    let open: Vec<OpenReceivable> = rows
        .iter()
        .filter(|row| is_open(row))
        .map(|row| open(debtor, row))
        .collect::<Result<_, _>>()?;
    let debts = debts_as_of(&open, paid_on, &policy).map_err(too_large)?;
    Ok(Terms { debts, policy_unset })
}

pub(super) fn debt_view(debt: &Debt, rows: &[ReceivableRow]) -> Result<DebtView, MoneyError> {
    Ok(DebtView {
        bill: debt.bill.clone(),
        period: debt.period,
        due_on: debt.due_on,
        energy_kwh: energy_of(rows, &debt.bill),
        principal_fen: debt.principal_fen,
        late_fee_open_fen: debt.late_fee_open_fen,
        late_fee: debt.late_fee,
        late_fee_total_fen: debt.late_fee_fen()?,
        total_fen: debt.total_fen()?,
        explained: receivable_of(rows, &debt.bill)
            .is_some_and(|row| !row.assigned.document.is_empty()),
    })
}

fn receivable_of<'a>(rows: &'a [ReceivableRow], bill: &str) -> Option<&'a ReceivableRow> {
    rows.iter().find(|row| row.assigned.bill == bill)
}

pub(super) fn energy_of(rows: &[ReceivableRow], bill: &str) -> Kwh {
    receivable_of(rows, bill).map_or(Kwh::ZERO, |row| row.assigned.energy_kwh)
}

/// What the chosen bills are to get, before the rule fits it to the amount.
fn chosen(debts: &[Debt], bills: &[String]) -> Result<Vec<AllocationLine>, FieldError> {
    bills
        .iter()
        .map(|bill| {
            let debt = debts
                .iter()
                .find(|debt| debt.bill == *bill)
                .ok_or_else(|| FieldError::not_found("bill", bill))?;
            Ok(AllocationLine {
                bill: bill.clone(),
                principal_fen: debt.principal_fen,
                late_fee_fen: debt.late_fee_fen().map_err(too_large)?,
            })
        })
        .collect()
}

/// A payment with what it is divided over.
pub(super) struct Divided {
    pub(super) debtor: DebtorRow,
    pub(super) rows: Vec<ReceivableRow>,
    pub(super) terms: Terms,
    pub(super) allocation: Allocation,
}

/// Divides a payment over the debts of its day by the policy.
pub(super) fn divide(
    tx: &Connection,
    taken: &Taken<'_>,
    paid_on: NaiveDate,
    view: &PolicyView<'_>,
) -> Result<Divided, FieldError> {
    let debtor = receivable::debtor(tx, &taken.request.account)?;
    let rows = receivable::receivables(tx, &taken.request.account)?;
    let terms = terms(&debtor, &rows, paid_on, view)?;
    let printed = chosen(&terms.debts, &taken.request.bills)?;
    let payment = Payment { amount_fen: taken.amount_fen, paid_on, printed: &printed };
    let allocation =
        allocate(payment, &terms.debts, view.allocation_order()?).map_err(too_large)?;
    Ok(Divided { debtor, rows, terms, allocation })
}
