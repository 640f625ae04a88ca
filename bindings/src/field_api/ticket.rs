//! Chapter 3: tickets, their print, handovers.

use chrono::NaiveDate;

use super::FieldApi;
use crate::error::CoreError;
use crate::request::{HandoverRequest, LossRequest, VoidRequest, WithdrawRequest, key};
use crate::view::{
    ClaimView, HandoverDoneView, HandoverView, NumberView, RangeView, ReceiptView, TicketsView,
};

#[uniffi::export]
impl FieldApi {
    /// The ranges in hand, and the numbers spoken for since a date (`YYYY-MM-DD`).
    pub fn tickets(&self, since: String) -> Result<TicketsView, CoreError> {
        let since: NaiveDate = key(&since)?;
        Ok(TicketsView {
            status: self.status()?,
            ranges: self.field.ticket_ranges()?.into_iter().map(RangeView::from).collect(),
            numbers: self.field.ticket_numbers(since)?.into_iter().map(NumberView::from).collect(),
        })
    }

    /// A ticket as it stands, without printing it.
    pub fn receipt(&self, series: String, no: String) -> Result<ReceiptView, CoreError> {
        let view = self.field.receipt(&key(&series)?, key(&no)?)?;
        Ok(ReceiptView::of((series, no), view, self.status()?))
    }

    /// A ticket for the printer. From the second time on each copy says that it
    /// was printed before.
    pub fn print_receipt(&self, series: String, no: String) -> Result<ReceiptView, CoreError> {
        let view = self.field.print_receipt(&key(&series)?, key(&no)?)?;
        Ok(ReceiptView::of((series, no), view, self.status()?))
    }

    /// Claims a ticket void (3.4): its money stays in the holder's hands until
    /// the cashier has seen all three copies.
    pub fn void_ticket(&self, request: VoidRequest) -> Result<ClaimView, CoreError> {
        let outcome = self.field.void_ticket(&request.try_into()?)?.outcome;
        Ok(ClaimView::of(&outcome, self.status()?))
    }

    /// Reports a ticket lost or damaged (3.2).
    pub fn report_lost_ticket(&self, request: LossRequest) -> Result<ClaimView, CoreError> {
        let outcome = self.field.report_lost_ticket(&request.try_into()?)?.outcome;
        Ok(ClaimView::of(&outcome, self.status()?))
    }

    /// All handovers that this phone knows, those offered to its person first.
    pub fn handovers(&self) -> Result<Vec<HandoverView>, CoreError> {
        Ok(self.field.handovers()?.into_iter().map(HandoverView::from).collect())
    }

    /// Accepts what another person offers: this phone signs it, and custody moves.
    pub fn accept_handover(&self, request: HandoverRequest) -> Result<HandoverDoneView, CoreError> {
        let outcome = self.field.accept_handover(&request.try_into()?)?.outcome;
        Ok(HandoverDoneView::of(&outcome, self.status()?))
    }

    /// Takes an open offer of this phone back, or refuses one made to its person.
    pub fn withdraw_handover(
        &self,
        request: WithdrawRequest,
    ) -> Result<HandoverDoneView, CoreError> {
        let outcome = self.field.withdraw_handover(&request.try_into()?)?.outcome;
        Ok(HandoverDoneView::of(&outcome, self.status()?))
    }
}
