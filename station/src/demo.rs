//! The demo station: founded, set up from its own spreadsheets, with decisions
//! on what the law leaves open and passwords for each person. It knows no phone.

use chrono::NaiveDate;
use dianfei_rules::id::PersonNo;
use dianfei_rules::policy::{DecidedValue, PolicyDecision};
use dianfei_wire::fact::account::{AccountFact, SheetKind};
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::{FactBody, FactId};

use crate::account::import::{ImportError, SheetFile, import_sheet};
use crate::app::App;
use crate::people::role::Command;
use crate::people::{password, person};
use crate::reading::command::{self, PlanRoute};
use crate::spine::{self, Actor, Draft, SpineError};
use dianfei_rules::calendar::YearMonth;

/// The number of the demo station.
pub const STATION: &str = "330101";

/// When the demo begins: 2026-11-05 08:00 in Beijing, the read day of its first
/// routes, in UTC milliseconds. Its sheets end with October 2026, so that a demo
/// of a later year would find three winters' usage at every meter.
pub const MORNING_MS: i64 = 1_793_836_800_000;

/// The password of everyone at the demo station.
pub const PASSWORD: &str = "dianfei-demo";

/// The demo's head.
pub const HEAD: &str = "3001";

/// The demo's auditor.
pub const AUDITOR: &str = "2001";

/// The demo's ticket custodian.
pub const CUSTODIAN: &str = "2003";

/// The sheets, in the order in which they are taken in.
pub const SHEETS: [(SheetKind, &str, &[u8]); 10] = [
    (SheetKind::People, "01-people.xlsx", include_bytes!("../demo/01-people.xlsx")),
    (SheetKind::Areas, "02-areas.xlsx", include_bytes!("../demo/02-areas.xlsx")),
    (SheetKind::Routes, "03-routes.xlsx", include_bytes!("../demo/03-routes.xlsx")),
    (SheetKind::Tariffs, "04-tariffs.xlsx", include_bytes!("../demo/04-tariffs.xlsx")),
    (SheetKind::Accounts, "05-accounts.xlsx", include_bytes!("../demo/05-accounts.xlsx")),
    (SheetKind::Meters, "06-meters.xlsx", include_bytes!("../demo/06-meters.xlsx")),
    (SheetKind::History, "07-history.xlsx", include_bytes!("../demo/07-history.xlsx")),
    (
        SheetKind::TicketBooks,
        "08-ticket-books.xlsx",
        include_bytes!("../demo/08-ticket-books.xlsx"),
    ),
    (
        SheetKind::OpeningArrears,
        "09-opening-arrears.xlsx",
        include_bytes!("../demo/09-opening-arrears.xlsx"),
    ),
    (SheetKind::Holidays, "10-holidays.xlsx", include_bytes!("../demo/10-holidays.xlsx")),
];

/// Late-fee rates that the demo station decides; the law's frame is 1 to 3 per
/// mille a day, and no readable source gives the rates in force since 2024-06.
const RATES: [(&str, &str); 3] = [
    ("late_fee_resident_per_mille", "1"),
    ("late_fee_other_current_year_per_mille", "2"),
    ("late_fee_other_carried_over_per_mille", "3"),
];

/// Sets the demo station up in an empty record and tells each step.
///
/// # Errors
/// What the sheets, the rules or the store refuse.
pub fn set_up(app: &App, tell: &mut dyn FnMut(&str)) -> Result<(), ImportError> {
    found(app)?;
    let head = actor(HEAD, Role::StationHead);
    for (kind, name, bytes) in SHEETS {
        let file = SheetFile { kind, name, bytes };
        let outcome = import_sheet(app, &importer(kind), file, &app.ids.token())?;
        tell(&format!("导入 imported {name}: {} rows", outcome.rows));
    }
    decide(app, &head)?;
    plan(app, tell)?;
    let people = app.store.read(|store| person::all(store, app.station.as_str()));
    for someone in people.map_err(SpineError::from)? {
        password::set(app, &someone.person, PASSWORD)?;
    }
    Ok(())
}

fn actor(number: &str, role: Role) -> Actor {
    let person: PersonNo = number.parse().expect("the demo's numbers are numbers");
    Actor { person, roles: vec![role] }
}

/// Whose sheet it is: prices are the auditor's, ticket books the custodian's.
fn importer(kind: SheetKind) -> Actor {
    match kind {
        SheetKind::Tariffs => actor(AUDITOR, Role::Auditor),
        SheetKind::TicketBooks => actor(CUSTODIAN, Role::TicketCustodian),
        SheetKind::People
        | SheetKind::Areas
        | SheetKind::Routes
        | SheetKind::Accounts
        | SheetKind::Meters
        | SheetKind::History
        | SheetKind::OpeningArrears
        | SheetKind::Holidays => actor(HEAD, Role::StationHead),
    }
}

fn found(app: &App) -> Result<Vec<FactId>, SpineError> {
    let body = FactBody::Account(AccountFact::StationFounded {
        name: "青石供电所".to_owned(),
        identity: app.identity(),
        zone_minutes: app.zone_minutes,
        emergency_telephone: "0000-8000110".to_owned(),
    });
    let head = actor(HEAD, Role::StationHead);
    spine::record_alone(app, &head.person, |_tx, moment| Ok(vec![Draft::new(moment, body)]))
}

fn decide(app: &App, head: &Actor) -> Result<(), SpineError> {
    let from = NaiveDate::from_ymd_opt(2024, 6, 1).expect("a date");
    spine::decide(app, head, Command::DecidePolicy, &app.ids.token(), |_tx, moment| {
        let decisions = RATES.into_iter().map(|(key, value)| {
            let decision = PolicyDecision {
                key: key.to_owned(),
                from,
                value: DecidedValue::Set(value.to_owned()),
                source: "演示站决定：按条例 1‰–3‰ 之内，沿用 1996 年规则的比例".to_owned(),
            };
            Draft::new(moment, FactBody::Account(AccountFact::PolicyDecided { decision }))
        });
        Ok(decisions.collect())
    })?;
    Ok(())
}

/// Plans every route of the demo on its read day, as the sheet shares them out.
fn plan(app: &App, tell: &mut dyn FnMut(&str)) -> Result<(), SpineError> {
    let station = app.station.as_str();
    let period = YearMonth::of(app.today());
    let plans = app.store.read(|store| -> Result<_, SpineError> {
        let rows = store.query(
            "select route, read_day, reader from route where station_id = $1 order by route",
            &[station.into()],
        )?;
        let plans = rows.iter().map(|row| {
            let read_day = u32::try_from(row.int("read_day")?).unwrap_or(1);
            Ok(PlanRoute {
                route: row.parsed("route")?,
                period,
                reader: row.parsed("reader")?,
                read_on: period.day(read_day),
            })
        });
        Ok(plans.collect::<Result<Vec<_>, crate::store::StoreError>>()?)
    })?;
    let auditor = actor(AUDITOR, Role::Auditor);
    for plan in plans {
        let (route, reader, day) = (plan.route.clone(), plan.reader.clone(), plan.read_on);
        spine::decide(app, &auditor, Command::PlanRoute, &app.ids.token(), |tx, moment| {
            command::plan_route(tx, moment, station, plan)
        })?;
        tell(&format!("排定 planned route {route} for reader {reader} on {day}"));
    }
    Ok(())
}
