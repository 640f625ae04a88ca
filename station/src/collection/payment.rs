//! Money taken from customers, one row a fact, and what the station says of it.
//! It is never refused: a witness adds nothing, a dispute counts in custody.

use chrono::NaiveDate;
use dianfei_rules::collection::allocation::{self, AllocationLine, Payment};
use dianfei_rules::collection::late_fee::LateFeePolicy;
use dianfei_rules::collection::ledger::{BookDate, LedgerAccount, Posting, PostingError};
use dianfei_rules::collection::movement::{self, TakenInto, Taking};
use dianfei_rules::id::{PersonNo, StationNo};
use dianfei_rules::money::Fen;
use dianfei_rules::policy::AllocationOrder;
use dianfei_rules::ticket::book::{Claim, TicketUse};
use dianfei_wire::fact::collection::{Collected, CollectionMode};
use dianfei_wire::ruling::{Flag, RecordedAllocation};
use dianfei_wire::{Ruling, Verdict};

use super::ledger::{self, in_range};
use super::receivable;
use crate::account::policy;
use crate::chapter::Entry;
use crate::spine::SpineError;
use crate::store::{Mark, Reader, StoreError, Table, Tx};
use crate::ticket;

/// Payments.
pub const PAYMENT: Table = Table {
    name: "payment",
    mark: Mark::Fold,
    ddl: "create table payment (
        station_id text not null,
        payment text not null, -- the fact
        seq bigint not null, -- the journal row
        account text not null,
        series text not null,
        no bigint not null,
        amount_fen bigint not null,
        mode text not null,
        taker text not null,
        business_date text not null,
        state text not null, -- applied, disputed, witness, confirmed, denied or void
        code text, -- why it was disputed
        primary key (station_id, payment)
    );
    create index payment_ticket on payment (station_id, series, no);
    create index payment_account on payment (station_id, account, seq);
    create index payment_taker on payment (station_id, taker, business_date);",
};

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
    if is_witness(tx, taken)? {
        return Ok(Ruling::with(Verdict::AlreadyApplied, taken.paid_on));
    }
    match dispute(tx, taken)? {
        Some(verdict) => disputed(tx, taken, verdict),
        None => applied(tx, taken),
    }
}

