//! The station's key, which signs every reply.

use dianfei_wire::chain::{PublicKey, Signature};
use p256::ecdsa::SigningKey;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};

/// A software key that signs often, as a station's does with each reply. It
/// signs with the arithmetic that verifies here, several times quicker than that
/// of [`SigningKey`], under nonces that are drawn at random.
#[derive(Debug)]
pub struct KeyPair {
    key: SigningKey,
    public: PublicKey,
    quick: Option<EcdsaKeyPair>,
}

impl KeyPair {
    /// The pair of a key.
    #[must_use]
    pub fn of(key: SigningKey) -> Self {
        let point = key.verifying_key().to_encoded_point(false);
        let quick = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_ASN1_SIGNING,
            &key.to_bytes(),
            point.as_bytes(),
            &SystemRandom::new(),
        );
        Self { public: PublicKey::of(&key), quick: quick.ok(), key }
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs `bytes`. A system that gives no random bytes leaves the slow way,
    /// whose nonces need none.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> Signature {
        let signed = self.quick.as_ref().and_then(|key| key.sign(&SystemRandom::new(), bytes).ok());
        match signed {
            Some(signature) => Signature::from_der(signature.as_ref()),
            None => Signature::sign(&self.key, bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(fill: u8) -> SigningKey {
        SigningKey::from_slice(&[fill; 32]).expect("a key")
    }

    #[test]
    fn both_ways_of_signing_make_signatures_of_the_same_key() {
        let pair = KeyPair::of(key(7));
        assert_eq!(*pair.public(), PublicKey::of(&key(7)));
        let slow = KeyPair { quick: None, ..KeyPair::of(key(7)) };
        for signed in [pair.sign(b"head"), slow.sign(b"head")] {
            assert_eq!(pair.public().verify(b"head", &signed), Ok(()));
        }
    }
}
