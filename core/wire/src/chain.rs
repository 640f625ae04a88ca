//! The hash chain of a device or of the station, and signatures over it.
//!
//! h₀ = SHA-256(public key), hₙ = SHA-256(hₙ₋₁ ‖ bytesₙ).

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey, VerifyingKey};
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Why bytes are not a hash, key or signature, or do not verify.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChainError {
    /// A hash is 64 hexadecimal digits.
    #[error("{text:?} is not a hash of 64 hexadecimal digits")]
    NotAHash {
        /// The text as it came.
        text: String,
    },
    /// A public key is a SEC1 point on P-256 in base64.
    #[error("the public key is not a point on P-256")]
    NotAKey,
    /// A signature is ECDSA over P-256 with SHA-256, DER, in base64.
    #[error("the signature is not a DER-encoded ECDSA signature")]
    NotASignature,
    /// The signature was not made by this key over these bytes.
    #[error("the signature does not belong to these bytes and this key")]
    WrongSignature,
}

/// A SHA-256 hash; printed and serialised as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash whose 32 bytes are given.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The head of a chain after `bytes` were appended to it.
    #[must_use]
    pub fn then(&self, bytes: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        hasher.update(bytes);
        Self(hasher.finalize().into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Hashes are keys of most rows: they are spelt out often.
        let digit =
            |value: u8| char::from(if value < 10 { b'0' + value } else { b'a' - 10 + value });
        let text: String =
            self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
        f.write_str(&text)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = ChainError;

    fn from_str(text: &str) -> Result<Self, ChainError> {
        let wrong = || ChainError::NotAHash { text: text.chars().take(80).collect() };
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let value = |digit: u8| match digit {
            b'0'..=b'9' => digit - b'0',
            _ => digit.to_ascii_lowercase() - b'a' + 10,
        };
        let mut bytes = [0_u8; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(text.as_bytes().as_chunks::<2>().0) {
            *byte = value(*high) << 4 | value(*low);
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A device's or a station's public key: SEC1, uncompressed, base64.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicKey(String);

impl PublicKey {
    /// The public half of `key`.
    #[must_use]
    pub fn of(key: &SigningKey) -> Self {
        let point = key.verifying_key().to_encoded_point(false);
        Self(BASE64.encode(point.as_bytes()))
    }

    /// The key from its SEC1 bytes.
    pub fn from_sec1(bytes: &[u8]) -> Result<Self, ChainError> {
        let key =
            VerifyingKey::from_sec1_bytes(bytes).map_err(|_not_a_point| ChainError::NotAKey)?;
        Ok(Self(BASE64.encode(key.to_encoded_point(false).as_bytes())))
    }

    /// The SEC1 bytes.
    pub fn to_sec1(&self) -> Result<Vec<u8>, ChainError> {
        BASE64.decode(&self.0).map_err(|_not_base64| ChainError::NotAKey)
    }

    /// The key as base64 text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first head of this key's chain, h₀; also what a device is named by.
    pub fn genesis(&self) -> Result<Hash, ChainError> {
        self.to_sec1().map(|bytes| Hash::of(&bytes))
    }

    /// Checks that `signature` was made over `bytes` by this key.
    pub fn verify(&self, bytes: &[u8], signature: &Signature) -> Result<(), ChainError> {
        let point = self.to_sec1()?;
        VerifyingKey::from_sec1_bytes(&point).map_err(|_not_a_point| ChainError::NotAKey)?;
        let der = BASE64.decode(&signature.0).map_err(|_not_base64| ChainError::NotASignature)?;
        DerSignature::try_from(der.as_slice()).map_err(|_not_der| ChainError::NotASignature)?;
        // Several times quicker than the arithmetic that signs here, and in the
        // tree for TLS; every request is verified on both ends.
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point)
            .verify(bytes, &der)
            .map_err(|_other_key| ChainError::WrongSignature)
    }
}

impl FromStr for PublicKey {
    type Err = ChainError;

    fn from_str(text: &str) -> Result<Self, ChainError> {
        let bytes = BASE64.decode(text).map_err(|_not_base64| ChainError::NotAKey)?;
        Self::from_sec1(&bytes)
    }
}

/// An ECDSA P-256 signature over SHA-256, DER, base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Signature(String);

impl Signature {
    /// Signs `bytes` with a software key.
    #[must_use]
    pub fn sign(key: &SigningKey, bytes: &[u8]) -> Self {
        let der: DerSignature = key.sign(bytes);
        Self::from_der(der.as_bytes())
    }

    /// A signature that a key store made, in DER.
    #[must_use]
    pub fn from_der(der: &[u8]) -> Self {
        Self(BASE64.encode(der))
    }

    /// A signature as it came on the wire.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The signature as base64 text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(fill: u8) -> SigningKey {
        SigningKey::from_slice(&[fill; 32]).expect("a key")
    }

    #[test]
    fn a_signature_belongs_to_its_bytes_and_its_key() {
        let public = PublicKey::of(&key(7));
        let signature = Signature::sign(&key(7), b"head");
        assert_eq!(public.verify(b"head", &signature), Ok(()));
        assert_eq!(public.verify(b"heat", &signature), Err(ChainError::WrongSignature));
        let other = Signature::sign(&key(8), b"head");
        assert_eq!(public.verify(b"head", &other), Err(ChainError::WrongSignature));
        let broken = Signature::from_text("AAAA");
        assert_eq!(public.verify(b"head", &broken), Err(ChainError::NotASignature));
    }

    #[test]
    fn the_chain_depends_on_order_and_on_every_byte() {
        let start = PublicKey::of(&key(7)).genesis().expect("a head");
        let straight = start.then(b"a").then(b"b");
        assert_ne!(straight, start.then(b"b").then(b"a"));
        assert_ne!(straight, start.then(b"a").then(b"c"));
        assert_eq!(straight.to_string().parse(), Ok(straight));
    }
}
