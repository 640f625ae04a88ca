//! PostgreSQL: many stations of a county in one database. Its client blocks,
//! so it is called off the async runtime's threads.

use std::collections::BTreeMap;
use std::error::Error;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::thread;

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};

use super::engine::Connection;
use super::error::StoreError;
use super::schema;
use super::value::{Row, Value};

mod tls;

/// Fewer rows than this go by single inserts, more by COPY.
const COPY_FROM: usize = 8;
/// Statements kept prepared on each connection.
const PREPARED: usize = 512;
/// The advisory lock that a holder of the database keeps ("dianfei" in ASCII).
const HOLDER: i64 = 0x64_6961_6e66_6569;

/// A client that ends on a thread of its own: an async thread may drop the
/// last handle on a store, and the client blocks even then.
struct OffRuntime {
    client: Option<Client>,
    holding: bool,
}

impl Deref for OffRuntime {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.client.as_ref().expect("it is taken at the end only")
    }
}

impl DerefMut for OffRuntime {
    fn deref_mut(&mut self) -> &mut Client {
        self.client.as_mut().expect("it is taken at the end only")
    }
}

impl Drop for OffRuntime {
    fn drop(&mut self) {
        let Some(mut client) = self.client.take() else { return };
        let holding = self.holding;
        let end = thread::spawn(move || {
            if holding {
                // So that the next holder need not wait for the server to
                // notice; where it fails the lock ends with the connection.
                drop(client.batch_execute("select pg_advisory_unlock_all()"));
            }
            drop(client);
        });
        drop(end.join());
    }
}

/// One connection to a PostgreSQL server.
pub(crate) struct PostgresConnection {
    client: OffRuntime,
    place: String,
    statements: BTreeMap<String, (Statement, Arc<[String]>)>,
    open: bool,
}

impl PostgresConnection {
    /// Connects by a libpq URL or key-value text; over TLS where the URL names
    /// the certificate to trust by `sslrootcert`.
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        let place = place(url);
        let failed = |source: postgres::Error| StoreError::Open {
            place: place.clone(),
            source: source.into(),
        };
        let mut client = tls::connect(url)?;
        client.batch_execute("set client_min_messages = warning").map_err(failed)?;
        let client = OffRuntime { client: Some(client), holding: false };
        Ok(Self { client, place, statements: BTreeMap::new(), open: false })
    }

    /// Whether the connection can serve again.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Takes the lock of the one holder, for as long as the connection lives.
    pub(crate) fn hold(&mut self) -> Result<(), StoreError> {
        let row = self
            .client
            .query_one("select pg_try_advisory_lock($1)", &[&HOLDER])
            .map_err(|error| self.error("select pg_try_advisory_lock($1)", error))?;
        self.client.holding = row.get(0);
        if self.client.holding {
            Ok(())
        } else {
            Err(StoreError::Held { place: self.place.clone() })
        }
    }

    fn statement(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> Result<(Statement, Arc<[String]>), StoreError> {
        if let Some((statement, columns)) = self.statements.get(sql) {
            return Ok((statement.clone(), Arc::clone(columns)));
        }
        let kinds: Vec<Type> = params
            .iter()
            .map(|value| match value {
                Value::Null | Value::OutOfRange(_) => Type::UNKNOWN,
                Value::Int(_) => Type::INT8,
                Value::Text(_) => Type::TEXT,
                Value::Blob(_) => Type::BYTEA,
            })
            .collect();
        let statement =
            self.client.prepare_typed(sql, &kinds).map_err(|error| self.error(sql, error))?;
        let columns: Arc<[String]> =
            statement.columns().iter().map(|column| column.name().to_owned()).collect();
        if self.statements.len() >= PREPARED {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), (statement.clone(), Arc::clone(&columns)));
        Ok((statement, columns))
    }

    fn error(&self, sql: &str, error: postgres::Error) -> StoreError {
        let place = self.place.clone();
        let sql = sql.to_owned();
        let Some(report) = error.as_db_error() else {
            if self.client.is_closed() {
                return StoreError::Unreachable { place, source: error.into() };
            }
            return StoreError::Statement { sql, source: error.into() };
        };
        let state = report.code();
        let table = report.table().unwrap_or_default().to_owned();
        if *state == SqlState::DISK_FULL {
            StoreError::Full { place, source: error.into() }
        } else if *state == SqlState::UNIQUE_VIOLATION {
            StoreError::Unique { table, source: error.into() }
        } else if *state == SqlState::READ_ONLY_SQL_TRANSACTION {
            StoreError::ReadOnly { sql }
        } else if state.code().starts_with("23") {
            StoreError::Constraint { sql, source: error.into() }
        } else if matches!(state.code().get(..2), Some("08" | "40" | "53" | "57")) {
            StoreError::Unreachable { place, source: error.into() }
        } else if matches!(state.code().get(..2), Some("XX")) {
            StoreError::Damaged { place, source: error.into() }
        } else {
            StoreError::Statement { sql, source: error.into() }
        }
    }

    fn plain(&mut self, sql: &str) -> Result<(), StoreError> {
        self.client.batch_execute(sql).map_err(|error| self.error(sql, error))
    }

    fn copy(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<u64, postgres::Error> {
        let names = columns.join(", ");
        let probe = format!("select {names} from {table} where false");
        let kinds: Vec<Type> = self
            .client
            .prepare(&probe)?
            .columns()
            .iter()
            .map(|column| column.type_().clone())
            .collect();
        let sql = format!("copy {table} ({names}) from stdin (format binary)");
        let mut writer = BinaryCopyInWriter::new(self.client.copy_in(&sql)?, &kinds);
        for row in rows {
            writer.write_raw(row.iter())?;
        }
        writer.finish()
    }
}

