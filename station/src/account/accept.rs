//! What the station says of refusals that phones record: each counts for its
//! clause, whoever's phone it was.

use dianfei_wire::Ruling;
use dianfei_wire::fact::{AccountFact, FactBody};

use crate::chapter::Arrival;
use crate::spine::SpineError;
use crate::store::Tx;

/// Rules on a refusal; the other facts of set-up are no phone's.
pub fn accept(_tx: &mut Tx<'_>, arrival: &Arrival<'_>) -> Result<Option<Ruling>, SpineError> {
    let FactBody::Account(AccountFact::RequestRefused { by, .. }) = &arrival.fact.body else {
        return Ok(None);
    };
    let on = arrival.business_date;
    let ruling = if arrival.distrusted || *by != arrival.fact.person {
        Ruling::disputed("device_distrusted", Some("3.1"), on)
    } else {
        Ruling::applied(on)
    };
    Ok(Some(ruling))
}
