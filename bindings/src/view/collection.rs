//! Chapter 4.3: debts, bills, payments.

use dianfei_field::explain::BillView as FieldBill;
use dianfei_field::store::cash::PaymentRow;
use dianfei_field::store::receivable::{AreaRow, DebtorRow};
use dianfei_field::view::collection as field;
use dianfei_rules::money::Fen;
use dianfei_rules::ticket::book::NextTicket;
use dianfei_rules::words as shared;

use super::route::AccountView;
use super::status::StatusView;
use super::ticket::StandingView;
use super::words::{self, Told, Words};
use crate::error::CoreError;

/// A transformer area with what is open in it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AreaView {
    /// Its number.
    pub area: String,
    /// Its name.
    pub name: String,
    /// Customers with something open.
    pub debtors: u64,
    /// What is open of bills, fen.
    pub open_fen: Fen,
}

impl From<AreaRow> for AreaView {
    fn from(row: AreaRow) -> Self {
        Self {
            area: row.area.to_string(),
            name: row.name,
            debtors: row.debtors,
            open_fen: row.open_fen,
        }
    }
}

/// A customer who may pay.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DebtorView {
    /// Who.
    pub account: AccountView,
    /// What is open of bills, without late fee, fen.
    pub open_fen: Fen,
    /// Advance balance, fen.
    pub advance_fen: Fen,
}

impl From<DebtorRow> for DebtorView {
    fn from(row: DebtorRow) -> Self {
        Self { account: row.account.into(), open_fen: row.open_fen, advance_fen: row.advance_fen }
    }
}

/// Customers to collect from.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DebtorListView {
    /// What is always on screen.
    pub status: StatusView,
    /// The areas.
    pub areas: Vec<AreaView>,
    /// Customers with something open, in all areas together.
    pub owing: u64,
    /// What is open of bills, in all areas together, fen.
    pub open_fen: Fen,
    /// The customers that were asked for, in the order of the list.
    pub debtors: Vec<DebtorView>,
}

impl DebtorListView {
    pub(crate) fn of(list: field::DebtorList, status: StatusView) -> Self {
        Self {
            status,
            areas: list.areas.into_iter().map(AreaView::from).collect(),
            owing: list.owing,
            open_fen: list.open_fen,
            debtors: list.debtors.into_iter().map(DebtorView::from).collect(),
        }
    }
}

/// One open bill on the day of payment.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DebtView {
    /// The bill.
    pub bill: String,
    /// The billing period.
    pub period: String,
    /// The last day of the term.
    pub due_on: String,
    /// The energy charged, kWh.
    pub energy_kwh: String,
    /// What is open of the bill, fen.
    pub principal_fen: Fen,
    /// Late fee up to today, fen, with what was charged before and is unpaid.
    pub late_fee_fen: Fen,
    /// Days for which late fee is charged today.
    pub late_days: i64,
    /// Whether the phone has the bill with its lines; arrears from before the
    /// station's record have none.
    pub explained: bool,
    /// All of it, fen.
    pub total_fen: Fen,
}

impl From<field::DebtView> for DebtView {
    fn from(debt: field::DebtView) -> Self {
        Self {
            bill: debt.bill,
            period: debt.period.to_string(),
            due_on: debt.due_on.to_string(),
            energy_kwh: debt.energy_kwh.to_string(),
            principal_fen: debt.principal_fen,
            late_fee_fen: debt.late_fee_total_fen,
            late_days: debt.late_fee.days_current_year + debt.late_fee.days_over_the_year,
            explained: debt.explained,
            total_fen: debt.total_fen,
        }
    }
}

/// The number that the next payment gets.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NextTicketView {
    /// The series.
    pub series: String,
    /// The number as it is printed.
    pub no: String,
    /// Numbers left, this one included.
    pub left: u64,
    /// So few that a new book should be drawn (3.2).
    pub running_out: bool,
}

