//! One program holds a store: the file lock beside a SQLite database. The
//! system drops it when the program ends, however it ends.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use super::error::StoreError;

/// The lock, for as long as it lives.
#[derive(Debug)]
pub(crate) struct HolderLock {
    _file: File,
}

impl HolderLock {
    /// Takes the lock, or says that another program holds the store.
    pub(crate) fn take(database: &Path) -> Result<Self, StoreError> {
        let path = lock_path(database);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|source| StoreError::File { path: path.clone(), source })?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => {
                Err(StoreError::Held { place: database.display().to_string() })
            }
            Err(TryLockError::Error(source)) => Err(StoreError::File { path, source }),
        }
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
