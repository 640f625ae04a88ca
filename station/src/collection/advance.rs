//! What customers have paid ahead, as new debts use it up one after the other.

use std::collections::BTreeMap;

use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::AccountNo;
use dianfei_rules::money::Fen;

use super::ledger::{self, in_range};
use crate::spine::SpineError;
use crate::store::Reader;

/// What is left of each account's advance balance while one ruling is made.
#[derive(Debug, Default)]
pub(super) struct Advance(BTreeMap<AccountNo, Fen>);

impl Advance {
    /// What the advance balance pays of a debt, at most what is left of it.
    pub(super) fn take(
        &mut self,
        store: &mut Reader<'_>,
        station: &str,
        account: &AccountNo,
        debt: Fen,
    ) -> Result<Fen, SpineError> {
        let held = match self.0.get(account) {
            Some(held) => *held,
            None => {
                let ledger = LedgerAccount::AdvanceBalance(account.clone());
                let balance = ledger::balance(store, station, &ledger)?;
                in_range(balance.negated())?.max(Fen::ZERO)
            }
        };
        let taken = held.min(debt);
        self.0.insert(account.clone(), in_range(held.minus(taken))?);
        Ok(taken)
    }
}
