//! Copies of a whole store: SQLite's own online backup, and a portable dump
//! that either engine writes and either reads.
//!
//! The dump is zstd over lines of JSON: a head with the schema's version, for
//! each table its text and its rows, and an end with their number and hash.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::engine::Connection;
use super::error::StoreError;
use super::migrate::{self, RegisteredTable};
use super::schema::{Mark, key_columns};
use super::sqlite::{Access, SqliteConnection};
use super::value::{Row, Value};
use super::{Pool, Store, lend_reader, transact};

mod new_file;

use new_file::into_new_file;

const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";
const LEVEL: i32 = 3;
const BATCH: usize = 2_000;

/// What a backup or restore copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// Tables.
    pub tables: u64,
    /// Rows.
    pub rows: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Dianfei { dump: u32, version: i64 },
    Table { name: String, mark: String, ddl: String, columns: Vec<String> },
    Row(Vec<Cell>),
    End { tables: u64, rows: u64, sha256: String },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Cell {
    Null,
    Int(i64),
    Text(String),
    Blob { base64: String },
}

impl Store {
    /// Writes a whole copy of the store to `target` while it is in use: a
    /// SQLite file from SQLite, a dump from PostgreSQL.
    pub fn backup(&self, target: &Path) -> Result<Copied, StoreError> {
        match &self.inner.pool {
            Pool::Sqlite { path, readers, .. } => {
                into_new_file(target, |partial| {
                    lend_reader(path, readers, |reader| reader.backup(partial))
                })?;
                count(&mut SqliteConnection::open(target, Access::Read)?)
            }
            Pool::Memory { .. } | Pool::Postgres { .. } => self.dump(target),
        }
    }

    /// Writes a portable dump of one snapshot to `target`.
    pub fn dump(&self, target: &Path) -> Result<Copied, StoreError> {
        into_new_file(target, |partial| {
            self.session(false, |connection| {
                transact(connection, false, |connection| dump(connection, partial))
            })
        })
    }

    /// The schema version of a backup or a dump.
    pub fn backup_version(source: &Path) -> Result<i64, StoreError> {
        if is_sqlite(source)? {
            let version = migrate::version(&mut SqliteConnection::open(source, Access::Read)?)?;
            return version
                .ok_or_else(|| StoreError::NotMigrated { place: source.display().to_string() });
        }
        DumpLines::open(source)?.version()
    }

    /// Fills an empty store from a backup or a dump of either engine, in one
    /// transaction.
    pub fn restore(&self, source: &Path) -> Result<Copied, StoreError> {
        let copied = self.session(true, |connection| {
            if !connection.table_names()?.is_empty() {
                return Err(StoreError::NotEmpty { place: self.place() });
            }
            transact(connection, true, |connection| {
                if is_sqlite(source)? {
                    from_sqlite(connection, source)
                } else {
                    from_dump(connection, source)
                }
            })
        })?;
        let marks = self.session(false, migrate::marks)?;
        self.set_marks(marks);
        Ok(copied)
    }
}

fn is_sqlite(path: &Path) -> Result<bool, StoreError> {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(16).read_to_end(&mut head))
        .map_err(|source| StoreError::File { path: path.to_owned(), source })?;
    Ok(head == SQLITE_MAGIC)
}

fn all_rows(table: &RegisteredTable) -> String {
    format!("select * from {} order by {}", table.name, key_columns(&table.ddl).join(", "))
}

fn count(connection: &mut dyn Connection) -> Result<Copied, StoreError> {
    let tables = migrate::registered(connection)?;
    let mut rows = 0;
    for table in &tables {
        let sql = format!("select count(*) as rows from {}", table.name);
        connection.each(&sql, &[], &mut |row| {
            rows += row.count("rows")?;
            Ok(())
        })?;
    }
    Ok(Copied { tables: number(tables.len()), rows })
}

fn number(length: usize) -> u64 {
    u64::try_from(length).expect("a length fits 64 bits")
}

struct LineWriter<'a> {
    path: &'a Path,
    out: zstd::Encoder<'static, BufWriter<File>>,
    hash: Sha256,
}

