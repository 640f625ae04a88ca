//! Power cuts at any step of I/O, under the real phone and the real station.

use std::thread;

use dianfei_tests::power_cut::device::Honesty;
use dianfei_tests::power_cut::life::{Plan, live};
use dianfei_tests::power_cut::schema::Change;
use dianfei_tests::power_cut::tally::Tally;

/// Lives in which three thousand cuts come to pass.
const LIVES: u64 = 96;

fn plan(honesty: Honesty) -> Plan {
    Plan { cuts: 20, station: 25, full: 15, honesty }
}

/// The lives of these seeds on all cores; what they come to does not depend on how
/// many there are.
fn lives(seeds: u64, plan: Plan) -> Tally {
    let cores = u64::try_from(thread::available_parallelism().map_or(1, usize::from));
    let cores = cores.expect("few cores");
    let mut total = Tally::default();
    thread::scope(|scope| {
        let share = |core| (core..seeds).step_by(usize::try_from(cores).expect("few cores"));
        let shares: Vec<_> = (0..cores)
            .map(|core| {
                scope.spawn(move || {
                    let mut tally = Tally::default();
                    share(core).for_each(|seed| tally.add(live(seed, plan)));
                    tally
                })
            })
            .collect();
        for share in shares {
            total.add(share.join().expect("the lives end"));
        }
    });
    total
}

#[test]
fn three_thousand_cuts_lose_nothing_that_was_acknowledged() {
    let tally = lives(LIVES, plan(Honesty::Honest));
    println!("{tally}");
    assert_eq!(tally.wrongs(), 0, "{tally}\n{}", tally.findings.join("\n"));
    assert!(tally.cuts >= 3_000 && tally.in_recovery >= 900, "{tally}");
    assert!(tally.refused_full >= 200, "{tally}");
    // Cuts fell on both sides of the instant in which a transaction becomes durable.
    assert!(tally.unheard >= 100 && tally.acknowledged > tally.cuts, "{tally}");
}

#[test]
fn a_log_that_is_not_synced_at_each_commit_is_seen_to_lose() {
    let tally = lives(12, plan(Honesty::LogAtCheckpoint));
    println!("{tally}");
    assert!(tally.lost >= 12, "{tally}");
    // SQLite's promise for `synchronous = normal`: late, but never in part.
    assert_eq!(tally.half_applied + tally.damaged, 0, "{tally}\n{}", tally.findings.join("\n"));
}

#[test]
fn a_disk_that_lies_about_syncs_is_seen_to_lose() {
    let tally = lives(12, plan(Honesty::Lies(20)));
    println!("{tally}");
    assert!(tally.lost >= 6, "{tally}");
}

#[test]
fn a_seed_lives_the_same_life_again() {
    let plan = Plan { station: 50, ..plan(Honesty::Honest) };
    assert_eq!(live(7, plan), live(7, plan));
}

#[test]
fn a_cut_while_a_file_is_made_or_upgraded_leaves_it_old_or_new() {
    let changes = [
        ("the phone's file is made", Change::phone_made(), 1, 1),
        ("the phone's is upgraded", Change::phone_upgraded(false), 8, 1),
        ("the phone's is upgraded, its log full", Change::phone_upgraded(true), 8, 1),
        ("the station's is made", Change::station_made(), 1, 5),
        ("the station's is upgraded", Change::station_upgraded(), 2, 1),
    ];
    for (name, change, times, stride) in changes {
        let tally = change.cut_everywhere(times, stride);
        println!("{name}: {tally}");
        assert_eq!(tally.wrongs(), 0, "{name}: {tally}\n{}", tally.findings.join("\n"));
        assert!(tally.cuts >= 80 && tally.unheard > 0, "{name}: {tally}");
    }
}
