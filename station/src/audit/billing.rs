//! Billing runs: begun over routes, computed route by route (each step can be
//! repeated after a break), issued as a whole. Until then no bill counts.

use std::collections::BTreeMap;

use dianfei_rules::bill::{BillDocument, compute};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, RouteNo, StationNo};
use dianfei_rules::policy::PolicySet;
use dianfei_rules::quantity::Kwh;
use dianfei_rules::refusal::Refusal;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::audit::{AuditFact, BillIssued};
use dianfei_wire::part::{Part, PartKind};
use dianfei_wire::{FactId, PartHash, Ruling};

use super::{queue, tariff};
use crate::account::contract::Contracts;
use crate::account::policy;
use crate::collection::receivable;
use crate::journal;
use crate::reading::card::{self, Choice};
use crate::spine::{Draft, Moment, SpineError};
use crate::store::{Reader, StoreError, Tx};

mod behind;
mod input;
mod meters;

use self::input::{Found, Given};

/// Begins a run over routes of a period.
///
/// # Errors
/// Refuses `routes_missing`, `route_not_handed_in` (2.1), `already_billed`,
/// `sub_meter_unread` and `finding_unanswered` (4.2.4, of meters behind too) with
/// the first account concerned.
pub fn begin(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &StationNo,
    period: YearMonth,
    routes: Vec<RouteNo>,
) -> Result<Vec<Draft>, SpineError> {
    if routes.is_empty() {
        return Err(Refusal::by_clause("routes_missing", "4.2.2").into());
    }
    for route in &routes {
        require_handed_in(tx, station.as_str(), period, route)?;
    }
    let behind = behind::require_read(tx, station.as_str(), period, &routes)?;
    let unanswered = queue::open(tx, station.as_str(), period)?
        .into_iter()
        .find(|queued| routes.contains(&queued.route) || behind.contains(&queued.account));
    if let Some(queued) = unanswered {
        return Err(Refusal::by_clause("finding_unanswered", "4.2.4")
            .with("account", &queued.account)
            .with("codes", queued.open.join(" "))
            .into());
    }
    let policies = policy::set(tx, station)?;
    let part = Part::canonical(PartKind::Policy, &policies);
    let due_on = policies.on(moment.today).due_on()?;
    let body =
        FactBody::Audit(AuditFact::BillingRunBegan { period, routes, due_on, policy: part.hash() });
    Ok(vec![Draft::new(moment, body).with_parts(vec![part])])
}

fn require_handed_in(
    tx: &mut Tx<'_>,
    station: &str,
    period: YearMonth,
    route: &RouteNo,
) -> Result<(), SpineError> {
    let row = tx.query_opt(
        "select state from route_plan where station_id = $1 and period = $2 and route = $3",
        &[station.into(), period.to_string().into(), route.as_str().into()],
    )?;
    let handed_in = row.map(|row| Ok::<_, StoreError>(row.text("state")? == "handed_in"));
    if !handed_in.transpose()?.unwrap_or(false) {
        // 2.1: each account is billed each month; a route that is still out
        // would be left over.
        return Err(Refusal::by_clause("route_not_handed_in", "2.1")
            .with("route", route)
            .with("period", period)
            .into());
    }
    let billed = tx.query(
        "select run, routes from billing_run where station_id = $1 and period = $2",
        &[station.into(), period.to_string().into()],
    )?;
    for run in &billed {
        if run.text("routes")?.split(',').any(|known| known == route.as_str()) {
            return Err(Refusal::by_clause("already_billed", "2.1")
                .with("route", route)
                .with("period", period)
                .into());
        }
    }
    Ok(())
}

/// A run as its rows know it.
struct Run {
    period: YearMonth,
    routes: Vec<RouteNo>,
    issued: bool,
}

fn find(store: &mut Reader<'_>, station: &str, run: &FactId) -> Result<Run, SpineError> {
    let row = store.query_opt(
        "select period, routes, issued_on from billing_run where station_id = $1 and run = $2",
        &[station.into(), run.as_str().into()],
    )?;
    let Some(row) = row else { return Err(Refusal::by_clause("run_unknown", "4.2.2").into()) };
    let routes = row.text("routes")?.split(',').filter_map(|route| route.parse().ok()).collect();
    Ok(Run { period: row.parsed("period")?, routes, issued: row.opt_text("issued_on")?.is_some() })
}

/// The routes of a run whose bills are not computed yet.
pub fn open_routes(
    store: &mut Reader<'_>,
    station: &str,
    run: &FactId,
) -> Result<Vec<RouteNo>, SpineError> {
    let found = find(store, station, run)?;
    let rows = store.query(
        "select distinct account.route as route from bill
         join account on account.station_id = bill.station_id and account.account = bill.account
         where bill.station_id = $1 and bill.run = $2",
        &[station.into(), run.as_str().into()],
    )?;
    let done: Vec<RouteNo> =
        rows.iter().map(|row| row.parsed("route")).collect::<Result<_, StoreError>>()?;
    Ok(found.routes.into_iter().filter(|route| !done.contains(route)).collect())
}

