//! One posting for each thing that can happen to money.
//!
//! There is no waiver, no write-off and no cash withdrawal here: 2.5, 4.3.6.

use crate::collection::ledger::{
    BookDate, LedgerAccount as Ledger, Posting, PostingError, PostingKind as Kind,
};
use crate::id::{AccountNo, PersonNo};
use crate::money::{Fen, MoneyError};

/// Where taken money lies first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenInto {
    /// In the hands of the one who took it.
    Hands(PersonNo),
    /// Not in notes: a transfer or a scanned payment.
    NonCash,
}

impl TakenInto {
    fn ledger(&self) -> Ledger {
        match self {
            Self::Hands(person) => Ledger::Cash(person.clone()),
            Self::NonCash => Ledger::NonCashClearing,
        }
    }
}

/// Money taken from a customer, divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taking {
    /// Whose debt.
    pub account: AccountNo,
    /// Where the money lies.
    pub into: TakenInto,
    /// What clears receivables: bills and late fee.
    pub cleared_fen: Fen,
    /// What is left as advance balance.
    pub advance_fen: Fen,
}

/// Cash that passes from one person towards another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandIn {
    /// The offer's id.
    pub offer: String,
    /// Who gives.
    pub giver: PersonNo,
    /// How much.
    pub amount_fen: Fen,
    /// What the giver's known facts do not cover: its facts come later.
    pub ahead_fen: Fen,
}

fn moved(
    kind: Kind,
    book: BookDate,
    to: Ledger,
    from: Ledger,
    amount_fen: Fen,
) -> Result<Posting, PostingError> {
    Posting::new(kind, book, [(to, amount_fen), (from, amount_fen.negated()?)])
}

/// A bill was issued: the customer owes it.
pub fn bill_issued(
    book: BookDate,
    account: &AccountNo,
    total_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::BillIssued,
        book,
        Ledger::Receivable(account.clone()),
        Ledger::ElectricityIncome,
        total_fen,
    )
}

/// A bill was corrected by `change_fen` (4.3.1), either way.
pub fn bill_corrected(
    book: BookDate,
    account: &AccountNo,
    change_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::BillCorrected,
        book,
        Ledger::Receivable(account.clone()),
        Ledger::ElectricityIncome,
        change_fen,
    )
}

/// Late fee was charged (2.4).
pub fn late_fee_charged(
    book: BookDate,
    account: &AccountNo,
    fee_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::LateFeeCharged,
        book,
        Ledger::Receivable(account.clone()),
        Ledger::LateFeeIncome,
        fee_fen,
    )
}

/// A late fee charged before turned out different by `change_fen`, because an
/// earlier-dated payment arrived.
pub fn late_fee_revalued(
    book: BookDate,
    account: &AccountNo,
    change_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::LateFeeRevalued,
        book,
        Ledger::Receivable(account.clone()),
        Ledger::LateFeeIncome,
        change_fen,
    )
}

/// Money was taken and cleared what it cleared.
pub fn collected(book: BookDate, taking: &Taking) -> Result<Posting, PostingError> {
    divided(Kind::Collected, book, taking.into.ledger(), taking)
}

/// Money was taken under a disputed fact: custody counts, debts stay.
pub fn collected_disputed(
    book: BookDate,
    taker: &PersonNo,
    amount_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::CollectedDisputed,
        book,
        Ledger::Cash(taker.clone()),
        Ledger::DisputedReceipts(taker.clone()),
        amount_fen,
    )
}

/// Disputed money of `taker` was confirmed: a copy was seen, and it clears
/// debts after all. `taking.into` is not used: the cash was counted before.
pub fn dispute_confirmed(
    book: BookDate,
    taker: &PersonNo,
    taking: &Taking,
) -> Result<Posting, PostingError> {
    divided(Kind::DisputeConfirmed, book, Ledger::DisputedReceipts(taker.clone()), taking)
}

/// Disputed money of `taker` was denied by the customer's signed statement.
pub fn dispute_denied(
    book: BookDate,
    taker: &PersonNo,
    amount_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::DisputeDenied,
        book,
        Ledger::DisputedReceipts(taker.clone()),
        Ledger::Cash(taker.clone()),
        amount_fen,
    )
}

/// Advance balance paid what the customer owes.
pub fn advance_offset(
    book: BookDate,
    account: &AccountNo,
    amount_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::AdvanceOffset,
        book,
        Ledger::AdvanceBalance(account.clone()),
        Ledger::Receivable(account.clone()),
        amount_fen,
    )
}

/// A credit on the receivable (a correction after payment, a bill below zero)
/// became advance balance.
pub fn credit_to_advance(
    book: BookDate,
    account: &AccountNo,
    amount_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::CreditToAdvance,
        book,
        Ledger::Receivable(account.clone()),
        Ledger::AdvanceBalance(account.clone()),
        amount_fen,
    )
}

/// Cash was offered: out of the giver's hands, in transit.
pub fn hand_in_offered(book: BookDate, hand_in: &HandIn) -> Result<Posting, PostingError> {
    let covered_fen = hand_in.amount_fen.minus(hand_in.ahead_fen)?;
    Posting::new(
        Kind::HandInOffered,
        book,
        [
            (Ledger::InTransit(hand_in.offer.clone()), hand_in.amount_fen),
            (Ledger::Cash(hand_in.giver.clone()), covered_fen.negated()?),
            (Ledger::HandInAhead(hand_in.giver.clone()), hand_in.ahead_fen.negated()?),
        ],
    )
}

