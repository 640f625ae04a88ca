//! A small village: two accounts on one route, with history and meters.

use std::ops::RangeInclusive;

use dianfei_field::reading::{EnteredIndex, PresenceEntry, ReadingRequest};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, MeterNo};
use dianfei_rules::quantity::{Kwh, Multiplier};
use dianfei_rules::tariff::Tariff;
use dianfei_station::account::row::{
    self, AccountRow, AreaRow, HistoryRow, MeterRow, RegisterRow, RouteRow,
};
use dianfei_station::people::role::Command;
use dianfei_station::reading::command::{self, PlanRoute};
use dianfei_station::spine::{self, Actor};
use dianfei_wire::PartHash;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::account::{AccountFact, SheetKind};
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::IdentityCheck;
use dianfei_wire::part::{Part, PartKind, PersonalDetails};
use serde::Serialize;

use crate::station::TestStation;

/// What each account used in each month before the cut-over, in kWh.
pub const MONTHLY_KWH: i64 = 100;

/// The period that is read.
pub const PERIOD: &str = "2026-11";

/// What each meter showed at the cut-over.
pub const OPENING_INDEX: &str = "1000";

/// The village's accounts.
#[must_use]
pub fn account(number: u32) -> AccountNo {
    format!("33000100{number:02}").parse().expect("an account number")
}

/// The meter of an account.
#[must_use]
pub fn meter(number: u32) -> MeterNo {
    format!("M{number:04}").parse().expect("a meter number")
}

fn month(text: &str) -> YearMonth {
    text.parse().expect("a month")
}

/// The residents' price table of Zhejiang, yearly tiers, as published in 2018.
#[must_use]
pub fn tariff() -> Tariff {
    serde_json::from_value(serde_json::json!({
        "tariff": "ZJ-RES",
        "name": "浙江居民一户一表",
        "valid_from": "2018-04-01",
        "usage_class": "residential",
        "source": "浙江省电网销售电价表 2018-04",
        "prices": { "single": { "price": "0.538" } },
        "tiers": {
            "cycle": "year",
            "form": "full_price",
            "seasons": [{ "tiers": [
                { "above_kwh": "0", "up_to_kwh": "2760", "adds": "0" },
                { "above_kwh": "2760", "up_to_kwh": "4800", "adds": "0.05" },
                { "above_kwh": "4800", "adds": "0.3" }
            ]}]
        }
    }))
    .expect("a price table")
}

/// A route of the village: its number, its collector and its accounts.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its number, such as `R01`.
    pub route: &'static str,
    /// Who collects on it.
    pub collector: &'static str,
    /// The numbers of its accounts, in walking order.
    pub accounts: RangeInclusive<u32>,
}

/// Sets the village up with `accounts` accounts on route R01 in area T01.
pub fn set_up(station: &TestStation, accounts: u32) {
    set_up_routes(station, &[Route { route: "R01", collector: "1002", accounts: 1..=accounts }]);
}

/// Sets the village up with several routes in area T01.
pub fn set_up_routes(station: &TestStation, routes: &[Route]) {
    import(
        station,
        SheetKind::Areas,
        &[AreaRow {
            area: "T01".parse().expect("an area"),
            name: "上青石台区".to_owned(),
            village: "上青石".to_owned(),
            capacity_kva: Kwh::whole(200),
            posting_place: None,
        }],
        Vec::new(),
    );
    let rows: Vec<RouteRow> = routes.iter().map(route_row).collect();
    import(station, SheetKind::Routes, &rows, Vec::new());
    let numbers = || routes.iter().flat_map(|route| route.accounts.clone());
    let details: Vec<Part> = numbers().map(details).collect();
    let on_route = routes.iter().flat_map(|of| of.accounts.clone().map(move |number| (of, number)));
    let rows: Vec<AccountRow> =
        on_route.zip(&details).map(|((of, number), part)| account_row(of, number, part)).collect();
    import(station, SheetKind::Accounts, &rows, details);
    let rows: Vec<MeterRow> = numbers().map(meter_row).collect();
    import(station, SheetKind::Meters, &rows, Vec::new());
    let rows: Vec<HistoryRow> = numbers().flat_map(history).collect();
    import(station, SheetKind::History, &rows, Vec::new());
}

