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

#[cfg(test)]
mod tests {
    use dianfei_field::port::{SignerError, TransportError};
    use dianfei_rules::refusal::Refusal;

    use super::*;

    /// One of each kind; a new variant does not compile in `CoreError::from` before
    /// it has its place there, and says nothing before it has words.
    fn one_of_each() -> Vec<FieldError> {
        let detail = || "detail".to_owned();
        vec![
            Refusal::by_clause("already_read", "4.1.2").with("meter", "M1").into(),
            FieldError::InvalidInput { field: "amount", code: "too_precise".into() },
            FieldError::NotFound { what: "bill", key: detail() },
            FieldError::NotEnrolled,
            FieldError::AlreadyEnrolled,
            FieldError::NotAnInvitation,
            FieldError::NothingAssigned,
            FieldError::OtherKey,
            FieldError::Unsent { facts: 1, parts: 2 },
            FieldError::StorageFull,
            FieldError::StorageCorrupt { detail: detail() },
            FieldError::StorageNewer { version: 9 },
            TransportError::OtherKey.into(),
            FieldError::NotTheStation,
            FieldError::ProtocolTooOld { oldest: 2 },
            FieldError::StationRefused { code: "unknown_device".to_owned() },
            SignerError { detail: detail() }.into(),
            FieldError::Busy,
        ]
    }

    fn told(error: &CoreError) -> &Told {
        match error {
            CoreError::Refused { told }
            | CoreError::InvalidInput { told, .. }
            | CoreError::NotFound { told, .. }
            | CoreError::NotEnrolled { told }
            | CoreError::NothingAssigned { told }
            | CoreError::Enrolment { told }
            | CoreError::Unsent { told, .. }
            | CoreError::Storage { told }
            | CoreError::Offline { told }
            | CoreError::Station { told }
            | CoreError::Key { told }
            | CoreError::Busy { told } => told,
        }
    }

    #[test]
    fn each_error_tells_a_person_what_happened_and_what_to_do_in_both_languages() {
        for error in one_of_each() {
            let error = CoreError::from(error);
            let told = told(&error);
            for words in [&told.what, &told.todo] {
                assert!(!words.zh.is_empty() && !words.en.is_empty(), "{error:?}");
                assert!(words.zh != told.code && words.en != told.code, "{error:?}");
            }
        }
    }

    #[test]
    fn a_refusal_keeps_its_clause_and_names_its_figures() {
        let refusal = Refusal::by_clause("ticket_out_of_order", "3.2").with("no", 9);
        let CoreError::Refused { told } = CoreError::from(FieldError::from(refusal)) else {
            panic!("no refusal");
        };
        assert_eq!(told.clause.as_deref(), Some("3.2"));
        assert_eq!(told.figures.len(), 1);
        assert_eq!(told.figures.first().map(|figure| figure.value.zh.as_str()), Some("9"));
    }
}
