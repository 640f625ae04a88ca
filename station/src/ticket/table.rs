//! Ticket numbers, one row each: the fold of the claims on them. A ruling says
//! which claims count; the fold calls no rule.

use dianfei_rules::id::{PersonNo, TicketNo, TicketSeries};
use dianfei_rules::ticket::book::{Ticket, TicketState, TicketUse};
use dianfei_rules::ticket::custody::StateCount;
use dianfei_wire::Verdict;
use dianfei_wire::fact::collection::{Collected, CollectionFact, HandoverContent};
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::{TicketFact, TicketRange};
use dianfei_wire::fact::{FactBody, FactId};

use crate::chapter::Entry;
use crate::people::person;
use crate::store::{Mark, Reader, Row, StoreError, Table, Tx, Value};

/// The flag of an offer whose acceptance came before it.
pub const ACCEPTED_AHEAD: &str = "accepted_ahead";

/// The code of a claim that cannot be said of a number in its state.
pub const OUT_OF_PLACE: &str = "ticket_out_of_place";

/// Every number that came from the company.
pub const TICKET: Table = Table {
    name: "ticket",
    mark: Mark::Fold,
    ddl: "create table ticket (
        station_id text not null,
        series text not null,
        no bigint not null,
        state text not null,
        holder text not null,
        account text, -- of the payment it was given for
        amount_fen bigint, -- of that payment
        used_on text, -- the value date of that payment
        offer text, -- the open offer under which it is in transit
        primary key (station_id, series, no)
    );
    create index ticket_holder on ticket (station_id, holder, state);
    create index ticket_offer on ticket (station_id, offer);",
};

/// The books as they came.
pub const BOOK: Table = Table {
    name: "ticket_book",
    mark: Mark::Fold,
    ddl: "create table ticket_book (
        station_id text not null,
        series text not null,
        first_no bigint not null,
        last_no bigint not null,
        received_on text not null,
        received_by text not null,
        primary key (station_id, series, first_no)
    );",
};

/// Disputed payments that name a number, until a person settles them.
pub const CLAIM: Table = Table {
    name: "ticket_claim",
    mark: Mark::Fold,
    ddl: "create table ticket_claim (
        station_id text not null,
        payment text not null, -- the fact
        series text not null,
        no bigint not null,
        account text not null,
        amount_fen bigint not null,
        business_date text not null,
        primary key (station_id, payment)
    );",
};

/// A number as a column's value.
#[must_use]
pub fn number(no: TicketNo) -> Value {
    no.get().into()
}

const COLUMNS: &str = "series, no, state, holder, account, amount_fen, offer";

/// A number's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    /// The series.
    pub series: TicketSeries,
    /// The number.
    pub no: TicketNo,
    /// Its fold.
    pub ticket: Ticket,
    /// The open offer under which it is in transit; absent while in hand.
    pub offer: Option<String>,
}

fn from_row(row: &Row) -> Result<TicketRow, StoreError> {
    let state = row.text("state")?;
    let used_for = match (row.opt_parsed("account")?, row.opt_fen("amount_fen")?) {
        (Some(account), Some(amount_fen)) => Some(TicketUse { account, amount_fen }),
        _ => None,
    };
    Ok(TicketRow {
        series: row.parsed("series")?,
        no: TicketNo::new(row.count("no")?),
        ticket: Ticket {
            state: TicketState::from_code(state)
                .ok_or_else(|| StoreError::broken("ticket", format!("state {state:?}")))?,
            holder: row.parsed("holder")?,
            used_for,
            printed_for: None,
        },
        offer: row.opt_text("offer")?.map(str::to_owned),
    })
}

