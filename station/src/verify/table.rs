//! Compares a folded table with its replay, row by row in key order.

use std::collections::BTreeMap;

use dianfei_rules::id::StationNo;

use super::Report;
use crate::store::{Row, Store, StoreError, Table, Value};

/// Compares one table.
pub fn compare(
    store: &Store,
    replay: &Store,
    station: &StationNo,
    table: &Table,
    report: &mut Report,
) -> Result<(), StoreError> {
    let kept = rows(store, station, table)?;
    let folded = rows(replay, station, table)?;
    report.tables.insert(table.name.to_owned(), u64::try_from(kept.len()).unwrap_or(u64::MAX));
    // In nearly every table nothing differs; keys are for naming what does.
    if kept.iter().map(Row::values).eq(folded.iter().map(Row::values)) {
        return Ok(());
    }
    let (kept, folded) = (by_key(kept, table)?, by_key(folded, table)?);
    for (key, row) in &kept {
        match folded.get(key) {
            None => report.fault("row_added", place(table, key), "no fact makes this row"),
            Some(other) if row.values() != other.values() => {
                report.fault("row_changed", place(table, key), difference(row, other));
            }
            Some(_) => {}
        }
    }
    for key in folded.keys().filter(|key| !kept.contains_key(*key)) {
        report.fault("row_missing", place(table, key), "the facts make a row that is not there");
    }
    Ok(())
}

fn rows(store: &Store, station: &StationNo, table: &Table) -> Result<Vec<Row>, StoreError> {
    let key = table.key_columns().join(", ");
    let sql = format!("select * from {} where station_id = $1 order by {key}", table.name);
    store.read(|reader| reader.query(&sql, &[station.as_str().into()]))
}

fn by_key(rows: Vec<Row>, table: &Table) -> Result<BTreeMap<Vec<String>, Row>, StoreError> {
    let columns = table.key_columns();
    rows.into_iter()
        .map(|row| {
            let key: Result<Vec<String>, StoreError> =
                columns.iter().map(|column| row.value(column).map(show)).collect();
            Ok((key?, row))
        })
        .collect()
}

fn place(table: &Table, key: &[String]) -> String {
    format!("table {}, row {}", table.name, key.get(1..).unwrap_or_default().join(" "))
}

fn difference(kept: &Row, folded: &Row) -> String {
    let parts: Vec<String> = kept
        .columns()
        .iter()
        .zip(kept.values().iter().zip(folded.values()))
        .filter(|(_, (is, was))| is != was)
        .map(|(column, (is, was))| format!("{column} is {}, by the facts {}", show(is), show(was)))
        .collect();
    parts.join("; ")
}

fn show(value: &Value) -> String {
    match value {
        Value::Null => "absent".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => format!("{} bytes", bytes.len()),
        Value::OutOfRange(number) => number.to_string(),
    }
}
