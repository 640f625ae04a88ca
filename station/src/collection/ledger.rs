//! The ledger: postings as the rulings recorded them, and the balances they
//! come to. Balances are folds and never edited.

use dianfei_rules::collection::ledger::{LedgerAccount, Posting, PostingError};
use dianfei_rules::money::{Fen, MoneyError};
use dianfei_rules::refusal::Refusal;
use dianfei_wire::ruling::{PostingLine, RecordedPosting};

use crate::chapter::Entry;
use crate::spine::SpineError;
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// The lines of all postings.
pub const ENTRY: Table = Table {
    name: "ledger_entry",
    mark: Mark::Fold,
    ddl: "create table ledger_entry (
        station_id text not null,
        seq bigint not null, -- the journal row
        posting bigint not null, -- its place in the ruling
        ledger text not null,
        kind text not null,
        business_date text not null,
        period text not null,
        amount_fen bigint not null, -- debit positive
        primary key (station_id, seq, posting, ledger)
    );
    create index ledger_entry_ledger on ledger_entry (station_id, ledger, seq);",
};

/// What each ledger account comes to.
pub const BALANCE: Table = Table {
    name: "ledger_balance",
    mark: Mark::Fold,
    ddl: "create table ledger_balance (
        station_id text not null,
        ledger text not null,
        balance_fen bigint not null, -- debit positive
        primary key (station_id, ledger)
    );",
};

/// Folds what a ruling moves.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    for (at, posting) in entry.ruling.postings.iter().enumerate() {
        for line in &posting.lines {
            tx.execute(
                "insert into ledger_entry (station_id, seq, posting, ledger, kind, business_date,
                    period, amount_fen)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    entry.station().into(),
                    entry.seq.into(),
                    at.into(),
                    line.ledger.as_str().into(),
                    posting.kind.as_str().into(),
                    posting.business_date.into(),
                    posting.period.into(),
                    line.amount_fen.into(),
                ],
            )?;
            tx.execute(
                "insert into ledger_balance (station_id, ledger, balance_fen) values ($1, $2, $3)
                 on conflict (station_id, ledger)
                 do update set balance_fen = ledger_balance.balance_fen + excluded.balance_fen",
                &[entry.station().into(), line.ledger.as_str().into(), line.amount_fen.into()],
            )?;
        }
    }
    Ok(())
}

/// What an account of the ledger comes to; zero where nothing ever moved it.
pub fn balance(
    store: &mut Reader<'_>,
    station: &str,
    ledger: &LedgerAccount,
) -> Result<Fen, StoreError> {
    let row = store.query_opt(
        "select balance_fen from ledger_balance where station_id = $1 and ledger = $2",
        &[station.into(), ledger.to_string().into()],
    )?;
    row.map_or(Ok(Fen::ZERO), |row| row.fen("balance_fen"))
}

/// All balances by the accounts' keys.
pub fn balances(
    store: &mut Reader<'_>,
    station: &str,
) -> Result<Vec<(LedgerAccount, Fen)>, StoreError> {
    let rows = store.query(
        "select ledger, balance_fen from ledger_balance where station_id = $1 order by ledger",
        &[station.into()],
    )?;
    rows.iter().map(|row| Ok((row.parsed("ledger")?, row.fen("balance_fen")?))).collect()
}

/// Postings as a ruling records them; those that move nothing are left out.
pub fn recorded(
    postings: impl IntoIterator<Item = Result<Posting, PostingError>>,
) -> Result<Vec<RecordedPosting>, SpineError> {
    let mut recorded = Vec::new();
    for posting in postings {
        let posting = posting.map_err(|_wrong| out_of_range())?;
        if posting.is_empty() {
            continue;
        }
        recorded.push(RecordedPosting {
            kind: posting.kind().code().to_owned(),
            business_date: posting.business_date(),
            period: posting.period(),
            lines: posting
                .lines()
                .iter()
                .map(|line| PostingLine {
                    ledger: line.ledger.to_string(),
                    amount_fen: line.amount_fen,
                })
                .collect(),
        });
    }
    Ok(recorded)
}

/// An amount that left the range of money.
#[must_use]
pub fn out_of_range() -> SpineError {
    Refusal::out_of_range("amount").into()
}

/// The same for a sum.
pub fn in_range<T>(sum: Result<T, MoneyError>) -> Result<T, SpineError> {
    sum.map_err(|_too_large| out_of_range())
}