/// One number; absent where the station never received it.
pub fn find(
    store: &mut Reader<'_>,
    station: &str,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<Option<TicketRow>, StoreError> {
    let row = store.query_opt(
        &format!("select {COLUMNS} from ticket where station_id = $1 and series = $2 and no = $3"),
        &[station.into(), series.as_str().into(), number(no)],
    )?;
    row.as_ref().map(from_row).transpose()
}

/// The numbers of a range that the station knows, in order.
pub fn of_range(
    store: &mut Reader<'_>,
    station: &str,
    range: &TicketRange,
) -> Result<Vec<TicketRow>, StoreError> {
    let rows = store.query(
        &format!(
            "select {COLUMNS} from ticket where station_id = $1 and series = $2
                and no >= $3 and no <= $4 order by no"
        ),
        &[station.into(), range.series.as_str().into(), number(range.first), number(range.last)],
    )?;
    rows.iter().map(from_row).collect()
}

/// The numbers of one holder, in order; of all where none is named.
pub fn of_holder(
    store: &mut Reader<'_>,
    station: &str,
    holder: Option<&PersonNo>,
) -> Result<Vec<TicketRow>, StoreError> {
    let rows = store.query(
        &format!(
            "select {COLUMNS} from ticket
             where station_id = $1 and (holder = $2 or $3 = 1) order by series, no"
        ),
        &[
            station.into(),
            holder.map_or("", PersonNo::as_str).into(),
            i64::from(holder.is_none()).into(),
        ],
    )?;
    rows.iter().map(from_row).collect()
}

/// 3.1: how many numbers came, and how many are in each state; both agree.
pub fn equation(store: &mut Reader<'_>, station: &str) -> Result<(u64, StateCount), StoreError> {
    let received = store
        .query(
            "select first_no, last_no from ticket_book where station_id = $1",
            &[station.into()],
        )?
        .iter()
        .try_fold(0_u64, |total, row| {
            Ok::<_, StoreError>(total + row.count("last_no")? + 1 - row.count("first_no")?)
        })?;
    let rows = of_holder(store, station, None)?;
    Ok((received, StateCount::of(rows.iter().map(|row| &row.ticket))))
}

/// Folds the claims of chapters 3 and 4.3.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    match &entry.fact.body {
        FactBody::Ticket(fact) => fold_ticket(tx, entry, fact),
        FactBody::Collection(fact) => fold_collection(tx, entry, fact),
        _ => Ok(()),
    }
}

fn fold_ticket(tx: &mut Tx<'_>, entry: &Entry<'_>, fact: &TicketFact) -> Result<(), StoreError> {
    match fact {
        TicketFact::BookReceived { range } if entry.ruling.is_applied() => {
            received(tx, entry, range)
        }
        TicketFact::VoidClaimed { series, no, .. } => {
            claimed(tx, entry, series, *no, TicketState::VoidClaimed)
        }
        TicketFact::VoidConfirmed { series, no } => {
            claimed(tx, entry, series, *no, TicketState::Void)?;
            taken_back(tx, entry, series, *no)
        }
        TicketFact::TicketLost { series, no, .. } => {
            claimed(tx, entry, series, *no, TicketState::Lost)
        }
        TicketFact::VolumeBound { range, .. } if entry.ruling.is_applied() => {
            range_state(tx, entry, range, TicketState::Bound)
        }
        TicketFact::VolumeReturned { range, .. } if entry.ruling.is_applied() => {
            range_state(tx, entry, range, TicketState::Returned)
        }
        TicketFact::BookReceived { .. }
        | TicketFact::VolumeBound { .. }
        | TicketFact::VolumeReturned { .. } => Ok(()),
    }
}

fn received(tx: &mut Tx<'_>, entry: &Entry<'_>, range: &TicketRange) -> Result<(), StoreError> {
    tx.execute(
        "insert into ticket_book (station_id, series, first_no, last_no, received_on, received_by)
         values ($1, $2, $3, $4, $5, $6)",
        &[
            entry.station().into(),
            range.series.as_str().into(),
            number(range.first),
            number(range.last),
            entry.ruling.business_date.into(),
            entry.fact.person.as_str().into(),
        ],
    )?;
    let rows: Vec<Vec<Value>> = (range.first.get()..=range.last.get())
        .map(|no| {
            vec![
                entry.station().into(),
                range.series.as_str().into(),
                no.into(),
                TicketState::InStock.code().into(),
                entry.fact.person.as_str().into(),
            ]
        })
        .collect();
    tx.insert_many("ticket", &["station_id", "series", "no", "state", "holder"], &rows)?;
    Ok(())
}

