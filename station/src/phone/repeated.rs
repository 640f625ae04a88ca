//! What the station holds already: batches that come again, and its rulings.

use dianfei_faults::{Mutant, is_mutated};
use dianfei_wire::chain::Hash;
use dianfei_wire::upload::{BATCH_FACTS, HeldHead, Reply, Request, RequestHeader, SeqVerdict};
use dianfei_wire::{DeviceId, Verdict};
use serde::Deserialize;

use super::device::Device;
use super::upload::Batch;
use super::{DoorError, branch, hello, part};
use crate::app::App;
use crate::store::{Reader, StoreError};

/// The same batch again: recognised by its envelope, before decoding.
pub(super) fn repeated(
    app: &App,
    device: &Device,
    batch: &Batch<'_>,
    held: HeldHead,
    now_ms: i64,
) -> Result<Reply, DoorError> {
    let same = if batch.last == held.seq {
        Some(held.head)
    } else {
        app.store.read(|store| head_at(store, app, device.id, batch.last))?
    };
    if same == Some(batch.head) || is_mutated(Mutant::NoForkCheck) {
        return acknowledge(app, device, held, verdicts_of(app, device, batch)?);
    }
    hello::freeze(app, now_ms, device, batch.last)?;
    branch::keep(app, now_ms, device, batch)
}

/// The head of the phone's chain at one of its numbers: from the envelope that
/// ended there, else by walking the chain.
fn head_at(
    store: &mut Reader<'_>,
    app: &App,
    device: DeviceId,
    seq: u64,
) -> Result<Option<Hash>, StoreError> {
    if let Some(head) = head_of_envelope(store, app, device, seq)? {
        return Ok(Some(head));
    }
    let rows = store.query(
        "select bytes from journal where station_id = $1 and device = $2 and device_seq <= $3
            and kind in ('fact', 'unread') order by device_seq",
        &[
            app.station.as_str().into(),
            device.to_string().into(),
            i64::try_from(seq).unwrap_or(i64::MAX).into(),
        ],
    )?;
    if u64::try_from(rows.len()).ok() != Some(seq) {
        return Ok(None);
    }
    rows.iter().try_fold(device.0, |head, row| Ok(head.then(row.blob("bytes")?))).map(Some)
}

/// The head that the envelope names which ended at one of the phone's numbers;
/// absent where none ended there. Envelopes of a second branch are not met here: its
/// phone is frozen, and what comes from it is kept as a branch.
fn head_of_envelope(
    store: &mut Reader<'_>,
    app: &App,
    device: DeviceId,
    seq: u64,
) -> Result<Option<Hash>, StoreError> {
    let row = store.query_opt(
        "select bytes from journal where station_id = $1 and device = $2 and device_seq = $3
            and kind = 'envelope' order by seq limit 1",
        &[
            app.station.as_str().into(),
            device.to_string().into(),
            i64::try_from(seq).unwrap_or(i64::MAX).into(),
        ],
    )?;
    let Some(row) = row else { return Ok(None) };
    let bytes = row.blob("bytes")?;
    let header = bytes.splitn(2, |byte| *byte == b'\n').nth(1).unwrap_or_default();
    let header: RequestHeader = serde_json::from_slice(header)
        .map_err(|error| StoreError::broken("journal envelope", error))?;
    Ok(match header.request {
        Request::Upload { head, .. } => Some(head),
        _other => None,
    })
}

/// The acknowledgement, with what the phone's facts are told and the parts that lack.
pub(super) fn acknowledge(
    app: &App,
    device: &Device,
    held: HeldHead,
    verdicts: Vec<SeqVerdict>,
) -> Result<Reply, DoorError> {
    let wanted = app.store.read(|store| part::wanted(store, app.station.as_str(), device.id))?;
    Ok(Reply::Acknowledged { held, verdicts, wanted })
}

/// The rulings on a phone's facts after a number.
pub fn rulings(app: &App, device: &Device, after: u64) -> Result<Reply, DoorError> {
    let verdicts = verdicts(app, device, after, after.saturating_add(BATCH_FACTS))?;
    Ok(Reply::Rulings { verdicts })
}

/// What the facts of a batch were told.
pub(super) fn verdicts_of(
    app: &App,
    device: &Device,
    batch: &Batch<'_>,
) -> Result<Vec<SeqVerdict>, DoorError> {
    verdicts(app, device, batch.first.saturating_sub(1), batch.last)
}

/// A ruling as far as the phone is told it in an acknowledgement.
#[derive(Deserialize)]
struct Told {
    verdict: Verdict,
}

fn verdicts(
    app: &App,
    device: &Device,
    after: u64,
    last: u64,
) -> Result<Vec<SeqVerdict>, DoorError> {
    let bound = |seq: u64| i64::try_from(seq).unwrap_or(i64::MAX);
    let rows = app.store.read(|store| {
        store.query(
            "select device_seq, ruling from journal where station_id = $1 and device = $2
                and device_seq > $3 and device_seq <= $4 and kind in ('fact', 'unread')
             order by device_seq",
            &[
                app.station.as_str().into(),
                device.id.to_string().into(),
                bound(after).into(),
                bound(last).into(),
            ],
        )
    })?;
    let decode = |row: &crate::store::Row| -> Result<SeqVerdict, StoreError> {
        let ruling: Told = serde_json::from_slice(row.blob("ruling")?)
            .map_err(|error| StoreError::broken("journal ruling", error))?;
        let seq = u64::try_from(row.int("device_seq")?).unwrap_or_default();
        Ok(SeqVerdict { seq, verdict: ruling.verdict })
    };
    Ok(rows.iter().map(decode).collect::<Result<_, _>>()?)
}
