//! What the auditor may do beside billing.

use dianfei_rules::refusal::Refusal;
use dianfei_wire::FactId;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::audit::AuditFact;

use crate::journal;
use crate::reading;
use crate::spine::{Draft, Moment, SpineError};
use crate::store::Tx;

/// Records the cause of a flagged reading (4.2.4).
///
/// # Errors
/// Refuses `cause_missing` and `reading_unknown`.
pub fn record_cause(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &str,
    reading: FactId,
    codes: Vec<String>,
    cause: String,
) -> Result<Vec<Draft>, SpineError> {
    if cause.trim().is_empty() || codes.is_empty() {
        return Err(Refusal::by_clause("cause_missing", "4.2.4").into());
    }
    let is_reading = match journal::fact(tx, station, reading.as_str())? {
        Some((fact, _ruling)) => reading::table::is_kept(tx, &fact)?,
        None => false,
    };
    if !is_reading {
        return Err(Refusal::by_clause("reading_unknown", "4.2.4").into());
    }
    let body = FactBody::Audit(AuditFact::CauseRecorded { reading, codes, cause });
    Ok(vec![Draft::new(moment, body)])
}