/// The server and database of a URL, without user and password.
pub(crate) fn place(url: &str) -> String {
    let Ok(config) = tls::split(url).0.parse::<postgres::Config>() else {
        return "postgres".to_owned();
    };
    format!("postgres:{}", config.get_dbname().unwrap_or("postgres"))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT8 => number.to_sql(kind, out),
            Self::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Int(number) if *kind == Type::BOOL => (*number != 0).to_sql(kind, out),
            Self::Text(text) if <String as ToSql>::accepts(kind) => text.to_sql(kind, out),
            Self::Blob(bytes) if *kind == Type::BYTEA => bytes.to_sql(kind, out),
            Self::Int(_) | Self::Text(_) | Self::Blob(_) | Self::OutOfRange(_) => {
                Err(format!("{} stands where the statement wants {kind}", self.kind()).into())
            }
        }
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        if *kind == Type::INT8 {
            i64::from_sql(kind, raw).map(Self::Int)
        } else if *kind == Type::INT4 {
            i32::from_sql(kind, raw).map(Self::from)
        } else if *kind == Type::BOOL {
            bool::from_sql(kind, raw).map(Self::from)
        } else if *kind == Type::BYTEA {
            Vec::from_sql(kind, raw).map(Self::Blob)
        } else {
            String::from_sql(kind, raw).map(Self::Text)
        }
    }

    fn from_sql_null(_kind: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::INT4, Type::BOOL, Type::BYTEA].contains(kind)
            || <String as FromSql>::accepts(kind)
    }
}

fn row_values(row: &postgres::Row, columns: &Arc<[String]>) -> Result<Row, StoreError> {
    let mut values = Vec::with_capacity(columns.len());
    for (position, column) in row.columns().iter().enumerate() {
        let value =
            row.try_get::<_, Value>(position).map_err(|_foreign| StoreError::ForeignKind {
                column: column.name().to_owned(),
                kind: column.type_().to_string(),
            })?;
        values.push(value);
    }
    Ok(Row::new(Arc::clone(columns), values))
}

/// What stopped a loop over rows: the engine, or the receiver.
enum Stop {
    Engine(postgres::Error),
    Receiver(StoreError),
}

fn step(
    client: &mut Client,
    statement: &Statement,
    params: &[Value],
    columns: &Arc<[String]>,
    receive: &mut dyn FnMut(Row) -> Result<(), StoreError>,
) -> Result<(), Stop> {
    let mut rows = client.query_raw(statement, params).map_err(Stop::Engine)?;
    while let Some(row) = rows.next().map_err(Stop::Engine)? {
        let row = row_values(&row, columns).map_err(Stop::Receiver)?;
        receive(row).map_err(Stop::Receiver)?;
    }
    Ok(())
}

impl Connection for PostgresConnection {
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        let (statement, _) = self.statement(sql, params)?;
        let params: Vec<&(dyn ToSql + Sync)> =
            params.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
        self.client.execute(&statement, &params).map_err(|error| self.error(sql, error))
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        receive: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let (statement, columns) = self.statement(sql, params)?;
        let outcome = step(&mut self.client, &statement, params, &columns, receive);
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
        if rows.len() >= COPY_FROM {
            let sql = format!("copy {table}");
            return self.copy(table, columns, rows).map_err(|error| self.error(&sql, error));
        }
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        let sql =
            format!("insert into {table} ({}) values ({})", columns.join(", "), places.join(", "));
        rows.iter().try_fold(0, |count, row| Ok(count + self.execute(&sql, row)?))
    }

    fn define(&mut self, ddl: &str) -> Result<(), StoreError> {
        self.statements.clear();
        self.plain(&schema::postgres_ddl(ddl))
    }

    fn table_names(&mut self) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::new();
        let sql = "select cast(tablename as text) as name from pg_tables \
                   where schemaname = current_schema() order by tablename";
        self.each(sql, &[], &mut |row| {
            names.push(row.text("name")?.to_owned());
            Ok(())
        })?;
        names.sort();
        Ok(names)
    }

    /// The server looks at its tables itself.
    fn describe_keys(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn begin(&mut self, writes: bool) -> Result<(), StoreError> {
        if self.open {
            self.rollback()?;
        }
        // A writer sees what was committed while it waited for the station's
        // head row; a reader sees one snapshot.
        self.plain(if writes {
            "begin isolation level read committed"
        } else {
            "begin isolation level repeatable read read only"
        })?;
        self.open = true;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.open = false;
        self.plain("commit")
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        self.open = false;
        self.plain("rollback")
    }
}
