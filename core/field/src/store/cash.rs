//! Money taken, cash in hand, counts and handovers.

use chrono::NaiveDate;
use dianfei_rules::id::{PersonNo, TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_wire::assignment::AssignedOffer;
use dianfei_wire::chain::Hash;
use dianfei_wire::fact::collection::{Collected, Denomination, HandoverContent};
use dianfei_wire::{Fact, FactId};
use rusqlite::{Connection, Row};

use super::receivable::fen;
use super::{count, decoded, json, parsed, row, rows, run, signed, value};
use crate::error::FieldError;

/// An offer that waits for the other side.
pub(crate) const OFFERED: &str = "offered";
/// An offer that the other side took.
pub(crate) const ACCEPTED: &str = "accepted";
/// An offer that was taken back.
pub(crate) const WITHDRAWN: &str = "withdrawn";

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
    /// Whether its ticket is claimed void.
    pub void: bool,
}

fn payment_row(row: &Row<'_>) -> Result<PaymentRow, FieldError> {
    Ok(PaymentRow {
        id: parsed(row, "id")?,
        seq: count(row, "seq")?,
        business_date: parsed(row, "business_date")?,
        recorded_ms: row.get("recorded_ms")?,
        taken: decoded(row, "body")?,
        void: row.get("void")?,
    })
}

const PAYMENTS: &str = "select id, seq, business_date, recorded_ms, body, exists (
        select 1 from ticket_claim where ticket_claim.series = payment.series
            and ticket_claim.no = payment.no and kind = 'void') as void
     from payment";

/// Payments taken on this phone since a date, latest first.
pub fn payments(connection: &Connection, since: NaiveDate) -> Result<Vec<PaymentRow>, FieldError> {
    let sql = format!("{PAYMENTS} where business_date >= ?1 order by seq desc");
    rows(connection, &sql, [since.to_string()], payment_row)
}

/// The payment under a ticket number; absent where this phone took none.
pub fn payment(
    connection: &Connection,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<Option<PaymentRow>, FieldError> {
    let sql = format!("{PAYMENTS} where series = ?1 and no = ?2 order by seq limit 1");
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

/// A handover from or to the person of this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverRow {
    /// The offer.
    pub offer: FactId,
    /// Whether this phone offered it.
    pub outgoing: bool,
    /// The other person.
    pub other: PersonNo,
    /// Name of that person; empty where it is not known.
    pub other_name: String,
    /// What.
    pub content: HandoverContent,
    /// The hash that the receiver signs.
    pub content_hash: Hash,
    /// `offered`, `accepted` or `withdrawn`, as far as this phone knows.
    pub state: String,
}

fn handover_row(row: &Row<'_>) -> Result<HandoverRow, FieldError> {
    Ok(HandoverRow {
        offer: parsed(row, "id")?,
        outgoing: row.get("outgoing")?,
        other: parsed(row, "other")?,
        other_name: row.get("other_name")?,
        content: decoded(row, "content")?,
        content_hash: parsed(row, "content_hash")?,
        state: row.get("state")?,
    })
}

/// All handovers that this phone knows, those of others first.
pub fn handovers(connection: &Connection) -> Result<Vec<HandoverRow>, FieldError> {
    rows(connection, "select * from handover order by outgoing, seq, id", [], handover_row)
}

/// One handover.
pub fn handover(connection: &Connection, offer: &FactId) -> Result<HandoverRow, FieldError> {
    row(connection, "select * from handover where id = ?1", [offer.as_str()], handover_row)?
        .ok_or_else(|| FieldError::not_found("handover", offer))
}

/// The hash that the receiver of a handover signs.
#[must_use]
pub fn content_hash(content: &HandoverContent) -> Hash {
    Hash::of(json(content).as_bytes())
}

pub(crate) fn install(
    connection: &Connection,
    cash_fen: Fen,
    offers: &[AssignedOffer],
) -> Result<(), FieldError> {
    run(connection, "insert into cash (one, fen) values (1, ?1)", [cash_fen.get()])?;
    for offer in offers {
        run(
            connection,
            "insert into handover (id, outgoing, other, other_name, content, content_hash, state)
             values (?1, 0, ?2, ?3, ?4, ?5, ?6)",
            (
                offer.offer.as_str(),
                offer.from.as_str(),
                &offer.from_name,
                json(&offer.content),
                content_hash(&offer.content).to_string(),
                OFFERED,
            ),
        )?;
    }
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

pub(crate) fn fold_offered(
    connection: &Connection,
    fact: &Fact,
    to: &PersonNo,
    content: &HandoverContent,
    content_hash: Hash,
) -> Result<(), FieldError> {
    run(
        connection,
        "insert into handover (id, outgoing, other, other_name, content, content_hash, state, seq)
         values (?1, 1, ?2, '', ?3, ?4, ?5, ?6)",
        (
            fact.id.as_str(),
            to.as_str(),
            json(content),
            content_hash.to_string(),
            OFFERED,
            signed(fact.seq),
        ),
    )?;
    Ok(())
}

/// An offer was answered; its content, where this phone knows it.
pub(crate) fn fold_answered(
    connection: &Connection,
    fact: &Fact,
    offer: &FactId,
    state: &str,
) -> Result<Option<HandoverContent>, FieldError> {
    run(
        connection,
        "update handover set state = ?2, seq = ?3 where id = ?1",
        (offer.as_str(), state, signed(fact.seq)),
    )?;
    row(connection, "select content from handover where id = ?1", [offer.as_str()], |row| {
        decoded(row, "content")
    })
}

pub(crate) fn is_outgoing(connection: &Connection, offer: &FactId) -> Result<bool, FieldError> {
    let outgoing: Option<bool> =
        value(connection, "select outgoing from handover where id = ?1", [offer.as_str()])?;
    Ok(outgoing.unwrap_or_default())
}
