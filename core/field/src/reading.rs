//! Chapter 4.1 on the phone: routes, stops, readings, misses, hand-in.

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{MeterNo, RouteNo};
use dianfei_rules::reading::route::{self as route_rule, StopState};
use dianfei_rules::refusal::Refusal;
use dianfei_wire::FactId;
use dianfei_wire::fact::reading::MissReason;
use dianfei_wire::fact::{FactBody, ReadingFact};
use rusqlite::Connection;

use crate::error::FieldError;
use crate::field::Field;
use crate::record::{Command, Done};
use crate::store::route::{self, HandedOut, ListedStop, RouteRow, StopFilter, StopRow};
use crate::store::{journal, reading};
use crate::view::reading::{
    HandInOutcome, MissOutcomeView, ReadingCheck, ReadingOutcome, ReadingView, RegisterView,
    StopDetail, StopView,
};

pub mod checks;
mod visit;

pub use checks::{CorrectionRequest, EnteredIndex, PlaceFix, PresenceEntry, ReadingRequest};

/// A meter that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissRequest {
    /// A number that the shell makes once for this thumb.
    pub request_id: String,
    /// The route.
    pub route: RouteNo,
    /// The billing period.
    pub period: YearMonth,
    /// The meter.
    pub meter: MeterNo,
    /// Why.
    pub reason: MissReason,
    /// A note; absent without.
    pub note: Option<String>,
    /// Evidence of presence.
    pub presence: PresenceEntry,
}

/// A route that comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteHandInRequest {
    /// A number that the shell makes once for this thumb.
    pub request_id: String,
    /// The route.
    pub route: RouteNo,
    /// The billing period.
    pub period: YearMonth,
}

/// How many open meters a refused hand-in names.
const NAMED_OPEN_METERS: usize = 5;

impl Field {
    /// The routes in hand with how far each is.
    pub fn routes(&self) -> Result<Vec<RouteRow>, FieldError> {
        self.store.read(route::routes)
    }

    /// One route.
    pub fn route(&self, route: &RouteNo, period: YearMonth) -> Result<RouteRow, FieldError> {
        self.store.read(|tx| route::route(tx, route, period))
    }

    /// Stops of a route in walking order, searched and paged.
    pub fn stops(
        &self,
        route: &RouteNo,
        period: YearMonth,
        filter: &StopFilter,
    ) -> Result<Vec<StopView>, FieldError> {
        let found = self.store.read(|tx| route::stops(tx, route, period, filter))?;
        Ok(found.into_iter().map(listed).collect())
    }

    /// The next stop in walking order without reading and reason: after `meter`
    /// first, then from the beginning; absent where none is left.
    pub fn next_stop(
        &self,
        route: &RouteNo,
        period: YearMonth,
        meter: &MeterNo,
    ) -> Result<Option<StopView>, FieldError> {
        let found = self.store.read(|tx| {
            let stop = find_stop(tx, route, period, meter)?;
            route::next_open(tx, route, period, &stop)
        })?;
        Ok(found.map(stop_view))
    }

    /// One stop. The last index is hidden until the stop is read: entry is blind,
    /// so that nobody copies a figure instead of reading it (4.1.2).
    pub fn stop(
        &self,
        route: &RouteNo,
        period: YearMonth,
        meter: &MeterNo,
    ) -> Result<StopDetail, FieldError> {
        self.store.read(|tx| {
            let stop = find_stop(tx, route, period, meter)?;
            let blind = stop.state != StopState::Read;
            let reading = match &stop.fact {
                Some(id) => reading_view(tx, id)?,
                None => None,
            };
            let exceptions = reading::exceptions(tx, meter, period)?;
            let registers = registers(&stop, blind);
            let assigned = stop.assigned.clone();
            Ok(StopDetail {
                stop: stop_view(stop),
                meter_type: assigned.meter_type,
                digits: assigned.digits,
                decimals: assigned.decimals,
                multiplier: assigned.multiplier,
                registers,
                history: assigned.history,
                provisional_kwh: assigned.provisional_kwh,
                misses: assigned.misses,
                reading,
                exceptions,
            })
        })
    }

    /// Checks entered figures at once and records nothing.
    pub fn check_reading(&self, request: &ReadingRequest) -> Result<ReadingCheck, FieldError> {
        let now = self.now();
        self.store.read(|tx| {
            let device = crate::store::device::get(tx)?;
            let today = self.date_of(&device, now);
            let stop = find_stop(tx, &request.route, request.period, &request.meter)?;
            let row = route::handed_out(tx, &request.route, request.period)?;
            let checked =
                checks::check(tx, &checks::Visit { row: &row, stop: &stop, today, now }, request)?;
            let needs = checked.needs();
            Ok(ReadingCheck {
                usage_kwh: checked.usage_kwh,
                registers: registers(&stop, false),
                findings: checked.findings,
                needs,
            })
        })
    }

    /// Records a reading. Each finding that asks for it needs a cause, a
    /// confirmed rollover or a second entry; mismatches make an exception form in
    /// the same transaction (4.1.3).
    pub fn record_reading(
        &self,
        request: &ReadingRequest,
    ) -> Result<Done<ReadingOutcome>, FieldError> {
        let command = Command { name: "record_reading", request: &request.request_id };
        self.record(command, |recording| {
            let (row, stop) = open_stop(recording.tx, request)?;
            if stop.state == StopState::Read {
                // 4.1.2: nothing is written over; a correction is a new entry.
                return Err(Refusal::by_clause("already_read", "4.1.2")
                    .with("meter", &request.meter)
                    .into());
            }
            visit::take(recording, &row, &stop, request, None)
        })
    }

