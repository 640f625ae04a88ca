//! What was typed and not yet recorded, and the shell's own choices.

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, MeterNo, RouteNo};
use rusqlite::Connection;

use super::{run, value};
use crate::error::FieldError;

/// Under which name what was typed at a stop is kept.
#[must_use]
pub fn of_stop(route: &RouteNo, period: YearMonth, meter: &MeterNo) -> String {
    format!("stop {route} {period} {meter}")
}

/// Under which name what was typed for a customer's payment is kept.
#[must_use]
pub fn of_payment(account: &AccountNo) -> String {
    format!("payment {account}")
}

/// Under which name what was counted is kept.
pub const COUNT: &str = "count";

/// Keeps what was typed under `name`.
pub(crate) fn keep(connection: &Connection, name: &str, body: &str) -> Result<(), FieldError> {
    run(
        connection,
        "insert into draft (name, body) values (?1, ?2)
         on conflict (name) do update set body = excluded.body",
        (name, body),
    )?;
    Ok(())
}

/// What was typed under `name`; absent where nothing was.
pub(crate) fn find(connection: &Connection, name: &str) -> Result<Option<String>, FieldError> {
    value(connection, "select body from draft where name = ?1", [name])
}

/// Drops what was typed under `name`.
pub(crate) fn drop(connection: &Connection, name: &str) -> Result<(), FieldError> {
    run(connection, "delete from draft where name = ?1", [name])?;
    Ok(())
}

/// Keeps a choice of the shell.
pub(crate) fn set(connection: &Connection, name: &str, value: &str) -> Result<(), FieldError> {
    run(
        connection,
        "insert into setting (name, value) values (?1, ?2)
         on conflict (name) do update set value = excluded.value",
        (name, value),
    )?;
    Ok(())
}

/// A choice of the shell; absent where it made none.
pub(crate) fn get(connection: &Connection, name: &str) -> Result<Option<String>, FieldError> {
    value(connection, "select value from setting where name = ?1", [name])
}
