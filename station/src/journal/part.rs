//! Parts: bytes that facts name by hash. Append-only but for destruction, which
//! a fact orders (5.4).

use std::collections::BTreeSet;

use dianfei_wire::part::{Part, PartKind, PersonalDetails};
use dianfei_wire::{Hash, PartHash};
use serde::de::DeserializeOwned;

use crate::chapter::Entry;
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// The table of parts.
pub const TABLE: Table = Table {
    name: "part",
    mark: Mark::Part,
    ddl: "create table part (
        station_id text not null,
        hash text not null,
        kind text not null,
        bytes bytea not null,
        primary key (station_id, hash)
    );",
};

/// The stable code of a kind of part.
#[must_use]
pub const fn code(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Sheet => "sheet",
        PartKind::Bill => "bill",
        PartKind::Personal => "personal",
        PartKind::Photo => "photo",
        PartKind::Position => "position",
        PartKind::Tariff => "tariff",
        PartKind::Policy => "policy",
        PartKind::Closing => "closing",
    }
}

/// The kind with this code; absent where there is none.
#[must_use]
pub fn from_code(text: &str) -> Option<PartKind> {
    use PartKind as Kind;
    [
        Kind::Sheet,
        Kind::Bill,
        Kind::Personal,
        Kind::Photo,
        Kind::Position,
        Kind::Tariff,
        Kind::Policy,
        Kind::Closing,
    ]
    .into_iter()
    .find(|kind| code(*kind) == text)
}

/// Parts that were destroyed, each with the fact that ordered it (5.4).
pub const DESTROYED: Table = Table {
    name: "part_destroyed",
    mark: Mark::Fold,
    ddl: "create table part_destroyed (
        station_id text not null,
        hash text not null,
        fact text not null,
        seq bigint not null, -- the journal row
        primary key (station_id, hash)
    );",
};

/// Whether the part may be destroyed at all: what identifies a person.
#[must_use]
pub const fn is_erasable(kind: PartKind) -> bool {
    matches!(kind, PartKind::Personal | PartKind::Photo | PartKind::Position)
}

/// Destroys a part and remembers by which fact.
pub fn destroy(tx: &mut Tx<'_>, entry: &Entry<'_>, part: PartHash) -> Result<(), StoreError> {
    let station = entry.station();
    let kept = tx.query_opt(
        "select kind from part where station_id = $1 and hash = $2",
        &[station.into(), part.to_string().into()],
    )?;
    let kind = kept.map(|row| row.text("kind").map(from_code)).transpose()?.flatten();
    // A sheet or a bill is the record itself; a fact that names one destroys nothing.
    if kind.is_some_and(|kind| !is_erasable(kind)) {
        return Ok(());
    }
    tx.destroy_part("part", station, "hash", part.to_string().into())?;
    tx.execute(
        "insert into part_destroyed (station_id, hash, fact, seq) values ($1, $2, $3, $4)
         on conflict (station_id, hash) do nothing",
        &[station.into(), part.to_string().into(), entry.fact.id.as_str().into(), entry.seq.into()],
    )?;
    Ok(())
}

/// Whether a fact has ordered the part's destruction.
pub fn is_destroyed(
    store: &mut Reader<'_>,
    station: &str,
    part: PartHash,
) -> Result<bool, StoreError> {
    let row = store.query_opt(
        "select fact from part_destroyed where station_id = $1 and hash = $2",
        &[station.into(), part.to_string().into()],
    )?;
    Ok(row.is_some())
}

/// The parts held that the bytes name by hash, and those that a sheet among
/// them names in turn.
pub fn named_in(
    store: &mut Reader<'_>,
    station: &str,
    bytes: &[u8],
) -> Result<Vec<Part>, StoreError> {
    let mut found = Vec::new();
    for hash in hashes_in(bytes) {
        let row = store.query_opt(
            "select kind, bytes from part where station_id = $1 and hash = $2",
            &[station.into(), hash.to_string().into()],
        )?;
        let Some(row) = row else { continue };
        let Some(kind) = from_code(row.text("kind")?) else { continue };
        let part = Part { kind, bytes: row.blob("bytes")?.to_vec() };
        if kind == PartKind::Sheet {
            found.extend(named_in(store, station, &part.bytes)?);
        }
        found.push(part);
    }
    Ok(found)
}

/// The hashes that bytes name: every quoted text of 64 hexadecimal digits, once: facts and sheets are JSON.
pub fn hashes_in(bytes: &[u8]) -> BTreeSet<Hash> {
    let texts = bytes.split(|byte| *byte == b'"').filter(|text| text.len() == 64);
    texts.filter_map(|text| std::str::from_utf8(text).ok()?.parse().ok()).collect()
}

/// Keeps parts; those already held are left as they are, and destroyed ones
/// stay destroyed.
pub fn keep(tx: &mut Tx<'_>, station: &str, parts: &[Part]) -> Result<(), StoreError> {
    for part in parts {
        if is_destroyed(tx, station, part.hash())? {
            continue;
        }
        tx.execute(
            "insert into part (station_id, hash, kind, bytes) values ($1, $2, $3, $4)
             on conflict (station_id, hash) do nothing",
            &[
                station.into(),
                part.hash().to_string().into(),
                code(part.kind).into(),
                part.bytes.clone().into(),
            ],
        )?;
    }
    Ok(())
}

/// The bytes of a part; absent where it is not held.
pub fn bytes(
    store: &mut Reader<'_>,
    station: &str,
    part: PartHash,
) -> Result<Option<Vec<u8>>, StoreError> {
    let row = store.query_opt(
        "select bytes from part where station_id = $1 and hash = $2",
        &[station.into(), part.to_string().into()],
    )?;
    row.map(|row| Ok(row.blob("bytes")?.to_vec())).transpose()
}

/// A part's bytes as the JSON that they are; absent where it is not held.
pub fn read<T: DeserializeOwned>(
    store: &mut Reader<'_>,
    station: &str,
    part: PartHash,
) -> Result<Option<T>, StoreError> {
    bytes(store, station, part)?
        .map(|bytes| {
            serde_json::from_slice(&bytes)
                .map_err(|error| StoreError::broken(format!("part {part}"), error))
        })
        .transpose()
}

/// Details of a person; absent where they were destroyed or never came.
pub fn details(
    store: &mut Reader<'_>,
    station: &str,
    part: PartHash,
) -> Result<Option<PersonalDetails>, StoreError> {
    read(store, station, part)
}
