//! Taking a sheet in: its rows become facts, all in one transaction or none.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_rules::quantity::Kwh;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::price::Tariff;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::account::{AccountFact, SheetKind};
use dianfei_wire::fact::people::PeopleFact;
use dianfei_wire::fact::ticket::{TicketFact, TicketRange};
use dianfei_wire::part::{Part, PartKind, PersonalDetails};
use dianfei_wire::{FactId, PartHash};
use serde::Serialize;
use thiserror::Error;

use super::row::{self, AccountRow, AreaRow, HistoryRow, MeterRow, RegisterRow, RouteRow};
use crate::app::App;
use crate::audit::tariff;
use crate::people::role::Command;
use crate::sheet::{self, Rejected};
use crate::spine::{self, Actor, Draft, Moment, SpineError};
use crate::store::{Reader, StoreError};

mod price;

/// A file to take in.
#[derive(Debug, Clone, Copy)]
pub struct SheetFile<'a> {
    /// What it holds.
    pub kind: SheetKind,
    /// Its name, as its sender calls it.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What came of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The facts, the sheet's own last.
    pub facts: Vec<FactId>,
    /// How many rows.
    pub rows: usize,
    /// Headers that mean nothing here.
    pub ignored: Vec<String>,
}

/// Why a sheet was not taken. Nothing of it was kept.
#[derive(Debug, Error)]
pub enum ImportError {
    /// Cells are wrong.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// A rule or a role says no, or the store did not take it.
    #[error(transparent)]
    Spine(#[from] SpineError),
}

/// What a sheet's rows become, before they are recorded.
struct Taken {
    /// The canonical rows.
    rows: Part,
    count: usize,
    ignored: Vec<String>,
    /// Parts that the rows name.
    parts: Vec<Part>,
    /// Facts of other chapters, each with its part.
    bodies: Vec<(FactBody, Option<Part>)>,
    /// Versions of price tables, to be held against the archive.
    tariffs: Vec<Tariff>,
    /// Numbers that must be known already.
    needs: Vec<Need>,
}

/// A table's numbers that rows refer to.
struct Need {
    table: &'static str,
    column: &'static str,
    code: &'static str,
    numbers: BTreeSet<String>,
}

impl Taken {
    fn new<S, T: Serialize>(sheet: &sheet::Sheet<S>, rows: &[T]) -> Self {
        Self {
            rows: row::to_part(rows),
            count: rows.len(),
            ignored: sheet.ignored.clone(),
            parts: Vec::new(),
            bodies: Vec::new(),
            tariffs: Vec::new(),
            needs: Vec::new(),
        }
    }

