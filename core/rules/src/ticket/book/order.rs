//! The order in which books are used: no number is skipped (3.2).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{TicketNo, TicketSeries};
use crate::refusal::Refusal;
use crate::ticket::book::TicketRange;

/// A book in someone's hands and how far it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookProgress {
    /// Its numbers.
    pub range: TicketRange,
    /// The first number that is not used, void or otherwise spoken for; past
    /// the last number where the book is finished.
    pub next: TicketNo,
}

impl BookProgress {
    /// How many numbers are left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.range.last.next().get().saturating_sub(self.next.get())
    }
}

/// The number that the next payment gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextTicket {
    /// The series.
    pub series: TicketSeries,
    /// The number.
    pub no: TicketNo,
    /// How many are left in all books, this one included.
    pub left: u64,
    /// Whether that is so few that a new book should be drawn.
    pub running_out: bool,
}

/// The number that the next payment gets: the first unused of the first book
/// that has any (3.2: in order, no skipping).
///
/// Refuses `no_ticket_left` (3.2): without a number no payment starts.
pub fn next_number(books: &[BookProgress], warn_at: u32) -> Result<NextTicket, Refusal> {
    let left: u64 = books.iter().map(BookProgress::left).sum();
    let book = books
        .iter()
        .find(|book| book.left() > 0)
        .ok_or_else(|| Refusal::by_clause("no_ticket_left", "3.2"))?;
    Ok(NextTicket {
        series: book.range.series.clone(),
        no: book.next,
        left,
        running_out: left <= u64::from(warn_at),
    })
}

/// Numbers of a book that were passed over (错开, 漏开).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The numbers passed over.
    pub skipped: TicketRange,
    /// The number used in their place.
    pub used: TicketNo,
    /// On which day.
    pub on: NaiveDate,
}

/// The gap that using `no` on `on` leaves in the book: a finding (3.2), it
/// stops nothing. Absent where the number is the next one or an earlier one.
#[must_use]
pub fn gap(book: &BookProgress, no: TicketNo, on: NaiveDate) -> Option<Gap> {
    (book.next < no).then(|| Gap {
        skipped: TicketRange {
            series: book.range.series.clone(),
            first: book.next,
            last: TicketNo::new(no.get().saturating_sub(1)),
        },
        used: no,
        on,
    })
}
