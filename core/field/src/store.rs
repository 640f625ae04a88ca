//! The phone's one file: SQLite in WAL with `synchronous = extra`, one writer
//! and one reader.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dianfei_faults::{self as faults, End};
use rusqlite::config::DbConfig;
use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, TransactionBehavior};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::FieldError;

pub mod cash;
pub mod device;
pub mod draft;
pub mod handover;
pub mod journal;
pub mod open;
pub mod part;
pub mod reading;
pub mod receipt;
pub mod receivable;
pub mod route;
pub mod standing;
pub mod ticket;

/// Statements kept prepared on each connection: all that there are.
const PREPARED: usize = 256;

/// The open file.
#[derive(Debug)]
pub struct Store {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
}

impl Store {
    /// Opens the file at `path`, makes or upgrades its tables.
    pub fn open(path: &Path) -> Result<Self, FieldError> {
        let mut writer = connect(path)?;
        open::prepare(&mut writer)?;
        let reader = connect(path)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(Self { writer: Mutex::new(writer), reader: Mutex::new(reader) })
    }

    /// One transaction that reads a single state of the file.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, FieldError>,
    ) -> Result<T, FieldError> {
        let mut reader = lock(&self.reader);
        let tx = reader.transaction()?;
        let found = work(&tx)?;
        tx.finish()?;
        Ok(found)
    }

    /// One durable transaction; an error leaves the file as it was.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, FieldError>,
    ) -> Result<T, FieldError> {
        let mut writer = lock(&self.writer);
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        faults::around_commit(End::Phone, || tx.commit())?;
        Ok(done)
    }
}

/// One connection to the file.
fn connect(path: &Path) -> Result<Connection, FieldError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    // Else a statement is prepared anew for each new value that it is given.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

// A panic inside a transaction rolls it back as it unwinds, so that the
// connection behind a poisoned lock is whole.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The rows of `sql`, each made by `make`.
pub(crate) fn rows<T, P: Params>(
    connection: &Connection,
    sql: &str,
    params: P,
    make: impl Fn(&Row<'_>) -> Result<T, FieldError>,
) -> Result<Vec<T>, FieldError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    let mut all = Vec::new();
    while let Some(row) = found.next()? {
        all.push(make(row)?);
    }
    Ok(all)
}

/// The first row of `sql`, made by `make`; absent where there is none.
pub(crate) fn row<T, P: Params>(
    connection: &Connection,
    sql: &str,
    params: P,
    make: impl Fn(&Row<'_>) -> Result<T, FieldError>,
) -> Result<Option<T>, FieldError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    found.next()?.map(make).transpose()
}

/// The one value of `sql`; absent where there is no row or the value is null.
pub(crate) fn value<T: FromSql, P: Params>(
    connection: &Connection,
    sql: &str,
    params: P,
) -> Result<Option<T>, FieldError> {
    let mut statement = connection.prepare_cached(sql)?;
    let found: Option<Option<T>> = statement.query_row(params, |row| row.get(0)).optional()?;
    Ok(found.flatten())
}

/// Runs one statement and says how many rows it changed.
pub(crate) fn run<P: Params>(
    connection: &Connection,
    sql: &str,
    params: P,
) -> Result<usize, FieldError> {
    Ok(connection.prepare_cached(sql)?.execute(params)?)
}

fn text<'a>(row: &'a Row<'_>, column: &str) -> Result<&'a str, FieldError> {
    row.get_ref(column)?.as_str().map_err(FieldError::corrupt)
}

/// A column read as text and parsed.
pub(crate) fn parsed<T>(row: &Row<'_>, column: &str) -> Result<T, FieldError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text(row, column)?.parse().map_err(FieldError::corrupt)
}

/// A column read as text and parsed; absent where it is null.
pub(crate) fn opt_parsed<T>(row: &Row<'_>, column: &str) -> Result<Option<T>, FieldError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(FieldError::corrupt)).transpose()
}

/// A column read as JSON.
pub(crate) fn decoded<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T, FieldError> {
    serde_json::from_str(text(row, column)?).map_err(FieldError::corrupt)
}

/// A column read as JSON; absent where it is null.
pub(crate) fn opt_decoded<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> Result<Option<T>, FieldError> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(FieldError::corrupt)).transpose()
}

/// A whole number that is not negative.
pub(crate) fn count(row: &Row<'_>, column: &str) -> Result<u64, FieldError> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(FieldError::corrupt)
}

/// The JSON of a wire type.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("wire types and outcomes serialise to JSON")
}

/// A number for a column of the file.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).expect("numbers on a phone stay below 2^63")
}
