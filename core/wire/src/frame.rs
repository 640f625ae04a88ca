//! The frame of each request and reply: one line of signature, one line of
//! header, then the body. The signature covers the header as it stands, and the
//! header names the body's hash, so that nothing in the frame can be changed.

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::chain::{ChainError, Hash, PublicKey, Signature};

/// The largest frame that a station reads, in bytes.
pub const LIMIT_BYTES: usize = 8 * 1024 * 1024;

/// The largest assignment that a phone unpacks, in bytes. It is the station's own
/// and signed; a route of 5,000 accounts with two years of history takes 8 MB.
pub const ASSIGNMENT_LIMIT_BYTES: usize = 64 * 1024 * 1024;

/// Why bytes are not a frame that can be trusted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FrameError {
    /// There are not two lines before the body, or they are not UTF-8.
    #[error("the frame does not begin with a signature line and a header line")]
    NotAFrame,
    /// The header is not the JSON that was expected.
    #[error("the header cannot be read: {detail}")]
    Header {
        /// What the decoder said.
        detail: String,
    },
    /// The body's hash is not the one in the header.
    #[error("the body does not have the hash that its header names")]
    Body,
    /// The signature is broken or another key's.
    #[error(transparent)]
    Signature(#[from] ChainError),
    /// The body cannot be unpacked, or unpacks to more than it may.
    #[error("the body cannot be unpacked")]
    Packed,
}

/// A frame taken apart, not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The signature over `header`.
    pub signature: Signature,
    /// The header's bytes as received.
    pub header: &'a [u8],
    /// The body's bytes as received.
    pub body: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Takes `bytes` apart without believing anything in them.
    pub fn split(bytes: &'a [u8]) -> Result<Self, FrameError> {
        let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
        let (Some(signature), Some(header), Some(body)) =
            (lines.next(), lines.next(), lines.next())
        else {
            return Err(FrameError::NotAFrame);
        };
        let signature =
            std::str::from_utf8(signature).map_err(|_not_text| FrameError::NotAFrame)?;
        Ok(Self { signature: Signature::from_text(signature), header, body })
    }

    /// Decodes the header.
    pub fn header<T: DeserializeOwned>(&self) -> Result<T, FrameError> {
        serde_json::from_slice(self.header)
            .map_err(|error| FrameError::Header { detail: excerpt(&error.to_string()) })
    }

    /// Checks the signature over the header, and the body against `body_hash`.
    pub fn verify(&self, key: &PublicKey, body_hash: Hash) -> Result<(), FrameError> {
        key.verify(self.header, &self.signature)?;
        if Hash::of(self.body) == body_hash { Ok(()) } else { Err(FrameError::Body) }
    }
}

/// As much of a decoder's words as a log needs: they quote what is wrong, however long.
fn excerpt(words: &str) -> String {
    const MOST_CHARACTERS: usize = 200;
    words.chars().take(MOST_CHARACTERS).collect()
}

/// Puts a frame together; `sign` makes the signature over the header's bytes.
pub fn seal<T: Serialize, E>(
    header: &T,
    body: &[u8],
    sign: impl FnOnce(&[u8]) -> Result<Signature, E>,
) -> Result<Vec<u8>, E> {
    let header = serde_json::to_vec(header).expect("wire headers serialise to JSON");
    let signature = sign(&header)?;
    let mut bytes = Vec::with_capacity(signature.as_str().len() + header.len() + body.len() + 2);
    bytes.extend_from_slice(signature.as_str().as_bytes());
    bytes.push(b'\n');
    bytes.extend_from_slice(&header);
    bytes.push(b'\n');
    bytes.extend_from_slice(body);
    Ok(bytes)
}

/// Packs a body.
#[must_use]
pub fn pack(body: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(body, 3).expect("compressing into memory does not fail")
}

/// Unpacks a body of at most [`LIMIT_BYTES`].
pub fn unpack(body: &[u8]) -> Result<Vec<u8>, FrameError> {
    unpack_at_most(body, LIMIT_BYTES)
}

/// Unpacks a body of at most `limit` bytes.
pub fn unpack_at_most(body: &[u8], limit: usize) -> Result<Vec<u8>, FrameError> {
    let size = zstd::zstd_safe::get_frame_content_size(body)
        .ok()
        .flatten()
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size <= limit)
        .ok_or(FrameError::Packed)?;
    zstd::bulk::decompress(body, size).map_err(|_torn| FrameError::Packed)
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::SigningKey;

    use super::*;

    #[test]
    fn a_changed_byte_anywhere_is_noticed() {
        let key = SigningKey::from_slice(&[3; 32]).expect("a key");
        let body = pack(b"{}\n{}");
        let sealed = seal(&Hash::of(&body), &body, |header| {
            Ok::<_, FrameError>(Signature::sign(&key, header))
        })
        .expect("sealed");
        let public = PublicKey::of(&key);
        let open = |bytes: &[u8]| -> Result<Vec<u8>, FrameError> {
            let frame = Frame::split(bytes)?;
            frame.verify(&public, frame.header()?)?;
            unpack(frame.body)
        };
        assert_eq!(open(&sealed), Ok(b"{}\n{}".to_vec()));
        for at in 0..sealed.len() {
            let mut torn = sealed.clone();
            if let Some(byte) = torn.get_mut(at) {
                *byte ^= 1;
            }
            assert!(open(&torn).is_err(), "byte {at} changed unnoticed");
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_unpacks() {
        let bomb = pack(&vec![0; LIMIT_BYTES + 1]);
        assert_eq!(unpack(&bomb), Err(FrameError::Packed));
        assert_eq!(unpack(b"no zstd"), Err(FrameError::Packed));
    }

    #[test]
    fn an_assignment_may_be_longer_than_what_a_phone_sends() {
        let long_route = pack(&vec![7; 2 * LIMIT_BYTES]);
        assert_eq!(unpack(&long_route), Err(FrameError::Packed));
        let unpacked = unpack_at_most(&long_route, ASSIGNMENT_LIMIT_BYTES).expect("it is taken");
        assert_eq!(unpacked.len(), 2 * LIMIT_BYTES);
        let bomb = pack(&vec![0; ASSIGNMENT_LIMIT_BYTES + 1]);
        assert_eq!(unpack_at_most(&bomb, ASSIGNMENT_LIMIT_BYTES), Err(FrameError::Packed));
    }
}
