//! `dianfei import`: take in a sheet, while no server runs.

use std::path::PathBuf;

use clap::ValueEnum;
use dianfei_wire::fact::account::SheetKind;

use super::CliError;
use crate::account::import::{ImportError, SheetFile, import_sheet};
use crate::people::person;
use crate::sheet::Rejected;
use crate::site::Site;
use crate::spine::Actor;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 供电所文件夹 · The station's folder.
    #[arg(long, default_value = "station")]
    folder: PathBuf,
    /// 经办人工号 · Who takes it in.
    #[arg(long)]
    by: String,
    /// 表的种类 · What the sheet holds.
    kind: Kind,
    /// 文件（xlsx、csv） · The file.
    file: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// 人员 · People.
    People,
    /// 台区 · Transformer areas.
    Areas,
    /// 抄表段 · Routes.
    Routes,
    /// 用电户 · Accounts.
    Accounts,
    /// 电能表 · Meters.
    Meters,
    /// 历史电量 · Usage history.
    History,
    /// 电价表 · Tariffs.
    Tariffs,
    /// 票据本 · Ticket books.
    TicketBooks,
    /// 期初欠费 · Opening arrears.
    OpeningArrears,
    /// 节假日 · Public holidays.
    Holidays,
}

impl Kind {
    const fn sheet(self) -> SheetKind {
        match self {
            Self::People => SheetKind::People,
            Self::Areas => SheetKind::Areas,
            Self::Routes => SheetKind::Routes,
            Self::Accounts => SheetKind::Accounts,
            Self::Meters => SheetKind::Meters,
            Self::History => SheetKind::History,
            Self::Tariffs => SheetKind::Tariffs,
            Self::TicketBooks => SheetKind::TicketBooks,
            Self::OpeningArrears => SheetKind::OpeningArrears,
            Self::Holidays => SheetKind::Holidays,
        }
    }
}

pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let bytes = std::fs::read(&args.file)
        .map_err(|source| CliError::Input { path: args.file.clone(), source })?;
    let app = Site::open(&args.folder)?.app()?;
    let persons = app.store.read(|store| person::all(store, app.station.as_str()))?;
    let actor = persons
        .into_iter()
        .find(|known| known.active && known.person.as_str() == args.by)
        .map(|known| Actor { person: known.person, roles: known.roles })
        .ok_or_else(|| CliError::NoPerson { person: args.by.clone() })?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let file = SheetFile { kind: args.kind.sheet(), name: &name, bytes: &bytes };
    let outcome = import_sheet(&app, &actor, file, &app.ids.token())?;
    println!("已导入 {} 行。\n{} rows taken in.", outcome.rows, outcome.rows);
    if !outcome.ignored.is_empty() {
        println!("未用的列 · columns not used: {}", outcome.ignored.join(", "));
    }
    Ok(())
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Rejected(rejected) => Self::Sheet(rejected),
            ImportError::Spine(error) => Self::Spine(error),
        }
    }
}

/// The sheet's errors in Chinese, one a line.
pub(super) fn chinese(rejected: &Rejected) -> String {
    let mut text = format!("表中有 {} 处错误，未导入任何一行", rejected.count());
    for error in &rejected.errors {
        text.push_str("\n  ");
        text.push_str(&error.chinese());
    }
    text
}

/// The sheet's errors in English, one a line.
pub(super) fn english(rejected: &Rejected) -> String {
    let mut text = format!("the sheet has {} errors; no row was taken", rejected.count());
    for error in &rejected.errors {
        text.push_str("\n  ");
        text.push_str(&error.english());
    }
    text
}
