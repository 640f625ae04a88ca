//! Replays the journal into an empty store and compares: chain, signatures,
//! order, parts and every folded table. Reads only; runs beside a station.

use std::collections::BTreeMap;

use dianfei_rules::id::StationNo;
use dianfei_wire::chain::{PublicKey, Signature};
use dianfei_wire::upload::{Request, RequestHeader};
use dianfei_wire::{Hash, PartHash};

use crate::chapters;
use crate::journal::{self, JournalRow, RowKind};
use crate::phone::device;
use crate::store::{Mark, Store, StoreError};

mod replay;
mod since;
mod table;

pub use replay::Replay;
pub use since::verify_since_close;

/// How many journal rows are replayed in one transaction.
const PAGE_ROWS: i64 = 500;

/// How many faults are listed before the rest is only counted.
pub const MOST_FAULTS: usize = 200;

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The stable code of what is wrong.
    pub code: &'static str,
    /// Where: journal row, part or table with key.
    pub place: String,
    /// Details for the person who looks.
    pub detail: String,
}

/// What was checked and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Journal rows read.
    pub rows: u64,
    /// Facts folded again.
    pub facts: u64,
    /// Envelopes whose signature was checked.
    pub envelopes: u64,
    /// Parts whose hash was checked.
    pub parts: u64,
    /// Folded tables compared, with the number of rows.
    pub tables: BTreeMap<String, u64>,
    /// Parts that were destroyed, each with the journal row that ordered it (5.4).
    pub destroyed: BTreeMap<String, i64>,
    /// What is not as it was written, in the order of its discovery.
    pub faults: Vec<Fault>,
}

impl Report {
    /// Whether everything is as it was written.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, code: &'static str, place: impl Into<String>, detail: impl ToString) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault { code, place: place.into(), detail: detail.to_string() });
        }
    }
}

/// Checks a station's record from its first row on.
///
/// # Errors
/// Only when the store itself cannot be read; what is wrong with the record is
/// in the report.
pub fn verify(store: &Store, station: &StationNo) -> Result<Report, StoreError> {
    verify_on(&mut Replay::new()?, store, station)
}

/// As [`verify`], on a replay's store that may have served before.
///
/// # Errors
/// As [`verify`].
pub fn verify_on(
    replay: &mut Replay,
    store: &Store,
    station: &StationNo,
) -> Result<Report, StoreError> {
    let replay = replay.emptied()?;
    let mut report = Report::default();
    check_parts(store, replay, station, &mut report)?;
    let last = check_rows(store, replay, station, &mut report)?;
    check_head(store, station, last, &mut report)?;
    check_destroyed(store, replay, station, &mut report)?;
    for kept in chapters::tables().iter().filter(|kept| kept.mark == Mark::Fold) {
        if kept.name != "head" {
            table::compare(store, replay, station, kept, &mut report)?;
        }
    }
    Ok(report)
}

/// Checks each part against the hash that names it, and gives the replay those
/// that its folds read.
fn check_parts(
    store: &Store,
    replay: &Store,
    station: &StationNo,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut after = String::new();
    loop {
        let rows = store.read(|reader| {
            reader.query(
                "select hash, kind, bytes from part where station_id = $1 and hash > $2
                 order by hash limit 200",
                &[station.as_str().into(), after.as_str().into()],
            )
        })?;
        let Some(last) = rows.last() else { return Ok(()) };
        last.text("hash")?.clone_into(&mut after);
        let mut copies = Vec::with_capacity(rows.len());
        for row in &rows {
            report.parts += 1;
            let bytes = row.blob("bytes")?;
            if PartHash::of(bytes).to_string() != row.text("hash")? {
                let place = format!("part {}", row.text("hash")?);
                report.fault("part_changed", place, "its bytes have another hash");
            }
            copies.push(vec![
                station.as_str().into(),
                row.text("hash")?.into(),
                row.text("kind")?.into(),
                bytes.to_vec().into(),
            ]);
        }
        replay.write(|tx| {
            tx.insert_many("part", &["station_id", "hash", "kind", "bytes"], &copies)
        })?;
    }
}

/// A destroyed part is no break: it is gone by a fact, and gone it must be (5.4).
fn check_destroyed(
    store: &Store,
    replay: &Store,
    station: &StationNo,
    report: &mut Report,
) -> Result<(), StoreError> {
    let ordered = replay.read(|reader| {
        reader.query(
            "select hash, seq from part_destroyed where station_id = $1 order by seq, hash",
            &[station.as_str().into()],
        )
    })?;
    for row in &ordered {
        let (hash, seq) = (row.text("hash")?, row.int("seq")?);
        let part = PartHash(row.parsed("hash")?);
        let kept = store.read(|reader| journal::part::bytes(reader, station.as_str(), part))?;
        if kept.is_some() {
            let detail = format!("journal row {seq} ordered its destruction");
            report.fault("part_not_destroyed", format!("part {hash}"), detail);
        }
        report.destroyed.insert(hash.to_owned(), seq);
    }
    Ok(())
}

