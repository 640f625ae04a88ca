//! The sheets that were taken in: when, by whom, from which file.

use dianfei_wire::fact::{AccountFact, FactBody};

use super::kind;
use crate::chapter::Entry;
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// Sheets taken in.
pub const TABLE: Table = Table {
    name: "sheet_taken",
    mark: Mark::Fold,
    ddl: "create table sheet_taken (
        station_id text not null,
        seq bigint not null, -- the journal row
        sheet text not null, -- the kind's code
        taken_ms bigint not null,
        person text not null,
        file_name text not null,
        file text not null, -- hash of the file's bytes, which are not kept
        rows_taken bigint not null,
        primary key (station_id, seq)
    );",
};

/// A sheet that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetTaken {
    /// The kind's code.
    pub sheet: String,
    /// When, UTC milliseconds.
    pub taken_ms: i64,
    /// By whom.
    pub person: String,
    /// The file's name.
    pub file_name: String,
    /// The hash of its bytes.
    pub file: String,
    /// How many rows.
    pub rows: i64,
}

/// All of them, the latest first.
pub fn all(store: &mut Reader<'_>, station: &str) -> Result<Vec<SheetTaken>, StoreError> {
    let rows = store.query(
        "select sheet, taken_ms, person, file_name, file, rows_taken from sheet_taken
         where station_id = $1 order by seq desc",
        &[station.into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(SheetTaken {
                sheet: row.text("sheet")?.to_owned(),
                taken_ms: row.int("taken_ms")?,
                person: row.text("person")?.to_owned(),
                file_name: row.text("file_name")?.to_owned(),
                file: row.text("file")?.to_owned(),
                rows: row.int("rows_taken")?,
            })
        })
        .collect()
}

/// Folds one.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Account(AccountFact::SheetImported { sheet, count, file_name, file, .. }) =
        &entry.fact.body
    else {
        return Ok(());
    };
    tx.execute(
        "insert into sheet_taken (station_id, seq, sheet, taken_ms, person, file_name, file,
            rows_taken)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            entry.station().into(),
            entry.seq.into(),
            kind::code_of(*sheet).into(),
            entry.arrived_ms.into(),
            entry.fact.person.as_str().into(),
            file_name.as_str().into(),
            file.to_string().into(),
            i64::from(*count).into(),
        ],
    )?;
    Ok(())
}
