//! One sample of each thing that travels through the phones' door: requests,
//! replies, the assignment, the invitation.

use dianfei_rules::money::Fen;
use dianfei_rules::quantity::{Kwh, Multiplier};
use dianfei_wire::assignment::{
    AssignedAccount, AssignedArea, AssignedDebtor, AssignedHandover, AssignedNumber, AssignedOffer,
    AssignedPerson, AssignedPlace, AssignedReceivable, AssignedRegister, AssignedRoute,
    AssignedStop, AssignedTariff, AssignedTickets, Assignment, HandoverState, MonthUsage,
};
use dianfei_wire::chain::{Hash, PublicKey};
use dianfei_wire::digest::DayDigest;
use dianfei_wire::enrol::Invitation;
use dianfei_wire::fact::people::Role;
use dianfei_wire::part::PartKind;
use dianfei_wire::ruling::Verdict;
use dianfei_wire::upload::{HeldHead, Reply, ReplyHeader, Request, RequestHeader, SeqVerdict};
use dianfei_wire::version::PROTOCOL;
use p256::ecdsa::SigningKey;

use super::{content, date, device, id, part, range, text};

fn key(fill: u8) -> PublicKey {
    PublicKey::of(&SigningKey::from_slice(&[fill; 32]).expect("a key"))
}

fn digest() -> DayDigest {
    DayDigest {
        facts: 12,
        readings: 8,
        missed: 1,
        payments: 2,
        collected_fen: Fen::new(17_480),
        voids: 0,
        offers: 1,
        offered_fen: Fen::new(17_480),
    }
}

/// Everything that a phone asks.
#[must_use]
pub fn requests() -> Vec<Request> {
    vec![
        Request::Enrol { code: text("K7QF2M9X4TPA"), key: key(3), label: text("抄表一号") },
        Request::Hello {
            seq: 12,
            head: Hash::of(b"head"),
            acknowledged: 10,
            nothing_unsent: false,
            assignment: Some(Hash::of(b"assignment")),
            heard: Some(13),
        },
        Request::Upload {
            first: 11,
            last: 12,
            previous: Hash::of(b"previous"),
            head: Hash::of(b"head"),
        },
        Request::Part { part: part("photo"), kind: PartKind::Photo, length: 300_000, offset: 0 },
        Request::Assignment,
        Request::Rulings { after: 10 },
        Request::Digest(digest()),
    ]
}

/// A whole request header around what is asked.
#[must_use]
pub fn request_header(request: Request) -> RequestHeader {
    RequestHeader {
        protocol: PROTOCOL,
        station: parsed!("330001"),
        device: device(),
        incarnation: Some(2),
        nonce: text("7f3a"),
        body: Hash::of(b""),
        request,
    }
}

/// Everything that a station answers.
#[must_use]
pub fn replies() -> Vec<Reply> {
    let held = HeldHead { seq: 12, head: Hash::of(b"head") };
    let disputed = Verdict::Disputed { code: text("ticket_not_held"), clause: Some(text("3.2")) };
    let verdicts: Vec<SeqVerdict> =
        [Verdict::Applied, Verdict::AlreadyApplied, disputed, Verdict::NotUnderstood]
            .into_iter()
            .zip(9..)
            .map(|(verdict, seq)| SeqVerdict { seq, verdict })
            .collect();
    vec![
        Reply::Enrolled { person: parsed!("1001"), station_name: text("青石供电所") },
        Reply::Hello {
            held,
            frozen: false,
            revoked: true,
            assignment: Some(Hash::of(b"assignment")),
            wanted: vec![part("photo")],
        },
        Reply::Acknowledged { held, verdicts: verdicts.clone(), wanted: vec![part("photo")] },
        Reply::Rewind { held },
        Reply::PartHeld { part: part("photo"), length: 262_144 },
        Reply::Assignment,
        Reply::Rulings { verdicts },
        Reply::Digest(digest()),
        Reply::Refused { code: text("protocol_too_old"), protocol_oldest: Some(1) },
    ]
}

/// A whole reply header around what is answered.
#[must_use]
pub fn reply_header(reply: Reply) -> ReplyHeader {
    ReplyHeader {
        protocol: PROTOCOL,
        nonce: text("7f3a"),
        incarnation: 2,
        station_ms: 1_795_147_200_000,
        business_date: date(20),
        body: Hash::of(b""),
        reply,
    }
}

