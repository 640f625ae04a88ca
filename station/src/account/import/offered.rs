//! The file that a person chose and has not taken in yet: it is looked through,
//! shown, and taken in or replaced. Outside the record; kept for a day.

use dianfei_rules::id::PersonNo;

use super::SheetFile;
use super::kind::{self, Kind};
use crate::app::App;
use crate::store::{Mark, StoreError, Table};

/// How long an offered file is kept, in milliseconds.
const KEPT_MS: i64 = 24 * 3_600_000;

/// Offered files, one a person.
pub const TABLE: Table = Table {
    name: "sheet_offered",
    mark: Mark::Local,
    ddl: "create table sheet_offered (
        station_id text not null,
        person text not null,
        sheet text not null, -- the kind's code
        file_name text not null,
        bytes bytea not null,
        offered_ms bigint not null,
        primary key (station_id, person)
    );",
};

/// An offered file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// What it should hold.
    pub kind: &'static Kind,
    /// Its name.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Offered {
    /// The file, to be looked through or taken in.
    #[must_use]
    pub fn file(&self) -> SheetFile<'_> {
        SheetFile { kind: self.kind.sheet, name: &self.file_name, bytes: &self.bytes }
    }
}

/// Keeps a file in place of the person's earlier one.
pub fn keep(app: &App, person: &PersonNo, offered: &Offered) -> Result<(), StoreError> {
    let now_ms = app.clock.now_ms();
    let station = app.station.as_str();
    app.store.write(|tx| {
        tx.execute(
            "delete from sheet_offered where station_id = $1 and (person = $2 or offered_ms < $3)",
            &[station.into(), person.as_str().into(), (now_ms - KEPT_MS).into()],
        )?;
        tx.execute(
            "insert into sheet_offered (station_id, person, sheet, file_name, bytes, offered_ms)
             values ($1, $2, $3, $4, $5, $6)",
            &[
                station.into(),
                person.as_str().into(),
                offered.kind.code.into(),
                offered.file_name.as_str().into(),
                offered.bytes.clone().into(),
                now_ms.into(),
            ],
        )?;
        Ok(())
    })
}

/// The person's offered file; absent where there is none, or it is too old.
pub fn find(app: &App, person: &PersonNo) -> Result<Option<Offered>, StoreError> {
    let row = app.store.read(|store| {
        store.query_opt(
            "select sheet, file_name, bytes from sheet_offered
             where station_id = $1 and person = $2 and offered_ms >= $3",
            &[
                app.station.as_str().into(),
                person.as_str().into(),
                (app.clock.now_ms() - KEPT_MS).into(),
            ],
        )
    })?;
    let Some(row) = row else { return Ok(None) };
    Ok(match kind::of_code(row.text("sheet")?) {
        Some(kind) => Some(Offered {
            kind,
            file_name: row.text("file_name")?.to_owned(),
            bytes: row.blob("bytes")?.to_vec(),
        }),
        None => None,
    })
}

/// Forgets the person's offered file.
pub fn forget(app: &App, person: &PersonNo) -> Result<(), StoreError> {
    app.store.write(|tx| {
        tx.execute(
            "delete from sheet_offered where station_id = $1 and person = $2",
            &[app.station.as_str().into(), person.as_str().into()],
        )?;
        Ok(())
    })
}
