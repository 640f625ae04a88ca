//! The schema's version and the register of tables: forward only.

use std::collections::BTreeMap;

use super::engine::Connection;
use super::error::StoreError;
use super::schema::{Mark, Marks, Table, check_definition};
use super::value::{Row, Value};
use crate::values;

/// The driver's own two tables. They belong to the database, not to a station.
const OWN: &str = "
create table store_version (
    one bigint not null primary key,
    version bigint not null
);
create table store_table (
    name text not null primary key,
    place bigint not null,
    mark text not null,
    ddl text not null
);";

/// One numbered step forward: the statements that bring the version before it
/// to `to`, in the words that both engines accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upgrade {
    /// The version that it leads to.
    pub to: i64,
    /// The statements.
    pub sql: &'static str,
}

/// A table as the database has it registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredTable {
    /// The table's name.
    pub name: String,
    /// What it is to the record.
    pub mark: Mark,
    /// The text that created it.
    pub ddl: String,
}

/// The version in the database, or nothing where it is empty.
pub(crate) fn version(connection: &mut dyn Connection) -> Result<Option<i64>, StoreError> {
    if !connection.table_names()?.iter().any(|name| name == "store_version") {
        return Ok(None);
    }
    let rows = all(connection, "select version from store_version where one = 1")?;
    rows.first().map(|row| row.int("version")).transpose()
}

/// The register of tables, in the order in which they were made.
pub(crate) fn registered(
    connection: &mut dyn Connection,
) -> Result<Vec<RegisteredTable>, StoreError> {
    let sql = "select name, mark, ddl from store_table order by place";
    all(connection, sql)?
        .iter()
        .map(|row| {
            let name = row.text("name")?.to_owned();
            let mark = Mark::from_word(row.text("mark")?)
                .ok_or_else(|| StoreError::Unmarked { table: name.clone() })?;
            Ok(RegisteredTable { name, mark, ddl: row.text("ddl")?.to_owned() })
        })
        .collect()
}

/// The marks as registered; empty where the database is empty.
pub(crate) fn marks(connection: &mut dyn Connection) -> Result<Marks, StoreError> {
    if version(connection)?.is_none() {
        return Ok(Marks::new());
    }
    let tables = registered(connection)?;
    Ok(tables.into_iter().map(|table| (table.name, table.mark)).collect())
}

/// Makes the driver's own tables in an empty database.
pub(crate) fn found(connection: &mut dyn Connection, version: i64) -> Result<(), StoreError> {
    if let Some(table) = connection.table_names()?.into_iter().next() {
        return Err(StoreError::Unmarked { table });
    }
    connection.define(OWN)?;
    let sql = "insert into store_version (one, version) values ($1, $2)";
    connection.execute(sql, &values![1_i64, version]).map(|_one| ())
}

/// Makes one table and registers it.
pub(crate) fn create(
    connection: &mut dyn Connection,
    table: &RegisteredTable,
    place: usize,
) -> Result<(), StoreError> {
    connection.define(&table.ddl)?;
    register(connection, table, place)
}

fn register(
    connection: &mut dyn Connection,
    table: &RegisteredTable,
    place: usize,
) -> Result<(), StoreError> {
    let sql = "insert into store_table (name, place, mark, ddl) values ($1, $2, $3, $4) \
               on conflict (name) do update \
               set place = excluded.place, mark = excluded.mark, ddl = excluded.ddl";
    let row = values![&table.name, place, table.mark.word(), &table.ddl];
    connection.execute(sql, &row).map(|_one| ())
}

/// Brings the database to `target`: new, the same, or upgraded step by step.
pub(crate) fn migrate(
    connection: &mut dyn Connection,
    tables: &[&Table],
    target: i64,
    upgrades: &[Upgrade],
) -> Result<Marks, StoreError> {
    for table in tables {
        check_definition(table.name, table.ddl)?;
    }
    let found_version = match version(connection)? {
        Some(found) if found > target => {
            return Err(StoreError::NewerSchema { found, known: target });
        }
        Some(found) => found,
        None => {
            found(connection, target)?;
            target
        }
    };
    for to in found_version + 1..=target {
        let step = upgrades.iter().find(|upgrade| upgrade.to == to);
        let step = step.ok_or(StoreError::NoUpgrade { from: found_version, to })?;
        connection.define(step.sql)?;
    }
    let upgraded = found_version < target;
    if upgraded {
        let sql = "update store_version set version = $1 where one = 1";
        connection.execute(sql, &[Value::Int(target)])?;
    }
    settle(connection, tables, target, upgraded)?;
    connection.describe_keys()?;
    let registered = marks(connection)?;
    for table in connection.table_names()? {
        let own = ["store_version", "store_table"].contains(&table.as_str());
        if !own && !registered.contains_key(&table) {
            return Err(StoreError::Unmarked { table });
        }
    }
    Ok(registered)
}

/// Makes the tables that are missing and compares those that are there.
fn settle(
    connection: &mut dyn Connection,
    tables: &[&Table],
    version: i64,
    upgraded: bool,
) -> Result<(), StoreError> {
    let present = connection.table_names()?;
    let known: BTreeMap<String, RegisteredTable> =
        registered(connection)?.into_iter().map(|table| (table.name.clone(), table)).collect();
    // All are made before one is registered: each new table makes an engine
    // prepare its statements again.
    for table in tables.iter().filter(|table| !connection_has(&present, table.name)) {
        connection.define(table.ddl)?;
    }
    for (place, table) in tables.iter().enumerate() {
        let wanted = RegisteredTable {
            name: table.name.to_owned(),
            mark: table.mark,
            ddl: table.ddl.to_owned(),
        };
        if upgraded || !connection_has(&present, table.name) {
            register(connection, &wanted, place)?;
        } else if known.get(table.name) != Some(&wanted) {
            return Err(StoreError::SchemaDiffers { table: wanted.name, version });
        }
    }
    if upgraded {
        let sql = "delete from store_table where name = $1";
        for name in known.keys().filter(|name| !connection_has(&present, name)) {
            connection.execute(sql, &values![name])?;
        }
    }
    Ok(())
}

fn connection_has(present: &[String], name: &str) -> bool {
    present.iter().any(|table| table == name)
}

fn all(connection: &mut dyn Connection, sql: &str) -> Result<Vec<Row>, StoreError> {
    let mut rows = Vec::new();
    connection.each(sql, &[], &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}
