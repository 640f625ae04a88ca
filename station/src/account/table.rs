//! The tables of set-up: areas, routes, accounts, meters and earlier months.

use dianfei_rules::id::AccountNo;
use dianfei_rules::quantity::Kwh;
use dianfei_wire::PartHash;
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::{AccountFact, FactBody};
use serde::de::DeserializeOwned;

use super::import::taken_in;
use super::row::{self, AccountRow, AreaRow, HistoryRow, MeterRow, RouteRow};
use super::{calendar, contract, hours, policy, station};
use crate::chapter::Entry;
use crate::journal;
use crate::store::{Mark, Reader, StoreError, Table, Tx, Value};

/// Transformer areas.
pub const AREA: Table = Table {
    name: "area",
    mark: Mark::Fold,
    ddl: "create table area (
        station_id text not null,
        area text not null,
        name text not null,
        village text not null,
        capacity_kva text not null,
        posting_place text, -- 公布点; absent while not chosen
        primary key (station_id, area)
    );",
};

/// Reading routes.
pub const ROUTE: Table = Table {
    name: "route",
    mark: Mark::Fold,
    ddl: "create table route (
        station_id text not null,
        route text not null,
        name text not null,
        read_day bigint not null, -- 例日
        reader text, -- absent while nobody is named
        collector text,
        primary key (station_id, route)
    );",
};

/// Accounts, in route order: neighbours on the route are neighbours here.
pub const ACCOUNT: Table = Table {
    name: "account",
    mark: Mark::Fold,
    ddl: "create table account (
        station_id text not null,
        route text not null,
        route_seq bigint not null, -- walking order
        account text not null,
        details text not null, -- hash of the part with name, telephone and address
        area text not null,
        usage_class text not null,
        tariff text not null,
        household_size bigint,
        household_approved_on text,
        free_quota_wh bigint not null,
        capacity_wh bigint, -- contract capacity in W or VA
        due_day bigint, -- of the month; absent where the station's own holds
        primary key (station_id, route, route_seq, account)
    );
    create unique index account_no on account (station_id, account);
    create index account_area on account (station_id, area);",
};

/// Meters.
pub const METER: Table = Table {
    name: "meter",
    mark: Mark::Fold,
    ddl: "create table meter (
        station_id text not null,
        meter text not null,
        account text not null,
        meter_type text not null,
        digits bigint not null,
        decimals bigint not null,
        multiplier text not null,
        ct_ratio text,
        pt_ratio text,
        verified_on text,
        primary key (station_id, meter)
    );
    create index meter_account on meter (station_id, account);",
};

/// The registers of meters with the index from which the record goes on.
pub const METER_REGISTER: Table = Table {
    name: "meter_register",
    mark: Mark::Fold,
    ddl: "create table meter_register (
        station_id text not null,
        meter text not null,
        register text not null,
        opening_index text not null,
        read_on text, -- absent for a new meter
        primary key (station_id, meter, register)
    ) clustered;",
};

/// Usage of months before the cut-over.
pub const USAGE_HISTORY: Table = Table {
    name: "usage_history",
    mark: Mark::Fold,
    ddl: "create table usage_history (
        station_id text not null,
        account text not null,
        period text not null,
        usage_wh bigint not null,
        provisional bigint not null,
        primary key (station_id, account, period)
    ) clustered;",
};

/// How often each clause refused something.
pub const REFUSAL: Table = Table {
    name: "refusal",
    mark: Mark::Fold,
    ddl: "create table refusal (
        station_id text not null,
        seq bigint not null, -- the journal row
        person text not null,
        command text not null,
        code text not null,
        clause text,
        business_date text not null,
        primary key (station_id, seq)
    );
    create index refusal_clause on refusal (station_id, clause);",
};

