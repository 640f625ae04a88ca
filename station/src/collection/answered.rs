//! What the chapter tells a phone of what was done elsewhere: handovers answered
//! at the desk, voids confirmed, disputes settled.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use dianfei_rules::id::{PersonNo, TicketNo, TicketSeries};
use dianfei_wire::assignment::{AssignedHandover, AssignedNumber, HandoverState};

use crate::chapter::Holder;
use crate::people::person;
use crate::store::{Reader, Row, StoreError};

/// For how many days after its answer a handover that another device made is
/// told with its content.
const TOLD_DAYS: u64 = 62;

/// For how many days a payment that did not simply count is told: as long as a
/// phone keeps its journal.
const PAYMENT_DAYS: u64 = 396;

fn days_ago(holder: &Holder, days: u64) -> NaiveDate {
    holder.today.checked_sub_days(Days::new(days)).unwrap_or(holder.today)
}

/// The handovers of the phone's person: every one that this phone offered, the
/// open offers made elsewhere, and what was answered lately. Open offers to the
/// person are offers, not told here.
pub fn handovers(
    store: &mut Reader<'_>,
    holder: &Holder,
) -> Result<Vec<AssignedHandover>, StoreError> {
    let rows = store.query(
        "select handover.offer, handover.giver, handover.receiver, handover.content,
            handover.state, handover.closed_on,
            case when journal.device = $3 then 1 else 0 end as own
         from handover
         join journal on journal.station_id = handover.station_id
            and journal.fact_id = handover.offer
         where handover.station_id = $1
            and ((handover.giver = $2 and (journal.device = $3 or handover.state = 'open'))
                or ((handover.giver = $2 or handover.receiver = $2)
                    and handover.closed_on >= $4))
         order by handover.offered_on, handover.offer",
        &[
            holder.station.as_str().into(),
            holder.person.as_str().into(),
            holder.device.to_string().into(),
            days_ago(holder, TOLD_DAYS).into(),
        ],
    )?;
    rows.iter().map(|row| handover(store, holder, row)).collect()
}

fn handover(
    store: &mut Reader<'_>,
    holder: &Holder,
    row: &Row,
) -> Result<AssignedHandover, StoreError> {
    let (giver, receiver): (PersonNo, PersonNo) = (row.parsed("giver")?, row.parsed("receiver")?);
    let outgoing = giver == holder.person;
    let other = if outgoing { receiver } else { giver };
    let name = person::find(store, holder.station.as_str(), &other)?.map(|person| person.name);
    let content = if row.flag("own")? {
        None
    } else {
        let content = serde_json::from_str(row.text("content")?)
            .map_err(|error| StoreError::broken("handover content", error))?;
        Some(content)
    };
    Ok(AssignedHandover {
        offer: row.parsed("offer")?,
        outgoing,
        other,
        other_name: name.unwrap_or_default(),
        state: match row.text("state")? {
            "open" => HandoverState::Open,
            "accepted" => HandoverState::Accepted,
            _ => HandoverState::Withdrawn,
        },
        answered_on: row.opt_date("closed_on")?,
        content,
    })
}

/// The person's numbers of which there is more to say than that they were used,
/// and payments that he took and that did not simply count.
pub fn numbers(store: &mut Reader<'_>, holder: &Holder) -> Result<Vec<AssignedNumber>, StoreError> {
    let key = [holder.station.as_str().into(), holder.person.as_str().into()];
    let mut told: BTreeMap<(TicketSeries, TicketNo), AssignedNumber> = BTreeMap::new();
    let states = store.query(
        "select series, no, state from ticket
         where station_id = $1 and holder = $2
            and state in ('void_claimed', 'void', 'lost', 'unaccounted', 'contested')",
        &key,
    )?;
    for row in &states {
        entry(&mut told, row)?.state = Some(row.text("state")?.to_owned());
    }
    let [station, taker] = key;
    let payments = store.query(
        "select payment.series, payment.no, payment.state, payment.code, ticket.state as number
         from payment
         left join ticket on ticket.station_id = payment.station_id
            and ticket.series = payment.series and ticket.no = payment.no
         where payment.station_id = $1 and payment.taker = $2 and payment.business_date >= $3
            and payment.state in ('disputed', 'confirmed', 'denied', 'void')
         order by payment.seq",
        &[station, taker, days_ago(holder, PAYMENT_DAYS).into()],
    )?;
    for row in &payments {
        let number = entry(&mut told, row)?;
        number.state = row.opt_text("number")?.map(str::to_owned);
        number.payment = Some(row.text("state")?.to_owned());
        number.reason = row.opt_text("code")?.map(str::to_owned);
    }
    Ok(told.into_values().collect())
}

fn entry<'t>(
    told: &'t mut BTreeMap<(TicketSeries, TicketNo), AssignedNumber>,
    row: &Row,
) -> Result<&'t mut AssignedNumber, StoreError> {
    let (series, no): (TicketSeries, _) = (row.parsed("series")?, TicketNo::new(row.count("no")?));
    let blank =
        AssignedNumber { series: series.clone(), no, state: None, payment: None, reason: None };
    Ok(told.entry((series, no)).or_insert(blank))
}
