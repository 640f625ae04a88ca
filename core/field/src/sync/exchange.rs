//! The exchange with the station as a step machine: it makes the bytes of the
//! next request and takes the bytes of its reply. What carries them is no
//! concern of its, so that a simulator can run it.
//!
//! Head exchange → batches → parts → rulings → head exchange with nothing unsent
//! → assignment → the count at the end.

use dianfei_faults::{Mutant, is_mutated};
use dianfei_wire::PartHash;
use dianfei_wire::chain::Hash;
use dianfei_wire::digest::DayDigest;
use dianfei_wire::frame;
use dianfei_wire::upload::{HeldHead, Reply, ReplyHeader, Request, SeqVerdict};

use super::assignment;
use crate::business_date::Contact;
use crate::error::FieldError;
use crate::field::Field;
use crate::port::Transport;
use crate::store::device::{self, Device};
use crate::store::{journal, part};

mod enrol;
mod frames;
mod heads;
mod report;

use frames::{batch, digest, open, seal, stretch};

pub use enrol::{Enrolled, Enrolment};
pub use report::{DigestCheck, SyncReport};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Hello,
    Upload,
    Parts,
    Rulings,
    LastHello,
    Assignment,
    Digest,
    Done,
}

#[derive(Debug, Clone)]
enum Sent {
    Hello { nothing_unsent: bool, seq: u64 },
    Upload { last: u64 },
    Part { part: PartHash, seq: u64, length: u64, offset: u64 },
    Rulings { after: u64 },
    Assignment,
    Digest(DayDigest),
}

/// How often a sync may begin again or come no further before it gives up.
const MOST_STALLS: u32 = 4;

/// One sync under way.
#[derive(Debug)]
pub struct Exchange {
    stage: Stage,
    waiting: Option<(String, Sent)>,
    report: SyncReport,
    offered: Option<Hash>,
    /// Whether the station named no assignment, for it had to get facts first.
    unnamed: bool,
    delivered: bool,
    refused_part: Option<(u64, PartHash)>,
    /// How many facts the station says that it holds, where they are more.
    heard: Option<u64>,
    stalls: u32,
}

impl Exchange {
    fn new() -> Self {
        Self {
            stage: Stage::Hello,
            waiting: None,
            report: SyncReport::default(),
            offered: None,
            unnamed: false,
            delivered: false,
            refused_part: None,
            heard: None,
            stalls: 0,
        }
    }

    /// What the sync has come to so far.
    #[must_use]
    pub const fn report(&self) -> &SyncReport {
        &self.report
    }

    /// The bytes of the next request; absent once the sync is at its end. Asked
    /// again before a reply came, it makes the request anew.
    pub fn next_request(&mut self, field: &Field) -> Result<Option<Vec<u8>>, FieldError> {
        let device = field.store.read(device::get)?;
        if is_mutated(Mutant::NoHeartbeat) && !has_unsent(field, &device)? {
            self.stage = Stage::Done;
        }
        while self.stage != Stage::Done {
            let Some((request, body, sent)) = self.prepare(field, &device)? else {
                self.stage = self.following();
                continue;
            };
            if is_mutated(Mutant::DropOnSend)
                && let Sent::Upload { last } = sent
            {
                field.store.write(|tx| device::set_acknowledged(tx, last))?;
            }
            let nonce = field.ports.ids.nonce();
            let bytes = seal(field, &device, &nonce, request, &body)?;
            self.waiting = Some((nonce, sent));
            return Ok(Some(bytes));
        }
        Ok(None)
    }

    /// Takes the reply. Bytes that the station did not sign for the request that
    /// is waited for change nothing.
    pub fn on_reply(&mut self, field: &Field, bytes: &[u8]) -> Result<(), FieldError> {
        let device = field.store.read(device::get)?;
        let (nonce, sent) = self.waiting.clone().ok_or(FieldError::NotTheStation)?;
        let (header, body) = open(&device.identity, &nonce, bytes)?;
        self.waiting = None;
        let restarted = device.incarnation.is_some_and(|known| known != header.incarnation);
        if restarted && !matches!(sent, Sent::Hello { .. }) {
            self.stage = Stage::Hello;
            return self.stall();
        }
        self.answered(field, &device, sent, header, &body)
    }