impl<'a> LineWriter<'a> {
    fn create(path: &'a Path) -> Result<Self, StoreError> {
        let out = File::create(path)
            .and_then(|file| zstd::Encoder::new(BufWriter::new(file), LEVEL))
            .map_err(|source| StoreError::File { path: path.to_owned(), source })?;
        Ok(Self { path, out, hash: Sha256::new() })
    }

    fn line(&mut self, line: &Line) -> Result<(), StoreError> {
        let mut bytes = serde_json::to_vec(line).expect("a line of plain values serialises");
        bytes.push(b'\n');
        self.hash.update(&bytes);
        let path = self.path;
        self.out
            .write_all(&bytes)
            .map_err(|source| StoreError::File { path: path.to_owned(), source })
    }

    fn finish(mut self, copied: Copied) -> Result<Copied, StoreError> {
        let sha256 = hex(&self.hash.clone().finalize());
        self.line(&Line::End { tables: copied.tables, rows: copied.rows, sha256 })?;
        let path = self.path;
        self.out
            .finish()
            .and_then(|mut file| file.flush())
            .map_err(|source| StoreError::File { path: path.to_owned(), source })?;
        Ok(copied)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn dump(connection: &mut dyn Connection, path: &Path) -> Result<Copied, StoreError> {
    let Some(version) = migrate::version(connection)? else {
        return Err(StoreError::NotMigrated { place: path.display().to_string() });
    };
    let tables = migrate::registered(connection)?;
    let mut writer = LineWriter::create(path)?;
    writer.line(&Line::Dianfei { dump: 1, version })?;
    let mut copied = Copied { tables: number(tables.len()), rows: 0 };
    for table in &tables {
        let mut head = Some(table);
        connection.each(&all_rows(table), &[], &mut |row| {
            if let Some(table) = head.take() {
                writer.line(&table_line(table, row.columns()))?;
            }
            copied.rows += 1;
            writer.line(&row_line(row))
        })?;
        if let Some(table) = head {
            writer.line(&table_line(table, &[]))?;
        }
    }
    writer.finish(copied)
}

fn table_line(table: &RegisteredTable, columns: &[String]) -> Line {
    Line::Table {
        name: table.name.clone(),
        mark: table.mark.word().to_owned(),
        ddl: table.ddl.clone(),
        columns: columns.to_vec(),
    }
}

fn row_line(row: Row) -> Line {
    let cell = |value| match value {
        Value::Null | Value::OutOfRange(_) => Cell::Null,
        Value::Int(number) => Cell::Int(number),
        Value::Text(text) => Cell::Text(text),
        Value::Blob(bytes) => Cell::Blob { base64: STANDARD.encode(bytes) },
    };
    Line::Row(row.into_values().into_iter().map(cell).collect())
}

/// Fills tables row by row, in batches.
struct Loader<'a> {
    connection: &'a mut dyn Connection,
    name: String,
    columns: Vec<String>,
    batch: Vec<Vec<Value>>,
    copied: Copied,
}

impl<'a> Loader<'a> {
    fn new(connection: &'a mut dyn Connection, version: i64) -> Result<Self, StoreError> {
        migrate::found(connection, version)?;
        Ok(Self {
            connection,
            name: String::new(),
            columns: Vec::new(),
            batch: Vec::new(),
            copied: Copied { tables: 0, rows: 0 },
        })
    }

    fn table(&mut self, table: &RegisteredTable, columns: &[String]) -> Result<(), StoreError> {
        self.flush()?;
        let place = usize::try_from(self.copied.tables).expect("few tables");
        migrate::create(self.connection, table, place)?;
        self.name.clone_from(&table.name);
        self.columns = columns.to_vec();
        self.copied.tables += 1;
        Ok(())
    }

