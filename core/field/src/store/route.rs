//! Routes, stops, readings, misses and exception forms.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{MeterNo, RouteNo};
use dianfei_rules::reading::route::StopState;
use dianfei_wire::assignment::{AssignedAccount, AssignedRoute, AssignedStop};
use dianfei_wire::{Fact, FactId};
use rusqlite::{Connection, Row};

use super::{count, decoded, json, parsed, row, rows, run, signed};
use crate::error::FieldError;

/// A route in one billing period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRow {
    /// Its number.
    pub route: RouteNo,
    /// The billing period.
    pub period: YearMonth,
    /// Its name.
    pub name: String,
    /// The read day.
    pub read_on: NaiveDate,
    /// The epoch of its handing out.
    pub epoch: u32,
    /// Whether it was handed in.
    pub handed_in: bool,
    /// How many stops.
    pub stops: u64,
    /// How many of them were read.
    pub read: u64,
    /// How many of them have a reason.
    pub missed: u64,
}

/// What a route was handed out under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOut {
    /// The route.
    pub route: RouteNo,
    /// The billing period.
    pub period: YearMonth,
    /// The read day.
    pub read_on: NaiveDate,
    /// The epoch of its handing out.
    pub epoch: u32,
    /// Whether it was handed in.
    pub handed_in: bool,
}

/// One meter of a route in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedStop {
    /// The number in walking order.
    pub seq: u32,
    /// Whose meter.
    pub account: AssignedAccount,
    /// 表号.
    pub meter: MeterNo,
    /// How it stands.
    pub state: StopState,
}

/// One meter of a route with its reading card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopRow {
    /// The stop as assigned.
    pub assigned: AssignedStop,
    /// How it stands.
    pub state: StopState,
    /// The latest fact about it; absent while it is open.
    pub fact: Option<FactId>,
}

const ROUTES: &str =
    "select route, period, name, read_on, epoch, handed_in_seq is not null as handed_in,
        (select count(*) from stop where stop.route = route.route and stop.period = route.period)
            as stops,
        (select count(*) from stop where stop.route = route.route and stop.period = route.period
            and state = 'read') as read,
        (select count(*) from stop where stop.route = route.route and stop.period = route.period
            and state = 'missed') as missed
     from route";

fn route_row(row: &Row<'_>) -> Result<RouteRow, FieldError> {
    Ok(RouteRow {
        route: parsed(row, "route")?,
        period: parsed(row, "period")?,
        name: row.get("name")?,
        read_on: parsed(row, "read_on")?,
        epoch: u32::try_from(count(row, "epoch")?).map_err(FieldError::corrupt)?,
        handed_in: row.get("handed_in")?,
        stops: count(row, "stops")?,
        read: count(row, "read")?,
        missed: count(row, "missed")?,
    })
}

fn state(row: &Row<'_>) -> Result<StopState, FieldError> {
    let state: String = row.get("state")?;
    Ok(match state.as_str() {
        "read" => StopState::Read,
        "missed" => StopState::Missed,
        _ => StopState::Open,
    })
}

fn listed(row: &Row<'_>) -> Result<ListedStop, FieldError> {
    Ok(ListedStop {
        seq: u32::try_from(count(row, "seq")?).map_err(FieldError::corrupt)?,
        account: decoded(row, "customer")?,
        meter: parsed(row, "meter")?,
        state: state(row)?,
    })
}

fn stop_row(row: &Row<'_>) -> Result<StopRow, FieldError> {
    let fact: Option<String> = row.get("fact_id")?;
    Ok(StopRow {
        assigned: decoded(row, "assigned")?,
        state: state(row)?,
        fact: fact.map(|id| id.parse().map_err(FieldError::corrupt)).transpose()?,
    })
}

/// All routes in hand, by read day.
pub fn routes(connection: &Connection) -> Result<Vec<RouteRow>, FieldError> {
    rows(connection, &format!("{ROUTES} order by read_on, route, period"), [], route_row)
}

/// One route.
pub fn route(
    connection: &Connection,
    route: &RouteNo,
    period: YearMonth,
) -> Result<RouteRow, FieldError> {
    let sql = format!("{ROUTES} where route = ?1 and period = ?2");
    row(connection, &sql, (route.as_str(), period.to_string()), route_row)?
        .ok_or_else(|| FieldError::not_found("route", route))
}

/// What one route was handed out under, without counting its stops.
pub fn handed_out(
    connection: &Connection,
    route: &RouteNo,
    period: YearMonth,
) -> Result<HandedOut, FieldError> {
    let found = row(
        connection,
        "select route, period, read_on, epoch, handed_in_seq is not null as handed_in
         from route where route = ?1 and period = ?2",
        (route.as_str(), period.to_string()),
        |row| {
            Ok(HandedOut {
                route: parsed(row, "route")?,
                period: parsed(row, "period")?,
                read_on: parsed(row, "read_on")?,
                epoch: u32::try_from(count(row, "epoch")?).map_err(FieldError::corrupt)?,
                handed_in: row.get("handed_in")?,
            })
        },
    )?;
    found.ok_or_else(|| FieldError::not_found("route", route))
}