impl From<NextTicket> for NextTicketView {
    fn from(next: NextTicket) -> Self {
        Self {
            series: next.series.to_string(),
            no: next.no.to_string(),
            left: next.left,
            running_out: next.running_out,
        }
    }
}

/// What a customer owes on the business date.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuoteView {
    /// What is always on screen.
    pub status: StatusView,
    /// Who.
    pub account: AccountView,
    /// The date for which it is reckoned.
    pub paid_on: String,
    /// Open bills, oldest first.
    pub debts: Vec<DebtView>,
    /// Their sum, fen.
    pub total_fen: Fen,
    /// Their sum in capitals (大写).
    pub total_capitals: String,
    /// Advance balance, fen.
    pub advance_fen: Fen,
    /// The number that the next payment gets; absent where none is left (3.2).
    pub next_ticket: Option<NextTicketView>,
    /// No late fee is reckoned, as the station has not set this figure; absent
    /// otherwise.
    pub late_fee_unset: Option<Words>,
    /// What this phone took of them on that date already, latest first.
    pub earlier: Vec<PaymentView>,
    /// What was typed here before and not recorded, in the shell's own text;
    /// absent where nothing was.
    pub draft: Option<String>,
}

/// The parts of a quote's screen.
pub(crate) struct QuoteParts {
    pub(crate) status: StatusView,
    pub(crate) quote: field::Quote,
    pub(crate) total_capitals: String,
    pub(crate) draft: Option<String>,
}

impl From<QuoteParts> for QuoteView {
    fn from(parts: QuoteParts) -> Self {
        let QuoteParts { status, quote, total_capitals, draft } = parts;
        Self {
            status,
            account: quote.account.into(),
            paid_on: quote.paid_on.to_string(),
            debts: quote.debts.into_iter().map(DebtView::from).collect(),
            total_fen: quote.total_fen,
            total_capitals,
            advance_fen: quote.advance_fen,
            next_ticket: quote.next_ticket.map(NextTicketView::from),
            late_fee_unset: quote.late_fee_unset.as_deref().map(words::say),
            earlier: quote.earlier.into_iter().map(PaymentView::from).collect(),
            draft,
        }
    }
}

/// What of a payment goes to a bill.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AllocationView {
    /// The bill.
    pub bill: String,
    /// What goes to the bill itself, fen.
    pub principal_fen: Fen,
    /// What goes to its late fee, fen.
    pub late_fee_fen: Fen,
    /// Both together, fen.
    pub total_fen: Fen,
}

impl From<field::PaidLine> for AllocationView {
    fn from(line: field::PaidLine) -> Self {
        Self {
            bill: line.bill,
            principal_fen: line.principal_fen,
            late_fee_fen: line.late_fee_fen,
            total_fen: line.total_fen,
        }
    }
}

/// What a payment would come to; nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PaymentPreviewView {
    /// What is taken, fen.
    pub amount_fen: Fen,
    /// The same in capitals.
    pub amount_capitals: String,
    /// What the customer puts down, fen.
    pub received_fen: Fen,
    /// What goes back, fen.
    pub change_fen: Fen,
    /// What it is for.
    pub lines: Vec<AllocationView>,
    /// What goes to the advance balance, fen.
    pub advance_fen: Fen,
    /// What stays open of all debts, fen.
    pub still_open_fen: Fen,
}

impl From<field::PaymentPreview> for PaymentPreviewView {
    fn from(preview: field::PaymentPreview) -> Self {
        Self {
            amount_fen: preview.amount_fen,
            amount_capitals: preview.amount_capitals,
            received_fen: preview.received_fen,
            change_fen: preview.change_fen,
            lines: preview.lines.into_iter().map(AllocationView::from).collect(),
            advance_fen: preview.advance_fen,
            still_open_fen: preview.still_open_fen,
        }
    }
}

