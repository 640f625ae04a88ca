//! Batches of facts: each one transaction and one acknowledgement.

use chrono::NaiveDate;
use dianfei_faults::{End, Mutant, is_dying, is_mutated};
use dianfei_wire::chain::Hash;
use dianfei_wire::fact::{FactBody, PeopleFact};
use dianfei_wire::frame::{self, Frame};
use dianfei_wire::upload::{BATCH_FACTS, HeldHead, Reply, SeqVerdict};
use dianfei_wire::{DeviceId, Fact, Ruling, Verdict};

use super::device::Device;
use super::repeated::{acknowledge, repeated, verdicts_of};
use super::{DoorError, branch, hello, part};
use crate::app::App;
use crate::chapter::{Ahead, Arrival, Entry};
use crate::chapters;
use crate::journal::{self, Head, JournalRow, RowKind};
use crate::spine::{self, Draft, ruling_bytes};
use crate::store::{StoreError, Tx};

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
    let facts = facts(app, device, batch, &lines);
    let taken = app.store.write(|tx| -> Result<_, DoorError> {
        let station_head = journal::take_head(tx, app.station.as_str())?;
        let known = journal::device_head(tx, app.station.as_str(), device.id)?;
        let seq = known.map_or(0, |known| u64::try_from(known.seq).unwrap_or_default());
        if seq + 1 != batch.first && !is_mutated(Mutant::NoDedup) {
            return Ok(None); // another request of the same phone was quicker
        }
        let today = app.business_date(now_ms);
        let since = known.map_or(today, |known| app.business_date(known.contact_ms));
        let bounds = Bounds { since, today, now_ms };
        take(app, tx, station_head, device, batch, &lines, facts, bounds).map(Some)
    })?;
    // The phone keeps its facts and sends them again; a mirror that does not
    // follow stops no delivery.
    let _told = spine::follow_mirror(app);
    let held = hello::held(app, device)?;
    match taken {
        Some(verdicts) => acknowledge(app, device, held, verdicts),
        None => acknowledge(app, device, held, verdicts_of(app, device, batch)?),
    }
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

/// The batch's facts, decoded before the station's writers wait for it; absent in
/// the place of bytes that are no fact of this phone under this number.
fn facts(app: &App, device: &Device, batch: &Batch<'_>, lines: &[Vec<u8>]) -> Vec<Option<Fact>> {
    let is_own = |fact: &Fact, seq| {
        fact.device == device.id && fact.seq == seq && fact.station == app.station
    };
    let decode =
        |(line, seq): (&Vec<u8>, u64)| Fact::from_bytes(line).ok().filter(|fact| is_own(fact, seq));
    lines.iter().zip(batch.first..).map(decode).collect()
}

#[expect(clippy::too_many_arguments, reason = "one call site; the batch's whole context")]
fn take(
    app: &App,
    tx: &mut Tx<'_>,
    mut head: Head,
    device: &Device,
    batch: &Batch<'_>,
    lines: &[Vec<u8>],
    mut facts: Vec<Option<Fact>>,
    bounds: Bounds,
) -> Result<Vec<SeqVerdict>, DoorError> {
    let station = app.station.as_str();
    drop_known(tx, station, &mut facts)?;
    part::want(tx, station, device.id, facts.iter().flatten())?;
    let known: Vec<&Fact> = facts.iter().flatten().collect();
    let mut ahead = chapters::foresee(tx, &app.station, &known)?;
    let mut verdicts = Vec::with_capacity(lines.len());
    for ((line, fact), seq) in lines.iter().zip(&facts).zip(batch.first..) {
        let ruling = match fact {
            Some(fact) => ruling(tx, device, fact, bounds, &ahead)?,
            None => Ruling::with(Verdict::NotUnderstood, bounds.today),
        };
        let row = JournalRow {
            kind: if fact.is_some() { RowKind::Fact } else { RowKind::Unread },
            device: device.id,
            device_seq: i64::try_from(seq).unwrap_or(i64::MAX),
            fact_id: fact.as_ref().map(|fact| fact.id.to_string()),
            arrived_ms: bounds.now_ms,
            bytes: line.clone(),
            ruling: ruling_bytes(&ruling),
        };
        journal::append_row(tx, station, &mut head, &row)?;
        if let Some(fact) = fact {
            let (seq, arrived_ms) = (head.seq, bounds.now_ms);
            journal::fold_entry(tx, &Entry { seq, arrived_ms, fact, ruling: &ruling })?;
            ahead.forget(fact);
        } else {
            tell_the_head(app, tx, &mut head, bounds.now_ms, device, seq)?;
        }
        verdicts.push(SeqVerdict { seq, verdict: ruling.verdict });
    }
    let envelope = envelope_row(device.id, batch, bounds.now_ms);
    journal::append(tx, station, &mut head, &envelope)?;
    journal::put_device_head(tx, station, &envelope, batch.head)?;
    journal::fold(tx, station, head.seq, &envelope)?;
    Ok(verdicts)
}

/// Leaves out facts whose number is recorded already or stands in the batch twice.
fn drop_known(
    tx: &mut Tx<'_>,
    station: &str,
    facts: &mut [Option<Fact>],
) -> Result<(), StoreError> {
    let ids: Vec<&str> = facts.iter().flatten().map(|fact| fact.id.as_str()).collect();
    let mut known = journal::known(tx, station, &ids)?;
    for place in facts {
        if place.as_ref().is_some_and(|fact| !known.insert(fact.id.to_string())) {
            *place = None;
        }
    }
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

/// The first chapter that owns the fact rules on it.
pub fn ruling(
    tx: &mut Tx<'_>,
    device: &Device,
    fact: &Fact,
    bounds: Bounds,
    ahead: &Ahead,
) -> Result<Ruling, DoorError> {
    let business_date = fact.business_date.clamp(bounds.since.min(bounds.today), bounds.today);
    let arrival = Arrival {
        fact,
        now_ms: bounds.now_ms,
        today: bounds.today,
        business_date,
        distrusted: device.revoked || device.frozen || fact.person != device.person,
        ahead,
    };
    let mut ruled = None;
    for chapter in chapters::ALL.iter().filter(|_| fact.body.is_phones()) {
        ruled = (chapter.accept)(tx, &arrival)?;
        if ruled.is_some() {
            break;
        }
    }
    let mut ruling =
        ruled.unwrap_or_else(|| Ruling::disputed(journal::NOT_A_PHONES_FACT, None, business_date));
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
