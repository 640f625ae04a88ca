//! What an account is corrected by when a payment dated before a charged late
//! fee arrives, or a payment is void: the difference between how it stands and
//! how it would stand had everything come on its day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::collection::allocation::{AllocationLine, OpenReceivable, Payment};
use dianfei_rules::collection::standing::{AccountEvent, Standing};
use dianfei_rules::id::{AccountNo, StationNo};
use dianfei_rules::money::Fen;
use dianfei_rules::policy::PolicySet;
use dianfei_wire::fact::FactId;
use dianfei_wire::fact::collection::Collected;
use dianfei_wire::ruling::{Flag, RecordedAllocation};

use super::ledger::in_range;
use super::owed::Terms;
use super::receivable::{self, Issued};
use crate::account::policy;
use crate::journal;
use crate::spine::SpineError;
use crate::store::{Reader, StoreError};

/// What changes in an account's payments.
#[derive(Debug, Clone, Copy)]
pub enum Change<'a> {
    /// Money that was taken on a day, and is known only now.
    Added(&'a Collected, NaiveDate),
    /// Payments that are void.
    Voided(&'a [FactId]),
}

/// What sets the account right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// What of each bill is cleared in addition; below zero it is open again.
    pub allocations: Vec<RecordedAllocation>,
    /// How each late fee changes, and why.
    pub flags: Vec<Flag>,
    /// How late fee changes in all.
    pub late_fee_fen: Fen,
    /// What is cleared in all.
    pub cleared_fen: Fen,
}

/// Whether a late fee of the account was charged beyond `paid_on`, so that
/// money of that day changes it.
pub fn is_due(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
    paid_on: NaiveDate,
) -> Result<bool, StoreError> {
    let row = store.query_one(
        "select count(*) as charged from receivable
         where station_id = $1 and account = $2 and late_fee_charged_to > $3",
        &[station.into(), account.as_str().into(), paid_on.into()],
    )?;
    row.flag("charged")
}

/// What sets an account right after a change.
pub fn of_account(
    store: &mut Reader<'_>,
    station: &StationNo,
    account: &AccountNo,
    change: Change<'_>,
) -> Result<Correction, SpineError> {
    let issued = receivable::issued_of_account(store, station.as_str(), account)?;
    let mut paid = payments(store, station.as_str(), account)?;
    match change {
        Change::Added(collected, on) => {
            paid.push(Paid {
                payment: None,
                on,
                seq: i64::MAX,
                printed: printed(collected),
                amount_fen: collected.amount_fen,
            });
        }
        Change::Voided(voided) => {
            paid.retain(|known| known.payment.as_ref().is_none_or(|id| !voided.contains(id)));
        }
    }
    let set = policy::set(store, station)?;
    let target = in_range(Standing::after(events(&issued, &paid, &set)))?;
    let mut correction = Correction::default();
    for now in &issued {
        let bill = &now.row.open.bill;
        let Some(then) = target.receivables.iter().find(|row| row.bill == *bill) else { continue };
        correction.add(&now.row.open, then)?;
    }
    Ok(correction)
}

/// A payment that counts.
struct Paid {
    payment: Option<FactId>,
    on: NaiveDate,
    seq: i64,
    amount_fen: Fen,
    printed: Vec<AllocationLine>,
}

/// What a ticket says that its money is for.
pub fn printed(collected: &Collected) -> Vec<AllocationLine> {
    collected
        .printed
        .iter()
        .map(|line| AllocationLine {
            bill: line.bill.clone(),
            principal_fen: line.principal_fen,
            late_fee_fen: line.late_fee_fen,
        })
        .collect()
}

fn payments(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<Vec<Paid>, SpineError> {
    let rows = store.query(
        "select payment, seq, business_date from payment
         where station_id = $1 and account = $2 and state in ('applied', 'confirmed')
         order by seq",
        &[station.into(), account.as_str().into()],
    )?;
    let mut paid = Vec::with_capacity(rows.len());
    for row in &rows {
        let payment: FactId = row.parsed("payment")?;
        let known = journal::fact(store, station, payment.as_str())?;
        let Some((fact, _ruling)) = known else { continue };
        let Some((_taker, collected)) = fact.taking() else { continue };
        paid.push(Paid {
            on: row.date("business_date")?,
            seq: row.int("seq")?,
            amount_fen: collected.amount_fen,
            printed: printed(collected),
            payment: Some(payment),
        });
    }
    Ok(paid)
}

/// Bills and payments in the order of their days; of one day, in the order in
/// which the station came to know them.
fn events<'a>(issued: &[Issued], paid: &'a [Paid], set: &PolicySet) -> Vec<AccountEvent<'a>> {
    let mut events: BTreeMap<(NaiveDate, i64, usize), AccountEvent<'a>> = BTreeMap::new();
    for (at, bill) in issued.iter().enumerate() {
        let fresh = OpenReceivable {
            remaining_fen: bill.row.amount_fen,
            late_fee_open_fen: Fen::ZERO,
            late_fee_accrued_fen: Fen::ZERO,
            late_fee_charged_fen: Fen::ZERO,
            late_fee_charged_to: None,
            ..bill.row.open.clone()
        };
        events.insert((fresh.issued_on, bill.seq, at), AccountEvent::Issued(fresh));
    }
    for (at, known) in paid.iter().enumerate() {
        let terms = Terms::on(set, known.on);
        let payment =
            Payment { amount_fen: known.amount_fen, paid_on: known.on, printed: &known.printed };
        let event = AccountEvent::Paid { payment, late_fee: terms.late_fee, order: terms.order };
        events.insert((known.on, known.seq, at), event);
    }
    events.into_values().collect()
}

impl Correction {
    /// Adds what brings one bill from how it stands to how it would stand.
    fn add(&mut self, now: &OpenReceivable, then: &OpenReceivable) -> Result<(), SpineError> {
        let charged = in_range(then.late_fee_charged_fen.minus(now.late_fee_charged_fen))?;
        let accrued = in_range(then.late_fee_accrued_fen.minus(now.late_fee_accrued_fen))?;
        if !charged.is_zero()
            || !accrued.is_zero()
            || then.late_fee_charged_to != now.late_fee_charged_to
        {
            let to = then.late_fee_charged_to;
            self.flags.push(receivable::revalued_flag(&now.bill, charged, accrued, to));
        }
        let principal_fen = in_range(now.remaining_fen.minus(then.remaining_fen))?;
        let open_fen = in_range(now.late_fee_open_fen.plus(charged))?;
        let late_fee_fen = in_range(open_fen.minus(then.late_fee_open_fen))?;
        if !principal_fen.is_zero() || !late_fee_fen.is_zero() {
            let bill = now.bill.clone();
            self.allocations.push(RecordedAllocation { bill, principal_fen, late_fee_fen });
        }
        self.late_fee_fen = in_range(self.late_fee_fen.plus(charged))?;
        let cleared = in_range(principal_fen.plus(late_fee_fen))?;
        self.cleared_fen = in_range(self.cleared_fen.plus(cleared))?;
        Ok(())
    }
}