/// A claim that counts moves the number; one that excludes what is known makes
/// it contested; a second witness and one out of place change nothing.
fn claimed(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    series: &TicketSeries,
    no: TicketNo,
    state: TicketState,
) -> Result<(), StoreError> {
    match &entry.ruling.verdict {
        Verdict::Applied => set_state(tx, entry, series, no, state),
        Verdict::Disputed { code, .. } if code != OUT_OF_PLACE => {
            set_state(tx, entry, series, no, TicketState::Contested)
        }
        Verdict::Disputed { .. } | Verdict::AlreadyApplied | Verdict::NotUnderstood => Ok(()),
    }
}

fn set_state(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    series: &TicketSeries,
    no: TicketNo,
    state: TicketState,
) -> Result<(), StoreError> {
    tx.execute(
        "update ticket set state = $4 where station_id = $1 and series = $2 and no = $3",
        &[entry.station().into(), series.as_str().into(), number(no), state.code().into()],
    )?;
    Ok(())
}

/// A confirmed void takes its payment back: none stands on the number.
fn taken_back(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<(), StoreError> {
    if entry.ruling.is_applied() {
        tx.execute(
            "update ticket set account = null, amount_fen = null, used_on = null
             where station_id = $1 and series = $2 and no = $3",
            &[entry.station().into(), series.as_str().into(), number(no)],
        )?;
    }
    Ok(())
}

fn range_state(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    range: &TicketRange,
    state: TicketState,
) -> Result<(), StoreError> {
    tx.execute(
        "update ticket set state = $5 where station_id = $1 and series = $2
            and no >= $3 and no <= $4",
        &[
            entry.station().into(),
            range.series.as_str().into(),
            number(range.first),
            number(range.last),
            state.code().into(),
        ],
    )?;
    Ok(())
}

fn fold_collection(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    fact: &CollectionFact,
) -> Result<(), StoreError> {
    match fact {
        CollectionFact::Collected(collected) => {
            claimed(tx, entry, &collected.series, collected.no, TicketState::Used)?;
            used(tx, entry, collected)
        }
        CollectionFact::HandoverOffered { to, content, .. } if entry.ruling.is_applied() => {
            offered(tx, entry, content)?;
            if entry.ruling.flags.iter().any(|flag| flag.code == ACCEPTED_AHEAD) {
                accepted(tx, entry, &entry.fact.id, to)?;
            }
            Ok(())
        }
        CollectionFact::HandoverAccepted { offer, .. } if entry.ruling.is_applied() => {
            accepted(tx, entry, offer, &entry.fact.person)
        }
        CollectionFact::HandoverWithdrawn { offer, .. } if entry.ruling.is_applied() => {
            tx.execute(
                "update ticket set offer = null where station_id = $1 and offer = $2",
                &[entry.station().into(), offer.as_str().into()],
            )?;
            Ok(())
        }
        CollectionFact::DisputeSettled { payment, confirmed, .. } if entry.ruling.is_applied() => {
            settled(tx, entry, payment, *confirmed)
        }
        _ => Ok(()),
    }
}

fn offered(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    content: &HandoverContent,
) -> Result<(), StoreError> {
    for range in &content.tickets {
        tx.execute(
            "update ticket set offer = $5 where station_id = $1 and series = $2
                and no >= $3 and no <= $4 and holder = $6 and offer is null
                and state in ('in_stock', 'issued')",
            &[
                entry.station().into(),
                range.series.as_str().into(),
                number(range.first),
                number(range.last),
                entry.fact.id.as_str().into(),
                entry.fact.person.as_str().into(),
            ],
        )?;
    }
    Ok(())
}

/// Custody moves; in a custodian's hands the numbers are stock.
fn accepted(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    offer: &FactId,
    to: &PersonNo,
) -> Result<(), StoreError> {
    let custodian = person::find(tx, entry.station(), to)?
        .is_some_and(|person| person.roles.contains(&Role::TicketCustodian));
    let state = if custodian { TicketState::InStock } else { TicketState::Issued };
    tx.execute(
        "update ticket set holder = $3, state = $4, offer = null
         where station_id = $1 and offer = $2 and state in ('in_stock', 'issued')",
        &[entry.station().into(), offer.as_str().into(), to.as_str().into(), state.code().into()],
    )?;
    Ok(())
}

/// A payment that counts stands on its number; a disputed one waits beside it.
fn used(tx: &mut Tx<'_>, entry: &Entry<'_>, collected: &Collected) -> Result<(), StoreError> {
    let sql = match &entry.ruling.verdict {
        Verdict::Applied => {
            "update ticket set account = $4, amount_fen = $5, used_on = $6
             where station_id = $1 and series = $2 and no = $3"
        }
        Verdict::Disputed { .. } => {
            "insert into ticket_claim (station_id, series, no, account, amount_fen,
                business_date, payment)
             values ($1, $2, $3, $4, $5, $6, $7)"
        }
        Verdict::AlreadyApplied | Verdict::NotUnderstood => return Ok(()),
    };
    let mut values: Vec<Value> = vec![
        entry.station().into(),
        collected.series.as_str().into(),
        number(collected.no),
        collected.account.as_str().into(),
        collected.amount_fen.into(),
        entry.ruling.business_date.into(),
    ];
    if !entry.ruling.is_applied() {
        values.push(entry.fact.id.as_str().into());
    }
    tx.execute(sql, &values)?;
    Ok(())
}

