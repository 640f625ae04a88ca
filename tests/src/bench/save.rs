//! Saving a checked reading on the phone: the use case with its queries for the
//! checks, the fact, the tables and the durable commit.

use super::handset::Handset;
use super::reader;
use super::town::{self, Route, Town};
use super::twin::Twin;
use dianfei_speed::measure::{Pair, timed};
use dianfei_speed::report::Report;

const SAVES: u32 = 200;

/// Measures the group.
pub fn measure(town: &Town, report: &mut Report) {
    let path = town.long_phone("saving.sqlite");
    let phone = Handset::open(&path, town::fill(Route::LONG));
    let mut twin = Twin::of(&path, &town.fresh("saved.sqlite"), "extra", 2_000);
    let (mut pair, mut rows) = (Pair::default(), 0);
    // Readings with nothing to explain, from the middle of the route on.
    let stops = (2_000..).filter(|stop| stop % 10 != 3 && stop % 110 != 6);
    for stop in stops.take(usize::try_from(SAVES).expect("few")) {
        let request = reader::reading(Route::LONG, stop);
        let (product, done) = timed(|| phone.field.record_reading(&request));
        done.expect("the reading is saved");
        let missing = twin.missing();
        rows = missing.count();
        let bare = twin.write(&missing);
        pair.add(product, bare);
        phone.pass(reader::PACE_MS);
    }
    assert_eq!(twin.differing(), 0, "the bare transactions wrote the same rows");
    let name = format!("save a checked reading on the phone ({rows} rows, route of 5,000)");
    report.ratio(&name, &pair, 1_600);
}
