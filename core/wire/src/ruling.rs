//! What the station says of a fact, under its own authority. It is kept beside
//! the fact's bytes and never recomputed.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::Fen;
use serde::{Deserialize, Serialize};

/// What became of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It counts.
    Applied,
    /// The same thing was already known from another witness.
    AlreadyApplied,
    /// It is kept and counted in custody, and a person settles it by a later fact.
    Disputed {
        /// Why, as a stable code.
        code: String,
        /// The clause behind it; absent where none speaks.
        #[serde(skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
    },
    /// The bytes are stored and chained; nobody can read them yet.
    NotUnderstood,
}

/// One line of a posting: an account of the ledger by its stable key, and what
/// it gains (debit positive) in fen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingLine {
    /// The ledger account's key, such as `cash:1007` or `receivable:3300010001`.
    pub ledger: String,
    /// Debit positive, credit negative.
    pub amount_fen: Fen,
}

/// A balanced movement of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedPosting {
    /// What it is, as a stable code.
    pub kind: String,
    /// The civil date on which it counts.
    pub business_date: NaiveDate,
    /// The book period that takes it.
    pub period: YearMonth,
    /// Its lines; they add up to zero.
    pub lines: Vec<PostingLine>,
}

/// What a payment cleared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedAllocation {
    /// The bill.
    pub bill: String,
    /// What went to the bill itself.
    pub principal_fen: Fen,
    /// What went to its late fee.
    pub late_fee_fen: Fen,
}

impl RecordedAllocation {
    /// Money that went to the bill itself alone.
    #[must_use]
    pub const fn of_principal(bill: String, principal_fen: Fen) -> Self {
        Self { bill, principal_fen, late_fee_fen: Fen::ZERO }
    }
}

/// A flag: something a person should look at, beside the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// The stable code.
    pub code: String,
    /// Named figures, as text.
    pub figures: std::collections::BTreeMap<String, String>,
}

/// The ruling on one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// What became of it.
    pub verdict: Verdict,
    /// The business date under which the station books it.
    pub business_date: NaiveDate,
    /// What it cleared; empty unless it is a payment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allocations: Vec<RecordedAllocation>,
    /// What it moves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub postings: Vec<RecordedPosting>,
    /// What to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
}

impl Ruling {
    /// A fact that simply counts.
    #[must_use]
    pub const fn applied(business_date: NaiveDate) -> Self {
        Self::with(Verdict::Applied, business_date)
    }

    /// A ruling without money.
    #[must_use]
    pub const fn with(verdict: Verdict, business_date: NaiveDate) -> Self {
        Self {
            verdict,
            business_date,
            allocations: Vec::new(),
            postings: Vec::new(),
            flags: Vec::new(),
        }
    }

    /// A fact that a person must settle.
    #[must_use]
    pub fn disputed(code: &str, clause: Option<&str>, business_date: NaiveDate) -> Self {
        let verdict =
            Verdict::Disputed { code: code.to_owned(), clause: clause.map(str::to_owned) };
        Self::with(verdict, business_date)
    }

    /// Whether the fact's own effect holds.
    #[must_use]
    pub fn is_applied(&self) -> bool {
        self.verdict == Verdict::Applied
    }
}
