//! Chapter 4.3 on the phone: debts, payments, tickets.

use dianfei_rules::collection::allocation::Allocation;
use dianfei_rules::id::{AccountNo, AreaNo, TicketNo, TicketSeries};
use dianfei_rules::money::{Fen, MoneyError};
use dianfei_rules::policy::PolicyView;
use dianfei_rules::quantity::Kwh;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::ticket::book::{
    BookProgress, NextTicket, TicketRange as RuleRange, next_number,
};
use dianfei_wire::PartHash;
use dianfei_wire::fact::collection::{Collected, CollectionMode, PrintedAllocation};
use dianfei_wire::fact::{CollectionFact, FactBody};
use rusqlite::Connection;

use crate::error::FieldError;
use crate::field::{Field, policies};
use crate::receipt;
use crate::record::{Command, Done, Recording};
use crate::store::cash::{self, PaymentRow};
use crate::store::receivable::{self, AreaRow, DebtorFilter, ReceivableRow};
use crate::store::{device, part, ticket};
use crate::view::collection::{
    DebtView, DebtorList, PaidLine, PaymentOutcome, PaymentPreview, Quote,
};

/// Money that a customer gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRequest {
    /// A number that the shell makes once for this payment.
    pub request_id: String,
    /// Whose debt.
    pub account: AccountNo,
    /// The bills that it is for; empty for the oldest first.
    pub bills: Vec<String>,
    /// What is taken, in yuan as typed.
    pub amount: String,
    /// What the customer puts down, in yuan as typed.
    pub received: String,
    /// How.
    pub mode: CollectionMode,
}

/// A receivable list that was posted in its area (4.3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedListRequest {
    /// A number that the shell makes once for this thumb.
    pub request_id: String,
    /// The area.
    pub area: AreaNo,
    /// Where.
    pub place: String,
    /// A picture of it that was kept before; absent without.
    pub photo: Option<PartHash>,
}

mod terms;

use terms::{Divided, Taken, debt_view, divide, energy_of, terms};

impl Field {
    /// The transformer areas to collect in.
    pub fn areas(&self) -> Result<Vec<AreaRow>, FieldError> {
        self.store.read(receivable::areas)
    }

    /// Customers by area, account number, name, address or meter number, paged,
    /// beside what is open in all areas.
    pub fn debtors(&self, filter: &DebtorFilter) -> Result<DebtorList, FieldError> {
        self.store.read(|tx| {
            let areas = receivable::areas(tx)?;
            let open_fen = Fen::sum(areas.iter().map(|area| area.open_fen)).map_err(too_large)?;
            Ok(DebtorList {
                owing: areas.iter().map(|area| area.debtors).sum(),
                open_fen,
                areas,
                debtors: receivable::debtors(tx, filter)?,
            })
        })
    }

    /// What a customer owes on the business date, late fee included (2.4).
    pub fn quote(&self, account: &AccountNo) -> Result<Quote, FieldError> {
        let now = self.now();
        self.store.read(|tx| {
            let device = device::get(tx)?;
            let paid_on = self.date_of(&device, now);
            let (_, policies) = policies(tx)?;
            let view = policies.on(paid_on);
            let debtor = receivable::debtor(tx, account)?;
            let rows = receivable::receivables(tx, account)?;
            let terms = terms(&debtor, &rows, paid_on, &view)?;
            let debts: Vec<DebtView> = terms
                .debts
                .iter()
                .map(|debt| debt_view(debt, &rows))
                .collect::<Result<_, MoneyError>>()
                .map_err(too_large)?;
            let total_fen = terms.total_fen().map_err(too_large)?;
            let next_ticket = next_ticket(tx, &view).ok();
            Ok(Quote {
                account: debtor.account,
                paid_on,
                debts,
                total_fen,
                advance_fen: debtor.advance_fen,
                next_ticket,
                late_fee_unset: terms.policy_unset,
                earlier: cash::payments_of(tx, account, paid_on)?,
            })
        })
    }

