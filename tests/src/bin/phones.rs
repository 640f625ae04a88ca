//! Makes the phones' files that the Kotlin tests begin with: real ones, from the
//! demo station's day. `reader.db` is the reader's phone that has just drawn its
//! route; `collector.db` is the collector's that has its list and its tickets and
//! stands at the first door. Their keys are those of the day.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dianfei_station::demo::MORNING_MS;
use dianfei_tests::day::Stopped;
use dianfei_tests::day::handset::Handset;
use dianfei_tests::day::handset::core::CoreHandset;
use dianfei_tests::day::office::HttpOffice;
use dianfei_tests::day::scenario::{Act, Scenario, Step};
use dianfei_tests::day::stand::demo_station;
use dianfei_tests::day::walk::{FIRST_KEY, Watch, over_tls, walk};
use dianfei_tests::phone::Phone;

struct Quiet;

impl Watch for Quiet {
    fn told(&mut self, _step: &Step, _line: &str) {}
}

/// Walks the first steps of the day with phones whose files lie in `folder`.
fn walked(scenario: &Scenario, steps: usize, folder: &Path) -> Result<(), Stopped> {
    let mut part = scenario.clone();
    part.steps.truncate(steps);
    let wrong = |error: &dyn std::fmt::Display| Stopped::at("tests/day/one_day.toml", error);
    let route: dianfei_rules::id::RouteNo = part.route.parse().map_err(|error| wrong(&error))?;
    let period = part.period.parse().map_err(|error| wrong(&error))?;
    let (_app, served) = demo_station();
    walk(
        &part,
        &mut HttpOffice::at(served.page("")),
        &mut |key, invitation| {
            let phone = Phone::kept(&folder.join(format!("{key}.db")), key, MORNING_MS);
            let set = CoreHandset::new(phone, over_tls(invitation)?, route.clone(), period);
            Ok(Box::new(set) as Box<dyn Handset>)
        },
        &mut Quiet,
    )
}

fn make(out: &Path) -> Result<(), Stopped> {
    let scenario = Scenario::one_day()?;
    let paid = scenario.steps.iter().position(|step| matches!(step.act, Act::Pay(_)));
    let first_door = paid.ok_or_else(|| Stopped::at("the day", "nobody pays"))?;
    let failed = |error: std::io::Error| Stopped::at(&out.display().to_string(), error);
    std::fs::create_dir_all(out).map_err(failed)?;
    for (name, steps, key) in
        [("reader.db", 1, FIRST_KEY), ("collector.db", first_door, FIRST_KEY + 1)]
    {
        let folder = tempfile::TempDir::new().map_err(failed)?;
        walked(&scenario, steps, folder.path())?;
        std::fs::copy(folder.path().join(format!("{key}.db")), out.join(name)).map_err(failed)?;
    }
    Ok(())
}

fn main() -> ExitCode {
    let Some(out) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: phones FOLDER");
        return ExitCode::FAILURE;
    };
    match make(&out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => {
            eprintln!("the phones could not be made: {stopped}");
            ExitCode::FAILURE
        }
    }
}
