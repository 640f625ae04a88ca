//! The two ends as programs that a test ends at any instant:
//! `ends station ARGUMENTS` is `dianfei ARGUMENTS`, `ends phone FILE` a phone that
//! does what standard input says.

use std::ffi::{OsStr, OsString};
use std::io::stdin;
use std::path::Path;
use std::process::ExitCode;

use dianfei_station::cli;
use dianfei_tests::ends::program;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let outcome = match arguments.first().and_then(|role| role.to_str()) {
        Some("station") => {
            let line: Vec<&OsStr> = arguments.iter().map(OsString::as_os_str).collect();
            cli::run_from(&line).map_err(|failure| format!("{}\n{}", failure.zh, failure.en))
        }
        Some("phone") if arguments.len() == 2 => {
            program::run(Path::new(&arguments[1]), stdin().lock()).map_err(|error| {
                println!("unopened 0 {}", program::read(&error));
                "the phone's file was not opened".to_owned()
            })
        }
        _ => Err("usage: ends station ARGUMENTS | ends phone FILE".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
