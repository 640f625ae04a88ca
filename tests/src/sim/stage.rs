//! What a thread keeps from seed to seed: the programmes that have its files
//! open. To open one takes longer than most of what a seed does with it; the next
//! seed finds it open and its file as it was at the beginning. A seed that breaks
//! a law leaves nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use dianfei::port::by_hand::HandPorts;
use dianfei_field::Field;
use dianfei_station::store::{Store, StoreConfig};
use tempfile::TempDir;

use super::base::{self, BEGIN_MS, Base};
use super::disk;

/// The files of one thread, and what has them open.
pub struct Stage {
    station: Option<Store>,
    /// By what their keys are made of.
    phones: BTreeMap<u8, Running>,
    folder: TempDir,
}

/// A phone's programme, with the clocks and identities that it was started on.
pub struct Running {
    /// The programme.
    pub field: Field,
    /// Its clocks and identities.
    pub ports: Arc<HandPorts>,
}

/// How the name of a file begins that only one seed has.
const COPY: &str = "copy-";

thread_local! {
    static IDLE: RefCell<Option<Stage>> = const { RefCell::new(None) };
}

impl Stage {
    /// The stage that the last seed of this thread has left, or a new one.
    #[must_use]
    pub fn take() -> Self {
        IDLE.take().unwrap_or_else(|| Self {
            folder: base::folder(),
            station: None,
            phones: BTreeMap::new(),
        })
    }

    /// Leaves it to the next seed.
    pub fn leave(self) {
        disk::remove(self.folder.path(), COPY);
        for entry in std::fs::read_dir(self.folder.path()).expect("a folder").flatten() {
            if entry.file_name().to_string_lossy().starts_with(disk::BACKUP) {
                std::fs::remove_file(entry.path()).expect("removed");
            }
        }
        IDLE.set(Some(self));
    }

    /// Closes what this thread keeps for a next seed, and removes its folder.
    pub fn close() {
        drop(IDLE.take());
    }

    /// A file of one seed.
    #[must_use]
    pub fn copy_file(&self, number: u64) -> PathBuf {
        self.folder.path().join(format!("{COPY}{number}"))
    }

    /// A file for a backup of the station.
    #[must_use]
    pub fn backup_file(&self, number: u64) -> PathBuf {
        self.folder.path().join(format!("{}{number}", disk::BACKUP))
    }

    /// The station's file.
    #[must_use]
    pub fn station_file(&self) -> PathBuf {
        self.folder.path().join("station.db")
    }

    /// The file of the phone whose key is made of `key`.
    #[must_use]
    pub fn phone_file(&self, key: u8) -> PathBuf {
        self.folder.path().join(format!("phone-{key}.db"))
    }

    /// The station's store, at the beginning.
    pub fn station(&mut self) -> Store {
        let path = self.station_file();
        Base::get().lay_station(&path);
        let kept = self.station.take();
        kept.unwrap_or_else(|| Store::open(&StoreConfig::Sqlite { path }).expect("it opens"))
    }

    /// Keeps the station's store.
    pub fn keep_station(&mut self, store: Store) {
        self.station = Some(store);
    }

    /// The programme of a phone where one is kept; its file lies there either
    /// way, at the beginning.
    pub fn phone(&mut self, key: u8) -> Option<Running> {
        Base::get().lay_phone(key, &self.phone_file(key));
        let running = self.phones.remove(&key)?;
        running.ports.begin_again(BEGIN_MS);
        Some(running)
    }

    /// Keeps the programme of a phone.
    pub fn keep_phone(&mut self, key: u8, running: Running) {
        self.phones.insert(key, running);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        disk::remove(self.folder.path(), "");
    }
}
