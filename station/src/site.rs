//! A station's folder: its settings, its identity key and, with SQLite, its
//! record.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dianfei_rules::id::StationNo;
use p256::ecdsa::SigningKey;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::app::App;
use crate::chapters;
use crate::port::{ShiftedClock, SystemIds};
use crate::store::{Store, StoreConfig, StoreError};

/// The schema version that this build writes.
pub const SCHEMA: i64 = 1;

/// Why a station's folder cannot be used.
#[derive(Debug, Error)]
pub enum SiteError {
    /// A file cannot be read or written.
    #[error("{} cannot be read or written: {source}; check the path, the rights and the space", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's report.
        source: std::io::Error,
    },
    /// There is a station here already.
    #[error("{} already holds a station: choose another folder", path.display())]
    Taken {
        /// The folder.
        path: PathBuf,
    },
    /// There is no station here.
    #[error("{} holds no station: begin one with `dianfei demo` or restore a backup", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// The settings cannot be read.
    #[error("{} cannot be understood: {detail}", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// The identity key cannot be read.
    #[error("{} is no P-256 key in PKCS#8 PEM: put the escrowed copy back", path.display())]
    Key {
        /// The file.
        path: PathBuf,
    },
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What stands in `station.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The station's number.
    pub station: StationNo,
    /// The zone's offset from UTC, in minutes.
    pub zone_minutes: i32,
    /// A `postgres://` address; absent for the SQLite file beside the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postgres: Option<String>,
    /// By how many milliseconds the station's clock differs from the machine's;
    /// absent at every station but the demo, whose month is always the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_shift_ms: Option<i64>,
}

/// A station's folder.
#[derive(Debug, Clone)]
pub struct Site {
    folder: PathBuf,
    /// Its settings.
    pub settings: Settings,
}

impl Site {
    /// Begins a station in a folder: settings and a new identity key.
    pub fn create(folder: &Path, settings: Settings, key: &SigningKey) -> Result<Self, SiteError> {
        let site = Self { folder: folder.to_owned(), settings };
        if site.settings_path().exists() {
            return Err(SiteError::Taken { path: folder.to_owned() });
        }
        fs::create_dir_all(folder).map_err(|source| file(folder, source))?;
        let pem = key.to_pkcs8_pem(LineEnding::LF).expect("a P-256 key has a PKCS#8 form");
        write_secret(&site.key_path(), pem.as_bytes())?;
        let text = toml::to_string(&site.settings).expect("settings are plain TOML");
        write_secret(&site.settings_path(), text.as_bytes())?;
        Ok(site)
    }

    /// Finds the station of a folder.
    pub fn open(folder: &Path) -> Result<Self, SiteError> {
        let path = folder.join("station.toml");
        if !path.exists() {
            return Err(SiteError::Empty { path: folder.to_owned() });
        }
        let text = fs::read_to_string(&path).map_err(|source| file(&path, source))?;
        let settings = toml::from_str(&text)
            .map_err(|error| SiteError::Settings { path, detail: error.to_string() })?;
        Ok(Self { folder: folder.to_owned(), settings })
    }

    /// Where its record is kept.
    #[must_use]
    pub fn store_config(&self) -> StoreConfig {
        match &self.settings.postgres {
            Some(url) => StoreConfig::Postgres { url: url.clone() },
            None => StoreConfig::Sqlite { path: self.folder.join("station.sqlite") },
        }
    }

    /// Its identity key.
    pub fn identity(&self) -> Result<SigningKey, SiteError> {
        let path = self.key_path();
        let pem = fs::read_to_string(&path).map_err(|source| file(&path, source))?;
        SigningKey::from_pkcs8_pem(&pem).map_err(|_not_a_key| SiteError::Key { path })
    }

    /// Opens the record for reading beside its holder; refuses one that a newer
    /// program wrote.
    pub fn read_only(&self) -> Result<Store, SiteError> {
        let store = Store::open_read_only(&self.store_config())?;
        if let Some(version) = store.schema_version()? {
            check_known(version)?;
        }
        Ok(store)
    }

    /// Opens the station as its one holder, with its schema brought up.
    pub fn app(&self) -> Result<App, SiteError> {
        self.app_on(Store::open(&self.store_config())?)
    }

    /// The station on its opened store, with its schema brought up.
    pub fn app_on(&self, store: Store) -> Result<App, SiteError> {
        store.migrate(&chapters::tables(), SCHEMA)?;
        let mut app = App::new(
            self.settings.station.clone(),
            store,
            Arc::new(ShiftedClock { by_ms: self.settings.clock_shift_ms.unwrap_or(0) }),
            Arc::new(SystemIds),
            self.identity()?,
        );
        app.zone_minutes = self.settings.zone_minutes;
        Ok(app)
    }

    fn settings_path(&self) -> PathBuf {
        self.folder.join("station.toml")
    }

    fn key_path(&self) -> PathBuf {
        self.folder.join("identity.pem")
    }
}

/// Refuses a schema that only a newer program knows.
pub fn check_known(found: i64) -> Result<(), StoreError> {
    if found > SCHEMA { Err(StoreError::NewerSchema { found, known: SCHEMA }) } else { Ok(()) }
}

fn file(path: &Path, source: std::io::Error) -> SiteError {
    SiteError::File { path: path.to_owned(), source }
}

/// Writes a file that only its owner can read.
fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), SiteError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options
        .open(path)
        .and_then(|mut secret| secret.write_all(bytes).and_then(|()| secret.sync_all()))
        .map_err(|source| file(path, source))
}
