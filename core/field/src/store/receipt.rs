//! What each ticket of this phone says, as it was printed.

use dianfei_rules::id::{TicketNo, TicketSeries};
use dianfei_rules::paper::TicketFace;
use rusqlite::Connection;

use super::{decoded, json, row, run, signed};
use crate::error::FieldError;

/// Keeps the face of a ticket that was just given.
pub(crate) fn keep(connection: &Connection, face: &TicketFace) -> Result<(), FieldError> {
    run(
        connection,
        "insert into receipt (series, no, face) values (?1, ?2, ?3) on conflict do nothing",
        (face.series.as_str(), signed(face.no.get()), json(face)),
    )?;
    Ok(())
}

/// The face of a ticket and how often it was printed.
pub(crate) fn face(
    connection: &Connection,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<(TicketFace, i64), FieldError> {
    row(
        connection,
        "select face, printed from receipt where series = ?1 and no = ?2",
        (series.as_str(), signed(no.get())),
        |row| Ok((decoded(row, "face")?, row.get("printed")?)),
    )?
    .ok_or_else(|| FieldError::not_found("receipt", no))
}

/// The ticket was given to the printer once more.
pub(crate) fn printed(
    connection: &Connection,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<(), FieldError> {
    run(
        connection,
        "update receipt set printed = printed + 1 where series = ?1 and no = ?2",
        (series.as_str(), signed(no.get())),
    )?;
    Ok(())
}
