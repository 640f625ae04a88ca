//! What a disk is and what lies on it.

use std::collections::BTreeMap;

use super::content::Content;

/// What a sync is worth on this disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Honesty {
    /// What was synced is there after a cut.
    Honest,
    /// A log is synced only before its database is written: what SQLite itself
    /// does with `synchronous = normal`.
    LogAtCheckpoint,
    /// This share of the syncs, in percent, does nothing and says it did.
    Lies(u8),
}

/// What is still written on a full disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fullness {
    /// What does not make a file longer: an old file system.
    Overwrites,
    /// Nothing: one that copies on each write.
    Nothing,
}

impl Fullness {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Overwrites, Self::Nothing];
}

/// What a device claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    /// Bytes of a sector, as it says.
    pub sector_bytes: u32,
    /// What its syncs are worth.
    pub honesty: Honesty,
}

impl Default for Device {
    /// What SQLite assumes of a Linux file system.
    fn default() -> Self {
        Self { sector_bytes: 4096, honesty: Honesty::Honest }
    }
}

/// The files of a disk by path, each whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image(pub BTreeMap<String, Content>);
