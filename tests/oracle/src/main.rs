//! Judges random bills by the oracle: `oracle --bills 1000000 [--from SEED]`.

use std::process::ExitCode;

use clap::Parser;
use dianfei_oracle::run::{run, told};

/// Random bills, each found twice: by the rules and by the oracle.
#[derive(Debug, Parser)]
struct Asked {
    /// How many bills.
    #[arg(long, default_value_t = 1_000_000)]
    bills: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How many disagreements are printed.
    #[arg(long, default_value_t = 3)]
    show: usize,
}

fn main() -> ExitCode {
    let asked = Asked::parse();
    let outcome = run(asked.from..asked.from.saturating_add(asked.bills));
    for disagreement in outcome.disagreements.iter().take(asked.show) {
        println!("{}", told(disagreement));
    }
    for (name, count) in outcome.tally.all() {
        println!("{count:>9}  {name}");
    }
    let disagreements = outcome.disagreements.len();
    let kinds = |kind| outcome.tally.kinds(kind);
    println!(
        "{} bills, {disagreements} disagreements; {} classes, {} kinds of line, {} values of policies, {} shapes and {} refusals occurred",
        outcome.bills,
        kinds("class "),
        kinds("line "),
        kinds("policy "),
        kinds("shows "),
        kinds("refused "),
    );
    if disagreements == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
