//! Clause 2.3: the count and the hand-in.

use dianfei_field::day_end as field;

use super::key;
use crate::error::CoreError;
use crate::view::DenominationView;

/// Cash counted by denomination.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CountRequest {
    /// A number that the shell makes once for this count.
    pub request_id: String,
    /// The pieces.
    pub denominations: Vec<DenominationView>,
}

impl From<CountRequest> for field::CountRequest {
    fn from(request: CountRequest) -> Self {
        Self {
            request_id: request.request_id,
            denominations: request.denominations.into_iter().map(Into::into).collect(),
        }
    }
}

/// A difference reported to the head.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OverShortRequest {
    /// A number that the shell makes once for this report.
    pub request_id: String,
    /// The count.
    pub count: String,
    /// The cause in writing.
    pub cause: String,
}

impl TryFrom<OverShortRequest> for field::OverShortRequest {
    type Error = CoreError;

    fn try_from(request: OverShortRequest) -> Result<Self, CoreError> {
        Ok(Self {
            count: key(&request.count)?,
            request_id: request.request_id,
            cause: request.cause,
        })
    }
}

/// Cash and used tickets for a cashier.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CashHandInRequest {
    /// A number that the shell makes once for this hand-in.
    pub request_id: String,
    /// The cashier.
    pub to: String,
}

impl TryFrom<CashHandInRequest> for field::CashHandInRequest {
    type Error = CoreError;

    fn try_from(request: CashHandInRequest) -> Result<Self, CoreError> {
        Ok(Self { to: key(&request.to)?, request_id: request.request_id })
    }
}
