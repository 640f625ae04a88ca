//! Chapter 3: void and lost tickets, handovers.

use dianfei_field::{day_end, ticket as field};

use super::key;
use crate::error::CoreError;

/// A ticket that its holder says is void.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VoidRequest {
    /// A number that the shell makes once for this claim.
    pub request_id: String,
    /// The series.
    pub series: String,
    /// The number.
    pub no: String,
    /// Why.
    pub reason: String,
    /// How many of the three copies the holder has.
    pub copies_kept: u8,
}

impl TryFrom<VoidRequest> for field::VoidRequest {
    type Error = CoreError;

    fn try_from(request: VoidRequest) -> Result<Self, CoreError> {
        Ok(Self {
            series: key(&request.series)?,
            no: key(&request.no)?,
            request_id: request.request_id,
            reason: request.reason,
            copies_kept: request.copies_kept,
        })
    }
}

/// A ticket that was lost or damaged.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LossRequest {
    /// A number that the shell makes once for this report.
    pub request_id: String,
    /// The series.
    pub series: String,
    /// The number.
    pub no: String,
    /// What happened.
    pub report: String,
}

impl TryFrom<LossRequest> for field::LossRequest {
    type Error = CoreError;

    fn try_from(request: LossRequest) -> Result<Self, CoreError> {
        Ok(Self {
            series: key(&request.series)?,
            no: key(&request.no)?,
            request_id: request.request_id,
            report: request.report,
        })
    }
}

/// The acceptance of an open offer.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HandoverRequest {
    /// A number that the shell makes once for this answer.
    pub request_id: String,
    /// The offer.
    pub offer: String,
}

impl TryFrom<HandoverRequest> for day_end::HandoverRequest {
    type Error = CoreError;

    fn try_from(request: HandoverRequest) -> Result<Self, CoreError> {
        Ok(Self { offer: key(&request.offer)?, request_id: request.request_id })
    }
}

/// An offer that is taken back or refused.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct WithdrawRequest {
    /// A number that the shell makes once for this answer.
    pub request_id: String,
    /// The offer.
    pub offer: String,
    /// Why.
    pub reason: String,
}

impl TryFrom<WithdrawRequest> for day_end::WithdrawRequest {
    type Error = CoreError;

    fn try_from(request: WithdrawRequest) -> Result<Self, CoreError> {
        Ok(Self {
            offer: key(&request.offer)?,
            request_id: request.request_id,
            reason: request.reason,
        })
    }
}
