//! What a person may do with tickets at the desk.

use dianfei_rules::id::{PersonNo, TicketNo, TicketSeries};
use dianfei_rules::refusal::Refusal;
use dianfei_rules::ticket::book::Claim;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::ticket::{TicketFact, TicketRange};
use dianfei_wire::{Ruling, Verdict};

use super::{accept, life, table};
use crate::spine::{Draft, Moment, SpineError};
use crate::store::Tx;

/// The most numbers that one book has.
const LARGEST_BOOK: u64 = 10_000;

/// A book came from the company (3.2).
///
/// Refuses `book_range` with the ends the wrong way round or too many numbers,
/// and `book_known` where a number came before.
pub fn receive_book(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &str,
    range: TicketRange,
) -> Result<Vec<Draft>, SpineError> {
    if range.count() == 0 || range.count() > LARGEST_BOOK {
        return Err(Refusal::by_clause("book_range", "3.2")
            .with("first", range.first)
            .with("last", range.last)
            .into());
    }
    if let Some(known) = table::of_range(tx, station, &range)?.first() {
        return Err(Refusal::by_clause("book_known", "3.1").with("no", known.no).into());
    }
    let body = FactBody::Ticket(TicketFact::BookReceived { range });
    Ok(vec![Draft::new(moment, body)])
}

/// A ticket was lost or damaged, with a report (3.2).
///
/// Refuses `report_missing`, and where the number cannot be lost.
pub fn report_lost(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &str,
    series: TicketSeries,
    no: TicketNo,
    report: &str,
) -> Result<Vec<Draft>, SpineError> {
    if report.trim().is_empty() {
        return Err(Refusal::by_clause("report_missing", "3.2").into());
    }
    must_apply(tx, station, &series, no, &Claim::Lost)?;
    let report = report.trim().to_owned();
    let body = FactBody::Ticket(TicketFact::TicketLost { series, no, report });
    Ok(vec![Draft::new(moment, body)])
}

/// The cashier saw all three copies of a void ticket (3.4). `ruling` carries
/// what the void takes back of the money; see the collection chapter.
///
/// Refuses `own_void`: whoever says that a ticket is void holds its money, and
/// does not let himself off.
pub fn confirm_void(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &str,
    by: &PersonNo,
    series: TicketSeries,
    no: TicketNo,
    ruling: Ruling,
) -> Result<Vec<Draft>, SpineError> {
    must_apply(tx, station, &series, no, &Claim::VoidConfirmed)?;
    if life::void_claim(tx, station, &series, no)?.is_some_and(|claim| claim.by == *by) {
        return Err(Refusal::by_clause("own_void", "3.4").into());
    }
    let body = FactBody::Ticket(TicketFact::VoidConfirmed { series, no });
    Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
}

fn must_apply(
    tx: &mut Tx<'_>,
    station: &str,
    series: &TicketSeries,
    no: TicketNo,
    claim: &Claim,
) -> Result<(), SpineError> {
    match accept::verdict(tx, station, series, no, claim)? {
        Verdict::Applied => Ok(()),
        Verdict::AlreadyApplied | Verdict::Disputed { .. } | Verdict::NotUnderstood => {
            Err(Refusal::by_clause("ticket_out_of_place", "3.2")
                .with("series", series)
                .with("no", no)
                .into())
        }
    }
}
