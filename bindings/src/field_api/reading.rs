//! Chapter 4.1: routes, stops, readings, misses, hand-in.

use dianfei_field::store::draft;
use dianfei_field::store::route::StopFilter;
use dianfei_field::view::reading::ReadingOutcome;

use super::FieldApi;
use crate::error::CoreError;
use crate::request::{
    CorrectionRequest, MissRequest, ReadingRequest, RouteHandInRequest, StopKey, StopListRequest,
    key,
};
use crate::view::reading::StopParts;
use crate::view::{
    FindingView, ReadingCheckView, ReadingTakenView, RouteHandedInView, StopListView,
    StopMissedView, StopView, StopWorkView,
};

#[uniffi::export]
impl FieldApi {
    /// A route with its stops in walking order, searched and paged.
    pub fn stops(&self, request: StopListRequest) -> Result<StopListView, CoreError> {
        let (route, period) = (key(&request.route)?, key(&request.period)?);
        let stops = self.field.stops(&route, period, &StopFilter::from(&request))?;
        Ok(StopListView {
            status: self.status()?,
            route: self.field.route(&route, period)?.into(),
            stops: stops.into_iter().map(StopView::from).collect(),
        })
    }

    /// One stop with what was typed at it before. The last index is hidden until
    /// the stop is read (4.1.2).
    pub fn stop(&self, stop: StopKey) -> Result<StopWorkView, CoreError> {
        let (route, period, meter) = stop.parts()?;
        Ok(StopParts {
            status: self.status()?,
            route: self.field.route(&route, period)?,
            detail: self.field.stop(&route, period, &meter)?,
            draft: self.field.draft(&draft::of_stop(&route, period, &meter))?,
            miss_draft: self.field.draft(&draft::of_miss(&route, period, &meter))?,
            next: self.field.next_stop(&route, period, &meter)?,
        }
        .into())
    }

    /// Keeps what was typed at a stop, in the shell's own text; `stop` gives it back.
    /// It goes when the request that it is typed for is recorded.
    pub fn keep_stop_draft(
        &self,
        stop: StopKey,
        request_id: String,
        body: String,
    ) -> Result<(), CoreError> {
        let (route, period, meter) = stop.parts()?;
        let name = draft::of_stop(&route, period, &meter);
        Ok(self.field.keep_draft(&name, &request_id, &body)?)
    }

    /// Keeps what was typed about a meter that is not read, likewise.
    pub fn keep_miss_draft(
        &self,
        stop: StopKey,
        request_id: String,
        body: String,
    ) -> Result<(), CoreError> {
        let (route, period, meter) = stop.parts()?;
        let name = draft::of_miss(&route, period, &meter);
        Ok(self.field.keep_draft(&name, &request_id, &body)?)
    }

    /// Checks entered figures at once and records nothing.
    pub fn check_reading(&self, request: ReadingRequest) -> Result<ReadingCheckView, CoreError> {
        Ok(self.field.check_reading(&request.try_into()?)?.into())
    }

    /// Records a reading and drops its draft. Each finding that asks for it needs
    /// a cause, a confirmed rollover or a second entry.
    pub fn record_reading(&self, request: ReadingRequest) -> Result<ReadingTakenView, CoreError> {
        let stop = request.stop();
        let outcome = self.field.record_reading(&request.try_into()?)?.outcome;
        self.taken(&stop, &outcome)
    }

    /// Records a reading that corrects an earlier one, with the reason.
    pub fn correct_reading(
        &self,
        request: CorrectionRequest,
    ) -> Result<ReadingTakenView, CoreError> {
        let stop = request.reading.stop();
        let outcome = self.field.correct_reading(&request.try_into()?)?.outcome;
        self.taken(&stop, &outcome)
    }

    /// Records that a meter could not be read, and why, and drops its draft.
    pub fn record_miss(&self, request: MissRequest) -> Result<StopMissedView, CoreError> {
        let stop = request.stop();
        let outcome = self.field.record_miss(&request.try_into()?)?.outcome;
        Ok(StopMissedView {
            misses: outcome.misses,
            exception_form: outcome.exception.is_some(),
            termination_notice: outcome.termination_notice,
            next: self.next(&stop)?,
            status: self.status()?,
        })
    }

    /// Hands a route in. Refused while a meter has neither reading nor reason.
    pub fn hand_in_route(
        &self,
        request: RouteHandInRequest,
    ) -> Result<RouteHandedInView, CoreError> {
        Ok(self.field.hand_in_route(&request.try_into()?)?.outcome.into())
    }
}

impl FieldApi {
    fn taken(
        &self,
        stop: &StopKey,
        outcome: &ReadingOutcome,
    ) -> Result<ReadingTakenView, CoreError> {
        Ok(ReadingTakenView {
            reading: outcome.reading.to_string(),
            usage_kwh: outcome.usage_kwh.map(|usage| usage.to_string()),
            findings: outcome.findings.iter().map(FindingView::from).collect(),
            exception_form: outcome.exception.is_some(),
            next: self.next(stop)?,
            status: self.status()?,
        })
    }

    /// Where to go next.
    fn next(&self, stop: &StopKey) -> Result<Option<StopView>, CoreError> {
        let (route, period, meter) = stop.parts()?;
        Ok(self.field.next_stop(&route, period, &meter)?.map(StopView::from))
    }
}
