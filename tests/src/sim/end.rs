//! The end of a seed: what was under way arrives, the wire is whole, and
//! everybody meets the station until there is nothing left to say.

use dianfei_station::journal;
use dianfei_station::store::StoreError;

use super::base::CARRIERS;
use super::world::World;
use super::{Broken, wire};

/// How often a phone may have to meet the station until nothing moves any more:
/// to bring in what it has, and to hear what the others' facts changed.
const MEETINGS: usize = 6;

/// In one of so many cases: in none of a seed.
const NEVER: u32 = u32::MAX / 2;

/// Lets everything that is under way arrive, and the phones meet the station
/// until each has seen the record as it is.
pub fn come_to_rest(world: &mut World) -> Result<(), Broken> {
    while !world.air.is_empty() {
        wire::arrive(world);
    }
    world.plan.wire_fails = NEVER;
    (world.plan.phone_dies, world.plan.station_dies) = (NEVER, NEVER);
    world.together = true;
    let there: Vec<usize> =
        (0..world.phones.len()).filter(|phone| !world.phones[*phone].is_lost()).collect();
    let mut seen = vec![None; there.len()];
    for _ in 0..MEETINGS {
        let mut moved = false;
        for (phone, seen) in there.iter().zip(&mut seen) {
            if *seen != Some(head(world)) {
                moved |= meet(world, *phone)?;
                *seen = Some(head(world));
            }
        }
        if !moved && seen.iter().all(|seen| *seen == Some(head(world))) {
            return Ok(());
        }
    }
    world.broken("the phones come to rest", format!("not in {MEETINGS} meetings each"))
}

fn head(world: &World) -> i64 {
    let app = world.app();
    let head: Result<i64, StoreError> =
        app.store.read(|store| journal::head_seq(store, app.station.as_str()));
    head.expect("the record reads")
}

/// A phone meets the station; whether it had something to bring.
fn meet(world: &mut World, phone: usize) -> Result<bool, Broken> {
    let name = CARRIERS[world.phones[phone].carrier];
    // A station that was restored may have to bind the phone again first.
    let met = match wire::sync(world, phone)? {
        Some(report) => Some(report),
        None => wire::sync(world, phone)?,
    };
    let Some(report) = met else {
        return world.broken("a sync comes to its end", format!("the phone of {name}"));
    };
    let status = world.phones[phone].field().status().expect("a status");
    if status.unsent_facts > 0 || status.unsent_parts > 0 {
        let left = format!("{name}: {} facts unsent", status.unsent_facts);
        return world.broken("a phone delivers all it has", left);
    }
    let agrees = report.digest.is_none_or(|digest| digest.agrees());
    if !agrees && !status.frozen {
        return world.broken("both ends count the same", format!("{name}: {report:?}"));
    }
    Ok(report.sent_facts > 0 || report.sent_parts > 0 || report.rewound)
}
