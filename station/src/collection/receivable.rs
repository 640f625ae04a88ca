//! Receivables, one row a bill: born when its run is issued, cleared by the
//! allocations that rulings record.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::account::UsageClass;
use dianfei_rules::collection::allocation::{LateFeeCharge, OpenReceivable};
use dianfei_rules::collection::ledger::BookDate;
use dianfei_rules::collection::movement;
use dianfei_rules::id::AccountNo;
use dianfei_rules::money::Fen;
use dianfei_wire::Ruling;
use dianfei_wire::fact::audit::{AuditFact, BillIssued};
use dianfei_wire::fact::{FactBody, FactId};
use dianfei_wire::ruling::{Flag, RecordedAllocation};

use super::advance::Advance;
use super::ledger::{self, in_range};
use crate::chapter::Entry;
use crate::spine::SpineError;
use crate::store::{Mark, Reader, Row, StoreError, Table, Tx, Value};

/// The flag that says how a late fee came about.
pub const LATE_FEE_CHARGED: &str = "late_fee_charged";
/// The flag that takes such a charge back, with the void of its payment.
pub const LATE_FEE_REVERSED: &str = "late_fee_reversed";

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

const SELECT: &str = "select receivable.account, bill, period, issued_on, due_on, energy_wh,
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
    let rows = store.query(
        &format!(
            "{SELECT} where receivable.station_id = $1 and receivable.account = $2
                and issued_on is not null and (open_fen > 0 or late_fee_open_fen > 0)
             order by due_on, period, bill"
        ),
        &[station.into(), account.as_str().into()],
    )?;
    rows.iter().map(from_row).collect()
}

/// The open receivables of an area, in the order of accounts.
pub fn open_of_area(
    store: &mut Reader<'_>,
    station: &str,
    area: &str,
) -> Result<Vec<ReceivableRow>, StoreError> {
    let rows = store.query(
        &format!(
            "{SELECT} where receivable.station_id = $1 and account.area = $2
                and issued_on is not null and (open_fen > 0 or late_fee_open_fen > 0)
             order by account.route, account.route_seq, receivable.account, due_on, bill"
        ),
        &[station.into(), area.into()],
    )?;
    rows.iter().map(from_row).collect()
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
pub fn charge_flag(charge: &LateFeeCharge, before: Option<NaiveDate>) -> Flag {
    let mut figures = BTreeMap::from([
        ("bill".to_owned(), charge.bill.clone()),
        ("fee_fen".to_owned(), charge.late_fee.fee_fen.get().to_string()),
        ("accrued_fen".to_owned(), charge.late_fee.accrued_fen.get().to_string()),
        ("days".to_owned(), charge.late_fee.days().to_string()),
        ("charged_to".to_owned(), charge.charged_to.to_string()),
    ]);
    if let Some(before) = before {
        figures.insert("charged_before".to_owned(), before.to_string());
    }
    Flag { code: LATE_FEE_CHARGED.to_owned(), figures }
}

/// Folds runs, their issue, and what rulings clear.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    if let FactBody::Audit(fact) = &entry.fact.body
        && entry.ruling.is_applied()
    {
        fold_audit(tx, entry, fact)?;
    }
    for flag in &entry.ruling.flags {
        match flag.code.as_str() {
            LATE_FEE_CHARGED => fold_charge(tx, entry, flag)?,
            LATE_FEE_REVERSED => fold_reversal(tx, entry, flag)?,
            _ => {}
        }
    }
    for cleared in &entry.ruling.allocations {
        tx.execute(
            "update receivable set open_fen = open_fen - $3,
                late_fee_open_fen = late_fee_open_fen - $4
             where station_id = $1 and bill = $2",
            &[
                entry.station().into(),
                cleared.bill.as_str().into(),
                cleared.principal_fen.into(),
                cleared.late_fee_fen.into(),
            ],
        )?;
    }
    Ok(())
}

fn fold_audit(tx: &mut Tx<'_>, entry: &Entry<'_>, fact: &AuditFact) -> Result<(), StoreError> {
    match fact {
        AuditFact::BillingRunBegan { period, due_on, .. } => {
            tx.execute(
                "insert into receivable_run (station_id, run, period, due_on)
                 values ($1, $2, $3, $4)",
                &[
                    entry.station().into(),
                    entry.fact.id.as_str().into(),
                    (*period).into(),
                    (*due_on).into(),
                ],
            )?;
        }
        AuditFact::BillsComputed { run, bills } => computed(tx, entry, run, bills)?,
        AuditFact::BillingRunIssued { run, .. } => {
            tx.execute(
                "update receivable set issued_on = $3 where station_id = $1 and run = $2",
                &[entry.station().into(), run.as_str().into(), entry.ruling.business_date.into()],
            )?;
        }
        _ => {}
    }
    Ok(())
}

