//! What a use case of the phone can say instead of an outcome. Codes are stable;
//! words live in the shells.

use dianfei_rules::refusal::{Code, Refusal};
use dianfei_rules::words;
use thiserror::Error;

use crate::port::{SignerError, TransportError};

/// Why a use case did not do what it was asked. Nothing is half done.
#[derive(Debug, Error)]
pub enum FieldError {
    /// A rule forbids it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something typed cannot be what was asked for.
    #[error("{field}: {code}")]
    InvalidInput {
        /// The field of the request.
        field: &'static str,
        /// The stable code, such as `not_a_number`.
        code: Code,
    },
    /// The phone does not hold what the request names.
    #[error("no {what} {key}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// By what it was looked for.
        key: String,
    },
    /// The phone is not bound to a person yet.
    #[error("the phone is not enrolled")]
    NotEnrolled,
    /// The phone is bound already.
    #[error("the phone is enrolled already")]
    AlreadyEnrolled,
    /// The scanned text is no invitation of a station.
    #[error("the scanned code is no invitation")]
    NotAnInvitation,
    /// The phone holds no assignment yet.
    #[error("the phone holds no assignment")]
    NothingAssigned,
    /// The key store holds another key than the one whose chain is on disk.
    #[error("the journal belongs to another key")]
    OtherKey,
    /// Sign-out or reset while facts are unsent.
    #[error("{facts} facts and {parts} parts are unsent")]
    Unsent {
        /// Facts that the station has not acknowledged.
        facts: u64,
        /// Photos and other parts that it does not have.
        parts: u64,
    },
    /// No space is left; nothing was recorded.
    #[error("no space is left on the phone")]
    StorageFull,
    /// The file is damaged.
    #[error("the phone's file is damaged: {detail}")]
    StorageCorrupt {
        /// Where.
        detail: String,
    },
    /// The file was written by a newer programme.
    #[error("the phone's file has version {version}, newer than this programme")]
    StorageNewer {
        /// The file's version.
        version: i64,
    },
    /// The file cannot be read or written for another reason.
    #[error("the phone's file cannot be used")]
    Storage(#[source] rusqlite::Error),
    /// Nothing came back from the station.
    #[error(transparent)]
    Offline(#[from] TransportError),
    /// What came back is not signed by the station for this request.
    #[error("the reply is not the station's")]
    NotTheStation,
    /// The station does not speak this programme's protocol any more.
    #[error("the station needs protocol {oldest} or newer")]
    ProtocolTooOld {
        /// The oldest that it speaks.
        oldest: u16,
    },
    /// The station did not carry out a request.
    #[error("the station refused: {code}")]
    StationRefused {
        /// Its code.
        code: String,
    },
    /// The key store did not sign.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The same use case already runs.
    #[error("a sync already runs")]
    Busy,
}

impl FieldError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Refused(refusal) => refusal.code.as_str(),
            Self::InvalidInput { code, .. } => code.as_str(),
            Self::NotFound { .. } => "not_found",
            Self::NotEnrolled => "not_enrolled",
            Self::AlreadyEnrolled => "already_enrolled",
            Self::NotAnInvitation => "not_an_invitation",
            Self::NothingAssigned => "nothing_assigned",
            Self::OtherKey => "other_key",
            Self::Unsent { .. } => "unsent",
            Self::StorageFull => "storage_full",
            Self::StorageCorrupt { .. } => "storage_corrupt",
            Self::StorageNewer { .. } => "storage_newer",
            Self::Storage(_) => "storage",
            Self::Offline(_) => "offline",
            Self::NotTheStation => "not_the_station",
            Self::ProtocolTooOld { .. } => "protocol_too_old",
            Self::StationRefused { code } => code,
            Self::Signer(_) => "signer",
            Self::Busy => "busy",
        }
    }

    /// What the person reads at the field that was typed wrongly, in Chinese and
    /// English; absent where nothing typed is wrong.
    #[must_use]
    pub fn at_field(&self) -> Option<(String, String)> {
        let Self::InvalidInput { field, code } = self else { return None };
        words::at_field(field, code.as_str())
    }

    /// Something typed in `field` cannot be what was asked for.
    pub(crate) fn invalid(field: &'static str, code: impl Into<Code>) -> Self {
        Self::InvalidInput { field, code: code.into() }
    }

    /// A value in the file that this programme did not write so.
    pub(crate) fn corrupt(detail: impl std::fmt::Display) -> Self {
        Self::StorageCorrupt { detail: detail.to_string() }
    }

    pub(crate) fn not_found(what: &'static str, key: impl std::fmt::Display) -> Self {
        Self::NotFound { what, key: key.to_string() }
    }
}

impl From<rusqlite::Error> for FieldError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::{ErrorCode, ffi};
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::StorageFull,
            // The log's index, a file too, did not fit: so a start on a full disk ends.
            Some(ErrorCode::SystemIoFailure)
                if error
                    .sqlite_error()
                    .is_some_and(|told| told.extended_code == ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                Self::StorageFull
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::corrupt(error),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Storage(error),
        }
    }
}
