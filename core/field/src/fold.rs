//! The fold of facts into the phone's tables. It calls no rule: what a rule
//! decided stands in the fact or beside it in the journal.

use dianfei_rules::collection::allocation::LateFeeCharge;
use dianfei_wire::Fact;
use dianfei_wire::fact::{CollectionFact, FactBody, ReadingFact, RecoveryFact, TicketFact};
use rusqlite::Connection;

use crate::error::FieldError;
use crate::store::{cash, handover, reading, receivable, route, ticket};

/// How far a fact reaches. An installed assignment already holds the balances
/// after the facts that it includes, but never what this phone has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Registers and balances.
    Everything,
    /// Registers alone: the balances include it.
    Registers,
}

/// Folds one fact.
pub(crate) fn fold(
    tx: &Connection,
    fact: &Fact,
    late_fees: &[LateFeeCharge],
    reach: Reach,
) -> Result<(), FieldError> {
    match &fact.body {
        FactBody::Reading(body) => reading(tx, fact, body),
        FactBody::Ticket(body) => tickets(tx, fact, body, reach),
        FactBody::Collection(body) => collection(tx, fact, body, late_fees, reach),
        FactBody::Recovery(body) => recovery(tx, fact, body, reach),
        FactBody::Account(_) | FactBody::People(_) | FactBody::Audit(_) | FactBody::Archive(_) => {
            Ok(())
        }
    }
}

fn reading(tx: &Connection, fact: &Fact, body: &ReadingFact) -> Result<(), FieldError> {
    match body {
        ReadingFact::ReadingTaken(taken) => reading::fold_reading(tx, fact, taken),
        ReadingFact::ReadingMissed(missed) => reading::fold_miss(tx, fact, missed),
        ReadingFact::ExceptionRaised(raised) => reading::fold_exception(tx, fact, raised),
        ReadingFact::RouteHandedIn { route, period, .. } => {
            route::fold_handed_in(tx, fact, route, *period)
        }
        ReadingFact::RoutePlanned { .. }
        | ReadingFact::RouteDrawn { .. }
        | ReadingFact::ExceptionClosed { .. } => Ok(()),
    }
}

fn tickets(
    tx: &Connection,
    fact: &Fact,
    body: &TicketFact,
    reach: Reach,
) -> Result<(), FieldError> {
    let claim = match body {
        TicketFact::VoidClaimed { series, no, reason, .. } => {
            ticket::Claim { series, no: *no, kind: ticket::VOID, reason: Some(reason) }
        }
        TicketFact::TicketLost { series, no, report } => {
            ticket::Claim { series, no: *no, kind: ticket::LOST, reason: Some(report) }
        }
        TicketFact::BookReceived { .. }
        | TicketFact::VoidConfirmed { .. }
        | TicketFact::VolumeBound { .. }
        | TicketFact::VolumeReturned { .. } => return Ok(()),
    };
    ticket::fold_claim(tx, fact, &claim)?;
    if reach == Reach::Everything { ticket::pass(tx, claim.series, claim.no) } else { Ok(()) }
}

fn collection(
    tx: &Connection,
    fact: &Fact,
    body: &CollectionFact,
    late_fees: &[LateFeeCharge],
    reach: Reach,
) -> Result<(), FieldError> {
    let balances = reach == Reach::Everything;
    match body {
        CollectionFact::Collected(taken) => {
            cash::fold_payment(tx, fact, taken)?;
            let claim = ticket::Claim {
                series: &taken.series,
                no: taken.no,
                kind: ticket::USED,
                reason: None,
            };
            ticket::fold_claim(tx, fact, &claim)?;
            if balances {
                ticket::pass(tx, &taken.series, taken.no)?;
                receivable::fold_payment(tx, taken, late_fees)?;
                cash::add(tx, taken.amount_fen)?;
            }
            Ok(())
        }
        CollectionFact::HandoverOffered { to, content, content_hash } => {
            handover::fold_offered(tx, fact, to, content, *content_hash)?;
            ticket::fold_handed_in(tx, &fact.id, &content.used)?;
            if balances {
                ticket::give(tx, &content.tickets)?;
                cash::add(tx, content.cash_fen.negated().map_err(FieldError::corrupt)?)?;
            }
            Ok(())
        }
        CollectionFact::HandoverAccepted { offer, .. } => {
            let content = handover::fold_answered(tx, fact, offer, handover::ACCEPTED)?;
            let Some(content) = content.filter(|_| balances) else { return Ok(()) };
            ticket::take(tx, &content.tickets)?;
            cash::add(tx, content.cash_fen)
        }
        CollectionFact::HandoverWithdrawn { offer, .. } => {
            let answered = handover::fold_answered(tx, fact, offer, handover::WITHDRAWN)?;
            let Some(content) = answered else { return Ok(()) };
            ticket::fold_kept(tx, offer)?;
            if balances && handover::is_outgoing(tx, offer)? {
                ticket::take(tx, &content.tickets)?;
                cash::add(tx, content.cash_fen)?;
            }
            Ok(())
        }
        CollectionFact::BankDeposited { .. }
        | CollectionFact::ListPosted { .. }
        | CollectionFact::StubEntered { .. }
        | CollectionFact::DisputeSettled { .. } => Ok(()),
    }
}

fn recovery(
    tx: &Connection,
    fact: &Fact,
    body: &RecoveryFact,
    reach: Reach,
) -> Result<(), FieldError> {
    match body {
        RecoveryFact::CashCounted { expected_fen, counted_fen, denominations } => {
            cash::fold_count(tx, fact, *expected_fen, *counted_fen, denominations)
        }
        RecoveryFact::OverShortReported { count, difference_fen, cause } => {
            cash::fold_report(tx, fact, count, cause)?;
            if reach == Reach::Everything { cash::add(tx, *difference_fen) } else { Ok(()) }
        }
        RecoveryFact::OverShortAcknowledged { .. } | RecoveryFact::BooksClosed { .. } => Ok(()),
    }
}
