//! Any number of lives with power cuts, by their seeds: counts, and cuts a second.

use std::ops::Range;
use std::process::ExitCode;

use clap::Parser;
use dianfei_tests::power_cut::device::Honesty;
use dianfei_tests::power_cut::life::{Plan, live};
use dianfei_tests::power_cut::tally::Tally;

/// Cuts the power of a phone and its station, again and again.
#[derive(Debug, Parser)]
struct Arguments {
    /// The lives, such as `0..1000`.
    #[arg(long, default_value = "0..150", value_parser = seeds)]
    seeds: Range<u64>,
    /// Cuts in each life.
    #[arg(long, default_value_t = 20)]
    cuts: u32,
    /// How many of a hundred cuts are the station's.
    #[arg(long, default_value_t = 30)]
    station: u8,
    /// In how many of a hundred stretches between cuts the disk fills up.
    #[arg(long, default_value_t = 15)]
    full: u8,
    /// How many of a hundred syncs do nothing and say that they did.
    #[arg(long, default_value_t = 0, conflicts_with = "normal")]
    lies: u8,
    /// Logs are synced only before a checkpoint: SQLite's `synchronous = normal`.
    #[arg(long)]
    normal: bool,
}

fn seeds(text: &str) -> Result<Range<u64>, String> {
    let (first, end) = text.split_once("..").unwrap_or((text, ""));
    let number = |text: &str| text.parse::<u64>().map_err(|error| format!("{text}: {error}"));
    let first = number(first)?;
    Ok(first..if end.is_empty() { first + 1 } else { number(end)? })
}

#[expect(clippy::disallowed_methods, reason = "it says how long it took")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let honesty = match arguments.lies {
        _ if arguments.normal => Honesty::LogAtCheckpoint,
        0 => Honesty::Honest,
        percent => Honesty::Lies(percent),
    };
    let Arguments { cuts, station, full, .. } = arguments;
    let plan = Plan { cuts, station, full, honesty };
    let began = std::time::Instant::now();
    let mut total = Tally::default();
    for seed in arguments.seeds {
        let tally = live(seed, plan);
        for finding in &tally.findings {
            println!("{finding}");
        }
        if tally.wrongs() > 0 {
            let more = match honesty {
                Honesty::Honest => String::new(),
                Honesty::LogAtCheckpoint => " --normal".to_owned(),
                Honesty::Lies(percent) => format!(" --lies {percent}"),
            };
            println!(
                "again: {COMMAND} --seeds {seed} --cuts {cuts} --station {station} --full {full}{more}"
            );
        }
        total.add(tally);
    }
    let took = began.elapsed();
    println!("{total}");
    let a_second = u128::from(total.cuts) * 1000 / took.as_millis().max(1);
    println!("{} ms, {a_second} cuts/s", took.as_millis());
    ExitCode::from(u8::from(total.wrongs() > 0))
}

const COMMAND: &str = "cargo run -p dianfei-tests --bin power_cuts --";
