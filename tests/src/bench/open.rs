//! The cold start of a phone with a long route: the file is opened and the list
//! is there that the reader sees first.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use dianfei_field::store::route::StopFilter;
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{Advice, fadvise};

use super::handset::Handset;
use super::town::{self, Route, Town};
use crate::village::PERIOD;
use dianfei_speed::measure::{Milliseconds, Pair, RUNS, Samples, Took, timed};
use dianfei_speed::report::Report;

/// What the list screen asks for at once.
const SCREEN: u64 = 500;

/// Measures the group.
pub fn measure(town: &Town, report: &mut Report) {
    let path = town.long_phone("cold.sqlite");
    drop(Handset::open(&path, town::fill(Route::LONG)));
    for (name, limit) in
        [("its whole list", u64::from(town::LONG_ROUTE)), ("the screen's 500", SCREEN)]
    {
        let (mut pair, mut warm) = (Pair::default(), Samples::default());
        let pages = pages(&path);
        for _ in 0..RUNS * 2 {
            chill(&path);
            let cold = load(&path, limit);
            warm.add(load(&path, limit).wall_ns);
            chill(&path);
            pair.add(cold, plain(&path, &pages));
        }
        let name = format!(
            "cold open of a route of 5,000 with {name}, against reading {} pages",
            pages.len()
        );
        report.ratio(&name, &pair, 3_000);
        report.note(&format!("{name}: warm {} ms", Milliseconds(warm.median())));
    }
}

/// Opens the phone and loads what the first screens show.
fn load(path: &Path, limit: u64) -> Took {
    let (took, phone) = timed(|| {
        let phone = Handset::open(path, town::fill(Route::LONG));
        phone.field.status().expect("a status");
        let routes = phone.field.routes().expect("routes");
        assert_eq!(routes.len(), 1, "one route in hand");
        let filter = StopFilter { limit, ..StopFilter::default() };
        let period = PERIOD.parse().expect("a month");
        let stops = phone.field.stops(&Route::LONG.no(), period, &filter).expect("stops");
        assert_eq!(u64::try_from(stops.len()), Ok(limit), "the list");
        phone
    });
    drop(phone);
    took
}

/// The pages of everything that was assigned of the route, in the file's order.
fn pages(path: &Path) -> Vec<u64> {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opens");
    let mut pages = file
        .prepare(
            "select pageno from dbstat
             where name in ('sqlite_schema', 'device', 'route', 'stop', 'stop_order', 'card') order by 1",
        )
        .expect("prepared");
    let pages = pages.query_map([], |row| row.get::<_, i64>(0)).expect("read");
    pages.map(|page| u64::try_from(page.expect("read")).expect("a page")).collect()
}

fn plain(path: &Path, pages: &[u64]) -> Took {
    let (took, sum) = timed(|| {
        let file = File::open(path).expect("opens");
        let mut page = [0_u8; 4096];
        pages.iter().fold(0_u64, |sum, number| {
            file.read_exact_at(&mut page, (number - 1) * 4096).expect("read");
            sum + u64::from(page[0])
        })
    });
    std::hint::black_box(sum);
    took
}

/// Puts the file's pages out of the system's memory.
fn chill(path: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let Ok(file) = File::open(name) else { continue };
        file.sync_all().expect("synced");
        fadvise(&file, 0, None, Advice::DontNeed).expect("the pages are let go");
    }
}
