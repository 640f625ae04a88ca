//! Many bills by seed, on all cores.

use std::num::NonZero;
use std::ops::Range;
use std::thread;

use dianfei_rules::bill::Pricer;

use crate::compare::{judge, untold};
use crate::tally::Tally;
use crate::{made, trial};

/// What came of many bills.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// How many bills.
    pub bills: u64,
    /// Where both sides differ: the seed and what differs.
    pub disagreements: Vec<(u64, Vec<String>)>,
    /// What occurred.
    pub tally: Tally,
}

/// Judges the bills of `seeds`.
#[must_use]
pub fn run(seeds: Range<u64>) -> Outcome {
    let cores = u64::try_from(thread::available_parallelism().map_or(1, NonZero::get)).unwrap_or(1);
    let parts = thread::scope(|scope| {
        let seeds = &seeds;
        let part = |core| scope.spawn(move || one_core(seeds, core, cores));
        let parts: Vec<_> = (0..cores).map(part).collect();
        let joined = parts.into_iter().map(|part| part.join().expect("a core's bills"));
        joined.collect::<Vec<Outcome>>()
    });
    let mut outcome = Outcome::default();
    for part in parts {
        outcome.bills += part.bills;
        outcome.disagreements.extend(part.disagreements);
        outcome.tally.add(part.tally);
    }
    outcome.disagreements.sort_unstable();
    outcome
}

/// Of so many bills one is asked whether it tells all its policies: that takes as
/// long as several bills.
const EACH: u64 = 10;

/// Every so manieth seed.
fn one_core(seeds: &Range<u64>, core: u64, cores: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let mut pricer = Pricer::default();
    let mut seed = seeds.start + core;
    while seed < seeds.end {
        let bill = made::bill(seed);
        let mut verdict = judge(&bill, &mut pricer);
        if seed % EACH == 0
            && let Ok(document) = &verdict.ruled
        {
            verdict.differs.extend(untold(&bill, document));
        }
        outcome.bills += 1;
        outcome.tally.count(&bill, &verdict);
        if !verdict.differs.is_empty() {
            outcome.disagreements.push((seed, verdict.differs));
        }
        seed += cores;
    }
    outcome
}

/// A disagreement as a person reads it: what differs, and the case as a trial.
#[must_use]
pub fn told((seed, differs): &(u64, Vec<String>)) -> String {
    let bill = made::bill(*seed);
    let unsaid = trial::unsaid(*seed, &bill);
    let told: Vec<String> = differs
        .iter()
        .chain(&unsaid)
        .flat_map(|text| text.lines())
        .map(|line| format!("# {line}"))
        .collect();
    format!(
        "# make oracle BILLS=1 ARGS=\"--from {seed}\"\n{}\n{}",
        told.join("\n"),
        trial::file(*seed, &bill)
    )
}
