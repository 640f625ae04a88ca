//! What carriers do, and what they do again when their phone died under them.

use dianfei_faults::{self as faults, End, Mutant, Side};
use dianfei_field::FieldError;
use dianfei_field::collection::PaymentRequest;
use dianfei_field::day_end::{CashHandInRequest, CountRequest, HandoverRequest, OverShortRequest};
use dianfei_field::reading::{CorrectionRequest, MissRequest, PresenceEntry, RouteHandInRequest};
use dianfei_field::store::handover::HandoverRow;
use dianfei_field::ticket::VoidRequest;
use dianfei_rules::id::{RouteNo, TicketNo};
use dianfei_rules::money::Fen;
use dianfei_rules::reading::route::StopState;
use dianfei_wire::FactId;
use dianfei_wire::fact::collection::{CollectionMode, Denomination};
use dianfei_wire::fact::reading::MissReason;

use super::base::{CARRIERS, CASHIER, PERIOD, SERIES, accounts, person};
use super::deed::Deed;
use super::plan::Act;
use super::reality::{Recorder, What};
use super::world::{World, living};
use super::{Broken, wire};
use crate::village;

/// The thumb for an act on a phone; absent where there is nothing to do.
fn thumb(world: &mut World, phone: usize, act: Act) -> Option<Deed> {
    match act {
        Act::Pay => pay(world, phone),
        Act::Read => read(world, phone),
        Act::Correct => correct(world, phone),
        Act::Miss => miss(world, phone),
        Act::HandInRoute => {
            let route = open_route(world, phone)?;
            let period = PERIOD.parse().expect("a month");
            let request_id = world.request_id();
            Some(Deed::HandInRoute(RouteHandInRequest { request_id, route, period }))
        }
        Act::Void => void(world, phone),
        Act::CashUp => cash_up(world, phone),
        Act::TakeBook => {
            let rows = world.phones[phone].field().handovers().ok()?;
            let offer = rows.into_iter().find(HandoverRow::waits_for_us)?.offer;
            Some(Deed::Accept(HandoverRequest { request_id: world.request_id(), offer }))
        }
        _ => None,
    }
}

/// A carrier does something with a phone.
pub fn act(world: &mut World, phone: usize, act: Act) -> Result<(), Broken> {
    match thumb(world, phone, act) {
        Some(deed) => press(world, phone, deed),
        None => Ok(()),
    }
}

/// Presses the thumb, again and again while the phone dies under it.
fn press(world: &mut World, phone: usize, mut deed: Deed) -> Result<(), Broken> {
    if faults::is_mutated(Mutant::TicketBeforeCommit)
        && let Deed::Pay(request) = &deed
        && let Some(what) = printed_ahead(world, phone, request)
    {
        let fact = format!("00000000-0000-7000-8000-{:012x}", world.reality.all.len());
        let recorder = world.recorded_on(phone);
        world.reality.note(fact.parse().expect("an id"), recorder, what);
    }
    world.phones[phone].touched = true;
    loop {
        let carrier = CARRIERS[world.phones[phone].carrier];
        if world.one_in(world.plan.phone_dies) {
            let side = if world.rng.bool() { Side::Before } else { Side::After };
            faults::die_at(End::Phone, 0, side);
        }
        let came = living(|| deed.on(world.phones[phone].field(), carrier));
        faults::live_on();
        match came {
            Ok(Ok(came)) => {
                world.tell(format!("{carrier} {}", came.told));
                if let Some((fact, what)) = came.facts.first().zip(came.what) {
                    happened(world, phone, fact, what);
                }
                return Ok(());
            }
            Ok(Err(error)) => return refused(world, carrier, &error),
            Err(_died) => {
                world.tell(format!("the phone of {carrier} dies under the thumb"));
                world.phones[phone].ports.reboot();
                world.phones[phone].start();
                if faults::is_mutated(Mutant::TicketBeforeCommit) && matches!(deed, Deed::Pay(_)) {
                    return Ok(());
                }
                if faults::is_mutated(Mutant::NewIdOnRetry) {
                    let id = world.request_id();
                    deed.renew(&id);
                }
                // The background may be quicker than the thumb.
                if !world.together && world.one_in(3) {
                    world.together = true;
                    let met = wire::sync(world, phone);
                    world.together = false;
                    met?;
                }
            }
        }
    }
}

