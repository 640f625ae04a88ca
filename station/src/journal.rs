//! The station's journal: bytes as received plus the ruling, under the
//! station's own chain. The truth; tables are its fold.

use std::collections::BTreeSet;

use dianfei_wire::{DeviceId, Fact, Hash, Ruling, Verdict};

use crate::chapter::Entry;
use crate::chapters;
use crate::store::{Mark, Reader, StoreError, Table, Tx, Value, some};

pub mod mirror;
pub mod part;

/// The journal's tables.
pub const TABLES: &[Table] = &[
    Table {
        name: "head",
        mark: Mark::Fold,
        ddl: "create table head (
            station_id text not null,
            seq bigint not null,
            hash text not null,
            primary key (station_id)
        );",
    },
    Table {
        name: "journal",
        mark: Mark::Journal,
        ddl: "create table journal (
            station_id text not null,
            seq bigint not null,
            kind text not null, -- fact, envelope, unread or branch
            device text not null,
            device_seq bigint not null, -- of the fact; of the last fact for an envelope
            fact_id text, -- absent for an envelope and for what is not understood
            arrived_ms bigint not null,
            bytes bytea not null,
            ruling bytea not null, -- empty for an envelope
            hash text not null,
            primary key (station_id, seq)
        );
        create index journal_device on journal (station_id, device, device_seq);
        create unique index journal_fact on journal (station_id, fact_id);",
    },
    Table {
        name: "device_head",
        mark: Mark::Fold,
        ddl: "create table device_head (
            station_id text not null,
            device text not null,
            seq bigint not null,
            head text not null,
            contact_ms bigint not null, -- arrival of the last envelope
            primary key (station_id, device)
        );",
    },
    part::TABLE,
    part::DESTROYED,
];

/// What a journal row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A fact with its ruling.
    Fact,
    /// The header and signature under which a batch came.
    Envelope,
    /// Bytes in the place of a fact that nobody can read.
    Unread,
    /// A fact on the second branch of a forked device.
    Branch,
}

impl RowKind {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Envelope => "envelope",
            Self::Unread => "unread",
            Self::Branch => "branch",
        }
    }

    /// The kind with this code; absent where there is none.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Fact, Self::Envelope, Self::Unread, Self::Branch]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// A row as it lies in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// What it is.
    pub kind: RowKind,
    /// The device.
    pub device: DeviceId,
    /// The number on the device.
    pub device_seq: i64,
    /// The fact's id; absent for an envelope and for what is not understood.
    pub fact_id: Option<String>,
    /// When it arrived, UTC milliseconds.
    pub arrived_ms: i64,
    /// The bytes as received.
    pub bytes: Vec<u8>,
    /// The canonical bytes of the ruling; empty for an envelope.
    pub ruling: Vec<u8>,
}

impl JournalRow {
    /// The head of the station's chain after this row.
    #[must_use]
    pub fn link(&self, previous: Hash) -> Hash {
        let place = format!(
            "{} {} {} {} {}\n",
            self.kind.code(),
            self.device,
            self.device_seq,
            self.arrived_ms,
            self.bytes.len()
        );
        previous.then(place.as_bytes()).then(&self.bytes).then(&self.ruling)
    }
}

/// The end of the station's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the last row.
    pub seq: i64,
    /// The hash there.
    pub hash: Hash,
}

/// Takes the station's head for this transaction; a station's writers are
/// serial from here on, on both engines.
pub fn take_head(tx: &mut Tx<'_>, station: &str) -> Result<Head, StoreError> {
    let row = tx.query_one(
        "insert into head (station_id, seq, hash) values ($1, 0, $2)
         on conflict (station_id) do update set seq = head.seq
         returning seq, hash",
        &[station.into(), Hash::of(station.as_bytes()).to_string().into()],
    )?;
    Ok(Head { seq: row.int("seq")?, hash: hash_of(row.text("hash")?, "head")? })
}

