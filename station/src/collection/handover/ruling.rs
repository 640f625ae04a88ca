//! What the station says of offers, acceptances and withdrawals.

use chrono::NaiveDate;
use dianfei_faults::{Mutant, is_mutated};
use dianfei_rules::collection::handover::{Offer, OfferState};
use dianfei_rules::collection::ledger::{
    BookDate, LedgerAccount, Posting, PostingError, PostingKind,
};
use dianfei_rules::collection::movement::{self, HandIn};
use dianfei_rules::id::{PersonNo, StationNo};
use dianfei_rules::money::Fen;
use dianfei_wire::chain::{Hash, Signature};
use dianfei_wire::fact::FactId;
use dianfei_wire::fact::collection::HandoverContent;
use dianfei_wire::fact::people::Role;
use dianfei_wire::ruling::Flag;
use dianfei_wire::{DeviceId, Ruling, Verdict};

use super::{HandoverRow, OFFER_UNKNOWN, content_hash, find};
use crate::collection::ledger::{self, in_range};
use crate::people::person;
use crate::phone::device;
use crate::spine::SpineError;
use crate::store::{Reader, StoreError, Tx};
use crate::ticket::accept::disputed;
use crate::ticket::table::{self, ACCEPTED_AHEAD};

/// Who offers what to whom, and on which day.
#[derive(Debug, Clone, Copy)]
pub struct Offered<'a> {
    /// The station.
    pub station: &'a StationNo,
    /// The offer's fact.
    pub offer: &'a FactId,
    /// Who gives.
    pub giver: &'a PersonNo,
    /// Who is to take it.
    pub to: &'a PersonNo,
    /// What.
    pub content: &'a HandoverContent,
    /// The hash that the fact names.
    pub hash: Hash,
    /// On which day.
    pub on: NaiveDate,
}

/// The ruling on an offer.
pub fn rule_offer(tx: &mut Tx<'_>, offered: &Offered<'_>) -> Result<Ruling, SpineError> {
    if content_hash(offered.content) != offered.hash {
        return Ok(Ruling::disputed("handover_hash", Some("4.2.7"), offered.on));
    }
    if let Err(refusal) = rules_offer(offered).check() {
        let clause = refusal.clause.as_ref().map(ToString::to_string);
        return Ok(Ruling::disputed(refusal.code.as_str(), clause.as_deref(), offered.on));
    }
    let mut ruling = Ruling::applied(offered.on);
    if !holds_tickets(tx, offered)? {
        ruling.flags.push(flag("handover_not_held"));
    }
    let station = offered.station.as_str();
    let cash = ledger::balance(tx, station, &LedgerAccount::Cash(offered.giver.clone()))?;
    let amount = offered.content.cash_fen;
    let ahead = in_range(amount.minus(cash.max(Fen::ZERO)))?.max(Fen::ZERO);
    let hand_in = HandIn {
        offer: offered.offer.to_string(),
        giver: offered.giver.clone(),
        amount_fen: amount,
        ahead_fen: ahead,
    };
    let book = BookDate::of(offered.on);
    let mut postings = vec![movement::hand_in_offered(book, &hand_in)];
    let early = tx.query_opt(
        "select person from handover_acceptance
         where station_id = $1 and offer = $2 and person = $3 and content_hash = $4",
        &[
            station.into(),
            offered.offer.as_str().into(),
            offered.to.as_str().into(),
            offered.hash.to_string().into(),
        ],
    )?;
    if early.is_some() || is_mutated(Mutant::CustodyAtOffer) {
        ruling.flags.push(flag(ACCEPTED_AHEAD));
        postings.push(taken(tx, station, &hand_in, offered.to, book)?);
    }
    ruling.postings = ledger::recorded(postings)?;
    Ok(ruling)
}

fn flag(code: &str) -> Flag {
    Flag { code: code.to_owned(), figures: std::collections::BTreeMap::new() }
}

fn rules_offer(offered: &Offered<'_>) -> Offer {
    let value = serde_json::to_value(offered.content).expect("a content serialises to JSON");
    Offer {
        offer: offered.offer.to_string(),
        from: offered.giver.clone(),
        to: offered.to.clone(),
        content: serde_json::from_value(value).expect("both contents have one shape"),
    }
}

/// Whether the offer can be made at the desk, where nothing has happened yet.
pub fn check(tx: &mut Tx<'_>, offered: &Offered<'_>) -> Result<(), SpineError> {
    rules_offer(offered).check()?;
    let refused = |code| dianfei_rules::refusal::Refusal::by_clause(code, "3.1");
    if !holds_tickets(tx, offered)? {
        return Err(refused("handover_not_held").into());
    }
    let station = offered.station.as_str();
    let cash = ledger::balance(tx, station, &LedgerAccount::Cash(offered.giver.clone()))?;
    if offered.content.cash_fen > cash {
        return Err(refused("handover_not_held").with("cash_fen", cash.get()).into());
    }
    Ok(())
}

