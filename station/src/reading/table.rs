//! The chapter's tables: the fold of its facts.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{PersonNo, RouteNo};
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::audit::{AuditFact, BillIssued};
use dianfei_wire::fact::reading::{ExceptionRaised, ReadingFact, ReadingMissed, ReadingTaken};
use dianfei_wire::ruling::Flag;
use dianfei_wire::{Fact, FactId};

use super::accept::USAGE_FLAG;
use super::months;
use crate::chapter::Entry;
use crate::store::{Mark, Reader, StoreError, Table, Tx, Value};

/// Routes planned for a reader and a day, and who holds them.
pub const ROUTE_PLAN: Table = Table {
    name: "route_plan",
    mark: Mark::Fold,
    ddl: "create table route_plan (
        station_id text not null,
        period text not null,
        route text not null,
        reader text not null,
        read_on text not null,
        state text not null, -- planned, drawn or handed_in
        device text, -- absent until drawn
        epoch bigint not null, -- 0 until drawn
        read_count bigint,
        missed_count bigint,
        primary key (station_id, period, route)
    );
    create index route_plan_reader on route_plan (station_id, reader);",
};

/// Readings, each as it was taken.
pub const READING: Table = Table {
    name: "reading",
    mark: Mark::Fold,
    ddl: "create table reading (
        station_id text not null,
        account text not null,
        period text not null,
        fact_id text not null,
        meter text not null,
        route text not null,
        reader text not null,
        read_on text not null,
        state text not null, -- holds, corrected or disputed
        usage_wh bigint, -- absent where the indexes give none
        registers text not null, -- what they showed, canonical JSON
        rollover bigint not null, -- whether the reader confirmed one
        position text, -- the part that says where; absent without
        codes text not null, -- the phone's findings and the station's own, comma-separated
        primary key (station_id, account, period, fact_id)
    ) clustered;
    create index reading_route on reading (station_id, period, route);",
};

/// Meters that could not be read.
pub const MISS: Table = Table {
    name: "miss",
    mark: Mark::Fold,
    ddl: "create table miss (
        station_id text not null,
        account text not null,
        period text not null,
        fact_id text not null,
        meter text not null,
        route text not null,
        reader text not null,
        missed_on text not null,
        reason text not null,
        primary key (station_id, account, period, fact_id)
    );
    create index miss_route on miss (station_id, period, route);",
};

/// Exception forms (客户异常情况处理单).
pub const EXCEPTION_FORM: Table = Table {
    name: "exception_form",
    mark: Mark::Fold,
    ddl: "create table exception_form (
        station_id text not null,
        fact_id text not null,
        account text not null,
        meter text,
        period text not null,
        reading text,
        codes text not null, -- comma-separated
        description text not null,
        raised_by text not null,
        raised_on text not null,
        result text, -- absent while open
        closed_by text,
        closed_on text,
        primary key (station_id, fact_id)
    );
    create index exception_form_account on exception_form (station_id, account);",
};

/// Energy billed by account and period since the cut-over.
pub const BILLED_MONTH: Table = Table {
    name: "billed_month",
    mark: Mark::Fold,
    ddl: "create table billed_month (
        station_id text not null,
        account text not null,
        period text not null,
        run text not null,
        usage_wh bigint not null,
        provisional bigint not null,
        issued bigint not null, -- 0 until the run's closing fact
        primary key (station_id, account, period, run)
    ) clustered;
    create index billed_month_run on billed_month (station_id, run);",
};

/// Folds one fact.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    fold_own(tx, entry)?;
    months::fold(tx, entry)
}

