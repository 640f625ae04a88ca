//! Money taken, cash in hand and counts.

use chrono::NaiveDate;
use dianfei_rules::id::{AccountNo, TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_wire::fact::collection::{Collected, Denomination};
use dianfei_wire::{Fact, FactId, Verdict};
use rusqlite::{Connection, Row};

use super::receivable::fen;
use super::standing::{self, Standing};
use super::{count, decoded, json, opt_decoded, parsed, row, rows, run, signed, value};
use crate::error::FieldError;

/// Money that this phone took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRow {
    /// The fact.
    pub id: FactId,
    /// Its number.
    pub seq: u64,
    /// The date on the ticket.
    pub business_date: NaiveDate,
    /// When it was taken, UTC milliseconds.
    pub recorded_ms: i64,
    /// What was taken and for what.
    pub taken: Collected,
    /// Whether its ticket is claimed void on this phone.
    pub void: bool,
    /// What the station ruled when the payment arrived; absent until it was heard.
    pub verdict: Option<Verdict>,
    /// What the station says of the number since; absent where it has nothing to add.
    pub standing: Option<Standing>,
}

fn payment_row(row: &Row<'_>) -> Result<PaymentRow, FieldError> {
    Ok(PaymentRow {
        id: parsed(row, "id")?,
        seq: count(row, "seq")?,
        business_date: parsed(row, "business_date")?,
        recorded_ms: row.get("recorded_ms")?,
        taken: decoded(row, "body")?,
        void: row.get("void")?,
        verdict: opt_decoded(row, "verdict")?,
        standing: standing::of_row(row)?,
    })
}

fn payments_where(condition: &str) -> String {
    format!(
        "select payment.id, payment.seq, payment.business_date, payment.recorded_ms, payment.body,
            journal.verdict, {}, exists (
                select 1 from ticket_claim where ticket_claim.series = payment.series
                    and ticket_claim.no = payment.no and kind = 'void') as void
         from payment
         join journal on journal.seq = payment.seq
         left join station_number on station_number.series = payment.series
            and station_number.no = payment.no
         where {condition}",
        standing::COLUMNS
    )
}

/// Payments of a customer taken on this phone on a date, latest first.
pub fn payments_of(
    connection: &Connection,
    account: &AccountNo,
    on: NaiveDate,
) -> Result<Vec<PaymentRow>, FieldError> {
    let sql = payments_where(
        "payment.account = ?1 and payment.business_date = ?2 order by payment.seq desc",
    );
    rows(connection, &sql, (account.as_str(), on.to_string()), payment_row)
}

/// The payment under a ticket number; absent where this phone took none.
pub fn payment(
    connection: &Connection,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<Option<PaymentRow>, FieldError> {
    let sql =
        payments_where("payment.series = ?1 and payment.no = ?2 order by payment.seq limit 1");
    row(connection, &sql, (series.as_str(), signed(no.get())), payment_row)
}

/// Cash in the person's hands.
pub fn in_hand(connection: &Connection) -> Result<Fen, FieldError> {
    let fen: Option<i64> = value(connection, "select fen from cash", [])?;
    Ok(fen.map_or(Fen::ZERO, Fen::new))
}

/// The number of the last fact that moved cash: a payment, a hand-in or a report.
pub(crate) fn last_movement(connection: &Connection) -> Result<u64, FieldError> {
    let seq: Option<i64> = value(
        connection,
        "select max(seq) from (select seq from payment union all select seq from handover)",
        [],
    )?;
    u64::try_from(seq.unwrap_or_default()).map_err(FieldError::corrupt)
}

/// The latest count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRow {
    /// The fact.
    pub id: FactId,
    /// Its number.
    pub seq: u64,
    /// What the tickets say.
    pub expected_fen: Fen,
    /// What was counted.
    pub counted_fen: Fen,
    /// By denomination.
    pub denominations: Vec<Denomination>,
    /// The report of a difference; absent without.
    pub report: Option<FactId>,
    /// The cause that was reported; absent without.
    pub cause: Option<String>,
}

/// The latest count; absent before the first.
pub fn last_count(connection: &Connection) -> Result<Option<CountRow>, FieldError> {
    row(
        connection,
        "select id, seq, expected_fen, counted_fen, denominations, report, cause from cash_count
         order by seq desc limit 1",
        [],
        |row| {
            let report: Option<String> = row.get("report")?;
            Ok(CountRow {
                id: parsed(row, "id")?,
                seq: count(row, "seq")?,
                expected_fen: fen(row, "expected_fen")?,
                counted_fen: fen(row, "counted_fen")?,
                denominations: decoded(row, "denominations")?,
                report: report.map(|id| id.parse().map_err(FieldError::corrupt)).transpose()?,
                cause: row.get("cause")?,
            })
        },
    )
}

/// The cash that the station says is in hand.
pub(crate) fn install(connection: &Connection, cash_fen: Fen) -> Result<(), FieldError> {
    run(connection, "insert into cash (one, fen) values (1, ?1)", [cash_fen.get()])?;
    Ok(())
}

pub(crate) fn add(connection: &Connection, amount_fen: Fen) -> Result<(), FieldError> {
    run(
        connection,
        "insert into cash (one, fen) values (1, ?1)
         on conflict (one) do update set fen = fen + excluded.fen",
        [amount_fen.get()],
    )?;
    Ok(())
}

pub(crate) fn fold_payment(
    connection: &Connection,
    fact: &Fact,
    taken: &Collected,
) -> Result<(), FieldError> {
    run(
        connection,
        "insert into payment (id, seq, business_date, recorded_ms, series, no, account,
            amount_fen, body)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            fact.id.as_str(),
            signed(fact.seq),
            fact.business_date.to_string(),
            fact.recorded.wall_ms,
            taken.series.as_str(),
            signed(taken.no.get()),
            taken.account.as_str(),
            taken.amount_fen.get(),
            json(taken),
        ),
    )?;
    Ok(())
}

pub(crate) fn fold_count(
    connection: &Connection,
    fact: &Fact,
    expected_fen: Fen,
    counted_fen: Fen,
    denominations: &[Denomination],
) -> Result<(), FieldError> {
    run(
        connection,
        "insert into cash_count (id, seq, expected_fen, counted_fen, denominations)
         values (?1, ?2, ?3, ?4, ?5)",
        (
            fact.id.as_str(),
            signed(fact.seq),
            expected_fen.get(),
            counted_fen.get(),
            json(&denominations),
        ),
    )?;
    Ok(())
}

pub(crate) fn fold_report(
    connection: &Connection,
    fact: &Fact,
    counted: &FactId,
    cause: &str,
) -> Result<(), FieldError> {
    run(
        connection,
        "update cash_count set report = ?2, cause = ?3 where id = ?1",
        (counted.as_str(), fact.id.as_str(), cause),
    )?;
    Ok(())
}
