//! The end of a seed: what was under way arrives, the wire is whole, and
//! everybody meets the station until there is nothing left to say.

use super::base::CARRIERS;
use super::world::World;
use super::{Broken, wire};

/// How many rounds it may take. One brings everything in, the next what the
/// others' facts changed, the last is the proof that nothing moves any more.
const ROUNDS: u32 = 6;

/// Lets everything that is under way arrive.
pub fn come_to_rest(world: &mut World) -> Result<(), Broken> {
    while !world.air.is_empty() {
        wire::arrive(world);
    }
    (world.plan.wire_fails, world.plan.dies) = (NEVER, NEVER);
    world.thumb_is_down = true;
    for _ in 0..ROUNDS {
        if !round(world)? {
            return Ok(());
        }
    }
    world.broken("the phones come to rest", format!("not in {ROUNDS} rounds"))
}

/// Every phone meets the station once; whether anything moved.
fn round(world: &mut World) -> Result<bool, Broken> {
    let mut moved = false;
    for phone in 0..world.phones.len() {
        if world.phones[phone].is_lost() {
            continue;
        }
        let name = CARRIERS[world.phones[phone].carrier];
        let Some(report) = wire::sync(world, phone)? else {
            return world.broken("a sync comes to its end", format!("the phone of {name}"));
        };
        moved |= report.sent_facts > 0 || report.sent_parts > 0 || report.assigned;
        moved |= report.rewound;
        let status = world.phones[phone].field().status().expect("a status");
        if status.unsent_facts > 0 || status.unsent_parts > 0 {
            let left = format!("{name}: {} facts unsent", status.unsent_facts);
            return world.broken("a phone delivers all it has", left);
        }
        let agrees = report.digest.is_none_or(|digest| digest.agrees());
        if !agrees && !status.frozen {
            return world.broken("both ends count the same", format!("{name}: {report:?}"));
        }
    }
    Ok(moved)
}

/// In one of so many cases: in none of a seed.
const NEVER: u32 = u32::MAX / 8;