    /// Takes what the station answered to what was sent.
    fn answered(
        &mut self,
        field: &Field,
        device: &Device,
        sent: Sent,
        header: ReplyHeader,
        body: &[u8],
    ) -> Result<(), FieldError> {
        match (sent, header.reply) {
            (Sent::Hello { nothing_unsent, seq }, reply @ Reply::Hello { .. }) => {
                let contact = Contact {
                    date: header.business_date,
                    station_ms: header.station_ms,
                    clocks: field.now(),
                };
                let met = heads::Met { contact, incarnation: header.incarnation };
                self.greeted(field, reply, met, (nothing_unsent, seq))
            }
            (Sent::Upload { last }, Reply::Acknowledged { held, verdicts, wanted }) => {
                self.acknowledged(field, device, last, held, &verdicts, &wanted)
            }
            (Sent::Upload { .. }, Reply::Rewind { held }) => {
                self.meet(field, held)?;
                self.stall()
            }
            (
                Sent::Part { part, length, offset, .. },
                Reply::PartHeld { part: held, length: now },
            ) if held == part => {
                field.store.write(|tx| part::set_held(tx, part, now))?;
                if now >= length {
                    self.report.sent_parts += 1;
                } else if now <= offset {
                    return self.stall();
                }
                Ok(())
            }
            (Sent::Rulings { after }, Reply::Rulings { verdicts }) => {
                self.ruled(field, after, &verdicts)
            }
            (Sent::Assignment, Reply::Assignment) => self.assigned(field, body),
            (Sent::Digest(ours), Reply::Digest(theirs)) => {
                self.report.digest = Some(DigestCheck { ours, theirs });
                self.stage = Stage::Done;
                Ok(())
            }
            (sent, Reply::Refused { code, protocol_oldest }) => {
                self.refused(&sent, code, protocol_oldest)
            }
            _ => Err(FieldError::NotTheStation),
        }
    }

    /// The station answered the head exchange of a phone with `seq` facts.
    fn greeted(
        &mut self,
        field: &Field,
        reply: Reply,
        met: heads::Met,
        (nothing_unsent, seq): (bool, u64),
    ) -> Result<(), FieldError> {
        let Reply::Hello { held, frozen, revoked, assignment, wanted } = reply else {
            return Err(FieldError::NotTheStation);
        };
        self.offered = assignment;
        self.unnamed = assignment.is_none() && held.seq < seq && !frozen && !revoked;
        let is_news = self.heard.is_none();
        self.heard = (held.seq > seq).then_some(held.seq);
        let horizon = nothing_unsent && held.seq == seq;
        self.hello(field, &heads::Standing { held, frozen, revoked, wanted }, met, horizon)?;
        // Only a phone that says what it has heard is known to have gone back.
        if is_news && self.heard.is_some() && self.report.frozen {
            self.stage = Stage::Hello;
        }
        Ok(())
    }

    fn following(&self) -> Stage {
        let reduced = self.report.frozen || self.report.protocol_oldest.is_some();
        match self.stage {
            Stage::Hello => Stage::Upload,
            Stage::Upload => Stage::Parts,
            Stage::Parts if reduced => Stage::Done,
            Stage::Parts => Stage::Rulings,
            Stage::Rulings => Stage::LastHello,
            Stage::LastHello => Stage::Assignment,
            Stage::Assignment => Stage::Digest,
            Stage::Digest | Stage::Done => Stage::Done,
        }
    }

    /// The request of this stage; absent where it has nothing left to ask.
    fn prepare(
        &self,
        field: &Field,
        device: &Device,
    ) -> Result<Option<(Request, Vec<u8>, Sent)>, FieldError> {
        let bare = |request: Request, sent: Sent| Some((request, Vec::new(), sent));
        match self.stage {
            Stage::Hello => self.greet(field, device).map(Some),
            Stage::LastHello if self.delivered => self.greet(field, device).map(Some),
            Stage::LastHello | Stage::Done => Ok(None),
            Stage::Upload => batch(field, device),
            Stage::Parts if self.report.protocol_oldest.is_some() => Ok(None),
            Stage::Parts => stretch(field, device, self.refused_part),
            Stage::Rulings => {
                let after =
                    field.store.read(|tx| journal::verdicts_known_to(tx, device.acknowledged))?;
                Ok(after
                    .and_then(|after| bare(Request::Rulings { after }, Sent::Rulings { after })))
            }
            Stage::Assignment => Ok(self
                .wants_assignment(field)?
                .then(|| (Request::Assignment, Vec::new(), Sent::Assignment))),
            Stage::Digest => {
                let ours = field.store.read(|tx| digest(tx, device.acknowledged))?;
                Ok(bare(Request::Digest(ours), Sent::Digest(ours)))
            }
        }
    }

