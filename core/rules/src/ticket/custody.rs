//! Who has which numbers, in which state; and when a new book may be drawn.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::YearMonth;
use crate::id::{PersonNo, TicketNo, TicketSeries};
use crate::refusal::Refusal;
use crate::ticket::book::{Ticket, TicketRange, TicketState};

/// Tickets by their natural key.
pub type Tickets = BTreeMap<(TicketSeries, TicketNo), Ticket>;

/// How many numbers are in each state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StateCount(BTreeMap<TicketState, u64>);

impl StateCount {
    /// Counts tickets.
    pub fn of<'a>(tickets: impl IntoIterator<Item = &'a Ticket>) -> Self {
        let mut count = Self::default();
        for ticket in tickets {
            *count.0.entry(ticket.state).or_default() += 1;
        }
        count
    }

    /// How many are in `state`.
    #[must_use]
    pub fn get(&self, state: TicketState) -> u64 {
        self.0.get(&state).copied().unwrap_or_default()
    }

    /// How many there are in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// How many can still be given for a payment.
    #[must_use]
    pub fn unused(&self) -> u64 {
        self.0.iter().filter(|(state, _)| state.is_unused()).map(|(_, count)| count).sum()
    }

    /// How many stand for a payment that counts.
    #[must_use]
    pub fn valid(&self) -> u64 {
        self.get(TicketState::Used)
    }

    /// 3.1: `received` numbers are the sum of all states; the difference, zero
    /// where the book balances.
    #[must_use]
    pub fn missing(&self, received: u64) -> u64 {
        received.abs_diff(self.total())
    }
}

/// The numbers as the shortest list of ranges, in order.
#[must_use]
pub fn condense<'a>(
    numbers: impl IntoIterator<Item = (&'a TicketSeries, TicketNo)>,
) -> Vec<TicketRange> {
    let mut sorted: Vec<_> = numbers.into_iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut ranges: Vec<TicketRange> = Vec::new();
    for (series, no) in sorted {
        match ranges.last_mut() {
            Some(range) if range.series == *series && range.last.next() == no => range.last = no,
            _ => ranges.push(TicketRange { series: series.clone(), first: no, last: no }),
        }
    }
    ranges
}

/// What `holder` has in `state`, as ranges.
#[must_use]
pub fn held(tickets: &Tickets, holder: &PersonNo, state: TicketState) -> Vec<TicketRange> {
    let held = tickets
        .iter()
        .filter(|(_, ticket)| ticket.holder == *holder && ticket.state == state)
        .map(|((series, no), _)| (series, *no));
    condense(held)
}

/// A month's volume of a holder that company finance has to sign for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueVolume {
    /// The month in which its tickets were used.
    pub period: YearMonth,
    /// How many numbers it has.
    pub count: u64,
    /// Whether company finance has signed for it.
    pub returned: bool,
}

/// 3.5: whether a holder may draw a new book in `period`: each volume of an
/// earlier month must be signed for. The current month's is not due yet.
///
/// Refuses `old_volume_not_returned` with the earliest month and its count.
pub fn may_draw_book(volumes: &[DueVolume], period: YearMonth) -> Result<(), Refusal> {
    let open = volumes
        .iter()
        .filter(|volume| volume.period < period && !volume.returned && volume.count > 0)
        .min_by_key(|volume| volume.period);
    match open {
        None => Ok(()),
        Some(volume) => Err(Refusal::by_clause("old_volume_not_returned", "3.5")
            .with("period", volume.period)
            .with("count", volume.count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> YearMonth {
        text.parse().expect("a month")
    }

    fn volume(period: &str, returned: bool) -> DueVolume {
        DueVolume { period: month(period), count: 84, returned }
    }

    #[test]
    fn a_new_book_waits_for_the_volumes_of_closed_months_only() {
        let now = month("2026-02");
        assert_eq!(may_draw_book(&[], now), Ok(()));
        assert_eq!(
            may_draw_book(&[volume("2026-01", true), volume("2026-02", false)], now),
            Ok(())
        );
        let open = [volume("2026-01", false), volume("2025-12", false), volume("2025-11", true)];
        let refused = may_draw_book(&open, now).expect_err("December is open");
        assert_eq!(refused.clause, Some("3.5".into()));
        assert_eq!(refused.figures.get("period"), Some("2025-12"));
        let nothing_used = DueVolume { count: 0, ..volume("2026-01", false) };
        assert_eq!(may_draw_book(&[nothing_used], now), Ok(()));
    }

    #[test]
    fn numbers_condense_to_ranges_within_their_series() {
        let (one, two): (TicketSeries, TicketSeries) =
            ("A".parse().expect("a series"), "B".parse().expect("a series"));
        let numbers = [(&one, 3), (&one, 1), (&one, 2), (&two, 4), (&one, 7), (&one, 7)];
        let ranges = condense(numbers.map(|(series, no)| (series, TicketNo::new(no))));
        let ends: Vec<_> = ranges
            .iter()
            .map(|range| (range.series.as_str(), range.first.get(), range.last.get()))
            .collect();
        assert_eq!(ends, [("A", 1, 3), ("A", 7, 7), ("B", 4, 4)]);
    }

    fn tickets(states: &[(TicketState, u64)]) -> Vec<Ticket> {
        let holder: PersonNo = "1007".parse().expect("a person number");
        let ticket = Ticket::in_stock(holder);
        let each = |(state, many): &(TicketState, u64)| {
            (0..*many).map(|_| Ticket { state: *state, ..ticket.clone() }).collect::<Vec<_>>()
        };
        states.iter().flat_map(each).collect()
    }

    #[test]
    fn each_state_has_its_count() {
        use TicketState::{Issued, Lost, Printed, Used, Void};
        let count = StateCount::of(&tickets(&[(Issued, 9), (Printed, 2), (Used, 4), (Void, 3)]));
        assert_eq!((count.get(Void), count.get(Lost)), (3, 0));
        assert_eq!((count.unused(), count.valid(), count.total()), (11, 4, 18));
    }

    #[test]
    fn a_missing_number_shows_in_the_count() {
        let count = StateCount::of(&tickets(&[(TicketState::InStock, 9)]));
        assert_eq!((count.missing(9), count.missing(12), count.missing(7)), (0, 3, 2));
    }

    #[test]
    fn what_a_person_holds_is_told_by_state() {
        let series: TicketSeries = "A".parse().expect("a series");
        let (one, other): (PersonNo, PersonNo) =
            ("1007".parse().expect("a person"), "1008".parse().expect("a person"));
        let tickets: Tickets = [
            (1, TicketState::Used, &one),
            (2, TicketState::Issued, &one),
            (3, TicketState::Issued, &one),
            (4, TicketState::Issued, &other),
        ]
        .into_iter()
        .map(|(no, state, holder)| {
            let ticket = Ticket { state, ..Ticket::in_stock(holder.clone()) };
            ((series.clone(), TicketNo::new(no)), ticket)
        })
        .collect();
        let range = |first, last| TicketRange {
            series: series.clone(),
            first: TicketNo::new(first),
            last: TicketNo::new(last),
        };
        assert_eq!(held(&tickets, &one, TicketState::Issued), [range(2, 3)]);
        assert_eq!(held(&tickets, &other, TicketState::Issued), [range(4, 4)]);
        assert_eq!(held(&tickets, &other, TicketState::Used), []);
    }
}
