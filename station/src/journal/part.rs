//! Parts: bytes that facts name by hash. Append-only but for destruction, which
//! a fact orders (5.4).

use dianfei_wire::PartHash;
use dianfei_wire::part::{Part, PartKind, PersonalDetails};
use serde::de::DeserializeOwned;

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
    }
}

/// Keeps parts; those already held are left as they are.
pub fn keep(tx: &mut Tx<'_>, station: &str, parts: &[Part]) -> Result<(), StoreError> {
    for part in parts {
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
