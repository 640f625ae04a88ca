//! Parts (附件): bytes that a fact names by hash and that travel and lie beside
//! it. Personal details are parts, so that they can be destroyed (5.4) without
//! breaking the chain.

use serde::{Deserialize, Serialize};

use crate::chain::Hash;

/// The hash by which a fact names a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartHash(pub Hash);

impl PartHash {
    /// The name of a part with these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Hash::of(bytes))
    }
}

impl std::fmt::Display for PartHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for PartHash {
    type Err = crate::chain::ChainError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What a part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// The canonical rows of an imported sheet.
    Sheet,
    /// A bill's canonical bytes.
    Bill,
    /// A person's name, telephone and address, salted.
    Personal,
    /// A photograph.
    Photo,
    /// A position, salted.
    Position,
    /// A published price table's canonical bytes.
    Tariff,
    /// The policy set that a billing run used.
    Policy,
    /// The canonical balances of a closed month.
    Closing,
}

/// Personal details of a customer or of a person of the station. The salt lies
/// in the part, never in the fact, so that the hash alone tells nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalDetails {
    /// Random text of at least 128 bits.
    pub salt: String,
    /// Name.
    pub name: String,
    /// Telephone number; absent where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    /// Address; absent where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Where a phone was, as evidence of presence (4.1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Random text of at least 128 bits.
    pub salt: String,
    /// Latitude in 1e-6 degrees, north positive.
    pub latitude_micro: i64,
    /// Longitude in 1e-6 degrees, east positive.
    pub longitude_micro: i64,
    /// Radius of 68 % confidence, in metres.
    pub accuracy_m: u32,
    /// Whether the phone said that the position was mocked.
    pub mock: bool,
}

/// A part with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it holds.
    pub kind: PartKind,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Part {
    /// The part with the canonical bytes of `value`.
    ///
    /// # Panics
    /// Never for the wire's own types: they have no maps with other than text keys.
    pub fn canonical<T: Serialize>(kind: PartKind, value: &T) -> Self {
        let bytes = serde_json::to_vec(value).expect("wire types serialise to JSON");
        Self { kind, bytes }
    }

    /// Its name.
    #[must_use]
    pub fn hash(&self) -> PartHash {
        PartHash::of(&self.bytes)
    }
}
