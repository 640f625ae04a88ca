//! A station in memory: it keeps chains and answers, and rules nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_field::port::{Transport, TransportError};
use dianfei_wire::assignment::Assignment;
use dianfei_wire::chain::{Hash, PublicKey, Signature};
use dianfei_wire::digest::DayDigest;
use dianfei_wire::enrol::Invitation;
use dianfei_wire::frame::{self, Frame};
use dianfei_wire::upload::*;
use dianfei_wire::{DeviceId, Fact, PartHash, Verdict};
use p256::ecdsa::SigningKey;

mod assigned;

pub use assigned::{assignment, range};

/// 2026-03-10 10:00 in Beijing.
pub const MORNING_MS: i64 = 1_773_108_000_000;
pub const HOUR_MS: i64 = 3_600_000;

#[derive(Clone)]
pub struct Station {
    key: SigningKey,
    pub incarnation: u32,
    pub now_ms: i64,
    pub date: NaiveDate,
    pub protocol_oldest: Option<u16>,
    pub lines: Vec<Vec<u8>>,
    pub branch: Vec<Vec<u8>>,
    pub parts: BTreeMap<PartHash, Vec<u8>>,
    pub assignment: Option<Assignment>,
    pub frozen: bool,
    pub horizon_ms: Option<i64>,
    pub extra_in_digest: u64,
    phone: Option<PublicKey>,
}

pub fn key(fill: u8) -> SigningKey {
    SigningKey::from_slice(&[fill; 32]).expect("a key")
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

impl Station {
    pub fn new() -> Self {
        Self {
            key: key(9),
            incarnation: 1,
            now_ms: MORNING_MS,
            date: day("2026-03-10"),
            protocol_oldest: None,
            lines: Vec::new(),
            branch: Vec::new(),
            parts: BTreeMap::new(),
            assignment: Some(assignment()),
            frozen: false,
            horizon_ms: None,
            extra_in_digest: 0,
            phone: None,
        }
    }

    pub fn invitation(&self) -> String {
        let invitation = Invitation {
            address: "https://127.0.0.1:1".into(),
            backup_address: None,
            station: "S1".parse().expect("a station"),
            identity: PublicKey::of(&self.key),
            code: "code".into(),
        };
        invitation.to_text()
    }

    fn head_at(&self, seq: usize) -> Hash {
        let genesis = self.phone.as_ref().expect("a phone").genesis().expect("a head");
        self.lines.iter().take(seq).fold(genesis, |head, line| head.then(line))
    }

    fn held(&self) -> HeldHead {
        let seq = self.lines.len();
        HeldHead { seq: seq as u64, head: self.head_at(seq) }
    }

    fn wanted(&self) -> Vec<PartHash> {
        let named = self.facts().into_iter().flat_map(|fact| fact.body.parts());
        let whole = |hash: &PartHash| {
            self.parts.get(hash).is_some_and(|bytes| PartHash::of(bytes) == *hash)
        };
        named.filter(|hash| !whole(hash)).collect()
    }

    pub fn facts(&self) -> Vec<Fact> {
        self.lines.iter().map(|line| Fact::from_bytes(line).expect("a fact")).collect()
    }

    fn assignment_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.assignment).expect("json")
    }

    /// Gives the snapshot a new number, so that the phone asks for it.
    pub fn assign_anew(&mut self, change: impl FnOnce(&mut Assignment)) {
        let includes = self.lines.len() as u64;
        let assignment = self.assignment.as_mut().expect("an assignment");
        assignment.includes_seq = includes;
        change(assignment);
    }

    pub fn answer(&mut self, bytes: &[u8]) -> Vec<u8> {
        let frame = Frame::split(bytes).expect("a frame");
        let header: RequestHeader = frame.header().expect("a header");
        let (reply, body) = self.reply(&frame, &header);
        let header = ReplyHeader {
            protocol: 1,
            nonce: header.nonce,
            incarnation: self.incarnation,
            station_ms: self.now_ms,
            business_date: self.date,
            body: Hash::of(&body),
            reply,
        };
        frame::seal(&header, &body, |bytes| Ok::<_, ()>(Signature::sign(&self.key, bytes)))
            .expect("sealed")
    }

    fn reply(&mut self, frame: &Frame<'_>, header: &RequestHeader) -> (Reply, Vec<u8>) {
        if let Request::Enrol { code, key, .. } = &header.request {
            frame.verify(key, header.body).expect("signed");
            if code != "code" {
                let code = "wrong_enrolment_code".to_owned();
                return (Reply::Refused { code, protocol_oldest: None }, Vec::new());
            }
            self.phone = Some(key.clone());
            let person = "P7".parse().expect("a person");
            return (Reply::Enrolled { person, station_name: "青石供电所".into() }, Vec::new());
        }
        let phone = self.phone.clone().expect("an enrolled phone");
        assert_eq!(header.device, DeviceId(phone.genesis().expect("a head")));
        frame.verify(&phone, header.body).expect("signed by the phone");
        let delivers = matches!(header.request, Request::Hello { .. } | Request::Upload { .. });
        if self.protocol_oldest.is_some() && !delivers {
            let code = "protocol_too_old".to_owned();
            return (Reply::Refused { code, protocol_oldest: self.protocol_oldest }, Vec::new());
        }
        match &header.request {
            Request::Enrol { .. } => unreachable!("answered above"),
            Request::Hello { seq, head, nothing_unsent, .. } => {
                (self.hello(*seq, *head, *nothing_unsent), Vec::new())
            }
            Request::Upload { first, last, previous, head } => {
                let body = frame::unpack(frame.body).expect("packed");
                let lines: Vec<Vec<u8>> =
                    body.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
                assert_eq!(lines.len() as u64, last + 1 - first);
                let chained = lines.iter().fold(*previous, |head, line| head.then(line));
                assert_eq!(chained, *head);
                (self.upload(*first, *last, *previous, *head, lines), Vec::new())
            }
            Request::Part { part, length, offset, .. } => {
                let held = self.parts.entry(*part).or_default();
                if held.len() as u64 == *offset {
                    held.extend_from_slice(frame.body);
                }
                let now = held.len() as u64;
                assert!(now <= *length);
                (Reply::PartHeld { part: *part, length: now }, Vec::new())
            }
            Request::Assignment => (Reply::Assignment, frame::pack(&self.assignment_bytes())),
            Request::Rulings { after } => {
                let seqs = (after + 1)..=(self.lines.len() as u64);
                (Reply::Rulings { verdicts: verdicts(seqs) }, Vec::new())
            }
            Request::Digest(_) => {
                let mut digest = DayDigest::default();
                self.facts().iter().for_each(|fact| digest.count(fact));
                digest.readings += self.extra_in_digest;
                (Reply::Digest(digest), Vec::new())
            }
        }
    }

    fn hello(&mut self, seq: u64, head: Hash, nothing_unsent: bool) -> Reply {
        let held = self.held();
        self.frozen |= held.seq > seq || (held.seq == seq && held.head != head);
        if nothing_unsent && held.seq == seq && !self.frozen {
            self.horizon_ms = Some(self.now_ms);
        }
        let named = !self.frozen && self.assignment.is_some() && held.seq >= seq;
        let assignment = named.then(|| Hash::of(&self.assignment_bytes()));
        Reply::Hello {
            held,
            frozen: self.frozen,
            revoked: false,
            assignment,
            wanted: self.wanted(),
        }
    }

    fn upload(
        &mut self,
        first: u64,
        last: u64,
        previous: Hash,
        head: Hash,
        lines: Vec<Vec<u8>>,
    ) -> Reply {
        let held = self.held();
        if self.frozen || (first == held.seq + 1 && previous != held.head) {
            self.frozen = true;
            self.branch.extend(lines);
            let held = HeldHead { seq: last, head };
            return Reply::Acknowledged { held, verdicts: Vec::new(), wanted: Vec::new() };
        }
        if last <= held.seq {
            assert_eq!(self.head_at(last as usize), head, "a repeated batch is the same");
        } else if first == held.seq + 1 {
            self.lines.extend(lines);
        } else {
            return Reply::Rewind { held };
        }
        Reply::Acknowledged {
            held: self.held(),
            verdicts: verdicts(first..=last),
            wanted: self.wanted(),
        }
    }
}

