//! `dianfei restore`: a backup into an empty store, under a new incarnation.

use std::path::PathBuf;

use dianfei_rules::id::PersonNo;

use super::CliError;
use crate::account::station;
use crate::journal::mirror::{self, Walk};
use crate::site::{Site, check_known};
use crate::store::Store;

/// What to restore, where to and on whose account.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 供电所文件夹（有设置和身份密钥，数据库为空） · The station's folder with
    /// its settings and identity key, and an empty store.
    #[arg(long, default_value = "station")]
    folder: PathBuf,
    /// 恢复人工号 · The number of the person who restores.
    #[arg(long)]
    by: String,
    /// 账本副本：补回备份以后的内容 · The mirror, which has what came after the backup.
    #[arg(long)]
    mirror: Option<PathBuf>,
    /// 备份文件 · The backup file.
    source: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let by: PersonNo = args.by.parse()?;
    let site = Site::open(&args.folder)?;
    // Read first: without its key no phone would know the station again, and a
    // restore without the mirror that was asked for would be half of one.
    site.identity()?;
    if let Some(path) = &args.mirror {
        Walk::open(path)?;
    }
    let store = Store::open(&site.store_config())?;
    check_known(Store::backup_version(&args.source)?)?;
    let copied = store.restore(&args.source)?;
    let app = site.app_on(store)?;
    if let Some(path) = &args.mirror {
        let rows = mirror::replay(&app.store, &app.station, path)?;
        println!("已从副本补回 {rows} 行账。");
        println!("Added {rows} journal rows from the mirror.");
    }
    station::begin_incarnation(&app, &by)?;
    let (tables, rows) = (copied.tables, copied.rows);
    println!("已恢复 {tables} 个表、{rows} 行。手机下次联系时会重发恢复点以后的内容。");
    println!("请再运行 dianfei verify。");
    println!(
        "Restored {tables} tables, {rows} rows. Phones send again at their next contact what \
         came after it. Run `dianfei verify` next."
    );
    Ok(())
}