/// The cashier took offered cash: custody moves.
pub fn hand_in_accepted(
    book: BookDate,
    hand_in: &HandIn,
    cashier: &PersonNo,
) -> Result<Posting, PostingError> {
    moved(
        Kind::HandInAccepted,
        book,
        Ledger::CashierCash(cashier.clone()),
        Ledger::InTransit(hand_in.offer.clone()),
        hand_in.amount_fen,
    )
}

/// An open offer was taken back: the giver holds the cash again.
pub fn hand_in_withdrawn(book: BookDate, hand_in: &HandIn) -> Result<Posting, PostingError> {
    let covered_fen = hand_in.amount_fen.minus(hand_in.ahead_fen)?;
    Posting::new(
        Kind::HandInWithdrawn,
        book,
        [
            (Ledger::Cash(hand_in.giver.clone()), covered_fen),
            (Ledger::HandInAhead(hand_in.giver.clone()), hand_in.ahead_fen),
            (Ledger::InTransit(hand_in.offer.clone()), hand_in.amount_fen.negated()?),
        ],
    )
}

/// The facts of money handed in ahead arrived: `taken_fen` came into the
/// person's cash, `ahead_fen` is still open; the smaller of both settles.
pub fn hand_in_ahead_settled(
    book: BookDate,
    person: &PersonNo,
    taken_fen: Fen,
    ahead_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::HandInAheadSettled,
        book,
        Ledger::HandInAhead(person.clone()),
        Ledger::Cash(person.clone()),
        taken_fen.min(ahead_fen),
    )
}

/// A count differed from the tickets by `difference_fen` (counted less
/// expected): the person's cash follows the count (2.3).
pub fn over_short(
    book: BookDate,
    person: &PersonNo,
    difference_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(Kind::OverShort, book, Ledger::Cash(person.clone()), Ledger::OverShort, difference_fen)
}

/// The same for one who counts hand-ins along with the `own_fen` that he took
/// himself (2.3): a shortage goes against his own first, so that a count never
/// turns either below zero.
pub fn over_short_of_both(
    book: BookDate,
    person: &PersonNo,
    difference_fen: Fen,
    own_fen: Fen,
) -> Result<Posting, PostingError> {
    let own_part_fen = difference_fen.max(own_fen.max(Fen::ZERO).negated()?);
    Posting::new(
        Kind::OverShort,
        book,
        [
            (Ledger::Cash(person.clone()), own_part_fen),
            (Ledger::CashierCash(person.clone()), difference_fen.minus(own_part_fen)?),
            (Ledger::OverShort, difference_fen.negated()?),
        ],
    )
}

/// A cashier banked cash in the station's account (4.3.7).
pub fn bank_deposited(
    book: BookDate,
    cashier: &PersonNo,
    amount_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::BankDeposited,
        book,
        Ledger::StationAccount,
        Ledger::CashierCash(cashier.clone()),
        amount_fen,
    )
}

/// Non-cash payments reached the station's account.
pub fn non_cash_settled(book: BookDate, amount_fen: Fen) -> Result<Posting, PostingError> {
    moved(Kind::NonCashSettled, book, Ledger::StationAccount, Ledger::NonCashClearing, amount_fen)
}

/// The month's money went to the company (4.3.7).
pub fn transferred_to_company(book: BookDate, amount_fen: Fen) -> Result<Posting, PostingError> {
    moved(
        Kind::TransferredToCompany,
        book,
        Ledger::CompanyAccount,
        Ledger::StationAccount,
        amount_fen,
    )
}

/// The company decided to refund a customer's advance balance.
pub fn refund_decided(
    book: BookDate,
    account: &AccountNo,
    amount_fen: Fen,
) -> Result<Posting, PostingError> {
    moved(
        Kind::RefundDecided,
        book,
        Ledger::AdvanceBalance(account.clone()),
        Ledger::RefundPayable,
        amount_fen,
    )
}

/// The company paid a refund that it had decided.
pub fn refund_paid(book: BookDate, amount_fen: Fen) -> Result<Posting, PostingError> {
    moved(Kind::RefundPaid, book, Ledger::RefundPayable, Ledger::CompanyAccount, amount_fen)
}

/// Opening figures before the system: `ledger` starts with `amount_fen`.
pub fn opened(book: BookDate, ledger: Ledger, amount_fen: Fen) -> Result<Posting, PostingError> {
    moved(Kind::Opened, book, ledger, Ledger::Opening, amount_fen)
}

fn divided(
    kind: Kind,
    book: BookDate,
    from: Ledger,
    taking: &Taking,
) -> Result<Posting, PostingError> {
    let amount_fen: Result<Fen, MoneyError> = taking.cleared_fen.plus(taking.advance_fen);
    Posting::new(
        kind,
        book,
        [
            (from, amount_fen?),
            (Ledger::Receivable(taking.account.clone()), taking.cleared_fen.negated()?),
            (Ledger::AdvanceBalance(taking.account.clone()), taking.advance_fen.negated()?),
        ],
    )
}
