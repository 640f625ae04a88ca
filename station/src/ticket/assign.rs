//! What the chapter gives a phone: the tickets in its person's hands.

use std::collections::BTreeMap;

use dianfei_rules::id::TicketNo;
use dianfei_rules::ticket::book::TicketState;
use dianfei_wire::assignment::{AssignedTickets, Assignment};
use dianfei_wire::fact::ticket::TicketRange;

use super::table::{self, TicketRow};
use crate::chapter::Holder;
use crate::spine::SpineError;
use crate::store::Reader;

/// Adds the person's ticket ranges. Numbers in transit are not in hand.
pub fn assign(
    store: &mut Reader<'_>,
    holder: &Holder,
    assignment: &mut Assignment,
) -> Result<(), SpineError> {
    let rows = table::of_holder(store, holder.station.as_str(), Some(&holder.person))?;
    let mut by_series: BTreeMap<_, Vec<&TicketRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.offer.is_none() && in_hand(row.ticket.state)) {
        by_series.entry(&row.series).or_default().push(row);
    }
    for rows in by_series.values() {
        let runs = rows.chunk_by(|one, other| one.no.next() == other.no);
        assignment.tickets.extend(runs.filter_map(tickets));
    }
    Ok(())
}

const fn in_hand(state: TicketState) -> bool {
    matches!(
        state,
        TicketState::Issued
            | TicketState::Printed
            | TicketState::Used
            | TicketState::VoidClaimed
            | TicketState::Void
            | TicketState::Lost
            | TicketState::Contested
    )
}

fn tickets(run: &[&TicketRow]) -> Option<AssignedTickets> {
    let (first, last) = (run.first()?, run.last()?);
    let unused = |row: &&&TicketRow| row.ticket.state.is_unused();
    // 3.2: numbers are used in order, so the first free number follows the
    // last one that is not free.
    let next = run.iter().rfind(|row| !unused(row)).map_or(first.no, |row| row.no.next());
    if next > last.no {
        return None;
    }
    let voids: Vec<TicketNo> = run
        .iter()
        .filter(|row| matches!(row.ticket.state, TicketState::Void | TicketState::VoidClaimed))
        .map(|row| row.no)
        .collect();
    let range = TicketRange { series: first.series.clone(), first: first.no, last: last.no };
    Some(AssignedTickets { range, next, voids })
}