fn settled(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    payment: &FactId,
    confirmed: bool,
) -> Result<(), StoreError> {
    let claim = tx.query_opt(
        "select series, no, account, amount_fen, business_date from ticket_claim
         where station_id = $1 and payment = $2",
        &[entry.station().into(), payment.as_str().into()],
    )?;
    let Some(claim) = claim else { return Ok(()) };
    tx.execute(
        "delete from ticket_claim where station_id = $1 and payment = $2",
        &[entry.station().into(), payment.as_str().into()],
    )?;
    let (series, no) = (claim.parsed("series")?, TicketNo::new(claim.count("no")?));
    let Some(row) = find(tx, entry.station(), &series, no)? else { return Ok(()) };
    if row.ticket.state != TicketState::Contested {
        return Ok(());
    }
    let earlier = row.ticket.used_for.is_some();
    let state = match (others_wait(tx, entry, &series, no)?, confirmed || earlier) {
        (true, _) => TicketState::Contested,
        (false, true) => TicketState::Used,
        (false, false) => TicketState::Void,
    };
    set_state(tx, entry, &series, no, state)?;
    if confirmed && !earlier {
        tx.execute(
            "update ticket set account = $4, amount_fen = $5, used_on = $6
             where station_id = $1 and series = $2 and no = $3",
            &[
                entry.station().into(),
                series.as_str().into(),
                number(no),
                claim.text("account")?.into(),
                claim.fen("amount_fen")?.into(),
                claim.text("business_date")?.into(),
            ],
        )?;
    }
    Ok(())
}

/// Whether another disputed payment names the number.
fn others_wait(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<bool, StoreError> {
    let row = tx.query_one(
        "select count(*) as waiting from ticket_claim
         where station_id = $1 and series = $2 and no = $3",
        &[entry.station().into(), series.as_str().into(), number(no)],
    )?;
    row.flag("waiting")
}
