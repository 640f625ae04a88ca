//! What an account owes on a day, late fee included: for the counter's screen,
//! for the ticket it prints and for the ruling alike.

use chrono::NaiveDate;
use dianfei_rules::collection::allocation::{self, Debt, OpenReceivable};
use dianfei_rules::collection::late_fee::LateFeePolicy;
use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::{AccountNo, StationNo};
use dianfei_rules::money::Fen;
use dianfei_rules::policy::{AllocationOrder, PolicySet};
use dianfei_rules::refusal::Refusal;

use super::ledger::{self, in_range};
use super::receivable::{self, ReceivableRow};
use crate::account::policy;
use crate::spine::SpineError;
use crate::store::Reader;

/// What an account owes on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The open receivables, oldest first.
    pub rows: Vec<ReceivableRow>,
    /// What each of them amounts to on the day, in the same order.
    pub debts: Vec<Debt>,
    /// What a payment clears first.
    pub order: AllocationOrder,
    /// The figures of policy that are not set; money is taken all the same.
    pub unset: Vec<Refusal>,
}

/// The figures of policy on which money of a day is divided. What is not set
/// never stops money: it is told, and nothing is charged by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// What lateness costs.
    pub late_fee: LateFeePolicy,
    /// What a payment clears first.
    pub order: AllocationOrder,
    /// The figures that are not set.
    pub unset: Vec<Refusal>,
}

impl Terms {
    /// The figures that hold on a day.
    #[must_use]
    pub fn on(set: &PolicySet, day: NaiveDate) -> Self {
        let view = set.on(day);
        let mut unset = Vec::new();
        let late_fee = LateFeePolicy::on(&view).unwrap_or_else(|refusal| {
            unset.push(refusal);
            LateFeePolicy::UNSET
        });
        let order = view.allocation_order().unwrap_or_else(|refusal| {
            unset.push(refusal);
            AllocationOrder::ChargeFirst
        });
        Self { late_fee, order, unset }
    }
}

impl Owed {
    /// What is owed of an account on `on`.
    pub fn of_account(
        store: &mut Reader<'_>,
        station: &StationNo,
        account: &AccountNo,
        on: NaiveDate,
    ) -> Result<Self, SpineError> {
        let Terms { late_fee, order, unset } = Terms::on(&policy::set(store, station)?, on);
        let rows = receivable::open_of_account(store, station.as_str(), account)?;
        let open: Vec<OpenReceivable> = rows.iter().map(|row| row.open.clone()).collect();
        let debts = in_range(allocation::debts_as_of(&open, on, &late_fee))?;
        Ok(Self { rows, debts, order, unset })
    }

    /// All of it together.
    pub fn total_fen(&self) -> Result<Fen, SpineError> {
        let totals = self.debts.iter().map(Debt::total_fen).collect::<Result<Vec<_>, _>>();
        in_range(totals.and_then(Fen::sum))
    }
}

/// What an account has paid ahead; never below zero.
pub fn advance_fen(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<Fen, SpineError> {
    let held = ledger::balance(store, station, &LedgerAccount::AdvanceBalance(account.clone()))?;
    Ok(in_range(held.negated())?.max(Fen::ZERO))
}
