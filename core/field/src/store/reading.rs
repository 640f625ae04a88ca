//! This phone's readings, misses and exception forms.

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::MeterNo;
use dianfei_rules::reading::route::StopState;
use dianfei_wire::fact::reading::{ExceptionRaised, ReadingMissed, ReadingTaken};
use dianfei_wire::{Fact, FactId};
use rusqlite::Connection;

use super::route::set_state;
use super::{decoded, json, row, rows, run, signed, value};
use crate::error::FieldError;

/// The reading `id` of this phone; absent where there is none.
pub fn taken(connection: &Connection, id: &FactId) -> Result<Option<ReadingTaken>, FieldError> {
    row(connection, "select body from reading where id = ?1", [id.as_str()], |row| {
        decoded(row, "body")
    })
}

/// The number of this phone's last reading or miss; absent before the first.
///
/// Facts are folded in their order, so that the row added last is the latest.
pub fn last_visit(connection: &Connection) -> Result<Option<u64>, FieldError> {
    let seq: Option<i64> = value(
        connection,
        "select max(seq) from (
            select seq from (select seq from reading order by rowid desc limit 1)
            union all select seq from (select seq from miss order by rowid desc limit 1)
         )",
        [],
    )?;
    seq.map(|seq| u64::try_from(seq).map_err(FieldError::corrupt)).transpose()
}

/// The exception forms of this phone on a meter in a period.
pub fn exceptions(
    connection: &Connection,
    meter: &MeterNo,
    period: YearMonth,
) -> Result<Vec<ExceptionRaised>, FieldError> {
    rows(
        connection,
        "select body from exception_form where meter = ?1 and period = ?2 order by seq",
        (meter.as_str(), period.to_string()),
        |row| decoded(row, "body"),
    )
}

pub(crate) fn fold_reading(
    connection: &Connection,
    fact: &Fact,
    taken: &ReadingTaken,
) -> Result<(), FieldError> {
    run(
        connection,
        "insert into reading (id, seq, business_date, meter, period, body)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            fact.id.as_str(),
            signed(fact.seq),
            fact.business_date.to_string(),
            taken.meter.as_str(),
            taken.period.to_string(),
            json(taken),
        ),
    )?;
    if let Some(earlier) = &taken.corrects {
        run(
            connection,
            "update reading set corrected_by = ?2 where id = ?1",
            (earlier.as_str(), fact.id.as_str()),
        )?;
    }
    set_state(connection, fact, (&taken.route, taken.period, &taken.meter), StopState::Read)
}

pub(crate) fn fold_miss(
    connection: &Connection,
    fact: &Fact,
    missed: &ReadingMissed,
) -> Result<(), FieldError> {
    run(
        connection,
        "insert into miss (id, seq, meter, period, body) values (?1, ?2, ?3, ?4, ?5)",
        (
            fact.id.as_str(),
            signed(fact.seq),
            missed.meter.as_str(),
            missed.period.to_string(),
            json(missed),
        ),
    )?;
    set_state(connection, fact, (&missed.route, missed.period, &missed.meter), StopState::Missed)
}

pub(crate) fn fold_exception(
    connection: &Connection,
    fact: &Fact,
    raised: &ExceptionRaised,
) -> Result<(), FieldError> {
    run(
        connection,
        "insert into exception_form (id, seq, account, meter, period, body)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            fact.id.as_str(),
            signed(fact.seq),
            raised.account.as_str(),
            raised.meter.as_ref().map(MeterNo::as_str),
            raised.period.to_string(),
            json(raised),
        ),
    )?;
    Ok(())
}
