//! One sample of each fact, for the wire's golden files and the decoders' tests.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::money::Fen;
use dianfei_rules::policy::{DecidedValue, PolicyDecision};
use dianfei_rules::quantity::Kwh;
use dianfei_wire::chain::{Hash, PublicKey, Signature};
use dianfei_wire::fact::account::{AccountFact, SheetKind};
use dianfei_wire::fact::archive::ArchiveFact;
use dianfei_wire::fact::audit::{AuditFact, BillIssued};
use dianfei_wire::fact::collection::{CollectionFact, Denomination};
use dianfei_wire::fact::people::{PeopleFact, Role};
use dianfei_wire::fact::reading::{
    ExceptionRaised, IdentityCheck, MissReason, Presence, ReadingFact, ReadingMissed,
    ReadingSource, ReadingTaken, RegisterIndex,
};
use dianfei_wire::fact::recovery::RecoveryFact;
use dianfei_wire::fact::ticket::{TicketFact, TicketRange};
use dianfei_wire::fact::{Clocks, FactBody, RecordedFinding};
use dianfei_wire::version::FACT_VERSION;
use dianfei_wire::{DeviceId, Fact, FactId, PartHash};
use p256::ecdsa::SigningKey;

macro_rules! parsed {
    ($text:expr) => {
        $text.parse().expect("a sample")
    };
}

mod contract;
pub mod door;
mod money;

use money::{collected, content};

fn part(text: &str) -> PartHash {
    PartHash::of(text.as_bytes())
}

fn id(number: u8) -> FactId {
    format!("019aa000-0000-7000-8000-0000000000{number:02x}").parse().expect("an id")
}

fn device() -> DeviceId {
    DeviceId(Hash::of(b"a phone"))
}

fn date(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a date")
}

fn text(words: &str) -> String {
    words.to_owned()
}

/// Every fact that a station's record can hold, in the order of the chapters.
#[must_use]
pub fn bodies() -> Vec<FactBody> {
    let mut bodies = Vec::new();
    bodies.extend(account().into_iter().map(FactBody::Account));
    bodies.extend(people().into_iter().map(FactBody::People));
    bodies.extend(reading().into_iter().map(FactBody::Reading));
    bodies.extend(audit().into_iter().map(FactBody::Audit));
    bodies.extend(ticket().into_iter().map(FactBody::Ticket));
    bodies.extend(collection().into_iter().map(FactBody::Collection));
    bodies.extend(recovery().into_iter().map(FactBody::Recovery));
    bodies.extend(archive().into_iter().map(FactBody::Archive));
    bodies
}

/// A whole fact around a body.
#[must_use]
pub fn fact(seq: u64, body: FactBody) -> Fact {
    Fact {
        v: FACT_VERSION,
        id: format!("019aa000-0000-7000-8000-{seq:012x}").parse().expect("an id"),
        station: parsed!("330001"),
        device: device(),
        seq,
        person: parsed!("1001"),
        business_date: date(20),
        recorded: Clocks {
            wall_ms: 1_795_147_200_000,
            boot_ms: Some(86_400_000),
            boot_count: Some(3),
        },
        body,
    }
}

fn account() -> Vec<AccountFact> {
    let key = SigningKey::from_slice(&[1; 32]).expect("a key");
    vec![
        AccountFact::StationFounded {
            name: text("青石供电所"),
            identity: PublicKey::of(&key),
            zone_minutes: 480,
            emergency_telephone: text("0570-0000000"),
        },
        AccountFact::IncarnationBegan { incarnation: 2 },
        AccountFact::SheetImported {
            sheet: SheetKind::Accounts,
            rows: part("rows"),
            count: 1200,
            file_name: text("客户档案.xlsx"),
            file: part("file"),
        },
        AccountFact::PolicyDecided {
            decision: PolicyDecision {
                key: text("late_fee_minimum"),
                from: date(1),
                value: DecidedValue::Unset,
                source: text("所务会纪要 2026-10-08"),
            },
        },
        AccountFact::DetailsChanged {
            account: parsed!("3300010001"),
            details: part("details"),
            reason: text("本人持证办理"),
        },
        contract::agreed(),
        AccountFact::RequestRefused {
            by: parsed!("1001"),
            command: text("publish_tariff"),
            code: text("role_missing"),
            clause: Some(text("4.2.1")),
        },
    ]
}

