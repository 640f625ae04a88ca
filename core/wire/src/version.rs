//! The protocol window: which versions a station still understands.

/// The version that this build speaks.
pub const PROTOCOL: u16 = 1;

/// The oldest version whose uploads are still taken.
pub const PROTOCOL_OLDEST: u16 = 1;

/// The version with which facts are written.
pub const FACT_VERSION: u16 = 1;

/// Whether a request of `version` can be answered in full.
#[must_use]
pub fn is_spoken(version: u16) -> bool {
    (PROTOCOL_OLDEST..=PROTOCOL).contains(&version)
}
