//! Verification from the last closed month on: its balances are the start, and
//! what was posted since must lead to the balances of today.

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::StationNo;
use dianfei_wire::{Fact, PartHash, Ruling};

use super::{PAGE_ROWS, Replay, Report, Walked, check_envelope, check_head, check_link, table};
use crate::chapter::Entry;
use crate::collection::ledger;
use crate::journal::{self, JournalRow, RowKind, part};
use crate::recovery::close::{self, ClosingDigest};
use crate::store::{Store, StoreError, Value};

/// Checks a station's record from its last closed month on: chain, signatures,
/// the parts that its facts name, and every balance of the ledger. Absent where
/// no month is closed: then the record is checked whole.
///
/// # Errors
/// Only when the store itself cannot be read.
pub fn verify_since_close(
    store: &Store,
    station: &StationNo,
) -> Result<Option<(YearMonth, Report)>, StoreError> {
    let Some((closed, named)) = store.read(|reader| close::last(reader, station.as_str()))? else {
        return Ok(None);
    };
    let mut report = Report::default();
    let mut replay = Replay::new()?;
    let replay = replay.emptied()?;
    replay.write(|tx| {
        let rows: Vec<Vec<Value>> = closed
            .balances
            .iter()
            .map(|(key, fen)| vec![station.as_str().into(), key.as_str().into(), (*fen).into()])
            .collect();
        tx.insert_many("ledger_balance", &["station_id", "ledger", "balance_fen"], &rows)
    })?;
    check_part(store, station, named, &mut report)?;
    check_named(store, station, &closed, named, &mut report)?;
    let walked = walk(store, replay, station, &closed, &mut report)?;
    check_head(store, station, walked, &mut report)?;
    table::compare(store, replay, station, &ledger::BALANCE, &mut report)?;
    Ok(Some((closed.period, report)))
}

/// The closing row is the one after the digest's, and names this very digest.
fn check_named(
    store: &Store,
    station: &StationNo,
    closed: &ClosingDigest,
    named: PartHash,
    report: &mut Report,
) -> Result<(), StoreError> {
    let rows = store.read(|reader| journal::rows_after(reader, station.as_str(), closed.seq, 1))?;
    let names_it =
        rows.first().is_some_and(|(_, _, row)| part::hashes_in(&row.bytes).contains(&named.0));
    if !names_it {
        let place = format!("journal row {}", closed.seq + 1);
        report.fault("closing_changed", place, "the closing row does not name this digest");
    }
    Ok(())
}

fn walk(
    store: &Store,
    replay: &Store,
    station: &StationNo,
    closed: &ClosingDigest,
    report: &mut Report,
) -> Result<Walked, StoreError> {
    let mut walked = Walked { seq: closed.seq, hash: closed.hash };
    loop {
        let rows = store
            .read(|reader| journal::rows_after(reader, station.as_str(), walked.seq, PAGE_ROWS))?;
        if rows.is_empty() {
            return Ok(walked);
        }
        for (seq, hash, row) in &rows {
            check_link(&mut walked, *seq, *hash, row, report);
            for part in part::hashes_in(&row.bytes) {
                check_part(store, station, PartHash(part), report)?;
            }
            match row.kind {
                // The keys of phones are as the record has them now.
                RowKind::Envelope => check_envelope(store, station, *seq, row, report),
                RowKind::Fact | RowKind::Branch | RowKind::Unread => {
                    report.facts += 1;
                    post(replay, *seq, row, report);
                }
            }
        }
    }
}

fn check_part(
    store: &Store,
    station: &StationNo,
    hash: PartHash,
    report: &mut Report,
) -> Result<(), StoreError> {
    let bytes = store.read(|reader| part::bytes(reader, station.as_str(), hash))?;
    let Some(bytes) = bytes else { return Ok(()) };
    report.parts += 1;
    if PartHash::of(&bytes) != hash {
        report.fault("part_changed", format!("part {hash}"), "its bytes have another hash");
    }
    Ok(())
}

fn post(replay: &Store, seq: i64, row: &JournalRow, report: &mut Report) {
    let Some(_understood) = &row.fact_id else { return };
    let posted = || -> Result<(), StoreError> {
        let place = || format!("journal row {seq}");
        let fact =
            Fact::from_bytes(&row.bytes).map_err(|error| StoreError::broken(place(), error))?;
        let ruling: Ruling = serde_json::from_slice(&row.ruling)
            .map_err(|error| StoreError::broken(place(), error))?;
        let entry = Entry { seq, arrived_ms: row.arrived_ms, fact: &fact, ruling: &ruling };
        replay.write(|tx| ledger::fold(tx, &entry))
    };
    if let Err(error) = posted() {
        report.fault("cannot_fold", format!("journal row {seq}"), error);
    }
}
