//! Where each life begins: a village of twelve accounts with a route to read and
//! bills to collect, and a phone that has both in hand. Made once a test binary.

use std::sync::OnceLock;

use chrono::NaiveDate;
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use dianfei_station::collection::command::{self as collection, Asker};
use dianfei_station::collection::{handover, receivable};
use dianfei_station::people::role::Command;
use dianfei_station::phone::enrol;
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::{StoreConfig, Tx};
use dianfei_station::ticket::command as ticket;
use dianfei_wire::fact::audit::{AuditFact, BillIssued};
use dianfei_wire::fact::collection::HandoverContent;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::TicketRange;
use dianfei_wire::fact::{FactBody, FactId};
use dianfei_wire::{Hash, PartHash};
use tempfile::TempDir;

use super::device::{Device, Image};
use super::handset::Handset;
use super::machine::Machine;
use super::pulse::{Beat, Pulse};
use crate::station::{InProcess, TestStation};
use crate::village;

/// Accounts of the village, each with one meter and one bill.
pub const ACCOUNTS: u32 = 12;

/// The reader and collector whose phone it is.
pub const PERSON: &str = "1002";
/// The cashier.
pub const CASHIER: &str = "1004";
/// The ticket custodian.
pub const CUSTODIAN: &str = "1005";

/// What each bill comes to, in fen.
const BILL_FEN: i64 = 5_380;

/// Both ends at the beginning of a life.
#[derive(Debug)]
pub struct Town {
    /// The station's files.
    pub station: Image,
    /// The phone's file.
    pub phone: Image,
    /// The phone's clock.
    pub phone_beat: Beat,
}

/// The town, made at the first call.
pub fn town() -> &'static Town {
    static TOWN: OnceLock<Town> = OnceLock::new();
    TOWN.get_or_init(build)
}

fn build() -> Town {
    let folder = TempDir::new().expect("a folder");
    let office = Machine::new(folder.path(), Device::default(), &Image::default(), 0);
    let station = TestStation::on(&StoreConfig::Sqlite { path: office.path("station.sqlite") });
    village::set_up(&station, ACCOUNTS);
    station.register(PERSON, "王芳", &[Role::Reader, Role::Collector]);
    station.register("1003", "周静", &[Role::Auditor]);
    station.register(CASHIER, "黄志强", &[Role::Cashier]);
    station.register(CUSTODIAN, "徐丽华", &[Role::TicketCustodian]);
    village::plan_for(&station, village::PERIOD, PERSON);
    bills(&station);
    hand_book(&station);
    let pocket = Machine::anywhere(Device::default(), &Image::default(), 0);
    let handset = Handset::first(&pocket, Pulse::of(2));
    let invited = enrol::invite(&station.app, &PERSON.parse().expect("a person"));
    let invitation = invited.expect("invited").to_text();
    let direct = InProcess(&station.app);
    handset.field().enrol(&direct, &invitation, "a phone").expect("enrolled");
    handset.field().sync(&direct).expect("synced");
    let phone_beat = handset.pulse.beat();
    drop((handset, station));
    Town { station: office.image(), phone: pocket.image(), phone_beat }
}

fn bills(station: &TestStation) {
    let head = "1000".parse().expect("a person");
    let run = spine::record_alone(&station.app, &head, |_tx, moment| {
        let run = moment.fact_id();
        let began = FactBody::Audit(AuditFact::BillingRunBegan {
            period: "2026-10".parse().expect("a month"),
            routes: Vec::new(),
            due_on: NaiveDate::from_ymd_opt(2026, 10, 28).expect("a date"),
            policy: PartHash(Hash::of(b"policy")),
        });
        let bills = (1..=ACCOUNTS).map(|number| bill(number, moment)).collect();
        let computed = FactBody::Audit(AuditFact::BillsComputed { run: run.clone(), bills });
        Ok::<_, SpineError>(vec![
            Draft::new(moment, began).with_id(run),
            Draft::new(moment, computed),
        ])
    });
    let run = run.expect("the run is computed").remove(0);
    let issued = spine::record_alone(&station.app, &head, |tx, moment| {
        let ruling = receivable::issue_ruling(tx, "330001", &run, moment.today)?;
        let body = FactBody::Audit(AuditFact::BillingRunIssued {
            run: run.clone(),
            count: ACCOUNTS,
            total_fen: Fen::new(BILL_FEN * i64::from(ACCOUNTS)),
            energy_kwh: Kwh::whole(village::MONTHLY_KWH * i64::from(ACCOUNTS)),
        });
        Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
    });
    issued.expect("the run is issued");
}

fn bill(number: u32, moment: &Moment<'_>) -> BillIssued {
    let account = village::account(number);
    BillIssued {
        bill: format!("{account}-2026-10-1"),
        document: PartHash(Hash::of(account.as_str().as_bytes())),
        account,
        period: "2026-10".parse().expect("a month"),
        tariff: "ZJ-RES".parse().expect("a tariff"),
        read_on: moment.today,
        amount_fen: Fen::new(BILL_FEN),
        energy_kwh: Kwh::whole(village::MONTHLY_KWH),
        usage_kwh: None,
        provisional: false,
        reading: None,
        readings_beside: Vec::new(),
    }
}

/// A book of two hundred tickets in the collector's hands.
fn hand_book(station: &TestStation) {
    let book = book("A2026", 1);
    must(station, CUSTODIAN, Role::TicketCustodian, Command::ReceiveBook, |tx, moment, asker| {
        ticket::receive_book(tx, moment, asker.station.as_str(), book.clone())
    });
    let content = with_tickets(book.clone());
    let seen = handover::content_hash(&content);
    let (role, command) = (Role::TicketCustodian, Command::OfferHandover);
    let offer = must(station, CUSTODIAN, role, command, |tx, moment, asker| {
        let to = PERSON.parse().expect("a person");
        collection::offer_handover(tx, moment, asker, to, content)
    });
    let (role, command) = (Role::Collector, Command::AcceptHandover);
    must(station, PERSON, role, command, |tx, moment, asker| {
        collection::accept_handover(tx, moment, asker, offer[0].clone(), seen)
    });
}

/// Two hundred tickets of a series.
#[must_use]
pub fn book(series: &str, first: u64) -> TicketRange {
    TicketRange {
        series: series.parse().expect("a series"),
        first: dianfei_rules::id::TicketNo::new(first),
        last: dianfei_rules::id::TicketNo::new(first + 199),
    }
}

/// A handover of tickets alone.
#[must_use]
pub fn with_tickets(tickets: TicketRange) -> HandoverContent {
    HandoverContent {
        tickets: vec![tickets],
        lists: Vec::new(),
        cash_fen: Fen::ZERO,
        denominations: Vec::new(),
        used_count: 0,
        used: Vec::new(),
    }
}

fn must(
    station: &TestStation,
    number: &str,
    role: Role,
    command: Command,
    decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
) -> Vec<FactId> {
    let app = &station.app;
    let actor = Actor { person: number.parse().expect("a person"), roles: vec![role] };
    let done = spine::decide(app, &actor, command, &app.ids.token(), |tx, moment| {
        decision(tx, moment, Asker { station: &app.station, person: &actor.person })
    });
    done.unwrap_or_else(|error| panic!("{number} {command:?}: {error}"))
}
