//! Runs seeds of the simulation and says what it found.
//! usage: sim FIRST..LAST [--mutant NAME] [--story] [--threads N]

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use dianfei_faults::Mutant;
use dianfei_tests::sim;

#[derive(Debug, Parser)]
struct Args {
    /// The seeds, such as `0..2000`; the last is not run.
    seeds: String,
    /// The safeguard to take away.
    #[arg(long)]
    mutant: Option<String>,
    /// Tell each seed's story.
    #[arg(long)]
    story: bool,
    /// On how many threads.
    #[arg(long)]
    threads: Option<usize>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let Some((first, last)) = seeds(&args.seeds) else {
        eprintln!("{} are no seeds: write FIRST..LAST, such as 0..2000", args.seeds);
        return ExitCode::from(2);
    };
    let mutant = match args.mutant.as_deref().map(|name| (name, Mutant::named(name))) {
        Some((name, None)) => {
            let known: Vec<&str> = Mutant::ALL.iter().map(|mutant| mutant.name()).collect();
            eprintln!("{name} is no mutant: choose one of {}", known.join(", "));
            return ExitCode::from(2);
        }
        found => found.and_then(|(_, mutant)| mutant),
    };
    let available = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = args.threads.unwrap_or(available);
    let _made = sim::base::Base::get();
    let began = now();
    let found = sim::run_all(first..last, mutant, threads, &|seed, outcome| match outcome {
        Ok(story) if args.story => println!("seed {seed}\n  {}", story.join("\n  ")),
        Ok(_) => {}
        Err(found) if args.story => println!("{found}\n  {}", found.story.join("\n  ")),
        Err(found) => println!("{found}"),
    });
    let seconds = began.elapsed().as_secs_f32().max(0.001);
    let count = last - first;
    println!(
        "{count} seeds, {found} with a broken law; {:.0} seeds/s on {threads} threads",
        count as f32 / seconds
    );
    if (found == 0) == mutant.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::disallowed_methods, reason = "seeds a second are told, not tested")]
fn now() -> Instant {
    Instant::now()
}

fn seeds(text: &str) -> Option<(u64, u64)> {
    let (first, last) = text.split_once("..")?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first < last).then_some((first, last))
}
