//! What the station says of money taken: it counts, it is another witness of
//! what is known, or it is disputed; and how a dispute and a void move it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_faults::{Mutant, is_mutated};
use dianfei_rules::collection::allocation::{self, Payment};
use dianfei_rules::collection::ledger::{
    BookDate, LedgerAccount, Posting, PostingError, PostingKind,
};
use dianfei_rules::collection::movement::{self, TakenInto, Taking};
use dianfei_rules::id::{AccountNo, PersonNo, StationNo};
use dianfei_rules::money::Fen;
use dianfei_rules::ticket::book::{Claim, TicketUse};
use dianfei_wire::fact::FactId;
use dianfei_wire::fact::collection::Collected;
use dianfei_wire::ruling::{Flag, RecordedAllocation};
use dianfei_wire::{Ruling, Verdict};

use super::PaymentRow;
use crate::account::policy;
use crate::account::table::is_account;
use crate::collection::correction::{self, Change};
use crate::collection::ledger::{self, in_range};
use crate::collection::owed::{Owed, Terms};
use crate::collection::receivable;
use crate::spine::SpineError;
use crate::store::{Reader, StoreError, Tx};
use crate::ticket;

/// Money taken, with who says so and when.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    /// The station.
    pub station: &'a StationNo,
    /// Who took it.
    pub taker: &'a PersonNo,
    /// What was said.
    pub collected: &'a Collected,
    /// The date on the ticket: the value date.
    pub paid_on: NaiveDate,
    /// The station's business date: its month is the open book.
    pub today: NaiveDate,
    /// Whether the phone was revoked or frozen.
    pub distrusted: bool,
}

impl Taken<'_> {
    fn book(&self) -> BookDate {
        BookDate { business_date: self.paid_on, period: BookDate::of(self.today).period }
    }
}

/// The ruling on money taken.
pub fn rule(tx: &mut Tx<'_>, taken: &Taken<'_>) -> Result<Ruling, SpineError> {
    if is_witness(tx, taken)? && !is_mutated(Mutant::StubAndPhoneBooked) {
        return Ok(Ruling::with(Verdict::AlreadyApplied, taken.paid_on));
    }
    if is_mutated(Mutant::RefuseStaleMoney) && taken.paid_on < taken.today {
        return Ok(Ruling::with(Verdict::NotUnderstood, taken.paid_on));
    }
    match dispute(tx, taken)? {
        Some(verdict) => disputed(tx, taken, verdict),
        None => applied(tx, taken),
    }
}

/// 3.1: the natural key of money is its ticket number; the same number, account
/// and amount again is another witness, unless that payment is void or denied:
/// then it speaks against the record.
fn is_witness(store: &mut Reader<'_>, taken: &Taken<'_>) -> Result<bool, StoreError> {
    let row = store.query_opt(
        "select count(*) as known from payment where station_id = $1 and series = $2 and no = $3
            and account = $4 and amount_fen = $5
            and state in ('applied', 'confirmed', 'disputed')",
        &[
            taken.station.as_str().into(),
            taken.collected.series.as_str().into(),
            ticket::table::number(taken.collected.no),
            taken.collected.account.as_str().into(),
            taken.collected.amount_fen.into(),
        ],
    )?;
    row.map_or(Ok(false), |row| row.flag("known"))
}

fn dispute(tx: &mut Tx<'_>, taken: &Taken<'_>) -> Result<Option<Verdict>, SpineError> {
    let collected = taken.collected;
    let by = |code: &str, clause: &str| Ok(Some(ticket::accept::disputed(code, clause)));
    if taken.distrusted {
        return by("device_distrusted", "3.1");
    }
    let change = collected.received_fen.minus(collected.change_fen);
    if collected.amount_fen <= Fen::ZERO || change != Ok(collected.amount_fen) {
        return by("amount_disagrees", "4.3.2");
    }
    if !is_account(tx, taken.station.as_str(), &collected.account)? {
        return by("account_unknown", "4.3.2");
    }
    let row = ticket::table::find(tx, taken.station.as_str(), &collected.series, collected.no)?;
    if row.is_some_and(|row| row.offer.is_some()) {
        return by("ticket_in_transit", "3.1");
    }
    let claim = Claim::UsedFor {
        by: taken.taker.clone(),
        payment: TicketUse { account: collected.account.clone(), amount_fen: collected.amount_fen },
    };
    let station = taken.station.as_str();
    let verdict = ticket::accept::verdict(tx, station, &collected.series, collected.no, &claim)?;
    Ok(Some(verdict).filter(|verdict| *verdict != Verdict::Applied))
}

