//! Ticket numbers: the claims on one number, their fold, and the order in
//! which a book is used.

mod order;

pub use order::{BookProgress, Gap, NextTicket, gap, next_number};

use serde::{Deserialize, Serialize};

use crate::id::{AccountNo, PersonNo, TicketNo, TicketSeries};
use crate::money::Fen;

/// A run of ticket numbers of one series, both ends included.
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
    pub const fn count(&self) -> u64 {
        self.last.next().get().saturating_sub(self.first.get())
    }

    /// Whether the number lies in the range.
    #[must_use]
    pub fn contains(&self, series: &TicketSeries, no: TicketNo) -> bool {
        self.series == *series && (self.first..=self.last).contains(&no)
    }

    /// The numbers in order.
    pub fn numbers(&self) -> impl Iterator<Item = TicketNo> + use<> {
        (self.first.get()..=self.last.get()).map(TicketNo::new)
    }
}

/// The state of one ticket number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// With the custodian, not given to anyone (库存).
    InStock,
    /// In a holder's book, unused (已领).
    Issued,
    /// Printed for a bill and not yet paid.
    Printed,
    /// Given for one payment (已用).
    Used,
    /// The holder says that it is void; not all copies are seen yet.
    VoidClaimed,
    /// Void, all copies seen (废票).
    Void,
    /// Lost or damaged, with a report (遗失).
    Lost,
    /// Its phone is lost, and nobody knows what became of it.
    Unaccounted,
    /// Claims that exclude each other: a person must settle it.
    Contested,
    /// Its accounting copy is in a bound volume (已装订).
    Bound,
    /// Company finance signed for its volume (已缴销).
    Returned,
}

impl TicketState {
    /// All states.
    pub const ALL: [Self; 11] = [
        Self::InStock,
        Self::Issued,
        Self::Printed,
        Self::Used,
        Self::VoidClaimed,
        Self::Void,
        Self::Lost,
        Self::Unaccounted,
        Self::Contested,
        Self::Bound,
        Self::Returned,
    ];

    /// The stable code, as stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InStock => "in_stock",
            Self::Issued => "issued",
            Self::Printed => "printed",
            Self::Used => "used",
            Self::VoidClaimed => "void_claimed",
            Self::Void => "void",
            Self::Lost => "lost",
            Self::Unaccounted => "unaccounted",
            Self::Contested => "contested",
            Self::Bound => "bound",
            Self::Returned => "returned",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the number can still be given for a payment.
    #[must_use]
    pub const fn is_unused(self) -> bool {
        matches!(self, Self::InStock | Self::Issued | Self::Printed)
    }
}

/// The payment for which a ticket was given: with its number, the natural key
/// of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketUse {
    /// Whose debt.
    pub account: AccountNo,
    /// What was taken.
    pub amount_fen: Fen,
}

/// One number with its fold so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its state.
    pub state: TicketState,
    /// Who has it.
    pub holder: PersonNo,
    /// The payment it was given for; absent while unused or void from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_for: Option<TicketUse>,
    /// The bill it was printed for; absent where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed_for: Option<String>,
}

impl Ticket {
    /// A number that just came into the stock of `custodian`.
    #[must_use]
    pub const fn in_stock(custodian: PersonNo) -> Self {
        Self { state: TicketState::InStock, holder: custodian, used_for: None, printed_for: None }
    }
}

/// What someone says of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// A handover was accepted: someone else has it.
    HandedTo {
        /// The receiver.
        holder: PersonNo,
    },
    /// It went back unused into the custodian's stock.
    HandedBack {
        /// The custodian.
        custodian: PersonNo,
    },
    /// It was printed for a bill, before payment.
    PrintedFor {
        /// The bill.
        bill: String,
    },
    /// It was given for a payment.
    UsedFor {
        /// Who gave it.
        by: PersonNo,
        /// For what.
        payment: TicketUse,
    },
    /// The holder says that it is void.
    VoidClaimed {
        /// Who says so.
        by: PersonNo,
    },
    /// The cashier saw all three copies.
    VoidConfirmed,
    /// It was lost or damaged.
    Lost,
    /// Its phone is lost.
    Unaccounted,
    /// A contested number was settled: given for this payment, or for none.
    Settled {
        /// The payment that stands; absent where it is void.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payment: Option<TicketUse>,
    },
    /// Its accounting copy was bound.
    Bound,
    /// Company finance signed for its volume.
    Returned,
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimOutcome {
    /// It counts; the number is so now.
    Applied(Ticket),
    /// Another witness of what is already known.
    AlreadyApplied,
    /// It excludes what is known: the number is contested, with the reason.
    Contested {
        /// The number as it is now.
        ticket: Ticket,
        /// Why, as a stable code.
        reason: &'static str,
    },
    /// It cannot be said of a number in this state, and nothing changes.
    OutOfPlace,
}

