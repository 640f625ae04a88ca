//! What bills cost: beside the bare decimal operations that they need, over all
//! cores, and a year of them beside another programme. Times and ratios, and the
//! table that is made of them, serve the station's bench as well.

pub mod bare;
pub mod cores;
pub mod measure;
pub mod mix;
pub mod other;
pub mod report;
pub mod year;

use std::path::Path;

use report::Report;

/// Measures all of it; `python` has the other programme, without it that part is
/// told as left out.
#[must_use]
pub fn run(python: Option<&Path>) -> Report {
    let mut report = Report::begin("Bills");
    bare::measure(&mut report);
    cores::measure(&mut report);
    year::measure(python, &mut report);
    report
}
