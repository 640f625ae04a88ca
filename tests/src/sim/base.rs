//! Where every seed begins: a station with a month behind it, three phones, and
//! money owed. Made once a process; each seed works on a copy of its files.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};

use dianfei_field::reading::RouteHandInRequest;
use dianfei_rules::id::{PersonNo, RouteNo};
use dianfei_station::app::App;
use dianfei_station::audit::{billing, tariff};
use dianfei_station::collection::command::Asker;
use dianfei_station::collection::receivable;
use dianfei_station::people::role::Command;
use dianfei_station::port::{Clock, Ids};
use dianfei_station::spine::{Draft, Moment, SpineError};
use dianfei_station::store::{Store, StoreConfig, Tx};
use dianfei_wire::FactId;
use dianfei_wire::fact::people::Role;
use p256::ecdsa::SigningKey;
use rusqlite::Connection;
use tempfile::TempDir;

use super::law::Seen;
use super::{desk, disk};
use crate::phone::Phone;
use crate::station::{InProcess, NOON_MS, TestStation};
use crate::village::{self, Route};

/// The persons with a phone, each reader and collector of a route.
pub const CARRIERS: [&str; 3] = ["1001", "1002", "1003"];
/// The head of the station.
pub const HEAD: &str = "1000";
/// The auditor.
pub const AUDITOR: &str = "1010";
/// The cashier.
pub const CASHIER: &str = "1011";
/// The ticket custodian.
pub const CUSTODIAN: &str = "1012";

/// Accounts on the route of each carrier.
pub const ACCOUNTS_A_ROUTE: u32 = 4;
/// The month that is owed.
pub const OWED: &str = "2026-11";
/// The month that is read.
pub const PERIOD: &str = "2026-12";
/// The series of all tickets.
pub const SERIES: &str = "A2026";
/// The first number of the stock that nobody has yet, and the last of the book.
pub const STOCK: (u64, u64) = (41, 90);
/// When a seed begins: 20 December 2026, noon in China.
pub const BEGIN_MS: i64 = NOON_MS + 30 * DAY_MS;

/// A day in milliseconds.
pub const DAY_MS: i64 = 86_400_000;

/// A person's number.
#[must_use]
pub fn person(number: &str) -> PersonNo {
    number.parse().expect("a person number")
}

/// The route of a carrier.
#[must_use]
pub fn route(carrier: usize) -> RouteNo {
    format!("R{:02}", carrier + 1).parse().expect("a route")
}

/// The accounts of a carrier's route.
#[must_use]
pub fn accounts(carrier: usize) -> std::ops::RangeInclusive<u32> {
    let first = u32::try_from(carrier).expect("few carriers") * ACCOUNTS_A_ROUTE + 1;
    first..=first + ACCOUNTS_A_ROUTE - 1
}

/// What the key of a carrier's first phone is made of.
#[must_use]
pub fn key_of(carrier: usize) -> u8 {
    u8::try_from(carrier).expect("few carriers") + FIRST_KEY
}

const FIRST_KEY: u8 = 101;

/// The files of the beginning, held as bytes: a folder of a value that lives as
/// long as the process would never be removed.
#[derive(Debug)]
pub struct Base {
    station: Vec<u8>,
    /// What stands in the station's record.
    seen: Seen,
    phones: Vec<Vec<u8>>,
    /// A phone that was started and bound to nobody.
    new_phone: Vec<u8>,
}

/// A folder for what lies beside the files of a seed.
#[must_use]
pub fn folder() -> TempDir {
    disk::install();
    tempfile::Builder::new()
        .prefix("dianfei-sim")
        .tempdir_in("/dev/shm")
        .or_else(|_no_such_folder| TempDir::new())
        .expect("a folder")
}

impl Base {
    /// The files of this process.
    #[must_use]
    pub fn get() -> &'static Self {
        static BASE: OnceLock<Base> = OnceLock::new();
        BASE.get_or_init(Self::make)
    }

    /// What stands in the record at the beginning of each seed.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.seen.clone()
    }

    /// Lays the station's file at `to`.
    pub fn lay_station(&self, to: &Path) {
        disk::write(to, &self.station);
    }

    /// Lays at `to` the file of the phone whose key is made of `key`: a carrier's,
    /// or a new one.
    pub fn lay_phone(&self, key: u8, to: &Path) {
        let carriers = usize::from(key - FIRST_KEY);
        disk::write(to, self.phones.get(carriers).unwrap_or(&self.new_phone));
    }

    fn make() -> Self {
        let folder = folder();
        let station_file = folder.path().join("station.db");
        let phone_file = |carrier| folder.path().join(format!("phone-{carrier}.db"));
        let backup = folder.path().join(disk::BACKUP);
        let seen = live_a_month(&station_file, &phone_file, &backup);
        let station = disk::read(&backup);
        let phones = (0..CARRIERS.len()).map(|carrier| whole(&phone_file(carrier))).collect();
        let new_phone = folder.path().join("phone.db");
        drop(Phone::kept(&new_phone, u8::MAX - 1, BEGIN_MS));
        let new_phone = whole(&new_phone);
        disk::remove(folder.path(), "");
        Self { station, seen, phones, new_phone }
    }
}

/// The bytes of a database that no programme has open, all of it in one file.
fn whole(file: &Path) -> Vec<u8> {
    let connection = Connection::open(file).expect("it opens");
    let log = "pragma wal_checkpoint(truncate)";
    connection.query_row(log, [], |_row| Ok(())).expect("the log is written back");
    drop(connection);
    disk::read(file)
}

