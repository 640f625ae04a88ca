//! One working day of the demo station, walked with real phones over TLS and
//! with the staff's own forms. The scenario is a file that a clerk can read,
//! `tests/day/one_day.toml`; it is walked over plain HTTP by `make demo` and by
//! a test, and in a real browser by another.

pub mod hand;
pub mod handset;
pub mod office;
pub mod scenario;
pub mod stand;
pub mod trouble;
pub mod walk;

use thiserror::Error;

/// Why the day could not go on.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Stopped(pub String);

impl Stopped {
    /// What was tried, and what was said.
    pub fn at(tried: &str, said: impl std::fmt::Display) -> Self {
        Self(format!("{tried}: {said}"))
    }
}

/// What a step can tell, by name: `{account}` in the scenario's lines.
pub type Told = std::collections::BTreeMap<&'static str, String>;
