//! Clause 2.3: the count, its difference, the hand-in.

use dianfei_field::store::draft;
use dianfei_wire::fact::collection::Denomination;

use super::FieldApi;
use crate::error::CoreError;
use crate::request::{CashHandInRequest, CountRequest, OverShortRequest};
use crate::view::recovery::TallyParts;
use crate::view::{
    CountPreviewView, CountTakenView, DayTallyView, DenominationView, HandoverDoneView,
};

#[uniffi::export]
impl FieldApi {
    /// What the tickets say before the count, and whether the day may close.
    pub fn day_tally(&self) -> Result<DayTallyView, CoreError> {
        Ok(TallyParts {
            status: self.status()?,
            tally: self.field.day_tally()?,
            cashiers: self.field.cashiers()?,
            draft: self.field.draft(draft::COUNT)?,
        }
        .into())
    }

    /// Keeps what was counted so far, in the shell's own text; `dayTally` gives it
    /// back.
    pub fn keep_count_draft(&self, request_id: String, body: String) -> Result<(), CoreError> {
        Ok(self.field.keep_draft(draft::COUNT, &request_id, &body)?)
    }

    /// What counted pieces come to; nothing is recorded.
    pub fn preview_count(
        &self,
        denominations: Vec<DenominationView>,
    ) -> Result<CountPreviewView, CoreError> {
        let pieces: Vec<Denomination> = denominations.into_iter().map(Into::into).collect();
        Ok(self.field.preview_count(&pieces)?.into())
    }

    /// Records the count of the cash in hand against what the tickets say, and
    /// drops its draft.
    pub fn count_cash(&self, request: CountRequest) -> Result<CountTakenView, CoreError> {
        let outcome = self.field.count_cash(&request.into())?.outcome;
        Ok(outcome.into())
    }

    /// Reports the difference of the last count to the head, with its cause.
    pub fn report_over_short(&self, request: OverShortRequest) -> Result<String, CoreError> {
        Ok(self.field.report_over_short(&request.try_into()?)?.outcome.to_string())
    }

    /// Offers the counted cash and the used tickets to a cashier. The cash is in
    /// transit until the cashier accepts.
    pub fn offer_hand_in(&self, request: CashHandInRequest) -> Result<HandoverDoneView, CoreError> {
        let outcome = self.field.offer_hand_in(&request.try_into()?)?.outcome;
        Ok(HandoverDoneView::of(&outcome, self.status()?))
    }
}