    fn needing(
        mut self,
        (table, column, code): (&'static str, &'static str, &'static str),
        numbers: impl Iterator<Item = String>,
    ) -> Self {
        self.needs.push(Need { table, column, code, numbers: numbers.collect() });
        self
    }
}

const AREAS: (&str, &str, &str) = ("area", "area", "area_unknown");
const ROUTES: (&str, &str, &str) = ("route", "route", "route_unknown");
const ACCOUNTS: (&str, &str, &str) = ("account", "account", "account_unknown");

/// A sheet gives nobody what his role does not: prices are the auditor's
/// (4.2.1), and who takes books in has them in custody (3.2).
const fn command_for(kind: SheetKind) -> Command {
    match kind {
        SheetKind::Tariffs => Command::PublishTariff,
        SheetKind::TicketBooks => Command::ReceiveBook,
        SheetKind::People
        | SheetKind::Areas
        | SheetKind::Routes
        | SheetKind::Accounts
        | SheetKind::Meters
        | SheetKind::History
        | SheetKind::OpeningArrears => Command::ImportSheet,
    }
}

/// Takes a sheet in for a signed-in person.
///
/// # Errors
/// [`ImportError::Rejected`] lists every wrong cell; a row that refers to an
/// area, route or account which the station does not have is refused.
pub fn import_sheet(
    app: &App,
    actor: &Actor,
    file: SheetFile<'_>,
    request_id: &str,
) -> Result<Outcome, ImportError> {
    let salt = || app.ids.token();
    let taken = taken(file, &salt)?;
    let (rows, ignored) = (taken.count, taken.ignored.clone());
    let command = command_for(file.kind);
    let facts = spine::decide(app, actor, command, request_id, |tx, moment| {
        require(tx, app.station.as_str(), &taken.needs)?;
        let mut drafts = Vec::new();
        for version in &taken.tariffs {
            drafts.extend(tariff::publish(tx, moment, app.station.as_str(), version)?);
        }
        drafts.extend(rows_and_their_facts(moment, file, taken));
        Ok(drafts)
    })?;
    Ok(Outcome { facts, rows, ignored })
}

fn rows_and_their_facts(moment: &Moment<'_>, file: SheetFile<'_>, taken: Taken) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = taken
        .bodies
        .into_iter()
        .map(|(body, part)| Draft::new(moment, body).with_parts(part.into_iter().collect()))
        .collect();
    let body = FactBody::Account(AccountFact::SheetImported {
        sheet: file.kind,
        rows: taken.rows.hash(),
        count: u32::try_from(taken.count).unwrap_or(u32::MAX),
        file_name: file.name.to_owned(),
        file: PartHash::of(file.bytes),
    });
    let parts = taken.parts.into_iter().chain([taken.rows]).collect();
    drafts.push(Draft::new(moment, body).with_parts(parts));
    drafts
}

fn require(store: &mut Reader<'_>, station: &str, needs: &[Need]) -> Result<(), SpineError> {
    for need in needs {
        let rows = store.query(
            &format!("select {} as number from {} where station_id = $1", need.column, need.table),
            &[station.into()],
        )?;
        let known = rows
            .iter()
            .map(|row| Ok(row.text("number")?.to_owned()))
            .collect::<Result<BTreeSet<String>, StoreError>>()?;
        if let Some(number) = need.numbers.difference(&known).next() {
            return Err(Refusal::new(need.code).with("number", number).into());
        }
    }
    Ok(())
}

fn taken(file: SheetFile<'_>, salt: &dyn Fn() -> String) -> Result<Taken, ImportError> {
    let bytes = file.bytes;
    match file.kind {
        SheetKind::People => people(bytes, salt),
        SheetKind::Areas => areas(bytes),
        SheetKind::Routes => routes(bytes),
        SheetKind::Accounts => accounts(bytes, salt),
        SheetKind::Meters => meters(bytes),
        SheetKind::History => history(bytes),
        SheetKind::Tariffs => price::tariffs(bytes),
        SheetKind::TicketBooks => ticket_books(bytes),
        SheetKind::OpeningArrears => {
            let sheet = sheet::read::<sheet::opening_arrears::OpeningArrearsRow>(bytes)?;
            let numbers = sheet.rows.iter().map(|row| row.account.to_string());
            Ok(Taken::new(&sheet, &sheet.rows).needing(ACCOUNTS, numbers))
        }
    }
}

fn people(bytes: &[u8], salt: &dyn Fn() -> String) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::people::PersonRow>(bytes)?;
    // Names and telephones stay out of the rows: they lie in salted parts.
    let numbers: Vec<String> = sheet.rows.iter().map(|row| row.person.to_string()).collect();
    let mut taken = Taken::new(&sheet, &numbers);
    taken.bodies = sheet
        .rows
        .into_iter()
        .map(|row| {
            let details = PersonalDetails {
                salt: salt(),
                name: row.name,
                telephone: row.telephone,
                address: None,
            };
            let part = Part::canonical(PartKind::Personal, &details);
            let body = FactBody::People(PeopleFact::PersonRegistered {
                person: row.person,
                details: part.hash(),
                roles: row.roles,
            });
            (body, Some(part))
        })
        .collect();
    Ok(taken)
}

