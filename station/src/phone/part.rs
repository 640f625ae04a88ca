//! Parts on their way up: stretch by stretch, resumable, whole before they count.

use std::collections::BTreeSet;

use dianfei_wire::part::{Part, PartKind};
use dianfei_wire::upload::{PART_CHUNK_BYTES, Reply, WANTED_PARTS};
use dianfei_wire::{DeviceId, Fact, PartHash};

use super::DoorError;
use crate::app::App;
use crate::journal;
use crate::store::{Mark, Reader, StoreError, Table, Tx, Value};

/// The longest part that is taken, in bytes.
pub const LONGEST_PART: u64 = 16 * 1024 * 1024;

/// Stretches of parts that are not whole yet.
pub const TABLE: Table = Table {
    name: "part_stretch",
    mark: Mark::Local,
    ddl: "create table part_stretch (
        station_id text not null,
        hash text not null,
        start bigint not null,
        bytes bytea not null,
        primary key (station_id, hash, start)
    );",
};

/// Parts that facts of phones name, each until its phone has brought it.
pub const WANTED: Table = Table {
    name: "part_wanted",
    mark: Mark::Local,
    ddl: "create table part_wanted (
        station_id text not null,
        device text not null,
        hash text not null,
        primary key (station_id, device, hash)
    ) clustered;",
};

/// Notes the parts of a phone's facts.
pub fn want<'a>(
    tx: &mut Tx<'_>,
    station: &str,
    device: DeviceId,
    facts: impl IntoIterator<Item = &'a Fact>,
) -> Result<(), StoreError> {
    let named: BTreeSet<PartHash> = facts.into_iter().flat_map(|fact| fact.body.parts()).collect();
    let device = Value::from(device.to_string());
    for hash in named {
        tx.execute(
            "insert into part_wanted (station_id, device, hash) values ($1, $2, $3)
             on conflict (station_id, device, hash) do nothing",
            &[station.into(), device.clone(), hash.to_string().into()],
        )?;
    }
    Ok(())
}

/// The parts that a phone is asked for, at most [`WANTED_PARTS`].
pub fn wanted(
    store: &mut Reader<'_>,
    station: &str,
    device: DeviceId,
) -> Result<Vec<PartHash>, StoreError> {
    let rows = store.query(
        "select hash from part_wanted where station_id = $1 and device = $2 and hash not in
            (select hash from part_destroyed where station_id = $1)
         order by hash limit $3",
        &[
            station.into(),
            device.to_string().into(),
            i64::try_from(WANTED_PARTS).unwrap_or(i64::MAX).into(),
        ],
    )?;
    rows.iter().map(|row| row.parsed("hash").map(PartHash)).collect()
}

/// A stretch of a part's bytes.
#[derive(Debug, Clone, Copy)]
pub struct Stretch<'a> {
    /// The part.
    pub part: PartHash,
    /// What it holds.
    pub kind: PartKind,
    /// The whole part's length in bytes.
    pub length: u64,
    /// Where the stretch begins.
    pub offset: u64,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// Keeps a stretch that begins where the held bytes end, and says how many
/// bytes are held then. Any other stretch changes nothing.
pub fn keep(app: &App, device: DeviceId, stretch: &Stretch<'_>) -> Result<Reply, DoorError> {
    if stretch.length > LONGEST_PART || stretch.bytes.len() > PART_CHUNK_BYTES {
        return Err(DoorError::Refused { code: "part_too_large" });
    }
    if !matches!(stretch.kind, PartKind::Photo | PartKind::Position) {
        return Err(DoorError::Refused { code: "wrong_part_kind" });
    }
    let station = app.station.as_str();
    let length = app.store.write(|tx| -> Result<u64, DoorError> {
        if has(tx, station, stretch.part)? {
            want_no_more(tx, station, device, stretch.part)?;
            return Ok(stretch.length);
        }
        let held = held(tx, station, stretch.part)?;
        if held != stretch.offset || stretch.bytes.is_empty() {
            return Ok(held);
        }
        add(tx, station, stretch)?;
        let now_held = held + u64::try_from(stretch.bytes.len()).unwrap_or_default();
        if now_held < stretch.length {
            return Ok(now_held);
        }
        finish(tx, station, device, stretch)
    })?;
    if length == stretch.length {
        app.snapshots.forget();
    }
    Ok(Reply::PartHeld { part: stretch.part, length })
}

/// Whether nothing more of the part is needed: it is held, or was destroyed.
fn has(tx: &mut Tx<'_>, station: &str, part: PartHash) -> Result<bool, StoreError> {
    Ok(journal::part::bytes(tx, station, part)?.is_some()
        || journal::part::is_destroyed(tx, station, part)?)
}

fn held(tx: &mut Tx<'_>, station: &str, part: PartHash) -> Result<u64, StoreError> {
    let rows = tx.query(
        "select start, length(bytes) as size from part_stretch
         where station_id = $1 and hash = $2 order by start desc limit 1",
        &[station.into(), part.to_string().into()],
    )?;
    rows.first().map_or(Ok(0), |row| {
        Ok(u64::try_from(row.int("start")? + row.int("size")?).unwrap_or_default())
    })
}

fn add(tx: &mut Tx<'_>, station: &str, stretch: &Stretch<'_>) -> Result<(), StoreError> {
    tx.execute(
        "insert into part_stretch (station_id, hash, start, bytes) values ($1, $2, $3, $4)",
        &[
            station.into(),
            stretch.part.to_string().into(),
            i64::try_from(stretch.offset).unwrap_or(i64::MAX).into(),
            stretch.bytes.to_vec().into(),
        ],
    )?;
    Ok(())
}

/// Puts a whole part in its place, or throws the stretches away when they do
/// not have the hash that they were sent under.
fn finish(
    tx: &mut Tx<'_>,
    station: &str,
    device: DeviceId,
    stretch: &Stretch<'_>,
) -> Result<u64, DoorError> {
    let key: [Value; 2] = [station.into(), stretch.part.to_string().into()];
    let rows = tx.query(
        "select bytes from part_stretch where station_id = $1 and hash = $2 order by start",
        &key,
    )?;
    let mut bytes = Vec::new();
    for row in &rows {
        bytes.extend_from_slice(row.blob("bytes")?);
    }
    tx.execute("delete from part_stretch where station_id = $1 and hash = $2", &key)?;
    let part = Part { kind: stretch.kind, bytes };
    if part.hash() != stretch.part {
        return Ok(0);
    }
    journal::part::keep(tx, station, &[part])?;
    want_no_more(tx, station, device, stretch.part)?;
    Ok(stretch.length)
}

fn want_no_more(
    tx: &mut Tx<'_>,
    station: &str,
    device: DeviceId,
    part: PartHash,
) -> Result<(), StoreError> {
    tx.execute(
        "delete from part_wanted where station_id = $1 and device = $2 and hash = $3",
        &[station.into(), device.to_string().into(), part.to_string().into()],
    )?;
    Ok(())
}
