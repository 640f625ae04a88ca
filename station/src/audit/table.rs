//! The chapter's tables: causes, billing runs and bills.

use dianfei_wire::fact::audit::{AuditFact, BillIssued};
use dianfei_wire::fact::{FactBody, FactId};

use super::tariff;
use crate::chapter::Entry;
use crate::store::{Mark, StoreError, Table, Tx, Value};

/// Causes found for flagged readings, and readings passed.
pub const CAUSE: Table = Table {
    name: "cause",
    mark: Mark::Fold,
    ddl: "create table cause (
        station_id text not null,
        reading text not null,
        fact_id text not null,
        codes text not null, -- comma-separated
        cause text not null,
        recorded_by text not null,
        recorded_on text not null,
        primary key (station_id, reading, fact_id)
    );",
};

/// Billing runs.
pub const BILLING_RUN: Table = Table {
    name: "billing_run",
    mark: Mark::Fold,
    ddl: "create table billing_run (
        station_id text not null,
        run text not null, -- the id of its first fact
        period text not null,
        routes text not null, -- comma-separated
        due_on text not null,
        policy text not null, -- hash of the part
        begun_by text not null,
        begun_on text not null,
        issued_on text, -- absent until its closing fact: until then no bill counts
        bill_count bigint not null,
        total_fen bigint not null,
        energy_wh bigint not null,
        primary key (station_id, run)
    );
    create index billing_run_period on billing_run (station_id, period);",
};

/// Bills, one row each; the canonical lines lie in the part.
pub const BILL: Table = Table {
    name: "bill",
    mark: Mark::Fold,
    ddl: "create table bill (
        station_id text not null,
        account text not null,
        period text not null,
        bill text not null,
        run text not null,
        tariff text not null,
        document text not null, -- hash of the part
        amount_fen bigint not null,
        energy_wh bigint not null,
        provisional bigint not null,
        reading text, -- absent for a provisional bill
        read_on text not null, -- the day on which it was computed for a provisional one
        issued_on text, -- absent until its run is issued
        due_on text not null,
        primary key (station_id, account, period, bill)
    );
    create index bill_run on bill (station_id, run);
    create index bill_tariff on bill (station_id, tariff, read_on);",
};

/// Folds one fact.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Audit(fact) = &entry.fact.body else { return Ok(()) };
    tariff::fold(tx, entry, fact)?;
    match fact {
        AuditFact::CauseRecorded { reading, codes, cause } => {
            keep_cause(tx, entry, reading, &codes.join(","), cause)
        }
        AuditFact::ReadingPassed { reading } => keep_cause(tx, entry, reading, "", ""),
        AuditFact::BillingRunBegan { period, routes, due_on, policy } => {
            let routes: Vec<&str> = routes.iter().map(|route| route.as_str()).collect();
            tx.execute(
                "insert into billing_run (station_id, run, period, routes, due_on, policy,
                    begun_by, begun_on, bill_count, total_fen, energy_wh)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0)",
                &[
                    entry.station().into(),
                    entry.fact.id.as_str().into(),
                    period.to_string().into(),
                    routes.join(",").into(),
                    (*due_on).into(),
                    policy.to_string().into(),
                    entry.fact.person.as_str().into(),
                    entry.ruling.business_date.into(),
                ],
            )?;
            Ok(())
        }
        AuditFact::BillsComputed { run, bills } => keep_bills(tx, entry, run, bills),
        AuditFact::BillingRunIssued { run, count, total_fen, energy_kwh } => {
            let (station, run) = (Value::from(entry.station()), Value::from(run.as_str()));
            tx.execute(
                "update billing_run set issued_on = $3, bill_count = $4, total_fen = $5,
                    energy_wh = $6
                 where station_id = $1 and run = $2",
                &[
                    station.clone(),
                    run.clone(),
                    entry.ruling.business_date.into(),
                    i64::from(*count).into(),
                    (*total_fen).into(),
                    energy_kwh.to_wh().unwrap_or_default().into(),
                ],
            )?;
            tx.execute(
                "update bill set issued_on = $3 where station_id = $1 and run = $2",
                &[station, run, entry.ruling.business_date.into()],
            )?;
            Ok(())
        }
        AuditFact::TariffPublished { .. } | AuditFact::BillsPrinted { .. } => Ok(()),
    }
}

fn keep_cause(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    reading: &FactId,
    codes: &str,
    cause: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into cause (station_id, reading, fact_id, codes, cause, recorded_by, recorded_on)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            entry.station().into(),
            reading.as_str().into(),
            entry.fact.id.as_str().into(),
            codes.into(),
            cause.into(),
            entry.fact.person.as_str().into(),
            entry.ruling.business_date.into(),
        ],
    )?;
    Ok(())
}

fn keep_bills(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    run: &FactId,
    bills: &[BillIssued],
) -> Result<(), StoreError> {
    let row = tx.query_one(
        "select due_on from billing_run where station_id = $1 and run = $2",
        &[entry.station().into(), run.as_str().into()],
    )?;
    let due_on = row.date("due_on")?;
    let rows: Vec<Vec<Value>> = bills
        .iter()
        .map(|bill| {
            vec![
                entry.station().into(),
                bill.account.as_str().into(),
                bill.period.to_string().into(),
                bill.bill.as_str().into(),
                run.as_str().into(),
                bill.tariff.as_str().into(),
                bill.document.to_string().into(),
                bill.amount_fen.into(),
                bill.energy_kwh.to_wh().unwrap_or_default().into(),
                i64::from(bill.provisional).into(),
                bill.reading.as_ref().map(ToString::to_string).into(),
                bill.read_on.into(),
                due_on.into(),
            ]
        })
        .collect();
    let columns = [
        "station_id",
        "account",
        "period",
        "bill",
        "run",
        "tariff",
        "document",
        "amount_fen",
        "energy_wh",
        "provisional",
        "reading",
        "read_on",
        "due_on",
    ];
    tx.insert_many("bill", &columns, &rows)?;
    Ok(())
}
