//! The journal: facts in order, chained, and what the station said of them.

use chrono::NaiveDate;
use dianfei_rules::collection::allocation::LateFeeCharge;
use dianfei_wire::chain::Hash;
use dianfei_wire::ruling::Verdict;
use dianfei_wire::upload::SeqVerdict;
use dianfei_wire::{Fact, FactId};
use rusqlite::{Connection, Row};

use super::{count, json, parsed, row, rows, run, signed, value};
use crate::error::FieldError;

/// The end of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the last fact, 0 before the first.
    pub seq: u64,
    /// The hash after it.
    pub hash: Hash,
}

/// A fact as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub seq: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The head after it.
    pub head: Hash,
    /// Late fee that was charged with it; empty unless it is a payment.
    pub late_fees: Vec<LateFeeCharge>,
    /// What the station said; absent until it was heard.
    pub verdict: Option<Verdict>,
}

impl Entry {
    /// The fact in the bytes.
    pub fn fact(&self) -> Result<Fact, FieldError> {
        Fact::from_bytes(&self.bytes).map_err(FieldError::corrupt)
    }

    fn from_row(row: &Row<'_>) -> Result<Self, FieldError> {
        let verdict: Option<String> = row.get("verdict")?;
        let late_fees: Option<String> = row.get("late_fees")?;
        Ok(Self {
            seq: count(row, "seq")?,
            bytes: row.get("bytes")?,
            head: parsed(row, "head")?,
            late_fees: late_fees
                .map(|text| serde_json::from_str(&text).map_err(FieldError::corrupt))
                .transpose()?
                .unwrap_or_default(),
            verdict: verdict
                .map(|text| serde_json::from_str(&text).map_err(FieldError::corrupt))
                .transpose()?,
        })
    }
}

/// The end of the chain that begins at `genesis`.
pub fn head(connection: &Connection, genesis: Hash) -> Result<Head, FieldError> {
    let last =
        row(connection, "select seq, head from journal order by seq desc limit 1", [], |row| {
            Ok(Head { seq: count(row, "seq")?, hash: parsed(row, "head")? })
        })?;
    Ok(last.unwrap_or(Head { seq: 0, hash: genesis }))
}

/// The head after the fact `seq`; absent where the journal does not reach it.
pub fn head_at(
    connection: &Connection,
    genesis: Hash,
    seq: u64,
) -> Result<Option<Hash>, FieldError> {
    if seq == 0 {
        return Ok(Some(genesis));
    }
    row(connection, "select head from journal where seq = ?1", [signed(seq)], |row| {
        parsed(row, "head")
    })
}

/// Adds a fact.
pub(crate) fn append(
    connection: &Connection,
    fact: &Fact,
    bytes: &[u8],
    head: Hash,
    late_fees: &[LateFeeCharge],
) -> Result<(), FieldError> {
    let late_fees = (!late_fees.is_empty()).then(|| json(&late_fees));
    run(
        connection,
        "insert into journal (seq, id, business_date, bytes, head, late_fees)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            signed(fact.seq),
            fact.id.as_str(),
            fact.business_date.to_string(),
            bytes,
            head.to_string(),
            late_fees,
        ),
    )?;
    Ok(())
}

/// At most `limit` facts after the number `after`, in order.
pub fn entries(connection: &Connection, after: u64, limit: u64) -> Result<Vec<Entry>, FieldError> {
    rows(
        connection,
        "select seq, bytes, head, late_fees, verdict from journal where seq > ?1 order by seq limit ?2",
        (signed(after), signed(limit)),
        Entry::from_row,
    )
}

/// The fact `id`; absent where this phone did not record it.
pub fn entry(connection: &Connection, id: &FactId) -> Result<Option<Entry>, FieldError> {
    row(
        connection,
        "select seq, bytes, head, late_fees, verdict from journal where id = ?1",
        [id.as_str()],
        Entry::from_row,
    )
}

/// Stores what the station said.
pub(crate) fn set_verdicts(
    connection: &Connection,
    verdicts: &[SeqVerdict],
) -> Result<(), FieldError> {
    for ruled in verdicts {
        run(
            connection,
            "update journal set verdict = ?2 where seq = ?1",
            (signed(ruled.seq), json(&ruled.verdict)),
        )?;
    }
    Ok(())
}

/// Forgets what a lost incarnation of the station said after the number `after`.
pub(crate) fn drop_verdicts(connection: &Connection, after: u64) -> Result<(), FieldError> {
    run(connection, "update journal set verdict = null where seq > ?1", [signed(after)])?;
    Ok(())
}

/// The last number before the first acknowledged fact without a verdict; absent
/// where none is missing.
pub fn verdicts_known_to(
    connection: &Connection,
    acknowledged: u64,
) -> Result<Option<u64>, FieldError> {
    let missing: Option<i64> = value(
        connection,
        "select min(seq) from journal where verdict is null and seq <= ?1",
        [signed(acknowledged)],
    )?;
    missing.map(|seq| u64::try_from(seq - 1).map_err(FieldError::corrupt)).transpose()
}

/// How many facts the station has not acknowledged, and the business date of the
/// oldest.
pub fn unsent(
    connection: &Connection,
    acknowledged: u64,
) -> Result<(u64, Option<NaiveDate>), FieldError> {
    let found = row(
        connection,
        "select count(*) as facts, min(business_date) as oldest from journal where seq > ?1",
        [signed(acknowledged)],
        |row| {
            let oldest: Option<String> = row.get("oldest")?;
            let oldest =
                oldest.map(|text| text.parse().map_err(FieldError::corrupt)).transpose()?;
            Ok((count(row, "facts")?, oldest))
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Walks the whole chain and says where it breaks.
pub fn verify(connection: &Connection, genesis: Hash) -> Result<u64, FieldError> {
    let mut head = Head { seq: 0, hash: genesis };
    loop {
        let batch = entries(connection, head.seq, 500)?;
        if batch.is_empty() {
            return Ok(head.seq);
        }
        for entry in batch {
            let hash = head.hash.then(&entry.bytes);
            if entry.seq != head.seq + 1 || entry.head != hash || entry.fact()?.seq != entry.seq {
                return Err(FieldError::corrupt(format!("journal at fact {}", head.seq + 1)));
            }
            head = Head { seq: entry.seq, hash };
        }
    }
}