    /// What bills of a customer come to on the business date, late fee included;
    /// all that are open where none is named.
    pub fn owed(&self, account: &AccountNo, bills: &[String]) -> Result<Fen, FieldError> {
        let now = self.now();
        self.store.read(|tx| {
            let paid_on = self.date_of(&device::get(tx)?, now);
            let (_, policies) = policies(tx)?;
            let debtor = receivable::debtor(tx, account)?;
            let rows = receivable::receivables(tx, account)?;
            terms(&debtor, &rows, paid_on, &policies.on(paid_on))?.owed_fen(bills)
        })
    }

    /// Takes money and gives the next ticket for it: one fact. Money is never
    /// refused but for want of a ticket number (3.2).
    pub fn take_payment(
        &self,
        request: &PaymentRequest,
    ) -> Result<Done<PaymentOutcome>, FieldError> {
        let taken = Taken::typed(request)?;
        let command = Command { name: "take_payment", request: &request.request_id };
        self.record(command, |recording| take(recording, &taken))
    }

    /// What a payment would come to; nothing is recorded and no ticket is used.
    pub fn preview_payment(&self, request: &PaymentRequest) -> Result<PaymentPreview, FieldError> {
        let taken = Taken::typed(request)?;
        let now = self.now();
        self.store.read(|tx| {
            let today = self.date_of(&device::get(tx)?, now);
            let (_, policies) = policies(tx)?;
            let view = policies.on(today);
            let divided = divide(tx, &taken, today, &view)?;
            let owed = divided.terms.total_fen().map_err(too_large)?;
            let paid = taken.amount_fen.minus(divided.allocation.advance_fen);
            let still_open_fen = paid.and_then(|paid| owed.minus(paid)).map_err(too_large)?;
            let lines = divided.allocation.lines.iter().map(PaidLine::try_from);
            let lines = lines.collect::<Result<_, _>>().map_err(too_large)?;
            Ok(PaymentPreview {
                amount_fen: taken.amount_fen,
                amount_capitals: receipt::capitals_of(taken.amount_fen, &view)?,
                received_fen: taken.received_fen,
                change_fen: taken.change_fen,
                lines,
                advance_fen: divided.allocation.advance_fen,
                still_open_fen,
            })
        })
    }

    /// An amount in capitals (大写), in the spelling of the station's policy.
    pub fn capitals(&self, amount_fen: Fen) -> Result<String, FieldError> {
        let now = self.now();
        self.store.read(|tx| {
            let today = self.date_of(&device::get(tx)?, now);
            let (_, policies) = policies(tx)?;
            receipt::capitals_of(amount_fen, &policies.on(today))
        })
    }

    /// The payment under a ticket number.
    pub fn payment(&self, series: &TicketSeries, no: TicketNo) -> Result<PaymentRow, FieldError> {
        self.store
            .read(|tx| cash::payment(tx, series, no))?
            .ok_or_else(|| FieldError::not_found("payment", no))
    }

    /// Records that a receivable list was posted in its area (4.3.4).
    pub fn post_list(
        &self,
        request: &PostedListRequest,
    ) -> Result<Done<dianfei_wire::FactId>, FieldError> {
        let command = Command { name: "post_list", request: &request.request_id };
        self.record(command, |recording| {
            let place = request.place.trim().to_owned();
            if place.is_empty() {
                return Err(FieldError::invalid("place", "missing"));
            }
            if let Some(photo) = request.photo
                && !part::is_kept(recording.tx, photo)?
            {
                return Err(FieldError::not_found("photo", photo));
            }
            let (area, photo) = (request.area.clone(), request.photo);
            recording.append(FactBody::Collection(CollectionFact::ListPosted {
                area,
                place,
                photo,
            }))
        })
    }
}