/// The content of an enrolment code.
#[must_use]
pub fn invitation() -> Invitation {
    Invitation {
        address: text("https://192.168.1.10:8443"),
        backup_address: Some(text("https://station.example:8443")),
        station: parsed!("330001"),
        identity: key(1),
        code: text("K7QF2M9X4TPA"),
    }
}

/// What a phone holds: one of everything.
#[must_use]
pub fn assignment() -> Assignment {
    Assignment {
        station: parsed!("330001"),
        station_name: text("青石供电所"),
        emergency_telephone: text("0570-0000000"),
        includes_seq: 12,
        person: parsed!("1001"),
        person_name: text("李明"),
        roles: vec![Role::Reader, Role::Collector],
        business_date: date(20),
        policy: text("{}"),
        tariffs: vec![AssignedTariff {
            tariff: parsed!("ZJ-RES"),
            valid_from: date(1),
            document: text("{}"),
        }],
        routes: vec![route()],
        areas: vec![area()],
        tickets: vec![AssignedTickets {
            range: range(),
            next: parsed!("12301"),
            voids: vec![parsed!("12300")],
        }],
        cash_fen: Fen::new(8740),
        offers: vec![AssignedOffer {
            offer: id(12),
            from: parsed!("1004"),
            from_name: text("黄志强"),
            content: content(),
        }],
        receivers: vec![AssignedPerson {
            person: parsed!("1004"),
            name: text("黄志强"),
            roles: vec![Role::Cashier],
        }],
        handovers: vec![handover()],
        numbers: vec![AssignedNumber {
            series: parsed!("A2026"),
            no: parsed!("12300"),
            state: Some(text("void")),
            payment: Some(text("confirmed")),
            reason: Some(text("ticket_not_held")),
        }],
    }
}

fn route() -> AssignedRoute {
    AssignedRoute {
        route: parsed!("R01"),
        name: text("上青石一段"),
        period: parsed!("2026-11"),
        read_on: date(20),
        epoch: 1,
        stops: vec![stop()],
    }
}

fn area() -> AssignedArea {
    AssignedArea {
        area: parsed!("T01"),
        name: text("上青石台区"),
        debtors: vec![AssignedDebtor {
            account: account(),
            receivables: vec![receivable()],
            advance_fen: Fen::new(150),
        }],
    }
}

fn handover() -> AssignedHandover {
    AssignedHandover {
        offer: id(13),
        outgoing: false,
        other: parsed!("1004"),
        other_name: text("黄志强"),
        state: HandoverState::Accepted,
        answered_on: Some(date(20)),
        content: Some(content()),
    }
}

fn account() -> AssignedAccount {
    AssignedAccount {
        account: parsed!("3300010001"),
        name: text("王桂英"),
        address: text("上青石村1号"),
        telephone: Some(text("13900000000")),
        area: parsed!("T01"),
        usage_class: text("residential"),
        tariff: parsed!("ZJ-RES"),
        household_size: Some(5),
        free_quota_kwh: Kwh::ZERO,
    }
}

fn stop() -> AssignedStop {
    AssignedStop {
        seq: 10,
        account: account(),
        meter: parsed!("M0001"),
        meter_type: text("DDS-5(60)A"),
        digits: 5,
        decimals: 1,
        multiplier: Multiplier::whole(1),
        registers: vec![AssignedRegister {
            register: text("forward_active_total"),
            previous: parsed!("1234.5"),
            previous_on: Some(date(1)),
        }],
        capacity_kw: Some(Kwh::whole(8)),
        history: vec![MonthUsage {
            period: parsed!("2026-10"),
            usage_kwh: Kwh::whole(160),
            provisional: false,
        }],
        provisional_kwh: Kwh::ZERO,
        misses: 0,
        year_to_date_kwh: Kwh::whole(1600),
        place: Some(AssignedPlace {
            latitude_micro: 29_123_456,
            longitude_micro: 120_123_456,
            accuracy_m: 12,
        }),
    }
}

fn receivable() -> AssignedReceivable {
    AssignedReceivable {
        bill: text("3300010001-2026-10-1"),
        period: parsed!("2026-10"),
        issued_on: date(1),
        due_on: date(15),
        energy_kwh: Kwh::whole(160),
        open_fen: Fen::new(8640),
        late_fee_open_fen: Fen::new(100),
        late_fee_accrued_fen: Fen::new(43),
        late_fee_charged_fen: Fen::new(100),
        late_fee_charged_to: Some(date(19)),
        document: text("{}"),
    }
}