fn disputed(tx: &mut Tx<'_>, taken: &Taken<'_>, verdict: Verdict) -> Result<Ruling, SpineError> {
    let mut ruling = Ruling::with(verdict, taken.paid_on);
    let amount = taken.collected.amount_fen;
    if amount <= Fen::ZERO {
        return Ok(ruling);
    }
    let taking = movement::collected_disputed(taken.book(), taken.taker, amount);
    ruling.postings = ledger::recorded([taking, ahead(tx, taken)?])?;
    Ok(ruling)
}

fn applied(tx: &mut Tx<'_>, taken: &Taken<'_>) -> Result<Ruling, SpineError> {
    let mut ruling = Ruling::applied(taken.paid_on);
    let cleared = clear(tx, taken, &mut ruling)?;
    let taking = [movement::collected(taken.book(), &cleared.taking), ahead(tx, taken)?];
    let fees = cleared.late_fees(taken.book());
    ruling.postings = ledger::recorded(fees.into_iter().chain(taking))?;
    Ok(ruling)
}

/// The facts of money handed in ahead arrived: what was ahead settles.
fn ahead(tx: &mut Tx<'_>, taken: &Taken<'_>) -> Result<Result<Posting, PostingError>, SpineError> {
    let key = LedgerAccount::HandInAhead(taken.taker.clone());
    let open = ledger::balance(tx, taken.station.as_str(), &key)?;
    let open = in_range(open.negated())?.max(Fen::ZERO);
    let amount = taken.collected.amount_fen;
    Ok(movement::hand_in_ahead_settled(taken.book(), taken.taker, amount, open))
}

/// What a payment clears, with the movements of late fee that it brings.
struct Cleared {
    taking: Taking,
    late_fee_fen: Fen,
    revalued_fen: Fen,
}

impl Cleared {
    /// Late fee charged, and late fee that turned out different.
    fn late_fees(&self, book: BookDate) -> [Result<Posting, PostingError>; 2] {
        let account = &self.taking.account;
        [
            movement::late_fee_charged(book, account, self.late_fee_fen),
            movement::late_fee_revalued(book, account, self.revalued_fen),
        ]
    }
}

/// Divides the money: what the ticket printed while those debts are open, the
/// rest by the policy's order, what is left is advance balance. A policy that
/// is not set never stops money; it is flagged.
fn clear(tx: &mut Tx<'_>, taken: &Taken<'_>, ruling: &mut Ruling) -> Result<Cleared, SpineError> {
    let collected = taken.collected;
    let station = taken.station.as_str();
    if correction::is_due(tx, station, &collected.account, taken.paid_on)? {
        return clear_earlier(tx, taken, ruling);
    }
    let owed = Owed::of_account(tx, taken.station, &collected.account, taken.paid_on)?;
    ruling.flags.extend(owed.unset.iter().map(unset));
    let printed = correction::printed(collected);
    let payment =
        Payment { amount_fen: collected.amount_fen, paid_on: taken.paid_on, printed: &printed };
    let mut divided = in_range(allocation::allocate(payment, &owed.debts, owed.order))?;
    if is_mutated(Mutant::PaidFlag) {
        divided.advance_fen = Fen::ZERO;
    }
    ruling.flags.extend(divided.late_fees.iter().map(receivable::charge_flag));
    ruling.allocations.extend(divided.lines.iter().map(|line| RecordedAllocation {
        bill: line.bill.clone(),
        principal_fen: line.principal_fen,
        late_fee_fen: line.late_fee_fen,
    }));
    Ok(Cleared {
        late_fee_fen: in_range(divided.late_fee_charged_fen())?,
        revalued_fen: Fen::ZERO,
        taking: Taking {
            account: collected.account.clone(),
            into: TakenInto::Hands(taken.taker.clone()),
            cleared_fen: in_range(divided.cleared_fen())?,
            advance_fen: divided.advance_fen,
        },
    })
}

