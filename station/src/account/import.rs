//! Taking a sheet in: its rows become facts, all in one transaction or none.

use dianfei_rules::calendar::working_days::WorkingYear;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::price::Tariff;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::account::{AccountFact, SheetKind};
use dianfei_wire::fact::ticket::TicketRange;
use dianfei_wire::part::Part;
use dianfei_wire::{FactId, PartHash};
use serde::Serialize;
use thiserror::Error;

use self::held::Claim;
use super::{calendar, row};
use crate::app::App;
use crate::audit::tariff;
use crate::collection::opening;
use crate::people::role::Command;
use crate::sheet::opening_arrears::OpeningArrearsRow;
use crate::sheet::{self, Rejected, SheetRow};
use crate::spine::{self, Actor, Draft, Moment, SpineError};
use crate::store::{StoreError, Tx};
use crate::ticket;

mod held;
pub mod holiday;
pub mod kind;
pub mod offered;
mod price;
mod rows;
pub mod taken_in;

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

/// What a sheet would bring, and that nothing in it is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
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

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Spine(error.into())
    }
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
    /// Ticket books, to be held against the numbers on hand.
    books: Vec<TicketRange>,
    /// What was owed at the cut-over.
    arrears: Vec<OpeningArrearsRow>,
    /// The holidays of years, to be held against those of the years beside them.
    years: Vec<WorkingYear>,
    /// What the station must or must not hold, row by row.
    claims: Vec<Claim>,
}

impl Taken {
    fn new<S: SheetRow, T: Serialize>(sheet: &sheet::Sheet<S>, rows: &[T]) -> Self {
        Self {
            rows: row::to_part(rows),
            count: rows.len(),
            ignored: sheet.ignored.clone(),
            parts: Vec::new(),
            bodies: Vec::new(),
            tariffs: Vec::new(),
            books: Vec::new(),
            arrears: Vec::new(),
            years: Vec::new(),
            claims: held::claims(sheet),
        }
    }
}

/// A sheet gives nobody what his role does not: prices are the auditor's
/// (4.2.1), and who takes books in has them in custody (3.2).
#[must_use]
pub const fn command_for(kind: SheetKind) -> Command {
    match kind {
        SheetKind::Tariffs => Command::PublishTariff,
        SheetKind::TicketBooks => Command::ReceiveBook,
        SheetKind::People
        | SheetKind::Areas
        | SheetKind::Routes
        | SheetKind::Accounts
        | SheetKind::Meters
        | SheetKind::History
        | SheetKind::OpeningArrears
        | SheetKind::Holidays => Command::ImportSheet,
    }
}

/// Takes a sheet in for a signed-in person.
///
/// # Errors
/// [`ImportError::Rejected`] lists every wrong cell, also those that name what
/// the station does not hold or holds already; the rules may refuse prices and
/// ticket books.
pub fn import_sheet(
    app: &App,
    actor: &Actor,
    file: SheetFile<'_>,
    request_id: &str,
) -> Result<Outcome, ImportError> {
    let taken = taken(file, &|| app.ids.token())?;
    let (rows, ignored) = (taken.count, taken.ignored.clone());
    let mut rejected = None;
    let decided = spine::decide(app, actor, command_for(file.kind), request_id, |tx, moment| {
        drafts(tx, moment, app.station.as_str(), file, taken).map_err(|error| match error {
            ImportError::Spine(error) => error,
            ImportError::Rejected(errors) => {
                let count = errors.count();
                rejected = Some(errors);
                Refusal::new("sheet_rejected").with("count", count).into()
            }
        })
    });
    match rejected {
        Some(errors) => Err(errors.into()),
        None => Ok(Outcome { facts: decided?, rows, ignored }),
    }
}

/// Looks a sheet through as if it were taken in, and records nothing.
///
/// # Errors
/// As [`import_sheet`].
pub fn look(app: &App, file: SheetFile<'_>) -> Result<Looked, ImportError> {
    let taken = taken(file, &|| app.ids.token())?;
    let looked = Looked { rows: taken.count, ignored: taken.ignored.clone() };
    let moment = spine::moment(app, app.clock.now_ms());
    // The decision is made as for the record and then undone.
    let undone: Result<(), Undone> = app.store.write(|tx| {
        let made = drafts(tx, &moment, app.station.as_str(), file, taken);
        Err(Undone(made.map(|_drafts| ())))
    });
    match undone {
        Ok(()) | Err(Undone(Ok(()))) => Ok(looked),
        Err(Undone(Err(error))) => Err(error),
    }
}

/// A transaction that was undone, and how its decision went.
struct Undone(Result<(), ImportError>);

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self(Err(error.into()))
    }
}

fn drafts(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &str,
    file: SheetFile<'_>,
    taken: Taken,
) -> Result<Vec<Draft>, ImportError> {
    if let Some(rejected) = Rejected::of(held::wrong(tx, station, &taken.claims)?) {
        return Err(rejected.into());
    }
    let mut drafts = Vec::new();
    for version in &taken.tariffs {
        drafts.extend(tariff::publish(tx, moment, station, version)?);
    }
    for (at, range) in taken.books.iter().enumerate() {
        let crosses = |earlier: &&TicketRange| {
            earlier.series == range.series
                && earlier.first <= range.last
                && range.first <= earlier.last
        };
        if let Some(earlier) = taken.books.iter().take(at).find(crosses) {
            let no = earlier.first.max(range.first);
            return Err(
                SpineError::from(Refusal::by_clause("book_known", "3.1").with("no", no)).into()
            );
        }
        drafts.extend(ticket::command::receive_book(tx, moment, station, range.clone())?);
    }
    calendar::check_with(tx, station, taken.years)?;
    for (body, part) in taken.bodies {
        drafts.push(Draft::new(moment, body).with_parts(part.into_iter().collect()));
    }
    let body = FactBody::Account(AccountFact::SheetImported {
        sheet: file.kind,
        rows: taken.rows.hash(),
        count: u32::try_from(taken.count).unwrap_or(u32::MAX),
        file_name: file.name.to_owned(),
        file: PartHash::of(file.bytes),
    });
    let parts = taken.parts.into_iter().chain([taken.rows]).collect();
    let ruling = opening::ruling(tx, station, moment, &taken.arrears)?;
    drafts.push(Draft::new(moment, body).with_ruling(ruling).with_parts(parts));
    Ok(drafts)
}

fn taken(file: SheetFile<'_>, salt: &dyn Fn() -> String) -> Result<Taken, ImportError> {
    let bytes = file.bytes;
    match file.kind {
        SheetKind::People => rows::people(bytes, salt),
        SheetKind::Areas => rows::areas(bytes),
        SheetKind::Routes => rows::routes(bytes),
        SheetKind::Accounts => rows::accounts(bytes, salt),
        SheetKind::Meters => rows::meters(bytes),
        SheetKind::History => rows::history(bytes),
        SheetKind::Tariffs => price::tariffs(bytes),
        SheetKind::TicketBooks => rows::ticket_books(bytes),
        SheetKind::OpeningArrears => rows::opening_arrears(bytes),
        SheetKind::Holidays => holiday::holidays(bytes),
    }
}