/// Which stops of a route are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StopFilter {
    /// Part of an account number, name, address or meter number; empty for all.
    pub text: String,
    /// Only stops that stand so; absent for all.
    pub state: Option<StopState>,
    /// How many stops to leave out at the beginning.
    pub offset: u64,
    /// At most this many.
    pub limit: u64,
}

/// The stops of a route in walking order.
pub fn stops(
    connection: &Connection,
    route: &RouteNo,
    period: YearMonth,
    filter: &StopFilter,
) -> Result<Vec<ListedStop>, FieldError> {
    rows(
        connection,
        r"select seq, customer, meter, state from stop
          where route = ?1 and period = ?2 and (?3 is null or state = ?3)
            and (?4 = '%%' or account like ?4 escape '\' or name like ?4 escape '\'
                or address like ?4 escape '\' or meter like ?4 escape '\')
          order by seq, meter limit ?5 offset ?6",
        (
            route.as_str(),
            period.to_string(),
            filter.state.map(state_text),
            like(&filter.text),
            signed(filter.limit),
            signed(filter.offset),
        ),
        listed,
    )
}

/// One stop; absent where the meter is not on the route.
pub fn stop(
    connection: &Connection,
    route: &RouteNo,
    period: YearMonth,
    meter: &MeterNo,
) -> Result<Option<StopRow>, FieldError> {
    row(
        connection,
        "select assigned, state, fact_id from stop join card using (route, period, meter)
         where route = ?1 and period = ?2 and meter = ?3",
        (route.as_str(), period.to_string(), meter.as_str()),
        stop_row,
    )
}

/// The next open stop but `stop` in walking order, from the beginning again
/// where none follows; absent where none is left.
pub fn next_open(
    connection: &Connection,
    route: &RouteNo,
    period: YearMonth,
    stop: &StopRow,
) -> Result<Option<StopRow>, FieldError> {
    row(
        connection,
        "select assigned, state, fact_id from stop join card using (route, period, meter)
         where route = ?1 and period = ?2 and state = 'open' and meter <> ?4
         order by (seq, meter) > (?3, ?4) desc, seq, meter limit 1",
        (route.as_str(), period.to_string(), stop.assigned.seq, stop.assigned.meter.as_str()),
        stop_row,
    )
}

/// A pattern that finds `text` anywhere.
pub(crate) fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.trim().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

const fn state_text(state: StopState) -> &'static str {
    match state {
        StopState::Open => "open",
        StopState::Read => "read",
        StopState::Missed => "missed",
    }
}

/// Puts an assigned route in its place.
pub(crate) fn install(connection: &Connection, assigned: &AssignedRoute) -> Result<(), FieldError> {
    let period = assigned.period.to_string();
    run(
        connection,
        "insert into route (route, period, name, read_on, epoch) values (?1, ?2, ?3, ?4, ?5)",
        (
            assigned.route.as_str(),
            &period,
            &assigned.name,
            assigned.read_on.to_string(),
            assigned.epoch,
        ),
    )?;
    for stop in &assigned.stops {
        run(
            connection,
            "insert into stop (route, period, meter, seq, account, name, address, customer)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (
                assigned.route.as_str(),
                &period,
                stop.meter.as_str(),
                stop.seq,
                stop.account.account.as_str(),
                &stop.account.name,
                &stop.account.address,
                json(&stop.account),
            ),
        )?;
    }
    // Apart from the stops in the file too: a list of them reads its own pages only.
    for stop in &assigned.stops {
        run(
            connection,
            "insert into card (route, period, meter, assigned) values (?1, ?2, ?3, ?4)",
            (assigned.route.as_str(), &period, stop.meter.as_str(), json(stop)),
        )?;
    }
    Ok(())
}

/// How a stop stands by a fact.
pub(super) fn set_state(
    connection: &Connection,
    fact: &Fact,
    (route, period, meter): (&RouteNo, YearMonth, &MeterNo),
    state: StopState,
) -> Result<(), FieldError> {
    run(
        connection,
        "update stop set state = ?4, fact_id = ?5, fact_seq = ?6
         where route = ?1 and period = ?2 and meter = ?3",
        (
            route.as_str(),
            period.to_string(),
            meter.as_str(),
            state_text(state),
            fact.id.as_str(),
            signed(fact.seq),
        ),
    )?;
    Ok(())
}

pub(crate) fn fold_handed_in(
    connection: &Connection,
    fact: &Fact,
    route: &RouteNo,
    period: YearMonth,
) -> Result<(), FieldError> {
    run(
        connection,
        "update route set handed_in_seq = ?3 where route = ?1 and period = ?2",
        (route.as_str(), period.to_string(), signed(fact.seq)),
    )?;
    Ok(())
}
