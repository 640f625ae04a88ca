//! Enrolment by QR: what the station shows and the phone scans.

use dianfei_rules::id::StationNo;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::chain::PublicKey;

/// The content of the QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Where the station listens, such as `https://192.168.1.10:8443`.
    pub address: String,
    /// A second address to try; absent where there is one only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_address: Option<String>,
    /// The station.
    pub station: StationNo,
    /// Its identity key, which TLS and replies are checked against.
    pub identity: PublicKey,
    /// The one-time code, at least 60 bits.
    pub code: String,
}

/// The scanned text is no invitation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the scanned code is no invitation of a station: {detail}")]
pub struct NotAnInvitation {
    /// What the decoder said.
    pub detail: String,
}

impl Invitation {
    /// The text of the QR code.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("an invitation serialises to JSON")
    }

    /// Reads the text of a QR code.
    pub fn from_text(text: &str) -> Result<Self, NotAnInvitation> {
        serde_json::from_str(text).map_err(|error| NotAnInvitation { detail: error.to_string() })
    }
}
