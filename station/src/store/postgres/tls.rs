//! The way to the server: plain over a socket or a trusted network, TLS where
//! the address names the certificate that the server must prove.
//!
//! `sslrootcert` is libpq's own word for it; the client library does not know
//! it, so it is taken out of the address here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use postgres::config::SslMode;
use postgres::{Client, Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::{EngineError, StoreError};

const ROOT: &str = "sslrootcert";

/// Connects; over TLS and only so where the address names a certificate.
pub(super) fn connect(url: &str) -> Result<Client, StoreError> {
    let (address, root) = split(url);
    let failed = |source: EngineError| StoreError::Open { place: super::place(url), source };
    let mut config: Config =
        address.parse().map_err(|error: postgres::Error| failed(error.into()))?;
    let connected = match root {
        None => config.connect(NoTls),
        Some(root) => {
            let trusted = client_config(&root, failed)?;
            config.ssl_mode(SslMode::Require).connect(MakeRustlsConnect::new(trusted))
        }
    };
    connected.map_err(|error| failed(error.into()))
}

/// The address as the client library takes it, and the certificate it named.
pub(super) fn split(url: &str) -> (String, Option<PathBuf>) {
    let Some((server, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let mut root = None;
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        if name == ROOT {
            root = Some(PathBuf::from(text.into_owned()));
        } else {
            kept.append_pair(&name, &text);
        }
    }
    if root.is_none() {
        return (url.to_owned(), None);
    }
    (format!("{server}?{}", kept.finish()), root)
}

fn client_config(
    root: &Path,
    failed: impl Fn(EngineError) -> StoreError,
) -> Result<ClientConfig, StoreError> {
    let unread = |source: rustls::pki_types::pem::Error| StoreError::File {
        path: root.to_owned(),
        source: std::io::Error::other(source),
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(root).map_err(unread)? {
        roots.add(certificate.map_err(unread)?).map_err(|error| failed(error.into()))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.into()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_certificate_is_taken_out_of_the_address_and_nothing_else() {
        let plain = "postgresql:///station?host=/run/postgresql&user=a%20b";
        assert_eq!(split(plain), (plain.to_owned(), None));
        let url = "postgres://a@db:5432/station?sslmode=require&sslrootcert=/etc/%E8%AF%81.pem";
        let (address, root) = split(url);
        assert_eq!(address, "postgres://a@db:5432/station?sslmode=require");
        assert_eq!(root, Some(PathBuf::from("/etc/证.pem")));
    }
}
