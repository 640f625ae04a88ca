//! Handovers: an offer puts something in transit, an acceptance moves custody.
//! They may reach the station in either order.

use chrono::NaiveDate;
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
use dianfei_wire::ruling::{Flag, RecordedPosting};
use dianfei_wire::{DeviceId, Ruling, Verdict};

use super::ledger::{self, in_range};
use crate::chapter::Entry;
use crate::people::person;
use crate::phone::device;
use crate::spine::SpineError;
use crate::store::{Mark, Reader, Row, StoreError, Table, Tx};
use crate::ticket::accept::disputed;
use crate::ticket::table::{self, ACCEPTED_AHEAD};

/// The code of an acceptance whose offer has not come yet.
pub const OFFER_UNKNOWN: &str = "offer_unknown";

/// Offers.
pub const HANDOVER: Table = Table {
    name: "handover",
    mark: Mark::Fold,
    ddl: "create table handover (
        station_id text not null,
        offer text not null, -- the fact
        giver text not null,
        receiver text not null,
        content text not null, -- canonical JSON
        content_hash text not null,
        cash_fen bigint not null,
        ahead_fen bigint not null, -- of the cash, what the giver's facts did not cover
        state text not null, -- open, accepted or withdrawn
        offered_on text not null,
        closed_on text,
        primary key (station_id, offer)
    );
    create index handover_receiver on handover (station_id, receiver, state);",
};

/// Acceptances that came before their offer.
pub const ACCEPTANCE: Table = Table {
    name: "handover_acceptance",
    mark: Mark::Fold,
    ddl: "create table handover_acceptance (
        station_id text not null,
        offer text not null,
        person text not null,
        content_hash text not null,
        primary key (station_id, offer, person)
    );",
};

/// An offer as the station has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverRow {
    /// The offer.
    pub offer: FactId,
    /// Who gives.
    pub giver: PersonNo,
    /// Who is to take it.
    pub receiver: PersonNo,
    /// What.
    pub content: HandoverContent,
    /// What the receiver signs.
    pub content_hash: Hash,
    /// Of the cash, what the giver's facts did not cover.
    pub ahead_fen: Fen,
    /// Whether it is open.
    pub state: OfferState,
    /// When it was offered.
    pub offered_on: NaiveDate,
}

/// What the other side signs: the hash of the content's canonical bytes.
#[must_use]
pub fn content_hash(content: &HandoverContent) -> Hash {
    Hash::of(&serde_json::to_vec(content).expect("a content serialises to JSON"))
}

const COLUMNS: &str = "offer, giver, receiver, content, content_hash, ahead_fen, state, offered_on";

fn from_row(row: &Row) -> Result<HandoverRow, StoreError> {
    let state = match row.text("state")? {
        "open" => OfferState::Open,
        "accepted" => OfferState::Accepted,
        _ => OfferState::Withdrawn,
    };
    Ok(HandoverRow {
        offer: row.parsed("offer")?,
        giver: row.parsed("giver")?,
        receiver: row.parsed("receiver")?,
        content: serde_json::from_str(row.text("content")?)
            .map_err(|error| StoreError::broken("handover content", error))?,
        content_hash: row.parsed("content_hash")?,
        ahead_fen: row.fen("ahead_fen")?,
        state,
        offered_on: row.date("offered_on")?,
    })
}

/// One offer; absent where it is not known.
pub fn find(
    store: &mut Reader<'_>,
    station: &str,
    offer: &FactId,
) -> Result<Option<HandoverRow>, StoreError> {
    let row = store.query_opt(
        &format!("select {COLUMNS} from handover where station_id = $1 and offer = $2"),
        &[station.into(), offer.as_str().into()],
    )?;
    row.as_ref().map(from_row).transpose()
}

/// All open offers, oldest first.
pub fn open(store: &mut Reader<'_>, station: &str) -> Result<Vec<HandoverRow>, StoreError> {
    let rows = store.query(
        &format!(
            "select {COLUMNS} from handover where station_id = $1 and state = 'open'
             order by offered_on, offer"
        ),
        &[station.into()],
    )?;
    rows.iter().map(from_row).collect()
}

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
    if early.is_some() {
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

/// Folds an offer.
pub fn fold_offer(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    to: &PersonNo,
    content: &HandoverContent,
    hash: Hash,
) -> Result<(), StoreError> {
    let accepted = entry.ruling.flags.iter().any(|flag| flag.code == ACCEPTED_AHEAD);
    let closed_on = accepted.then_some(entry.ruling.business_date);
    tx.execute(
        "insert into handover (station_id, offer, giver, receiver, content, content_hash,
            cash_fen, ahead_fen, state, offered_on, closed_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            entry.station().into(),
            entry.fact.id.as_str().into(),
            entry.fact.person.as_str().into(),
            to.as_str().into(),
            serde_json::to_string(content).expect("a content serialises to JSON").into(),
            hash.to_string().into(),
            content.cash_fen.into(),
            ahead_of(&entry.ruling.postings).into(),
            if accepted { "accepted" } else { "open" }.into(),
            entry.ruling.business_date.into(),
            closed_on.into(),
        ],
    )?;
    Ok(())
}

fn ahead_of(postings: &[RecordedPosting]) -> i64 {
    let lines = postings.iter().flat_map(|posting| &posting.lines);
    let ahead = lines.filter(|line| line.ledger.starts_with("hand_in_ahead:"));
    -ahead.map(|line| line.amount_fen.get()).sum::<i64>()
}

/// Folds an acceptance that came before its offer.
pub fn fold_early(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    offer: &FactId,
    hash: Hash,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into handover_acceptance (station_id, offer, person, content_hash)
         values ($1, $2, $3, $4) on conflict (station_id, offer, person) do nothing",
        &[
            entry.station().into(),
            offer.as_str().into(),
            entry.fact.person.as_str().into(),
            hash.to_string().into(),
        ],
    )?;
    Ok(())
}

/// Closes an offer.
pub fn fold_close(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    offer: &FactId,
    state: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "update handover set state = $3, closed_on = $4 where station_id = $1 and offer = $2",
        &[
            entry.station().into(),
            offer.as_str().into(),
            state.into(),
            entry.ruling.business_date.into(),
        ],
    )?;
    Ok(())
}
