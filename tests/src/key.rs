//! A phone's key in software: what a key store holds on a real one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use dianfei_field::port::{Signer, SignerError};
use dianfei_station::port::key::KeyPair;
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

/// The same key where many signatures are made and none is looked at: its
/// nonces come from the system, so that no two runs sign alike.
#[derive(Debug)]
pub struct QuickKey(KeyPair);

impl QuickKey {
    /// The key that is made of `fill`; made once a process.
    ///
    /// # Panics
    /// Where `fill` is 0 or 255, of which no key can be made.
    #[must_use]
    pub fn of(fill: u8) -> Arc<Self> {
        static MADE: Mutex<BTreeMap<u8, Arc<QuickKey>>> = Mutex::new(BTreeMap::new());
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || Arc::new(Self(KeyPair::of(SoftwareKey::of(fill).0)));
        Arc::clone(made.entry(fill).or_insert_with(make))
    }

    /// The identity of the phone that holds it.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        DeviceId(self.public_key().genesis().expect("a key begins a chain"))
    }
}

impl Signer for QuickKey {
    fn public_key(&self) -> PublicKey {
        self.0.public().clone()
    }

    fn sign(&self, bytes: &[u8]) -> Result<Signature, SignerError> {
        Ok(self.0.sign(bytes))
    }
}
