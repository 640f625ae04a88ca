//! Facts: what happened, said once, by one person, on one device, in order.
//!
//! One file a chapter of the rule book says what can happen there. A fact is
//! never edited; a correction is a later fact that names the one it corrects.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use dianfei_rules::id::{PersonNo, StationNo};
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use crate::chain::Hash;
use crate::part::PartHash;
use crate::version::FACT_VERSION;

pub mod account;
pub mod archive;
pub mod audit;
pub mod collection;
pub mod people;
pub mod reading;
pub mod recovery;
pub mod ticket;

pub use account::AccountFact;
pub use archive::ArchiveFact;
pub use audit::AuditFact;
pub use collection::{Collected, CollectionFact};
pub use people::PeopleFact;
pub use reading::ReadingFact;
pub use recovery::RecoveryFact;
pub use ticket::TicketFact;

/// The text is no fact id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} is not a UUID in lower-case text")]
pub struct NotAnId {
    /// The text as it came.
    pub text: String,
}

/// A fact's identity: a UUIDv7 that its device made, in lower-case text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FactId(String);

impl FactId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for FactId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let shaped = text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            });
        if shaped { Ok(Self(text.to_owned())) } else { Err(NotAnId { text: text.to_owned() }) }
    }
}

impl<'de> Deserialize<'de> for FactId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A device: the hash of its public key, which is also the first head of its
/// chain. The station's own counter is a device too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(pub Hash);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The clocks of the device when the fact was recorded: evidence, never order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// The wall clock, UTC milliseconds.
    pub wall_ms: i64,
    /// Milliseconds since the device started; absent at a station.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot_ms: Option<i64>,
    /// How often the device has started; absent at a station.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot_count: Option<i64>,
}

/// One fact. Its canonical bytes are its JSON in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The version with which it was written.
    pub v: u16,
    /// Its identity, made by the device before it was stored.
    pub id: FactId,
    /// The station it belongs to.
    pub station: StationNo,
    /// The device that recorded it.
    pub device: DeviceId,
    /// Its number on that device, from 1, without gaps.
    pub seq: u64,
    /// Who did it.
    pub person: PersonNo,
    /// The civil date in the station's zone on which it counts.
    pub business_date: NaiveDate,
    /// The device's clocks.
    pub recorded: Clocks,
    /// What happened.
    pub body: FactBody,
}

impl Fact {
    /// Its canonical bytes: what is stored, hashed, sent and kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("facts serialise to JSON")
    }

    /// Reads a fact of any known version; older ones are upcast here.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, UnreadableFact> {
        let fact: Self = serde_json::from_slice(bytes)
            .map_err(|error| UnreadableFact::Json { detail: error.to_string() })?;
        if fact.v == 0 || fact.v > FACT_VERSION {
            return Err(UnreadableFact::Version { version: fact.v });
        }
        Ok(fact)
    }
}

/// Why bytes are not understood as a fact. They are stored and chained all the
/// same.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnreadableFact {
    /// Not the JSON of a fact.
    #[error("not a fact: {detail}")]
    Json {
        /// What the decoder said.
        detail: String,
    },
    /// Written by a newer programme.
    #[error("fact version {version} is newer than this programme understands")]
    Version {
        /// The version it names.
        version: u16,
    },
}

/// What happened, by chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactBody {
    /// Station, sheets, accounts and policy.
    Account(AccountFact),
    /// Persons, roles and devices.
    People(PeopleFact),
    /// Chapter 4.1.
    Reading(ReadingFact),
    /// Chapter 4.2.
    Audit(AuditFact),
    /// Chapter 3.
    Ticket(TicketFact),
    /// Chapter 4.3.
    Collection(CollectionFact),
    /// Chapter 2.
    Recovery(RecoveryFact),
    /// Chapter 5.
    Archive(ArchiveFact),
}

impl FactBody {
    /// The photos and positions that the fact names and that travel beside it.
    #[must_use]
    pub fn parts(&self) -> Vec<PartHash> {
        let presence = match self {
            Self::Reading(ReadingFact::ReadingTaken(taken)) => &taken.presence,
            Self::Reading(ReadingFact::ReadingMissed(missed)) => &missed.presence,
            Self::Collection(CollectionFact::ListPosted { photo: picture, .. })
            | Self::Collection(CollectionFact::BankDeposited { slip: picture, .. }) => {
                return picture.iter().copied().collect();
            }
            Self::Reading(_)
            | Self::Collection(_)
            | Self::Account(_)
            | Self::People(_)
            | Self::Audit(_)
            | Self::Ticket(_)
            | Self::Recovery(_)
            | Self::Archive(_) => return Vec::new(),
        };
        presence.photos.iter().copied().chain(presence.position).collect()
    }

    /// Whether a phone may record it. All else is the station's own to say: from a
    /// phone it is kept as it came and changes nothing.
    #[must_use]
    pub const fn is_phones(&self) -> bool {
        match self {
            Self::Account(fact) => matches!(fact, AccountFact::RequestRefused { .. }),
            Self::People(_) | Self::Audit(_) | Self::Archive(_) => false,
            Self::Reading(fact) => matches!(
                fact,
                ReadingFact::ReadingTaken(_)
                    | ReadingFact::ReadingMissed(_)
                    | ReadingFact::ExceptionRaised(_)
                    | ReadingFact::RouteHandedIn { .. }
            ),
            Self::Ticket(fact) => {
                matches!(fact, TicketFact::VoidClaimed { .. } | TicketFact::TicketLost { .. })
            }
            Self::Collection(fact) => matches!(
                fact,
                CollectionFact::Collected(_)
                    | CollectionFact::HandoverOffered { .. }
                    | CollectionFact::HandoverAccepted { .. }
                    | CollectionFact::HandoverWithdrawn { .. }
                    | CollectionFact::ListPosted { .. }
            ),
            Self::Recovery(fact) => matches!(
                fact,
                RecoveryFact::CashCounted { .. } | RecoveryFact::OverShortReported { .. }
            ),
        }
    }
}

impl Fact {
    /// Money that the fact says was taken, and by whom: by the person of the
    /// phone, or by the one whose stub was entered.
    #[must_use]
    pub const fn taking(&self) -> Option<(&PersonNo, &Collected)> {
        match &self.body {
            FactBody::Collection(CollectionFact::Collected(collected)) => {
                Some((&self.person, collected))
            }
            FactBody::Collection(CollectionFact::StubEntered { taker, collected, .. }) => {
                Some((taker, collected))
            }
            _ => None,
        }
    }
}

/// A finding of a rule as it was recorded: the code and the figures that led to
/// it, so that it can be read without running the rule again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedFinding {
    /// The finding's stable code.
    pub code: String,
    /// The clause it comes from, such as `4.2.4`; absent for a check of our own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Named figures, as text, in name order.
    pub figures: std::collections::BTreeMap<String, String>,
}
