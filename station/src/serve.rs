//! The running server: staff pages and the phones' door, over TLS under the
//! station's identity key and, for the station's own PC, over plain loopback.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum::{Router, middleware, routing};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use p256::ecdsa::SigningKey;
use p256::pkcs8::EncodePrivateKey;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use thiserror::Error;

use crate::app::App;
use crate::{board, chapters, customer, desk, phone, regime, web};

/// Why the server does not run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {source}; choose another with --phones or --pages")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's report.
        source: std::io::Error,
    },
    /// TLS cannot be set up from the identity key.
    #[error("TLS cannot be set up from the identity key: {0}")]
    Tls(String),
    /// The server stopped with an error.
    #[error("the server stopped: {0}")]
    Stopped(#[from] std::io::Error),
}

/// Every page and the phones' door.
pub fn router(app: App) -> Router {
    let pages = chapters::ALL
        .iter()
        .fold(Router::new(), |router, chapter| router.merge((chapter.routes)()));
    let pages = pages
        .merge(desk::sign_in::routes())
        .merge(regime::routes())
        .merge(board::routes())
        .merge(customer::routes())
        .route("/assets/{name}", routing::get(web::assets::serve))
        .layer(middleware::from_fn(web::protect));
    pages.merge(phone::router::routes()).with_state(app)
}

/// TLS under the identity key. The certificate is made anew at each start;
/// phones compare the key and ignore names and dates.
pub fn tls(identity: &SigningKey) -> Result<rustls::ServerConfig, ServeError> {
    let wrong = |error: &dyn std::fmt::Display| ServeError::Tls(error.to_string());
    let der = identity.to_pkcs8_der().map_err(|error| wrong(&error))?;
    let der = PrivatePkcs8KeyDer::from(der.as_bytes().to_vec());
    let pair = rcgen::KeyPair::try_from(&der).map_err(|error| wrong(&error))?;
    let certificate = rcgen::CertificateParams::new(vec!["station.dianfei".to_owned()])
        .and_then(|params| params.self_signed(&pair))
        .map_err(|error| wrong(&error))?;
    let chain = vec![CertificateDer::from(certificate.der().to_vec())];
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(&error))?
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::Pkcs8(der))
        .map_err(|error| wrong(&error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Listens on an address; port 0 takes any free one.
pub fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let listener =
        TcpListener::bind(address).map_err(|source| ServeError::Listen { address, source })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves over TLS until the handle ends it.
pub async fn over_tls(
    app: App,
    identity: &SigningKey,
    listener: TcpListener,
    handle: Handle<SocketAddr>,
) -> Result<(), ServeError> {
    let config = RustlsConfig::from_config(Arc::new(tls(identity)?));
    let server = axum_server::from_tcp_rustls(listener, config)?.handle(handle);
    let router = router(app).layer(middleware::from_fn(web::secure::secure));
    server.serve(router.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

/// Serves without TLS until the handle ends it: for the loopback only.
pub async fn over_loopback(
    app: App,
    listener: TcpListener,
    handle: Handle<SocketAddr>,
) -> Result<(), ServeError> {
    let server = axum_server::from_tcp(listener)?.handle(handle);
    server.serve(router(app).into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}
