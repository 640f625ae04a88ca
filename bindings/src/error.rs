//! What a call can say instead of an outcome. Each variant is one thing that the
//! shell does differently; all carry what a person is told.

use std::fmt::Display;

use dianfei_field::FieldError;

use crate::view::words::Told;

/// Why a call did not do what it was asked. Nothing is half done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum CoreError {
    /// A rule forbids it.
    #[error("refused: {}", told.code)]
    Refused {
        /// What the person is told.
        told: Told,
    },
    /// Something typed cannot be what was asked for.
    #[error("{field}: {}", told.code)]
    InvalidInput {
        /// The field of the request.
        field: String,
        /// What the person is told.
        told: Told,
    },
    /// The phone does not hold what the request names.
    #[error("not found: {key}")]
    NotFound {
        /// By what it was looked for.
        key: String,
        /// What the person is told.
        told: Told,
    },
    /// The phone is bound to nobody: it has to enrol.
    #[error("not enrolled")]
    NotEnrolled {
        /// What the person is told.
        told: Told,
    },
    /// The phone holds no assignment yet: it has to meet the station.
    #[error("nothing assigned")]
    NothingAssigned {
        /// What the person is told.
        told: Told,
    },
    /// An enrolment that cannot be: bound already, or no invitation.
    #[error("enrolment: {}", told.code)]
    Enrolment {
        /// What the person is told.
        told: Told,
    },
    /// Something is unsent that would be lost.
    #[error("{facts} facts and {parts} parts are unsent")]
    Unsent {
        /// Facts that the station has not acknowledged.
        facts: u64,
        /// Photos and other parts that it does not have.
        parts: u64,
        /// What the person is told.
        told: Told,
    },
    /// The phone's file cannot be written or read; nothing was recorded.
    #[error("storage: {}", told.code)]
    Storage {
        /// What the person is told.
        told: Told,
    },
    /// Nothing came back from the station.
    #[error("offline")]
    Offline {
        /// What the person is told.
        told: Told,
    },
    /// What came back is not the station's, or it did not carry out the request.
    #[error("station: {}", told.code)]
    Station {
        /// What the person is told.
        told: Told,
    },
    /// The key store did not sign, or holds another key.
    #[error("key: {}", told.code)]
    Key {
        /// What the person is told.
        told: Told,
    },
    /// The same thing already runs.
    #[error("busy")]
    Busy {
        /// What the person is told.
        told: Told,
    },
}

impl CoreError {
    /// The key store's failure before the core is open.
    pub(crate) fn key(cause: &dyn Display) -> Self {
        tracing::warn!(%cause, "the key store failed");
        Self::Key { told: Told::of_code("signer") }
    }

    /// A key that names nothing on this phone.
    pub(crate) fn unknown(key: &str) -> Self {
        Self::NotFound { key: key.to_owned(), told: Told::of_code("not_found") }
    }
}

impl From<FieldError> for CoreError {
    fn from(error: FieldError) -> Self {
        let told = Told::of(&error);
        match error {
            FieldError::Refused(_) => Self::Refused { told },
            FieldError::InvalidInput { field, .. } => {
                Self::InvalidInput { field: field.to_owned(), told }
            }
            FieldError::NotFound { key, .. } => Self::NotFound { key, told },
            FieldError::NotEnrolled => Self::NotEnrolled { told },
            FieldError::NothingAssigned => Self::NothingAssigned { told },
            FieldError::AlreadyEnrolled | FieldError::NotAnInvitation => Self::Enrolment { told },
            FieldError::Unsent { facts, parts } => Self::Unsent { facts, parts, told },
            FieldError::StorageFull
            | FieldError::StorageCorrupt { .. }
            | FieldError::StorageNewer { .. }
            | FieldError::Storage(_) => {
                tracing::error!(%error, "the phone's file");
                Self::Storage { told }
            }
            FieldError::Offline(cause) => {
                tracing::info!(%cause, "offline");
                Self::Offline { told }
            }
            FieldError::NotTheStation
            | FieldError::ProtocolTooOld { .. }
            | FieldError::StationRefused { .. } => Self::Station { told },
            FieldError::OtherKey | FieldError::Signer(_) => Self::Key { told },
            FieldError::Busy => Self::Busy { told },
        }
    }
}
