//! The station's double entry in fen: its accounts by stable text keys, and
//! postings that cannot exist unbalanced. Debit is positive.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::calendar::YearMonth;
use crate::id::{AccountNo, PersonNo};
use crate::money::{Fen, MoneyError};

/// The text names no account of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} names no ledger account")]
pub struct UnknownLedgerAccount {
    /// The text as it was stored.
    pub text: String,
}

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

/// An account of the ledger.
///
/// Its text key, such as `cash:1007`, is what facts, rulings and tables carry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LedgerAccount {
    /// What a customer owes: bills and late fee (应收).
    Receivable(AccountNo),
    /// What a customer paid ahead (预收).
    AdvanceBalance(AccountNo),
    /// Late fee earned (违约金).
    LateFeeIncome,
    /// Electricity charged (电费).
    ElectricityIncome,
    /// Cash in a collector's hands (手持现金).
    Cash(PersonNo),
    /// Offered and not yet accepted, by the offer's id.
    InTransit(String),
    /// Handed in by a person before the facts of its collection arrived.
    HandInAhead(PersonNo),
    /// Money that a person took under a disputed fact.
    DisputedReceipts(PersonNo),
    /// Cash with a cashier, not yet banked.
    CashierCash(PersonNo),
    /// Transfers and scanned payments on their way to the station's account.
    NonCashClearing,
    /// The station's dedicated bank account (电费专户).
    StationAccount,
    /// The company's account.
    CompanyAccount,
    /// Refunds that the company decided and still owes.
    RefundPayable,
    /// Over and short (长款, 短款).
    OverShort,
    /// The balancing side of opening figures.
    Opening,
}

impl LedgerAccount {
    /// Whether balances above zero of this account are cash that a person is
    /// answerable for.
    #[must_use]
    pub const fn is_cash_custody(&self) -> bool {
        matches!(self, Self::Cash(_) | Self::CashierCash(_))
    }

    /// The kind, without whose it is: the part of the key before the colon.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Receivable(_) => "receivable",
            Self::AdvanceBalance(_) => "advance_balance",
            Self::LateFeeIncome => "late_fee_income",
            Self::ElectricityIncome => "electricity_income",
            Self::Cash(_) => "cash",
            Self::InTransit(_) => "in_transit",
            Self::HandInAhead(_) => "hand_in_ahead",
            Self::DisputedReceipts(_) => "disputed_receipts",
            Self::CashierCash(_) => "cashier_cash",
            Self::NonCashClearing => "non_cash_clearing",
            Self::StationAccount => "station_account",
            Self::CompanyAccount => "company_account",
            Self::RefundPayable => "refund_payable",
            Self::OverShort => "over_short",
            Self::Opening => "opening",
        }
    }

    fn owner(&self) -> Option<&str> {
        match self {
            Self::Receivable(account) | Self::AdvanceBalance(account) => Some(account.as_str()),
            Self::Cash(person)
            | Self::HandInAhead(person)
            | Self::DisputedReceipts(person)
            | Self::CashierCash(person) => Some(person.as_str()),
            Self::InTransit(offer) => Some(offer),
            Self::LateFeeIncome
            | Self::ElectricityIncome
            | Self::NonCashClearing
            | Self::StationAccount
            | Self::CompanyAccount
            | Self::RefundPayable
            | Self::OverShort
            | Self::Opening => None,
        }
    }
}

impl fmt::Display for LedgerAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.owner() {
            Some(owner) => write!(f, "{}:{owner}", self.kind()),
            None => f.write_str(self.kind()),
        }
    }
}

impl FromStr for LedgerAccount {
    type Err = UnknownLedgerAccount;

    fn from_str(text: &str) -> Result<Self, UnknownLedgerAccount> {
        let unknown = || UnknownLedgerAccount { text: text.to_owned() };
        let account =
            |owner: &str| owner.parse::<AccountNo>().map_err(|_no_account_number| unknown());
        let person = |owner: &str| owner.parse::<PersonNo>().map_err(|_no_person_number| unknown());
        match text.split_once(':') {
            Some(("receivable", owner)) => account(owner).map(Self::Receivable),
            Some(("advance_balance", owner)) => account(owner).map(Self::AdvanceBalance),
            Some(("cash", owner)) => person(owner).map(Self::Cash),
            Some(("in_transit", offer)) if !offer.is_empty() => {
                Ok(Self::InTransit(offer.to_owned()))
            }
            Some(("hand_in_ahead", owner)) => person(owner).map(Self::HandInAhead),
            Some(("disputed_receipts", owner)) => person(owner).map(Self::DisputedReceipts),
            Some(("cashier_cash", owner)) => person(owner).map(Self::CashierCash),
            Some(_) => Err(unknown()),
            None => match text {
                "late_fee_income" => Ok(Self::LateFeeIncome),
                "electricity_income" => Ok(Self::ElectricityIncome),
                "non_cash_clearing" => Ok(Self::NonCashClearing),
                "station_account" => Ok(Self::StationAccount),
                "company_account" => Ok(Self::CompanyAccount),
                "refund_payable" => Ok(Self::RefundPayable),
                "over_short" => Ok(Self::OverShort),
                "opening" => Ok(Self::Opening),
                _ => Err(unknown()),
            },
        }
    }
}

impl Serialize for LedgerAccount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LedgerAccount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
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
