//! The station's ruling on what a reader's phone recorded.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_faults::{Mutant, is_mutated};
use dianfei_rules::meter::Digits;
use dianfei_rules::quantity::{Kw, Kwh};
use dianfei_rules::reading::check::{
    self, CheckLimits, IdentityCheck, MonthUsage, ReadingCheckInput,
};
use dianfei_rules::reading::evidence::Evidence;
use dianfei_rules::reading::usage::{MeterSpan, RegisterSpan, RolloverBase, UsageInput, usage};
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::reading::{ReadingFact, ReadingTaken};
use dianfei_wire::ruling::Flag;
use dianfei_wire::{Ruling, Verdict};

use super::ahead::Deck;
use super::card::{self, Choice};
use crate::account::{policy, station};
use crate::chapter::Arrival;
use crate::journal;
use crate::spine::SpineError;
use crate::store::{StoreError, Tx};

/// The flag that carries the usage which the station found.
pub const USAGE_FLAG: &str = "usage";

/// Rules on the chapter's facts from phones.
pub fn accept(tx: &mut Tx<'_>, arrival: &Arrival<'_>) -> Result<Option<Ruling>, SpineError> {
    let FactBody::Reading(fact) = &arrival.fact.body else { return Ok(None) };
    let on = arrival.business_date;
    if arrival.distrusted {
        return Ok(Some(Ruling::disputed("device_distrusted", None, on)));
    }
    match fact {
        ReadingFact::ReadingTaken(taken) => reading(tx, arrival, taken).map(Some),
        ReadingFact::ReadingMissed(missed) => {
            let place = Place {
                route: missed.route.as_str(),
                period: missed.period.to_string(),
                epoch: missed.epoch,
            };
            Ok(Some(match holder(tx, arrival, &place)? {
                Held::Now => Ruling::applied(on),
                Held::Earlier | Held::Again => flagged(Ruling::applied(on), "earlier_epoch"),
                Held::Never => Ruling::disputed("route_not_handed", Some("4.1.1"), on),
            }))
        }
        ReadingFact::ExceptionRaised(_) => Ok(Some(Ruling::applied(on))),
        ReadingFact::RouteHandedIn { route, period, epoch, .. } => {
            let place = Place { route: route.as_str(), period: period.to_string(), epoch: *epoch };
            Ok(Some(match holder(tx, arrival, &place)? {
                Held::Now | Held::Again => Ruling::applied(on),
                Held::Earlier | Held::Never => {
                    Ruling::disputed("route_not_handed", Some("4.1.1"), on)
                }
            }))
        }
        // Plans, handing out and the end of a form are the station's own.
        ReadingFact::RoutePlanned { .. }
        | ReadingFact::RouteDrawn { .. }
        | ReadingFact::ExceptionClosed { .. } => {
            Ok(Some(Ruling::disputed("not_a_phones_fact", None, on)))
        }
    }
}

/// The route, period and epoch that a fact names.
struct Place<'a> {
    route: &'a str,
    period: String,
    epoch: u32,
}

/// Whether the phone holds the route.
enum Held {
    /// Under the epoch that the fact names.
    Now,
    /// It did, under an earlier epoch.
    Earlier,
    /// It did under an epoch that the station lost when it was restored, and
    /// holds it again.
    Again,
    /// It was never handed to it.
    Never,
}

fn holder(tx: &mut Tx<'_>, arrival: &Arrival<'_>, place: &Place<'_>) -> Result<Held, StoreError> {
    let row = tx.query_opt(
        "select device, epoch from route_plan
         where station_id = $1 and period = $2 and route = $3",
        &[arrival.fact.station.as_str().into(), place.period.as_str().into(), place.route.into()],
    )?;
    let Some(row) = row else { return Ok(Held::Never) };
    let epoch = row.int("epoch")?;
    let named = i64::from(place.epoch);
    if is_mutated(Mutant::NoFence) && named > 0 {
        return Ok(Held::Now);
    }
    let device = arrival.fact.device.to_string();
    let holder = row.opt_text("device")?;
    // Planned for another and not drawn yet, the route has no holder: who had
    // it under the last epoch had it earlier.
    let is_earlier = named < epoch || (named == epoch && holder.is_none());
    let holds = holder == Some(device.as_str());
    if named == epoch && holds {
        return Ok(Held::Now);
    }
    let is_lost = named >= epoch && station::incarnation(tx, &arrival.fact.station)? > 1;
    if is_lost && holds {
        Ok(Held::Again)
    } else if named > 0 && (is_earlier || is_lost) {
        Ok(Held::Earlier)
    } else {
        Ok(Held::Never)
    }
}

