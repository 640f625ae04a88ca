//! A simulation of the product's own phone and station code: three phones, one
//! station, a wire that fails, programmes that die, files that go back in time.
//! All chance comes from the seed, so that a seed tells the same story on every
//! machine. After each step the laws are held against what really happened;
//! at the end everybody meets the station and all of them are.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use dianfei_faults::Mutant;
use thiserror::Error;

pub mod base;
pub mod carrier;
pub mod deed;
pub mod desk;
pub mod disk;
pub mod end;
pub mod handheld;
pub mod law;
pub mod loss;
pub mod plan;
pub mod reality;
pub mod stage;
pub mod trouble;
pub mod wire;
pub mod world;

pub use plan::{Act, Plan};
use world::World;

/// A law that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{law}: {detail}")]
pub struct Broken {
    /// Which.
    pub law: &'static str,
    /// How it is seen.
    pub detail: String,
}

/// A seed that ended with a broken law.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("seed {seed}{}: {broken}\n{}", under(*mutant), repeat(*seed, *mutant))]
pub struct Found {
    /// The seed.
    pub seed: u64,
    /// The safeguard that was missing.
    pub mutant: Option<Mutant>,
    /// What does not hold.
    pub broken: Broken,
    /// What happened until then.
    pub story: Vec<String>,
}

fn under(mutant: Option<Mutant>) -> String {
    mutant.map_or_else(String::new, |mutant| format!(" under {}", mutant.name()))
}

/// The command that repeats a seed and tells its story.
#[must_use]
pub fn repeat(seed: u64, mutant: Option<Mutant>) -> String {
    let mutant = mutant.map_or_else(String::new, |mutant| format!(" --mutant {}", mutant.name()));
    format!("make sim SEEDS={seed}..{} ARGS=\"--story{mutant}\"", seed + 1)
}

/// Runs one seed; its story where the laws held.
pub fn run(seed: u64, mutant: Option<Mutant>) -> Result<Vec<String>, Box<Found>> {
    let mut world = World::new(seed, mutant);
    let lived = catch_unwind(AssertUnwindSafe(|| live(&mut world)));
    let outcome = lived.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(Broken { law: "nothing panics", detail: text.unwrap_or_default() })
    });
    let story = std::mem::take(&mut world.story);
    match outcome {
        Ok(()) => {
            world.leave();
            Ok(story)
        }
        Err(broken) => Err(Box::new(Found { seed, mutant, broken, story })),
    }
}

/// Runs seeds on several threads and gives each outcome to `told`; how many
/// ended with a broken law.
pub fn run_all(
    seeds: Range<u64>,
    mutant: Option<Mutant>,
    threads: usize,
    told: &(dyn Fn(u64, &Result<Vec<String>, Box<Found>>) + Sync),
) -> u64 {
    let next = AtomicU64::new(seeds.start);
    let found = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return close();
                    }
                    let outcome = run(seed, mutant);
                    if outcome.is_err() {
                        found.fetch_add(1, Ordering::Relaxed);
                    }
                    told(seed, &outcome);
                }
            });
        }
    });
    found.into_inner()
}

/// Closes what this thread keeps open from seed to seed. A thread's own end may come
/// too late: the process does not wait for it.
pub fn close() {
    stage::Stage::close();
}

fn live(world: &mut World) -> Result<(), Broken> {
    for _ in 0..world.plan.steps {
        let minutes = world.rng.i64(1..40);
        world.pass(minutes * 60_000);
        step(world)?;
        law::after_step(world)?;
    }
    end::come_to_rest(world)?;
    law::at_the_end(world)
}

fn step(world: &mut World) -> Result<(), Broken> {
    let act = world.plan.next(&mut world.rng);
    match act {
        Act::Pay
        | Act::Read
        | Act::Correct
        | Act::Miss
        | Act::HandInRoute
        | Act::Void
        | Act::CashUp
        | Act::TakeBook => {
            let phone = trouble::any_phone(world);
            carrier::act(world, phone, act)
        }
        Act::Sync => {
            let phone = trouble::any_reachable(world);
            wire::sync(world, phone).map(|_met| ())
        }
        _ => trouble::act(world, act),
    }
}
