//! What can go wrong between the station and its database, each with the
//! place and what to do about it.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// The engine's own report, kept as the source of a [`StoreError`].
pub type EngineError = Box<dyn std::error::Error + Send + Sync>;

/// Why the store did not do what was asked. Nothing is half done: the
/// transaction that met the error is rolled back.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database cannot be opened or reached.
    #[error("the database {place} cannot be opened: check that it exists and may be written")]
    Open {
        /// File or server, without a password.
        place: String,
        /// The engine's report.
        source: EngineError,
    },
    /// Another running program holds the store.
    #[error("the store {place} is held by another running program: stop `dianfei serve` first")]
    Held {
        /// Lock file, or server.
        place: String,
    },
    /// The disk under the database is full.
    #[error("the disk of {place} is full: free space and repeat; nothing was changed")]
    Full {
        /// File or server.
        place: String,
        /// The engine's report.
        source: EngineError,
    },
    /// The disk under the database cannot be read or written for another reason than
    /// space: a quota, a bound on the size of files, a failing device.
    #[error(
        "the disk of {place} cannot be read or written: check its quota and its health, \
         and repeat; nothing was changed"
    )]
    Disk {
        /// The database file.
        place: String,
        /// The engine's report.
        source: EngineError,
    },
    /// The connection to the server broke, or another program keeps the
    /// database busy.
    #[error("the database {place} does not answer: check it and repeat")]
    Unreachable {
        /// File or server.
        place: String,
        /// The engine's report.
        source: EngineError,
    },
    /// The database file is damaged.
    #[error("the database {place} is damaged: stop, keep the file, and restore the last backup")]
    Damaged {
        /// The database file.
        place: String,
        /// The engine's report.
        source: EngineError,
    },
    /// The database was written by a newer edition of the program.
    #[error(
        "the database has schema {found}, this program knows up to {known}: \
         install the newer program; the database is untouched"
    )]
    NewerSchema {
        /// The version found in the database.
        found: i64,
        /// The version that this program writes.
        known: i64,
    },
    /// No upgrade leads from the database's version to the program's.
    #[error("no upgrade leads from schema {from} to {to}: install the edition between them first")]
    NoUpgrade {
        /// The version found in the database.
        from: i64,
        /// The first version without an upgrade.
        to: i64,
    },
    /// A table's text differs from the one recorded under the same version.
    #[error("table {table} differs from schema {version} as recorded: raise the schema version")]
    SchemaDiffers {
        /// The table.
        table: String,
        /// The version that both claim to be.
        version: i64,
    },
    /// A table's definition breaks a rule of the schema.
    #[error("the definition of table {table} is not allowed: {rule}")]
    Definition {
        /// The table.
        table: String,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// The database holds a table that no chapter has marked.
    #[error("table {table} is in the database but no chapter marks it")]
    Unmarked {
        /// The table.
        table: String,
    },
    /// The database has no schema yet.
    #[error("the database {place} is empty: import or restore first")]
    NotMigrated {
        /// File or server.
        place: String,
    },
    /// A restore needs an empty store.
    #[error("the store {place} is not empty: restore into a new place, then change over")]
    NotEmpty {
        /// File or server.
        place: String,
    },
    /// A statement would change or remove rows of a journal or part table.
    #[error("table {table} is append-only: its rows are never changed or removed")]
    Sealed {
        /// The table.
        table: String,
    },
    /// A reading session was asked to write, or the store is open for reading.
    #[error("the store is open for reading only: {sql}")]
    ReadOnly {
        /// The statement.
        sql: String,
    },
    /// A row with the same key exists.
    #[error("table {table} already has a row with this key")]
    Unique {
        /// The table.
        table: String,
        /// The engine's report.
        source: EngineError,
    },
    /// A row breaks another constraint of its table (not null, check,
    /// foreign key).
    #[error("a row breaks a constraint of the schema in: {sql}")]
    Constraint {
        /// The statement.
        sql: String,
        /// The engine's report.
        source: EngineError,
    },
    /// The engine does not accept the statement.
    #[error("the database does not accept the statement: {sql}")]
    Statement {
        /// The statement.
        sql: String,
        /// The engine's report.
        source: EngineError,
    },
    /// What lies in the store cannot be read back as what was written.
    #[error("what lies at {place} cannot be read: {detail}: run `dianfei verify`")]
    Broken {
        /// The row or part.
        place: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The transaction met an error before and takes no further statement.
    #[error("the transaction met an error before and was rolled back")]
    Spoiled,
    /// A job asked the store for a second session while it held the writing one.
    #[error("a job that writes opens no second session of the store")]
    Nested,
    /// A count exceeds what a column holds.
    #[error("the number {number} exceeds what a column can hold")]
    OutOfRange {
        /// The number.
        number: u64,
    },
    /// The row has no such column.
    #[error("the row has no column {column}")]
    NoColumn {
        /// The column asked for.
        column: String,
    },
    /// The column holds something else than what was asked for.
    #[error("column {column} holds {found}, not {expected}")]
    WrongKind {
        /// The column asked for.
        column: String,
        /// What was asked for.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A query that must give a row gave none.
    #[error("the query gave no row: {sql}")]
    NoRow {
        /// The statement.
        sql: String,
    },
    /// The rows given to `insert_many` have not as many values as columns.
    #[error("a row for table {table} has {found} values for {expected} columns")]
    Arity {
        /// The table.
        table: String,
        /// The number of columns.
        expected: usize,
        /// The number of values of the first wrong row.
        found: usize,
    },
    /// The engine gives a kind of value that the store does not keep.
    #[error("column {column} has the engine's type {kind}: cast it (each sum to bigint)")]
    ForeignKind {
        /// The column.
        column: String,
        /// The engine's name of the type.
        kind: String,
    },
    /// A file beside the database cannot be read or written.
    #[error("the file {} cannot be read or written: check the path, the rights and the space", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's report.
        source: io::Error,
    },
    /// The file is no backup of this product, or it is cut off.
    #[error("the file {} is no whole backup: line {line}: {why}", path.display())]
    NotABackup {
        /// The file.
        path: PathBuf,
        /// The line in the dump, 0 where the file cannot be opened at all.
        line: u64,
        /// What is wrong with it.
        why: &'static str,
    },
}

impl StoreError {
    /// What lies at `place` cannot be read back, and why.
    pub fn broken(place: impl Into<String>, detail: impl std::fmt::Display) -> Self {
        Self::Broken { place: place.into(), detail: detail.to_string() }
    }

    /// Whether a row with the same key exists in the table.
    #[must_use]
    pub fn is_unique(&self, in_table: &str) -> bool {
        matches!(self, Self::Unique { table, .. } if table == in_table)
    }
}
