//! What goes wrong, and what the staff does.

use dianfei_rules::ticket::book::TicketState;
use dianfei_station::ticket::table;

use super::base::{CARRIERS, DAY_MS, PERIOD, STOCK, accounts};
use super::handheld::Handheld;
use super::law;
use super::plan::Act;
use super::reality::{Recorder, What};
use super::world::World;
use super::{Broken, desk, disk, loss, wire};
use crate::village;

/// Ten years, in milliseconds.
const TEN_YEARS_MS: i64 = 3653 * DAY_MS;

/// Something of the station, of time or of fate.
pub fn act(world: &mut World, act: Act) -> Result<(), Broken> {
    match act {
        Act::Arrive => wire::arrive(world),
        Act::SetClock => set_clock(world),
        Act::Reboot => {
            let phone = any_phone(world);
            world.phones[phone].ports.reboot();
            world.phones[phone].start();
            world.tell("a phone starts anew");
        }
        Act::Night => {
            let hours = world.rng.i64(8..30);
            world.pass(hours * 3_600_000);
            world.tell(format!("{hours} hours pass"));
        }
        Act::Counter => counter(world),
        Act::DeskAnswers => answer_offers(world),
        Act::ConfirmVoid => confirm_void(world),
        Act::ConfirmMoney => confirm_money(world),
        Act::Bank => bank(world),
        Act::GiveBook => give_book(world),
        Act::Reassign => reassign(world),
        Act::SetBack => set_back(world),
        Act::Restore => restore(world),
        Act::Lose => loss::act(world),
        _ => {}
    }
    Ok(())
}

/// Any phone that its carrier works with.
pub fn any_phone(world: &mut World) -> usize {
    any(world, Handheld::is_in_hand)
}

/// Any phone that can meet the station.
pub fn any_reachable(world: &mut World) -> usize {
    any(world, |phone| !phone.is_lost())
}

fn any(world: &mut World, wanted: fn(&Handheld) -> bool) -> usize {
    let there: Vec<usize> =
        (0..world.phones.len()).filter(|at| wanted(&world.phones[*at])).collect();
    there[world.rng.usize(0..there.len())]
}

fn set_clock(world: &mut World) {
    let phone = any_phone(world);
    let by = match world.rng.u32(0..6) {
        0 | 1 => -TEN_YEARS_MS,
        2 => TEN_YEARS_MS,
        3 | 4 => -DAY_MS,
        _ => 3_600_000 * world.rng.i64(-20..20),
    };
    let ports = &world.phones[phone].ports;
    ports.set_wall(ports.wall_ms() + by);
    world.tell(format!("a phone's clock is set by {} hours", by / 3_600_000));
}

fn counter(world: &mut World) {
    let carrier = world.rng.usize(0..world.plan.carriers);
    let account = village::account(world.rng.u32(accounts(carrier)));
    let fen = world.rng.i64(1..9_000);
    match desk::take_at_counter(world.app(), &account, fen) {
        Ok((fact, no)) => {
            world.tell(format!("the counter takes {fen} fen of {account} under {no}"));
            let what = What::Taken { account, no, fen, taker: super::base::CASHIER };
            world.reality.note(fact, Recorder::Desk, what);
        }
        Err(error) => world.tell(format!("the counter is told: {error}")),
    }
}

fn answer_offers(world: &mut World) {
    let offers = desk::offers_to_cashier(world.app());
    let Some(offer) = offers.into_iter().next() else { return };
    if world.one_in(5) {
        if let Ok(fact) = desk::refuse(world.app(), &offer.offer) {
            world.tell(format!("the cashier refuses the cash of {}", offer.giver));
            world.reality.note(fact, Recorder::Desk, What::Refused { offer: offer.offer });
        }
        return;
    }
    match desk::accept(world.app(), super::base::CASHIER, &offer.offer, offer.content_hash) {
        Ok(fact) => {
            world.tell(format!("the cashier takes the cash of {}", offer.giver));
            world.reality.note(fact, Recorder::Desk, What::Accepted { offer: offer.offer });
        }
        Err(error) => world.tell(format!("the cashier is told: {error}")),
    }
}

