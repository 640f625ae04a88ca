//! The command line: one file per command. What it prints is Chinese first,
//! English second.

use std::error::Error;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use dianfei_rules::id::InvalidNumber;
use thiserror::Error;

use crate::journal::mirror::MirrorError;
use crate::serve::ServeError;
use crate::sheet::Rejected;
use crate::site::SiteError;
use crate::spine::SpineError;
use crate::store::StoreError;
use crate::trial::BadFile;

mod backup;
mod close;
mod demo;
mod import;
mod restore;
mod serve;
mod trial;
mod user;
mod verify;
mod words;

/// 供电所抄核收 · A rural power-supply station's meter-to-cash chain.
#[derive(Debug, Parser)]
#[command(name = "dianfei", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 演示站:建站、导入、启动 · A demo station: set up from its own sheets and served.
    Demo(demo::Args),
    /// 启动服务 · Serve the staff pages and the phones.
    Serve(serve::Args),
    /// 核对全部账本（可在运行时进行） · Replay the record and compare, also beside a running server.
    Verify(verify::Args),
    /// 月末结账 · Close a month's books.
    Close(close::Args),
    /// 备份（可在运行时进行） · Back up, also beside a running server.
    Backup(backup::Args),
    /// 恢复到空库 · Restore into an empty store.
    Restore(restore::Args),
    /// 导入一张表 · Take in a sheet.
    Import(import::Args),
    /// 试算:不建站,按规则计算文件中的算例 · Compute the cases of a file by the rules alone.
    Trial(trial::Args),
    /// 人员与密码 · Persons and passwords.
    #[command(subcommand)]
    User(user::Command),
}

/// Why a command did not do what was asked.
#[derive(Debug, Error)]
enum CliError {
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(
        "{count} faults: stop the station, keep its folder as it is, and restore or call for help"
    )]
    Faults { count: usize },
    #[error(transparent)]
    Site(#[from] SiteError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Mirror(#[from] MirrorError),
    #[error(transparent)]
    Spine(#[from] SpineError),
    #[error(transparent)]
    Number(#[from] InvalidNumber),
    #[error("{} cannot be read: {source}", path.display())]
    Input { path: PathBuf, source: std::io::Error },
    #[error("{}: nothing was computed", path.display())]
    Trial { path: PathBuf, source: BadFile },
    #[error("{}: {count} cases come out otherwise than they expect: see `differs`", path.display())]
    Disagrees { path: PathBuf, count: usize },
    #[error("there is no active person {person}: see `dianfei user list`")]
    NoPerson { person: String },
    #[error("there is no role {role}: choose from {known}")]
    NoRole { role: String, known: String },
    #[error("{}", import::english(.0))]
    Sheet(Rejected),
    #[error("{}: {}", path.display(), import::english(rejected))]
    Holidays { path: PathBuf, rejected: Rejected },
    #[error("the first person must be an administrator or the station head")]
    FirstPerson,
}

/// What a command that failed says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What happened and what to do, in Chinese.
    pub zh: String,
    /// The same in English, with the causes on lines of their own.
    pub en: String,
}

impl From<CliError> for Failure {
    fn from(error: CliError) -> Self {
        let mut en = error.to_string();
        let mut cause = error.source();
        while let Some(source) = cause {
            en.push_str(&format!("\n  because: {source}"));
            cause = source.source();
        }
        Self { zh: words::chinese(&error), en }
    }
}

/// Runs the command of the process's arguments.
#[must_use]
pub fn run() -> ExitCode {
    match Cli::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let failure = Failure::from(error);
            eprintln!("错误：{}", failure.zh);
            eprintln!("error: {}", failure.en);
            ExitCode::FAILURE
        }
    }
}

/// Runs the command of these arguments, the program's name first.
///
/// # Errors
/// What the person at the terminal would read.
pub fn run_from(args: &[&OsStr]) -> Result<(), Failure> {
    let cli = Cli::try_parse_from(args).map_err(|error| Failure {
        zh: "命令不对：请用 --help 查看用法".to_owned(),
        en: error.to_string(),
    })?;
    Ok(cli.command.run()?)
}

impl Command {
    fn run(&self) -> Result<(), CliError> {
        match self {
            Self::Demo(args) => demo::run(args),
            Self::Serve(args) => serve::run(args),
            Self::Verify(args) => verify::run(args),
            Self::Backup(args) => backup::run(args),
            Self::Close(args) => close::run(args),
            Self::Restore(args) => restore::run(args),
            Self::Import(args) => import::run(args),
            Self::Trial(args) => trial::run(args),
            Self::User(command) => user::run(command),
        }
    }
}

/// Sends the log to the terminal; `DIANFEI_LOG` chooses what is told.
fn log_to_stderr() {
    use tracing_subscriber::EnvFilter;
    let filter =
        EnvFilter::try_from_env("DIANFEI_LOG").unwrap_or_else(|_unset| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
