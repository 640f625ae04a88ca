//! Chapter 4.1: routes, stops, readings, misses, hand-in.

use dianfei_field::store::route::StopFilter;

use super::FieldApi;
use crate::error::CoreError;
use crate::request::{
    CorrectionRequest, MissRequest, ReadingRequest, RouteHandInRequest, StopListRequest, key,
};
use crate::view::reading::StopParts;
use crate::view::{
    FindingView, ReadingCheckView, ReadingTakenView, RouteHandedInView, RouteView, StopListView,
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
    pub fn stop(
        &self,
        route: String,
        period: String,
        meter: String,
    ) -> Result<StopWorkView, CoreError> {
        let draft = self.field.draft(&stop_draft(&route, &period, &meter))?;
        let (route, period, meter) = (key(&route)?, key(&period)?, key(&meter)?);
        Ok(StopParts {
            status: self.status()?,
            route: self.field.route(&route, period)?,
            detail: self.field.stop(&route, period, &meter)?,
            draft,
            next: self.field.next_stop(&route, period, &meter)?,
        }
        .into())
    }

    /// Keeps what was typed at a stop, in the shell's own text; `stop` gives it back.
    pub fn keep_stop_draft(
        &self,
        route: String,
        period: String,
        meter: String,
        body: String,
    ) -> Result<(), CoreError> {
        Ok(self.field.keep_draft(&stop_draft(&route, &period, &meter), &body)?)
    }

    /// Checks entered figures at once and records nothing.
    pub fn check_reading(&self, request: ReadingRequest) -> Result<ReadingCheckView, CoreError> {
        Ok(self.field.check_reading(&request.try_into()?)?.into())
    }

    /// Records a reading and drops its draft. Each finding that asks for it needs
    /// a cause, a confirmed rollover or a second entry.
    pub fn record_reading(&self, request: ReadingRequest) -> Result<ReadingTakenView, CoreError> {
        let request = request.try_into()?;
        let outcome = self.field.record_reading(&request)?.outcome;
        self.taken(&request, outcome)
    }

    /// Records a reading that corrects an earlier one, with the reason.
    pub fn correct_reading(
        &self,
        request: CorrectionRequest,
    ) -> Result<ReadingTakenView, CoreError> {
        let request = request.try_into()?;
        let outcome = self.field.correct_reading(&request)?.outcome;
        self.taken(&request.reading, outcome)
    }

    /// Records that a meter could not be read, and why, and drops its draft.
    pub fn record_miss(&self, request: MissRequest) -> Result<StopMissedView, CoreError> {
        let request: dianfei_field::reading::MissRequest = request.try_into()?;
        let outcome = self.field.record_miss(&request)?.outcome;
        let next = self.field.next_stop(&request.route, request.period, &request.meter)?;
        let draft =
            stop_draft(request.route.as_str(), &request.period.to_string(), request.meter.as_str());
        self.field.drop_draft(&draft)?;
        Ok(StopMissedView {
            misses: outcome.misses,
            exception_form: outcome.exception.is_some(),
            termination_notice: outcome.termination_notice,
            next: next.map(StopView::from),
            status: self.status()?,
        })
    }

    /// One route.
    pub fn route(&self, route: String, period: String) -> Result<RouteView, CoreError> {
        Ok(self.field.route(&key(&route)?, key(&period)?)?.into())
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
        request: &dianfei_field::reading::ReadingRequest,
        outcome: dianfei_field::view::reading::ReadingOutcome,
    ) -> Result<ReadingTakenView, CoreError> {
        let next = self.field.next_stop(&request.route, request.period, &request.meter)?;
        let (route, period) = (request.route.as_str(), request.period.to_string());
        self.field.drop_draft(&stop_draft(route, &period, request.meter.as_str()))?;
        Ok(ReadingTakenView {
            reading: outcome.reading.to_string(),
            usage_kwh: outcome.usage_kwh.map(|usage| usage.to_string()),
            findings: outcome.findings.iter().map(FindingView::from).collect(),
            exception_form: outcome.exception.is_some(),
            next: next.map(StopView::from),
            status: self.status()?,
        })
    }
}

/// Under which name a stop's draft is kept.
fn stop_draft(route: &str, period: &str, meter: &str) -> String {
    format!("stop {route} {period} {meter}")
}
