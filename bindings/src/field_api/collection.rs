//! Chapter 4.3: customers, debts, bills, payments.

use chrono::NaiveDate;
use dianfei_field::store::draft;

use super::FieldApi;
use crate::error::CoreError;
use crate::request::{DebtorListRequest, PaymentRequest, PostedListRequest, key};
use crate::view::collection::QuoteParts;
use crate::view::{
    AreaView, BillView, DebtorListView, DebtorView, PaymentPreviewView, PaymentTakenView,
    PaymentView, QuoteView,
};

#[uniffi::export]
impl FieldApi {
    /// Customers to collect from, in the order of the list, searched and paged.
    pub fn debtors(&self, request: DebtorListRequest) -> Result<DebtorListView, CoreError> {
        let debtors = self.field.debtors(&request.try_into()?)?;
        Ok(DebtorListView {
            status: self.status()?,
            areas: self.field.areas()?.into_iter().map(AreaView::from).collect(),
            debtors: debtors.into_iter().map(DebtorView::from).collect(),
        })
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
        Ok(PaymentTakenView::of(outcome, self.status()?))
    }

    /// Money taken on this phone since a date (`YYYY-MM-DD`), latest first.
    pub fn payments(&self, since: String) -> Result<Vec<PaymentView>, CoreError> {
        let since: NaiveDate = key(&since)?;
        Ok(self.field.payments(since)?.into_iter().map(PaymentView::from).collect())
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
