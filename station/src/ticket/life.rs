//! Which facts speak of which numbers, so that the life of one number can be
//! told from the journal: also of facts that were disputed.

use dianfei_rules::id::{TicketNo, TicketSeries};
use dianfei_wire::Ruling;
use dianfei_wire::fact::collection::CollectionFact;
use dianfei_wire::fact::ticket::{TicketFact, TicketRange};
use dianfei_wire::fact::{Fact, FactBody, FactId};

use super::table::number;
use crate::chapter::Entry;
use crate::journal;
use crate::store::{Mark, Reader, StoreError, Table, Tx, Value};

/// One row for each run of numbers that a fact speaks of.
pub const TICKET_FACT: Table = Table {
    name: "ticket_fact",
    mark: Mark::Fold,
    ddl: "create table ticket_fact (
        station_id text not null,
        series text not null,
        first_no bigint not null,
        last_no bigint not null,
        seq bigint not null, -- the journal row
        fact text not null,
        kind text not null, -- such as void_claimed
        primary key (station_id, series, first_no, seq)
    );
    create index ticket_fact_fact on ticket_fact (station_id, fact);
    create index ticket_fact_kind on ticket_fact (station_id, kind, series, first_no);",
};

/// The kind of a holder's word that a number is void.
pub const VOID_CLAIMED: &str = "void_claimed";

/// Folds what a fact speaks of.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let (kind, ranges) = match &entry.fact.body {
        FactBody::Ticket(fact) => of_ticket(fact),
        FactBody::Collection(fact) => of_collection(tx, entry.station(), fact)?,
        _ => return Ok(()),
    };
    let rows: Vec<Vec<Value>> = ranges
        .iter()
        .map(|range| {
            vec![
                entry.station().into(),
                range.series.as_str().into(),
                number(range.first),
                number(range.last),
                entry.seq.into(),
                entry.fact.id.as_str().into(),
                kind.into(),
            ]
        })
        .collect();
    let columns = ["station_id", "series", "first_no", "last_no", "seq", "fact", "kind"];
    tx.insert_many("ticket_fact", &columns, &rows)?;
    Ok(())
}

fn of_ticket(fact: &TicketFact) -> (&'static str, Vec<TicketRange>) {
    match fact {
        TicketFact::BookReceived { range } => ("book_received", vec![range.clone()]),
        TicketFact::VoidClaimed { series, no, .. } => (VOID_CLAIMED, vec![single(series, *no)]),
        TicketFact::VoidConfirmed { series, no } => ("void_confirmed", vec![single(series, *no)]),
        TicketFact::TicketLost { series, no, .. } => ("ticket_lost", vec![single(series, *no)]),
        TicketFact::VolumeBound { range, .. } => ("volume_bound", vec![range.clone()]),
        TicketFact::VolumeReturned { range, .. } => ("volume_returned", vec![range.clone()]),
    }
}

fn of_collection(
    store: &mut Reader<'_>,
    station: &str,
    fact: &CollectionFact,
) -> Result<(&'static str, Vec<TicketRange>), StoreError> {
    Ok(match fact {
        CollectionFact::Collected(collected) => {
            ("collected", vec![single(&collected.series, collected.no)])
        }
        CollectionFact::StubEntered { collected, .. } => {
            ("stub_entered", vec![single(&collected.series, collected.no)])
        }
        CollectionFact::HandoverOffered { content, .. } => {
            let mut ranges: Vec<TicketRange> =
                content.tickets.iter().chain(&content.used).cloned().collect();
            ranges.sort();
            ranges.dedup_by(|one, other| one.series == other.series && one.first == other.first);
            ("handover_offered", ranges)
        }
        CollectionFact::HandoverAccepted { offer, .. } => {
            ("handover_accepted", of_fact(store, station, offer)?)
        }
        CollectionFact::HandoverWithdrawn { offer, .. } => {
            ("handover_withdrawn", of_fact(store, station, offer)?)
        }
        CollectionFact::DisputeSettled { payment, .. } => {
            ("dispute_settled", of_fact(store, station, payment)?)
        }
        CollectionFact::BankDeposited { .. } | CollectionFact::ListPosted { .. } => {
            ("", Vec::new())
        }
    })
}

fn single(series: &TicketSeries, no: TicketNo) -> TicketRange {
    TicketRange { series: series.clone(), first: no, last: no }
}

/// The numbers that an earlier fact speaks of.
fn of_fact(
    store: &mut Reader<'_>,
    station: &str,
    fact: &FactId,
) -> Result<Vec<TicketRange>, StoreError> {
    let rows = store.query(
        "select series, first_no, last_no from ticket_fact
         where station_id = $1 and fact = $2 order by series, first_no",
        &[station.into(), fact.as_str().into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(TicketRange {
                series: row.parsed("series")?,
                first: TicketNo::new(row.count("first_no")?),
                last: TicketNo::new(row.count("last_no")?),
            })
        })
        .collect()
}

/// The facts that speak of a number, with their rulings, in the order in which
/// they reached the station.
pub fn of_number(
    store: &mut Reader<'_>,
    station: &str,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<Vec<(Fact, Ruling)>, StoreError> {
    let rows = store.query(
        "select fact from ticket_fact
         where station_id = $1 and series = $2 and first_no <= $3 and last_no >= $3 order by seq",
        &[station.into(), series.as_str().into(), number(no)],
    )?;
    let mut facts = Vec::with_capacity(rows.len());
    for row in &rows {
        facts.extend(journal::fact(store, station, row.text("fact")?)?);
    }
    Ok(facts)
}

/// A holder's latest word that a number is void; absent where nobody said so.
pub fn void_claim(
    store: &mut Reader<'_>,
    station: &str,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<Option<VoidClaim>, StoreError> {
    let row = store.query_opt(
        "select fact from ticket_fact
         where station_id = $1 and kind = $2 and series = $3 and first_no = $4
         order by seq desc limit 1",
        &[station.into(), VOID_CLAIMED.into(), series.as_str().into(), number(no)],
    )?;
    let Some(row) = row else { return Ok(None) };
    Ok(journal::fact(store, station, row.text("fact")?)?.and_then(|(fact, ruling)| {
        match fact.body {
            FactBody::Ticket(TicketFact::VoidClaimed { reason, copies_kept, .. }) => {
                Some(VoidClaim { by: fact.person, on: ruling.business_date, reason, copies_kept })
            }
            _ => None,
        }
    }))
}

/// A holder's word that a number is void (3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoidClaim {
    /// Who says so.
    pub by: dianfei_rules::id::PersonNo,
    /// On which business date.
    pub on: chrono::NaiveDate,
    /// Why.
    pub reason: String,
    /// How many of the three copies the holder says he has.
    pub copies_kept: u8,
}
