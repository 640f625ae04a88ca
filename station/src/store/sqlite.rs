//! SQLite: one file, one writer, readers beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::ffi::ErrorCode;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{OpenFlags, Statement, ToSql};

use super::engine::Connection;
use super::error::StoreError;
use super::keys;
use super::schema;
use super::value::{Row, Value};

/// Statements kept prepared on each connection: a replay alone has 300.
const PREPARED: usize = 512;
/// Pages that a connection keeps in memory, in KiB. The writer's hold the upper half
/// of every key that a day's uploads go through.
const WRITER_CACHE_KIB: i64 = 64 * 1024;
const READER_CACHE_KIB: i64 = 8 * 1024;
const BUSY: Duration = Duration::from_secs(10);

/// How a connection is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// The one writer; creates the file.
    Write,
    /// A reader beside it.
    Read,
    /// A database in memory, for a replay or a test.
    Memory,
}

/// A statement as SQLite is given it, and the names of its columns once it ran.
#[derive(Debug, Clone)]
struct Text {
    sql: Arc<str>,
    columns: Option<Arc<[String]>>,
}

/// One connection to a SQLite database.
pub(crate) struct SqliteConnection {
    connection: rusqlite::Connection,
    path: PathBuf,
    texts: BTreeMap<String, Text>,
}

impl SqliteConnection {
    /// Opens `path` (ignored in memory).
    pub(crate) fn open(path: &Path, access: Access) -> Result<Self, StoreError> {
        Self::connect(path, access).map_err(|error| {
            let (place, is_full) = (path.display().to_string(), is_full(&error));
            let source = error.into();
            if is_full {
                StoreError::Full { place, source }
            } else {
                StoreError::Open { place, source }
            }
        })
    }

    fn connect(path: &Path, access: Access) -> Result<Self, rusqlite::Error> {
        let connection = match access {
            Access::Memory => rusqlite::Connection::open_in_memory()?,
            Access::Write => rusqlite::Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_WRITE
                    | OpenFlags::SQLITE_OPEN_CREATE
                    | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?,
            Access::Read => rusqlite::Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?,
        };
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        // Else a statement is prepared anew for each new value that it is given.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        if access == Access::Write {
            connection.pragma_update(None, "journal_mode", "wal")?;
            // Measured: FULL loses nothing that was acknowledged; NORMAL does.
            connection.pragma_update(None, "synchronous", "full")?;
        }
        let cache = if access == Access::Read { READER_CACHE_KIB } else { WRITER_CACHE_KIB };
        connection.pragma_update(None, "cache_size", -cache)?;
        connection.pragma_update(None, "foreign_keys", "on")?;
        connection.pragma_update(None, "query_only", access == Access::Read)?;
        // The first read tells whether the file is a database at all.
        connection.query_row("select count(*) from sqlite_schema", [], |_row| Ok(()))?;
        Ok(Self { connection, path: path.to_owned(), texts: BTreeMap::new() })
    }

    /// Copies the whole database into a new file while it is in use.
    pub(crate) fn backup(&self, target: &Path) -> Result<(), StoreError> {
        let copy = || {
            let mut copy = rusqlite::Connection::open(target)?;
            // All pages in one step: a single snapshot, whatever is written
            // meanwhile.
            rusqlite::backup::Backup::new(&self.connection, &mut copy)?.step(-1)
        };
        match copy() {
            Ok(rusqlite::backup::StepResult::Done) => Ok(()),
            Ok(_) => Err(StoreError::Unreachable {
                place: self.path.display().to_string(),
                source: "another program keeps the database busy".into(),
            }),
            Err(error) => Err(self.error("backup", error)),
        }
    }

    /// `$n` is a name to SQLite, `?n` a position.
    fn text(&mut self, sql: &str) -> Text {
        if let Some(text) = self.texts.get(sql) {
            return text.clone();
        }
        let text = Text { sql: sql.replace('$', "?").into(), columns: None };
        if self.texts.len() < PREPARED {
            self.texts.insert(sql.to_owned(), text.clone());
        }
        text
    }

    fn error(&self, sql: &str, error: rusqlite::Error) -> StoreError {
        let place = self.path.display().to_string();
        let message = error.to_string();
        match error.sqlite_error_code() {
            Some(_) if is_full(&error) => StoreError::Full { place, source: error.into() },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                StoreError::Unreachable { place, source: error.into() }
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                StoreError::Damaged { place, source: error.into() }
            }
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => {
                StoreError::Disk { place, source: error.into() }
            }
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { sql: sql.to_owned() },
            Some(ErrorCode::ConstraintViolation) => match unique_table(&message) {
                Some(table) => StoreError::Unique { table, source: error.into() },
                None => StoreError::Constraint { sql: sql.to_owned(), source: error.into() },
            },
            Some(_) | None => StoreError::Statement { sql: sql.to_owned(), source: error.into() },
        }
    }

    fn plain(&mut self, sql: &str) -> Result<(), StoreError> {
        let outcome =
            self.connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
        outcome.map(|_changed| ()).map_err(|error| self.error(sql, error))
    }
}

/// Whether the disk is full: for the database, or for the index of its log, which
/// is a file beside it.
fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|told| {
        told.code == ErrorCode::DiskFull
            || told.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
    })
}

/// The table of "UNIQUE constraint failed: bill.station_id, bill.no".
fn unique_table(message: &str) -> Option<String> {
    let (_, columns) = message.split_once("UNIQUE constraint failed: ")?;
    columns.split_once('.').map(|(table, _)| table.to_owned())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
            // The session refuses what is out of range before it comes here.
            Self::Null | Self::OutOfRange(_) => ValueRef::Null,
        }))
    }
}

