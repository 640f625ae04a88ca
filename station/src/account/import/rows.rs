//! The rows of each kind of sheet as what is recorded of them.

use std::collections::BTreeMap;

use dianfei_rules::quantity::Kwh;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::people::PeopleFact;
use dianfei_wire::fact::ticket::TicketRange;
use dianfei_wire::part::{Part, PartKind, PersonalDetails};

use super::{ImportError, Taken};
use crate::account::row::{AccountRow, AreaRow, HistoryRow, MeterRow, RegisterRow, RouteRow};
use crate::sheet::{self, Fault, Rejected, SheetError};

pub(super) fn people(bytes: &[u8], salt: &dyn Fn() -> String) -> Result<Taken, ImportError> {
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

pub(super) fn areas(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::area::AreaRow>(bytes)?;
    let rows: Vec<AreaRow> = sheet
        .rows
        .iter()
        .map(|row| AreaRow {
            area: row.area.clone(),
            name: row.name.clone(),
            village: row.village.clone(),
            capacity_kva: Kwh::new(row.capacity_kva.get()),
            posting_place: row.posting_place.clone(),
        })
        .collect();
    Ok(Taken::new(&sheet, &rows))
}

pub(super) fn routes(bytes: &[u8]) -> Result<Taken, ImportError> {
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

pub(super) fn accounts(bytes: &[u8], salt: &dyn Fn() -> String) -> Result<Taken, ImportError> {
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
            household_approved_on: row.household_approved_on,
            free_quota_kwh: row.free_quota_kwh,
            capacity_kw: row.capacity_kw.map(|capacity| Kwh::new(capacity.get())),
            due_day: row.due_day,
        });
        parts.push(part);
    }
    let mut taken = Taken::new(&sheet, &rows);
    taken.parts = parts;
    Ok(taken)
}

pub(super) fn meters(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::meter::MeterRow>(bytes)?;
    let mut rows: Vec<MeterRow> = Vec::new();
    let mut places = BTreeMap::new();
    let mut errors = Vec::new();
    for (row, line) in sheet.rows.iter().zip(&sheet.lines) {
        let register =
            RegisterRow { register: row.register.clone(), index: row.index, read_on: row.read_on };
        let (place, first, first_line) =
            *places.entry(&row.meter).or_insert((rows.len(), row, *line));
        if let Some((column, text)) = row.differs_from(first) {
            let fault = Fault::Differs { text, first_row: first_line };
            errors.push(SheetError::at(*line, column, fault));
        }
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
            ct_ratio: row.ct_ratio,
            pt_ratio: row.pt_ratio,
            verified_on: row.verified_on,
            registers: vec![register],
        });
    }
    if let Some(rejected) = Rejected::of(errors) {
        return Err(rejected.into());
    }
    Ok(Taken::new(&sheet, &rows))
}

pub(super) fn history(bytes: &[u8]) -> Result<Taken, ImportError> {
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
    Ok(Taken::new(&sheet, &rows))
}

pub(super) fn ticket_books(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::ticket_book::TicketBookRow>(bytes)?;
    let mut taken = Taken::new(&sheet, &sheet.rows);
    taken.books = sheet
        .rows
        .into_iter()
        .map(|row| TicketRange { series: row.series, first: row.first, last: row.last })
        .collect();
    Ok(taken)
}

pub(super) fn opening_arrears(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<sheet::opening_arrears::OpeningArrearsRow>(bytes)?;
    let mut taken = Taken::new(&sheet, &sheet.rows);
    taken.arrears = sheet.rows;
    Ok(taken)
}