/// The month before: read, billed, tickets given, the next one planned. A seed begins
/// with a backup of the station, as a restored one does: to SQLite a copy has another
/// schema than what it is a copy of, and prepares all its statements anew.
fn live_a_month(station_file: &Path, phone_file: &dyn Fn(usize) -> PathBuf, backup: &Path) -> Seen {
    let station = TestStation::on(&StoreConfig::Sqlite { path: station_file.to_owned() });
    found(&station);
    let phones: Vec<Phone> = (0..CARRIERS.len())
        .map(|carrier| {
            let phone = Phone::kept(&phone_file(carrier), key_of(carrier), NOON_MS);
            let invitation = desk::invite(&station.app, CARRIERS[carrier]);
            let wire = InProcess(&station.app);
            phone.field.enrol(&wire, &invitation, "a phone").expect("enrolled");
            phone
        })
        .collect();
    bill(&station, &phones);
    tickets(&station.app);
    // A month later: what was issued is owed, and the next month is read.
    station.clock.turn(BEGIN_MS - NOON_MS);
    for (carrier, phone) in phones.iter().enumerate() {
        plan(&station.app, carrier, carrier, PERIOD);
        phone.clock.pass(BEGIN_MS - NOON_MS);
        phone.field.sync(&InProcess(&station.app)).expect("synced");
    }
    let mut seen = Seen::default();
    seen.read_on(&station.app).expect("the laws hold from the beginning");
    station.app.store.backup(backup).expect("backed up");
    seen
}

fn found(station: &TestStation) {
    let routes: Vec<Route> = ["R01", "R02", "R03"]
        .into_iter()
        .zip(CARRIERS)
        .enumerate()
        .map(|(carrier, (route, collector))| Route {
            route,
            collector,
            accounts: accounts(carrier),
        })
        .collect();
    village::set_up_routes(station, &routes);
    for (number, name) in CARRIERS.into_iter().zip(["李明", "王芳", "陈军"]) {
        station.register(number, name, &[Role::Reader, Role::Collector]);
    }
    station.register(AUDITOR, "周静", &[Role::Auditor]);
    station.register(CASHIER, "黄志强", &[Role::Cashier]);
    station.register(CUSTODIAN, "徐丽华", &[Role::TicketCustodian]);
    station.decide_late_fee([1, 1, 1]);
}

fn plan(app: &App, of: usize, reader: usize, period: &str) {
    desk::plan(app, of, reader, period).expect("planned");
}

/// The month that is owed: read, billed and issued.
fn bill(station: &TestStation, phones: &[Phone]) {
    let app = &station.app;
    as_auditor(app, Command::PublishTariff, |tx, moment, asker| {
        tariff::publish(tx, moment, asker.station.as_str(), &village::tariff())
    });
    for (carrier, phone) in phones.iter().enumerate() {
        plan(app, carrier, carrier, OWED);
        read(app, carrier, phone);
    }
    let month = || OWED.parse().expect("a month");
    let routes: Vec<RouteNo> = (0..phones.len()).map(route).collect();
    let run = as_auditor(app, Command::RunBilling, |tx, moment, asker| {
        billing::begin(tx, moment, asker.station, month(), routes.clone())
    })
    .remove(0);
    for route in &routes {
        as_auditor(app, Command::RunBilling, |tx, moment, asker| {
            billing::compute_route(tx, moment, asker.station, &run, route)
        });
    }
    as_auditor(app, Command::IssueBills, |tx, moment, asker| {
        let ruling = receivable::issue_ruling(tx, asker.station.as_str(), &run, moment.today)?;
        billing::issue(tx, moment, asker.station, &run, ruling)
    });
}

/// A carrier reads the whole route, each account a little more than the last.
fn read(app: &App, carrier: usize, phone: &Phone) {
    let wire = InProcess(app);
    phone.field.sync(&wire).expect("the route is drawn");
    for number in accounts(carrier) {
        let mut request = village::reading(number, &(1100 + number).to_string());
        request.route = route(carrier);
        phone.field.record_reading(&request).expect("read");
        phone.clock.pass(120_000);
    }
    let hand_in = RouteHandInRequest {
        request_id: "hand-in".to_owned(),
        route: route(carrier),
        period: OWED.parse().expect("a month"),
    };
    phone.field.hand_in_route(&hand_in).expect("handed in");
    phone.field.sync(&wire).expect("delivered");
}

fn as_auditor(
    app: &App,
    command: Command,
    decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
) -> Vec<FactId> {
    desk::act(app, AUDITOR, Role::Auditor, command, decision).expect("carried out")
}

/// Ten numbers for each carrier and for the cashier; the rest is stock.
fn tickets(app: &App) {
    desk::receive_book(app, (1, STOCK.1)).expect("received");
    for (to, at) in CARRIERS.into_iter().chain([CASHIER]).zip(0_u64..) {
        let range = (at * 10 + 1, at * 10 + 10);
        let (offer, hash) = desk::offer_tickets(app, range, to).expect("offered");
        desk::accept(app, to, &offer, hash).expect("accepted");
    }
}

/// A station on a store, with the clocks and identities of the seed.
pub fn station_on(store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> App {
    static KEY: LazyLock<SigningKey> =
        LazyLock::new(|| SigningKey::from_slice(&[1; 32]).expect("a key"));
    let key = KEY.clone();
    App::new("330001".parse().expect("a station number"), store, clock, ids, key)
        .at("https://127.0.0.1:0")
}
