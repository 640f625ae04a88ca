//! Batches of facts: each one transaction and one acknowledgement.

use chrono::NaiveDate;
use dianfei_faults::{End, Mutant, is_dying, is_mutated};
use dianfei_wire::chain::Hash;
use dianfei_wire::fact::{FactBody, PeopleFact};
use dianfei_wire::frame::{self, Frame};
use dianfei_wire::upload::{BATCH_FACTS, HeldHead, Reply, SeqVerdict};
use dianfei_wire::{DeviceId, Fact, Ruling, Verdict};

use super::device::Device;
use super::{DoorError, branch, hello, part};
use crate::app::App;
use crate::chapter::Arrival;
use crate::chapters;
use crate::journal::{self, DeviceHead, Head, JournalRow, RowKind};
use crate::spine::{self, Draft, ruling_bytes};
use crate::store::{Reader, StoreError, Tx};

/// A batch as its envelope names it.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// The number of the first fact.
    pub first: u64,
    /// The number of the last fact.
    pub last: u64,
    /// The head before the first.
    pub previous: Hash,
    /// The head after the last.
    pub head: Hash,
    /// The signed frame that carries it.
    pub frame: &'a Frame<'a>,
}

/// Takes a batch: what follows the station's head is recorded, what was
/// recorded before is answered again, and what parts from it freezes the phone.
pub fn upload(
    app: &App,
    now_ms: i64,
    device: &Device,
    batch: &Batch<'_>,
) -> Result<Reply, DoorError> {
    let count = (batch.last + 1).saturating_sub(batch.first);
    if batch.first == 0 || count == 0 || count > BATCH_FACTS {
        return Err(DoorError::Refused { code: "wrong_batch_range" });
    }
    let held = hello::held(app, device)?;
    if device.frozen {
        return branch::keep(app, now_ms, device, batch);
    }
    if batch.last <= held.seq && !is_mutated(Mutant::NoDedup) {
        return repeated(app, device, batch, held, now_ms);
    }
    if batch.first != held.seq + 1 && !is_mutated(Mutant::NoDedup) {
        if !parts_before(batch, held)? || is_mutated(Mutant::NoForkCheck) {
            return Ok(Reply::Rewind { held });
        }
        hello::freeze(app, now_ms, device, batch.first)?;
        return branch::keep(app, now_ms, device, batch);
    }
    if batch.previous != held.head && !is_mutated(Mutant::NoForkCheck) {
        hello::freeze(app, now_ms, device, held.seq)?;
        return branch::keep(app, now_ms, device, batch);
    }
    let lines = lines(batch)?;
    if is_mutated(Mutant::AcknowledgeBeforeCommit) && is_dying(End::Station) {
        let held = HeldHead { seq: batch.last, head: batch.head };
        return Ok(Reply::Acknowledged { held, verdicts: Vec::new(), wanted: Vec::new() });
    }
    app.store.write(|tx| -> Result<(), DoorError> {
        let mut station_head = journal::take_head(tx, app.station.as_str())?;
        let known = journal::device_head(tx, app.station.as_str(), device.id)?;
        let seq = known.map_or(0, |known| u64::try_from(known.seq).unwrap_or_default());
        if seq + 1 != batch.first && !is_mutated(Mutant::NoDedup) {
            return Ok(()); // another request of the same phone was quicker
        }
        take(app, tx, &mut station_head, now_ms, device, known, batch, &lines)
    })?;
    // The phone keeps its facts and sends them again; a mirror that does not
    // follow stops no delivery.
    let _told = spine::follow_mirror(app);
    let held = hello::held(app, device)?;
    acknowledge(app, device, batch, held)
}

/// Whether a batch that begins before the station's head leads elsewhere: its
/// phone went on from an old image. One that leads to the head is only late.
fn parts_before(batch: &Batch<'_>, held: HeldHead) -> Result<bool, DoorError> {
    let Some(behind) = (held.seq + 1).checked_sub(batch.first) else { return Ok(false) };
    let lines = lines(batch)?;
    let known = lines.iter().zip(0..behind).map(|(line, _)| line);
    Ok(known.fold(batch.previous, |head, line| head.then(line)) != held.head)
}

/// The batch's facts as bytes, once their chain agrees with the envelope.
pub fn lines(batch: &Batch<'_>) -> Result<Vec<Vec<u8>>, DoorError> {
    let body = frame::unpack(batch.frame.body)?;
    let lines: Vec<Vec<u8>> = body.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let expected = usize::try_from((batch.last + 1).saturating_sub(batch.first)).unwrap_or(0);
    let head = lines.iter().fold(batch.previous, |head, line| head.then(line));
    if lines.len() != expected || head != batch.head {
        return Err(DoorError::Refused { code: "broken_chain" });
    }
    Ok(lines)
}

#[expect(clippy::too_many_arguments, reason = "one call site; the batch's whole context")]
fn take(
    app: &App,
    tx: &mut Tx<'_>,
    head: &mut Head,
    now_ms: i64,
    device: &Device,
    known: Option<DeviceHead>,
    batch: &Batch<'_>,
    lines: &[Vec<u8>],
) -> Result<(), DoorError> {
    let station = app.station.as_str();
    let today = app.business_date(now_ms);
    let since = known.map_or(today, |known| app.business_date(known.contact_ms));
    for (line, seq) in lines.iter().zip(batch.first..) {
        let row = rule(app, tx, device, line, seq, Bounds { since, today, now_ms })?;
        journal::append(tx, station, head, &row)?;
        journal::fold(tx, station, head.seq, &row)?;
        if row.kind == RowKind::Unread {
            tell_the_head(app, tx, head, now_ms, device, seq)?;
        }
    }
    let envelope = envelope_row(device.id, batch, now_ms);
    journal::append(tx, station, head, &envelope)?;
    journal::fold(tx, station, head.seq, &envelope)?;
    Ok(())
}

