//! `dianfei trial`: the cases of a file, computed without a station.

use std::io::Write;
use std::path::PathBuf;

use super::CliError;
use crate::trial;

/// Which cases.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 试算文件（TOML） · The file of cases, in TOML: see docs/trial.md.
    file: PathBuf,
}

/// Prints every answer as JSON. Fails where the file cannot be computed with, and
/// where a case's own expectation is not met.
pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let path = args.file.clone();
    let text = std::fs::read_to_string(&path)
        .map_err(|source| CliError::Input { path: path.clone(), source })?;
    let answers =
        trial::run(&text).map_err(|source| CliError::Trial { path: path.clone(), source })?;
    let told = serde_json::to_string_pretty(&answers).expect("answers serialise to JSON");
    // Whoever reads may have read enough.
    drop(writeln!(std::io::stdout().lock(), "{told}"));
    match answers.iter().filter(|answer| answer.disagrees()).count() {
        0 => Ok(()),
        count => Err(CliError::Disagrees { path, count }),
    }
}
