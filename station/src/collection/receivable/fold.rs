//! How receivables come about and are cleared: by the facts of audit and by
//! what rulings record.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::Fen;
use dianfei_wire::fact::audit::{AuditFact, BillIssued};
use dianfei_wire::fact::{FactBody, FactId};
use dianfei_wire::ruling::Flag;

use super::{LATE_FEE_CHARGED, LATE_FEE_REVALUED, OWN_DUE_DAY};
use crate::chapter::Entry;
use crate::store::{StoreError, Tx, Value};

/// Folds runs, their issue, and what rulings clear.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    if let FactBody::Audit(fact) = &entry.fact.body
        && entry.ruling.is_applied()
    {
        fold_audit(tx, entry, fact)?;
    }
    for flag in &entry.ruling.flags {
        match flag.code.as_str() {
            LATE_FEE_CHARGED | LATE_FEE_REVALUED => fold_charge(tx, entry, flag)?,
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
                "update receivable set issued_on = $3, issued_seq = $4
                 where station_id = $1 and run = $2",
                &[
                    entry.station().into(),
                    run.as_str().into(),
                    entry.ruling.business_date.into(),
                    entry.seq.into(),
                ],
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
    let born = bills
        .iter()
        .map(|bill| {
            Ok(Born {
                account: bill.account.as_str(),
                bill: bill.bill.clone(),
                period: term.month("period")?,
                due_on: own_terms.get(bill.bill.as_str()).copied().unwrap_or(due_on).to_owned(),
                issued: None,
                energy_wh: bill.energy_kwh.to_wh().unwrap_or_default(),
                document: bill.document.to_string(),
                amount_fen: bill.amount_fen,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    insert(tx, entry.station(), run, born)
}

/// A receivable as it comes about; nothing of it is paid, and no late fee charged.
pub struct Born<'a> {
    /// Whose.
    pub account: &'a str,
    /// The bill's number.
    pub bill: String,
    /// The billing period.
    pub period: YearMonth,
    /// The last day of its term, as a civil date.
    pub due_on: String,
    /// Since when it is owed and by which journal row; absent until its run is issued.
    pub issued: Option<(NaiveDate, i64)>,
    /// The energy in Wh.
    pub energy_wh: i64,
    /// The hash of the bill's part; empty without a bill.
    pub document: String,
    /// What it amounts to; below zero it is a credit and nothing of it is open.
    pub amount_fen: Fen,
}

/// Puts receivables in under the fact that they come from.
pub fn insert<'a>(
    tx: &mut Tx<'_>,
    station: &str,
    run: &FactId,
    born: impl IntoIterator<Item = Born<'a>>,
) -> Result<(), StoreError> {
    let row = |born: Born<'a>| -> Vec<Value> {
        vec![
            station.into(),
            born.account.into(),
            born.bill.into(),
            run.as_str().into(),
            born.period.into(),
            born.issued.map(|(on, _)| on).into(),
            born.issued.map(|(_, seq)| seq).into(),
            born.due_on.into(),
            born.energy_wh.into(),
            born.document.into(),
            born.amount_fen.into(),
            born.amount_fen.max(Fen::ZERO).into(),
            0_i64.into(),
            0_i64.into(),
            0_i64.into(),
        ]
    };
    let rows: Vec<Vec<Value>> = born.into_iter().map(row).collect();
    let columns = [
        "station_id",
        "account",
        "bill",
        "run",
        "period",
        "issued_on",
        "issued_seq",
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
            flag.figures.get("charged_to").map(String::as_str).into(),
        ],
    )?;
    Ok(())
}
