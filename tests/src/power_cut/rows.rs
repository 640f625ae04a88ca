//! Every row of a database as text, for comparison, and what SQLite itself says
//! of the file.

use std::collections::BTreeMap;
use std::path::Path;

use dianfei_wire::Hash;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// The rows of each table, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows(BTreeMap<String, Vec<String>>);

impl Rows {
    /// Reads the database at `path`.
    ///
    /// # Errors
    /// What SQLite says where it cannot be read.
    pub fn of(path: &Path) -> rusqlite::Result<Self> {
        Self::read(&Connection::open(path)?)
    }

    /// Reads the database at `path` once SQLite finds nothing wrong with it.
    ///
    /// # Errors
    /// What SQLite says is wrong.
    pub fn sound(path: &Path) -> Result<Self, String> {
        let read = || {
            let connection = Connection::open(path)?;
            let said = connection
                .query_row("pragma integrity_check", [], |row| row.get::<_, String>(0))?;
            Ok((said, Self::read(&connection)?))
        };
        let (said, rows) = read().map_err(|error: rusqlite::Error| error.to_string())?;
        if said == "ok" { Ok(rows) } else { Err(said) }
    }

    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut names = connection.prepare("select name, sql from sqlite_schema")?;
        let names = names.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let schema: Vec<(String, Option<String>)> = names.collect::<Result<_, _>>()?;
        let mut all = BTreeMap::new();
        for (name, sql) in schema {
            let sql = sql.unwrap_or_default();
            let rows = if sql.starts_with("CREATE TABLE") || sql.starts_with("create table") {
                table(connection, &name)?
            } else {
                Vec::new()
            };
            all.insert(format!("{name}: {sql}"), rows);
        }
        Ok(Self(all))
    }

    /// The rows of a table, each with its columns divided by `|`.
    #[must_use]
    pub fn table(&self, name: &str) -> &[String] {
        let found = self.0.iter().find(|(key, _)| key.split(':').next() == Some(name));
        found.map_or(&[], |(_, rows)| rows)
    }

    /// The first difference to `other`, in a line.
    #[must_use]
    pub fn difference(&self, other: &Self) -> String {
        let name = |key: &str| key.split(':').next().unwrap_or_default().to_owned();
        for (key, rows) in &self.0 {
            let Some(others) = other.0.get(key) else { return format!("only here: {key}") };
            if rows != others {
                let here = rows.iter().find(|row| !others.contains(row));
                let there = others.iter().find(|row| !rows.contains(row));
                return format!("{}: {here:?} is not {there:?}", name(key));
            }
        }
        let more = other.0.keys().find(|key| !self.0.contains_key(*key));
        more.map_or_else(|| "none".to_owned(), |key| format!("only there: {key}"))
    }
}

fn table(connection: &Connection, name: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(&format!("select * from {name}"))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let mut text = String::new();
        for column in 0..columns {
            if column > 0 {
                text.push('|');
            }
            write_value(&mut text, row.get_ref(column)?);
        }
        all.push(text);
    }
    all.sort_unstable();
    Ok(all)
}

fn write_value(text: &mut String, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => text.push('-'),
        ValueRef::Integer(number) => text.push_str(&number.to_string()),
        ValueRef::Real(number) => text.push_str(&number.to_string()),
        ValueRef::Text(bytes) if bytes.len() < 100 => {
            text.push_str(&String::from_utf8_lossy(bytes));
        }
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            text.push_str(&Hash::of(bytes).to_string());
        }
    }
}
