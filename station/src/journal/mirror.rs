//! The journal on a second medium, row by row as it is written: what a counter
//! gave a ticket for outlives the station's disk.
//!
//! The file is lines of JSON: a part before the first row that names it, and
//! each row with its hash. It is only ever added to; a line that a power cut
//! left torn is cut off at the next start.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dianfei_rules::id::StationNo;
use dianfei_wire::part::Part;
use dianfei_wire::{DeviceId, Hash};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Head, JournalRow, RowKind, part};
use crate::store::{Reader, Store, StoreError};

/// How many rows are copied between two synchronisations of the file.
const PAGE_ROWS: i64 = 500;

/// Why the mirror does not follow.
#[derive(Debug, Error)]
pub enum MirrorError {
    /// The file cannot be read or written.
    #[error("the mirror {} cannot be written: check its medium and repeat; what was entered is recorded", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's report.
        source: io::Error,
    },
    /// The file holds another record, or one that was restored since.
    #[error("the mirror {} does not go with this record from row {seq} on: keep the file and name a new one", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// The first row that differs.
        seq: i64,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Part {
        kind: String,
        bytes: String,
    },
    Row {
        seq: i64,
        kind: String,
        device: DeviceId,
        device_seq: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fact_id: Option<String>,
        arrived_ms: i64,
        bytes: String,
        ruling: String,
        hash: Hash,
    },
}

/// A row of the mirror with the parts that lie before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirrored {
    /// The row's number.
    pub seq: i64,
    /// The row.
    pub row: JournalRow,
    /// The head of the chain after it.
    pub hash: Hash,
    /// Parts that it is the first to name.
    pub parts: Vec<Part>,
}

/// The second medium of a running station.
#[derive(Debug)]
pub struct Mirror {
    path: PathBuf,
    written: Mutex<Written>,
}

#[derive(Debug)]
struct Written {
    end: Head,
    /// Where the last whole row ends: what lies behind it is cut off before the next.
    bytes: u64,
}

impl Mirror {
    /// Opens the file, or makes it, and brings it up to the record.
    pub fn open(path: &Path, store: &Store, station: &StationNo) -> Result<Self, MirrorError> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|source| MirrorError::File { path: path.to_owned(), source })?;
        let begin = Head { seq: 0, hash: Hash::of(station.as_str().as_bytes()) };
        let mut walk = Walk::new(path, file);
        let mut end = begin;
        while let Some(mirrored) = walk.next_row()? {
            end = Head { seq: mirrored.seq, hash: mirrored.hash };
        }
        let kept = store.read(|reader| hash_at(reader, station, end.seq))?;
        if end.seq > 0 && kept != Some(end.hash) {
            return Err(MirrorError::Other { path: path.to_owned(), seq: end.seq });
        }
        let written = Mutex::new(Written { end, bytes: walk.whole });
        let mirror = Self { path: path.to_owned(), written };
        mirror.follow(store, station)?;
        Ok(mirror)
    }

    /// Copies what the record has and the mirror has not; durable when it returns.
    pub fn follow(&self, store: &Store, station: &StationNo) -> Result<(), MirrorError> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let page = store.read(|reader| page(reader, station, written.end.seq))?;
            let Some(end) = page.end else { return Ok(()) };
            let failed = |source| MirrorError::File { path: self.path.clone(), source };
            add(&self.path, written.bytes, &page.lines).map_err(failed)?;
            written.bytes += u64::try_from(page.lines.len()).unwrap_or_default();
            written.end = end;
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

// Opened anew each time and never made: a medium that was pulled out, or put
// back empty, is an error and not a second, shorter mirror.
fn add(path: &Path, after: u64, lines: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    if file.metadata()?.len() < after {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "the file is shorter than it was",
        ));
    }
    file.set_len(after)?;
    file.seek(SeekFrom::Start(after))?;
    file.write_all(lines)?;
    file.sync_all()
}

struct Page {
    lines: Vec<u8>,
    end: Option<Head>,
}

fn page(reader: &mut Reader<'_>, station: &StationNo, after: i64) -> Result<Page, StoreError> {
    let mut page = Page { lines: Vec::new(), end: None };
    for (seq, hash, row) in super::rows_after(reader, station.as_str(), after, PAGE_ROWS)? {
        for part in part::named_in(reader, station.as_str(), &row.bytes)? {
            let kind = part::code(part.kind).to_owned();
            push(&mut page.lines, &Line::Part { kind, bytes: STANDARD.encode(&part.bytes) });
        }
        let line = Line::Row {
            seq,
            kind: row.kind.code().to_owned(),
            device: row.device,
            device_seq: row.device_seq,
            fact_id: row.fact_id,
            arrived_ms: row.arrived_ms,
            bytes: STANDARD.encode(&row.bytes),
            ruling: STANDARD.encode(&row.ruling),
            hash,
        };
        push(&mut page.lines, &line);
        page.end = Some(Head { seq, hash });
    }
    Ok(page)
}

