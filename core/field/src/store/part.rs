//! Photos and other bytes that facts name by hash, and how much of each the
//! station has.

use dianfei_wire::part::{Part, PartHash, PartKind};
use rusqlite::{Connection, Row};

use super::{count, json, parsed, row, run, signed, value};
use crate::error::FieldError;

/// A part on its way to the station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsentPart {
    /// Its name.
    pub hash: PartHash,
    /// What it holds.
    pub kind: PartKind,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How much of it the station has.
    pub held_bytes: u64,
    /// The first fact that names it.
    pub seq: u64,
}

impl UnsentPart {
    fn from_row(row: &Row<'_>) -> Result<Self, FieldError> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            hash: PartHash(parsed(row, "hash")?),
            kind: serde_json::from_str(&kind).map_err(FieldError::corrupt)?,
            bytes: row.get("bytes")?,
            held_bytes: count(row, "held_bytes")?,
            seq: count(row, "seq")?,
        })
    }
}

/// Keeps a part; keeping it again changes nothing.
pub(crate) fn keep(connection: &Connection, part: &Part) -> Result<PartHash, FieldError> {
    let hash = part.hash();
    run(
        connection,
        "insert into part (hash, kind, bytes) values (?1, ?2, ?3) on conflict (hash) do nothing",
        (hash.to_string(), json(&part.kind), &part.bytes),
    )?;
    Ok(hash)
}

/// Whether the part is kept here.
pub fn is_kept(connection: &Connection, hash: PartHash) -> Result<bool, FieldError> {
    let found: Option<i64> =
        value(connection, "select 1 from part where hash = ?1", [hash.to_string()])?;
    Ok(found.is_some())
}

/// The part's bytes; absent where it is not kept here.
pub fn bytes(connection: &Connection, hash: PartHash) -> Result<Option<Vec<u8>>, FieldError> {
    value(connection, "select bytes from part where hash = ?1", [hash.to_string()])
}

/// Marks a part as named by the fact `seq`: from then on it is to be sent.
pub(crate) fn name(connection: &Connection, hash: PartHash, seq: u64) -> Result<(), FieldError> {
    run(
        connection,
        "update part set seq = coalesce(seq, ?2) where hash = ?1",
        (hash.to_string(), signed(seq)),
    )?;
    Ok(())
}

/// The next part to send: of a fact that the station has, and after the one that
/// it would not take.
pub fn next_unsent(
    connection: &Connection,
    acknowledged: u64,
    after: Option<(u64, PartHash)>,
) -> Result<Option<UnsentPart>, FieldError> {
    let (seq, hash) = after.map_or((0, String::new()), |(seq, hash)| (seq, hash.to_string()));
    row(
        connection,
        "select hash, kind, bytes, held_bytes, seq from part
         where sent = 0 and seq <= ?1 and (seq, hash) > (?2, ?3) order by seq, hash limit 1",
        (signed(acknowledged), signed(seq), hash),
        UnsentPart::from_row,
    )
}

/// How many named parts the station does not have in whole.
pub fn unsent_count(connection: &Connection) -> Result<u64, FieldError> {
    let found: Option<i64> =
        value(connection, "select count(*) from part where sent = 0 and seq is not null", [])?;
    u64::try_from(found.unwrap_or_default()).map_err(FieldError::corrupt)
}

/// How much of the part the station has.
pub(crate) fn set_held(
    connection: &Connection,
    hash: PartHash,
    held_bytes: u64,
) -> Result<(), FieldError> {
    run(
        connection,
        "update part set held_bytes = min(?2, length(bytes)), sent = (?2 >= length(bytes))
         where hash = ?1",
        (hash.to_string(), signed(held_bytes)),
    )?;
    Ok(())
}

/// The station lacks these: what it was believed to have in whole begins anew,
/// what was on its way goes on.
pub(crate) fn want(connection: &Connection, parts: &[PartHash]) -> Result<(), FieldError> {
    for hash in parts {
        run(
            connection,
            "update part set held_bytes = 0, sent = 0 where hash = ?1 and sent = 1",
            [hash.to_string()],
        )?;
    }
    Ok(())
}

/// The station lost facts after `seq`, and perhaps their parts with them.
pub(crate) fn send_again_after(connection: &Connection, seq: u64) -> Result<(), FieldError> {
    run(connection, "update part set held_bytes = 0, sent = 0 where seq > ?1", [signed(seq)])?;
    Ok(())
}
