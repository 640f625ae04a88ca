//! Ticket numbers, one row each: the fold of the claims on them. A ruling says
//! which claims count; the fold calls no rule.

use dianfei_rules::id::{PersonNo, TicketNo, TicketSeries};
use dianfei_rules::ticket::book::{Ticket, TicketState, TicketUse};
use dianfei_rules::ticket::custody::StateCount;
use dianfei_wire::fact::ticket::TicketRange;

use crate::store::{Mark, Reader, Row, StoreError, Table, Value};

/// The flag of an offer whose acceptance came before it.
pub const ACCEPTED_AHEAD: &str = "accepted_ahead";

/// The code of a claim that cannot be said of a number in its state.
pub const OUT_OF_PLACE: &str = "ticket_out_of_place";

/// Every number that came from the company.
pub const TICKET: Table = Table {
    name: "ticket",
    mark: Mark::Fold,
    ddl: "create table ticket (
        station_id text not null,
        series text not null,
        no bigint not null,
        state text not null,
        holder text not null,
        account text, -- of the payment it was given for
        amount_fen bigint, -- of that payment
        used_on text, -- the value date of that payment
        offer text, -- the open offer under which it is in transit
        primary key (station_id, series, no)
    );
    create index ticket_holder on ticket (station_id, holder, state);
    create index ticket_offer on ticket (station_id, offer);",
};

/// The books as they came.
pub const BOOK: Table = Table {
    name: "ticket_book",
    mark: Mark::Fold,
    ddl: "create table ticket_book (
        station_id text not null,
        series text not null,
        first_no bigint not null,
        last_no bigint not null,
        received_on text not null,
        received_by text not null,
        primary key (station_id, series, first_no)
    );",
};

/// Disputed payments that name a number, until a person settles them.
pub const CLAIM: Table = Table {
    name: "ticket_claim",
    mark: Mark::Fold,
    ddl: "create table ticket_claim (
        station_id text not null,
        payment text not null, -- the fact
        series text not null,
        no bigint not null,
        account text not null,
        amount_fen bigint not null,
        business_date text not null,
        primary key (station_id, payment)
    );",
};

/// A number as a column's value.
#[must_use]
pub fn number(no: TicketNo) -> Value {
    no.get().into()
}

const COLUMNS: &str = "series, no, state, holder, account, amount_fen, offer";

/// A number's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    /// The series.
    pub series: TicketSeries,
    /// The number.
    pub no: TicketNo,
    /// Its fold.
    pub ticket: Ticket,
    /// The open offer under which it is in transit; absent while in hand.
    pub offer: Option<String>,
}

fn from_row(row: &Row) -> Result<TicketRow, StoreError> {
    let state = row.text("state")?;
    let used_for = match (row.opt_parsed("account")?, row.opt_fen("amount_fen")?) {
        (Some(account), Some(amount_fen)) => Some(TicketUse { account, amount_fen }),
        _ => None,
    };
    Ok(TicketRow {
        series: row.parsed("series")?,
        no: TicketNo::new(row.count("no")?),
        ticket: Ticket {
            state: TicketState::from_code(state)
                .ok_or_else(|| StoreError::broken("ticket", format!("state {state:?}")))?,
            holder: row.parsed("holder")?,
            used_for,
            printed_for: None,
        },
        offer: row.opt_text("offer")?.map(str::to_owned),
    })
}

/// One number; absent where the station never received it.
pub fn find(
    store: &mut Reader<'_>,
    station: &str,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<Option<TicketRow>, StoreError> {
    let row = store.query_opt(
        &format!("select {COLUMNS} from ticket where station_id = $1 and series = $2 and no = $3"),
        &[station.into(), series.as_str().into(), number(no)],
    )?;
    row.as_ref().map(from_row).transpose()
}

/// The numbers of a range that the station knows, in order.
pub fn of_range(
    store: &mut Reader<'_>,
    station: &str,
    range: &TicketRange,
) -> Result<Vec<TicketRow>, StoreError> {
    let rows = store.query(
        &format!(
            "select {COLUMNS} from ticket where station_id = $1 and series = $2
                and no >= $3 and no <= $4 order by no"
        ),
        &[station.into(), range.series.as_str().into(), number(range.first), number(range.last)],
    )?;
    rows.iter().map(from_row).collect()
}

/// The numbers of one holder, in order; of all where none is named.
pub fn of_holder(
    store: &mut Reader<'_>,
    station: &str,
    holder: Option<&PersonNo>,
) -> Result<Vec<TicketRow>, StoreError> {
    let rows = store.query(
        &format!(
            "select {COLUMNS} from ticket
             where station_id = $1 and (holder = $2 or $3 = 1) order by series, no"
        ),
        &[
            station.into(),
            holder.map_or("", PersonNo::as_str).into(),
            i64::from(holder.is_none()).into(),
        ],
    )?;
    rows.iter().map(from_row).collect()
}

/// 3.1: how many numbers came, and how many are in each state; both agree.
pub fn equation(store: &mut Reader<'_>, station: &str) -> Result<(u64, StateCount), StoreError> {
    let received = store
        .query(
            "select first_no, last_no from ticket_book where station_id = $1",
            &[station.into()],
        )?
        .iter()
        .try_fold(0_u64, |total, row| {
            Ok::<_, StoreError>(total + row.count("last_no")? + 1 - row.count("first_no")?)
        })?;
    let rows = of_holder(store, station, None)?;
    Ok((received, StateCount::of(rows.iter().map(|row| &row.ticket))))
}
