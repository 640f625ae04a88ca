//! Debts, payments and handovers as the shell shows them.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::collection::allocation::AllocationLine;
use dianfei_rules::collection::late_fee::LateFee;
use dianfei_rules::id::{TicketNo, TicketSeries};
use dianfei_rules::money::{Fen, MoneyError};
use dianfei_rules::paper::PrintLine;
use dianfei_rules::quantity::Kwh;
use dianfei_rules::ticket::book::NextTicket;
use dianfei_wire::FactId;
use dianfei_wire::assignment::AssignedAccount;
use dianfei_wire::fact::ticket::TicketRange;
use serde::{Deserialize, Serialize};

use crate::collection::too_large;
use crate::error::FieldError;
use crate::store::cash::{CountRow, PaymentRow};
use crate::store::receivable::{AreaRow, DebtorRow};
use crate::store::standing::Standing;

/// Customers to collect from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtorList {
    /// The areas, each with what is open in it.
    pub areas: Vec<AreaRow>,
    /// Customers with something open, in all areas together.
    pub owing: u64,
    /// What is open of bills, in all areas together.
    pub open_fen: Fen,
    /// The customers that were asked for, in the order of the list.
    pub debtors: Vec<DebtorRow>,
}

/// One open bill on the day of payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtView {
    /// The bill.
    pub bill: String,
    /// The billing period.
    pub period: YearMonth,
    /// The last day of the term.
    pub due_on: NaiveDate,
    /// The energy charged.
    pub energy_kwh: Kwh,
    /// What is open of the bill.
    pub principal_fen: Fen,
    /// Late fee charged before and unpaid.
    pub late_fee_open_fen: Fen,
    /// Late fee that a payment on this day is charged.
    pub late_fee: LateFee,
    /// Late fee of both kinds.
    pub late_fee_total_fen: Fen,
    /// All of it.
    pub total_fen: Fen,
    /// Whether the phone has the bill with its lines; arrears from before the
    /// station's record have none.
    pub explained: bool,
}

/// What a customer owes on the business date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Who.
    pub account: AssignedAccount,
    /// The date for which it is reckoned.
    pub paid_on: NaiveDate,
    /// Open bills, oldest first.
    pub debts: Vec<DebtView>,
    /// Their sum.
    pub total_fen: Fen,
    /// Advance balance.
    pub advance_fen: Fen,
    /// The number that the next payment gets; absent where none is left (3.2).
    pub next_ticket: Option<NextTicket>,
    /// The policy that is unset, so that no late fee is reckoned; absent otherwise.
    pub late_fee_unset: Option<String>,
    /// What this phone took of them on that date already, latest first.
    pub earlier: Vec<PaymentRow>,
}

/// What of a payment goes to a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidLine {
    /// The bill.
    pub bill: String,
    /// What goes to the bill itself.
    pub principal_fen: Fen,
    /// What goes to its late fee.
    pub late_fee_fen: Fen,
    /// Both together.
    pub total_fen: Fen,
}

impl TryFrom<&AllocationLine> for PaidLine {
    type Error = MoneyError;

    fn try_from(line: &AllocationLine) -> Result<Self, MoneyError> {
        Ok(Self {
            bill: line.bill.clone(),
            principal_fen: line.principal_fen,
            late_fee_fen: line.late_fee_fen,
            total_fen: line.total_fen()?,
        })
    }
}

/// What a payment would come to; nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentPreview {
    /// What is taken.
    pub amount_fen: Fen,
    /// The same in capitals.
    pub amount_capitals: String,
    /// What the customer puts down.
    pub received_fen: Fen,
    /// What goes back.
    pub change_fen: Fen,
    /// What it is for.
    pub lines: Vec<PaidLine>,
    /// What goes to the advance balance.
    pub advance_fen: Fen,
    /// What stays open of all debts.
    pub still_open_fen: Fen,
}

