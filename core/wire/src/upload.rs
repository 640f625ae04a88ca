//! What a phone asks and a station answers. Each contact begins with a head
//! exchange, also when there is nothing to send.

use chrono::NaiveDate;
use dianfei_rules::id::{PersonNo, StationNo};
use serde::{Deserialize, Serialize};

use crate::chain::{Hash, PublicKey};
use crate::digest::DayDigest;
use crate::fact::DeviceId;
use crate::frame::{Frame, FrameError};
use crate::part::{PartHash, PartKind};
use crate::ruling::Verdict;

/// The most facts of one batch.
pub const BATCH_FACTS: u64 = 500;

/// The most bytes of a part in one request.
pub const PART_CHUNK_BYTES: usize = 256 * 1024;

/// The most parts that one reply names as wanted.
pub const WANTED_PARTS: u64 = 500;

/// The most bytes of a request's header; real ones have some hundreds. It is decoded
/// before its signature can be checked, and to decode it may take many times its own
/// length: the message of an error quotes what is wrong.
pub const HEADER_BYTES: usize = 64 * 1024;

/// The header of each request; the frame's signature covers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestHeader {
    /// The protocol's version.
    pub protocol: u16,
    /// The station that is meant.
    pub station: StationNo,
    /// The phone.
    pub device: DeviceId,
    /// The incarnation that the phone last saw; absent before the first contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incarnation: Option<u32>,
    /// A number that the phone makes anew for each request.
    pub nonce: String,
    /// The hash of the body.
    pub body: Hash,
    /// What is asked.
    pub request: Request,
}

impl RequestHeader {
    /// Decodes the header of a request's frame.
    pub fn of(frame: &Frame<'_>) -> Result<Self, FrameError> {
        if frame.header.len() > HEADER_BYTES {
            let detail = format!("it has {} bytes", frame.header.len());
            return Err(FrameError::Header { detail });
        }
        frame.header()
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Binds a phone to a person by the code that the station showed.
    Enrol {
        /// The one-time code.
        code: String,
        /// The phone's key.
        key: PublicKey,
        /// What the phone calls itself.
        label: String,
    },
    /// The head exchange.
    Hello {
        /// The number of the phone's last fact, 0 before the first.
        seq: u64,
        /// The phone's head.
        head: Hash,
        /// The number up to which the phone believes the station to have its facts.
        acknowledged: u64,
        /// Whether nothing is unsent: then the horizon moves.
        nothing_unsent: bool,
        /// The assignment that the phone holds; absent before the first.
        #[serde(skip_serializing_if = "Option::is_none")]
        assignment: Option<Hash>,
        /// How many facts the station has just said that it holds, where the
        /// phone has fewer: its file went back. Absent otherwise; an older head
        /// exchange that comes late says less of the phone, and nothing of this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heard: Option<u64>,
    },
    /// A batch of facts, JSON lines, packed.
    Upload {
        /// The number of the first fact.
        first: u64,
        /// The number of the last fact.
        last: u64,
        /// The head before the first.
        previous: Hash,
        /// The head after the last.
        head: Hash,
    },
    /// A stretch of a part's bytes.
    Part {
        /// The part.
        part: PartHash,
        /// What it holds.
        kind: PartKind,
        /// The whole part's length in bytes.
        length: u64,
        /// Where this stretch begins.
        offset: u64,
    },
    /// What the phone should hold.
    Assignment,
    /// The rulings on the phone's facts after a number.
    Rulings {
        /// The last number whose ruling the phone has.
        after: u64,
    },
    /// The sanity check at the end: what the phone counts.
    Digest(DayDigest),
}

/// The header of each reply, signed with the station's identity key. Only this
/// signature makes a success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyHeader {
    /// The protocol's version.
    pub protocol: u16,
    /// The request's nonce, so that no old reply passes for a new one.
    pub nonce: String,
    /// The station's incarnation.
    pub incarnation: u32,
    /// The station's instant, UTC milliseconds.
    pub station_ms: i64,
    /// The station's business date.
    pub business_date: NaiveDate,
    /// The hash of the body.
    pub body: Hash,
    /// What is answered.
    pub reply: Reply,
}

/// What the station has of a phone's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldHead {
    /// The number of the last fact that it has.
    pub seq: u64,
    /// The head at that number.
    pub head: Hash,
}

/// One fact's ruling as the phone is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeqVerdict {
    /// The fact's number on the phone.
    pub seq: u64,
    /// What became of it.
    pub verdict: Verdict,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The phone is bound.
    Enrolled {
        /// To whom.
        person: PersonNo,
        /// The station's name.
        station_name: String,
    },
    /// The head exchange.
    Hello {
        /// What the station has.
        held: HeldHead,
        /// Whether the phone is frozen: a fork was seen.
        frozen: bool,
        /// Whether the phone was revoked: it only delivers.
        revoked: bool,
        /// The assignment that the phone should hold; absent while the station lacks facts
        /// of the phone, which change it, and for a phone that is to hold none.
        #[serde(skip_serializing_if = "Option::is_none")]
        assignment: Option<Hash>,
        /// Parts that the phone's facts name and the station lacks.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        wanted: Vec<PartHash>,
    },
    /// The batch is durable.
    Acknowledged {
        /// What the station has after it.
        held: HeldHead,
        /// The rulings on the batch's facts.
        verdicts: Vec<SeqVerdict>,
        /// Parts that the phone's facts name and the station lacks, at most [`WANTED_PARTS`].
        wanted: Vec<PartHash>,
    },
    /// The batch does not follow what the station has; nothing was taken.
    Rewind {
        /// What the station has.
        held: HeldHead,
    },
    /// The stretch is durable.
    PartHeld {
        /// The part.
        part: PartHash,
        /// How many bytes of it the station has.
        length: u64,
    },
    /// The body is the assignment, packed JSON.
    Assignment,
    /// Rulings, at most [`BATCH_FACTS`].
    Rulings {
        /// The rulings.
        verdicts: Vec<SeqVerdict>,
    },
    /// What the station counts for the phone.
    Digest(DayDigest),
    /// The request was not carried out, and why. Never an answer to facts.
    Refused {
        /// The stable code.
        code: String,
        /// The oldest protocol that is still spoken; absent unless that is why.
        #[serde(skip_serializing_if = "Option::is_none")]
        protocol_oldest: Option<u16>,
    },
}
