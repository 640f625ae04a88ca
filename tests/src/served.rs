//! A station that listens on the loopback, for browsers and for phones over TLS.

use std::net::SocketAddr;
use std::thread::JoinHandle;

use axum_server::Handle;
use dianfei_station::app::App;
use dianfei_station::serve;
use p256::ecdsa::SigningKey;

/// A served station; it stops when this is dropped.
#[derive(Debug)]
pub struct Served {
    /// Where pages are, without TLS.
    pub pages: SocketAddr,
    /// Where phones connect, over TLS.
    pub phones: SocketAddr,
    handle: Handle<SocketAddr>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    /// Serves a station on two free ports.
    #[must_use]
    pub fn start(app: App, identity: SigningKey) -> Self {
        let local: SocketAddr = ([127, 0, 0, 1], 0).into();
        let pages = serve::listen(local).expect("a free port");
        let phones = serve::listen(local).expect("a free port");
        let (pages_at, phones_at) = (
            pages.local_addr().expect("a bound address"),
            phones.local_addr().expect("a bound address"),
        );
        let app = app.at(&format!("https://{phones_at}"));
        let handle = Handle::new();
        let stop = handle.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .expect("a runtime");
            runtime
                .block_on(async {
                    tokio::try_join!(
                        serve::over_tls(app.clone(), &identity, phones, stop.clone()),
                        serve::over_loopback(app, pages, stop),
                    )
                })
                .expect("the station serves");
        });
        Self { pages: pages_at, phones: phones_at, handle, thread: Some(thread) }
    }

    /// The address of a page.
    #[must_use]
    pub fn page(&self, path: &str) -> String {
        format!("http://{}{path}", self.pages)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.handle.shutdown();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            if !std::thread::panicking() {
                ended.expect("the station's thread ends well");
            }
        }
    }
}
