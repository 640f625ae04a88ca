//! `make bench`: measures, prints the table and keeps it as `target/bench.md`.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use dianfei_tests::bench;

/// Measures what speed costs, as ratios to bare SQLite.
#[derive(Debug, clap::Parser)]
struct Args {
    /// Only the groups whose name contains this: save, upload, open, crowd.
    #[arg(default_value = "")]
    group: String,
    /// Keeps the station and the days in this folder for the next run.
    #[arg(long)]
    town: Option<PathBuf>,
}

fn main() -> ExitCode {
    let args = <Args as clap::Parser>::parse();
    let report = bench::run(&args.group, args.town.as_deref());
    let text = report.to_string();
    println!("{text}");
    let folder = PathBuf::from("target");
    let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join("bench.md"), &text));
    if let Err(error) = kept {
        eprintln!("target/bench.md cannot be written: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