/// Appends a row and moves the head.
pub fn append(
    tx: &mut Tx<'_>,
    station: &str,
    head: &mut Head,
    row: &JournalRow,
) -> Result<(), StoreError> {
    append_row(tx, station, head, row)?;
    put_head(tx, station, head)
}

/// Appends one of many rows; [`put_head`] follows the last.
pub fn append_row(
    tx: &mut Tx<'_>,
    station: &str,
    head: &mut Head,
    row: &JournalRow,
) -> Result<(), StoreError> {
    let seq = head.seq + 1;
    let hash = row.link(head.hash);
    tx.execute(
        "insert into journal (station_id, seq, kind, device, device_seq, fact_id, arrived_ms,
            bytes, ruling, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            station.into(),
            seq.into(),
            row.kind.code().into(),
            row.device.to_string().into(),
            row.device_seq.into(),
            row.fact_id.clone().into(),
            row.arrived_ms.into(),
            row.bytes.clone().into(),
            row.ruling.clone().into(),
            hash.to_string().into(),
        ],
    )?;
    *head = Head { seq, hash };
    Ok(())
}

/// Writes where the station's chain ends now.
pub fn put_head(tx: &mut Tx<'_>, station: &str, head: &Head) -> Result<(), StoreError> {
    tx.execute(
        "update head set seq = $2, hash = $3 where station_id = $1",
        &[station.into(), head.seq.into(), head.hash.to_string().into()],
    )?;
    Ok(())
}

/// Folds a row into the tables: the device's head, and for a fact that is
/// understood every chapter.
pub fn fold(tx: &mut Tx<'_>, station: &str, seq: i64, row: &JournalRow) -> Result<(), StoreError> {
    match row.kind {
        RowKind::Envelope => {
            tx.execute(
                "update device_head set contact_ms = $3 where station_id = $1 and device = $2",
                &[station.into(), row.device.to_string().into(), row.arrived_ms.into()],
            )?;
        }
        RowKind::Unread => advance(tx, station, row)?,
        RowKind::Fact => {
            advance(tx, station, row)?;
            fold_fact(tx, seq, row)?;
        }
        RowKind::Branch if row.fact_id.is_some() => fold_fact(tx, seq, row)?,
        RowKind::Branch => {}
    }
    Ok(())
}

fn fold_fact(tx: &mut Tx<'_>, seq: i64, row: &JournalRow) -> Result<(), StoreError> {
    let place = || format!("journal row {seq}");
    let fact = Fact::from_bytes(&row.bytes).map_err(|error| StoreError::broken(place(), error))?;
    let ruling: Ruling =
        serde_json::from_slice(&row.ruling).map_err(|error| StoreError::broken(place(), error))?;
    let entry = Entry { seq, arrived_ms: row.arrived_ms, fact: &fact, ruling: &ruling };
    fold_entry(tx, &entry)
}

/// The dispute over a fact that only the station may record and a phone sent.
pub const NOT_A_PHONES_FACT: &str = "not_a_phones_fact";

/// Walks all chapters with one fact. What only the station may say stays in the
/// journal when a phone has said it, and changes no table.
pub fn fold_entry(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    if matches!(&entry.ruling.verdict, Verdict::Disputed { code, .. } if code == NOT_A_PHONES_FACT)
    {
        return Ok(());
    }
    chapters::ALL.iter().try_for_each(|chapter| (chapter.fold)(tx, entry))
}

fn advance(tx: &mut Tx<'_>, station: &str, row: &JournalRow) -> Result<(), StoreError> {
    let before = device_head(tx, station, row.device)?;
    let head = before.map_or(row.device.0, |known| known.head).then(&row.bytes);
    put_device_head(tx, station, row, head)
}

/// Writes where a device's chain ends now, which is with this row.
pub fn put_device_head(
    tx: &mut Tx<'_>,
    station: &str,
    row: &JournalRow,
    head: Hash,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into device_head (station_id, device, seq, head, contact_ms)
         values ($1, $2, $3, $4, $5)
         on conflict (station_id, device) do update set seq = excluded.seq, head = excluded.head",
        &[
            station.into(),
            row.device.to_string().into(),
            row.device_seq.into(),
            head.to_string().into(),
            row.arrived_ms.into(),
        ],
    )?;
    Ok(())
}