fn push(lines: &mut Vec<u8>, line: &Line) {
    lines.extend(serde_json::to_vec(line).expect("plain text serialises"));
    lines.push(b'\n');
}

fn hash_at(
    reader: &mut Reader<'_>,
    station: &StationNo,
    seq: i64,
) -> Result<Option<Hash>, StoreError> {
    let row = reader.query_opt(
        "select hash from journal where station_id = $1 and seq = $2",
        &[station.as_str().into(), seq.into()],
    )?;
    row.map(|row| row.parsed("hash")).transpose()
}

/// Reads a mirror from its first row on.
#[derive(Debug)]
pub struct Walk {
    path: PathBuf,
    lines: BufReader<File>,
    whole: u64,
}

impl Walk {
    fn new(path: &Path, file: File) -> Self {
        Self { path: path.to_owned(), lines: BufReader::new(file), whole: 0 }
    }

    /// Opens a mirror for reading.
    pub fn open(path: &Path) -> Result<Self, MirrorError> {
        let file = File::open(path)
            .map_err(|source| MirrorError::File { path: path.to_owned(), source })?;
        Ok(Self::new(path, file))
    }

    /// The next whole row; absent at the end, also where that is torn.
    pub fn next_row(&mut self) -> Result<Option<Mirrored>, MirrorError> {
        let mut parts = Vec::new();
        let mut read = 0;
        loop {
            let mut bytes = Vec::new();
            let count = self
                .lines
                .read_until(b'\n', &mut bytes)
                .map_err(|source| MirrorError::File { path: self.path.clone(), source })?;
            if bytes.last() != Some(&b'\n') {
                return Ok(None);
            }
            read += u64::try_from(count).unwrap_or_default();
            match decoded(&bytes, &mut parts) {
                Some(Some(mirrored)) => {
                    self.whole += read;
                    return Ok(Some(mirrored));
                }
                Some(None) => {}
                None => return Ok(None),
            }
        }
    }
}

/// A row with its parts, or nothing yet after a part; absent for a torn line.
fn decoded(bytes: &[u8], parts: &mut Vec<Part>) -> Option<Option<Mirrored>> {
    match serde_json::from_slice(bytes).ok()? {
        Line::Part { kind, bytes } => {
            let kind = part::from_code(&kind)?;
            parts.push(Part { kind, bytes: STANDARD.decode(bytes).ok()? });
            Some(None)
        }
        Line::Row { seq, kind, device, device_seq, fact_id, arrived_ms, bytes, ruling, hash } => {
            let row = JournalRow {
                kind: RowKind::from_code(&kind)?,
                device,
                device_seq,
                fact_id,
                arrived_ms,
                bytes: STANDARD.decode(bytes).ok()?,
                ruling: STANDARD.decode(ruling).ok()?,
            };
            Some(Some(Mirrored { seq, row, hash, parts: std::mem::take(parts) }))
        }
    }
}

/// Brings a restored record up to the end of its mirror: each row is appended
/// with its own hash and folded, destructions among them. Says how many rows.
pub fn replay(store: &Store, station: &StationNo, path: &Path) -> Result<u64, MirrorError> {
    let mut walk = Walk::open(path)?;
    let mut added = 0;
    store.write(|tx| -> Result<(), MirrorError> {
        let mut head = super::take_head(tx, station.as_str())?;
        let restored = head.seq;
        while let Some(mirrored) = walk.next_row()? {
            let other = || MirrorError::Other { path: path.to_owned(), seq: mirrored.seq };
            if mirrored.seq == restored && mirrored.hash != head.hash {
                return Err(other());
            }
            if mirrored.seq <= restored {
                continue;
            }
            if mirrored.seq != head.seq + 1 || mirrored.row.link(head.hash) != mirrored.hash {
                return Err(other());
            }
            part::keep(tx, station.as_str(), &mirrored.parts)?;
            super::append(tx, station.as_str(), &mut head, &mirrored.row)?;
            super::fold(tx, station.as_str(), head.seq, &mirrored.row)?;
            added += 1;
        }
        Ok(())
    })?;
    Ok(added)
}
