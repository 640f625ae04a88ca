//! Chapter 4.3: customers, payments, posted lists.

use dianfei_field::collection as field;
use dianfei_field::store::receivable::DebtorFilter;
use dianfei_wire::fact::collection::CollectionMode;

use super::key;
use super::reading::MOST_ROWS;
use crate::error::CoreError;

/// Which customers.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DebtorListRequest {
    /// Only of this area; absent for all.
    pub area: Option<String>,
    /// Part of an account number, name or address; empty for all.
    pub text: String,
    /// Also those who owe nothing.
    pub settled: bool,
    /// How many to leave out at the beginning.
    pub offset: u32,
    /// At most this many, 500 at the most.
    pub limit: u32,
}

impl TryFrom<DebtorListRequest> for DebtorFilter {
    type Error = CoreError;

    fn try_from(request: DebtorListRequest) -> Result<Self, CoreError> {
        Ok(Self {
            area: request.area.as_deref().map(key).transpose()?,
            text: request.text,
            settled: request.settled,
            offset: request.offset.into(),
            limit: request.limit.min(MOST_ROWS).into(),
        })
    }
}

/// Money that a customer gives at the door.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PaymentRequest {
    /// A number that the shell makes once for this payment, and keeps in its draft.
    pub request_id: String,
    /// Whose debt.
    pub account: String,
    /// The bills that it is for; empty for the oldest first.
    pub bills: Vec<String>,
    /// What is taken, in yuan as typed.
    pub amount: String,
    /// What the customer puts down, in yuan as typed.
    pub received: String,
}

impl TryFrom<PaymentRequest> for field::PaymentRequest {
    type Error = CoreError;

    fn try_from(request: PaymentRequest) -> Result<Self, CoreError> {
        Ok(Self {
            account: key(&request.account)?,
            request_id: request.request_id,
            bills: request.bills,
            amount: request.amount,
            received: request.received,
            mode: CollectionMode::DoorToDoor,
        })
    }
}

/// A receivable list that was posted in its area (4.3.4).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PostedListRequest {
    /// A number that the shell makes once for this posting.
    pub request_id: String,
    /// The area.
    pub area: String,
    /// Where.
    pub place: String,
    /// A picture of it, by the name that `keepPhoto` gave; absent without.
    pub photo: Option<String>,
}

impl TryFrom<PostedListRequest> for field::PostedListRequest {
    type Error = CoreError;

    fn try_from(request: PostedListRequest) -> Result<Self, CoreError> {
        Ok(Self {
            area: key(&request.area)?,
            photo: request.photo.as_deref().map(key).transpose()?,
            request_id: request.request_id,
            place: request.place,
        })
    }
}
