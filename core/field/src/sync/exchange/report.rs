//! What a sync came to.

use dianfei_wire::digest::DayDigest;

/// What a sync came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Facts that the station has acknowledged in this sync.
    pub sent_facts: u64,
    /// Parts that it has taken in whole.
    pub sent_parts: u64,
    /// Parts that it would not take.
    pub refused_parts: u64,
    /// Facts that the station disputes, of those ruled on in this sync.
    pub disputed: u64,
    /// The station knew less than it had acknowledged before: it was restored.
    pub rewound: bool,
    /// Two branches of this phone's chain were seen.
    pub frozen: bool,
    /// The phone was revoked: it only delivered.
    pub revoked: bool,
    /// The oldest protocol that the station speaks; absent where this one is spoken.
    pub protocol_oldest: Option<u16>,
    /// A new assignment was installed.
    pub assigned: bool,
    /// What phone and station count; absent where the end was not reached.
    pub digest: Option<DigestCheck>,
}

/// The count at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigestCheck {
    /// What the phone counts.
    pub ours: DayDigest,
    /// What the station counts.
    pub theirs: DayDigest,
}

impl DigestCheck {
    /// Whether both count the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.ours == self.theirs
    }
}
