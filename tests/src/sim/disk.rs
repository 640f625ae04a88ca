//! The disk of all seeds: files in memory, shared by name. What a disk can do
//! wrong is the matter of the power cuts (ADR 13), and to ask the system for
//! each page takes longer than SQLite itself. Only a backup of the station lies
//! where the product looks for it without SQLite, in its folder.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use dianfei_vfs::{Disk, Fault, File, Opening, Share};

mod log;

/// How the name of a backup begins.
pub const BACKUP: &str = "backup-";

static FILES: Mutex<BTreeMap<String, Arc<Content>>> = Mutex::new(BTreeMap::new());

/// A file in memory.
#[derive(Debug, Default)]
struct Content {
    bytes: Mutex<Vec<u8>>,
    share: Arc<Share>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn name(path: &Path) -> String {
    path.to_str().expect("a path of plain text").to_owned()
}

fn log_name(path: &Path) -> String {
    format!("{}-wal", name(path))
}

fn find(name: &str) -> Option<Arc<Content>> {
    lock(&FILES).get(name).map(Arc::clone)
}

/// Puts the disk under every SQLite file of this process.
pub fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| dianfei_vfs::register(c"simulation", Memory).expect("it is taken"));
}

/// The bytes of a database, without what stands in its log.
#[must_use]
pub fn read(path: &Path) -> Vec<u8> {
    if is_backup(&name(path)) {
        return fs::read(path).expect("read");
    }
    let content = find(&name(path)).expect("a file");
    let bytes = lock(&content.bytes);
    bytes.clone()
}

/// Sets a database to `bytes`. Programmes may have it open but must be at rest;
/// they find it as after a crash of the system.
pub fn write(path: &Path, bytes: &[u8]) {
    static WRITTEN: AtomicU64 = AtomicU64::new(0);
    let content = fill(name(path), bytes);
    fill(log_name(path), &log::of(bytes, WRITTEN.fetch_add(1, Ordering::Relaxed)));
    content.share.empty();
}

/// Fills a file where it lies: connections that have it open keep it.
fn fill(name: String, bytes: &[u8]) -> Arc<Content> {
    let content = Arc::clone(lock(&FILES).entry(name).or_default());
    let mut held = lock(&content.bytes);
    held.clear();
    held.extend_from_slice(bytes);
    drop(held);
    content
}

/// Copies a database that no programme has open, with its log where a programme
/// did not close it, over whatever is there.
pub fn copy(from: &Path, to: &Path) {
    write(to, &read(from));
    if let Some(unread) = find(&log_name(from)) {
        let bytes = lock(&unread.bytes).clone();
        fill(log_name(to), &bytes);
    }
}

/// Removes every file of a folder whose name begins with `start`.
pub fn remove(folder: &Path, start: &str) {
    let start = name(&folder.join(start));
    lock(&FILES).retain(|name, _| !name.starts_with(&start));
}

fn is_backup(path: &str) -> bool {
    Path::new(path).file_name().is_some_and(|name| name.to_string_lossy().starts_with(BACKUP))
}

struct Memory;

/// An open file.
enum Handle {
    Memory(Arc<Content>),
    /// A backup: its one connection shares it with nobody.
    Backup(fs::File, Arc<Share>),
}

fn gone(error: std::io::Error) -> Fault {
    if error.kind() == std::io::ErrorKind::NotFound { Fault::Missing } else { Fault::Gone }
}

impl Disk for Memory {
    type File = Handle;

    fn open(&self, path: Option<&str>, how: Opening) -> Result<Handle, Fault> {
        let Some(path) = path else { return Ok(Handle::Memory(Arc::default())) };
        if is_backup(path) {
            let options = fs::File::options().read(true).write(true).create(how.create).to_owned();
            let file = options.open(path).map_err(gone)?;
            return Ok(Handle::Backup(file, Arc::default()));
        }
        if how.create {
            return Ok(Handle::Memory(Arc::clone(
                lock(&FILES).entry(path.to_owned()).or_default(),
            )));
        }
        find(path).map(Handle::Memory).ok_or(Fault::Missing)
    }

    fn delete(&self, path: &str, _sync_folder: bool) -> Result<(), Fault> {
        if is_backup(path) {
            return fs::remove_file(path).map_err(gone);
        }
        lock(&FILES).remove(path).map(|_content| ()).ok_or(Fault::Missing)
    }

    fn exists(&self, path: &str) -> Result<bool, Fault> {
        Ok(if is_backup(path) { Path::new(path).exists() } else { find(path).is_some() })
    }
}

fn place(number: u64) -> usize {
    usize::try_from(number).expect("a file of a seed is short")
}

impl File for Handle {
    fn read(&mut self, offset: u64, into: &mut [u8]) -> Result<usize, Fault> {
        match self {
            Self::Memory(content) => {
                let bytes = lock(&content.bytes);
                let rest = bytes.get(place(offset)..).unwrap_or_default();
                let count = rest.len().min(into.len());
                into[..count].copy_from_slice(&rest[..count]);
                Ok(count)
            }
            Self::Backup(file, _) => file.read_at(into, offset).map_err(gone),
        }
    }

    fn write(&mut self, offset: u64, written: &[u8]) -> Result<(), Fault> {
        match self {
            Self::Memory(content) => {
                let mut bytes = lock(&content.bytes);
                let (start, end) = (place(offset), place(offset) + written.len());
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[start..end].copy_from_slice(written);
                Ok(())
            }
            Self::Backup(file, _) => file.write_all_at(written, offset).map_err(gone),
        }
    }

    fn truncate(&mut self, length: u64) -> Result<(), Fault> {
        match self {
            Self::Memory(content) => lock(&content.bytes).truncate(place(length)),
            Self::Backup(file, _) => file.set_len(length).map_err(gone)?,
        }
        Ok(())
    }

    fn sync(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn length(&mut self) -> Result<u64, Fault> {
        match self {
            Self::Memory(content) => Ok(lock(&content.bytes).len() as u64),
            Self::Backup(file, _) => file.metadata().map(|known| known.len()).map_err(gone),
        }
    }

    fn room_to_share(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn sector_bytes(&self) -> u32 {
        4096
    }

    fn share(&self) -> Arc<Share> {
        match self {
            Self::Memory(content) => Arc::clone(&content.share),
            Self::Backup(_, share) => Arc::clone(share),
        }
    }
}
