//! The simulation: seeds hold the laws, and no safeguard can be missing
//! without some seed finding it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use dianfei_faults::Mutant;
use dianfei_tests::sim;
use rusqlite::Connection;

/// How many seeds each run of the tests takes; `make sim` takes any number.
const SEEDS: u64 = 2_000;

/// Within how many seeds a missing safeguard has to be found.
const MUTANT_SEEDS: u64 = 500;

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[test]
fn seeds_hold_the_laws() {
    let found = Mutex::new(Vec::new());
    sim::run_all(0..SEEDS, None, threads(), &|_seed, outcome| {
        if let Err(broken) = outcome {
            found.lock().unwrap_or_else(PoisonError::into_inner).push(broken.to_string());
        }
    });
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(found.is_empty(), "{} of {SEEDS} seeds:\n{}", found.len(), found.join("\n"));
}

#[test]
fn each_missing_safeguard_is_found() {
    let next = AtomicUsize::new(0);
    let missed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                while let Some(mutant) = Mutant::ALL.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found =
                        (0..MUTANT_SEEDS).find_map(|seed| sim::run(seed, Some(*mutant)).err());
                    match found {
                        Some(found) => println!("{}: {found}", mutant.name()),
                        None => {
                            missed
                                .lock()
                                .unwrap_or_else(PoisonError::into_inner)
                                .push(mutant.name());
                        }
                    }
                }
                sim::close();
            });
        }
    });
    let missed = missed.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(missed.is_empty(), "no seed of {MUTANT_SEEDS} found {missed:?}");
}

#[test]
fn a_seed_tells_the_same_story_twice() {
    for seed in 0..8 {
        let (first, second) = (sim::run(seed, None), sim::run(seed, None));
        assert_eq!(first, second, "seed {seed}");
    }
    sim::close();
}

#[test]
fn what_is_open_forgets_a_file_that_is_set_back_under_it() {
    let folder = sim::base::folder();
    let file = folder.path().join("set-back.db");
    let connections = [0, 1].map(|_| Connection::open(&file).expect("it opens"));
    let [writer, reader] = &connections;
    let settings = "pragma journal_mode = wal; create table seen (number integer)";
    writer.execute_batch(settings).expect("set");
    writer.query_row("pragma wal_checkpoint(truncate)", [], |_row| Ok(())).expect("in the file");
    let beginning = sim::disk::read(&file);
    for _ in 0..3 {
        writer.execute_batch("insert into seen values (1), (2)").expect("written");
        for number in [2, 0] {
            let counted = connections.each_ref().map(|connection| {
                let sql = "select count(*) from seen";
                connection.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("counted")
            });
            assert_eq!(counted, [number; 2]);
            sim::disk::write(&file, &beginning);
        }
    }
    drop(reader.prepare("select number from seen").expect("the schema stands"));
}
