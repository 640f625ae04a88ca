//! Set-up: the station, its sheets and its own decisions.

use dianfei_rules::account::AgreedContract;
use dianfei_rules::id::{AccountNo, PersonNo};
use dianfei_rules::policy::PolicyDecision;
use serde::{Deserialize, Serialize};

use crate::chain::PublicKey;
use crate::part::PartHash;

/// The sheets that a station sets itself up from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// Persons and their roles.
    People,
    /// Transformer areas.
    Areas,
    /// Reading routes.
    Routes,
    /// Customers' accounts.
    Accounts,
    /// Meters on their accounts.
    Meters,
    /// Usage of earlier months.
    History,
    /// Published price tables.
    Tariffs,
    /// Ticket books received from the company.
    TicketBooks,
    /// Arrears at the cut-over.
    OpeningArrears,
    /// Public holidays and worked weekends of a year.
    Holidays,
}

/// What can happen at set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountFact {
    /// The station began to keep its record.
    StationFounded {
        /// Its name as printed.
        name: String,
        /// Its identity key.
        identity: PublicKey,
        /// Its zone's offset from UTC, in minutes.
        zone_minutes: i32,
        /// The emergency number that is printed everywhere (1.3).
        emergency_telephone: String,
    },
    /// The record goes on under a new incarnation, after a restore.
    IncarnationBegan {
        /// The number of the incarnation, from 1.
        incarnation: u32,
    },
    /// A sheet was read in whole.
    SheetImported {
        /// Which sheet.
        sheet: SheetKind,
        /// The canonical rows: a part with one JSON row a line.
        rows: PartHash,
        /// How many rows.
        count: u32,
        /// The file's name as it was given.
        file_name: String,
        /// The hash of the file's own bytes, which are not kept.
        file: PartHash,
    },
    /// The station decided between named variants of a policy.
    PolicyDecided {
        /// What it decided, from when and on which paper.
        decision: PolicyDecision,
    },
    /// A customer's details were written anew.
    DetailsChanged {
        /// Whose.
        account: AccountNo,
        /// The new details.
        details: PartHash,
        /// The person who asked for it, or why.
        reason: String,
    },
    /// A supply contract (供用电合同) agrees what an account is billed by from a day
    /// on. A later fact from the same day takes this one's place.
    ContractAgreed {
        /// Whose.
        account: AccountNo,
        /// The first day and what is agreed; nothing ends what was.
        agreed: Box<AgreedContract>,
        /// The contract's number, or that of the paper that changed it.
        reference: String,
        /// Why it was recorded.
        reason: String,
    },
    /// A signed-in person asked for something and was refused.
    RequestRefused {
        /// Who asked.
        by: PersonNo,
        /// The command.
        command: String,
        /// The refusal's code.
        code: String,
        /// Its clause; absent where no clause speaks.
        #[serde(skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
    },
}
