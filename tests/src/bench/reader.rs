//! A reader's day: mostly readings that nothing is wrong with, some that need a
//! cause or an exception form, some doors that stay locked, and the hand-in.

use std::path::Path;

use dianfei_field::reading::{
    EnteredIndex, MissRequest, PlaceFix, PresenceEntry, ReadingRequest, RouteHandInRequest,
};
use dianfei_station::app::App;
use dianfei_wire::fact::reading::{IdentityCheck, MissReason};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};

use super::handset::Handset;
use super::town::{self, Route};
use crate::pocket::Pocket;
use crate::village::PERIOD;

/// How many facts a day has.
pub const FACTS: usize = 1_000;

/// The facts of one batch.
pub const BATCH: usize = 500;

/// From one meter to the next, in milliseconds.
pub const PACE_MS: i64 = 25_000;

/// A day as it is sent: its frames in order, and the head exchange before them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Day {
    /// The head exchange.
    pub hello: Vec<u8>,
    /// The batches.
    pub uploads: Vec<Vec<u8>>,
}

/// What a meter showed when it was read last.
#[must_use]
pub fn opening(stop: u32) -> u32 {
    1_000 + stop * 13 % 7_000
}

/// What is typed at a stop that is read.
#[must_use]
pub fn reading(route: Route, stop: u32) -> ReadingRequest {
    let usual = town::usage(stop, 0);
    let (used, cause) = match stop % 50 {
        3 => (usual * 2, Some("新装空调")),
        23 => (0, Some("全家外出")),
        _ => (usual, None),
    };
    let index = (opening(stop) + used).to_string();
    let entered = vec![EnteredIndex { register: "forward_active_total".to_owned(), text: index }];
    ReadingRequest {
        request_id: format!("read-{stop}"),
        route: route.no(),
        period: PERIOD.parse().expect("a month"),
        meter: route.meter(stop),
        again: if cause.is_some() { entered.clone() } else { Vec::new() },
        entered,
        rollover_confirmed: false,
        identity: IdentityCheck { meter_type: stop % 110 != 6, ..IdentityCheck::ALL_AGREE },
        cause: cause.map(str::to_owned),
        load_note: None,
        load_changed: false,
        presence: presence(route, stop),
    }
}

fn presence(route: Route, stop: u32) -> PresenceEntry {
    let step = i64::from(stop) * 250;
    PresenceEntry {
        scanned: Some(route.meter(stop).to_string()),
        fix: Some(PlaceFix {
            latitude_micro: 28_970_000 + step,
            longitude_micro: 118_870_000 + step,
            accuracy_m: 10,
            mock: false,
        }),
        photos: Vec::new(),
    }
}

/// Walks a route on its phone and packs the day as the phone would send it.
#[must_use]
pub fn walk(app: &App, phone: &Handset, route: Route) -> Day {
    for stop in 1..=route.stops() {
        if stop % 50 == 13 {
            phone.field.record_miss(&missed(route, stop)).expect("a miss is recorded");
        } else {
            let mut request = reading(route, stop);
            if request.cause.is_some() {
                let photo = format!("a photo of {} at stop {stop}", route.no()).into_bytes();
                request.presence.photos = vec![phone.field.keep_photo(photo).expect("kept")];
            }
            phone.field.record_reading(&request).expect("a reading is recorded");
        }
        phone.pass(PACE_MS);
    }
    let hand_in = RouteHandInRequest {
        request_id: "hand-in".to_owned(),
        route: route.no(),
        period: PERIOD.parse().expect("a month"),
    };
    phone.field.hand_in_route(&hand_in).expect("handed in");
    let mut pocket = Pocket::unknown(app, town::fill(route));
    pocket.lines = lines(&phone.path);
    assert_eq!(pocket.lines.len(), FACTS, "the facts of a day");
    let hello = pocket.hello_frame(None);
    let ends = (BATCH..=FACTS).step_by(BATCH);
    let uploads = ends.map(|last| pocket.upload_frame(last + 1 - BATCH, last)).collect();
    Day { hello, uploads }
}

fn missed(route: Route, stop: u32) -> MissRequest {
    MissRequest {
        request_id: format!("miss-{stop}"),
        route: route.no(),
        period: PERIOD.parse().expect("a month"),
        meter: route.meter(stop),
        reason: MissReason::DoorLocked,
        note: Some("邻居说进城了".to_owned()),
        presence: presence(route, stop),
    }
}

/// The facts that a phone's file holds, as bytes.
fn lines(path: &Path) -> Vec<Vec<u8>> {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opens");
    let mut facts = file.prepare("select bytes from journal order by seq").expect("prepared");
    let facts = facts.query_map([], |row| row.get(0)).expect("read");
    facts.collect::<Result<_, _>>().expect("bytes")
}