/// What a payment came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentOutcome {
    /// The fact.
    pub payment: FactId,
    /// The ticket's series.
    pub series: TicketSeries,
    /// The ticket's number.
    pub no: TicketNo,
    /// What was taken.
    pub amount_fen: Fen,
    /// What the customer put down.
    pub received_fen: Fen,
    /// What goes back.
    pub change_fen: Fen,
    /// What the ticket says that it is for.
    pub lines: Vec<AllocationLine>,
    /// What goes to the advance balance.
    pub advance_fen: Fen,
    /// Cash in hand after it.
    pub cash_fen: Fen,
    /// The cash that the collector may hold; absent where the station set none.
    pub cash_limit_fen: Option<Fen>,
    /// Numbers left after it.
    pub tickets_left: u64,
    /// So few that a new book should be drawn (3.2).
    pub running_out: bool,
    /// The policy that was unset, so that no late fee could be reckoned; absent otherwise.
    pub late_fee_unset: Option<String>,
}

impl PaymentOutcome {
    /// Whether the collector holds more cash than the station wants. It stops nothing.
    #[must_use]
    pub fn over_cash_limit(&self) -> bool {
        self.cash_limit_fen.is_some_and(|limit| self.cash_fen > limit)
    }

    /// What it is for, each line with its sum.
    pub fn paid(&self) -> Result<Vec<PaidLine>, FieldError> {
        self.lines.iter().map(PaidLine::try_from).collect::<Result<_, _>>().map_err(too_large)
    }

    /// Late fee in it.
    pub fn late_fee_fen(&self) -> Result<Fen, FieldError> {
        Fen::sum(self.lines.iter().map(|line| line.late_fee_fen)).map_err(too_large)
    }
}

/// A ticket for the screen and the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptView {
    /// The lines of the customer's copy.
    pub lines: Vec<PrintLine>,
    /// The printer's bytes for all three copies.
    pub bytes: Vec<u8>,
    /// Whether it was printed before: then it says so.
    pub reprint: bool,
    /// What the station says of the number; absent where it has nothing to add.
    pub standing: Option<Standing>,
}

/// What a void or a loss came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimOutcome {
    /// The fact.
    pub claim: FactId,
    /// Money that stays in the holder's hands until the cashier has seen all
    /// copies; zero for a number that was not used.
    pub held_fen: Fen,
    /// Numbers left after it.
    pub tickets_left: u64,
}

/// The day before the count: what the tickets say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTally {
    /// Cash that should be in hand.
    pub expected_fen: Fen,
    /// Tickets used for money since the last hand-in.
    pub used_count: u32,
    /// Tickets claimed void since then.
    pub voids: Vec<TicketNo>,
    /// Used and void numbers since then.
    pub used: Vec<TicketRange>,
    /// The count, where it is newer than the last movement of cash.
    pub count: Option<CountRow>,
    /// What was counted less what the tickets say; absent without a count.
    pub difference_fen: Option<Fen>,
    /// Whether the day may close; absent where it may (2.3).
    pub open_because: Option<dianfei_rules::refusal::Refusal>,
}

/// What counted pieces come to; nothing is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountPreview {
    /// What they come to.
    pub counted_fen: Fen,
    /// Counted less expected.
    pub difference_fen: Fen,
}

/// What a count came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountOutcome {
    /// The fact.
    pub count: FactId,
    /// What the tickets say.
    pub expected_fen: Fen,
    /// What was counted.
    pub counted_fen: Fen,
    /// Counted less expected; other than zero it is reported to the head (2.3).
    pub difference_fen: Fen,
}

/// What a handover came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverOutcome {
    /// The offer.
    pub offer: FactId,
    /// The fact: the offer itself or the answer to it.
    pub fact: FactId,
    /// Cash that passes.
    pub cash_fen: Fen,
    /// Used and void numbers that pass.
    pub used: Vec<TicketRange>,
}
