//! The station that is measured: sixteen routes that a reader walks in one day
//! and one of 5,000 accounts, each account with two years of history; and the
//! sixteen readers' days, recorded on their phones and not yet sent.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dianfei_rules::id::{AccountNo, MeterNo, RouteNo};
use dianfei_rules::quantity::{Kwh, Multiplier};
use dianfei_station::account::row::{
    AccountRow, AreaRow, HistoryRow, MeterRow, RegisterRow, RouteRow,
};
use dianfei_station::app::App;
use dianfei_station::people::role::Command;
use dianfei_station::phone::enrol;
use dianfei_station::port::CountedIds;
use dianfei_station::reading::command::{self, PlanRoute};
use dianfei_station::spine::{self, Actor};
use dianfei_station::store::{Store, StoreConfig};
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::people::Role;
use dianfei_wire::part::{Part, PartKind, PersonalDetails};
use p256::ecdsa::SigningKey;
use tempfile::TempDir;

use super::handset::Handset;
use super::reader::{self, Day};
use super::twin;
use crate::station::InProcess;
use crate::station::{HandClock, NOON_MS, TestStation};
use crate::village::{self, PERIOD};

/// How many readers there are, and phones that upload at once.
pub const READERS: u32 = 16;

/// The stops of a reader's day; with its exception forms and its hand-in it is
/// [`reader::FACTS`] facts.
pub const STOPS: u32 = 990;

/// The accounts of the long route.
pub const LONG_ROUTE: u32 = 5_000;

/// The file of the days.
const DAYS: &str = "days.json";

/// The station's private key in this bench.
#[must_use]
pub fn identity() -> SigningKey {
    SigningKey::from_slice(&[1; 32]).expect("a key")
}

/// One route by its number, from 1; the last is the long one.
#[derive(Debug, Clone, Copy)]
pub struct Route(pub u32);

impl Route {
    /// The one of 5,000 accounts.
    pub const LONG: Self = Self(READERS + 1);

    /// How many accounts it has.
    #[must_use]
    pub fn stops(self) -> u32 {
        if self.0 > READERS { LONG_ROUTE } else { STOPS }
    }

    /// Its number as it is printed.
    #[must_use]
    pub fn no(self) -> RouteNo {
        format!("R{:02}", self.0).parse().expect("a route number")
    }

    /// The account at a stop, from 1.
    #[must_use]
    pub fn account(self, stop: u32) -> AccountNo {
        format!("33{:02}{stop:06}", self.0).parse().expect("an account number")
    }

    /// The meter at a stop.
    #[must_use]
    pub fn meter(self, stop: u32) -> MeterNo {
        format!("M{:02}{stop:06}", self.0).parse().expect("a meter number")
    }

    fn reader(self) -> String {
        format!("{}", 2000 + self.0)
    }
}

/// What a stop's account uses in a month `back` months before the period.
#[must_use]
pub fn usage(stop: u32, back: u32) -> u32 {
    let mean = 60 + stop * 37 % 180;
    mean * (93 + (stop * 7 + back * 5) % 14) / 100
}

/// The station and the days.
pub struct Town {
    folder: PathBuf,
    /// Removed with the town.
    _temporary: Option<TempDir>,
    /// The sixteen readers' days.
    pub days: Vec<Day>,
}

impl Town {
    /// The town of a folder, built where it is not there yet; without a folder
    /// it goes with the bench.
    #[must_use]
    pub fn new(kept: Option<&Path>) -> Self {
        let temporary = kept.is_none().then(|| TempDir::new().expect("a folder"));
        let folder = match (kept, &temporary) {
            (Some(kept), _) => kept.to_owned(),
            (None, temporary) => temporary.as_ref().expect("a folder").path().to_owned(),
        };
        let days = if folder.join(DAYS).exists() { kept_days(&folder) } else { build(&folder) };
        Self { folder, _temporary: temporary, days }
    }

    /// The town's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A station on a copy of the record before any day was sent.
    #[must_use]
    pub fn station(&self, name: &str) -> (App, PathBuf) {
        let path = self.copy(name);
        let store = Store::open(&StoreConfig::Sqlite { path: path.clone() }).expect("opens");
        let number = "330001".parse().expect("a station number");
        let (clock, ids) = (HandClock::at(NOON_MS), Arc::new(CountedIds::default()));
        (App::new(number, store, clock, ids, identity()).at("https://127.0.0.1:0"), path)
    }

    /// A copy of the record before any day was sent.
    #[must_use]
    pub fn copy(&self, name: &str) -> PathBuf {
        let path = self.fresh(name);
        twin::copy(&self.folder.join("town.sqlite"), &path);
        path
    }

    /// A place in the folder where no database lies.
    #[must_use]
    pub fn fresh(&self, name: &str) -> PathBuf {
        for ending in ["", "-wal", "-shm", ".lock"] {
            drop(fs::remove_file(self.folder.join(format!("{name}{ending}"))));
        }
        self.folder.join(name)
    }

    /// The phone that holds the long route, as it was when its day began.
    #[must_use]
    pub fn long_phone(&self, name: &str) -> PathBuf {
        let path = self.fresh(name);
        twin::copy(&phone_path(&self.folder, Route::LONG), &path);
        path
    }
}