/// The number of the last row; 0 before the first.
pub fn head_seq(store: &mut Reader<'_>, station: &str) -> Result<i64, StoreError> {
    let row = store.query_opt("select seq from head where station_id = $1", &[station.into()])?;
    row.map_or(Ok(0), |row| row.int("seq"))
}

/// What the station has of a device's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceHead {
    /// The number of the last fact.
    pub seq: i64,
    /// The head there.
    pub head: Hash,
    /// When the last envelope arrived, UTC milliseconds.
    pub contact_ms: i64,
}

/// The head of a device's chain; absent before its first fact.
pub fn device_head(
    store: &mut Reader<'_>,
    station: &str,
    device: DeviceId,
) -> Result<Option<DeviceHead>, StoreError> {
    let row = store.query_opt(
        "select seq, head, contact_ms from device_head where station_id = $1 and device = $2",
        &[station.into(), device.to_string().into()],
    )?;
    row.map(|row| {
        Ok(DeviceHead {
            seq: row.int("seq")?,
            head: hash_of(row.text("head")?, "device_head")?,
            contact_ms: row.int("contact_ms")?,
        })
    })
    .transpose()
}

/// Which of these facts are recorded, by their ids.
pub fn known(
    store: &mut Reader<'_>,
    station: &str,
    ids: &[&str],
) -> Result<BTreeSet<String>, StoreError> {
    let sql = "select fact_id from journal where station_id = $1 and fact_id in";
    let rows = some::of(store, ids, &[station.into()], sql)?;
    rows.iter().map(|row| row.text("fact_id").map(str::to_owned)).collect()
}

/// Reads up to `limit` rows after `after`, in order.
pub fn rows_after(
    store: &mut Reader<'_>,
    station: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Hash, JournalRow)>, StoreError> {
    let rows = store.query(
        "select seq, kind, device, device_seq, fact_id, arrived_ms, bytes, ruling, hash
         from journal where station_id = $1 and seq > $2 order by seq limit $3",
        &[station.into(), after.into(), limit.into()],
    )?;
    rows.iter()
        .map(|row| {
            let seq = row.int("seq")?;
            let place = || format!("journal row {seq}");
            let kind = RowKind::from_code(row.text("kind")?)
                .ok_or_else(|| StoreError::broken(place(), "unknown kind of row"))?;
            let journal_row = JournalRow {
                kind,
                device: DeviceId(hash_of(row.text("device")?, &place())?),
                device_seq: row.int("device_seq")?,
                fact_id: row.opt_text("fact_id")?.map(str::to_owned),
                arrived_ms: row.int("arrived_ms")?,
                bytes: row.blob("bytes")?.to_vec(),
                ruling: row.blob("ruling")?.to_vec(),
            };
            Ok((seq, hash_of(row.text("hash")?, &place())?, journal_row))
        })
        .collect()
}

/// One fact with its ruling, by its id; absent where it is unknown.
pub fn fact(
    store: &mut Reader<'_>,
    station: &str,
    id: &str,
) -> Result<Option<(Fact, Ruling)>, StoreError> {
    let row = store.query_opt(
        "select seq, bytes, ruling from journal where station_id = $1 and fact_id = $2",
        &[station.into(), Value::from(id)],
    )?;
    row.map(|row| {
        let place = format!("journal row {}", row.int("seq")?);
        let fact = Fact::from_bytes(row.blob("bytes")?)
            .map_err(|error| StoreError::broken(place.clone(), error))?;
        let ruling = serde_json::from_slice(row.blob("ruling")?)
            .map_err(|error| StoreError::broken(place, error))?;
        Ok((fact, ruling))
    })
    .transpose()
}

fn hash_of(text: &str, place: &str) -> Result<Hash, StoreError> {
    text.parse().map_err(|error: dianfei_wire::chain::ChainError| {
        StoreError::broken(place.to_owned(), error)
    })
}
