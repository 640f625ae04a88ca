//! What the shell asks, by chapter. Text that a person typed comes as it was
//! typed; the core reads it and says what is wrong with it.

pub mod collection;
pub mod reading;
pub mod recovery;
pub mod ticket;

pub use collection::{DebtorListRequest, PaymentRequest, PostedListRequest};
pub use reading::{
    CorrectionRequest, EnteredIndex, IdentityEntry, MissReason, MissRequest, PlaceFix,
    PresenceEntry, ReadingRequest, RouteHandInRequest, StopKey, StopListRequest,
};
pub use recovery::{CashHandInRequest, CountRequest, OverShortRequest};
pub use ticket::{HandoverRequest, LossRequest, VoidRequest, WithdrawRequest};

use std::str::FromStr;

use crate::error::CoreError;

/// A key as the core gave it. Another text names nothing that the phone holds.
pub(crate) fn key<T: FromStr>(text: &str) -> Result<T, CoreError> {
    text.parse().map_err(|_not_a_key| CoreError::unknown(text))
}