/// Builds the station, walks the days and keeps both.
fn build(folder: &Path) -> Vec<Day> {
    fs::create_dir_all(folder).expect("a folder");
    let station = TestStation::on(&StoreConfig::Sqlite { path: folder.join("town.sqlite") });
    village::import(&station, SheetKind::Areas, &[area()], Vec::new());
    let routes: Vec<Route> = (1..=READERS + 1).map(Route).collect();
    let rows: Vec<RouteRow> = routes.iter().map(|route| route_row(*route)).collect();
    village::import(&station, SheetKind::Routes, &rows, Vec::new());
    routes.iter().for_each(|route| settle(&station, *route));
    routes.iter().for_each(|route| plan(&station, *route));
    let phones: Vec<Handset> =
        routes.iter().map(|route| phone(&station.app, folder, *route)).collect();
    let days = routes.iter().zip(&phones).take(usize::try_from(READERS).expect("few"));
    let days: Vec<Day> =
        days.map(|(route, phone)| reader::walk(&station.app, phone, *route)).collect();
    let text = serde_json::to_vec(&days).expect("JSON");
    fs::write(folder.join(DAYS), text).expect("the days are kept");
    days
}

fn kept_days(folder: &Path) -> Vec<Day> {
    let text = fs::read(folder.join(DAYS)).expect("the days were kept");
    serde_json::from_slice(&text).expect("days")
}

/// What a phone's key is made of.
#[must_use]
pub fn fill(route: Route) -> u8 {
    u8::try_from(100 + route.0).expect("few routes")
}

fn phone_path(folder: &Path, route: Route) -> PathBuf {
    folder.join(format!("phone-{}.sqlite", route.0))
}

/// An enrolled phone with its route in hand.
fn phone(app: &App, folder: &Path, route: Route) -> Handset {
    let phone = Handset::open(&phone_path(folder, route), fill(route));
    let person = route.reader().parse().expect("a person number");
    let invitation = enrol::invite(app, &person).expect("invited").to_text();
    let door = InProcess(app);
    phone.field.enrol(&door, &invitation, "a phone").expect("enrolled");
    assert!(phone.field.sync(&door).expect("synced").assigned, "the route is in hand");
    phone
}

fn plan(station: &TestStation, route: Route) {
    station.register(&route.reader(), "李明", &[Role::Reader]);
    let auditor = Actor { person: "1003".parse().expect("a person"), roles: vec![Role::Auditor] };
    let app = &station.app;
    let request = format!("plan {}", route.0);
    spine::decide(app, &auditor, Command::PlanRoute, &request, |tx, moment| {
        let plan = PlanRoute {
            route: route.no(),
            period: PERIOD.parse().expect("a month"),
            reader: route.reader().parse().expect("a person"),
            read_on: moment.today,
        };
        command::plan_route(tx, moment, app.station.as_str(), plan)
    })
    .expect("planned");
}

/// Imports a route's accounts, meters and history.
fn settle(station: &TestStation, route: Route) {
    let stops = 1..=route.stops();
    let details: Vec<Part> = stops.clone().map(|stop| details(route, stop)).collect();
    let rows: Vec<AccountRow> =
        stops.clone().zip(&details).map(|(stop, part)| account_row(route, stop, part)).collect();
    village::import(station, SheetKind::Accounts, &rows, details);
    let rows: Vec<MeterRow> = stops.clone().map(|stop| meter_row(route, stop)).collect();
    village::import(station, SheetKind::Meters, &rows, Vec::new());
    let rows: Vec<HistoryRow> = stops.flat_map(|stop| history(route, stop)).collect();
    village::import(station, SheetKind::History, &rows, Vec::new());
}

fn area() -> AreaRow {
    AreaRow {
        area: "T01".parse().expect("an area"),
        name: "上青石台区".to_owned(),
        village: "上青石".to_owned(),
        capacity_kva: Kwh::whole(200),
        posting_place: None,
    }
}

fn route_row(route: Route) -> RouteRow {
    RouteRow {
        route: route.no(),
        name: format!("青石第{}段", route.0),
        read_day: 20,
        reader: None,
        collector: None,
    }
}

fn details(route: Route, stop: u32) -> Part {
    let details = PersonalDetails {
        salt: format!("salt of {}", route.account(stop)),
        name: format!("村民{stop}"),
        telephone: Some(format!("1990000{:04}", stop % 10_000)),
        address: Some(format!("青石镇上青石村第{}组{stop}号", route.0)),
    };
    Part::canonical(PartKind::Personal, &details)
}

fn account_row(route: Route, stop: u32, details: &Part) -> AccountRow {
    AccountRow {
        account: route.account(stop),
        details: details.hash(),
        area: "T01".parse().expect("an area"),
        route: route.no(),
        seq: stop,
        usage_class: "residential".to_owned(),
        tariff: "ZJ-RES".parse().expect("a tariff"),
        household_size: None,
        household_approved_on: None,
        free_quota_kwh: Kwh::ZERO,
        capacity_kw: Some(Kwh::whole(8)),
        due_day: None,
    }
}

fn meter_row(route: Route, stop: u32) -> MeterRow {
    MeterRow {
        meter: route.meter(stop),
        account: route.account(stop),
        meter_type: "DDS-5(60)A".to_owned(),
        digits: 5,
        decimals: 0,
        multiplier: Multiplier::whole(1),
        ct_ratio: None,
        pt_ratio: None,
        verified_on: None,
        registers: vec![RegisterRow {
            register: "forward_active_total".to_owned(),
            index: reader::opening(stop).to_string().parse().expect("an index"),
            read_on: period().previous().day(20).into(),
        }],
    }
}

fn history(route: Route, stop: u32) -> impl Iterator<Item = HistoryRow> {
    (1..=24).map(move |back| HistoryRow {
        account: route.account(stop),
        period: period().minus(back),
        usage_kwh: Kwh::whole(usage(stop, back).into()),
        provisional: false,
    })
}

fn period() -> dianfei_rules::calendar::YearMonth {
    PERIOD.parse().expect("a month")
}