/// The end of the chain as it was walked.
struct Walked {
    seq: i64,
    hash: Hash,
}

fn check_rows(
    store: &Store,
    replay: &Store,
    station: &StationNo,
    report: &mut Report,
) -> Result<Walked, StoreError> {
    let mut walked = Walked { seq: 0, hash: Hash::of(station.as_str().as_bytes()) };
    loop {
        let rows = store
            .read(|reader| journal::rows_after(reader, station.as_str(), walked.seq, PAGE_ROWS))?;
        if rows.is_empty() {
            return Ok(walked);
        }
        for (seq, hash, row) in &rows {
            check_link(&mut walked, *seq, *hash, row, report);
        }
        fold_page(replay, station, &rows, report);
    }
}

fn check_link(walked: &mut Walked, seq: i64, hash: Hash, row: &JournalRow, report: &mut Report) {
    report.rows += 1;
    for missing in walked.seq + 1..seq {
        report.fault("row_missing", format!("journal row {missing}"), "the row is not there");
    }
    // After a gap the hash before is unknown, and the link cannot be judged.
    if walked.seq + 1 == seq && row.link(walked.hash) != hash {
        let detail = match row.kind {
            RowKind::Envelope => "bytes, place or hash of the envelope were changed",
            RowKind::Fact | RowKind::Unread | RowKind::Branch => {
                "fact, ruling, place or hash were changed, or rows changed places"
            }
        };
        report.fault("chain_broken", format!("journal row {seq}"), detail);
    }
    *walked = Walked { seq, hash };
}

/// Folds a page in one transaction; a page with a row that cannot be folded is
/// folded row by row, so that the first such row is named.
fn fold_page(
    replay: &Store,
    station: &StationNo,
    rows: &[(i64, Hash, JournalRow)],
    report: &mut Report,
) {
    let whole: Result<(), StoreError> = replay.write(|tx| {
        rows.iter().try_for_each(|(seq, _, row)| journal::fold(tx, station.as_str(), *seq, row))
    });
    if whole.is_err() {
        for (seq, _, row) in rows {
            let one: Result<(), StoreError> =
                replay.write(|tx| journal::fold(tx, station.as_str(), *seq, row));
            if let Err(error) = one {
                report.fault("cannot_fold", format!("journal row {seq}"), error);
            }
        }
    }
    for (seq, _, row) in rows {
        match row.kind {
            RowKind::Envelope => check_envelope(replay, station, *seq, row, report),
            RowKind::Fact | RowKind::Branch | RowKind::Unread => report.facts += 1,
        }
    }
}

fn check_envelope(
    replay: &Store,
    station: &StationNo,
    seq: i64,
    row: &JournalRow,
    report: &mut Report,
) {
    report.envelopes += 1;
    let place = format!("journal row {seq}");
    let key = replay.read(|reader| device::find(reader, station, row.device));
    match key {
        Ok(Some(device)) => {
            if let Err(detail) = envelope_holds(&device.key, row) {
                report.fault("signature_broken", place, detail);
            }
        }
        Ok(None) => report.fault("device_unknown", place, row.device),
        Err(error) => report.fault("device_unknown", place, error),
    }
}

fn envelope_holds(key: &PublicKey, row: &JournalRow) -> Result<(), String> {
    let mut lines = row.bytes.splitn(2, |byte| *byte == b'\n');
    let (Some(signature), Some(header)) = (lines.next(), lines.next()) else {
        return Err("the envelope has no header line".to_owned());
    };
    let signature = Signature::from_text(&String::from_utf8_lossy(signature));
    key.verify(header, &signature).map_err(|error| error.to_string())?;
    let header: RequestHeader =
        serde_json::from_slice(header).map_err(|error| error.to_string())?;
    let names_it = matches!(header.request, Request::Upload { last, .. }
        if i64::try_from(last).ok() == Some(row.device_seq));
    if header.device == row.device && names_it {
        Ok(())
    } else {
        Err("the envelope stands for another batch".to_owned())
    }
}

fn check_head(
    store: &Store,
    station: &StationNo,
    walked: Walked,
    report: &mut Report,
) -> Result<(), StoreError> {
    let row = store.read(|reader| {
        reader.query_opt(
            "select seq, hash from head where station_id = $1",
            &[station.as_str().into()],
        )
    })?;
    let Some(row) = row else {
        report.fault("head_missing", "table head", "the station has no head");
        return Ok(());
    };
    let (seq, hash) = (row.int("seq")?, row.text("hash")?);
    if seq != walked.seq {
        let place = format!("journal row {}", walked.seq.min(seq) + 1);
        let detail = format!("the head is row {seq}, the journal ends with row {}", walked.seq);
        report.fault("row_missing", place, detail);
    } else if hash != walked.hash.to_string() {
        report.fault("chain_broken", "table head", "the head has another hash than its row");
    }
    Ok(())
}
