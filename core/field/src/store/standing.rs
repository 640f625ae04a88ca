//! What the station says of this person's ticket numbers after its first ruling:
//! a void confirmed, a dispute settled, a number contested by another claim.

use dianfei_rules::id::{TicketNo, TicketSeries};
use dianfei_wire::assignment::AssignedNumber;
use rusqlite::{Connection, Row};

use super::{row, run, signed};
use crate::error::FieldError;

/// The station's word on a ticket number, as of the last snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The number's state by its stable code, such as `void`; absent where the
    /// station never received the number.
    pub state: Option<String>,
    /// What became of the payment under it: `disputed`, `confirmed`, `denied` or
    /// `void`; absent where it simply counts or there is none.
    pub payment: Option<String>,
    /// Why the payment was disputed; absent where it was not.
    pub reason: Option<String>,
}

impl Standing {
    /// Whether the number's copies say that they are void.
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.state.as_deref().is_some_and(|state| matches!(state, "void" | "void_claimed"))
    }
}

/// The columns of a left join with `station_number`, under these names.
pub(crate) const COLUMNS: &str =
    "station_number.series as said, station_number.state as said_state,
    station_number.payment as said_payment, station_number.reason as said_reason";

/// The station's word in a row with [`COLUMNS`].
pub(crate) fn of_row(row: &Row<'_>) -> Result<Option<Standing>, FieldError> {
    let said: Option<String> = row.get("said")?;
    if said.is_none() {
        return Ok(None);
    }
    Ok(Some(Standing {
        state: row.get("said_state")?,
        payment: row.get("said_payment")?,
        reason: row.get("said_reason")?,
    }))
}

/// The station's word on a number; absent where it has nothing to add.
pub fn of(
    connection: &Connection,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<Option<Standing>, FieldError> {
    let found = row(
        connection,
        &format!("select {COLUMNS} from station_number where series = ?1 and no = ?2"),
        (series.as_str(), signed(no.get())),
        of_row,
    )?;
    Ok(found.flatten())
}

pub(crate) fn install(
    connection: &Connection,
    numbers: &[AssignedNumber],
) -> Result<(), FieldError> {
    for known in numbers {
        run(
            connection,
            "insert into station_number (series, no, state, payment, reason)
             values (?1, ?2, ?3, ?4, ?5) on conflict do nothing",
            (
                known.series.as_str(),
                signed(known.no.get()),
                &known.state,
                &known.payment,
                &known.reason,
            ),
        )?;
    }
    Ok(())
}
