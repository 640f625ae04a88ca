//! A station's folder and a phone's file, both set up as after an ordinary month:
//! bills issued, a route in hand to read, a book of tickets to give.

use std::path::{Path, PathBuf};

use dianfei_field::day_end::HandoverRequest;
use dianfei_field::sync::http::HttpTransport;
use dianfei_rules::id::TicketNo;
use dianfei_station::people::password;
use dianfei_station::people::role::Command;
use dianfei_station::phone::enrol;
use dianfei_station::port::{Clock, SystemClock};
use dianfei_station::reading::command::{self as reading, PlanRoute};
use dianfei_station::site::{Settings, Site};
use dianfei_wire::chain::PublicKey;
use dianfei_wire::enrol::Invitation;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::TicketRange;
use dianfei_wire::{DeviceId, Fact};
use p256::ecdsa::SigningKey;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use super::{deed, program};
use crate::key::SoftwareKey;
use crate::money::{Scene, person};
use crate::station::{NOON_MS, TestStation};

/// Of what the phone's key is made.
pub const PHONE_KEY: u8 = 61;

/// Whose phone it is: the collector of the route, who reads it too.
pub const PERSON: &str = "1002";

/// When the work begins, UTC milliseconds: thirty days after the bills.
pub const MORNING_MS: i64 = NOON_MS + 30 * 86_400_000;

/// What the auditor, 1003, signs in with.
pub const PASSWORD: &str = "一个长一点的口令";

/// The first number of the book.
pub const FIRST_TICKET: u64 = 100_001;

/// The key under which the station is known.
#[must_use]
pub fn identity() -> PublicKey {
    PublicKey::of(&key())
}

fn key() -> SigningKey {
    SigningKey::from_slice(&[1; 32]).expect("a key")
}

/// Both ends at rest.
pub struct Stand {
    root: TempDir,
    /// How many facts the phone had recorded before the work.
    pub before: usize,
}

impl Stand {
    /// Sets both up, with `tickets` numbers in the book; on PostgreSQL where an
    /// address is given.
    #[must_use]
    pub fn new(tickets: u64, postgres: Option<String>) -> Self {
        let root = TempDir::new().expect("a folder");
        let settings = Settings {
            station: "330001".parse().expect("a number"),
            zone_minutes: 480,
            postgres,
            clock_shift_ms: Some(MORNING_MS - SystemClock.now_ms()),
        };
        let site = Site::create(&root.path().join("station"), settings, &key()).expect("a folder");
        let scene = Scene::of(TestStation::on(&site.store_config()), deed::ACCOUNTS);
        scene.bill();
        password::set(&scene.station.app, &person("1003"), PASSWORD).expect("a good password");
        let stand = Self { root, before: 0 };
        stand.month_begins(&scene);
        stand.phone_joins(&scene, tickets);
        let before = stand.journal().len();
        Self { before, ..stand }
    }

    /// The station's folder.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.root.path().join("station")
    }

    /// The phone's file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.root.path().join("phone.sqlite")
    }

    fn month_begins(&self, scene: &Scene) {
        scene.station.clock.turn(MORNING_MS - NOON_MS);
        scene.station.register(PERSON, "王芳", &[Role::Reader, Role::Collector]);
        scene.act("1003", Role::Auditor, Command::PlanRoute, |tx, moment, asker| {
            let plan = PlanRoute {
                route: "R01".parse().expect("a route"),
                period: deed::PERIOD.parse().expect("a month"),
                reader: person(PERSON),
                read_on: moment.today,
            };
            reading::plan_route(tx, moment, asker.station.as_str(), plan)
        });
    }

    fn phone_joins(&self, scene: &Scene, tickets: u64) {
        let book = TicketRange {
            series: "A2026".parse().expect("a series"),
            first: TicketNo::new(FIRST_TICKET),
            last: TicketNo::new(FIRST_TICKET + tickets - 1),
        };
        scene.offer(PERSON, book);
        let invited = enrol::invite(&scene.station.app, &person(PERSON)).expect("invited");
        let address = format!("https://{}", scene.served.phones);
        let invitation = Invitation { address, ..invited };
        let over_tls = HttpTransport::to_inviter(&invitation).expect("a transport");
        let (field, _clock) = program::open(&self.file()).expect("a new file");
        field.enrol(&over_tls, &invitation.to_text(), "both").expect("enrolled");
        field.sync(&over_tls).expect("the route and the offer come down");
        let offer = field.handovers().expect("handovers")[0].offer.clone();
        let accept = HandoverRequest { request_id: "accept".to_owned(), offer };
        field.accept_handover(&accept).expect("the book is taken");
        field.sync(&over_tls).expect("the list of the area comes down");
    }

    /// The phone's name.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        SoftwareKey::of(PHONE_KEY).device()
    }

    /// The bytes of the phone's facts, in order.
    #[must_use]
    pub fn journal(&self) -> Vec<Vec<u8>> {
        let file = opened(&self.file());
        let mut statement = file.prepare("select bytes from journal order by seq").expect("sql");
        let rows = statement.query_map([], |row| row.get(0)).expect("rows");
        rows.map(|row| row.expect("a row")).collect()
    }

    /// The facts of the work, after a look at the whole file: its chain is whole, its
    /// tables are the fold of its journal, and the deeds are each there once, in order.
    #[must_use]
    pub fn deeds(&self) -> Vec<Fact> {
        let (field, _clock) = program::open(&self.file()).expect("the file opens");
        field.verify().expect("the chain is whole and the tables are its fold");
        drop(field);
        let journal = self.journal();
        let work = journal.iter().skip(self.before);
        let facts: Vec<Fact> = work.map(|bytes| Fact::from_bytes(bytes).expect("a fact")).collect();
        for (fact, number) in facts.iter().zip(1..) {
            assert_eq!(deed::told_of(fact), deed::told(number), "deed {number}");
        }
        facts
    }

    /// How many of them the phone has stored as acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        let file = opened(&self.file());
        let sql = "select acknowledged from device";
        let count: i64 = file.query_row(sql, [], |row| row.get(0)).expect("a phone");
        usize::try_from(count).expect("a count")
    }
}

/// The phone's file beside the program that writes it.
fn opened(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the file opens")
}