/// Notes what happened; only a phone without care gave a ticket out before.
fn happened(world: &mut World, phone: usize, fact: &FactId, what: What) {
    let recorder = world.recorded_on(phone);
    let ahead = faults::is_mutated(Mutant::TicketBeforeCommit);
    if let Some(printed) = world.reality.all.last_mut().filter(|last| ahead && last.what == what) {
        (printed.fact, printed.recorder) = (fact.clone(), recorder);
    } else if !world.reality.all.iter().any(|known| known.fact == *fact) {
        world.reality.note(fact.clone(), recorder, what);
    }
}

/// What may be said to a thumb without harm.
fn refused(world: &mut World, carrier: &str, error: &FieldError) -> Result<(), Broken> {
    world.tell(format!("{carrier} is told: {error}"));
    match error {
        FieldError::Refused(_)
        | FieldError::InvalidInput { .. }
        | FieldError::NotFound { .. }
        | FieldError::NothingAssigned => Ok(()),
        other => world.broken("a thumb is answered or refused", format!("{other:?}")),
    }
}

/// The ticket as a phone without care gives it out: before it is recorded.
fn printed_ahead(world: &World, phone: usize, request: &PaymentRequest) -> Option<What> {
    let field = world.phones[phone].field();
    let next = field.quote(&request.account).ok()?.next_ticket?;
    Some(What::Taken {
        account: request.account.clone(),
        no: next.no.get(),
        fen: request.amount.parse::<Fen>().ok()?.get(),
        taker: CARRIERS[world.phones[phone].carrier],
    })
}

fn pay(world: &mut World, phone: usize) -> Option<Deed> {
    let carrier = world.phones[phone].carrier;
    let account = village::account(world.rng.u32(accounts(carrier)));
    let quote = world.phones[phone].field().quote(&account).ok()?;
    let no = quote.next_ticket?.no.get();
    let mut fen = match (world.rng.u32(0..4), quote.total_fen.get()) {
        (0 | 1, owed) if owed > 0 => owed,
        (2, owed) => owed + world.rng.i64(1..5_000),
        _ => world.rng.i64(1..4_000),
    };
    // Nobody pays the same amount under the same number twice: such money has
    // one name, and one of two would be taken for a witness of the other.
    while world.reality.is_printed(&account, no, fen) {
        fen += 1;
    }
    let received = fen + world.rng.i64(0..3) * 500;
    Some(Deed::Pay(PaymentRequest {
        request_id: world.request_id(),
        account,
        bills: Vec::new(),
        amount: Fen::new(fen).to_string(),
        received: Fen::new(received).to_string(),
        mode: CollectionMode::DoorToDoor,
    }))
}

fn open_route(world: &mut World, phone: usize) -> Option<RouteNo> {
    let mut routes = world.phones[phone].field().routes().ok()?;
    routes.retain(|route| !route.handed_in && route.period.to_string() == PERIOD);
    if routes.is_empty() {
        return None;
    }
    let at = world.rng.usize(0..routes.len());
    Some(routes.swap_remove(at).route)
}

/// A meter of a route in hand, by its number in the village.
fn meter_on(world: &mut World, route: &RouteNo) -> u32 {
    let of: usize = route.as_str()[1..].parse().expect("a route of the village");
    world.rng.u32(accounts(of - 1))
}

fn reading_request(
    world: &mut World,
    route: RouteNo,
    number: u32,
) -> (u32, dianfei_field::reading::ReadingRequest) {
    let index = 1200 + number + world.rng.u32(0..30);
    let mut request = village::reading(number, &index.to_string());
    request.request_id = world.request_id();
    request.route = route;
    request.period = PERIOD.parse().expect("a month");
    request.cause = Some("换了空调".to_owned());
    request.again = request.entered.clone();
    (index, request)
}

