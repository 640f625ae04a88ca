//! The bytes of requests, and what a reply must be to count.

use dianfei_wire::PartHash;
use dianfei_wire::chain::{Hash, PublicKey};
use dianfei_wire::digest::DayDigest;
use dianfei_wire::frame::{self, Frame};
use dianfei_wire::upload::{BATCH_FACTS, PART_CHUNK_BYTES, ReplyHeader, Request, RequestHeader};
use dianfei_wire::version::PROTOCOL;

use super::Sent;
use crate::error::FieldError;
use crate::field::Field;
use crate::port::SignerError;
use crate::store::device::Device;
use crate::store::{journal, part};

/// The next batch of facts that the station has not acknowledged.
pub(super) fn batch(
    field: &Field,
    device: &Device,
) -> Result<Option<(Request, Vec<u8>, Sent)>, FieldError> {
    let genesis = device.genesis()?;
    let (previous, entries) = field.store.read(|tx| {
        let previous = journal::head_at(tx, genesis, device.acknowledged)?;
        Ok((previous, journal::entries(tx, device.acknowledged, BATCH_FACTS)?))
    })?;
    let previous = previous.ok_or_else(|| FieldError::corrupt("journal before the last head"))?;
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(None) };
    let lines: Vec<&[u8]> = entries.iter().map(|entry| entry.bytes.as_slice()).collect();
    let body = frame::pack(&lines.join(&b'\n'));
    let request = Request::Upload { first: first.seq, last: last.seq, previous, head: last.head };
    Ok(Some((request, body, Sent::Upload { last: last.seq })))
}

/// The next stretch of a part of an acknowledged fact.
pub(super) fn stretch(
    field: &Field,
    device: &Device,
    after: Option<(u64, PartHash)>,
) -> Result<Option<(Request, Vec<u8>, Sent)>, FieldError> {
    let next = field.store.read(|tx| part::next_unsent(tx, device.acknowledged, after))?;
    let Some(next) = next else { return Ok(None) };
    let length = u64::try_from(next.bytes.len()).map_err(FieldError::corrupt)?;
    let start = usize::try_from(next.held_bytes).map_err(FieldError::corrupt)?;
    let body: Vec<u8> = next.bytes.iter().skip(start).take(PART_CHUNK_BYTES).copied().collect();
    let (part, kind, offset) = (next.hash, next.kind, next.held_bytes);
    let request = Request::Part { part, kind, length, offset };
    Ok(Some((request, body, Sent::Part { part, seq: next.seq, length, offset })))
}

/// What this phone counts of what the station has acknowledged and understood.
pub(super) fn digest(
    tx: &rusqlite::Connection,
    acknowledged: u64,
) -> Result<DayDigest, FieldError> {
    let mut digest = DayDigest::default();
    let mut done = 0;
    loop {
        let batch = journal::entries(tx, done, BATCH_FACTS)?;
        let Some(last) = batch.last() else { return Ok(digest) };
        done = last.seq;
        for entry in batch.iter().filter(|entry| entry.seq <= acknowledged) {
            if entry.verdict != Some(dianfei_wire::Verdict::NotUnderstood) {
                digest.count(&entry.fact()?);
            }
        }
    }
}

pub(super) fn seal(
    field: &Field,
    device: &Device,
    nonce: &str,
    request: Request,
    body: &[u8],
) -> Result<Vec<u8>, FieldError> {
    let header = RequestHeader {
        protocol: PROTOCOL,
        station: device.station.clone(),
        device: device.id()?,
        incarnation: device.incarnation,
        nonce: nonce.to_owned(),
        body: Hash::of(body),
        request,
    };
    let sealed: Result<Vec<u8>, SignerError> =
        frame::seal(&header, body, |bytes| field.ports.signer.sign(bytes));
    Ok(sealed?)
}

/// The reply, once it is the station's own and for this very request. A captive
/// portal's page, an old reply or another station's is none of it.
pub(super) fn open(
    identity: &PublicKey,
    nonce: &str,
    bytes: &[u8],
) -> Result<(ReplyHeader, Vec<u8>), FieldError> {
    let reply = || -> Option<(ReplyHeader, Vec<u8>)> {
        let frame = Frame::split(bytes).ok()?;
        let header: ReplyHeader = frame.header().ok()?;
        frame.verify(identity, header.body).ok()?;
        (header.nonce == nonce).then(|| (header, frame.body.to_vec()))
    };
    reply().ok_or(FieldError::NotTheStation)
}
