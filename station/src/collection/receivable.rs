//! Receivables, one row a bill: born when its run is issued, cleared by the
//! allocations that rulings record.

mod fold;

pub use fold::{Born, fold, insert};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::account::UsageClass;
use dianfei_rules::collection::allocation::{LateFeeCharge, OpenReceivable};
use dianfei_rules::collection::ledger::BookDate;
use dianfei_rules::collection::movement;
use dianfei_rules::id::AccountNo;
use dianfei_rules::money::Fen;
use dianfei_wire::Ruling;
use dianfei_wire::fact::FactId;
use dianfei_wire::ruling::{Flag, RecordedAllocation};

use super::advance::Advance;
use super::ledger::{self, in_range};
use crate::spine::SpineError;
use crate::store::{Mark, Reader, Row, StoreError, Table, Tx};

/// The flag that says how a late fee came about.
pub const LATE_FEE_CHARGED: &str = "late_fee_charged";
/// The flag that changes such charges, because a payment dated before them
/// arrived after them, or one is void.
pub const LATE_FEE_REVALUED: &str = "late_fee_revalued";

/// The flag that gives a bill another term than its run has.
pub const OWN_DUE_DAY: &str = "own_due_day";

/// Billing runs with their term.
pub const RUN: Table = Table {
    name: "receivable_run",
    mark: Mark::Fold,
    ddl: "create table receivable_run (
        station_id text not null,
        run text not null,
        period text not null,
        due_on text not null,
        primary key (station_id, run)
    );",
};

/// Receivables.
pub const RECEIVABLE: Table = Table {
    name: "receivable",
    mark: Mark::Fold,
    ddl: "create table receivable (
        station_id text not null,
        account text not null,
        bill text not null,
        run text not null,
        period text not null,
        issued_on text, -- absent until its run is issued
        issued_seq bigint, -- the journal row of that; absent as above
        due_on text not null,
        energy_wh bigint not null,
        document text not null, -- hash of the bill's part
        amount_fen bigint not null,
        open_fen bigint not null,
        late_fee_open_fen bigint not null,
        late_fee_accrued_fen bigint not null,
        late_fee_charged_fen bigint not null,
        late_fee_charged_to text,
        primary key (station_id, account, bill)
    );
    create index receivable_bill on receivable (station_id, bill);
    create index receivable_run_bills on receivable (station_id, run);",
};

/// A receivable with what its account says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivableRow {
    /// Whose.
    pub account: AccountNo,
    /// What rules need of it.
    pub open: OpenReceivable,
    /// What was billed.
    pub amount_fen: Fen,
    /// The energy in Wh.
    pub energy_wh: i64,
    /// The hash of the bill's part.
    pub document: String,
}

const SELECT: &str =
    "select receivable.account, bill, period, issued_on, issued_seq, due_on, energy_wh,
        document, amount_fen, open_fen, late_fee_open_fen, late_fee_accrued_fen,
        late_fee_charged_fen, late_fee_charged_to, account.usage_class
    from receivable
    join account on account.station_id = receivable.station_id
        and account.account = receivable.account";

fn from_row(row: &Row) -> Result<ReceivableRow, StoreError> {
    let class: UsageClass =
        serde_json::from_value(serde_json::Value::from(row.text("usage_class")?))
            .map_err(|error| StoreError::broken("account usage_class", error))?;
    Ok(ReceivableRow {
        account: row.parsed("account")?,
        open: OpenReceivable {
            bill: row.text("bill")?.to_owned(),
            period: row.month("period")?,
            issued_on: row.date("issued_on")?,
            due_on: row.date("due_on")?,
            class: class.into(),
            remaining_fen: row.fen("open_fen")?,
            late_fee_open_fen: row.fen("late_fee_open_fen")?,
            late_fee_accrued_fen: row.fen("late_fee_accrued_fen")?,
            late_fee_charged_fen: row.fen("late_fee_charged_fen")?,
            late_fee_charged_to: row.opt_date("late_fee_charged_to")?,
        },
        amount_fen: row.fen("amount_fen")?,
        energy_wh: row.int("energy_wh")?,
        document: row.text("document")?.to_owned(),
    })
}

/// The open receivables of one account, oldest first.
pub fn open_of_account(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<Vec<ReceivableRow>, StoreError> {
    open(store, station, "receivable.account", account.as_str())
}

/// The open receivables of an area, in the order of accounts, oldest first.
pub fn open_of_area(
    store: &mut Reader<'_>,
    station: &str,
    area: &str,
) -> Result<Vec<ReceivableRow>, StoreError> {
    open(store, station, "account.area", area)
}

/// The open receivables of which `column` is `value`.
fn open(
    store: &mut Reader<'_>,
    station: &str,
    column: &str,
    value: &str,
) -> Result<Vec<ReceivableRow>, StoreError> {
    let rows = store.query(
        &format!(
            "{SELECT} where receivable.station_id = $1 and {column} = $2
                and issued_on is not null and (open_fen > 0 or late_fee_open_fen > 0)
             order by account.route, account.route_seq, receivable.account, due_on, period, bill"
        ),
        &[station.into(), value.into()],
    )?;
    rows.iter().map(from_row).collect()
}

/// A receivable with its place in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The receivable, open or not.
    pub row: ReceivableRow,
    /// The journal row that issued it.
    pub seq: i64,
}