fn people() -> Vec<PeopleFact> {
    let key = SigningKey::from_slice(&[2; 32]).expect("a key");
    vec![
        PeopleFact::PersonRegistered {
            person: parsed!("1001"),
            details: part("details"),
            roles: vec![Role::Reader, Role::Collector],
        },
        PeopleFact::PersonLeft { person: parsed!("1001"), reason: text("退休") },
        PeopleFact::DeviceEnrolled {
            device: device(),
            key: PublicKey::of(&key),
            person: parsed!("1001"),
            label: text("抄表一号"),
        },
        PeopleFact::DeviceRevoked { device: device(), reason: text("遗失") },
        PeopleFact::DeviceLost { device: device(), report: text("过河时落水") },
        PeopleFact::DeviceForked { device: device(), seq: 7 },
        PeopleFact::BytesNotUnderstood { device: device(), seq: 8 },
    ]
}

fn presence() -> Presence {
    Presence {
        scanned: Some(text("M0001")),
        position: Some(part("position")),
        photos: vec![part("photo")],
    }
}

fn reading() -> Vec<ReadingFact> {
    vec![
        ReadingFact::RoutePlanned {
            route: parsed!("R01"),
            period: parsed!("2026-11"),
            reader: parsed!("1001"),
            read_on: date(20),
        },
        ReadingFact::RouteDrawn {
            route: parsed!("R01"),
            period: parsed!("2026-11"),
            reader: parsed!("1001"),
            device: device(),
            epoch: 1,
        },
        ReadingFact::ReadingTaken(taken()),
        ReadingFact::ReadingMissed(ReadingMissed {
            account: parsed!("3300010002"),
            meter: parsed!("M0002"),
            period: parsed!("2026-11"),
            route: parsed!("R01"),
            epoch: 1,
            reason: MissReason::DoorLocked,
            presence: presence(),
            note: Some(text("邻居说进城了")),
        }),
        ReadingFact::ExceptionRaised(ExceptionRaised {
            account: parsed!("3300010001"),
            meter: Some(parsed!("M0001")),
            period: parsed!("2026-11"),
            codes: vec![text("meter_no_mismatch")],
            reading: Some(id(3)),
            description: text("表号与卡片不符"),
        }),
        ReadingFact::ExceptionClosed { exception: id(5), result: text("已换表,补登表号") },
        ReadingFact::RouteHandedIn {
            route: parsed!("R01"),
            period: parsed!("2026-11"),
            epoch: 1,
            read: 149,
            missed: 1,
        },
    ]
}

fn taken() -> ReadingTaken {
    ReadingTaken {
        account: parsed!("3300010001"),
        meter: parsed!("M0001"),
        period: parsed!("2026-11"),
        route: parsed!("R01"),
        epoch: 1,
        source: ReadingSource::OnSite,
        registers: vec![RegisterIndex {
            register: text("forward_active_total"),
            index: parsed!("1234.5"),
        }],
        rollover_confirmed: false,
        identity: IdentityCheck { meter_no: false, ..IdentityCheck::ALL_AGREE },
        presence: presence(),
        findings: vec![RecordedFinding {
            code: text("usage_surge"),
            clause: Some(text("4.2.4")),
            figures: BTreeMap::from([(text("current"), text("412")), (text("last"), text("182"))]),
        }],
        cause: Some(text("新装空调")),
        load_note: Some(text("新增空调一台")),
        corrects: Some(id(2)),
        correction_reason: Some(text("看错一位")),
    }
}

