//! `dianfei serve`: the staff pages and the phones' door, until stopped.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::CliError;
use crate::app::App;
use crate::journal::mirror::Mirror;
use crate::serve;
use crate::site::Site;
use p256::ecdsa::SigningKey;

/// How long open requests may still take after the stop, in seconds.
const GRACE_S: u64 = 5;

/// Where to listen.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 供电所文件夹 · The station's folder.
    #[arg(long, default_value = "station")]
    folder: PathBuf,
    /// 手机与局域网地址 · Where phones and other PCs connect, over TLS.
    #[arg(long, default_value = "0.0.0.0:8443")]
    phones: SocketAddr,
    /// 本机网页地址 · Where this PC's browser connects, without TLS.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pages: SocketAddr,
    /// 告诉手机的地址 · The address that phones are told; the first by default.
    #[arg(long)]
    address: Option<String>,
    /// 账本副本文件（放在另一块盘或另一台机器上） · The file on a second
    /// medium that the journal is kept in as it is written.
    #[arg(long)]
    mirror: Option<PathBuf>,
}

/// Serves until Ctrl-C.
pub(super) fn run(args: &Args) -> Result<(), CliError> {
    super::log_to_stderr();
    let site = Site::open(&args.folder)?;
    let told = args.address.clone().unwrap_or_else(|| format!("https://{}", args.phones));
    let mut app = site.app()?.at(&told);
    if let Some(path) = &args.mirror {
        let mirror = Mirror::open(path, &app.store, &app.station)?;
        println!("副本 mirror  {}", mirror.path().display());
        app.mirror = Some(Arc::new(mirror));
    }
    until_stopped(app, &site.identity()?, args.phones, args.pages)?;
    Ok(())
}

/// Listens on both addresses, says so, and serves until Ctrl-C.
pub(super) fn until_stopped(
    app: App,
    identity: &SigningKey,
    phones: SocketAddr,
    pages: SocketAddr,
) -> Result<(), serve::ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (phones, pages) = (serve::listen(phones)?, serve::listen(pages)?);
        // Before it says where it is: who reads that may stop it at once.
        let interrupted = signal(SignalKind::interrupt())?;
        println!("网页 pages   http://{}", pages.local_addr()?);
        println!("手机 phones  https://{}", phones.local_addr()?);
        let handle = Handle::new();
        tokio::spawn(stop_on(interrupted, handle.clone()));
        tokio::try_join!(
            serve::over_tls(app.clone(), identity, phones, handle.clone()),
            serve::over_loopback(app, pages, handle),
        )?;
        Ok(())
    })
}

async fn stop_on(mut interrupted: Signal, handle: Handle<SocketAddr>) {
    interrupted.recv().await;
    handle.graceful_shutdown(Some(Duration::from_secs(GRACE_S)));
}
