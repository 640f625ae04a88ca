//! A million bills into memory, on one thread and on all cores.

use std::ops::Range;
use std::thread;

use dianfei_rules::bill::{BillInput, BillLine, Pricer, compute};
use dianfei_rules::money::Fen;
use dianfei_rules::policy::PolicySet;

use crate::measure::{Pair, RUNS, timed};
use crate::mix;
use crate::report::Report;

/// The accounts that the bills go round by.
const ACCOUNTS: u32 = 10_000;
const BILLS: usize = 1_000_000;
/// Whole documents, hashes included, take longer.
const DOCUMENTS: usize = 50_000;
/// How much faster two cores have to be.
const LEAST_ON_TWO: u64 = 1_600;

/// Bills one after another, of the numbers given.
type Job<'a, T> = dyn Fn(Range<usize>) -> Vec<T> + Sync + 'a;

/// Measures both.
pub fn measure(report: &mut Report) {
    let policies = PolicySet::published();
    let inputs = mix::bills(ACCOUNTS);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let input = |no: usize| &inputs[no % inputs.len()];
    let priced = in_turn(BILLS, cores, &|numbers| {
        let mut pricer = Pricer::default();
        numbers.map(|no| priced(&mut pricer, input(no), &policies)).collect()
    });
    let name = format!("{BILLS} bills, lines and totals, into memory: 1 thread over {cores}");
    report.faster(&name, &priced, LEAST_ON_TWO);
    let written = in_turn(DOCUMENTS, cores, &|numbers| {
        numbers.map(|no| compute(input(no), &policies).expect("a bill").bytes()).collect()
    });
    let name = format!("{DOCUMENTS} bills, whole documents, into memory: 1 thread over {cores}");
    report.faster(&name, &written, LEAST_ON_TWO);
    let nanoseconds = priced.product.median() / (BILLS as u64);
    report
        .note(&format!("lines and total of one mixed bill on one thread, kept: {nanoseconds} ns"));
}

/// What is kept of a bill: its lines and their total.
fn priced(pricer: &mut Pricer, input: &BillInput, policies: &PolicySet) -> (Fen, Box<[BillLine]>) {
    let priced = pricer.price(input, policies).expect("a bill");
    (priced.total_fen, priced.lines.as_slice().into())
}

/// The time on one thread beside that on `cores`.
fn in_turn<T: Send>(bills: usize, cores: usize, job: &Job<'_, T>) -> Pair {
    let mut pair = Pair::default();
    for _ in 0..RUNS {
        let (one, kept) = timed(|| on(1, bills, job));
        drop(kept);
        let (all, kept) = timed(|| on(cores, bills, job));
        drop(kept);
        pair.add(one, all);
    }
    pair
}

/// What is kept of all numbers below `bills`, each thread an even part of them.
fn on<T: Send>(threads: usize, bills: usize, job: &Job<'_, T>) -> Vec<Vec<T>> {
    let part = |thread: usize| bills * thread / threads..bills * (thread + 1) / threads;
    thread::scope(|scope| {
        let started: Vec<_> =
            (0..threads).map(|thread| scope.spawn(move || job(part(thread)))).collect();
        started.into_iter().map(|thread| thread.join().expect("it ends")).collect()
    })
}
