//! A phone is lost: the head declares it, stubs are entered at the desk, its
//! carrier gets another; and now and then it is found.

use dianfei_rules::id::TicketNo;
use dianfei_rules::money::Fen;
use dianfei_station::collection::command::Stub;

use super::base::{CARRIERS, SERIES, person};
use super::desk;
use super::handheld::{Handheld, Place};
use super::reality::{Recorder, What};
use super::trouble::any_phone;
use super::world::World;
use crate::station::InProcess;

/// How many phones are lost in a seed at most.
const MOST_LOSSES: usize = 2;

/// Loses a phone, or finds one.
pub fn act(world: &mut World) {
    let lost = world.phones.iter().position(Handheld::is_lost);
    match lost {
        Some(phone) if world.rng.bool() => {
            world.phones[phone].place = Place::Found;
            let name = CARRIERS[world.phones[phone].carrier];
            world.tell(format!("the lost phone of {name} is found"));
        }
        _ if world.phones.len() < world.plan.carriers + MOST_LOSSES => lose(world),
        _ => {}
    }
}

fn lose(world: &mut World) {
    let phone = any_phone(world);
    let carrier = world.phones[phone].carrier;
    let name = CARRIERS[carrier];
    world.phones[phone].place = Place::Lost;
    world.tell(format!("the phone of {name} is lost"));
    desk::declare_lost(world.app(), world.phones[phone].device);
    enter_stubs(world, phone);
    // A carrier without a phone gets another, bound to him at the station.
    let key = u8::try_from(150 + world.phones.len()).expect("few phones");
    let handheld = world.another_phone(carrier, key);
    let invitation = desk::invite(world.app(), name);
    let enrolled = handheld.field().enrol(&InProcess(world.app()), &invitation, "a spare");
    enrolled.expect("enrolled");
    world.phones.push(handheld);
}

/// The cashier enters most stubs of what the lost phone had not delivered.
fn enter_stubs(world: &mut World, phone: usize) {
    let on = world.app().today();
    for at in 0..world.reality.all.len() {
        let happened = world.reality.all[at].clone();
        let What::Taken { account, no, fen, taker } = happened.what.clone() else { continue };
        let here = matches!(happened.recorder, Recorder::Phone { phone: of, .. } if of == phone);
        if !here || happened.is_in(&world.seen.known) || world.one_in(4) {
            continue;
        }
        let stub = Stub {
            taker: person(taker),
            paid_on: on,
            account,
            series: SERIES.parse().expect("a series"),
            no: TicketNo::new(no),
            amount_fen: Fen::new(fen),
        };
        match desk::enter_stub(world.app(), stub) {
            Ok(fact) => {
                world.tell(format!("the cashier enters the stub of {no}"));
                world.reality.all[at].stub = Some(fact);
            }
            Err(error) => world.tell(format!("the cashier is told: {error}")),
        }
    }
}
