//! Chapter 3 on the phone: what its holder says of a ticket number.

use chrono::NaiveDate;
use dianfei_rules::id::{TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_rules::refusal::Refusal;
use dianfei_wire::fact::{FactBody, TicketFact};
use rusqlite::Connection;

use crate::error::FieldError;
use crate::field::Field;
use crate::record::{Command, Done, Recording};
use crate::store::cash;
use crate::store::ticket::{self, NumberRow, RangeRow};
use crate::view::collection::ClaimOutcome;

/// A ticket that its holder says is void.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoidRequest {
    /// A number that the shell makes once for this thumb.
    pub request_id: String,
    /// The series.
    pub series: TicketSeries,
    /// The number.
    pub no: TicketNo,
    /// Why.
    pub reason: String,
    /// How many of the three copies the holder has.
    pub copies_kept: u8,
}

/// A ticket that was lost or damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossRequest {
    /// A number that the shell makes once for this thumb.
    pub request_id: String,
    /// The series.
    pub series: TicketSeries,
    /// The number.
    pub no: TicketNo,
    /// What happened.
    pub report: String,
}

impl Field {
    /// The ticket ranges in hand, in the order in which they are used.
    pub fn ticket_ranges(&self) -> Result<Vec<RangeRow>, FieldError> {
        self.store.read(ticket::ranges)
    }

    /// The numbers that this phone has spoken for since a date, each with what the
    /// station says of it: void confirmed, disputed, contested.
    pub fn ticket_numbers(&self, since: NaiveDate) -> Result<Vec<NumberRow>, FieldError> {
        self.store.read(|tx| ticket::numbers(tx, since))
    }

    /// Claims a ticket void (3.4): a used one, or the next one that was spoilt.
    /// The money stays in the holder's custody and the customer stays credited
    /// until the cashier has seen all three copies.
    pub fn void_ticket(&self, request: &VoidRequest) -> Result<Done<ClaimOutcome>, FieldError> {
        let command = Command { name: "void_ticket", request: &request.request_id };
        self.record(command, |recording| {
            let reason = request.reason.trim().to_owned();
            if reason.is_empty() {
                return Err(FieldError::invalid("reason", "missing"));
            }
            if request.copies_kept > COPIES {
                return Err(FieldError::invalid("copies_kept", "too_many"));
            }
            let (series, no) = (request.series.clone(), request.no);
            if ticket::is_claimed(recording.tx, &series, no, ticket::VOID)? {
                return Err(Refusal::by_clause("already_void", "3.4").with("no", no).into());
            }
            check_held(recording.tx, &series, no)?;
            let copies_kept = request.copies_kept;
            let fact = TicketFact::VoidClaimed { series, no, reason, copies_kept };
            claim(recording, fact, (&request.series, no))
        })
    }

    /// Reports a ticket lost or damaged (3.2). Never gated but by its number.
    pub fn report_lost_ticket(
        &self,
        request: &LossRequest,
    ) -> Result<Done<ClaimOutcome>, FieldError> {
        let command = Command { name: "report_lost_ticket", request: &request.request_id };
        self.record(command, |recording| {
            let report = request.report.trim().to_owned();
            if report.is_empty() {
                return Err(FieldError::invalid("report", "missing"));
            }
            let (series, no) = (request.series.clone(), request.no);
            check_held(recording.tx, &series, no)?;
            let fact = TicketFact::TicketLost { series, no, report };
            claim(recording, fact, (&request.series, no))
        })
    }
}

/// 存根, 报销联, 记账联.
const COPIES: u8 = 3;

// 3.2: numbers go in order, so only used numbers and the next one can be spoken for.
fn check_held(tx: &Connection, series: &TicketSeries, no: TicketNo) -> Result<(), FieldError> {
    if ticket::is_claimed(tx, series, no, ticket::USED)? {
        return Ok(());
    }
    let range = ticket::range_of(tx, series, no)?
        .ok_or_else(|| Refusal::by_clause("ticket_not_held", "3.1").with("no", no))?;
    if no > range.next {
        return Err(Refusal::by_clause("ticket_out_of_order", "3.2")
            .with("no", no)
            .with("next", range.next)
            .into());
    }
    Ok(())
}

fn claim(
    recording: &mut Recording<'_>,
    fact: TicketFact,
    (series, no): (&TicketSeries, TicketNo),
) -> Result<ClaimOutcome, FieldError> {
    let payment = cash::payment(recording.tx, series, no)?;
    let claim = recording.append(FactBody::Ticket(fact))?;
    Ok(ClaimOutcome {
        claim,
        held_fen: payment.map_or(Fen::ZERO, |payment| payment.taken.amount_fen),
        tickets_left: ticket::ranges(recording.tx)?.iter().map(RangeRow::left).sum(),
    })
}