fn holds_tickets(tx: &mut Tx<'_>, offered: &Offered<'_>) -> Result<bool, StoreError> {
    for range in &offered.content.tickets {
        let rows = table::of_range(tx, offered.station.as_str(), range)?;
        let held = rows.iter().all(|row| {
            row.ticket.holder == *offered.giver
                && row.ticket.state.is_unused()
                && row.offer.is_none()
        });
        if !held || u64::try_from(rows.len()) != Ok(range.count()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// An acceptance: who took which offer, seen under which hash.
#[derive(Debug, Clone, Copy)]
pub struct Accepted<'a> {
    /// The station.
    pub station: &'a StationNo,
    /// The offer.
    pub offer: &'a FactId,
    /// Who took it.
    pub by: &'a PersonNo,
    /// What he saw.
    pub hash: Hash,
    /// On which day.
    pub on: NaiveDate,
}

/// The ruling on an acceptance.
pub fn rule_acceptance(tx: &mut Tx<'_>, accepted: &Accepted<'_>) -> Result<Ruling, SpineError> {
    let station = accepted.station.as_str();
    let no = |code: &str| Ok(Ruling::with(disputed(code, "4.2.7"), accepted.on));
    let Some(row) = find(tx, station, accepted.offer)? else { return no(OFFER_UNKNOWN) };
    if row.receiver != *accepted.by {
        return no("handover_not_for_you");
    }
    if row.content_hash != accepted.hash {
        return no("handover_hash");
    }
    match row.state {
        OfferState::Accepted => Ok(Ruling::with(Verdict::AlreadyApplied, accepted.on)),
        OfferState::Withdrawn => no("handover_closed"),
        OfferState::Open => {
            let mut ruling = Ruling::applied(accepted.on);
            let posting =
                taken(tx, station, &hand_in(&row), accepted.by, BookDate::of(accepted.on))?;
            ruling.postings = ledger::recorded([posting])?;
            Ok(ruling)
        }
    }
}

/// Whether a phone's signature covers the hash that it accepts.
pub fn is_signed(
    store: &mut Reader<'_>,
    station: &StationNo,
    phone: DeviceId,
    hash: Hash,
    signature: Option<&Signature>,
) -> Result<bool, StoreError> {
    let known = device::find(store, station, phone)?;
    Ok(known
        .zip(signature)
        .is_some_and(|(phone, signature)| phone.key.verify(hash.as_bytes(), signature).is_ok()))
}

fn hand_in(row: &HandoverRow) -> HandIn {
    HandIn {
        offer: row.offer.to_string(),
        giver: row.giver.clone(),
        amount_fen: row.content.cash_fen,
        ahead_fen: row.ahead_fen,
    }
}

/// Cash in a cashier's hands waits for the bank; in another's it is as if he
/// had taken it.
fn taken(
    store: &mut Reader<'_>,
    station: &str,
    hand_in: &HandIn,
    by: &PersonNo,
    book: BookDate,
) -> Result<Result<Posting, PostingError>, SpineError> {
    let cashier = person::find(store, station, by)?
        .is_some_and(|person| person.roles.contains(&Role::Cashier));
    if cashier {
        return Ok(movement::hand_in_accepted(book, hand_in, by));
    }
    let lines = [
        (LedgerAccount::Cash(by.clone()), hand_in.amount_fen),
        (LedgerAccount::InTransit(hand_in.offer.clone()), in_range(hand_in.amount_fen.negated())?),
    ];
    Ok(Posting::new(PostingKind::HandInAccepted, book, lines))
}

/// The ruling on an offer taken back, or refused by the other side.
pub fn rule_withdrawal(
    tx: &mut Tx<'_>,
    station: &str,
    offer: &FactId,
    by: &PersonNo,
    on: NaiveDate,
) -> Result<Ruling, SpineError> {
    let no = |code: &str| Ok(Ruling::with(disputed(code, "4.2.7"), on));
    let Some(row) = find(tx, station, offer)? else { return no(OFFER_UNKNOWN) };
    if row.giver != *by && row.receiver != *by {
        return no("handover_not_for_you");
    }
    match row.state {
        OfferState::Withdrawn => Ok(Ruling::with(Verdict::AlreadyApplied, on)),
        OfferState::Accepted => no("handover_closed"),
        OfferState::Open => {
            // What was ahead at the offer may have been settled since.
            let key = LedgerAccount::HandInAhead(row.giver.clone());
            let open = in_range(ledger::balance(tx, station, &key)?.negated())?.max(Fen::ZERO);
            let hand_in = HandIn { ahead_fen: row.ahead_fen.min(open), ..hand_in(&row) };
            let mut ruling = Ruling::applied(on);
            let posting = movement::hand_in_withdrawn(BookDate::of(on), &hand_in);
            ruling.postings = ledger::recorded([posting])?;
            Ok(ruling)
        }
    }
}
