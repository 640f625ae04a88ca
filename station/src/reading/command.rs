//! What the auditor, the head and the marketing officer may do in reading.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, PersonNo, RouteNo};
use dianfei_rules::refusal::Refusal;
use dianfei_wire::FactId;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::{ExceptionRaised, ReadingFact};

use crate::account::table::is_account;
use crate::people::person;
use crate::spine::{Draft, Moment, SpineError};
use crate::store::Tx;

/// Plans a route for a named reader and its day (4.1.1).
#[derive(Debug, Clone)]
pub struct PlanRoute {
    /// The route.
    pub route: RouteNo,
    /// The billing period.
    pub period: YearMonth,
    /// The reader.
    pub reader: PersonNo,
    /// The read day.
    pub read_on: NaiveDate,
}

/// Plans a route.
///
/// # Errors
/// Refuses `route_unknown`, `not_a_reader`, `read_day_outside_period` and
/// `route_handed_in` with clause 4.1.1.
pub fn plan_route(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &str,
    plan: PlanRoute,
) -> Result<Vec<Draft>, SpineError> {
    let known = tx.query_opt(
        "select route from route where station_id = $1 and route = $2",
        &[station.into(), plan.route.as_str().into()],
    )?;
    if known.is_none() {
        return Err(Refusal::by_clause("route_unknown", "4.1.1").with("route", &plan.route).into());
    }
    let reader = person::find(tx, station, &plan.reader)?;
    let reads = reader.is_some_and(|person| person.active && person.roles.contains(&Role::Reader));
    if !reads {
        let refusal = Refusal::by_clause("not_a_reader", "4.1.1").with("person", &plan.reader);
        return Err(refusal.into());
    }
    if YearMonth::of(plan.read_on) != plan.period {
        return Err(Refusal::by_clause("read_day_outside_period", "4.1.1")
            .with("read_on", plan.read_on)
            .with("period", plan.period)
            .into());
    }
    let state = tx.query_opt(
        "select state from route_plan where station_id = $1 and period = $2 and route = $3",
        &[station.into(), plan.period.to_string().into(), plan.route.as_str().into()],
    )?;
    if let Some(row) = state
        && row.text("state")? == "handed_in"
    {
        return Err(Refusal::by_clause("route_handed_in", "4.1.1")
            .with("route", &plan.route)
            .with("period", plan.period)
            .into());
    }
    let body = FactBody::Reading(ReadingFact::RoutePlanned {
        route: plan.route,
        period: plan.period,
        reader: plan.reader,
        read_on: plan.read_on,
    });
    Ok(vec![Draft::new(moment, body)])
}

/// Raises an exception form at the desk (4.2.5).
///
/// # Errors
/// Refuses `account_unknown` and `description_missing`.
pub fn raise_exception(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &str,
    raised: ExceptionRaised,
) -> Result<Vec<Draft>, SpineError> {
    if raised.description.trim().is_empty() {
        return Err(Refusal::by_clause("description_missing", "4.2.5").into());
    }
    require_account(tx, station, &raised.account)?;
    let body = FactBody::Reading(ReadingFact::ExceptionRaised(raised));
    Ok(vec![Draft::new(moment, body)])
}

/// Brings an exception form to its end.
///
/// # Errors
/// Refuses `exception_unknown`, `exception_closed` and `result_missing`.
pub fn close_exception(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &str,
    exception: FactId,
    result: String,
) -> Result<Vec<Draft>, SpineError> {
    if result.trim().is_empty() {
        return Err(Refusal::by_clause("result_missing", "4.2.5").into());
    }
    let row = tx.query_opt(
        "select result from exception_form where station_id = $1 and fact_id = $2",
        &[station.into(), exception.as_str().into()],
    )?;
    let Some(row) = row else {
        return Err(Refusal::by_clause("exception_unknown", "4.2.5").into());
    };
    if row.opt_text("result")?.is_some() {
        return Err(Refusal::by_clause("exception_closed", "4.2.5").into());
    }
    let body = FactBody::Reading(ReadingFact::ExceptionClosed { exception, result });
    Ok(vec![Draft::new(moment, body)])
}

fn require_account(tx: &mut Tx<'_>, station: &str, account: &AccountNo) -> Result<(), SpineError> {
    if is_account(tx, station, account)? {
        return Ok(());
    }
    Err(Refusal::new("account_unknown").with("account", account).into())
}