/// All receivables of an account, open or not, in the order of their issue.
pub fn issued_of_account(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<Vec<Issued>, StoreError> {
    let rows = store.query(
        &format!(
            "{SELECT} where receivable.station_id = $1 and receivable.account = $2
                and issued_on is not null
             order by issued_seq, bill"
        ),
        &[station.into(), account.as_str().into()],
    )?;
    rows.iter().map(|row| Ok(Issued { row: from_row(row)?, seq: row.int("issued_seq")? })).collect()
}

/// One receivable; absent where the bill was never issued.
pub fn find(
    store: &mut Reader<'_>,
    station: &str,
    bill: &str,
) -> Result<Option<ReceivableRow>, StoreError> {
    let row = store.query_opt(
        &format!(
            "{SELECT} where receivable.station_id = $1 and bill = $2 and issued_on is not null"
        ),
        &[station.into(), bill.into()],
    )?;
    row.as_ref().map(from_row).transpose()
}

/// What issuing a run moves: each bill becomes a receivable, a bill below zero
/// and what was paid ahead go their way at once. Audit puts it under its
/// closing fact.
pub fn issue_ruling(
    tx: &mut Tx<'_>,
    station: &str,
    run: &FactId,
    today: NaiveDate,
) -> Result<Ruling, SpineError> {
    let rows = tx.query(
        "select account, bill, amount_fen from receivable where station_id = $1 and run = $2
         order by account, bill",
        &[station.into(), run.as_str().into()],
    )?;
    let book = BookDate::of(today);
    let mut ruling = Ruling::applied(today);
    let mut postings = Vec::new();
    let mut advance = Advance::default();
    for row in &rows {
        let account: AccountNo = row.parsed("account")?;
        let amount = row.fen("amount_fen")?;
        postings.push(movement::bill_issued(book, &account, amount));
        if amount.is_negative() {
            let credit = in_range(amount.negated())?;
            postings.push(movement::credit_to_advance(book, &account, credit));
            continue;
        }
        let offset = advance.take(tx, station, &account, amount)?;
        if !offset.is_zero() {
            postings.push(movement::advance_offset(book, &account, offset));
            let bill = row.text("bill")?.to_owned();
            ruling.allocations.push(RecordedAllocation::of_principal(bill, offset));
        }
    }
    ruling.postings = ledger::recorded(postings)?;
    Ok(ruling)
}

/// How the term of an account with a due day of its own is recorded.
#[must_use]
pub fn due_flag(bill: &str, due_on: NaiveDate) -> Flag {
    let figures = [("bill", bill.to_owned()), ("due_on", due_on.to_string())];
    Flag {
        code: OWN_DUE_DAY.to_owned(),
        figures: figures.map(|(name, text)| (name.to_owned(), text)).into(),
    }
}

/// How a charge of late fee is recorded.
#[must_use]
pub fn charge_flag(charge: &LateFeeCharge) -> Flag {
    let figures = BTreeMap::from([
        ("bill".to_owned(), charge.bill.clone()),
        ("fee_fen".to_owned(), charge.late_fee.fee_fen.get().to_string()),
        ("accrued_fen".to_owned(), charge.late_fee.accrued_fen.get().to_string()),
        ("days".to_owned(), charge.late_fee.days().to_string()),
        ("charged_to".to_owned(), charge.charged_to.to_string()),
    ]);
    Flag { code: LATE_FEE_CHARGED.to_owned(), figures }
}

/// How a change of charged late fee is recorded: by how much, and up to which
/// day it is charged now; absent for none.
#[must_use]
pub fn revalued_flag(
    bill: &str,
    fee_fen: Fen,
    accrued_fen: Fen,
    charged_to: Option<NaiveDate>,
) -> Flag {
    let mut figures = BTreeMap::from([
        ("bill".to_owned(), bill.to_owned()),
        ("fee_fen".to_owned(), fee_fen.get().to_string()),
        ("accrued_fen".to_owned(), accrued_fen.get().to_string()),
    ]);
    if let Some(day) = charged_to {
        figures.insert("charged_to".to_owned(), day.to_string());
    }
    Flag { code: LATE_FEE_REVALUED.to_owned(), figures }
}