fn audit() -> Vec<AuditFact> {
    vec![
        AuditFact::TariffPublished {
            tariff: parsed!("ZJ-RES"),
            valid_from: date(1),
            document: part("tariff"),
            source: text("浙江省居民电价表 2018-04"),
        },
        AuditFact::CauseRecorded {
            reading: id(3),
            codes: vec![text("usage_surge")],
            cause: text("新装空调,电话核实"),
        },
        AuditFact::ReadingPassed { reading: id(3) },
        AuditFact::BillingRunBegan {
            period: parsed!("2026-11"),
            routes: vec![parsed!("R01")],
            due_on: date(28),
            policy: part("policy"),
        },
        AuditFact::BillsComputed {
            run: id(9),
            bills: vec![BillIssued {
                bill: text("3300010001-2026-11-1"),
                account: parsed!("3300010001"),
                period: parsed!("2026-11"),
                tariff: parsed!("ZJ-RES"),
                read_on: date(20),
                document: part("bill"),
                amount_fen: Fen::new(8640),
                energy_kwh: Kwh::whole(160),
                usage_kwh: None,
                provisional: false,
                reading: Some(id(3)),
                readings_beside: Vec::new(),
            }],
        },
        AuditFact::BillingRunIssued {
            run: id(9),
            count: 1,
            total_fen: Fen::new(8640),
            energy_kwh: Kwh::whole(160),
        },
        AuditFact::BillsPrinted { run: id(9), count: 1 },
    ]
}

fn range() -> TicketRange {
    TicketRange { series: parsed!("A2026"), first: parsed!("12301"), last: parsed!("12400") }
}

fn ticket() -> Vec<TicketFact> {
    vec![
        TicketFact::BookReceived { range: range() },
        TicketFact::VoidClaimed {
            series: parsed!("A2026"),
            no: parsed!("12310"),
            reason: text("金额写错"),
            copies_kept: 3,
        },
        TicketFact::VoidConfirmed { series: parsed!("A2026"), no: parsed!("12310") },
        TicketFact::TicketLost {
            series: parsed!("A2026"),
            no: parsed!("12311"),
            report: text("雨中损毁,附说明"),
        },
        TicketFact::VolumeBound { range: range(), voids: 1 },
        TicketFact::VolumeReturned { range: range(), signed_by: text("公司财务 周会计") },
    ]
}

fn collection() -> Vec<CollectionFact> {
    let hash = Hash::of(b"content");
    vec![
        CollectionFact::Collected(collected()),
        CollectionFact::HandoverOffered {
            to: parsed!("1002"),
            content: content(),
            content_hash: hash,
        },
        CollectionFact::HandoverAccepted {
            offer: id(12),
            content_hash: hash,
            signature: Some(Signature::from_text("MEUCIQDsampleSignature")),
        },
        CollectionFact::HandoverWithdrawn { offer: id(12), reason: text("清点不符,重交") },
        CollectionFact::BankDeposited {
            amount_fen: Fen::new(8740),
            slip_no: text("20261120-0017"),
            slip: Some(part("slip")),
        },
        CollectionFact::ListPosted {
            area: parsed!("T01"),
            place: text("村委会公告栏"),
            photo: Some(part("photo")),
        },
        CollectionFact::StubEntered {
            taker: parsed!("1002"),
            paid_on: date(20),
            collected: collected(),
        },
        CollectionFact::DisputeSettled {
            payment: id(11),
            confirmed: true,
            evidence: text("见报销联原件"),
        },
    ]
}

fn recovery() -> Vec<RecoveryFact> {
    vec![
        RecoveryFact::CashCounted {
            expected_fen: Fen::new(8740),
            counted_fen: Fen::new(8730),
            denominations: vec![Denomination { value_fen: Fen::new(10), pieces: 3 }],
        },
        RecoveryFact::OverShortReported {
            count: id(13),
            difference_fen: Fen::new(-10),
            cause: text("找零多付一角"),
        },
        RecoveryFact::OverShortAcknowledged { report: id(14), remark: text("已阅,下不为例") },
        RecoveryFact::BooksClosed {
            period: "2026-10".parse().expect("a month"),
            digest: PartHash::of(b"closing"),
        },
    ]
}

fn archive() -> Vec<ArchiveFact> {
    vec![
        ArchiveFact::RecordLookedUp {
            account: parsed!("3300010001"),
            page: text("/collection/account/3300010001"),
        },
        ArchiveFact::PartDestroyed {
            part: part("details"),
            approval: text("公司批复 2026-17 号"),
            witness: text("王芳"),
        },
    ]
}
