//! What speed costs, as ratios: each job of the product beside a bare SQLite
//! transaction that writes the same rows, in turn, in the same minute. Absolute
//! figures of a machine say little and its disk says less; a ratio of two runs
//! side by side repeats.

pub mod crowd;
pub mod handset;
pub mod open;
pub mod reader;
pub mod save;
pub mod town;
pub mod twin;
pub mod upload;

use std::path::Path;

use dianfei_speed::report::Report;
use town::Town;

/// The groups by name, with what each measures.
pub const GROUPS: [(&str, fn(&Town, &mut Report)); 4] = [
    ("save", save::measure),
    ("upload", upload::measure),
    ("open", open::measure),
    ("crowd", crowd::measure),
];

/// Measures the groups whose name contains `filter`, all where it is empty, in the
/// town of a folder, which is built where it is not there yet.
#[must_use]
pub fn run(filter: &str, town: Option<&Path>) -> Report {
    let town = Town::new(town);
    let mut report = Report::begin("Bench").on_disk(town.folder());
    for (name, measure) in GROUPS.iter().filter(|(name, _)| name.contains(filter)) {
        eprintln!("{name} ...");
        measure(&town, &mut report);
    }
    report
}
