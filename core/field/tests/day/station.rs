//! A station in memory: it keeps chains and answers, and rules nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_field::port::{Transport, TransportError};
use dianfei_rules::money::Fen;
use dianfei_wire::assignment::*;
use dianfei_wire::chain::{Hash, PublicKey, Signature};
use dianfei_wire::digest::DayDigest;
use dianfei_wire::enrol::Invitation;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::TicketRange;
use dianfei_wire::frame::{self, Frame};
use dianfei_wire::upload::*;
use dianfei_wire::{DeviceId, Fact, PartHash, Verdict};
use p256::ecdsa::SigningKey;

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
        let assignment =
            (!self.frozen && self.assignment.is_some()).then(|| Hash::of(&self.assignment_bytes()));
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

fn account(no: &str, name: &str) -> AssignedAccount {
    AssignedAccount {
        account: no.parse().expect("an account"),
        name: name.into(),
        address: format!("青石村{no}"),
        telephone: None,
        area: "A1".parse().expect("an area"),
        usage_class: "residential".into(),
        tariff: "T1".parse().expect("a tariff"),
        household_size: None,
        free_quota_kwh: Default::default(),
    }
}

fn stop(seq: u32, no: &str, name: &str, previous: i64, usage: i64) -> AssignedStop {
    let month = |period: &str| MonthUsage {
        period: period.parse().expect("a month"),
        usage_kwh: dianfei_rules::quantity::Kwh::whole(usage),
        provisional: false,
    };
    AssignedStop {
        seq,
        account: account(no, name),
        meter: format!("M{seq}").parse().expect("a meter"),
        meter_type: "DD862".into(),
        digits: 5,
        decimals: 0,
        multiplier: dianfei_rules::quantity::Multiplier::whole(1),
        registers: vec![AssignedRegister {
            register: "forward_active_total".into(),
            previous: dianfei_rules::quantity::Index::whole(previous),
            previous_on: Some(day("2026-02-10")),
        }],
        capacity_kw: None,
        history: vec![month("2025-03"), month("2025-12"), month("2026-01"), month("2026-02")],
        provisional_kwh: Default::default(),
        misses: 0,
        year_to_date_kwh: Default::default(),
        place: None,
    }
}

pub fn receivable(account: &str, period: &str, due_on: &str, fen: i64) -> AssignedReceivable {
    AssignedReceivable {
        bill: format!("{account}-{period}-1"),
        period: period.parse().expect("a month"),
        issued_on: day("2026-02-12"),
        due_on: day(due_on),
        energy_kwh: dianfei_rules::quantity::Kwh::whole(100),
        open_fen: Fen::new(fen),
        late_fee_open_fen: Fen::ZERO,
        late_fee_accrued_fen: Fen::ZERO,
        late_fee_charged_fen: Fen::ZERO,
        late_fee_charged_to: None,
        document: "{}".into(),
    }
}

pub fn range(first: u64, last: u64) -> TicketRange {
    TicketRange {
        series: "KC".parse().expect("a series"),
        first: dianfei_rules::id::TicketNo::new(first),
        last: dianfei_rules::id::TicketNo::new(last),
    }
}

/// The published figures with the rates that the station has stated.
fn policy() -> String {
    use dianfei_rules::policy::{DecidedValue, PolicyDecision, PolicySet};
    let rates = [("resident", "1"), ("other_current_year", "2"), ("other_carried_over", "3")];
    let decided = rates.into_iter().fold(PolicySet::published(), |set, (whose, rate)| {
        let decision = PolicyDecision {
            key: format!("late_fee_{whose}_per_mille"),
            from: day("2026-01-01"),
            value: DecidedValue::Set(rate.into()),
            source: "合同第九条".into(),
        };
        set.decide(decision).expect("decided")
    });
    serde_json::to_string(&decided).expect("json")
}

pub fn assignment() -> Assignment {
    let mut missed = stop(4, "1004", "赵六", 500, 50);
    missed.misses = 1;
    Assignment {
        station: "S1".parse().expect("a station"),
        station_name: "青石供电所".into(),
        emergency_telephone: "95598".into(),
        includes_seq: 0,
        person: "P7".parse().expect("a person"),
        person_name: "陈明".into(),
        roles: vec![Role::Reader, Role::Collector],
        business_date: day("2026-03-10"),
        policy: policy(),
        tariffs: Vec::new(),
        routes: vec![AssignedRoute {
            route: "R1".parse().expect("a route"),
            name: "青石一组".into(),
            period: "2026-03".parse().expect("a month"),
            read_on: day("2026-03-10"),
            epoch: 1,
            stops: vec![
                stop(1, "1001", "张三", 1000, 100),
                stop(2, "1002", "李四", 99950, 100),
                stop(3, "1003", "王五", 2000, 100),
                missed,
            ],
        }],
        areas: vec![AssignedArea {
            area: "A1".parse().expect("an area"),
            name: "一号台区".into(),
            debtors: vec![
                AssignedDebtor {
                    account: account("1001", "张三"),
                    receivables: vec![receivable("1001", "2026-02", "2026-03-28", 5000)],
                    advance_fen: Fen::ZERO,
                },
                AssignedDebtor {
                    account: account("1002", "李四"),
                    receivables: vec![
                        receivable("1002", "2026-01", "2026-02-28", 10_000),
                        receivable("1002", "2026-02", "2026-03-28", 3000),
                    ],
                    advance_fen: Fen::ZERO,
                },
            ],
        }],
        tickets: vec![AssignedTickets {
            range: range(1, 12),
            next: dianfei_rules::id::TicketNo::new(1),
            voids: Vec::new(),
        }],
        cash_fen: Fen::ZERO,
        offers: Vec::new(),
        receivers: vec![
            AssignedPerson {
                person: "C1".parse().expect("a person"),
                name: "周敏".into(),
                roles: vec![Role::Cashier],
            },
            AssignedPerson {
                person: "P8".parse().expect("a person"),
                name: "吴强".into(),
                roles: vec![Role::Collector],
            },
        ],
        handovers: Vec::new(),
        numbers: Vec::new(),
    }
}
