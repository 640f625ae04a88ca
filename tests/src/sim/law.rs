//! The laws: what must hold after each step, and what at the end.

mod record;
mod rest;

pub use record::Seen;
pub use rest::at_the_end;

use std::collections::BTreeMap;

use dianfei_field::view::StatusView;
use dianfei_station::collection::ledger;
use dianfei_station::journal;
use dianfei_station::phone::device;
use dianfei_station::store::StoreError;

use super::Broken;
use super::base::CARRIERS;
use super::reality::{Recorder, What, cash};
use super::world::World;

/// What holds after each step, for what the step touched.
pub fn after_step(world: &mut World) -> Result<(), Broken> {
    world.read_on()?;
    custody(world)?;
    for phone in 0..world.phones.len() {
        if world.phones[phone].touched && !world.phones[phone].is_lost() {
            world.phones[phone].touched = false;
            held(world, phone)?;
        }
    }
    printed(world)
}

/// What a phone says that it has, it has: cash in hand, and facts delivered.
fn held(world: &World, phone: usize) -> Result<(), Broken> {
    let status = world.phones[phone].field().status().expect("a status");
    delivered(world, phone, &status)?;
    let handheld = &world.phones[phone];
    if status.frozen && !handheld.set_back {
        let name = CARRIERS[handheld.carrier].to_owned();
        return world.broken("only a phone with two branches is frozen", name);
    }
    let said = status.cash_fen.get();
    match pocket(world, phone) {
        Some(pocket) if pocket != said => {
            let name = CARRIERS[world.phones[phone].carrier];
            let detail = format!("{name} has {pocket} fen, the phone says {said}");
            world.broken("cash in hand is what was taken", detail)
        }
        _ => Ok(()),
    }
}

/// Money is conserved, and custody is what really happened, as far as the
/// record knows of it.
fn custody(world: &World) -> Result<(), Broken> {
    let app = world.app();
    let all: Result<_, StoreError> =
        app.store.read(|store| ledger::balances(store, app.station.as_str()));
    let all = all.expect("balances");
    let sum: i64 = all.iter().map(|(_, fen)| fen.get()).sum();
    if sum != 0 {
        return world.broken("money is conserved", format!("the ledger adds up to {sum}"));
    }
    let mut found: BTreeMap<String, i64> = BTreeMap::new();
    for (account, fen) in all {
        let key = account.to_string();
        let key = match key.split_once(':') {
            Some(("cash" | "hand_in_ahead" | "cashier_cash", person)) => cash(person),
            Some(("in_transit", _)) => key,
            _ if key == "station_account" => key,
            _ => continue,
        };
        *found.entry(key).or_default() += fen.get();
    }
    found.retain(|_, fen| *fen != 0);
    let expected = world.reality.custody(&world.seen.known);
    if found == expected {
        return Ok(());
    }
    let detail = format!("the record says {found:?}, it was {expected:?}");
    world.broken("custody is what happened", detail)
}

/// What a carrier has in his pocket by what he did with this phone; absent
/// where the phone cannot know it all.
fn pocket(world: &World, phone: usize) -> Option<i64> {
    let handheld = &world.phones[phone];
    let carrier = CARRIERS[handheld.carrier];
    let others = world.phones.iter().filter(|other| other.carrier == handheld.carrier).count();
    if handheld.set_back || others > 1 || !handheld.is_in_hand() {
        return None;
    }
    let mut pocket = 0;
    for happened in &world.reality.all {
        let own = matches!(happened.recorder, Recorder::Phone { phone: on, .. } if on == phone);
        match &happened.what {
            What::Taken { fen, .. } if own => pocket += fen,
            What::Reported { fen, .. } if own => pocket += fen,
            What::Offered { fen, .. } if own => pocket -= fen,
            // What the desk decides, the phone hears later.
            What::Voided { no } if taker_of(world, *no) == Some(carrier) => return None,
            What::Refused { .. } => return None,
            _ => {}
        }
    }
    // A restored station may say less than it knew.
    (handheld.has_met).then_some(pocket)
}

fn taker_of(world: &World, number: u64) -> Option<&'static str> {
    world.reality.all.iter().find_map(|happened| match &happened.what {
        What::Taken { no, taker, .. } if *no == number => Some(*taker),
        _ => None,
    })
}

/// What a phone takes for delivered by now, in the midst of a sync.
pub fn in_a_sync(world: &World, phone: usize) -> Result<(), Broken> {
    let status = world.phones[phone].field().status().expect("a status");
    delivered(world, phone, &status)
}

/// What a phone takes for delivered, the station has.
fn delivered(world: &World, phone: usize, status: &StatusView) -> Result<(), Broken> {
    let handheld = &world.phones[phone];
    if status.frozen || handheld.set_back || !handheld.has_met {
        return Ok(());
    }
    let app = world.app();
    let held: Result<_, StoreError> =
        app.store.read(|store| journal::device_head(store, app.station.as_str(), handheld.device));
    let held = held.expect("a head").map_or(0, |head| u64::try_from(head.seq).expect("a count"));
    if held >= status.acknowledged {
        return Ok(());
    }
    let name = CARRIERS[handheld.carrier];
    let detail =
        format!("{name} takes {} facts for delivered, the station has {held}", status.acknowledged);
    world.broken("what is acknowledged is durable", detail)
}

/// The ticket that a customer took last is in the phone that printed it.
fn printed(world: &World) -> Result<(), Broken> {
    let Some(last) = world.reality.all.last() else { return Ok(()) };
    let (What::Taken { no, fen, .. }, Recorder::Phone { phone, .. }) = (&last.what, last.recorder)
    else {
        return Ok(());
    };
    if world.phones[phone].set_back {
        return Ok(());
    }
    let series = super::base::SERIES.parse().expect("a series");
    let number = dianfei_rules::id::TicketNo::new(*no);
    let known = world.phones[phone].field().payment(&series, number);
    if known.is_ok_and(|known| known.taken.amount_fen.get() == *fen) {
        return Ok(());
    }
    world.broken("a ticket is given out when it is recorded", format!("number {no}"))
}

/// Whether the station knows a phone.
#[must_use]
pub fn is_known(world: &World, phone: usize) -> bool {
    let app = world.app();
    let id = world.phones[phone].device;
    let known: Result<_, StoreError> =
        app.store.read(|store| device::find(store, &app.station, id));
    known.expect("a device").is_some()
}

/// Whether a phone is trusted by the station.
#[must_use]
pub fn is_trusted(world: &World, phone: usize) -> bool {
    let app = world.app();
    let id = world.phones[phone].device;
    let known: Result<_, StoreError> =
        app.store.read(|store| device::find(store, &app.station, id));
    known.expect("a device").is_some_and(|device| !device.frozen && !device.revoked)
}
