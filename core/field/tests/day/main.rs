//! A phone's day against a station that is built from wire types alone.

#![expect(
    clippy::as_conversions,
    clippy::wildcard_enum_match_arm,
    reason = "a test counts few things, and what it does not expect is its failure"
)]

mod collection;
mod debts;
mod phone;
mod reading;
mod station;
mod sync;
