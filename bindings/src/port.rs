//! What the shell gives to the core: its key store; and the clocks that the
//! core reads itself.

use std::sync::Arc;

use dianfei_field::port::{Signer as FieldSigner, SignerError};
use dianfei_wire::chain::{PublicKey, Signature};
use p256::pkcs8::DecodePublicKey;

use crate::error::CoreError;

pub use clock::SystemClock;

#[cfg(feature = "by-hand")]
pub mod by_hand;
mod clock;

#[cfg(all(feature = "by-hand", not(debug_assertions)))]
compile_error!("clocks and identities by hand are for tests: no release build has them");

/// Why the key store did not do what it was asked.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum KeyStoreError {
    /// The key store refused or failed.
    #[error("the key store failed: {detail}")]
    Failed {
        /// What it said, for the log.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for KeyStoreError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { detail: error.reason }
    }
}

/// The phone's own key, an ECDSA P-256 key pair that never leaves its store.
#[uniffi::export(foreign)]
pub trait Signer: Send + Sync {
    /// The public half as X.509 SubjectPublicKeyInfo in DER.
    fn public_key(&self) -> Result<Vec<u8>, KeyStoreError>;
    /// Signs `bytes` with SHA-256 and ECDSA; the signature in DER.
    fn sign(&self, bytes: Vec<u8>) -> Result<Vec<u8>, KeyStoreError>;
}

/// The key store with its public half read once.
pub(crate) struct StoredKey {
    signer: Arc<dyn Signer>,
    public: PublicKey,
}

impl StoredKey {
    pub(crate) fn read(signer: Arc<dyn Signer>) -> Result<Self, CoreError> {
        let der = signer.public_key().map_err(|error| CoreError::key(&error))?;
        let key =
            p256::PublicKey::from_public_key_der(&der).map_err(|error| CoreError::key(&error))?;
        let public = PublicKey::from_sec1(&key.to_sec1_bytes());
        let public = public.map_err(|error| CoreError::key(&error))?;
        Ok(Self { signer, public })
    }
}

impl FieldSigner for StoredKey {
    fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    fn sign(&self, bytes: &[u8]) -> Result<Signature, SignerError> {
        let signed = self.signer.sign(bytes.to_vec());
        let der = signed.map_err(|error| SignerError { detail: error.to_string() })?;
        Ok(Signature::from_der(&der))
    }
}