fn fold_own(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    match &entry.fact.body {
        FactBody::Reading(fact) => fold_reading(tx, entry, fact),
        FactBody::Audit(AuditFact::BillsComputed { run, bills }) => {
            let row = |bill: &BillIssued| {
                vec![
                    entry.station().into(),
                    bill.account.as_str().into(),
                    bill.period.to_string().into(),
                    run.as_str().into(),
                    bill.usage_kwh.unwrap_or(bill.energy_kwh).to_wh().unwrap_or_default().into(),
                    i64::from(bill.provisional).into(),
                    0_i64.into(),
                ]
            };
            let rows: Vec<Vec<Value>> = bills.iter().map(row).collect();
            let columns =
                ["station_id", "account", "period", "run", "usage_wh", "provisional", "issued"];
            tx.insert_many("billed_month", &columns, &rows)?;
            Ok(())
        }
        FactBody::Audit(AuditFact::BillingRunIssued { run, .. }) => {
            tx.execute(
                "update billed_month set issued = 1 where station_id = $1 and run = $2",
                &[entry.station().into(), run.as_str().into()],
            )?;
            Ok(())
        }
        FactBody::Account(_)
        | FactBody::People(_)
        | FactBody::Audit(_)
        | FactBody::Ticket(_)
        | FactBody::Collection(_)
        | FactBody::Recovery(_)
        | FactBody::Archive(_) => Ok(()),
    }
}

/// Whether the fact is a reading that the table has.
pub fn is_kept(store: &mut Reader<'_>, fact: &Fact) -> Result<bool, StoreError> {
    let FactBody::Reading(ReadingFact::ReadingTaken(taken)) = &fact.body else {
        return Ok(false);
    };
    let row = store.query_opt(
        "select fact_id from reading
         where station_id = $1 and account = $2 and period = $3 and fact_id = $4",
        &[
            fact.station.as_str().into(),
            taken.account.as_str().into(),
            taken.period.to_string().into(),
            fact.id.as_str().into(),
        ],
    )?;
    Ok(row.is_some())
}

fn keep_plan(
    tx: &mut Tx<'_>,
    station: &str,
    route: &RouteNo,
    period: YearMonth,
    (reader, read_on): (&PersonNo, NaiveDate),
) -> Result<(), StoreError> {
    tx.execute(
        "insert into route_plan (station_id, period, route, reader, read_on, state, epoch)
         values ($1, $2, $3, $4, $5, 'planned', 0)
         on conflict (station_id, period, route) do update set reader = excluded.reader,
            read_on = excluded.read_on, state = 'planned', device = null",
        &[
            station.into(),
            period.to_string().into(),
            route.as_str().into(),
            reader.as_str().into(),
            read_on.into(),
        ],
    )?;
    Ok(())
}

fn fold_reading(tx: &mut Tx<'_>, entry: &Entry<'_>, fact: &ReadingFact) -> Result<(), StoreError> {
    let station = entry.station();
    match fact {
        ReadingFact::RoutePlanned { route, period, reader, read_on } => {
            keep_plan(tx, station, route, *period, (reader, *read_on))?;
        }
        ReadingFact::RouteDrawn { route, period, device, epoch, .. } => {
            tx.execute(
                "update route_plan set state = 'drawn', device = $4, epoch = $5
                 where station_id = $1 and period = $2 and route = $3",
                &[
                    station.into(),
                    period.to_string().into(),
                    route.as_str().into(),
                    device.to_string().into(),
                    i64::from(*epoch).into(),
                ],
            )?;
        }
        ReadingFact::ReadingTaken(taken) => keep_reading(tx, entry, taken)?,
        ReadingFact::ReadingMissed(missed) => keep_miss(tx, entry, missed)?,
        ReadingFact::ExceptionRaised(raised) => keep_exception(tx, entry, raised)?,
        ReadingFact::ExceptionClosed { exception, result } => {
            tx.execute(
                "update exception_form set result = $3, closed_by = $4, closed_on = $5
                 where station_id = $1 and fact_id = $2",
                &[
                    station.into(),
                    exception.as_str().into(),
                    result.as_str().into(),
                    entry.fact.person.as_str().into(),
                    entry.ruling.business_date.into(),
                ],
            )?;
        }
        ReadingFact::RouteHandedIn { .. } if !entry.ruling.is_applied() => {}
        ReadingFact::RouteHandedIn { route, period, epoch, read, missed } => {
            tx.execute(
                "update route_plan set state = 'handed_in', read_count = $5, missed_count = $6
                 where station_id = $1 and period = $2 and route = $3 and epoch = $4",
                &[
                    station.into(),
                    period.to_string().into(),
                    route.as_str().into(),
                    i64::from(*epoch).into(),
                    i64::from(*read).into(),
                    i64::from(*missed).into(),
                ],
            )?;
        }
    }
    Ok(())
}

