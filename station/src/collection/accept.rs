//! What the station says of money and handovers that come from phones.

use dianfei_wire::Ruling;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::collection::CollectionFact;

use super::handover::{self, Accepted, Offered};
use super::payment::{self, Taken};
use crate::chapter::Arrival;
use crate::spine::SpineError;
use crate::store::Tx;

/// Rules on facts of collection; none is refused.
pub fn accept(tx: &mut Tx<'_>, arrival: &Arrival<'_>) -> Result<Option<Ruling>, SpineError> {
    let FactBody::Collection(fact) = &arrival.fact.body else { return Ok(None) };
    let station = &arrival.fact.station;
    let person = &arrival.fact.person;
    let on = arrival.business_date;
    let distrusted = || Ruling::disputed("device_distrusted", Some("3.1"), on);
    let ruling = match fact {
        CollectionFact::Collected(collected) => payment::rule(
            tx,
            &Taken {
                station,
                taker: person,
                collected,
                paid_on: on,
                today: arrival.today,
                distrusted: arrival.distrusted,
            },
        )?,
        CollectionFact::ListPosted { .. } => Ruling::applied(on),
        CollectionFact::BankDeposited { .. }
        | CollectionFact::DisputeSettled { .. }
        | CollectionFact::StubEntered { .. } => return Ok(None),
        _ if arrival.distrusted => distrusted(),
        CollectionFact::HandoverOffered { to, content, content_hash } => handover::rule_offer(
            tx,
            &Offered {
                station,
                offer: &arrival.fact.id,
                giver: person,
                to,
                content,
                hash: *content_hash,
                on,
            },
        )?,
        CollectionFact::HandoverAccepted { offer, content_hash, signature } => {
            let signed = handover::is_signed(
                tx,
                station,
                arrival.fact.device,
                *content_hash,
                signature.as_ref(),
            )?;
            if signed {
                let accepted = Accepted { station, offer, by: person, hash: *content_hash, on };
                handover::rule_acceptance(tx, &accepted)?
            } else {
                Ruling::disputed("handover_unsigned", Some("4.2.7"), on)
            }
        }
        CollectionFact::HandoverWithdrawn { offer, .. } => {
            handover::rule_withdrawal(tx, station.as_str(), offer, person, on)?
        }
    };
    Ok(Some(ruling))
}
