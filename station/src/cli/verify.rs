//! `dianfei verify`: says what it checked, and each fault with its place.

use std::path::PathBuf;

use super::CliError;
use crate::site::Site;
use crate::verify::{self, Report};

/// Whose record.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 供电所文件夹 · The station's folder.
    #[arg(long, default_value = "station")]
    folder: PathBuf,
    /// 从第一笔账起全部核对 · From the first fact on, not from the last closed month.
    #[arg(long)]
    all: bool,
}

/// Runs beside a running server; changes nothing.
pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let site = Site::open(&args.folder)?;
    let store = site.read_only()?;
    let station = &site.settings.station;
    let since = if args.all { None } else { verify::verify_since_close(&store, station)? };
    let report = match since {
        Some((period, report)) => {
            println!("从 {period} 结账起核对，全部核对请加 --all。");
            println!("Checked from the close of {period} on; --all checks from the first fact.");
            report
        }
        None => verify::verify(&store, station)?,
    };
    print(&report);
    match report.faults.len() {
        0 => Ok(()),
        count => Err(CliError::Faults { count }),
    }
}

fn print(report: &Report) {
    let rows: u64 = report.tables.values().sum();
    println!(
        "已核对 checked: {} journal rows ({} facts, {} envelopes), {} parts, {} tables with {rows} rows",
        report.rows,
        report.facts,
        report.envelopes,
        report.parts,
        report.tables.len(),
    );
    for (part, seq) in &report.destroyed {
        println!("已销毁 destroyed: part {part}, by journal row {seq}");
    }
    for fault in &report.faults {
        println!("异常 fault: {} — {} — {}", fault.place, fault.code, fault.detail);
    }
    if report.is_sound() {
        println!("账实相符 sound: everything is as it was written");
    }
}
