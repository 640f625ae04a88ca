//! Handovers from and to the person of this phone.

use chrono::NaiveDate;
use dianfei_rules::id::PersonNo;
use dianfei_wire::assignment::{AssignedHandover, AssignedOffer, HandoverState};
use dianfei_wire::chain::Hash;
use dianfei_wire::fact::collection::HandoverContent;
use dianfei_wire::{Fact, FactId};
use rusqlite::{Connection, Row};

use super::{decoded, json, opt_parsed, parsed, row, rows, run, signed, ticket, value};
use crate::error::FieldError;

/// An offer that waits for the other side.
pub(crate) const OFFERED: &str = "offered";
/// An offer that the other side took.
pub(crate) const ACCEPTED: &str = "accepted";
/// An offer that was taken back.
pub(crate) const WITHDRAWN: &str = "withdrawn";
/// An offer of this phone that the station does not count.
pub(crate) const DISPUTED: &str = "disputed";

/// A handover from or to the person of this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverRow {
    /// The offer.
    pub offer: FactId,
    /// Whether the person of this phone offered it.
    pub outgoing: bool,
    /// The other person.
    pub other: PersonNo,
    /// Name of that person; empty where it is not known.
    pub other_name: String,
    /// What.
    pub content: HandoverContent,
    /// The hash that the receiver signs.
    pub content_hash: Hash,
    /// `offered`, `accepted`, `withdrawn`, or `disputed` where the station does
    /// not count it, as far as this phone knows.
    pub state: String,
    /// The day of the answer as the station books it; absent before this phone
    /// heard of it.
    pub answered_on: Option<NaiveDate>,
}

impl HandoverRow {
    /// Whether it is offered to the person of this phone and waits for the answer.
    #[must_use]
    pub fn waits_for_us(&self) -> bool {
        !self.outgoing && self.state == OFFERED
    }
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
        answered_on: opt_parsed(row, "answered_on")?,
    })
}

/// All handovers that this phone knows, those of others first.
pub fn all(connection: &Connection) -> Result<Vec<HandoverRow>, FieldError> {
    rows(connection, "select * from handover order by outgoing, seq, id", [], handover_row)
}

/// One handover.
pub fn find(connection: &Connection, offer: &FactId) -> Result<HandoverRow, FieldError> {
    row(connection, "select * from handover where id = ?1", [offer.as_str()], handover_row)?
        .ok_or_else(|| FieldError::not_found("handover", offer))
}

/// The hash that the receiver of a handover signs.
#[must_use]
pub fn content_hash(content: &HandoverContent) -> Hash {
    Hash::of(json(content).as_bytes())
}

/// Lays the handovers that this phone did not offer itself, as if unanswered: its
/// own answers are folded next, and then what the station says.
pub(crate) fn install(
    connection: &Connection,
    offers: &[AssignedOffer],
    handovers: &[AssignedHandover],
) -> Result<(), FieldError> {
    for offer in offers {
        let (other, name) = (&offer.from, offer.from_name.as_str());
        lay(connection, &offer.offer, false, other, name, &offer.content)?;
    }
    for known in handovers {
        if let Some(content) = &known.content {
            let (other, name) = (&known.other, known.other_name.as_str());
            lay(connection, &known.offer, known.outgoing, other, name, content)?;
        }
    }
    Ok(())
}

fn lay(
    connection: &Connection,
    offer: &FactId,
    outgoing: bool,
    other: &PersonNo,
    other_name: &str,
    content: &HandoverContent,
) -> Result<(), FieldError> {
    run(
        connection,
        "insert into handover (id, outgoing, other, other_name, content, content_hash, state)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            offer.as_str(),
            outgoing,
            other.as_str(),
            other_name,
            json(content),
            content_hash(content).to_string(),
            OFFERED,
        ),
    )?;
    Ok(())
}

/// Sets each handover to what the station says of it. An offer that it does not
/// count leaves the used numbers in hand, as one that was taken back does.
pub(crate) fn answered(
    connection: &Connection,
    offers: &[AssignedOffer],
    handovers: &[AssignedHandover],
) -> Result<(), FieldError> {
    for open in offers {
        let key = (open.offer.as_str(), OFFERED);
        run(connection, "update handover set state = ?2 where id = ?1", key)?;
    }
    run(
        connection,
        "update handover set state = ?1 where outgoing = 1 and state = ?2",
        (DISPUTED, OFFERED),
    )?;
    for known in handovers {
        let state = match known.state {
            HandoverState::Open => OFFERED,
            HandoverState::Accepted => ACCEPTED,
            HandoverState::Withdrawn => WITHDRAWN,
        };
        run(
            connection,
            "update handover set state = ?2, answered_on = ?3, other_name = ?4 where id = ?1",
            (
                known.offer.as_str(),
                state,
                known.answered_on.map(|on| on.to_string()),
                &known.other_name,
            ),
        )?;
    }
    let kept: Vec<FactId> = rows(
        connection,
        "select id from handover where outgoing = 1 and state in (?1, ?2)",
        (DISPUTED, WITHDRAWN),
        |row| parsed(row, "id"),
    )?;
    kept.iter().try_for_each(|offer| ticket::fold_kept(connection, offer))
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

/// An open offer was answered on this phone; its content, where this phone knows
/// it. One that the other side has answered meanwhile stays as it is.
pub(crate) fn fold_answered(
    connection: &Connection,
    fact: &Fact,
    offer: &FactId,
    state: &str,
) -> Result<Option<HandoverContent>, FieldError> {
    row(
        connection,
        "update handover set state = ?2, seq = ?3 where id = ?1 and state = ?4 returning content",
        (offer.as_str(), state, signed(fact.seq), OFFERED),
        |row| decoded(row, "content"),
    )
}

pub(crate) fn is_outgoing(connection: &Connection, offer: &FactId) -> Result<bool, FieldError> {
    let outgoing: Option<bool> =
        value(connection, "select outgoing from handover where id = ?1", [offer.as_str()])?;
    Ok(outgoing.unwrap_or_default())
}
