//! Rows as SQLite gives them.

use std::sync::Arc;

use rusqlite::Statement;
use rusqlite::types::ValueRef;

use crate::store::StoreError;
use crate::store::value::{Cell, Row, Value};

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

/// A value where the engine holds it.
fn cell<'a>(row: &'a rusqlite::Row<'_>, position: usize) -> Result<Cell<'a>, StoreError> {
    let foreign = |kind: &str| StoreError::ForeignKind {
        column: position.to_string(),
        kind: kind.to_owned(),
    };
    match row.get_ref(position).map_err(|error| foreign(&error.to_string()))? {
        ValueRef::Null => Ok(Cell::Null),
        ValueRef::Integer(number) => Ok(Cell::Int(number)),
        ValueRef::Text(text) => std::str::from_utf8(text)
            .map(Cell::Text)
            .map_err(|_not_utf8| foreign("text in no encoding")),
        ValueRef::Blob(bytes) => Ok(Cell::Blob(bytes)),
        ValueRef::Real(_) => Err(foreign("real")),
    }
}

/// What stopped a loop over rows: the engine, or the receiver.
pub(super) enum Stop {
    Engine(rusqlite::Error),
    Receiver(StoreError),
}

pub(super) fn scan(
    statement: &mut Statement<'_>,
    params: &[Value],
    receive: &mut dyn FnMut(&[Cell<'_>]) -> Result<(), StoreError>,
) -> Result<(), Stop> {
    let width = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(Stop::Engine)?;
    while let Some(row) = rows.next().map_err(Stop::Engine)? {
        let cells: Vec<Cell<'_>> = (0..width)
            .map(|position| cell(row, position))
            .collect::<Result<_, _>>()
            .map_err(Stop::Receiver)?;
        receive(&cells).map_err(Stop::Receiver)?;
    }
    Ok(())
}

pub(super) fn step(
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
