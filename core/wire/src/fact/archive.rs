//! Chapter 5: look-ups and destruction.

use dianfei_rules::id::AccountNo;
use serde::{Deserialize, Serialize};

use crate::part::PartHash;

/// What can happen in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveFact {
    /// A customer's record was looked up (5.5).
    RecordLookedUp {
        /// Whose.
        account: AccountNo,
        /// On which page.
        page: String,
    },
    /// Personal details were destroyed after their retention (5.4).
    PartDestroyed {
        /// What.
        part: PartHash,
        /// By which approval.
        approval: String,
        /// Who watched.
        witness: String,
    },
}