fn keep_reading(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    taken: &ReadingTaken,
) -> Result<(), StoreError> {
    if entry.ruling.verdict == dianfei_wire::Verdict::AlreadyApplied {
        return Ok(());
    }
    let applied = entry.ruling.is_applied();
    if let Some(corrects) = taken.corrects.as_ref().filter(|_| applied) {
        correct(tx, entry, taken, corrects)?;
    }
    tx.execute(
        "insert into reading (station_id, account, period, fact_id, meter, route, reader, read_on,
            state, usage_wh, registers, rollover, position, codes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        &[
            entry.station().into(),
            taken.account.as_str().into(),
            taken.period.to_string().into(),
            entry.fact.id.as_str().into(),
            taken.meter.as_str().into(),
            taken.route.as_str().into(),
            entry.fact.person.as_str().into(),
            entry.ruling.business_date.into(),
            if applied { "holds" } else { "disputed" }.into(),
            usage_wh(&entry.ruling.flags).into(),
            serde_json::to_string(&taken.registers).expect("indexes serialise to JSON").into(),
            i64::from(taken.rollover_confirmed).into(),
            taken.presence.position.map(|position| position.to_string()).into(),
            codes(entry, taken).into(),
        ],
    )?;
    Ok(())
}

/// The earlier reading no longer holds: one of the same account and period.
fn correct(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    taken: &ReadingTaken,
    corrects: &FactId,
) -> Result<(), StoreError> {
    tx.execute(
        "update reading set state = 'corrected'
         where station_id = $1 and account = $2 and period = $3 and fact_id = $4",
        &[
            entry.station().into(),
            taken.account.as_str().into(),
            taken.period.to_string().into(),
            corrects.as_str().into(),
        ],
    )?;
    Ok(())
}

/// The codes of what the phone and the station found on the reading, each once.
fn codes(entry: &Entry<'_>, taken: &ReadingTaken) -> String {
    let own = entry.ruling.flags.iter().map(|flag| flag.code.as_str());
    let own = own.filter(|code| *code != USAGE_FLAG);
    let phones = taken.findings.iter().map(|finding| finding.code.as_str());
    let codes: BTreeSet<&str> = phones.chain(own).collect();
    codes.into_iter().collect::<Vec<_>>().join(",")
}

/// The usage that the station found when it ruled; absent where there is none.
fn usage_wh(flags: &[Flag]) -> Option<i64> {
    let flag = flags.iter().find(|flag| flag.code == USAGE_FLAG)?;
    flag.figures.get("usage_wh")?.parse().ok()
}

fn keep_miss(tx: &mut Tx<'_>, entry: &Entry<'_>, missed: &ReadingMissed) -> Result<(), StoreError> {
    if !entry.ruling.is_applied() {
        return Ok(());
    }
    tx.execute(
        "insert into miss (station_id, account, period, fact_id, meter, route, reader, missed_on,
            reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            entry.station().into(),
            missed.account.as_str().into(),
            missed.period.to_string().into(),
            entry.fact.id.as_str().into(),
            missed.meter.as_str().into(),
            missed.route.as_str().into(),
            entry.fact.person.as_str().into(),
            entry.ruling.business_date.into(),
            missed.reason.code().into(),
        ],
    )?;
    Ok(())
}

fn keep_exception(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    raised: &ExceptionRaised,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into exception_form (station_id, fact_id, account, meter, period, reading, codes,
            description, raised_by, raised_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            entry.station().into(),
            entry.fact.id.as_str().into(),
            raised.account.as_str().into(),
            raised.meter.as_ref().map(ToString::to_string).into(),
            raised.period.to_string().into(),
            raised.reading.as_ref().map(ToString::to_string).into(),
            raised.codes.join(",").into(),
            raised.description.as_str().into(),
            entry.fact.person.as_str().into(),
            entry.ruling.business_date.into(),
        ],
    )?;
    Ok(())
}
