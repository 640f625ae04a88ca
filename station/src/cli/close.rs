//! `dianfei close`: closes a month's books in the name of who may (4.2.8).

use std::path::PathBuf;

use dianfei_rules::calendar::YearMonth;

use super::CliError;
use crate::collection::command::Asker;
use crate::people::{person, role};
use crate::recovery::close;
use crate::site::Site;
use crate::spine::{self, Actor};

/// Which month, and who closes it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 供电所文件夹 · The station's folder.
    #[arg(long, default_value = "station")]
    folder: PathBuf,
    /// 审核专责工号 · The auditor's number.
    #[arg(long)]
    by: String,
    /// 电费年月，如 2026-11 · The month, such as 2026-11.
    period: YearMonth,
}

pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let app = Site::open(&args.folder)?.app()?;
    let persons = app.store.read(|store| person::all(store, app.station.as_str()))?;
    let actor = persons
        .into_iter()
        .find(|known| known.active && known.person.as_str() == args.by)
        .ok_or_else(|| CliError::NoPerson { person: args.by.clone() })?;
    let actor = Actor { person: actor.person, roles: actor.roles };
    let asker = Asker { station: &app.station, person: &actor.person };
    spine::decide(&app, &actor, role::Command::CloseMonth, &app.ids.token(), |tx, moment| {
        close::close_month(tx, moment, asker, args.period)
    })?;
    println!("{} 已结账，verify 从此处起核对。", args.period);
    println!("{} is closed; `verify` starts from here.", args.period);
    Ok(())
}
