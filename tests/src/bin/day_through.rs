//! Walks the day twice at a demo station in this process: once with phones that
//! are the core alone, once with phones at the other end of standard input and
//! output, and compares the two records fact by fact. The Kotlin tests start it
//! and are that other end: a deed goes out as a line of JSON, its outcome comes
//! back as one. The last line says what was found.

use std::cell::RefCell;
use std::io::{BufReader, stdin, stdout};
use std::process::ExitCode;
use std::rc::Rc;

use dianfei_station::verify::verify;
use dianfei_tests::day::Stopped;
use dianfei_tests::day::handset::Handset;
use dianfei_tests::day::handset::piped::{Pipe, PipedHandset};
use dianfei_tests::day::office::HttpOffice;
use dianfei_tests::day::scenario::{Scenario, Step};
use dianfei_tests::day::stand::{demo_station, facts};
use dianfei_tests::day::walk::{Phones, Watch, core_phones, over_tls, walk};

struct Aside;

impl Watch for Aside {
    fn told(&mut self, step: &Step, line: &str) {
        // Standard output is the pipe.
        eprintln!("  {}  {line}", step.by);
    }
}

/// Walks the day and returns the station's facts.
fn day(scenario: &Scenario, phones: &mut Phones<'_>) -> Result<Vec<Vec<u8>>, Stopped> {
    let (app, served) = demo_station();
    walk(scenario, &mut HttpOffice::at(served.page("")), phones, &mut Aside)?;
    let report = verify(&app.store, &app.station).map_err(|error| Stopped::at("verify", error))?;
    if let Some(fault) = report.faults.first() {
        return Err(Stopped(format!("the record is not sound: {fault:?}")));
    }
    Ok(facts(&app))
}

/// How many facts both records have, or where they part.
fn compared() -> Result<usize, Stopped> {
    let scenario = Scenario::one_day()?;
    let alone = day(&scenario, &mut core_phones(&scenario, &over_tls))?;
    let pipe = Pipe { to: Box::new(stdout()), from: Box::new(BufReader::new(stdin())) };
    let pipe = Rc::new(RefCell::new(pipe));
    let piped = day(&scenario, &mut |key, _invitation| {
        Ok(Box::new(PipedHandset::new(key, Rc::clone(&pipe))) as Box<dyn Handset>)
    })?;
    let text = |fact: Option<&Vec<u8>>| {
        fact.map_or_else(|| "nothing".to_owned(), |fact| String::from_utf8_lossy(fact).into_owned())
    };
    let parted = (0..alone.len().max(piped.len())).find(|at| alone.get(*at) != piped.get(*at));
    match parted {
        None => Ok(alone.len()),
        Some(at) => Err(Stopped(format!(
            "fact {} differs\nthe core alone: {}\nthrough Kotlin: {}",
            at + 1,
            text(alone.get(at)),
            text(piped.get(at))
        ))),
    }
}

fn main() -> ExitCode {
    match compared() {
        Ok(count) => {
            println!("{{\"same\":{count}}}");
            ExitCode::SUCCESS
        }
        Err(stopped) => {
            let why = serde_json::to_string(&stopped.to_string()).unwrap_or_default();
            println!("{{\"stopped\":{why}}}");
            ExitCode::FAILURE
        }
    }
}
