//! What travels between a phone and its station, and what both keep: facts,
//! rulings, the hash chain, signatures, uploads, acknowledgements and
//! assignments. No I/O, clock or randomness.
//!
//! Canonical bytes are JSON in struct order; the bytes that a device stored are
//! the bytes that are hashed, sent and kept.

pub mod assignment;
pub mod chain;
pub mod digest;
pub mod enrol;
pub mod fact;
pub mod frame;
pub mod part;
pub mod ruling;
pub mod upload;
pub mod version;

pub use chain::Hash;
pub use fact::{DeviceId, Fact, FactBody, FactId};
pub use part::PartHash;
pub use ruling::{Ruling, Verdict};