/// What a payment came to.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PaymentTakenView {
    /// The fact.
    pub payment: String,
    /// The ticket's series.
    pub series: String,
    /// The ticket's number as it is printed.
    pub no: String,
    /// What was taken, fen.
    pub amount_fen: Fen,
    /// What the customer put down, fen.
    pub received_fen: Fen,
    /// What goes back, fen.
    pub change_fen: Fen,
    /// What the ticket says that it is for.
    pub lines: Vec<AllocationView>,
    /// What goes to the advance balance, fen.
    pub advance_fen: Fen,
    /// Late fee in it, fen.
    pub late_fee_fen: Fen,
    /// Whether the collector now holds more cash than the station wants.
    pub over_cash_limit: bool,
    /// Numbers left.
    pub tickets_left: u64,
    /// So few that a new book should be drawn (3.2).
    pub running_out: bool,
    /// What is always on screen, after it.
    pub status: StatusView,
}

impl PaymentTakenView {
    pub(crate) fn of(
        outcome: field::PaymentOutcome,
        status: StatusView,
    ) -> Result<Self, CoreError> {
        Ok(Self {
            payment: outcome.payment.to_string(),
            series: outcome.series.to_string(),
            no: outcome.no.to_string(),
            amount_fen: outcome.amount_fen,
            received_fen: outcome.received_fen,
            change_fen: outcome.change_fen,
            lines: outcome.paid()?.into_iter().map(AllocationView::from).collect(),
            advance_fen: outcome.advance_fen,
            late_fee_fen: outcome.late_fee_fen()?,
            over_cash_limit: outcome.over_cash_limit(),
            tickets_left: outcome.tickets_left,
            running_out: outcome.running_out,
            status,
        })
    }
}

/// Money taken on this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PaymentView {
    /// Whose debt.
    pub account: String,
    /// The ticket's series.
    pub series: String,
    /// The ticket's number as it is printed.
    pub no: String,
    /// The date on the ticket.
    pub paid_on: String,
    /// When it was taken, UTC milliseconds.
    pub recorded_at_ms: i64,
    /// What was taken, fen.
    pub amount_fen: Fen,
    /// Whether its ticket is claimed void on this phone.
    pub void: bool,
    /// What the station said of it; absent until it was heard.
    pub verdict: Option<Told>,
    /// What the station says of the number since; absent where it has nothing to add.
    pub standing: Option<StandingView>,
}

impl From<PaymentRow> for PaymentView {
    fn from(row: PaymentRow) -> Self {
        Self {
            account: row.taken.account.to_string(),
            series: row.taken.series.to_string(),
            no: row.taken.no.to_string(),
            paid_on: row.business_date.to_string(),
            recorded_at_ms: row.recorded_ms,
            amount_fen: row.taken.amount_fen,
            void: row.void,
            verdict: row.verdict.as_ref().map(words::verdict),
            standing: row.standing.map(StandingView::from),
        }
    }
}

/// A bill with the steps that led to it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct BillView {
    /// The bill's number.
    pub bill: String,
    /// 户号.
    pub account: String,
    /// The billing period.
    pub period: String,
    /// The energy charged, kWh.
    pub energy_kwh: String,
    /// Whether the meter was not read and the energy is provisional.
    pub provisional: bool,
    /// How it came about, a sentence for each step, the total last.
    pub steps: Vec<Words>,
    /// What it comes to, fen.
    pub total_fen: Fen,
    /// The same in capitals.
    pub total_capitals: String,
}

impl BillView {
    pub(crate) fn of(bill: String, view: &FieldBill, total_capitals: String) -> Self {
        let document = &view.document;
        Self {
            bill,
            account: document.account.to_string(),
            period: document.period.to_string(),
            energy_kwh: document.energy.charged_kwh.to_string(),
            provisional: document.provisional,
            steps: view.steps.iter().map(|step| shared::step(step).into()).collect(),
            total_fen: document.total_fen,
            total_capitals,
        }
    }
}
