//! The two ends as programs of their own: a station that serves and a phone in
//! somebody's hand, so that a test can end either at any instant, as a power
//! switch or a tired system does. The program is `tests/src/bin/ends.rs`.

pub mod deed;
pub mod hand;
pub mod program;
pub mod room;
pub mod round;
pub mod stand;
pub mod station;
pub mod whole;