/// Money as a person types it: more than nothing, at most two places.
pub(crate) fn money(field: &'static str, text: &str) -> Result<Fen, FieldError> {
    let amount: Fen = text
        .trim()
        .parse()
        .map_err(|error: MoneyError| FieldError::invalid(field, error.code()))?;
    if amount.is_negative() {
        return Err(FieldError::invalid(field, "negative"));
    }
    if amount.is_zero() {
        return Err(FieldError::invalid(field, "nothing"));
    }
    if amount > LARGEST_PAYMENT {
        return Err(FieldError::invalid(field, "too_large"));
    }
    Ok(amount)
}

/// Ten million yuan: more than a ticket's customer carries, less than any sum overflows.
const LARGEST_PAYMENT: Fen = Fen::new(1_000_000_000);

pub(crate) fn too_large(_overflow: MoneyError) -> FieldError {
    Refusal::out_of_range("amount").into()
}

/// The number that the next payment gets, by the rule of 3.2.
pub(crate) fn next_ticket(
    tx: &Connection,
    view: &PolicyView<'_>,
) -> Result<NextTicket, FieldError> {
    let books: Vec<BookProgress> = ticket::ranges(tx)?
        .into_iter()
        .map(|row| BookProgress {
            range: RuleRange {
                series: row.range.series,
                first: row.range.first,
                last: row.range.last,
            },
            next: row.next,
        })
        .collect();
    Ok(next_number(&books, view.tickets_left_warning()?)?)
}

fn take(recording: &mut Recording<'_>, taken: &Taken<'_>) -> Result<PaymentOutcome, FieldError> {
    if recording.device.frozen {
        // 3.2: the numbers of a phone with two branches may be used already.
        return Err(Refusal::by_clause("device_frozen", "3.2").into());
    }
    let (context, policies) = policies(recording.tx)?;
    let view = policies.on(recording.today);
    let next = next_ticket(recording.tx, &view)?;
    let Divided { debtor, rows, terms, allocation } =
        divide(recording.tx, taken, recording.today, &view)?;
    let collected = collected(taken, &next, &rows, &allocation)?;
    let face = receipt::face(
        &receipt::Issue {
            context: &context,
            debtor: &debtor,
            rows: &rows,
            paid_on: recording.today,
        },
        &collected,
        &view,
    )?;
    crate::store::receipt::keep(recording.tx, &face)?;
    let body = FactBody::Collection(CollectionFact::Collected(collected));
    let payment = recording.append_charged(body, &allocation.late_fees)?;
    Ok(PaymentOutcome {
        payment,
        series: next.series,
        no: next.no,
        amount_fen: taken.amount_fen,
        received_fen: taken.received_fen,
        change_fen: taken.change_fen,
        lines: allocation.lines,
        advance_fen: allocation.advance_fen,
        cash_fen: cash::in_hand(recording.tx)?,
        cash_limit_fen: view.cash_limit(),
        tickets_left: next.left.saturating_sub(1),
        running_out: next.left.saturating_sub(1) <= u64::from(view.tickets_left_warning()?),
        late_fee_unset: terms.policy_unset,
    })
}

fn collected(
    taken: &Taken<'_>,
    next: &NextTicket,
    rows: &[ReceivableRow],
    allocation: &Allocation,
) -> Result<Collected, FieldError> {
    let mut energy_kwh = Kwh::ZERO;
    for line in &allocation.lines {
        energy_kwh = energy_kwh
            .plus(energy_of(rows, &line.bill))
            .map_err(|_overflow| FieldError::from(Refusal::out_of_range("energy")))?;
    }
    let printed = allocation.lines.iter().map(|line| PrintedAllocation {
        bill: line.bill.clone(),
        principal_fen: line.principal_fen,
        late_fee_fen: line.late_fee_fen,
    });
    Ok(Collected {
        account: taken.request.account.clone(),
        series: next.series.clone(),
        no: next.no,
        amount_fen: taken.amount_fen,
        received_fen: taken.received_fen,
        change_fen: taken.change_fen,
        mode: taken.request.mode,
        energy_kwh,
        printed: printed.collect(),
        advance_fen: allocation.advance_fen,
    })
}
