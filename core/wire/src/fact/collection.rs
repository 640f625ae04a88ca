//! Chapter 4.3: money taken, handed over and banked.

use chrono::NaiveDate;
use dianfei_rules::id::{AccountNo, AreaNo, PersonNo, TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use serde::{Deserialize, Serialize};

use super::FactId;
use super::ticket::TicketRange;
use crate::chain::{Hash, Signature};
use crate::part::PartHash;

/// How money was taken (4.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollectionMode {
    /// 坐收.
    Counter,
    /// 走收.
    DoorToDoor,
}

/// What the ticket says that the money is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedAllocation {
    /// The bill.
    pub bill: String,
    /// What goes to the bill itself.
    pub principal_fen: Fen,
    /// What goes to its late fee.
    pub late_fee_fen: Fen,
}

/// Money taken and its ticket: one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    /// Whose debt.
    pub account: AccountNo,
    /// The ticket's series.
    pub series: TicketSeries,
    /// The ticket's number.
    pub no: TicketNo,
    /// What was taken: received less change.
    pub amount_fen: Fen,
    /// What the customer put down.
    pub received_fen: Fen,
    /// What went back.
    pub change_fen: Fen,
    /// How.
    pub mode: CollectionMode,
    /// The energy of the bills named, as printed.
    pub energy_kwh: Kwh,
    /// What the ticket says.
    pub printed: Vec<PrintedAllocation>,
    /// What the ticket says goes to the advance balance.
    pub advance_fen: Fen,
}

/// A number of notes or coins of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Denomination {
    /// The value of one piece.
    pub value_fen: Fen,
    /// How many pieces.
    pub pieces: u32,
}

/// What is handed over (附件七).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverContent {
    /// Unused tickets.
    pub tickets: Vec<TicketRange>,
    /// Receivable lists and statements, by transformer area.
    pub lists: Vec<AreaNo>,
    /// Cash.
    pub cash_fen: Fen,
    /// The cash by denomination.
    pub denominations: Vec<Denomination>,
    /// How many tickets the cash stands for.
    pub used_count: u32,
    /// Used and void tickets whose stubs come along.
    pub used: Vec<TicketRange>,
}

/// What can happen in collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollectionFact {
    /// Money was taken.
    Collected(Collected),
    /// One side puts something into the other's hands; it is in transit.
    HandoverOffered {
        /// To whom.
        to: PersonNo,
        /// What.
        content: HandoverContent,
        /// The hash of the canonical content: what the other side signs.
        content_hash: Hash,
    },
    /// The other side took it. Custody moves here.
    HandoverAccepted {
        /// The offer.
        offer: FactId,
        /// The hash that was accepted.
        content_hash: Hash,
        /// The receiving phone's own signature; absent for a signed-in person.
        #[serde(skip_serializing_if = "Option::is_none")]
        signature: Option<Signature>,
    },
    /// An open offer was taken back, or refused by the other side.
    HandoverWithdrawn {
        /// The offer.
        offer: FactId,
        /// Why.
        reason: String,
    },
    /// The day's cash went to the special account (4.3.7).
    BankDeposited {
        /// How much.
        amount_fen: Fen,
        /// The bank's slip.
        slip_no: String,
        /// A picture of it; absent where the paper alone is kept.
        #[serde(skip_serializing_if = "Option::is_none")]
        slip: Option<PartHash>,
    },
    /// A receivable list was posted in its area (4.3.4).
    ListPosted {
        /// The area.
        area: AreaNo,
        /// Where.
        place: String,
        /// A picture of it; absent without.
        #[serde(skip_serializing_if = "Option::is_none")]
        photo: Option<PartHash>,
    },
    /// The stub of a ticket was entered at the desk, because the phone that
    /// recorded its money is lost (3.1).
    StubEntered {
        /// Who took the money.
        taker: PersonNo,
        /// The date on the ticket.
        paid_on: NaiveDate,
        /// What the stub says.
        collected: Collected,
    },
    /// Disputed money was settled: a copy was seen, or denied by the customer.
    DisputeSettled {
        /// The payment.
        payment: FactId,
        /// Whether it is confirmed.
        confirmed: bool,
        /// The evidence.
        evidence: String,
    },
}
