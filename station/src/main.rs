//! The station's one program.

use std::process::ExitCode;

fn main() -> ExitCode {
    dianfei_station::cli::run()
}