/// Computes the bills of one route of a run. A route that is computed already
/// gives no fact.
///
/// # Errors
/// Refuses `run_unknown`, `run_issued`, and what the rules refuse of an account.
pub fn compute_route(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &StationNo,
    run: &FactId,
    route: &RouteNo,
) -> Result<Vec<Draft>, SpineError> {
    let found = find(tx, station.as_str(), run)?;
    if found.issued {
        return Err(Refusal::by_clause("run_issued", "4.2.2").into());
    }
    if !open_routes(tx, station.as_str(), run)?.contains(route) {
        return Ok(Vec::new());
    }
    let policies = run_policies(tx, station, run)?;
    let tariffs = tariff::versions(tx, station.as_str())?;
    let cards = card::cards(tx, station.as_str(), found.period, Choice::Route(route))?;
    let contracts = Contracts::all(tx, station.as_str())?;
    let due_days = due_days(tx, station.as_str(), route)?;
    let mut ruling = Ruling::applied(moment.today);
    let mut bills = Vec::with_capacity(cards.len());
    let mut parts = Vec::with_capacity(cards.len());
    // The cards of one account stand together: one bill is for all its meters.
    for of_account in cards.chunk_by(|one, next| one.account.account == next.account.account) {
        let Some((first, others)) = of_account.split_first() else { continue };
        let (station, period) = (station.as_str(), found.period);
        let given = Given { station, period, first, others, contracts: &contracts };
        let found = input::find(tx, &given, &policies, &tariffs)?;
        let document = compute(&found.input, &policies)
            .map_err(|refusal| refusal.with("account", given.account()))?;
        if let Some(day) = due_days.get(&document.account) {
            let due_on = policies.on(moment.today).next(*day);
            ruling.flags.push(receivable::due_flag(&document.bill_no(), due_on));
        }
        let part = Part { kind: PartKind::Bill, bytes: document.bytes() };
        bills.push(issued(&document, &part, &found)?);
        parts.push(part);
    }
    let body = FactBody::Audit(AuditFact::BillsComputed { run: run.clone(), bills });
    Ok(vec![Draft::new(moment, body).with_ruling(ruling).with_parts(parts)])
}

/// The accounts of a route that have agreed a due day of their own.
fn due_days(
    store: &mut Reader<'_>,
    station: &str,
    route: &RouteNo,
) -> Result<BTreeMap<AccountNo, u32>, StoreError> {
    let rows = store.query(
        "select account, due_day from account
         where station_id = $1 and route = $2 and due_day is not null",
        &[station.into(), route.as_str().into()],
    )?;
    rows.iter()
        .map(|row| Ok((row.parsed("account")?, u32::try_from(row.int("due_day")?).unwrap_or(1))))
        .collect()
}

fn issued(document: &BillDocument, part: &Part, found: &Found) -> Result<BillIssued, Refusal> {
    let mut readings = found.readings.iter().cloned();
    Ok(BillIssued {
        bill: document.bill_no(),
        account: document.account.clone(),
        period: document.period,
        tariff: document.tariff.clone(),
        read_on: document.read_on,
        document: part.hash(),
        amount_fen: document.total_fen,
        energy_kwh: document.energy.charged_kwh,
        usage_kwh: counted(document, found)?,
        provisional: document.provisional,
        reading: readings.next(),
        readings_beside: readings.collect(),
    })
}

/// What the meters counted since the last bill, where a contract makes the bill
/// charge something else: losses would make every later reading look low, meters
/// behind look high. Absent where the energy charged says it.
fn counted(document: &BillDocument, found: &Found) -> Result<Option<Kwh>, Refusal> {
    let input = &found.input;
    if input.terms.contract.is_empty() && input.sub_meters.is_empty() {
        return Ok(None);
    }
    let metered = document.energy.metered_kwh;
    let counted = if document.provisional {
        metered
    } else {
        metered.minus(found.provisional_kwh).map_err(|_overflow| Refusal::out_of_range("usage"))?
    };
    Ok((counted != document.energy.charged_kwh).then_some(counted))
}

fn run_policies(
    tx: &mut Tx<'_>,
    station: &StationNo,
    run: &FactId,
) -> Result<PolicySet, SpineError> {
    let row = tx.query_one(
        "select policy from billing_run where station_id = $1 and run = $2",
        &[station.as_str().into(), run.as_str().into()],
    )?;
    let hash = PartHash(row.parsed("policy")?);
    let set = journal::part::read(tx, station.as_str(), hash)?;
    Ok(set.ok_or_else(|| StoreError::broken(format!("part {hash}"), "the policy is not there"))?)
}

/// Issues an audited run: each bill becomes a receivable. `ruling` is what that
/// moves, as the chapter of collection reckons it.
///
/// # Errors
/// Refuses `run_unknown`, `run_issued` and `run_not_computed`.
pub fn issue(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &StationNo,
    run: &FactId,
    ruling: Ruling,
) -> Result<Vec<Draft>, SpineError> {
    let found = find(tx, station.as_str(), run)?;
    if found.issued {
        return Err(Refusal::by_clause("run_issued", "4.2.2").into());
    }
    if let Some(route) = open_routes(tx, station.as_str(), run)?.first() {
        return Err(Refusal::by_clause("run_not_computed", "4.2.2").with("route", route).into());
    }
    let row = tx.query_one(
        "select count(*) as bills, cast(coalesce(sum(amount_fen), 0) as bigint) as total_fen,
            cast(coalesce(sum(energy_wh), 0) as bigint) as energy_wh
         from bill where station_id = $1 and run = $2",
        &[station.as_str().into(), run.as_str().into()],
    )?;
    let body = FactBody::Audit(AuditFact::BillingRunIssued {
        run: run.clone(),
        count: u32::try_from(row.int("bills")?).unwrap_or(u32::MAX),
        total_fen: row.fen("total_fen")?,
        energy_kwh: Kwh::from_wh(row.int("energy_wh")?),
    });
    Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
}