    /// Records a reading that corrects an earlier one, with the reason.
    pub fn correct_reading(
        &self,
        correction: &CorrectionRequest,
    ) -> Result<Done<ReadingOutcome>, FieldError> {
        let request = &correction.reading;
        let command = Command { name: "correct_reading", request: &request.request_id };
        self.record(command, |recording| {
            if correction.reason.trim().is_empty() {
                return Err(FieldError::invalid("reason", "missing"));
            }
            let (row, stop) = open_stop(recording.tx, request)?;
            let earlier = stop.fact.clone().filter(|_| stop.state == StopState::Read);
            if earlier.as_ref() != Some(&correction.corrects) {
                return Err(Refusal::by_clause("not_the_latest_reading", "4.1.2")
                    .with("meter", &request.meter)
                    .into());
            }
            visit::take(recording, &row, &stop, request, Some(correction))
        })
    }

    /// Records that a meter could not be read, and why. The second miss in a row
    /// makes an exception form itself (4.1.5).
    pub fn record_miss(&self, request: &MissRequest) -> Result<Done<MissOutcomeView>, FieldError> {
        let command = Command { name: "record_miss", request: &request.request_id };
        self.record(command, |recording| {
            let row = open_route(recording.tx, &request.route, request.period)?;
            let stop = find_stop(recording.tx, &request.route, request.period, &request.meter)?;
            if stop.state == StopState::Read {
                return Err(Refusal::by_clause("already_read", "4.1.2")
                    .with("meter", &request.meter)
                    .into());
            }
            visit::miss(recording, &row, &stop, request)
        })
    }

    /// Hands a route in. Refused while a meter has neither reading nor reason.
    pub fn hand_in_route(
        &self,
        request: &RouteHandInRequest,
    ) -> Result<Done<HandInOutcome>, FieldError> {
        let command = Command { name: "hand_in_route", request: &request.request_id };
        self.record(command, |recording| {
            let row = open_route(recording.tx, &request.route, request.period)?;
            let all = StopFilter { limit: u64::from(u32::MAX), ..StopFilter::default() };
            let stops = route::stops(recording.tx, &row.route, row.period, &all)?;
            let stops: Vec<route_rule::Stop> = stops.into_iter().map(rule_stop).collect();
            let counted = route_rule::hand_in(&stops).map_err(|refusal| named(refusal, &stops))?;
            let handed_in = recording.append(FactBody::Reading(ReadingFact::RouteHandedIn {
                route: row.route,
                period: row.period,
                epoch: row.epoch,
                read: counted.read,
                missed: counted.missed,
            }))?;
            Ok(HandInOutcome { handed_in, read: counted.read, missed: counted.missed })
        })
    }
}

fn rule_stop(stop: ListedStop) -> route_rule::Stop {
    let ListedStop { seq, meter, state, .. } = stop;
    route_rule::Stop { seq, meter, state }
}

fn named(refusal: Refusal, stops: &[route_rule::Stop]) -> Refusal {
    let open: Vec<&str> = stops
        .iter()
        .filter(|stop| stop.state == StopState::Open)
        .take(NAMED_OPEN_METERS)
        .map(|stop| stop.meter.as_str())
        .collect();
    refusal.with("first_meters", open.join(" "))
}

fn listed(row: ListedStop) -> StopView {
    let ListedStop { seq, account, meter, state } = row;
    StopView { seq, account, meter, state }
}

fn stop_view(row: StopRow) -> StopView {
    StopView {
        seq: row.assigned.seq,
        account: row.assigned.account,
        meter: row.assigned.meter,
        state: row.state,
    }
}

fn registers(stop: &StopRow, blind: bool) -> Vec<RegisterView> {
    stop.assigned
        .registers
        .iter()
        .map(|register| RegisterView {
            register: register.register.clone(),
            previous: (!blind).then_some(register.previous),
            previous_on: register.previous_on,
        })
        .collect()
}

fn reading_view(tx: &Connection, id: &FactId) -> Result<Option<ReadingView>, FieldError> {
    let Some(taken) = reading::taken(tx, id)? else { return Ok(None) };
    let verdict = journal::entry(tx, id)?.and_then(|entry| entry.verdict);
    Ok(Some(ReadingView { id: id.clone(), taken, verdict }))
}

fn find_stop(
    tx: &Connection,
    route: &RouteNo,
    period: YearMonth,
    meter: &MeterNo,
) -> Result<StopRow, FieldError> {
    // 4.1.1: only the meters of the route that was handed out.
    route::stop(tx, route, period, meter)?.ok_or_else(|| {
        Refusal::by_clause("meter_not_on_route", "4.1.1").with("meter", meter).into()
    })
}

fn open_route(tx: &Connection, no: &RouteNo, period: YearMonth) -> Result<HandedOut, FieldError> {
    let row = route::handed_out(tx, no, period)?;
    if row.handed_in {
        return Err(Refusal::by_clause("route_handed_in", "4.1.1").with("route", no).into());
    }
    Ok(row)
}

fn open_stop(
    tx: &Connection,
    request: &ReadingRequest,
) -> Result<(HandedOut, StopRow), FieldError> {
    let row = open_route(tx, &request.route, request.period)?;
    let stop = find_stop(tx, &request.route, request.period, &request.meter)?;
    Ok((row, stop))
}