fn verdicts(seqs: std::ops::RangeInclusive<u64>) -> Vec<SeqVerdict> {
    seqs.map(|seq| SeqVerdict { seq, verdict: Verdict::Applied }).collect()
}

/// What the network does to one exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request never arrives.
    LoseRequest,
    /// The station answers, and the answer is lost.
    LoseReply,
    /// The request arrives twice.
    Twice,
    /// A captive portal answers with a page of its own.
    Portal,
    /// The answer to the request before comes again.
    OldReply,
}

/// The station behind a network with faults.
pub struct Net {
    pub station: RefCell<Station>,
    pub faults: RefCell<Vec<Fault>>,
    pub requests: Cell<u32>,
    last_reply: RefCell<Vec<u8>>,
}

impl Net {
    pub fn new(station: Station) -> Self {
        Self {
            station: RefCell::new(station),
            faults: RefCell::default(),
            requests: Cell::new(0),
            last_reply: RefCell::default(),
        }
    }
}

impl Transport for Net {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.requests.set(self.requests.get() + 1);
        let lost = || TransportError::Broken { detail: "lost".into() };
        let fault = self.faults.borrow_mut().pop();
        if fault == Some(Fault::LoseRequest) {
            return Err(lost());
        }
        if fault == Some(Fault::Portal) {
            return Ok(b"<html>\n<body>welcome</body>\n</html>".to_vec());
        }
        let mut station = self.station.borrow_mut();
        let reply = station.answer(request);
        match fault {
            Some(Fault::LoseReply) => Err(lost()),
            Some(Fault::OldReply) => Ok(self.last_reply.borrow().clone()),
            Some(Fault::Twice) => Ok(station.answer(request)),
            _ => {
                self.last_reply.borrow_mut().clone_from(&reply);
                Ok(reply)
            }
        }
    }
}
