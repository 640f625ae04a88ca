//! Handovers: an offer puts something in transit, an acceptance moves custody.
//! They may reach the station in either order.

mod ruling;

pub use ruling::{
    Accepted, Offered, check, is_signed, rule_acceptance, rule_offer, rule_withdrawal,
};

use chrono::NaiveDate;
use dianfei_rules::collection::handover::OfferState;
use dianfei_rules::id::PersonNo;
use dianfei_rules::money::Fen;
use dianfei_wire::chain::Hash;
use dianfei_wire::fact::FactId;
use dianfei_wire::fact::collection::HandoverContent;
use dianfei_wire::ruling::RecordedPosting;

use crate::chapter::Entry;
use crate::store::{Mark, Reader, Row, StoreError, Table, Tx};
use crate::ticket::table::ACCEPTED_AHEAD;

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