/// 3.1: the natural key of money is its ticket number; the same number, account
/// and amount again is another witness.
fn is_witness(store: &mut Reader<'_>, taken: &Taken<'_>) -> Result<bool, StoreError> {
    let row = store.query_opt(
        "select count(*) as known from payment where station_id = $1 and series = $2 and no = $3
            and account = $4 and amount_fen = $5",
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
    let known = tx.query_opt(
        "select account from account where station_id = $1 and account = $2",
        &[taken.station.as_str().into(), collected.account.as_str().into()],
    )?;
    if known.is_none() {
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
    let fee =
        movement::late_fee_charged(taken.book(), &taken.collected.account, cleared.late_fee_fen);
    let taking = movement::collected(taken.book(), &cleared.taking);
    ruling.postings = ledger::recorded([fee, taking, ahead(tx, taken)?])?;
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

struct Cleared {
    taking: Taking,
    late_fee_fen: Fen,
}

/// Divides the money: what the ticket printed while those debts are open, the
/// rest by the policy's order, what is left is advance balance. A policy that
/// is not set never stops money; it is flagged.
fn clear(tx: &mut Tx<'_>, taken: &Taken<'_>, ruling: &mut Ruling) -> Result<Cleared, SpineError> {
    let collected = taken.collected;
    let set = policy::set(tx, taken.station)?;
    let view = set.on(taken.paid_on);
    let late_fee = LateFeePolicy::on(&view).unwrap_or_else(|refusal| {
        ruling.flags.push(unset(&refusal));
        LateFeePolicy::UNSET
    });
    let order = view.allocation_order().unwrap_or_else(|refusal| {
        ruling.flags.push(unset(&refusal));
        AllocationOrder::ChargeFirst
    });
    let open: Vec<_> = receivable::open_of_account(tx, taken.station.as_str(), &collected.account)?
        .into_iter()
        .map(|row| row.open)
        .collect();
    let debts = in_range(allocation::debts_as_of(&open, taken.paid_on, &late_fee))?;
    let printed: Vec<AllocationLine> = collected
        .printed
        .iter()
        .map(|line| AllocationLine {
            bill: line.bill.clone(),
            principal_fen: line.principal_fen,
            late_fee_fen: line.late_fee_fen,
        })
        .collect();
    let payment =
        Payment { amount_fen: collected.amount_fen, paid_on: taken.paid_on, printed: &printed };
    let divided = in_range(allocation::allocate(payment, &debts, order))?;
    for charge in &divided.late_fees {
        let before =
            open.iter().find(|row| row.bill == charge.bill).and_then(|row| row.late_fee_charged_to);
        ruling.flags.push(receivable::charge_flag(charge, before));
    }
    ruling.allocations.extend(divided.lines.iter().map(|line| RecordedAllocation {
        bill: line.bill.clone(),
        principal_fen: line.principal_fen,
        late_fee_fen: line.late_fee_fen,
    }));
    Ok(Cleared {
        late_fee_fen: in_range(divided.late_fee_charged_fen())?,
        taking: Taking {
            account: collected.account.clone(),
            into: TakenInto::Hands(taken.taker.clone()),
            cleared_fen: in_range(divided.cleared_fen())?,
            advance_fen: divided.advance_fen,
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
    let account = &taken.collected.account;
    let fee = movement::late_fee_charged(book, account, cleared.late_fee_fen);
    let confirmed = movement::dispute_confirmed(book, taken.taker, &cleared.taking);
    ruling.postings = ledger::recorded([fee, confirmed])?;
    Ok(ruling)
}

/// What a confirmed void takes back of its payment (3.4): all it moved, but for
/// money handed in ahead, which stays settled.
pub fn void_ruling(earlier: &Ruling, today: NaiveDate) -> Result<Ruling, SpineError> {
    let mut ruling = Ruling::applied(today);
    for posting in earlier.postings.iter().filter(|posting| posting.kind != "hand_in_ahead_settled")
    {
        let mut back = posting.clone();
        "reversed".clone_into(&mut back.kind);
        back.business_date = today;
        back.period = BookDate::of(today).period;
        for line in &mut back.lines {
            line.amount_fen = in_range(line.amount_fen.negated())?;
        }
        ruling.postings.push(back);
    }
    for cleared in &earlier.allocations {
        ruling.allocations.push(RecordedAllocation {
            bill: cleared.bill.clone(),
            principal_fen: in_range(cleared.principal_fen.negated())?,
            late_fee_fen: in_range(cleared.late_fee_fen.negated())?,
        });
    }
    for flag in earlier.flags.iter().filter(|flag| flag.code == receivable::LATE_FEE_CHARGED) {
        let code = receivable::LATE_FEE_REVERSED.to_owned();
        ruling.flags.push(Flag { code, figures: flag.figures.clone() });
    }
    Ok(ruling)
}

/// Folds money taken.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>, taken: &Collected) -> Result<(), StoreError> {
    let (state, code) = match &entry.ruling.verdict {
        Verdict::Applied => ("applied", None),
        Verdict::AlreadyApplied => ("witness", None),
        Verdict::Disputed { code, .. } => ("disputed", Some(code.as_str())),
        Verdict::NotUnderstood => return Ok(()),
    };
    let mode = match taken.mode {
        CollectionMode::Counter => "counter",
        CollectionMode::DoorToDoor => "door_to_door",
    };
    tx.execute(
        "insert into payment (station_id, payment, seq, account, series, no, amount_fen, mode,
            taker, business_date, state, code)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            entry.station().into(),
            entry.fact.id.as_str().into(),
            entry.seq.into(),
            taken.account.as_str().into(),
            taken.series.as_str().into(),
            ticket::table::number(taken.no),
            taken.amount_fen.into(),
            mode.into(),
            entry.fact.person.as_str().into(),
            entry.ruling.business_date.into(),
            state.into(),
            code.into(),
        ],
    )?;
    Ok(())
}

/// Moves a payment to another state.
pub fn set_state(
    tx: &mut Tx<'_>,
    station: &str,
    payment: &str,
    state: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "update payment set state = $3 where station_id = $1 and payment = $2",
        &[station.into(), payment.into(), state.into()],
    )?;
    Ok(())
}
