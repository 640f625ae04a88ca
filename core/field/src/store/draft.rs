//! What was typed and not yet recorded. A draft belongs to the request that it
//! is typed for, and goes in the transaction that records it.

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

/// Under which name the reason of a meter that is not read is kept.
#[must_use]
pub fn of_miss(route: &RouteNo, period: YearMonth, meter: &MeterNo) -> String {
    format!("miss {route} {period} {meter}")
}

/// Under which name what was counted is kept.
pub const COUNT: &str = "count";

/// Keeps what was typed under `name` for a request. One that is recorded already
/// keeps nothing: its draft would offer the same request for other money.
pub(crate) fn keep(
    connection: &Connection,
    name: &str,
    request: &str,
    body: &str,
) -> Result<(), FieldError> {
    run(
        connection,
        "insert into draft (name, request, body)
         select ?1, ?2, ?3 where not exists (select 1 from request where id = ?2)
         on conflict (name) do update set body = excluded.body, request = excluded.request",
        (name, request, body),
    )?;
    Ok(())
}

/// What was typed under `name`; absent where nothing was.
pub(crate) fn find(connection: &Connection, name: &str) -> Result<Option<String>, FieldError> {
    value(connection, "select body from draft where name = ?1", [name])
}

/// Drops what was typed for a request that is recorded.
pub(crate) fn recorded(connection: &Connection, request: &str) -> Result<(), FieldError> {
    run(connection, "delete from draft where request = ?1", [request])?;
    Ok(())
}
