//! `dianfei trial`: the cases of a file, computed without a station.

use std::io::Write;
use std::path::PathBuf;

use dianfei_rules::calendar::working_days::WorkingYear;

use super::CliError;
use crate::account::import::holiday;
use crate::trial;

/// Which cases.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 试算文件（TOML） · The file of cases, in TOML: see docs/trial.md.
    file: PathBuf,
    /// 节假日表（xlsx、csv） · The sheet of public holidays, for years that the file does not give.
    #[arg(long)]
    holidays: Option<PathBuf>,
}

/// Prints every answer as JSON. Fails where the file cannot be computed with, and
/// where a case's own expectation is not met.
pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let path = args.file.clone();
    let text = std::fs::read_to_string(&path)
        .map_err(|source| CliError::Input { path: path.clone(), source })?;
    let years = args.holidays.as_ref().map_or(Ok(Vec::new()), holidays)?;
    let answers = trial::run_with(&text, &years)
        .map_err(|source| CliError::Trial { path: path.clone(), source })?;
    let told = serde_json::to_string_pretty(&answers).expect("answers serialise to JSON");
    // Whoever reads may have read enough.
    drop(writeln!(std::io::stdout().lock(), "{told}"));
    match answers.iter().filter(|answer| answer.disagrees()).count() {
        0 => Ok(()),
        count => Err(CliError::Disagrees { path, count }),
    }
}

fn holidays(path: &PathBuf) -> Result<Vec<WorkingYear>, CliError> {
    let bytes =
        std::fs::read(path).map_err(|source| CliError::Input { path: path.clone(), source })?;
    holiday::years(&bytes).map_err(|rejected| CliError::Holidays { path: path.clone(), rejected })
}
