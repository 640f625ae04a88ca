//! The station's double entry in fen: its accounts by stable text keys, and
//! postings that cannot exist unbalanced. Debit is positive.

mod account;

pub use account::{LedgerAccount, UnknownLedgerAccount};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calendar::YearMonth;
use crate::money::{Fen, MoneyError};

/// Why lines are no posting.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PostingError {
    /// The lines do not add up to zero.
    #[error("the lines add up to {sum_fen}, not to zero")]
    Unbalanced {
        /// What is left over.
        sum_fen: Fen,
    },
    /// A sum leaves the range of amounts.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// What happened to money, as a stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostingKind {
    /// Figures carried over from before the system.
    Opened,
    /// A bill was issued.
    BillIssued,
    /// A bill was corrected with its cause (4.3.1).
    BillCorrected,
    /// Late fee was charged at a payment (2.4).
    LateFeeCharged,
    /// An earlier payment that arrived late changed the late fee.
    LateFeeRevalued,
    /// Money was taken from a customer.
    Collected,
    /// Money was taken under a disputed fact.
    CollectedDisputed,
    /// Disputed money was confirmed.
    DisputeConfirmed,
    /// Disputed money was denied.
    DisputeDenied,
    /// Advance balance paid a bill.
    AdvanceOffset,
    /// A customer's credit went to the advance balance.
    CreditToAdvance,
    /// Cash was offered to another person.
    HandInOffered,
    /// The other person took it.
    HandInAccepted,
    /// The offer was taken back.
    HandInWithdrawn,
    /// The facts of money handed in ahead arrived.
    HandInAheadSettled,
    /// A count differed from the tickets (2.3).
    OverShort,
    /// Cash went to the station's bank account (4.3.7).
    BankDeposited,
    /// Non-cash payments reached the station's bank account.
    NonCashSettled,
    /// The month's money went to the company (4.3.7).
    TransferredToCompany,
    /// The company decided a refund.
    RefundDecided,
    /// The company paid a refund.
    RefundPaid,
    /// An earlier posting was taken back.
    Reversed,
}

impl PostingKind {
    /// The stable code, as stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::BillIssued => "bill_issued",
            Self::BillCorrected => "bill_corrected",
            Self::LateFeeCharged => "late_fee_charged",
            Self::LateFeeRevalued => "late_fee_revalued",
            Self::Collected => "collected",
            Self::CollectedDisputed => "collected_disputed",
            Self::DisputeConfirmed => "dispute_confirmed",
            Self::DisputeDenied => "dispute_denied",
            Self::AdvanceOffset => "advance_offset",
            Self::CreditToAdvance => "credit_to_advance",
            Self::HandInOffered => "hand_in_offered",
            Self::HandInAccepted => "hand_in_accepted",
            Self::HandInWithdrawn => "hand_in_withdrawn",
            Self::HandInAheadSettled => "hand_in_ahead_settled",
            Self::OverShort => "over_short",
            Self::BankDeposited => "bank_deposited",
            Self::NonCashSettled => "non_cash_settled",
            Self::TransferredToCompany => "transferred_to_company",
            Self::RefundDecided => "refund_decided",
            Self::RefundPaid => "refund_paid",
            Self::Reversed => "reversed",
        }
    }
}

/// One line of a posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingLine {
    /// The account.
    pub ledger: LedgerAccount,
    /// Debit positive, credit negative.
    pub amount_fen: Fen,
}

#[derive(Deserialize)]
struct UncheckedPosting {
    kind: PostingKind,
    business_date: NaiveDate,
    period: YearMonth,
    lines: Vec<PostingLine>,
}

/// On which day a posting counts, and which book takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookDate {
    /// The civil date on which it counts.
    pub business_date: NaiveDate,
    /// The open book period that takes it.
    pub period: YearMonth,
}

impl BookDate {
    /// The date in the book of its own month.
    #[must_use]
    pub fn of(business_date: NaiveDate) -> Self {
        Self { business_date, period: YearMonth::of(business_date) }
    }
}

/// A balanced movement of money: one line per account, in the order of their
/// keys, none of them zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedPosting")]
pub struct Posting {
    kind: PostingKind,
    business_date: NaiveDate,
    period: YearMonth,
    lines: Vec<PostingLine>,
}

impl TryFrom<UncheckedPosting> for Posting {
    type Error = PostingError;

    fn try_from(read: UncheckedPosting) -> Result<Self, PostingError> {
        let book = BookDate { business_date: read.business_date, period: read.period };
        let lines = read.lines.into_iter().map(|line| (line.ledger, line.amount_fen));
        Self::new(read.kind, book, lines)
    }
}

impl Posting {
    /// A posting of `lines`; refused unless they add up to zero. Lines of one
    /// account are added together.
    pub fn new(
        kind: PostingKind,
        book: BookDate,
        lines: impl IntoIterator<Item = (LedgerAccount, Fen)>,
    ) -> Result<Self, PostingError> {
        let mut by_account: BTreeMap<LedgerAccount, Fen> = BTreeMap::new();
        for (ledger, amount_fen) in lines {
            let balance = by_account.entry(ledger).or_default();
            *balance = balance.plus(amount_fen)?;
        }
        let sum_fen = Fen::sum(by_account.values().copied())?;
        if !sum_fen.is_zero() {
            return Err(PostingError::Unbalanced { sum_fen });
        }
        let lines = by_account
            .into_iter()
            .filter(|(_, amount_fen)| !amount_fen.is_zero())
            .map(|(ledger, amount_fen)| PostingLine { ledger, amount_fen })
            .collect();
        Ok(Self { kind, business_date: book.business_date, period: book.period, lines })
    }

    /// The same money the other way, on another day.
    pub fn reversed(&self, book: BookDate) -> Result<Self, PostingError> {
        let lines = self
            .lines
            .iter()
            .map(|line| Ok((line.ledger.clone(), line.amount_fen.negated()?)))
            .collect::<Result<Vec<_>, MoneyError>>()?;
        Self::new(PostingKind::Reversed, book, lines)
    }

    /// What happened.
    #[must_use]
    pub const fn kind(&self) -> PostingKind {
        self.kind
    }

    /// The civil date on which it counts.
    #[must_use]
    pub const fn business_date(&self) -> NaiveDate {
        self.business_date
    }

    /// The book period that takes it.
    #[must_use]
    pub const fn period(&self) -> YearMonth {
        self.period
    }

    /// Its lines, balanced.
    #[must_use]
    pub fn lines(&self) -> &[PostingLine] {
        &self.lines
    }

    /// Whether nothing moves.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// What `ledger` gains.
    #[must_use]
    pub fn amount_on(&self, ledger: &LedgerAccount) -> Fen {
        self.lines
            .iter()
            .find(|line| line.ledger == *ledger)
            .map_or(Fen::ZERO, |line| line.amount_fen)
    }
}

/// The balances of many postings.
pub fn balances<'a>(
    postings: impl IntoIterator<Item = &'a Posting>,
) -> Result<BTreeMap<LedgerAccount, Fen>, MoneyError> {
    let mut balances: BTreeMap<LedgerAccount, Fen> = BTreeMap::new();
    for line in postings.into_iter().flat_map(Posting::lines) {
        let balance = balances.entry(line.ledger.clone()).or_default();
        *balance = balance.plus(line.amount_fen)?;
    }
    Ok(balances)
}

#[cfg(test)]
mod tests;