fn computed(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    run: &FactId,
    bills: &[BillIssued],
) -> Result<(), StoreError> {
    let term = tx.query_one(
        "select period, due_on from receivable_run where station_id = $1 and run = $2",
        &[entry.station().into(), run.as_str().into()],
    )?;
    let mut own_terms: BTreeMap<&str, &str> = BTreeMap::new();
    for flag in entry.ruling.flags.iter().filter(|flag| flag.code == OWN_DUE_DAY) {
        own_terms.insert(figure(entry, flag, "bill")?, figure(entry, flag, "due_on")?);
    }
    let due_on = term.text("due_on")?;
    let rows: Vec<Vec<Value>> = bills
        .iter()
        .map(|bill| {
            Ok(vec![
                entry.station().into(),
                bill.account.as_str().into(),
                bill.bill.as_str().into(),
                run.as_str().into(),
                term.text("period")?.into(),
                own_terms.get(bill.bill.as_str()).copied().unwrap_or(due_on).into(),
                bill.energy_kwh.to_wh().unwrap_or_default().into(),
                bill.document.to_string().into(),
                bill.amount_fen.into(),
                bill.amount_fen.max(Fen::ZERO).into(),
                0_i64.into(),
                0_i64.into(),
                0_i64.into(),
            ])
        })
        .collect::<Result<_, StoreError>>()?;
    let columns = [
        "station_id",
        "account",
        "bill",
        "run",
        "period",
        "due_on",
        "energy_wh",
        "document",
        "amount_fen",
        "open_fen",
        "late_fee_open_fen",
        "late_fee_accrued_fen",
        "late_fee_charged_fen",
    ];
    tx.insert_many("receivable", &columns, &rows)?;
    Ok(())
}

fn figure<'a>(entry: &Entry<'_>, flag: &'a Flag, name: &str) -> Result<&'a str, StoreError> {
    flag.figures.get(name).map(String::as_str).ok_or_else(|| {
        StoreError::broken(format!("journal row {}", entry.seq), format!("no figure {name}"))
    })
}

fn fen(entry: &Entry<'_>, flag: &Flag, name: &str) -> Result<i64, StoreError> {
    figure(entry, flag, name)?
        .parse()
        .map_err(|error| StoreError::broken(format!("journal row {}", entry.seq), error))
}

fn fold_charge(tx: &mut Tx<'_>, entry: &Entry<'_>, flag: &Flag) -> Result<(), StoreError> {
    tx.execute(
        "update receivable set late_fee_open_fen = late_fee_open_fen + $3,
            late_fee_charged_fen = late_fee_charged_fen + $3,
            late_fee_accrued_fen = late_fee_accrued_fen + $4, late_fee_charged_to = $5
         where station_id = $1 and bill = $2",
        &[
            entry.station().into(),
            figure(entry, flag, "bill")?.into(),
            fen(entry, flag, "fee_fen")?.into(),
            fen(entry, flag, "accrued_fen")?.into(),
            figure(entry, flag, "charged_to")?.into(),
        ],
    )?;
    Ok(())
}

fn fold_reversal(tx: &mut Tx<'_>, entry: &Entry<'_>, flag: &Flag) -> Result<(), StoreError> {
    let before: Option<&str> = flag.figures.get("charged_before").map(String::as_str);
    tx.execute(
        "update receivable set late_fee_open_fen = late_fee_open_fen - $3,
            late_fee_charged_fen = late_fee_charged_fen - $3,
            late_fee_accrued_fen = late_fee_accrued_fen - $4,
            late_fee_charged_to = case when late_fee_charged_to = $5 then $6
                else late_fee_charged_to end
         where station_id = $1 and bill = $2",
        &[
            entry.station().into(),
            figure(entry, flag, "bill")?.into(),
            fen(entry, flag, "fee_fen")?.into(),
            fen(entry, flag, "accrued_fen")?.into(),
            figure(entry, flag, "charged_to")?.into(),
            before.into(),
        ],
    )?;
    Ok(())
}