/// Whether the station has an account of this number.
pub fn is_account(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<bool, StoreError> {
    let row = store.query_opt(
        "select account from account where station_id = $1 and account = $2",
        &[station.into(), account.as_str().into()],
    )?;
    Ok(row.is_some())
}

/// Folds set-up facts.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Account(fact) = &entry.fact.body else { return Ok(()) };
    station::fold(tx, entry)?;
    policy::fold(tx, entry)?;
    taken_in::fold(tx, entry)?;
    hours::fold(tx, entry)?;
    calendar::fold(tx, entry)?;
    contract::fold(tx, entry)?;
    match fact {
        AccountFact::SheetImported { sheet, rows, .. } => fold_sheet(tx, entry, *sheet, *rows),
        AccountFact::DetailsChanged { account, details, .. } => {
            tx.execute(
                "update account set details = $3 where station_id = $1 and account = $2",
                &[entry.station().into(), account.as_str().into(), details.to_string().into()],
            )?;
            Ok(())
        }
        AccountFact::RequestRefused { by, command, code, clause } if entry.ruling.is_applied() => {
            tx.execute(
                "insert into refusal (station_id, seq, person, command, code, clause,
                    business_date)
                 values ($1, $2, $3, $4, $5, $6, $7)",
                &[
                    entry.station().into(),
                    entry.seq.into(),
                    by.as_str().into(),
                    command.as_str().into(),
                    code.as_str().into(),
                    clause.clone().into(),
                    entry.ruling.business_date.into(),
                ],
            )?;
            Ok(())
        }
        AccountFact::StationFounded { .. }
        | AccountFact::IncarnationBegan { .. }
        | AccountFact::PolicyDecided { .. }
        | AccountFact::ContractAgreed { .. }
        | AccountFact::RequestRefused { .. } => Ok(()),
    }
}

fn fold_sheet(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    sheet: SheetKind,
    rows: PartHash,
) -> Result<(), StoreError> {
    match sheet {
        SheetKind::Areas => areas(tx, entry, rows),
        SheetKind::Routes => routes(tx, entry, rows),
        SheetKind::Accounts => accounts(tx, entry, rows),
        SheetKind::Meters => meters(tx, entry, rows),
        SheetKind::History => history(tx, entry, rows),
        // It has a table of its own (`calendar::fold`).
        SheetKind::Holidays => Ok(()),
        // These sheets become facts of their own chapters, one for each row; the
        // arrears fold into the receivables of the chapter of collection.
        SheetKind::People
        | SheetKind::Tariffs
        | SheetKind::TicketBooks
        | SheetKind::OpeningArrears => Ok(()),
    }
}

/// The rows of a part that an entry names.
pub fn rows_of<T: DeserializeOwned>(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    part: PartHash,
) -> Result<Vec<T>, StoreError> {
    let place = || format!("part {part} of journal row {}", entry.seq);
    let bytes = journal::part::bytes(tx, entry.station(), part)?
        .ok_or_else(|| StoreError::broken(place(), "the part is not there"))?;
    row::from_bytes(&bytes).map_err(|error| StoreError::broken(place(), error))
}

fn areas(tx: &mut Tx<'_>, entry: &Entry<'_>, part: PartHash) -> Result<(), StoreError> {
    let rows: Vec<AreaRow> = rows_of(tx, entry, part)?;
    let values: Vec<Vec<Value>> = rows
        .iter()
        .map(|row| {
            vec![
                entry.station().into(),
                row.area.as_str().into(),
                row.name.as_str().into(),
                row.village.as_str().into(),
                row.capacity_kva.to_string().into(),
                row.posting_place.clone().into(),
            ]
        })
        .collect();
    let columns = ["station_id", "area", "name", "village", "capacity_kva", "posting_place"];
    tx.insert_many("area", &columns, &values)?;
    Ok(())
}

fn routes(tx: &mut Tx<'_>, entry: &Entry<'_>, part: PartHash) -> Result<(), StoreError> {
    let rows: Vec<RouteRow> = rows_of(tx, entry, part)?;
    let values: Vec<Vec<Value>> = rows
        .iter()
        .map(|row| {
            vec![
                entry.station().into(),
                row.route.as_str().into(),
                row.name.as_str().into(),
                i64::from(row.read_day).into(),
                row.reader.as_ref().map(|person| person.to_string()).into(),
                row.collector.as_ref().map(|person| person.to_string()).into(),
            ]
        })
        .collect();
    let columns = ["station_id", "route", "name", "read_day", "reader", "collector"];
    tx.insert_many("route", &columns, &values)?;
    Ok(())
}