    fn row(&mut self, values: Vec<Value>) -> Result<(), StoreError> {
        self.batch.push(values);
        self.copied.rows += 1;
        if self.batch.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        if !self.batch.is_empty() {
            let columns: Vec<&str> = self.columns.iter().map(String::as_str).collect();
            self.connection.insert_many(&self.name, &columns, &self.batch)?;
            self.batch.clear();
        }
        Ok(())
    }
}

fn from_sqlite(connection: &mut dyn Connection, source: &Path) -> Result<Copied, StoreError> {
    let mut backup = SqliteConnection::open(source, Access::Read)?;
    let Some(version) = migrate::version(&mut backup)? else {
        return Err(StoreError::NotMigrated { place: source.display().to_string() });
    };
    let mut loader = Loader::new(connection, version)?;
    for table in migrate::registered(&mut backup)? {
        let mut head = Some(&table);
        backup.each(&all_rows(&table), &[], &mut |row| {
            if let Some(table) = head.take() {
                loader.table(table, row.columns())?;
            }
            loader.row(row.into_values())
        })?;
        if let Some(table) = head {
            loader.table(table, &[])?;
        }
    }
    loader.flush()?;
    Ok(loader.copied)
}

fn from_dump(connection: &mut dyn Connection, source: &Path) -> Result<Copied, StoreError> {
    let mut lines = DumpLines::open(source)?;
    let version = lines.version()?;
    let mut loader = Loader::new(connection, version)?;
    loop {
        let (line, before) = lines.next()?;
        match line {
            Line::Dianfei { .. } => return Err(lines.broken("a second head")),
            Line::Table { name, mark, ddl, columns } => {
                let Some(mark) = Mark::from_word(&mark) else {
                    return Err(lines.broken("a table with an unknown mark"));
                };
                loader.table(&RegisteredTable { name, mark, ddl }, &columns)?;
            }
            Line::Row(cells) => {
                if cells.len() != loader.columns.len() {
                    return Err(lines.broken("a row with another number of values"));
                }
                let values: Option<Vec<Value>> = cells.into_iter().map(cell_value).collect();
                loader.row(values.ok_or_else(|| lines.broken("bytes that are not base64"))?)?;
            }
            Line::End { tables, rows, sha256 } => {
                loader.flush()?;
                if sha256 != hex(&before.finalize()) || loader.copied != (Copied { tables, rows }) {
                    return Err(lines.broken("its counts or hash do not fit its rows"));
                }
                return Ok(loader.copied);
            }
        }
    }
}

fn cell_value(cell: Cell) -> Option<Value> {
    match cell {
        Cell::Null => Some(Value::Null),
        Cell::Int(number) => Some(Value::Int(number)),
        Cell::Text(text) => Some(Value::Text(text)),
        Cell::Blob { base64 } => STANDARD.decode(base64).ok().map(Value::Blob),
    }
}

struct DumpLines<'a, R> {
    path: &'a Path,
    reader: R,
    number: u64,
    hash: Sha256,
}

type Unpacked = BufReader<zstd::Decoder<'static, BufReader<File>>>;

impl<'a> DumpLines<'a, Unpacked> {
    fn open(path: &'a Path) -> Result<Self, StoreError> {
        let opened = |source| StoreError::File { path: path.to_owned(), source };
        let file = File::open(path).map_err(opened)?;
        let reader = BufReader::new(zstd::Decoder::new(file).map_err(opened)?);
        Ok(Self { path, reader, number: 0, hash: Sha256::new() })
    }
}

impl<R: BufRead> DumpLines<'_, R> {
    /// The schema version in the first line.
    fn version(&mut self) -> Result<i64, StoreError> {
        match self.next()?.0 {
            Line::Dianfei { dump: 1, version } => Ok(version),
            Line::Dianfei { .. } | Line::Table { .. } | Line::Row(_) | Line::End { .. } => {
                Err(self.broken("it does not begin as a dump of this product"))
            }
        }
    }

    /// The next line, and the hash of all before it.
    fn next(&mut self) -> Result<(Line, Sha256), StoreError> {
        self.number += 1;
        let before = self.hash.clone();
        let mut bytes = Vec::new();
        self.reader
            .read_until(b'\n', &mut bytes)
            .map_err(|_cut| self.broken("it is cut off or no dump"))?;
        self.hash.update(&bytes);
        let line = serde_json::from_slice(&bytes)
            .map_err(|_not_json| self.broken("it is cut off or damaged"))?;
        Ok((line, before))
    }

    fn broken(&self, why: &'static str) -> StoreError {
        StoreError::NotABackup { path: self.path.to_owned(), line: self.number, why }
    }
}
