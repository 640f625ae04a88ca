//! What the station says of claims on ticket numbers.

use dianfei_faults::{Mutant, is_mutated};
use dianfei_rules::collection::ledger::{BookDate, LedgerAccount, PostingKind};
use dianfei_rules::id::{TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_rules::ticket::book::{self, Claim, ClaimOutcome};
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::ticket::TicketFact;
use dianfei_wire::ruling::{PostingLine, RecordedPosting};
use dianfei_wire::{Ruling, Verdict};

use super::table::{self, OUT_OF_PLACE};
use crate::chapter::Arrival;
use crate::spine::SpineError;
use crate::store::{Reader, Tx};

/// Rules on claims that a phone can make.
pub fn accept(tx: &mut Tx<'_>, arrival: &Arrival<'_>) -> Result<Option<Ruling>, SpineError> {
    let FactBody::Ticket(fact) = &arrival.fact.body else { return Ok(None) };
    let (series, no, claim) = match fact {
        TicketFact::VoidClaimed { series, no, .. } => {
            (series, *no, Claim::VoidClaimed { by: arrival.fact.person.clone() })
        }
        TicketFact::TicketLost { series, no, .. } => (series, *no, Claim::Lost),
        TicketFact::BookReceived { .. }
        | TicketFact::VoidConfirmed { .. }
        | TicketFact::VolumeBound { .. }
        | TicketFact::VolumeReturned { .. } => return Ok(None),
    };
    let verdict = if arrival.distrusted {
        disputed("device_distrusted", "3.1")
    } else {
        verdict(tx, arrival.fact.station.as_str(), series, no, &claim)?
    };
    let mut ruling = Ruling::with(verdict, arrival.business_date);
    if is_mutated(Mutant::VoidReleasesCustody) && ruling.is_applied() {
        ruling.postings = released(tx, arrival, series, no)?;
    }
    Ok(Some(ruling))
}

/// What [`Mutant::VoidReleasesCustody`] takes from the holder too early.
fn released(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<Vec<RecordedPosting>, SpineError> {
    let row = table::find(tx, arrival.fact.station.as_str(), series, no)?;
    let Some(used) = row.and_then(|row| row.ticket.used_for) else { return Ok(Vec::new()) };
    let line = |ledger: LedgerAccount, fen: i64| PostingLine {
        ledger: ledger.to_string(),
        amount_fen: Fen::new(fen),
    };
    let fen = used.amount_fen.get();
    Ok(vec![RecordedPosting {
        kind: PostingKind::Reversed.code().to_owned(),
        business_date: arrival.business_date,
        period: BookDate::of(arrival.business_date).period,
        lines: vec![
            line(LedgerAccount::Cash(arrival.fact.person.clone()), -fen),
            line(LedgerAccount::Receivable(used.account), fen),
        ],
    }])
}

/// What becomes of one claim on one number.
pub fn verdict(
    store: &mut Reader<'_>,
    station: &str,
    series: &TicketSeries,
    no: TicketNo,
    claim: &Claim,
) -> Result<Verdict, SpineError> {
    let Some(row) = table::find(store, station, series, no)? else {
        return Ok(disputed("ticket_unknown", "3.1"));
    };
    Ok(match book::claim(&row.ticket, claim) {
        ClaimOutcome::Applied(_) => Verdict::Applied,
        ClaimOutcome::AlreadyApplied => Verdict::AlreadyApplied,
        ClaimOutcome::Contested { reason, .. } => disputed(reason, "3.1"),
        ClaimOutcome::OutOfPlace => disputed(OUT_OF_PLACE, "3.2"),
    })
}

/// A disputed verdict with its clause.
#[must_use]
pub fn disputed(code: &str, clause: &str) -> Verdict {
    Verdict::Disputed { code: code.to_owned(), clause: Some(clause.to_owned()) }
}