fn row_values(row: &rusqlite::Row<'_>, columns: &Arc<[String]>) -> Result<Row, StoreError> {
    let mut values = Vec::with_capacity(columns.len());
    for (position, column) in columns.iter().enumerate() {
        let foreign = |kind: String| StoreError::ForeignKind { column: column.clone(), kind };
        let value = row.get_ref(position).map_err(|error| foreign(error.to_string()))?;
        values.push(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Int(number),
            ValueRef::Text(text) => Value::Text(
                String::from_utf8(text.to_vec())
                    .map_err(|_not_utf8| foreign("text in no encoding".to_owned()))?,
            ),
            ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
            ValueRef::Real(_) => return Err(foreign("real".to_owned())),
        });
    }
    Ok(Row::new(Arc::clone(columns), values))
}

/// What stopped a loop over rows: the engine, or the receiver.
enum Stop {
    Engine(rusqlite::Error),
    Receiver(StoreError),
}

fn step(
    statement: &mut Statement<'_>,
    columns: &Arc<[String]>,
    params: &[Value],
    receive: &mut dyn FnMut(Row) -> Result<(), StoreError>,
) -> Result<(), Stop> {
    let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(Stop::Engine)?;
    while let Some(row) = rows.next().map_err(Stop::Engine)? {
        let row = row_values(row, columns).map_err(Stop::Receiver)?;
        receive(row).map_err(Stop::Receiver)?;
    }
    Ok(())
}

impl Connection for SqliteConnection {
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        let text = self.text(sql);
        let changed = self
            .connection
            .prepare_cached(&text.sql)
            .and_then(|mut statement| statement.execute(rusqlite::params_from_iter(params)))
            .map_err(|error| self.error(sql, error))?;
        Ok(u64::try_from(changed).expect("a count of rows fits 64 bits"))
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        receive: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let text = self.text(sql);
        let outcome = match self.connection.prepare_cached(&text.sql) {
            Ok(mut statement) => {
                let columns = text.columns.unwrap_or_else(|| {
                    let columns: Arc<[String]> =
                        statement.column_names().map(str::to_owned).collect();
                    if let Some(text) = self.texts.get_mut(sql) {
                        text.columns = Some(Arc::clone(&columns));
                    }
                    columns
                });
                step(&mut statement, &columns, params, receive)
            }
            Err(error) => Err(Stop::Engine(error)),
        };
        outcome.map_err(|stop| match stop {
            Stop::Engine(error) => self.error(sql, error),
            Stop::Receiver(error) => error,
        })
    }

    fn insert_many(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<u64, StoreError> {
        // One prepared statement is SQLite's fastest way: the cost of a row is
        // its b-trees, not its statement.
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
        let sql =
            format!("insert into {table} ({}) values ({})", columns.join(", "), places.join(", "));
        let inserted = self.connection.prepare_cached(&sql).and_then(|mut statement| {
            rows.iter().try_fold(0_u64, |count, row| {
                statement.execute(rusqlite::params_from_iter(row))?;
                Ok(count + 1)
            })
        });
        inserted.map_err(|error| self.error(&sql, error))
    }

    fn define(&mut self, ddl: &str) -> Result<(), StoreError> {
        // A table may get other columns.
        self.texts.clear();
        let text = schema::sqlite_ddl(ddl);
        self.connection.execute_batch(&text).map_err(|error| self.error(&text, error))
    }

    fn table_names(&mut self) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::new();
        let sql = "select name from sqlite_schema where type = 'table' \
                   and name not like 'sqlite\\_%' escape '\\' order by name";
        self.each(sql, &[], &mut |row| {
            names.push(row.text("name")?.to_owned());
            Ok(())
        })?;
        Ok(names)
    }

    fn describe_keys(&mut self) -> Result<(), StoreError> {
        keys::describe(&self.connection).map_err(|error| self.error("sqlite_stat1", error))
    }

    fn begin(&mut self, writes: bool) -> Result<(), StoreError> {
        if !self.connection.is_autocommit() {
            self.plain("rollback")?;
        }
        self.plain(if writes { "begin immediate" } else { "begin deferred" })
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.plain("commit")
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        if self.connection.is_autocommit() {
            // A full disk has already rolled it back.
            return Ok(());
        }
        self.plain("rollback")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_apart_and_undone() {
        let mut connection =
            SqliteConnection::open(Path::new(":memory:"), Access::Memory).expect("open");
        connection.define("create table piece (bytes bytea not null);").expect("made");
        let limit = |connection: &SqliteConnection, pages: i64| {
            let set = connection.connection.pragma_update(None, "max_page_count", pages);
            set.expect("set");
        };
        limit(&connection, 20);
        connection.begin(true).expect("begun");
        let insert = "insert into piece (bytes) values ($1)";
        let row = [Value::Blob(vec![7; 4_000])];
        let error = (0..40).find_map(|_| connection.execute(insert, &row).err());
        assert!(matches!(error, Some(StoreError::Full { .. })), "{error:?}");
        connection.rollback().expect("rolled back");
        let count = |connection: &mut SqliteConnection| {
            let mut rows = 0;
            connection
                .each("select count(*) as n from piece", &[], &mut |row| {
                    rows = row.int("n")?;
                    Ok(())
                })
                .expect("read");
            rows
        };
        assert_eq!(count(&mut connection), 0);
        limit(&connection, 1_000);
        connection.begin(true).expect("begun");
        connection.execute(insert, &row).expect("there is space again");
        connection.commit().expect("committed");
        assert_eq!(count(&mut connection), 1);
    }
}