fn reading(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    taken: &ReadingTaken,
) -> Result<Ruling, SpineError> {
    let on = arrival.business_date;
    let place =
        Place { route: taken.route.as_str(), period: taken.period.to_string(), epoch: taken.epoch };
    let held = holder(tx, arrival, &place)?;
    if matches!(held, Held::Never) {
        return Ok(Ruling::disputed("route_not_handed", Some("4.1.1"), on));
    }
    match other_reading(tx, arrival, taken)? {
        Some(Other::Same) => return Ok(Ruling::with(Verdict::AlreadyApplied, on)),
        Some(Other::Different) => {
            return Ok(Ruling::disputed("two_readings", Some("4.1.2"), on));
        }
        None => {}
    }
    let station = arrival.fact.station.as_str();
    let changed;
    let deck = arrival.ahead.of::<Deck>();
    let cards = if let Some(cards) = deck.and_then(|deck| deck.cards(taken.period, &taken.account))
    {
        cards
    } else {
        let choice = Choice::Accounts(&[taken.account.as_str()]);
        changed = card::cards(tx, station, taken.period, choice)?;
        &changed
    };
    let Some(stop) = cards.iter().find(|stop| stop.meter == taken.meter) else {
        return Ok(Ruling::disputed("meter_not_of_account", Some("4.1.3"), on));
    };
    let mut ruling = Ruling::applied(on);
    if matches!(held, Held::Earlier | Held::Again) {
        ruling = flagged(ruling, "earlier_epoch");
    }
    ruling.flags.extend(own_check(tx, arrival, taken, stop)?);
    Ok(ruling)
}

fn flagged(mut ruling: Ruling, code: &str) -> Ruling {
    ruling.flags.push(Flag { code: code.to_owned(), figures: BTreeMap::new() });
    ruling
}

/// Another reading of the same meter and period that holds.
enum Other {
    Same,
    Different,
}

fn other_reading(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    taken: &ReadingTaken,
) -> Result<Option<Other>, StoreError> {
    let rows = tx.query(
        "select fact_id, taken from reading
         where station_id = $1 and account = $2 and period = $3 and state = 'holds'
         order by fact_id",
        &[
            arrival.fact.station.as_str().into(),
            taken.account.as_str().into(),
            taken.period.to_string().into(),
        ],
    )?;
    for row in &rows {
        let id = row.text("fact_id")?;
        let corrected = taken.corrects.as_ref().is_some_and(|corrected| corrected.as_str() == id);
        if corrected && !is_dated_before(tx, arrival, id)? {
            continue;
        }
        let other: ReadingTaken = serde_json::from_str(row.text("taken")?)
            .map_err(|error| StoreError::broken("reading", error))?;
        if other.meter == taken.meter {
            let same = other.registers == taken.registers;
            return Ok(Some(if same { Other::Same } else { Other::Different }));
        }
    }
    Ok(None)
}

/// What [`Mutant::OrderByPhoneClock`] goes by.
fn is_dated_before(tx: &mut Tx<'_>, arrival: &Arrival<'_>, id: &str) -> Result<bool, StoreError> {
    if !is_mutated(Mutant::OrderByPhoneClock) {
        return Ok(false);
    }
    let earlier = journal::fact(tx, arrival.fact.station.as_str(), id)?;
    Ok(earlier.is_some_and(|(fact, _)| arrival.fact.recorded.wall_ms < fact.recorded.wall_ms))
}

/// The station's own look at the reading with the same rules: the usage, and
/// the findings in which it differs from the phone's.
fn own_check(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    taken: &ReadingTaken,
    stop: &AssignedStop,
) -> Result<Vec<Flag>, SpineError> {
    let input = check_input(tx, arrival, taken, stop)?;
    let mut flags = Vec::new();
    if let Ok(found) = usage(&input.usage) {
        let billed = found.billed();
        let figures = BTreeMap::from([
            ("usage_kwh".to_owned(), billed.to_string()),
            ("usage_wh".to_owned(), billed.to_wh().unwrap_or_default().to_string()),
        ]);
        flags.push(Flag { code: USAGE_FLAG.to_owned(), figures });
    }
    let findings = check::check(&input);
    let ours: BTreeSet<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    let theirs: BTreeSet<&str> =
        taken.findings.iter().map(|finding| finding.code.as_str()).collect();
    // Pace and place are seen on the phone alone.
    let phone_only = ["pace_impossible", "place_far"];
    for code in ours.difference(&theirs) {
        let figures = findings
            .iter()
            .find(|finding| finding.code.as_str() == *code)
            .map(|finding| {
                let pairs = finding.figures.iter();
                pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
            })
            .unwrap_or_default();
        flags.push(Flag { code: (*code).to_owned(), figures });
    }
    for code in theirs.difference(&ours).filter(|code| !phone_only.contains(code)) {
        let figures = BTreeMap::from([("code".to_owned(), (*code).to_owned())]);
        flags.push(Flag { code: "finding_not_confirmed".to_owned(), figures });
    }
    Ok(flags)
}