/// Folds one claim into a number.
#[must_use]
pub fn claim(ticket: &Ticket, claim: &Claim) -> ClaimOutcome {
    use TicketState as S;
    match (claim, ticket.state) {
        (Claim::UsedFor { by, payment }, _) => used(ticket, by, payment),
        (Claim::VoidClaimed { by }, _) => void_claimed(ticket, by),
        (Claim::HandedTo { holder }, S::InStock) => ClaimOutcome::Applied(Ticket {
            state: S::Issued,
            holder: holder.clone(),
            ..ticket.clone()
        }),
        (Claim::HandedTo { holder }, _) => {
            ClaimOutcome::Applied(Ticket { holder: holder.clone(), ..ticket.clone() })
        }
        (Claim::HandedBack { custodian }, S::Issued) => {
            ClaimOutcome::Applied(Ticket::in_stock(custodian.clone()))
        }
        (Claim::PrintedFor { bill }, S::Issued) => ClaimOutcome::Applied(Ticket {
            state: S::Printed,
            printed_for: Some(bill.clone()),
            ..ticket.clone()
        }),
        (Claim::PrintedFor { bill }, S::Printed) if ticket.printed_for.as_ref() == Some(bill) => {
            ClaimOutcome::AlreadyApplied
        }
        // Its payment is taken back: the same money said once more is no witness.
        (Claim::VoidConfirmed, S::VoidClaimed) => {
            ClaimOutcome::Applied(Ticket { state: S::Void, used_for: None, ..ticket.clone() })
        }
        (Claim::VoidConfirmed, S::Void) | (Claim::Lost, S::Lost) => ClaimOutcome::AlreadyApplied,
        (
            Claim::Lost,
            S::InStock | S::Issued | S::Printed | S::Used | S::VoidClaimed | S::Unaccounted,
        ) => moved(ticket, S::Lost),
        (Claim::Unaccounted, S::Issued | S::Printed) => moved(ticket, S::Unaccounted),
        (Claim::Unaccounted, S::Unaccounted) => ClaimOutcome::AlreadyApplied,
        (Claim::Settled { payment }, S::Contested) => ClaimOutcome::Applied(Ticket {
            state: if payment.is_some() { S::Used } else { S::Void },
            used_for: payment.clone(),
            ..ticket.clone()
        }),
        // 3.5: lost and unaccounted numbers bind with their report.
        (Claim::Bound, S::Used | S::Void | S::Lost | S::Unaccounted) => moved(ticket, S::Bound),
        (Claim::Bound, S::Bound) | (Claim::Returned, S::Returned) => ClaimOutcome::AlreadyApplied,
        (Claim::Returned, S::Bound) => moved(ticket, S::Returned),
        (
            Claim::HandedBack { .. }
            | Claim::PrintedFor { .. }
            | Claim::VoidConfirmed
            | Claim::Lost
            | Claim::Unaccounted
            | Claim::Settled { .. }
            | Claim::Bound
            | Claim::Returned,
            _,
        ) => ClaimOutcome::OutOfPlace,
    }
}

fn used(ticket: &Ticket, by: &PersonNo, payment: &TicketUse) -> ClaimOutcome {
    // The natural key of money: the same number, account and amount is a
    // second witness (a stub, a found phone, the customer's copy).
    if ticket.used_for.as_ref() == Some(payment) {
        return ClaimOutcome::AlreadyApplied;
    }
    let reason = match ticket.state {
        TicketState::Issued | TicketState::Printed | TicketState::Unaccounted => {
            if ticket.holder == *by {
                return ClaimOutcome::Applied(Ticket {
                    state: TicketState::Used,
                    used_for: Some(payment.clone()),
                    ..ticket.clone()
                });
            }
            "ticket_not_held"
        }
        TicketState::InStock => "ticket_not_issued",
        TicketState::VoidClaimed | TicketState::Void => "ticket_void",
        TicketState::Lost => "ticket_lost",
        TicketState::Used | TicketState::Contested | TicketState::Bound | TicketState::Returned => {
            "ticket_used_twice"
        }
    };
    contested(ticket, reason)
}

fn void_claimed(ticket: &Ticket, by: &PersonNo) -> ClaimOutcome {
    match ticket.state {
        TicketState::Issued | TicketState::Printed | TicketState::Used if ticket.holder == *by => {
            moved(ticket, TicketState::VoidClaimed)
        }
        TicketState::VoidClaimed | TicketState::Void => ClaimOutcome::AlreadyApplied,
        TicketState::Issued | TicketState::Printed | TicketState::Used => {
            contested(ticket, "ticket_not_held")
        }
        TicketState::Lost | TicketState::Unaccounted => contested(ticket, "ticket_lost"),
        TicketState::InStock => ClaimOutcome::OutOfPlace,
        TicketState::Contested | TicketState::Bound | TicketState::Returned => {
            contested(ticket, "ticket_used_twice")
        }
    }
}

fn moved(ticket: &Ticket, state: TicketState) -> ClaimOutcome {
    ClaimOutcome::Applied(Ticket { state, ..ticket.clone() })
}

fn contested(ticket: &Ticket, reason: &'static str) -> ClaimOutcome {
    let ticket = Ticket { state: TicketState::Contested, ..ticket.clone() };
    ClaimOutcome::Contested { ticket, reason }
}

#[cfg(test)]
mod tests;