fn read(world: &mut World, phone: usize) -> Option<Deed> {
    let route = open_route(world, phone)?;
    let number = meter_on(world, &route);
    let (index, request) = reading_request(world, route, number);
    Some(Deed::Read(number, index, request))
}

fn correct(world: &mut World, phone: usize) -> Option<Deed> {
    let route = open_route(world, phone)?;
    let on = |recorder| matches!(recorder, Recorder::Phone { phone: of, .. } if of == phone);
    let number = world.reality.all.iter().rev().find_map(|happened| match happened.what {
        What::Read { number, .. } if on(happened.recorder) => Some(number),
        _ => None,
    })?;
    let period = PERIOD.parse().expect("a month");
    let field = world.phones[phone].field();
    let stop = field.stop(&route, period, &village::meter(number)).ok()?;
    let corrects = stop.reading?.id;
    if stop.stop.state != StopState::Read {
        return None;
    }
    let (index, reading) = reading_request(world, route, number);
    let reason = "看错一位".to_owned();
    Some(Deed::Correct(number, index, CorrectionRequest { reading, corrects, reason }))
}

fn miss(world: &mut World, phone: usize) -> Option<Deed> {
    let route = open_route(world, phone)?;
    let number = meter_on(world, &route);
    Some(Deed::Miss(MissRequest {
        request_id: world.request_id(),
        route,
        period: PERIOD.parse().expect("a month"),
        meter: village::meter(number),
        reason: MissReason::DoorLocked,
        note: None,
        presence: PresenceEntry::default(),
    }))
}

fn void(world: &mut World, phone: usize) -> Option<Deed> {
    let carrier = CARRIERS[world.phones[phone].carrier];
    let mine: Vec<u64> = world
        .reality
        .all
        .iter()
        .filter_map(|happened| match &happened.what {
            What::Taken { no, taker, .. } if *taker == carrier => Some(*no),
            _ => None,
        })
        .collect();
    let no = *mine.get(world.rng.usize(0..mine.len().max(1)))?;
    Some(Deed::Void(VoidRequest {
        request_id: world.request_id(),
        series: SERIES.parse().expect("a series"),
        no: TicketNo::new(no),
        reason: "户名写错".to_owned(),
        copies_kept: 2,
    }))
}

/// The next step of the day's end: count, report, hand in.
fn cash_up(world: &mut World, phone: usize) -> Option<Deed> {
    let tally = world.phones[phone].field().day_tally().ok()?;
    let expected = tally.expected_fen.get();
    let Some(count) = tally.count else {
        if expected <= 0 {
            return None;
        }
        // Now and then a coin is missing, or one is too many.
        let counted = expected + if world.one_in(4) { world.rng.i64(-50..=50) } else { 0 };
        return Some(Deed::Count(CountRequest {
            request_id: world.request_id(),
            denominations: pieces(counted.max(0)),
        }));
    };
    let difference = count.counted_fen.get() - count.expected_fen.get();
    if difference != 0 && count.report.is_none() {
        return Some(Deed::Report(
            difference,
            OverShortRequest {
                request_id: world.request_id(),
                count: count.id,
                cause: "找零数错".to_owned(),
            },
        ));
    }
    let request_id = world.request_id();
    (count.counted_fen > Fen::ZERO)
        .then(|| Deed::Offer(CashHandInRequest { request_id, to: person(CASHIER) }))
}

/// An amount in as few notes and coins as it takes.
fn pieces(fen: i64) -> Vec<Denomination> {
    let mut rest = fen;
    let values = [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 2, 1];
    let mut pieces = Vec::new();
    for value in values {
        let count = u32::try_from(rest / value).expect("few pieces");
        rest %= value;
        if count > 0 {
            pieces.push(Denomination { value_fen: Fen::new(value), pieces: count });
        }
    }
    pieces
}
