//! Chapter 2: the day's count, over and short, and the close of a month.

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::Fen;
use serde::{Deserialize, Serialize};

use super::FactId;
use super::collection::Denomination;
use crate::part::PartHash;

/// What can happen in the assessment of collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryFact {
    /// Cash was counted against what the tickets say (2.3).
    CashCounted {
        /// What the tickets say.
        expected_fen: Fen,
        /// What was counted.
        counted_fen: Fen,
        /// The count by denomination.
        denominations: Vec<Denomination>,
    },
    /// A difference was reported to the head (2.3, 6.24).
    OverShortReported {
        /// The count.
        count: FactId,
        /// Counted less expected.
        difference_fen: Fen,
        /// The cause in writing.
        cause: String,
    },
    /// The head took note of the report.
    OverShortAcknowledged {
        /// The report.
        report: FactId,
        /// What the head decided to do.
        remark: String,
    },
    /// A month's books were closed (4.2.8).
    BooksClosed {
        /// The month.
        period: YearMonth,
        /// The canonical balances of that moment.
        digest: PartHash,
    },
}