/// Late fee goes by the date on the ticket: money dated before a late fee that
/// was charged since sets it right, and clears what it would have cleared.
fn clear_earlier(
    tx: &mut Tx<'_>,
    taken: &Taken<'_>,
    ruling: &mut Ruling,
) -> Result<Cleared, SpineError> {
    let collected = taken.collected;
    let change = Change::Added(collected, taken.paid_on);
    let right = correction::of_account(tx, taken.station, &collected.account, change)?;
    let terms = Terms::on(&policy::set(tx, taken.station)?, taken.paid_on);
    ruling.flags.extend(terms.unset.iter().map(unset));
    ruling.flags.extend(right.flags);
    ruling.allocations.extend(right.allocations);
    Ok(Cleared {
        late_fee_fen: Fen::ZERO,
        revalued_fen: right.late_fee_fen,
        taking: Taking {
            account: collected.account.clone(),
            into: TakenInto::Hands(taken.taker.clone()),
            cleared_fen: right.cleared_fen,
            advance_fen: in_range(collected.amount_fen.minus(right.cleared_fen))?,
        },
    })
}

fn unset(refusal: &dianfei_rules::refusal::Refusal) -> Flag {
    let figures = refusal.figures.iter().map(|(name, text)| (name.to_owned(), text.to_owned()));
    Flag { code: refusal.code.to_string(), figures: figures.collect() }
}

/// Disputed money settled: it clears debts after all, or it leaves the record.
pub fn settle(tx: &mut Tx<'_>, taken: &Taken<'_>, confirmed: bool) -> Result<Ruling, SpineError> {
    let mut ruling = Ruling::applied(taken.today);
    let book = BookDate::of(taken.today);
    if !confirmed {
        let denied = movement::dispute_denied(book, taken.taker, taken.collected.amount_fen);
        ruling.postings = ledger::recorded([denied])?;
        return Ok(ruling);
    }
    let cleared = clear(tx, taken, &mut ruling)?;
    let confirmed = movement::dispute_confirmed(book, taken.taker, &cleared.taking);
    ruling.postings = ledger::recorded(cleared.late_fees(book).into_iter().chain([confirmed]))?;
    Ok(ruling)
}

/// What a confirmed void takes back (3.4): all payments that count on its
/// number, so that each account stands as if they had never been. The cash
/// leaves its taker's account; money handed in ahead stays settled.
pub fn void_ruling(
    tx: &mut Tx<'_>,
    station: &StationNo,
    voided: &[PaymentRow],
    today: NaiveDate,
) -> Result<Ruling, SpineError> {
    let mut ruling = Ruling::applied(today);
    let book = BookDate::of(today);
    let mut by_account: BTreeMap<&AccountNo, Vec<&PaymentRow>> = BTreeMap::new();
    for row in voided {
        by_account.entry(&row.account).or_default().push(row);
    }
    let mut postings = Vec::new();
    for (account, rows) in by_account {
        let ids: Vec<FactId> = rows.iter().map(|row| row.payment.clone()).collect();
        let right = correction::of_account(tx, station, account, Change::Voided(&ids))?;
        ruling.flags.extend(right.flags);
        ruling.allocations.extend(right.allocations);
        let amount_fen = in_range(Fen::sum(rows.iter().map(|row| row.amount_fen)))?;
        let advance_fen = in_range(amount_fen.plus(right.cleared_fen))?;
        let mut lines = vec![
            (LedgerAccount::Receivable(account.clone()), in_range(right.cleared_fen.negated())?),
            (LedgerAccount::AdvanceBalance(account.clone()), advance_fen),
        ];
        for row in rows {
            let back = in_range(row.amount_fen.negated())?;
            lines.push((LedgerAccount::Cash(row.taker.clone()), back));
        }
        postings.push(movement::late_fee_revalued(book, account, right.late_fee_fen));
        postings.push(Posting::new(PostingKind::Reversed, book, lines));
    }
    ruling.postings = ledger::recorded(postings)?;
    Ok(ruling)
}
