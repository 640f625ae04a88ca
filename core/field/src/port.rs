//! What the phone needs from outside: clocks, identities, the station's wire and
//! the key that never leaves its store. All are injected.

use dianfei_wire::FactId;
use dianfei_wire::chain::{PublicKey, Signature};
use dianfei_wire::fact::Clocks;
use thiserror::Error;

pub use crate::port::system::SystemIds;

mod system;

/// The phone's clocks.
pub trait Clock: Send + Sync {
    /// The wall clock in UTC milliseconds, the milliseconds since the phone
    /// started and how often it has started.
    fn now(&self) -> Clocks;
}

/// Where identities and random text come from.
pub trait Ids: Send + Sync {
    /// A new UUIDv7 for a fact recorded at `wall_ms`.
    fn fact_id(&self, wall_ms: i64) -> FactId;
    /// A number that no request has carried before.
    fn nonce(&self) -> String;
    /// Random text of at least 128 bits.
    fn salt(&self) -> String;
}

/// Why nothing came back from the station.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransportError {
    /// No address of the station answers.
    #[error("the station cannot be reached: {detail}")]
    Unreachable {
        /// What the network said.
        detail: String,
    },
    /// The connection broke or took too long.
    #[error("the connection to the station broke: {detail}")]
    Broken {
        /// What the network said.
        detail: String,
    },
    /// Something answered that does not hold the station's key.
    #[error("the other side does not hold the station's key")]
    OtherKey,
    /// Something answered with another status than success.
    #[error("the other side answered with status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
}

/// Carries the bytes of one request to the station and its reply back. The
/// bytes are signed on both ends; a transport is not believed.
pub trait Transport {
    /// One request and its reply.
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportError>;
}

/// Why the key store did not sign.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the key store did not sign: {detail}")]
pub struct SignerError {
    /// What the key store said.
    pub detail: String,
}

/// The phone's own key.
pub trait Signer: Send + Sync {
    /// Its public half.
    fn public_key(&self) -> PublicKey;
    /// Signs `bytes` with ECDSA P-256 over SHA-256.
    fn sign(&self, bytes: &[u8]) -> Result<Signature, SignerError>;
}