/// The auditor plans route R01 for its reader and the business date.
pub fn plan(station: &TestStation, period: &str) {
    plan_for(station, period, "1001");
}

/// The same for another reader.
pub fn plan_for(station: &TestStation, period: &str, reader: &str) {
    let auditor = Actor { person: "1003".parse().expect("a person"), roles: vec![Role::Auditor] };
    let app = &station.app;
    spine::decide(app, &auditor, Command::PlanRoute, period, |tx, moment| {
        let plan = PlanRoute {
            route: "R01".parse().expect("a route"),
            period: period.parse().expect("a month"),
            reader: reader.parse().expect("a person"),
            read_on: moment.today,
        };
        command::plan_route(tx, moment, app.station.as_str(), plan)
    })
    .expect("planned");
}

/// What a reader types at the meter of an account.
#[must_use]
pub fn reading(number: u32, index: &str) -> ReadingRequest {
    ReadingRequest {
        request_id: format!("read-{number}-{index}"),
        route: "R01".parse().expect("a route"),
        period: month(PERIOD),
        meter: meter(number),
        entered: vec![EnteredIndex {
            register: "forward_active_total".to_owned(),
            text: index.to_owned(),
        }],
        again: Vec::new(),
        rollover_confirmed: false,
        identity: IdentityCheck::ALL_AGREE,
        cause: None,
        load_note: None,
        load_changed: false,
        presence: PresenceEntry::default(),
    }
}

fn details(number: u32) -> Part {
    let details = PersonalDetails {
        salt: format!("salt of account {number}"),
        name: format!("村民{number}"),
        telephone: None,
        address: Some(format!("上青石村{number}号")),
    };
    Part::canonical(PartKind::Personal, &details)
}

fn route_row(of: &Route) -> RouteRow {
    RouteRow {
        route: of.route.parse().expect("a route"),
        name: format!("上青石{}", of.route),
        read_day: 20,
        reader: None,
        collector: Some(of.collector.parse().expect("a person number")),
    }
}

fn account_row(of: &Route, number: u32, details: &Part) -> AccountRow {
    AccountRow {
        account: account(number),
        details: details.hash(),
        area: "T01".parse().expect("an area"),
        route: of.route.parse().expect("a route"),
        seq: number,
        usage_class: "residential".to_owned(),
        tariff: "ZJ-RES".parse().expect("a tariff"),
        household_size: None,
        household_approved_on: None,
        free_quota_kwh: Kwh::ZERO,
        capacity_kw: Some(Kwh::whole(8)),
        due_day: None,
    }
}

fn meter_row(number: u32) -> MeterRow {
    MeterRow {
        meter: meter(number),
        account: account(number),
        meter_type: "DDS-5(60)A".to_owned(),
        digits: 5,
        decimals: 0,
        multiplier: Multiplier::whole(1),
        ct_ratio: None,
        pt_ratio: None,
        verified_on: None,
        registers: vec![RegisterRow {
            register: "forward_active_total".to_owned(),
            index: OPENING_INDEX.parse().expect("an index"),
            read_on: month("2026-10").day(20).into(),
        }],
    }
}

fn history(number: u32) -> Vec<HistoryRow> {
    let last = month("2026-10");
    (0..24)
        .map(|back| HistoryRow {
            account: account(number),
            period: last.minus(back),
            usage_kwh: Kwh::whole(MONTHLY_KWH),
            provisional: false,
        })
        .collect()
}

/// Imports rows as a sheet of set-up, with the parts that they name.
pub fn import<T: Serialize>(station: &TestStation, sheet: SheetKind, rows: &[T], parts: Vec<Part>) {
    let part = row::to_part(rows);
    let body = FactBody::Account(AccountFact::SheetImported {
        sheet,
        rows: part.hash(),
        count: u32::try_from(rows.len()).expect("few rows"),
        file_name: "sample.xlsx".to_owned(),
        file: PartHash::of(b"the file's own bytes"),
    });
    let parts = parts.into_iter().chain([part]).collect();
    station.record("1000", body, parts);
}
