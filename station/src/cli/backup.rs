//! `dianfei backup`: a whole copy, also beside a running server.

use std::path::PathBuf;

use super::CliError;
use crate::site::Site;

/// What to back up, and where to.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 供电所文件夹 · The station's folder.
    #[arg(long, default_value = "station")]
    folder: PathBuf,
    /// 写成可移植的转储，两种数据库都能恢复 · Write a portable dump that
    /// either engine restores.
    #[arg(long)]
    portable: bool,
    /// 备份文件（不得已存在） · The backup file; it must not exist.
    target: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let site = Site::open(&args.folder)?;
    let store = site.read_only()?;
    let copied = if args.portable { store.dump(&args.target) } else { store.backup(&args.target) }?;
    let (tables, rows, target) = (copied.tables, copied.rows, args.target.display());
    println!("已备份 {tables} 个表、{rows} 行到 {target}。身份密钥 identity.pem 请另行保管。");
    println!(
        "Backed up {tables} tables, {rows} rows to {target}. Keep identity.pem apart from it."
    );
    Ok(())
}
