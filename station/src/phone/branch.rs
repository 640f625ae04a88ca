//! The second branch of a forked phone: kept in full, counted as disputed.

use dianfei_wire::chain::Hash;
use dianfei_wire::upload::{HeldHead, Reply};
use dianfei_wire::{Fact, Ruling, Verdict};

use super::device::Device;
use super::upload::{self, Batch, Bounds};
use super::{DoorError, part};
use crate::app::App;
use crate::chapter::Ahead;
use crate::journal::{self, JournalRow, RowKind};
use crate::spine::ruling_bytes;
use crate::store::{StoreError, Tx};

/// Keeps the facts of a batch that are not on the station's branch. The phone
/// is told that they are held, so that nothing stays on it alone.
pub fn keep(
    app: &App,
    now_ms: i64,
    device: &Device,
    batch: &Batch<'_>,
) -> Result<Reply, DoorError> {
    let lines = upload::lines(batch)?;
    let device = Device { frozen: true, ..device.clone() };
    let today = app.business_date(now_ms);
    app.store.write(|tx| -> Result<(), DoorError> {
        let station = app.station.as_str();
        let mut head = journal::take_head(tx, station)?;
        let mut kept = 0;
        for (line, seq) in lines.iter().zip(batch.first..) {
            if known(tx, station, &device, seq, line)? {
                continue;
            }
            let bounds = Bounds { since: today, today, now_ms };
            let row = branch_row(tx, station, &device, seq, line, bounds)?;
            journal::append(tx, station, &mut head, &row)?;
            journal::fold(tx, station, head.seq, &row)?;
            kept += 1;
        }
        if kept > 0 {
            let envelope = upload::envelope_row(device.id, batch, now_ms);
            journal::append(tx, station, &mut head, &envelope)?;
            journal::fold(tx, station, head.seq, &envelope)?;
        }
        Ok(())
    })?;
    let held = HeldHead { seq: batch.last, head: batch.head };
    let wanted = app.store.read(|store| part::wanted(store, app.station.as_str(), device.id))?;
    Ok(Reply::Acknowledged { held, verdicts: Vec::new(), wanted })
}

fn known(
    tx: &mut Tx<'_>,
    station: &str,
    device: &Device,
    seq: u64,
    line: &[u8],
) -> Result<bool, StoreError> {
    let rows = tx.query(
        "select bytes from journal where station_id = $1 and device = $2 and device_seq = $3
            and kind <> 'envelope'",
        &[
            station.into(),
            device.id.to_string().into(),
            i64::try_from(seq).unwrap_or(i64::MAX).into(),
        ],
    )?;
    let same = Hash::of(line);
    for row in &rows {
        if Hash::of(row.blob("bytes")?) == same {
            return Ok(true);
        }
    }
    Ok(false)
}

fn branch_row(
    tx: &mut Tx<'_>,
    station: &str,
    device: &Device,
    seq: u64,
    line: &[u8],
    bounds: Bounds,
) -> Result<JournalRow, DoorError> {
    let fact = Fact::from_bytes(line).ok().filter(|fact| fact.device == device.id);
    let fresh = match fact {
        Some(fact) if journal::fact(tx, station, fact.id.as_str())?.is_none() => Some(fact),
        _ => None,
    };
    let (kind, fact_id, ruling) = match fresh {
        Some(fact) => {
            let ruling = upload::ruling(tx, device, &fact, bounds, &Ahead::default())?;
            part::want(tx, station, device.id, [&fact])?;
            (RowKind::Branch, Some(fact.id.to_string()), ruling)
        }
        None => (RowKind::Branch, None, Ruling::with(Verdict::NotUnderstood, bounds.today)),
    };
    Ok(JournalRow {
        kind,
        device: device.id,
        device_seq: i64::try_from(seq).unwrap_or(i64::MAX),
        fact_id,
        arrived_ms: bounds.now_ms,
        bytes: line.to_vec(),
        ruling: ruling_bytes(&ruling),
    })
}
