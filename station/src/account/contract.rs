//! Supply contracts (供用电合同): what accounts are billed by beyond class and
//! price table, each from its day on. Nothing is edited: a later one stands beside.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dianfei_rules::account::supply::{Behind, contract_on};
use dianfei_rules::account::{AgreedContract, SupplyContract};
use dianfei_rules::id::AccountNo;
use dianfei_wire::fact::{AccountFact, FactBody};

use crate::chapter::Entry;
use crate::store::{Mark, Reader, Row, StoreError, Table, Tx};

pub mod told;

/// The contracts, in the order of record.
pub const TABLE: Table = Table {
    name: "contract",
    mark: Mark::Fold,
    ddl: "create table contract (
        station_id text not null,
        account text not null,
        seq bigint not null, -- the journal row
        valid_from text not null,
        contract text not null, -- canonical JSON
        reference text not null,
        reason text not null,
        recorded_by text not null,
        recorded_on text not null,
        primary key (station_id, account, seq)
    );",
};

/// A contract as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// From when on, and what.
    pub agreed: AgreedContract,
    /// The contract's number or paper.
    pub reference: String,
    /// Why it was recorded.
    pub reason: String,
    /// By whom.
    pub recorded_by: String,
    /// When.
    pub recorded_on: NaiveDate,
}

/// The contracts of one account, in the order of record.
pub fn of_account(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<Vec<Recorded>, StoreError> {
    let rows = store.query(
        "select valid_from, contract, reference, reason, recorded_by, recorded_on from contract
         where station_id = $1 and account = $2 order by seq",
        &[station.into(), account.as_str().into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Recorded {
                agreed: agreed(row)?,
                reference: row.text("reference")?.to_owned(),
                reason: row.text("reason")?.to_owned(),
                recorded_by: row.text("recorded_by")?.to_owned(),
                recorded_on: row.date("recorded_on")?,
            })
        })
        .collect()
}

fn agreed(row: &Row) -> Result<AgreedContract, StoreError> {
    Ok(AgreedContract { from: row.date("valid_from")?, contract: row.json("contract")? })
}

/// The contracts of a station; few accounts have one.
#[derive(Debug, Default)]
pub struct Contracts(BTreeMap<AccountNo, Vec<AgreedContract>>);

impl Contracts {
    /// All of them.
    pub fn all(store: &mut Reader<'_>, station: &str) -> Result<Self, StoreError> {
        let rows = store.query(
            "select account, valid_from, contract from contract
             where station_id = $1 order by account, seq",
            &[station.into()],
        )?;
        let mut found: BTreeMap<AccountNo, Vec<AgreedContract>> = BTreeMap::new();
        for row in &rows {
            found.entry(row.parsed("account")?).or_default().push(agreed(row)?);
        }
        Ok(Self(found))
    }

    /// What was agreed of an account, in the order of record.
    #[must_use]
    pub fn of(&self, account: &AccountNo) -> &[AgreedContract] {
        self.0.get(account).map(Vec::as_slice).unwrap_or_default()
    }

    /// What holds of an account on a day; absent where nothing is agreed.
    #[must_use]
    pub fn on(&self, account: &AccountNo, on: NaiveDate) -> Option<&SupplyContract> {
        contract_on(self.of(account), on)
    }

    /// The accounts that have, or had, meters of others behind theirs.
    pub fn totals(&self) -> impl Iterator<Item = &AccountNo> {
        let is_total = |(_, agreed): &(&AccountNo, &Vec<AgreedContract>)| {
            agreed.iter().any(|version| !version.contract.behind.is_empty())
        };
        self.0.iter().filter(is_total).map(|(total, _)| total)
    }

    /// Which accounts stand behind which from a day on: by what holds on that day,
    /// and by what begins later.
    #[must_use]
    pub fn behind_from(&self, from: NaiveDate) -> Behind {
        let subs_of = |agreed: &[AgreedContract]| -> Vec<AccountNo> {
            let later = agreed.iter().filter(|version| version.from > from);
            let days = std::iter::once(from).chain(later.map(|version| version.from));
            let holding = days.filter_map(|day| contract_on(agreed, day));
            let subs: BTreeSet<&AccountNo> =
                holding.flat_map(|contract| &contract.behind).collect();
            subs.into_iter().cloned().collect()
        };
        self.0.iter().map(|(total, agreed)| (total.clone(), subs_of(agreed))).collect()
    }
}

/// Folds contracts.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Account(AccountFact::ContractAgreed { account, agreed, reference, reason }) =
        &entry.fact.body
    else {
        return Ok(());
    };
    let text = serde_json::to_string(&agreed.contract).expect("a contract serialises to JSON");
    tx.execute(
        "insert into contract (station_id, account, seq, valid_from, contract, reference, reason,
            recorded_by, recorded_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            entry.station().into(),
            account.as_str().into(),
            entry.seq.into(),
            agreed.from.into(),
            text.into(),
            reference.as_str().into(),
            reason.as_str().into(),
            entry.fact.person.as_str().into(),
            entry.ruling.business_date.into(),
        ],
    )?;
    Ok(())
}
