//! PostgreSQL over TLS: the server proves the certificate that the address names.

use std::fs;

use dianfei_station::store::{Store, StoreConfig, StoreError};
use dianfei_tests::postgres::PostgresServer;
use tempfile::TempDir;

/// A certificate for the loopback that vouches for itself, and its key.
fn certified() -> (String, String) {
    let key = rcgen::KeyPair::generate().expect("a key");
    let params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("a name");
    let certificate = params.self_signed(&key).expect("signed");
    (certificate.pem(), key.serialize_pem())
}

#[test]
fn the_server_is_reached_over_tls_and_only_under_its_own_certificate() {
    let folder = TempDir::new().expect("a folder");
    let (certificate, key) = certified();
    let (server, port) = PostgresServer::over_tls(&certificate, &key);
    let (mine, other) = (folder.path().join("mine.pem"), folder.path().join("other.pem"));
    fs::write(&mine, &certificate).expect("writable");
    fs::write(&other, certified().0).expect("writable");
    let database = server.new_database_name();
    let open = |root: &std::path::Path| {
        let url = format!(
            "postgresql://station@127.0.0.1:{port}/{database}?sslrootcert={}",
            root.display()
        );
        Store::open(&StoreConfig::Postgres { url })
    };
    let store = open(&mine).expect("it opens");
    let encrypted: Result<i64, StoreError> = store.read(|reader| {
        let sql = "select case when ssl then 1 else 0 end as n from pg_stat_ssl
                   where pid = pg_backend_pid()";
        reader.query_one(sql, &[])?.int("n")
    });
    assert_eq!(encrypted.expect("reads"), 1);
    assert!(store.place().contains(&database), "{}", store.place());
    drop(store);
    assert!(matches!(open(&other), Err(StoreError::Open { .. })), "another certificate");
    let nowhere = folder.path().join("nowhere.pem");
    assert!(matches!(open(&nowhere), Err(StoreError::File { .. })), "no certificate");
}
