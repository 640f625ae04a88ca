//! How a ticket number moves: by the facts of chapters 3 and 4.3 and the
//! rulings on them.

use chrono::NaiveDate;
use dianfei_rules::id::{PersonNo, TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_rules::ticket::book::TicketState;
use dianfei_wire::fact::collection::{Collected, CollectionFact, HandoverContent};
use dianfei_wire::fact::people::{PeopleFact, Role};
use dianfei_wire::fact::ticket::{TicketFact, TicketRange};
use dianfei_wire::fact::{FactBody, FactId};
use dianfei_wire::{DeviceId, Verdict};

use super::table::{ACCEPTED_AHEAD, OUT_OF_PLACE, find, number};
use crate::chapter::Entry;
use crate::people::person;
use crate::phone::device;
use crate::store::{StoreError, Tx, Value};

/// Folds the claims of chapters 3 and 4.3.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    match &entry.fact.body {
        FactBody::Ticket(fact) => fold_ticket(tx, entry, fact),
        FactBody::Collection(fact) => fold_collection(tx, entry, fact),
        FactBody::People(PeopleFact::DeviceLost { device, .. }) => unaccounted(tx, entry, *device),
        _ => Ok(()),
    }
}

/// 3.2: which of the numbers in its person's hands a lost phone has given away,
/// nobody knows until its stubs are entered or it is found.
fn unaccounted(tx: &mut Tx<'_>, entry: &Entry<'_>, device: DeviceId) -> Result<(), StoreError> {
    let Some(known) = device::find(tx, &entry.fact.station, device)? else { return Ok(()) };
    tx.execute(
        "update ticket set state = $3 where station_id = $1 and holder = $2 and offer is null
            and state in ('issued', 'printed')",
        &[
            entry.station().into(),
            known.person.as_str().into(),
            TicketState::Unaccounted.code().into(),
        ],
    )?;
    Ok(())
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
        CollectionFact::Collected(collected) | CollectionFact::StubEntered { collected, .. } => {
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
    let (series, no) = (&collected.series, collected.no);
    let said = Said {
        account: collected.account.as_str(),
        amount_fen: collected.amount_fen,
        on: entry.ruling.business_date,
    };
    match &entry.ruling.verdict {
        Verdict::Applied => stands(tx, entry, series, no, &said),
        Verdict::Disputed { .. } => {
            tx.execute(
                "insert into ticket_claim (station_id, series, no, account, amount_fen,
                    business_date, payment)
                 values ($1, $2, $3, $4, $5, $6, $7)",
                &[
                    entry.station().into(),
                    series.as_str().into(),
                    number(no),
                    said.account.into(),
                    said.amount_fen.into(),
                    said.on.into(),
                    entry.fact.id.as_str().into(),
                ],
            )?;
            Ok(())
        }
        Verdict::AlreadyApplied | Verdict::NotUnderstood => Ok(()),
    }
}

/// What a payment says of its number.
struct Said<'a> {
    account: &'a str,
    amount_fen: Fen,
    on: NaiveDate,
}

fn stands(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    series: &TicketSeries,
    no: TicketNo,
    said: &Said<'_>,
) -> Result<(), StoreError> {
    tx.execute(
        "update ticket set account = $4, amount_fen = $5, used_on = $6
         where station_id = $1 and series = $2 and no = $3",
        &[
            entry.station().into(),
            series.as_str().into(),
            number(no),
            said.account.into(),
            said.amount_fen.into(),
            said.on.into(),
        ],
    )?;
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
        let said = Said {
            account: claim.text("account")?,
            amount_fen: claim.fen("amount_fen")?,
            on: claim.date("business_date")?,
        };
        stands(tx, entry, &series, no, &said)?;
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