/// A carrier brings all copies of a ticket that he claimed void; the customer
/// has his money back. Not of one that the customer still holds.
fn confirm_void(world: &mut World) {
    let claimed = claimed_void(world);
    let Some(no) = claimed.first().copied() else { return };
    if world.one_in(3) {
        world.tell(format!("the customer keeps {no}, claimed void"));
        return;
    }
    match desk::confirm_void(world.app(), no) {
        Ok(fact) => {
            world.tell(format!("the cashier confirms that {no} is void"));
            world.reality.note(fact, Recorder::Desk, What::Voided { no });
        }
        Err(error) => world.tell(format!("the cashier is told: {error}")),
    }
}

fn claimed_void(world: &World) -> Vec<u64> {
    let app = world.app();
    let rows: Result<_, dianfei_station::store::StoreError> =
        app.store.read(|store| table::of_holder(store, app.station.as_str(), None));
    let rows = rows.expect("tickets");
    let claimed = rows.iter().filter(|row| row.ticket.state == TicketState::VoidClaimed);
    claimed.map(|row| row.no.get()).collect()
}

fn confirm_money(world: &mut World) {
    let Some(row) = desk::disputes(world.app()).into_iter().next() else { return };
    match desk::confirm_money(world.app(), &row.payment) {
        Ok(_settled) => world.tell(format!("the head saw a copy of {}", row.no)),
        Err(error) => world.tell(format!("the head is told: {error}")),
    }
}

fn bank(world: &mut World) {
    let slip = world.request_id();
    match desk::bank(world.app(), &slip) {
        Ok((fact, fen)) => {
            world.tell(format!("the cashier banks {fen} fen"));
            world.reality.note(fact, Recorder::Desk, What::Banked(fen));
        }
        Err(error) => world.tell(format!("the cashier is told: {error}")),
    }
}

fn give_book(world: &mut World) {
    let to = CARRIERS[world.rng.usize(0..world.plan.carriers)];
    let (first, last) = STOCK;
    let at = first + 5 * world.rng.u64(0..(last + 1 - first) / 5);
    if desk::offer_tickets(world.app(), (at, at + 4), to).is_ok() {
        world.tell(format!("the custodian offers {at} to {} to {to}", at + 4));
    }
}

fn reassign(world: &mut World) {
    let carriers = world.plan.carriers;
    let (of, reader) = (world.rng.usize(0..carriers), world.rng.usize(0..carriers));
    if desk::plan(world.app(), of, reader, PERIOD).is_ok() {
        world.tell(format!("route {} goes to {}", of + 1, CARRIERS[reader]));
    }
}

/// Copies a phone's file, or sets it back to its copy.
fn set_back(world: &mut World) {
    let phone = any_phone(world);
    let name = CARRIERS[world.phones[phone].carrier];
    if world.phones[phone].image.is_none() {
        let file = world.new_file();
        world.phones[phone].take_image(file);
        world.tell(format!("the phone of {name} is copied"));
        return;
    }
    // What the copy does not have may be lost.
    let Some(facts) = world.phones[phone].set_back() else { return };
    for happened in &mut world.reality.all {
        if let Recorder::Phone { phone: on, seq } = happened.recorder {
            happened.excused |= on == phone && seq > facts;
        }
    }
    world.tell(format!("the phone of {name} is set back to its fact {facts}"));
}

/// Backs the station up, or restores it from that.
fn restore(world: &mut World) {
    let Some(backup) = world.backup.take() else {
        let file = world.backup_file();
        world.app().store.backup(&file).expect("backed up");
        world.backup = Some(file);
        world.tell("the station is backed up");
        return;
    };
    world.stop_station();
    let file = world.station_file();
    disk::copy(&backup, &file);
    // Two restores of one backup are at least a minute apart.
    world.pass(60_000);
    world.start_station();
    desk::begin_incarnation(world.app());
    world.desk_excused = true;
    world.seen.forget();
    for phone in &mut world.phones {
        phone.has_met = false;
    }
    world.tell("the station is restored from its backup");
    for phone in 0..world.phones.len() {
        let known = law::is_known(world, phone);
        if known && !world.phones[phone].is_in_hand() {
            desk::declare_lost(world.app(), world.phones[phone].device);
        }
    }
}
