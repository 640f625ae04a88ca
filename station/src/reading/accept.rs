//! The station's ruling on what a reader's phone recorded.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_rules::meter::Digits;
use dianfei_rules::quantity::Kw;
use dianfei_rules::reading::check::{
    self, CheckLimits, IdentityCheck, MonthUsage, ReadingCheckInput,
};
use dianfei_rules::reading::evidence::Evidence;
use dianfei_rules::reading::usage::{MeterSpan, RegisterSpan, RolloverBase, UsageInput, usage};
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::reading::{ReadingFact, ReadingTaken, RegisterIndex};
use dianfei_wire::ruling::Flag;
use dianfei_wire::{Ruling, Verdict};

use super::ahead::{Deck, Known};
use super::held::{Other, other_reading};
use super::plan::{Held, Place, Plan, holder};
use crate::account::policy;
use crate::chapter::Arrival;
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
            let place = Place { route: &missed.route, period: missed.period, epoch: missed.epoch };
            let plan = place.plan(tx, arrival)?;
            Ok(Some(match holder(tx, arrival, &place, plan.as_ref())? {
                Held::Now => Ruling::applied(on),
                Held::Earlier | Held::Again => flagged(Ruling::applied(on), "earlier_epoch"),
                Held::Never => Ruling::disputed("route_not_handed", Some("4.1.1"), on),
            }))
        }
        ReadingFact::ExceptionRaised(_) => Ok(Some(Ruling::applied(on))),
        ReadingFact::RouteHandedIn { route, period, epoch, .. } => {
            let place = Place { route, period: *period, epoch: *epoch };
            let plan = place.plan(tx, arrival)?;
            Ok(Some(match holder(tx, arrival, &place, plan.as_ref())? {
                Held::Now | Held::Again => Ruling::applied(on),
                Held::Earlier | Held::Never => {
                    Ruling::disputed("route_not_handed", Some("4.1.1"), on)
                }
            }))
        }
        // Plans, handing out and the end of a form are the station's own.
        ReadingFact::RoutePlanned { .. }
        | ReadingFact::RouteDrawn { .. }
        | ReadingFact::ExceptionClosed { .. } => Ok(None),
    }
}

fn reading(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    taken: &ReadingTaken,
) -> Result<Ruling, SpineError> {
    let on = arrival.business_date;
    let place = Place { route: &taken.route, period: taken.period, epoch: taken.epoch };
    let plan = place.plan(tx, arrival)?;
    let held = holder(tx, arrival, &place, plan.as_ref())?;
    if matches!(held, Held::Never) {
        return Ok(Ruling::disputed("route_not_handed", Some("4.1.1"), on));
    }
    let looked_up;
    let deck = arrival.ahead.of::<Deck>();
    let known = match deck.and_then(|deck| deck.known(taken.period, &taken.account)) {
        Some(known) => known,
        None => {
            looked_up = Known::of(tx, &arrival.fact.station, taken.period, &taken.account)?;
            &looked_up
        }
    };
    match other_reading(tx, arrival, taken, &known.held)? {
        Some(Other::Same) => return Ok(Ruling::with(Verdict::AlreadyApplied, on)),
        Some(Other::Different) => {
            return Ok(Ruling::disputed("two_readings", Some("4.1.2"), on));
        }
        None => {}
    }
    let Some(stop) = known.cards.iter().find(|stop| stop.meter == taken.meter) else {
        return Ok(Ruling::disputed("meter_not_of_account", Some("4.1.3"), on));
    };
    let mut ruling = Ruling::applied(on);
    if matches!(held, Held::Earlier | Held::Again) {
        ruling = flagged(ruling, "earlier_epoch");
    }
    ruling.flags.extend(own_check(tx, arrival, taken, (stop, plan.as_ref()))?);
    Ok(ruling)
}

fn flagged(mut ruling: Ruling, code: &str) -> Ruling {
    ruling.flags.push(Flag { code: code.to_owned(), figures: BTreeMap::new() });
    ruling
}

/// The station's own look at the reading with the same rules: the usage, and
/// the findings in which it differs from the phone's.
fn own_check(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    taken: &ReadingTaken,
    by: (&AssignedStop, Option<&Plan>),
) -> Result<Vec<Flag>, SpineError> {
    let input = check_input(tx, arrival, taken, by)?;
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
    (stop, plan): (&AssignedStop, Option<&Plan>),
) -> Result<ReadingCheckInput, SpineError> {
    let policies;
    let policies = if let Some(deck) = arrival.ahead.of::<Deck>() {
        deck.policies()
    } else {
        policies = policy::set(tx, &arrival.fact.station)?;
        &policies
    };
    let view = policies.on(arrival.business_date);
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
        planned_on: plan.map_or(arrival.business_date, |plan| plan.read_on),
        read_on: arrival.business_date,
        previous_on,
        usage: UsageInput::new(vec![span(stop, &taken.registers)?], &base, &view)?,
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

/// One meter from its card's index to what was read now.
pub fn span(stop: &AssignedStop, read: &[RegisterIndex]) -> Result<MeterSpan, StoreError> {
    let spans = stop.registers.iter().filter_map(|card| {
        let read = read.iter().find(|read| read.register == card.register)?;
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
