//! The wire between phones and station: it loses, cuts, repeats, delays and
//! reorders, and either end dies on it.

use dianfei_faults::{self as faults, End, Mutant, Side};
use dianfei_field::FieldError;
use dianfei_field::sync::exchange::{Exchange, SyncReport};
use dianfei_station::phone;

use super::base::CARRIERS;
use super::plan::Act;
use super::world::{World, living};
use super::{Broken, carrier, desk, law};
use crate::station::InProcess;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Answered,
    Lost,
    ReplyLost,
    AnsweredTwice,
    Delayed,
    AnsweredByAnother,
    StationDies,
    PhoneDies,
}

/// A phone meets the station, as far as the wire lets it; the report where it
/// came to the end.
pub fn sync(world: &mut World, phone: usize) -> Result<Option<SyncReport>, Broken> {
    world.phones[phone].touched = true;
    let mut exchange = world.phones[phone].field().begin_sync();
    let name = CARRIERS[world.phones[phone].carrier];
    loop {
        let request = exchange.next_request(world.phones[phone].field());
        let request = match request {
            Ok(Some(request)) => request,
            Ok(None) => break,
            Err(error) => return cut(world, phone, &error),
        };
        let fate = draw(world);
        let Some(reply) = carry(world, request, fate) else {
            world.tell(format!("the sync of {name} ends: {fate:?}"));
            return Ok(None);
        };
        // A thumb does not wait for the wire.
        if world.phones[phone].is_in_hand() && !world.together && world.one_in(12) {
            let act = if world.rng.bool() { Act::Pay } else { Act::Read };
            let starts = world.phones[phone].starts;
            world.together = true;
            let done = carrier::act(world, phone, act);
            world.together = false;
            done?;
            if world.phones[phone].starts != starts {
                return Ok(None);
            }
        }
        match take(world, phone, &mut exchange, &reply, fate) {
            Some(Ok(())) if fate == Fate::StationDies => law::in_a_sync(world, phone)?,
            Some(Ok(())) => {}
            Some(Err(error)) => return cut(world, phone, &error),
            None => return Ok(None),
        }
    }
    let report = exchange.report().clone();
    let frozen = if report.frozen { ", frozen" } else { "" };
    world.tell(format!("{name} has met the station: {} facts sent{frozen}", report.sent_facts));
    world.phones[phone].has_met = true;
    Ok(Some(report))
}

/// What may end a sync without harm.
fn cut(world: &mut World, phone: usize, error: &FieldError) -> Result<Option<SyncReport>, Broken> {
    let name = CARRIERS[world.phones[phone].carrier];
    world.tell(format!("the sync of {name} ends: {error}"));
    match error {
        // A station restored from before it was bound: it is bound again.
        FieldError::StationRefused { code } if code == "unknown_device" => {
            let invitation = desk::invite(world.app(), name);
            let wire = InProcess(world.app());
            match world.phones[phone].field().enrol(&wire, &invitation, "again") {
                Ok(_) => Ok(None),
                Err(error) => world.broken("a phone can be bound again", format!("{error:?}")),
            }
        }
        FieldError::NotTheStation | FieldError::StationRefused { .. } => Ok(None),
        other => world.broken("a sync ends or is cut", format!("{other:?}")),
    }
}

fn draw(world: &mut World) -> Fate {
    if world.one_in(world.plan.station_dies) {
        return Fate::StationDies;
    }
    if world.one_in(world.plan.phone_dies * 2) {
        return Fate::PhoneDies;
    }
    if !world.one_in(world.plan.wire_fails) {
        return Fate::Answered;
    }
    let fates =
        [Fate::Lost, Fate::ReplyLost, Fate::AnsweredTwice, Fate::Delayed, Fate::AnsweredByAnother];
    fates[world.rng.usize(0..fates.len())]
}

/// Carries a request there and its reply back.
fn carry(world: &mut World, request: Vec<u8>, fate: Fate) -> Option<Vec<u8>> {
    match fate {
        Fate::Lost => None,
        Fate::Delayed => {
            world.air.push(request);
            None
        }
        Fate::ReplyLost => {
            drop(phone::answer(world.app(), &request));
            None
        }
        Fate::AnsweredTwice => {
            let first = phone::answer(world.app(), &request);
            let second = phone::answer(world.app(), &request);
            Some(if world.rng.bool() { first } else { second })
        }
        Fate::AnsweredByAnother => Some(b"<html>Welcome to our free wireless</html>".to_vec()),
        Fate::StationDies => dying(world, &request),
        Fate::Answered | Fate::PhoneDies => Some(phone::answer(world.app(), &request)),
    }
}

/// The station dies over a request. Only a station that speaks too early has
/// answered by then.
fn dying(world: &mut World, request: &[u8]) -> Option<Vec<u8>> {
    let side = if world.rng.bool() { Side::Before } else { Side::After };
    let later = u32::from(world.one_in(4));
    faults::die_at(End::Station, later, side);
    let answered = living(|| phone::answer(world.app(), request));
    let spoke_early = faults::is_mutated(Mutant::AcknowledgeBeforeCommit);
    faults::live_on();
    match answered {
        Ok(reply) if !spoke_early => Some(reply),
        Ok(reply) => {
            world.start_station();
            Some(reply)
        }
        Err(_died) => {
            world.tell("the station dies over a request");
            world.start_station();
            None
        }
    }
}

/// The phone takes the reply, or dies over it.
fn take(
    world: &mut World,
    phone: usize,
    exchange: &mut Exchange,
    reply: &[u8],
    fate: Fate,
) -> Option<Result<(), FieldError>> {
    if fate == Fate::PhoneDies {
        let side = if world.rng.bool() { Side::Before } else { Side::After };
        faults::die_at(End::Phone, world.rng.u32(0..2), side);
    }
    let taken = living(|| exchange.on_reply(world.phones[phone].field(), reply));
    faults::live_on();
    match taken {
        Ok(taken) => Some(taken),
        Err(_died) => {
            world.tell("a phone dies over a reply");
            world.phones[phone].ports.reboot();
            world.phones[phone].start();
            None
        }
    }
}

/// A request that was under way arrives; nobody waits for its reply.
pub fn arrive(world: &mut World) {
    if world.air.is_empty() {
        return;
    }
    let at = world.rng.usize(0..world.air.len());
    let request = world.air.swap_remove(at);
    drop(phone::answer(world.app(), &request));
    world.tell("a delayed request arrives");
}