fn accounts(tx: &mut Tx<'_>, entry: &Entry<'_>, part: PartHash) -> Result<(), StoreError> {
    let rows: Vec<AccountRow> = rows_of(tx, entry, part)?;
    let values: Vec<Vec<Value>> = rows
        .iter()
        .map(|row| {
            Ok(vec![
                entry.station().into(),
                row.route.as_str().into(),
                i64::from(row.seq).into(),
                row.account.as_str().into(),
                row.details.to_string().into(),
                row.area.as_str().into(),
                row.usage_class.as_str().into(),
                row.tariff.as_str().into(),
                row.household_size.map(i64::from).into(),
                row.household_approved_on.into(),
                wh(entry, row.free_quota_kwh)?.into(),
                row.capacity_kw.map(|capacity| wh(entry, capacity)).transpose()?.into(),
                row.due_day.map(i64::from).into(),
            ])
        })
        .collect::<Result<_, StoreError>>()?;
    let columns = [
        "station_id",
        "route",
        "route_seq",
        "account",
        "details",
        "area",
        "usage_class",
        "tariff",
        "household_size",
        "household_approved_on",
        "free_quota_wh",
        "capacity_wh",
        "due_day",
    ];
    tx.insert_many("account", &columns, &values)?;
    Ok(())
}

fn meters(tx: &mut Tx<'_>, entry: &Entry<'_>, part: PartHash) -> Result<(), StoreError> {
    let rows: Vec<MeterRow> = rows_of(tx, entry, part)?;
    let mut values: Vec<Vec<Value>> = Vec::with_capacity(rows.len());
    let mut registers: Vec<Vec<Value>> = Vec::with_capacity(rows.len());
    for row in &rows {
        values.push(vec![
            entry.station().into(),
            row.meter.as_str().into(),
            row.account.as_str().into(),
            row.meter_type.as_str().into(),
            i64::from(row.digits).into(),
            i64::from(row.decimals).into(),
            row.multiplier.to_string().into(),
            row.ct_ratio.map(|ratio| ratio.to_string()).into(),
            row.pt_ratio.map(|ratio| ratio.to_string()).into(),
            row.verified_on.into(),
        ]);
        registers.extend(row.registers.iter().map(|register| {
            vec![
                entry.station().into(),
                row.meter.as_str().into(),
                register.register.as_str().into(),
                register.index.to_string().into(),
                register.read_on.into(),
            ]
        }));
    }
    let columns = [
        "station_id",
        "meter",
        "account",
        "meter_type",
        "digits",
        "decimals",
        "multiplier",
        "ct_ratio",
        "pt_ratio",
        "verified_on",
    ];
    tx.insert_many("meter", &columns, &values)?;
    let columns = ["station_id", "meter", "register", "opening_index", "read_on"];
    tx.insert_many("meter_register", &columns, &registers)?;
    Ok(())
}

fn history(tx: &mut Tx<'_>, entry: &Entry<'_>, part: PartHash) -> Result<(), StoreError> {
    let rows: Vec<HistoryRow> = rows_of(tx, entry, part)?;
    let values: Vec<Vec<Value>> = rows
        .iter()
        .map(|row| {
            Ok(vec![
                entry.station().into(),
                row.account.as_str().into(),
                row.period.to_string().into(),
                wh(entry, row.usage_kwh)?.into(),
                i64::from(row.provisional).into(),
            ])
        })
        .collect::<Result<_, StoreError>>()?;
    let columns = ["station_id", "account", "period", "usage_wh", "provisional"];
    tx.insert_many("usage_history", &columns, &values)?;
    Ok(())
}

fn wh(entry: &Entry<'_>, energy: Kwh) -> Result<i64, StoreError> {
    energy.to_wh().ok_or_else(|| {
        let place = format!("journal row {}", entry.seq);
        StoreError::broken(place, format!("{energy} kWh is finer than one Wh"))
    })
}
