//! SQLite's file layer for tests: whoever implements [`Disk`] decides what a
//! write, a sync and a deletion come to, without touching the C interface.
//!
//! Locks and the shared memory of the write-ahead log are kept here, in process
//! memory: they are not on the disk, and are gone with the programs that made
//! them. All connections must belong to this process.

mod interface;
mod share;

use std::ffi::CStr;
use std::sync::Arc;

pub use share::Share;

/// Why an operation fails; each is what SQLite is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The device does not answer.
    Gone,
    /// No space is left.
    Full,
    /// The file is not there.
    Missing,
    /// No space is left for the shared memory beside the file.
    NoSharedMemory,
}

/// What a file is to SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The database itself.
    Database,
    /// A rollback journal.
    Journal,
    /// A write-ahead log.
    Log,
    /// Scratch space without a name, gone at the end.
    Scratch,
}

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// What it is to SQLite.
    pub kind: Kind,
    /// Whether it is made where it is missing.
    pub create: bool,
}

/// A disk as SQLite sees it.
pub trait Disk: Send + Sync + 'static {
    /// An open file of it.
    type File: File;

    /// Opens the file at `path`; scratch space has none.
    fn open(&self, path: Option<&str>, how: Opening) -> Result<Self::File, Fault>;

    /// Removes a name; with `sync_folder` the removal is durable on return.
    fn delete(&self, path: &str, sync_folder: bool) -> Result<(), Fault>;

    /// Whether a file has this name.
    fn exists(&self, path: &str) -> Result<bool, Fault>;
}

/// An open file.
pub trait File: Send + 'static {
    /// Fills `into` from `offset` on and says how many bytes there were.
    fn read(&mut self, offset: u64, into: &mut [u8]) -> Result<usize, Fault>;

    /// Writes all of `bytes` at `offset`.
    fn write(&mut self, offset: u64, bytes: &[u8]) -> Result<(), Fault>;

    /// Cuts the file off after `length` bytes.
    fn truncate(&mut self, length: u64) -> Result<(), Fault>;

    /// Makes what was written durable.
    fn sync(&mut self) -> Result<(), Fault>;

    /// Its length in bytes.
    fn length(&mut self) -> Result<u64, Fault>;

    /// Whether shared memory can be made beside it: it takes space there too.
    fn room_to_share(&mut self) -> Result<(), Fault>;

    /// Bytes of a sector, as the device says.
    fn sector_bytes(&self) -> u32;

    /// What the connections to this file share.
    fn share(&self) -> Arc<Share>;
}

/// Makes `disk` the one that every SQLite database of this process lies on from
/// now on, for good.
///
/// # Errors
/// SQLite's code where it does not take it.
pub fn register<D: Disk>(name: &'static CStr, disk: D) -> Result<(), i32> {
    interface::register(name, disk)
}