/// The header and signature under which a batch came, as a journal row.
pub fn envelope_row(device: DeviceId, batch: &Batch<'_>, now_ms: i64) -> JournalRow {
    let mut bytes = batch.frame.signature.as_str().as_bytes().to_vec();
    bytes.push(b'\n');
    bytes.extend_from_slice(batch.frame.header);
    JournalRow {
        kind: RowKind::Envelope,
        device,
        device_seq: i64::try_from(batch.last).unwrap_or(i64::MAX),
        fact_id: None,
        arrived_ms: now_ms,
        bytes,
        ruling: Vec::new(),
    }
}

/// Between which days a phone's business date is believed.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The day of the phone's previous contact.
    pub since: NaiveDate,
    /// The day of the arrival.
    pub today: NaiveDate,
    /// The instant of the arrival, UTC milliseconds.
    pub now_ms: i64,
}

fn rule(
    app: &App,
    tx: &mut Tx<'_>,
    device: &Device,
    line: &[u8],
    seq: u64,
    bounds: Bounds,
) -> Result<JournalRow, DoorError> {
    let understood = Fact::from_bytes(line)
        .ok()
        .filter(|fact| fact.device == device.id && fact.seq == seq && fact.station == app.station);
    let row = |kind, fact_id, ruling: &Ruling| JournalRow {
        kind,
        device: device.id,
        device_seq: i64::try_from(seq).unwrap_or(i64::MAX),
        fact_id,
        arrived_ms: bounds.now_ms,
        bytes: line.to_vec(),
        ruling: ruling_bytes(ruling),
    };
    let Some(fact) = understood else {
        let ruling = Ruling::with(Verdict::NotUnderstood, bounds.today);
        return Ok(row(RowKind::Unread, None, &ruling));
    };
    if journal::fact(tx, app.station.as_str(), fact.id.as_str())?.is_some() {
        let ruling = Ruling::with(Verdict::NotUnderstood, bounds.today);
        return Ok(row(RowKind::Unread, None, &ruling));
    }
    let ruling = ruling(tx, device, &fact, bounds)?;
    part::want(tx, app.station.as_str(), &fact)?;
    Ok(row(RowKind::Fact, Some(fact.id.to_string()), &ruling))
}

/// The first chapter that owns the fact rules on it.
pub fn ruling(
    tx: &mut Tx<'_>,
    device: &Device,
    fact: &Fact,
    bounds: Bounds,
) -> Result<Ruling, DoorError> {
    let business_date = fact.business_date.clamp(bounds.since.min(bounds.today), bounds.today);
    let arrival = Arrival {
        fact,
        now_ms: bounds.now_ms,
        today: bounds.today,
        business_date,
        distrusted: device.revoked || device.frozen || fact.person != device.person,
    };
    let mut ruled = None;
    for chapter in chapters::ALL {
        ruled = (chapter.accept)(tx, &arrival)?;
        if ruled.is_some() {
            break;
        }
    }
    let mut ruling =
        ruled.unwrap_or_else(|| Ruling::disputed("not_a_phones_fact", None, arrival.business_date));
    if business_date != fact.business_date {
        let figures = [
            ("phone".to_owned(), fact.business_date.to_string()),
            ("booked".to_owned(), business_date.to_string()),
        ];
        ruling.flags.push(dianfei_wire::ruling::Flag {
            code: "business_date_moved".to_owned(),
            figures: figures.into_iter().collect(),
        });
    }
    Ok(ruling)
}

fn tell_the_head(
    app: &App,
    tx: &mut Tx<'_>,
    head: &mut Head,
    now_ms: i64,
    device: &Device,
    seq: u64,
) -> Result<(), DoorError> {
    let moment = spine::moment(app, now_ms);
    let body = FactBody::People(PeopleFact::BytesNotUnderstood { device: device.id, seq });
    let draft = Draft::new(&moment, body);
    spine::record(app, tx, head, &device.person, &moment, vec![draft])?;
    Ok(())
}

/// The same batch again: recognised by its envelope, before decoding.
fn repeated(
    app: &App,
    device: &Device,
    batch: &Batch<'_>,
    held: HeldHead,
    now_ms: i64,
) -> Result<Reply, DoorError> {
    let same = app.store.read(|store| head_at(store, app, device.id, batch.last))?;
    if same == Some(batch.head) || is_mutated(Mutant::NoForkCheck) {
        return acknowledge(app, device, batch, held);
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

fn acknowledge(
    app: &App,
    device: &Device,
    batch: &Batch<'_>,
    held: HeldHead,
) -> Result<Reply, DoorError> {
    let verdicts = verdicts(app, device, batch.first.saturating_sub(1), batch.last)?;
    let wanted = app.store.read(|store| part::wanted(store, app.station.as_str(), device.id))?;
    Ok(Reply::Acknowledged { held, verdicts, wanted })
}

/// The rulings on a phone's facts after a number.
pub fn rulings(app: &App, device: &Device, after: u64) -> Result<Reply, DoorError> {
    let verdicts = verdicts(app, device, after, after.saturating_add(BATCH_FACTS))?;
    Ok(Reply::Rulings { verdicts })
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
        let ruling: Ruling = serde_json::from_slice(row.blob("ruling")?)
            .map_err(|error| StoreError::broken("journal ruling", error))?;
        let seq = u64::try_from(row.int("device_seq")?).unwrap_or_default();
        Ok(SeqVerdict { seq, verdict: ruling.verdict })
    };
    Ok(rows.iter().map(decode).collect::<Result<_, _>>()?)
}
