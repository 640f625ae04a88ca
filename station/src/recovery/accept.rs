//! What the station says of counts and reports that come from phones.

use dianfei_rules::collection::ledger::BookDate;
use dianfei_rules::collection::movement;
use dianfei_wire::Ruling;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::recovery::RecoveryFact;

use super::table;
use crate::chapter::Arrival;
use crate::collection::ledger;
use crate::spine::SpineError;
use crate::store::Tx;

/// A count is what it is; a reported difference moves the person's cash to the
/// count, so that the day can close (2.3).
pub fn accept(tx: &mut Tx<'_>, arrival: &Arrival<'_>) -> Result<Option<Ruling>, SpineError> {
    let FactBody::Recovery(fact) = &arrival.fact.body else { return Ok(None) };
    let on = arrival.business_date;
    match fact {
        RecoveryFact::OverShortAcknowledged { .. } | RecoveryFact::BooksClosed { .. } => Ok(None),
        _ if arrival.distrusted => Ok(Some(Ruling::disputed("device_distrusted", Some("2.3"), on))),
        RecoveryFact::CashCounted { .. } => Ok(Some(Ruling::applied(on))),
        RecoveryFact::OverShortReported { count, difference_fen, .. } => {
            let station = arrival.fact.station.as_str();
            let Some(known) = table::count(tx, station, count.as_str())? else {
                return Ok(Some(Ruling::disputed("count_unknown", Some("2.3"), on)));
            };
            if known.reported {
                return Ok(Some(Ruling::with(dianfei_wire::Verdict::AlreadyApplied, on)));
            }
            if known.difference_fen != *difference_fen || known.person != arrival.fact.person {
                return Ok(Some(Ruling::disputed("over_short_differs", Some("2.3"), on)));
            }
            let mut ruling = Ruling::applied(on);
            let person = &arrival.fact.person;
            let posting = movement::over_short(BookDate::of(on), person, *difference_fen);
            ruling.postings = ledger::recorded([posting])?;
            Ok(Some(ruling))
        }
    }
}
