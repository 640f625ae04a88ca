//! What the store asks of an engine, and the sessions that callers hold.

use std::ops::{Deref, DerefMut};

use super::error::StoreError;
use super::schema::{self, Mark, Marks};
use super::value::{Row, Value, check_range};

/// One connection to one of the two engines. The only code that knows which.
pub(crate) trait Connection: Send {
    /// Runs one statement; the number of rows it touched.
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError>;

    /// Gives each row of a query to `row`, without holding them all.
    fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        row: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Inserts many rows by the engine's fastest way.
    fn insert_many(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<u64, StoreError>;

    /// Runs a table's text, translated for the engine.
    fn define(&mut self, ddl: &str) -> Result<(), StoreError>;

    /// The names of the tables in the database.
    fn table_names(&mut self) -> Result<Vec<String>, StoreError>;
    /// Tells an engine that would have to guess how many rows a key finds.
    fn describe_keys(&mut self) -> Result<(), StoreError>;

    /// Begins a transaction; one that was left open is rolled back first.
    fn begin(&mut self, writes: bool) -> Result<(), StoreError>;

    /// Makes the transaction durable.
    fn commit(&mut self) -> Result<(), StoreError>;

    /// Drops what the transaction did.
    fn rollback(&mut self) -> Result<(), StoreError>;
}

/// A reading session: one snapshot of the store for as long as it lives.
pub struct Reader<'a> {
    connection: &'a mut dyn Connection,
    marks: &'a Marks,
    writes: bool,
    spoiled: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(connection: &'a mut dyn Connection, marks: &'a Marks, writes: bool) -> Self {
        Self { connection, marks, writes, spoiled: false }
    }

    /// All rows of a query; parameters are `$1`, `$2`, ...
    pub fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row of a query, or nothing.
    pub fn query_opt(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The first row of a query that always gives one (a count, a sum, an
    /// `insert ... returning`).
    pub fn query_one(&mut self, sql: &str, params: &[Value]) -> Result<Row, StoreError> {
        self.query_opt(sql, params)?.ok_or_else(|| StoreError::NoRow { sql: sql.to_owned() })
    }

    /// Gives each row of a query to `row`, for results too large to hold.
    pub fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        mut row: impl FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.run(sql, params, |connection| connection.each(sql, params, &mut row))
    }

    /// The marks of the store's tables, by name.
    pub fn marks(&self) -> impl Iterator<Item = (&str, Mark)> {
        self.marks.iter().map(|(name, mark)| (name.as_str(), *mark))
    }

    fn run<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        statement: impl FnOnce(&mut dyn Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.spoiled {
            return Err(StoreError::Spoiled);
        }
        let outcome = self.check(sql, params).and_then(|()| statement(&mut *self.connection));
        self.spoiled = outcome.is_err();
        outcome
    }

    fn check(&self, sql: &str, params: &[Value]) -> Result<(), StoreError> {
        check_range(params)?;
        if sql.trim_start().starts_with("select") {
            return Ok(());
        }
        if !self.writes && !sql.trim_start().starts_with("with") {
            return Err(StoreError::ReadOnly { sql: sql.to_owned() });
        }
        schema::check_sealed(sql, self.marks)
    }
}

/// A writing session: one transaction, committed when the closure that got it
/// ends well. After the first error it takes no further statement. It reads
/// as a [`Reader`] does, and passes where a `&mut Reader` is wanted.
pub struct Tx<'a> {
    reader: Reader<'a>,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(connection: &'a mut dyn Connection, marks: &'a Marks) -> Self {
        Self { reader: Reader::new(connection, marks, true) }
    }

    /// Whether a statement met an error, so that nothing can be committed.
    pub(crate) fn is_spoiled(&self) -> bool {
        self.reader.spoiled
    }

    /// Runs one statement; the number of rows it touched.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        self.reader.run(sql, params, |connection| connection.execute(sql, params))
    }

    /// Inserts many rows by the engine's fastest way; their number.
    pub fn insert_many(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<u64, StoreError> {
        if let Some(row) = rows.iter().find(|row| row.len() != columns.len()) {
            self.reader.spoiled = true;
            return Err(StoreError::Arity {
                table: table.to_owned(),
                expected: columns.len(),
                found: row.len(),
            });
        }
        self.reader.run("insert", &[], |connection| {
            rows.iter().try_for_each(|row| check_range(row))?;
            if rows.is_empty() {
                return Ok(0);
            }
            connection.insert_many(table, columns, rows)
        })
    }

    /// Takes away one erasable part, as a destruction fact demands (5.4). The
    /// only way to remove a row of a part table; refused for every other mark.
    pub fn destroy_part(
        &mut self,
        table: &str,
        station_id: &str,
        key_column: &str,
        key: Value,
    ) -> Result<u64, StoreError> {
        if self.reader.marks.get(table) != Some(&Mark::Part) {
            self.reader.spoiled = true;
            return Err(StoreError::Sealed { table: table.to_owned() });
        }
        let sql = format!("delete from {table} where station_id = $1 and {key_column} = $2");
        let params = [Value::from(station_id), key];
        // 5.4: a destruction is the one removal; the statement is built here.
        self.reader.run("insert", &params, |connection| connection.execute(&sql, &params))
    }
}

impl<'a> Deref for Tx<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Self::Target {
        &self.reader
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.reader
    }
}