fn areas(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::area::AreaRow>(bytes)?;
    let rows: Vec<AreaRow> = sheet
        .rows
        .iter()
        .map(|row| AreaRow {
            area: row.area.clone(),
            name: row.name.clone(),
            village: row.village.clone(),
            capacity_kva: Kwh::new(row.capacity_kva.get()),
        })
        .collect();
    Ok(Taken::new(&sheet, &rows))
}

fn routes(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::route::RouteRow>(bytes)?;
    let rows: Vec<RouteRow> = sheet
        .rows
        .iter()
        .map(|row| RouteRow {
            route: row.route.clone(),
            name: row.name.clone(),
            read_day: row.read_day,
            reader: row.reader.clone(),
            collector: row.collector.clone(),
        })
        .collect();
    Ok(Taken::new(&sheet, &rows))
}

fn accounts(bytes: &[u8], salt: &dyn Fn() -> String) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::account::AccountRow>(bytes)?;
    let mut parts = Vec::with_capacity(sheet.rows.len());
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let details = PersonalDetails {
            salt: salt(),
            name: row.name.clone(),
            telephone: row.telephone.clone(),
            address: Some(row.address.clone()),
        };
        let part = Part::canonical(PartKind::Personal, &details);
        rows.push(AccountRow {
            account: row.account.clone(),
            details: part.hash(),
            area: row.area.clone(),
            route: row.route.clone(),
            seq: row.seq,
            usage_class: row.usage_class.clone(),
            tariff: row.tariff.clone(),
            household_size: row.household_size,
            free_quota_kwh: row.free_quota_kwh,
            capacity_kw: row.capacity_kw.map(|capacity| Kwh::new(capacity.get())),
        });
        parts.push(part);
    }
    let mut taken = Taken::new(&sheet, &rows)
        .needing(AREAS, rows.iter().map(|row| row.area.to_string()))
        .needing(ROUTES, rows.iter().map(|row| row.route.to_string()));
    taken.parts = parts;
    Ok(taken)
}

fn meters(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::meter::MeterRow>(bytes)?;
    let mut rows: Vec<MeterRow> = Vec::new();
    let mut places = BTreeMap::new();
    for row in &sheet.rows {
        let register =
            RegisterRow { register: row.register.clone(), index: row.index, read_on: row.read_on };
        let place = *places.entry(&row.meter).or_insert(rows.len());
        if let Some(known) = rows.get_mut(place) {
            known.registers.push(register);
            continue;
        }
        rows.push(MeterRow {
            meter: row.meter.clone(),
            account: row.account.clone(),
            meter_type: row.meter_type.clone(),
            digits: row.digits,
            decimals: row.decimals,
            multiplier: row.multiplier,
            verified_on: row.verified_on,
            registers: vec![register],
        });
    }
    let numbers = rows.iter().map(|row| row.account.to_string());
    Ok(Taken::new(&sheet, &rows).needing(ACCOUNTS, numbers))
}

fn history(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::history::HistoryRow>(bytes)?;
    let rows: Vec<HistoryRow> = sheet
        .rows
        .iter()
        .map(|row| HistoryRow {
            account: row.account.clone(),
            period: row.period,
            usage_kwh: row.usage_kwh,
            provisional: row.provisional,
        })
        .collect();
    let numbers = rows.iter().map(|row| row.account.to_string());
    Ok(Taken::new(&sheet, &rows).needing(ACCOUNTS, numbers))
}

fn ticket_books(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::ticket_book::TicketBookRow>(bytes)?;
    let mut taken = Taken::new(&sheet, &sheet.rows);
    taken.bodies = sheet
        .rows
        .into_iter()
        .map(|row| {
            let range = TicketRange { series: row.series, first: row.first, last: row.last };
            (FactBody::Ticket(TicketFact::BookReceived { range }), None)
        })
        .collect();
    Ok(taken)
}
