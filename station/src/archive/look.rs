//! 5.5: a look at a customer's record is recorded before anything is shown.

use dianfei_rules::id::AccountNo;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::archive::ArchiveFact;

use crate::desk::Desk;
use crate::people::role::Command;
use crate::spine::{self, Draft};
use crate::web::ErrorPage;

/// Records that the person looks at the record of `account` on `page`; refused
/// to who may not look.
pub fn record(desk: &Desk, account: &AccountNo, page: String) -> Result<(), ErrorPage> {
    let looked = ArchiveFact::RecordLookedUp { account: account.clone(), page };
    let request_id = desk.request_id();
    spine::decide(&desk.app, &desk.actor, Command::LookUpRecord, &request_id, |_tx, moment| {
        Ok(vec![Draft::new(moment, FactBody::Archive(looked))])
    })
    .map(|_ids| ())
    .map_err(|error| desk.error(&error))
}
