//! Chapter 4.3: customers, debts, bills, payments.

use dianfei_field::store::draft;
use dianfei_rules::money::Fen;

use super::FieldApi;
use crate::error::CoreError;
use crate::request::{DebtorListRequest, PaymentRequest, PostedListRequest, key};
use crate::view::collection::QuoteParts;
use crate::view::{BillView, DebtorListView, PaymentPreviewView, PaymentTakenView, QuoteView};

#[uniffi::export]
impl FieldApi {
    /// Customers to collect from, in the order of the list, searched and paged.
    pub fn debtors(&self, request: DebtorListRequest) -> Result<DebtorListView, CoreError> {
        let list = self.field.debtors(&request.try_into()?)?;
        Ok(DebtorListView::of(list, self.status()?))
    }

    /// What a customer owes on the business date, late fee included, with what was
    /// typed for them before.
    pub fn quote(&self, account: String) -> Result<QuoteView, CoreError> {
        let account = key(&account)?;
        let quote = self.field.quote(&account)?;
        Ok(QuoteParts {
            status: self.status()?,
            total_capitals: self.field.capitals(quote.total_fen)?,
            draft: self.field.draft(&draft::of_payment(&account))?,
            quote,
        }
        .into())
    }

    /// What bills of a customer come to on the business date, late fee included, fen;
    /// all that are open where none is named.
    pub fn owed(&self, account: String, bills: Vec<String>) -> Result<Fen, CoreError> {
        Ok(self.field.owed(&key(&account)?, &bills)?)
    }

    /// Keeps what was typed for a customer's payment, in the shell's own text;
    /// `quote` gives it back.
    pub fn keep_payment_draft(
        &self,
        account: String,
        request_id: String,
        body: String,
    ) -> Result<(), CoreError> {
        Ok(self.field.keep_draft(&draft::of_payment(&key(&account)?), &request_id, &body)?)
    }

    /// What a payment would come to; nothing is recorded and no ticket is used.
    pub fn preview_payment(
        &self,
        request: PaymentRequest,
    ) -> Result<PaymentPreviewView, CoreError> {
        Ok(self.field.preview_payment(&request.try_into()?)?.into())
    }

    /// Takes money, gives the next ticket for it and drops the draft. The same
    /// request again comes to the same payment.
    pub fn take_payment(&self, request: PaymentRequest) -> Result<PaymentTakenView, CoreError> {
        let outcome = self.field.take_payment(&request.try_into()?)?.outcome;
        PaymentTakenView::of(outcome, self.status()?)
    }

    /// A bill of this phone's list with the steps that led to it, as the station
    /// issued it.
    pub fn bill(&self, bill: String) -> Result<BillView, CoreError> {
        let view = self.field.bill(&bill)?;
        let capitals = self.field.capitals(view.document.total_fen)?;
        Ok(BillView::of(bill, &view, capitals))
    }

    /// Records that a receivable list was posted in its area (4.3.4).
    pub fn post_list(&self, request: PostedListRequest) -> Result<String, CoreError> {
        Ok(self.field.post_list(&request.try_into()?)?.outcome.to_string())
    }
}