    fn greet(
        &self,
        field: &Field,
        device: &Device,
    ) -> Result<(Request, Vec<u8>, Sent), FieldError> {
        let genesis = device.genesis()?;
        let (head, assignment) = field
            .store
            .read(|tx| Ok((journal::head(tx, genesis)?, assignment::installed_hash(tx)?)))?;
        let nothing_unsent = device.acknowledged == head.seq;
        let request = Request::Hello {
            seq: head.seq,
            head: head.hash,
            acknowledged: device.acknowledged,
            nothing_unsent,
            assignment,
            heard: self.heard,
        };
        Ok((request, Vec::new(), Sent::Hello { nothing_unsent, seq: head.seq }))
    }

    fn acknowledged(
        &mut self,
        field: &Field,
        device: &Device,
        last: u64,
        held: HeldHead,
        verdicts: &[SeqVerdict],
        wanted: &[PartHash],
    ) -> Result<(), FieldError> {
        let genesis = device.genesis()?;
        let agreed = field.store.write(|tx| {
            if journal::head_at(tx, genesis, held.seq)? != Some(held.head) {
                device::set_standing(tx, true, device.revoked)?;
                return Ok(false);
            }
            device::set_acknowledged(tx, held.seq.max(device.acknowledged))?;
            journal::set_verdicts(tx, verdicts)?;
            part::want(tx, wanted)?;
            Ok(true)
        })?;
        self.note(verdicts);
        self.delivered = true;
        if !agreed {
            self.report.frozen = true;
            return self.stall();
        }
        self.report.sent_facts += held.seq.saturating_sub(device.acknowledged);
        if held.seq <= device.acknowledged || held.seq < last { self.stall() } else { Ok(()) }
    }

    fn ruled(
        &mut self,
        field: &Field,
        after: u64,
        verdicts: &[SeqVerdict],
    ) -> Result<(), FieldError> {
        field.store.write(|tx| journal::set_verdicts(tx, verdicts))?;
        self.note(verdicts);
        // A station that has no ruling on a fact it holds is asked again next time.
        if !verdicts.iter().any(|ruled| ruled.seq == after + 1) {
            self.stage = self.following();
        }
        Ok(())
    }

    fn note(&mut self, verdicts: &[SeqVerdict]) {
        let disputed = verdicts
            .iter()
            .filter(|ruled| matches!(ruled.verdict, dianfei_wire::Verdict::Disputed { .. }));
        self.report.disputed += u64::try_from(disputed.count()).unwrap_or_default();
    }

    fn assigned(&mut self, field: &Field, body: &[u8]) -> Result<(), FieldError> {
        let bytes = frame::unpack_at_most(body, frame::ASSIGNMENT_LIMIT_BYTES)
            .map_err(|_damaged| FieldError::NotTheStation)?;
        field.store.write(|tx| assignment::install(tx, &bytes))?;
        self.report.assigned = true;
        Ok(())
    }

    fn refused(
        &mut self,
        sent: &Sent,
        code: String,
        protocol_oldest: Option<u16>,
    ) -> Result<(), FieldError> {
        if let Some(oldest) = protocol_oldest {
            // An old programme is told so, and still hands over what it has.
            self.report.protocol_oldest = Some(oldest);
            if matches!(sent, Sent::Upload { .. }) {
                return Err(FieldError::ProtocolTooOld { oldest });
            }
            self.stage = self.following();
            return Ok(());
        }
        match sent {
            Sent::Part { part, seq, .. } => {
                self.refused_part = Some((*seq, *part));
                self.report.refused_parts += 1;
                Ok(())
            }
            Sent::Hello { .. }
            | Sent::Upload { .. }
            | Sent::Rulings { .. }
            | Sent::Assignment
            | Sent::Digest(_) => Err(FieldError::StationRefused { code }),
        }
    }

    /// Coming no further is allowed a few times: replies can be lost, stations restored.
    fn stall(&mut self) -> Result<(), FieldError> {
        self.stalls += 1;
        if self.stalls > MOST_STALLS {
            return Err(FieldError::StationRefused { code: "no_progress".to_owned() });
        }
        Ok(())
    }
}

fn has_unsent(field: &Field, device: &Device) -> Result<bool, FieldError> {
    field.store.read(|tx| Ok(journal::unsent(tx, device.acknowledged)?.0 > 0))
}

impl Field {
    /// Begins a sync that the caller carries step by step.
    #[must_use]
    pub fn begin_sync(&self) -> Exchange {
        Exchange::new()
    }

    /// Meets the station over `transport` until there is nothing left to say.
    pub fn sync(&self, transport: &dyn Transport) -> Result<SyncReport, FieldError> {
        let _running = self.syncing.try_lock().map_err(|_running| FieldError::Busy)?;
        let mut exchange = self.begin_sync();
        while let Some(request) = exchange.next_request(self)? {
            let reply = transport.exchange(&request)?;
            exchange.on_reply(self, &reply)?;
        }
        Ok(exchange.report)
    }
}
