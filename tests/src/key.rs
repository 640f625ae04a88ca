//! A phone's key in software: what a key store holds on a real one.

use dianfei_field::port::{Signer, SignerError};
use dianfei_wire::DeviceId;
use dianfei_wire::chain::{PublicKey, Signature};
use p256::ecdsa::SigningKey;

/// A key in memory.
#[derive(Debug)]
pub struct SoftwareKey(SigningKey);

impl SoftwareKey {
    /// The key that is made of `fill`.
    ///
    /// # Panics
    /// Where `fill` is 0 or 255, of which no key can be made.
    #[must_use]
    pub fn of(fill: u8) -> Self {
        Self(SigningKey::from_slice(&[fill; 32]).expect("a key"))
    }

    /// The identity of the phone that holds it.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        DeviceId(self.public_key().genesis().expect("a key begins a chain"))
    }
}

impl Signer for SoftwareKey {
    fn public_key(&self) -> PublicKey {
        PublicKey::of(&self.0)
    }

    fn sign(&self, bytes: &[u8]) -> Result<Signature, SignerError> {
        Ok(Signature::sign(&self.0, bytes))
    }
}