fn check_input(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    taken: &ReadingTaken,
    stop: &AssignedStop,
) -> Result<ReadingCheckInput, SpineError> {
    let policies;
    let policies = if let Some(deck) = arrival.ahead.of::<Deck>() {
        deck.policies()
    } else {
        policies = policy::set(tx, &arrival.fact.station)?;
        &policies
    };
    let view = policies.on(arrival.business_date);
    let planned_on = planned_on(tx, arrival, taken)?;
    let previous_on = stop.registers.iter().find_map(|register| register.previous_on);
    let capacity_kw = stop.capacity_kw.map(|capacity| Kw::new(capacity.get()));
    let history: Vec<MonthUsage> = stop.history.iter().map(month).collect();
    let base = RolloverBase {
        history: history.clone(),
        capacity_kw,
        previous_on,
        read_on: arrival.business_date,
        periods: stop.misses.saturating_add(1),
    };
    Ok(ReadingCheckInput {
        period: taken.period,
        cycle_months: 1,
        planned_on,
        read_on: arrival.business_date,
        previous_on,
        usage: UsageInput::new(vec![span(stop, taken)?], &base, &view)?,
        history,
        provisional_kwh: stop.provisional_kwh,
        misses: stop.misses,
        capacity_kw,
        identity: identity(taken),
        evidence: Evidence {
            scanned: taken.presence.scanned.clone(),
            seconds_since_last: None,
            metres_from_meter: None,
        },
        limits: CheckLimits::from_policy(&view)?,
    })
}

fn month(month: &dianfei_wire::assignment::MonthUsage) -> MonthUsage {
    MonthUsage { period: month.period, usage_kwh: month.usage_kwh, provisional: month.provisional }
}

fn planned_on(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    taken: &ReadingTaken,
) -> Result<chrono::NaiveDate, StoreError> {
    let row = tx.query_opt(
        "select read_on from route_plan where station_id = $1 and period = $2 and route = $3",
        &[
            arrival.fact.station.as_str().into(),
            taken.period.to_string().into(),
            taken.route.as_str().into(),
        ],
    )?;
    row.map_or(Ok(arrival.business_date), |row| row.date("read_on"))
}

/// One meter from its card's index to what was read now.
pub fn span(stop: &AssignedStop, taken: &ReadingTaken) -> Result<MeterSpan, StoreError> {
    let spans = stop.registers.iter().filter_map(|card| {
        let read = taken.registers.iter().find(|read| read.register == card.register)?;
        Some((card, read))
    });
    let registers = spans
        .map(|(card, read)| {
            let register =
                card.register.parse().map_err(|error: dianfei_rules::meter::UnknownRegister| {
                    StoreError::broken("meter_register", error)
                })?;
            Ok(RegisterSpan { register, previous: card.previous, current: read.index })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(MeterSpan {
        meter: stop.meter.clone(),
        digits: Digits { whole: stop.digits, decimals: stop.decimals },
        multiplier: stop.multiplier,
        registers,
    })
}

const fn identity(taken: &ReadingTaken) -> IdentityCheck {
    let compared = taken.identity;
    IdentityCheck {
        account_no: compared.account_no,
        name: compared.name,
        address: compared.address,
        meter_type: compared.meter_type,
        meter_no: compared.meter_no,
        multiplier: compared.multiplier,
        seal: compared.seal,
    }
}

/// The usage that a kept reading has by the station's ruling; absent where the
/// indexes give none.
#[must_use]
pub fn usage_of(flags: &[Flag]) -> Option<Kwh> {
    let flag = flags.iter().find(|flag| flag.code == USAGE_FLAG)?;
    flag.figures.get("usage_kwh")?.parse().ok()
}
