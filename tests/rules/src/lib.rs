//! The list of the trade's rules (`core/rules/trade`): which function computes
//! each rule, which cases hold it, which clause asks for it, and what is not
//! there yet. [`faults`] holds the list against the tree, [`page`] prints it as
//! `docs/rules.md`.

mod faults;
mod functions;
mod known;
mod list;
mod page;

pub use faults::faults;
pub use functions::public_functions;
pub use known::Known;
pub use list::{Chapter, Rule, State, Told, read};
pub use page::page;

use std::path::{Path, PathBuf};

/// The workspace's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Where the page stands, from the root.
pub const PAGE: &str = "docs/rules.md";
