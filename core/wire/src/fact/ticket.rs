//! Chapter 3: claims on ticket numbers. Their state and holder are the fold of
//! these claims and of the payments that name them.

use dianfei_rules::id::{TicketNo, TicketSeries};
use serde::{Deserialize, Serialize};

/// A run of ticket numbers, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TicketRange {
    /// The series.
    pub series: TicketSeries,
    /// The first number.
    pub first: TicketNo,
    /// The last number.
    pub last: TicketNo,
}

impl TicketRange {
    /// How many numbers; zero where the ends are the wrong way round.
    #[must_use]
    pub fn count(&self) -> u64 {
        (self.last.get() + 1).saturating_sub(self.first.get())
    }

    /// Whether the number lies in the range.
    #[must_use]
    pub fn contains(&self, series: &TicketSeries, no: TicketNo) -> bool {
        self.series == *series && (self.first..=self.last).contains(&no)
    }
}

/// What can happen to tickets beside use and handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketFact {
    /// A book came from the company into the custodian's stock.
    BookReceived {
        /// Its numbers.
        range: TicketRange,
    },
    /// The holder says that a ticket is void (3.4); the cash stays in his
    /// custody until all copies were seen.
    VoidClaimed {
        /// The series.
        series: TicketSeries,
        /// The number.
        no: TicketNo,
        /// Why.
        reason: String,
        /// How many of the three copies the holder has.
        copies_kept: u8,
    },
    /// The cashier saw all three copies of a void ticket.
    VoidConfirmed {
        /// The series.
        series: TicketSeries,
        /// The number.
        no: TicketNo,
    },
    /// A ticket was lost or damaged (3.2).
    TicketLost {
        /// The series.
        series: TicketSeries,
        /// The number.
        no: TicketNo,
        /// The report.
        report: String,
    },
    /// A month's accounting copies were bound (3.4).
    VolumeBound {
        /// The numbers bound.
        range: TicketRange,
        /// How many are void.
        voids: u32,
    },
    /// Company finance signed for a bound volume (3.5), on paper.
    VolumeReturned {
        /// The numbers returned.
        range: TicketRange,
        /// Who signed at company finance.
        signed_by: String,
    },
}
