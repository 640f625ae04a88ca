//! Money taken from customers, one row a fact, and what the station says of it.
//! It is never refused: a witness adds nothing, a dispute counts in custody.

mod ruling;

pub use ruling::{Taken, rule, settle, void_ruling};

use chrono::NaiveDate;
use dianfei_rules::id::{AccountNo, PersonNo, TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_wire::Verdict;
use dianfei_wire::fact::FactId;
use dianfei_wire::fact::collection::CollectionMode;

use crate::chapter::Entry;
use crate::store::{Mark, Reader, Row, StoreError, Table, Tx};
use crate::ticket;

/// Payments.
pub const PAYMENT: Table = Table {
    name: "payment",
    mark: Mark::Fold,
    ddl: "create table payment (
        station_id text not null,
        payment text not null, -- the fact
        seq bigint not null, -- the journal row
        account text not null,
        series text not null,
        no bigint not null,
        amount_fen bigint not null,
        mode text not null,
        taker text not null,
        business_date text not null,
        state text not null, -- applied, disputed, witness, confirmed, denied or void
        code text, -- why it was disputed
        primary key (station_id, payment)
    );
    create index payment_ticket on payment (station_id, series, no);
    create index payment_account on payment (station_id, account, seq);
    create index payment_taker on payment (station_id, taker, business_date);",
};

/// A payment as the station has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRow {
    /// The fact.
    pub payment: FactId,
    /// Whose debt.
    pub account: AccountNo,
    /// The ticket's series.
    pub series: TicketSeries,
    /// The ticket's number.
    pub no: TicketNo,
    /// What was taken.
    pub amount_fen: Fen,
    /// `counter` or `door_to_door`.
    pub mode: String,
    /// Who took it.
    pub taker: PersonNo,
    /// The value date.
    pub taken_on: NaiveDate,
    /// `applied`, `disputed`, `witness`, `confirmed`, `denied` or `void`.
    pub state: String,
    /// Why it was disputed; absent where it never was.
    pub code: Option<String>,
}

const SELECT: &str = "select payment, account, series, no, amount_fen, mode, taker, business_date,
        state, code
    from payment";

fn from_row(row: &Row) -> Result<PaymentRow, StoreError> {
    Ok(PaymentRow {
        payment: row.parsed("payment")?,
        account: row.parsed("account")?,
        series: row.parsed("series")?,
        no: TicketNo::new(row.count("no")?),
        amount_fen: row.fen("amount_fen")?,
        mode: row.text("mode")?.to_owned(),
        taker: row.parsed("taker")?,
        taken_on: row.date("business_date")?,
        state: row.text("state")?.to_owned(),
        code: row.opt_text("code")?.map(str::to_owned),
    })
}

/// One payment; absent where it is not known.
pub fn find(
    store: &mut Reader<'_>,
    station: &str,
    payment: &FactId,
) -> Result<Option<PaymentRow>, StoreError> {
    let row = store.query_opt(
        &format!("{SELECT} where station_id = $1 and payment = $2"),
        &[station.into(), payment.as_str().into()],
    )?;
    row.as_ref().map(from_row).transpose()
}

/// All money in dispute, oldest first.
pub fn in_dispute(store: &mut Reader<'_>, station: &str) -> Result<Vec<PaymentRow>, StoreError> {
    let rows = store.query(
        &format!("{SELECT} where station_id = $1 and state = 'disputed' order by seq"),
        &[station.into()],
    )?;
    rows.iter().map(from_row).collect()
}

/// All that was ever said of one number, oldest first.
pub fn of_ticket(
    store: &mut Reader<'_>,
    station: &str,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<Vec<PaymentRow>, StoreError> {
    let rows = store.query(
        &format!("{SELECT} where station_id = $1 and series = $2 and no = $3 order by seq"),
        &[station.into(), series.as_str().into(), ticket::table::number(no)],
    )?;
    rows.iter().map(from_row).collect()
}

/// Folds money taken.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let Some((taker, taken)) = entry.fact.taking() else { return Ok(()) };
    let (state, code) = match &entry.ruling.verdict {
        Verdict::Applied => ("applied", None),
        Verdict::AlreadyApplied => ("witness", None),
        Verdict::Disputed { code, .. } => ("disputed", Some(code.as_str())),
        Verdict::NotUnderstood => return Ok(()),
    };
    let mode = match taken.mode {
        CollectionMode::Counter => "counter",
        CollectionMode::DoorToDoor => "door_to_door",
    };
    tx.execute(
        "insert into payment (station_id, payment, seq, account, series, no, amount_fen, mode,
            taker, business_date, state, code)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            entry.station().into(),
            entry.fact.id.as_str().into(),
            entry.seq.into(),
            taken.account.as_str().into(),
            taken.series.as_str().into(),
            ticket::table::number(taken.no),
            taken.amount_fen.into(),
            mode.into(),
            taker.as_str().into(),
            entry.ruling.business_date.into(),
            state.into(),
            code.into(),
        ],
    )?;
    Ok(())
}

/// Moves a payment to another state.
pub fn set_state(
    tx: &mut Tx<'_>,
    station: &str,
    payment: &str,
    state: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "update payment set state = $3 where station_id = $1 and payment = $2",
        &[station.into(), payment.into(), state.into()],
    )?;
    Ok(())
}
