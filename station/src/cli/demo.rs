//! `dianfei demo`: a believable station in a folder of its own, served.

use std::net::SocketAddr;
use std::path::PathBuf;

use p256::ecdsa::SigningKey;

use super::{CliError, serve};
use crate::demo;
use crate::people::person;
use crate::people::role;
use crate::port::{Clock, SystemClock};
use crate::site::{Settings, Site};

/// Where the demo lives and listens.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 演示站文件夹;已有则接着用 · The demo's folder; an existing one is used on.
    #[arg(long, default_value = "target/demo-station")]
    folder: PathBuf,
    /// 手机与局域网地址 · Where phones connect, over TLS.
    #[arg(long, default_value = "127.0.0.1:8443")]
    phones: SocketAddr,
    /// 本机网页地址 · Where this PC's browser connects.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pages: SocketAddr,
    /// 只建站,不启动服务 · Set the station up and stop.
    #[arg(long)]
    no_serve: bool,
}

pub(super) fn run(args: &Args) -> Result<(), CliError> {
    super::log_to_stderr();
    let site = match Site::open(&args.folder) {
        Ok(site) => site,
        Err(_empty) => begin(args)?,
    };
    let app = site.app()?.at(&format!("https://{}", args.phones));
    let people = app.store.read(|store| person::all(store, app.station.as_str()))?;
    println!("\n登录 sign in with a number and the password {}:", demo::PASSWORD);
    for person in people {
        let titles: Vec<String> = person
            .roles
            .iter()
            .map(|role| {
                let (zh, en) = role::title(*role);
                format!("{zh} {en}")
            })
            .collect();
        println!("  {}  {}  {}", person.person, person.name, titles.join(", "));
    }
    if args.no_serve {
        return Ok(());
    }
    serve::until_stopped(app, &site.identity()?, args.phones, args.pages)?;
    Ok(())
}

fn begin(args: &Args) -> Result<Site, CliError> {
    let settings = Settings {
        station: demo::STATION.parse()?,
        zone_minutes: 480,
        postgres: None,
        clock_shift_ms: Some(demo::MORNING_MS - SystemClock.now_ms()),
    };
    let key = SigningKey::random(&mut p256::elliptic_curve::rand_core::OsRng);
    let site = Site::create(&args.folder, settings, &key)?;
    let app = site.app()?;
    demo::set_up(&app, &mut |line| println!("{line}"))?;
    Ok(site)
}
