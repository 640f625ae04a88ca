//! What set-up gives a phone: the policy in force.

use dianfei_wire::assignment::Assignment;

use super::policy;
use crate::chapter::Holder;
use crate::spine::SpineError;
use crate::store::Reader;

/// Adds the policy set.
pub fn assign(
    store: &mut Reader<'_>,
    holder: &Holder,
    assignment: &mut Assignment,
) -> Result<(), SpineError> {
    let set = policy::set(store, &holder.station)?;
    assignment.policy = serde_json::to_string(&set).expect("a policy set serialises to JSON");
    Ok(())
}
