//! The phones' door. One synchronous function answers each request from its
//! bytes; the network only carries them.

use dianfei_wire::chain::Hash;
use dianfei_wire::frame::{self, Frame, FrameError};
use dianfei_wire::upload::{Reply, ReplyHeader, Request, RequestHeader};
use dianfei_wire::version;
use thiserror::Error;

use crate::app::App;
use crate::spine::SpineError;
use crate::store::{StoreError, Table};

pub mod assignment;
pub mod branch;
pub mod device;
pub mod digest;
pub mod enrol;
pub mod hello;
pub mod part;
pub mod repeated;
pub mod router;
pub mod upload;

/// The door's own tables.
pub const TABLES: &[Table] = &[enrol::TABLE, hello::TABLE, part::TABLE, part::WANTED];

/// Why a request was not carried out.
#[derive(Debug, Error)]
pub enum DoorError {
    /// The frame is broken, unsigned or signed by another key.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The request stops here for a reason that the phone is told by its code.
    #[error("refused: {code}")]
    Refused {
        /// The stable code.
        code: &'static str,
    },
    /// The spine or the store did not take it.
    #[error(transparent)]
    Spine(#[from] SpineError),
}

impl From<StoreError> for DoorError {
    fn from(error: StoreError) -> Self {
        Self::Spine(SpineError::Store(error))
    }
}

impl DoorError {
    /// The stable code that the phone is told.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Frame(FrameError::NotAFrame | FrameError::Header { .. }) => "unreadable_request",
            Self::Frame(FrameError::Body | FrameError::Packed) => "damaged_body",
            Self::Frame(FrameError::Signature(_)) => "wrong_signature",
            Self::Refused { code } => code,
            Self::Spine(SpineError::Refused(refusal)) => refusal.code.as_str(),
            Self::Spine(SpineError::Store(_)) => "station_store",
        }
    }
}

/// Answers one request. Whatever the bytes are, the reply is a signed frame.
#[must_use]
pub fn answer(app: &App, bytes: &[u8]) -> Vec<u8> {
    let now_ms = app.clock.now_ms();
    let nonce = nonce_of(bytes);
    let (reply, body) = respond(app, bytes, now_ms).unwrap_or_else(|error| {
        tracing::warn!(code = error.code(), %error, "a phone's request was not carried out");
        let protocol_oldest =
            (error.code() == "protocol_too_old").then_some(version::PROTOCOL_OLDEST);
        (Reply::Refused { code: error.code().to_owned(), protocol_oldest }, Vec::new())
    });
    let header = ReplyHeader {
        protocol: version::PROTOCOL,
        nonce,
        incarnation: incarnation(app),
        station_ms: now_ms,
        business_date: app.business_date(now_ms),
        body: Hash::of(&body),
        reply,
    };
    let sealed: Result<Vec<u8>, std::convert::Infallible> =
        frame::seal(&header, &body, |header| Ok(app.sign(header)));
    sealed.unwrap_or_default()
}

type Answer = (Reply, Vec<u8>);

fn respond(app: &App, bytes: &[u8], now_ms: i64) -> Result<Answer, DoorError> {
    if bytes.len() > frame::LIMIT_BYTES {
        return Err(DoorError::Refused { code: "body_too_large" });
    }
    let frame = Frame::split(bytes)?;
    let header = RequestHeader::of(&frame)?;
    if header.station != app.station {
        return Err(DoorError::Refused { code: "other_station" });
    }
    // An old app is told so, and can still hand over its unsent facts.
    let delivers = matches!(header.request, Request::Hello { .. } | Request::Upload { .. });
    if !version::is_spoken(header.protocol) && !delivers {
        return Err(DoorError::Refused { code: "protocol_too_old" });
    }
    if let Request::Enrol { code, key, label } = &header.request {
        frame.verify(key, header.body)?;
        return enrol::enrol(app, now_ms, code, key, label).map(|reply| (reply, Vec::new()));
    }
    let device = app.store.read(|store| device::find(store, &app.station, header.device))?;
    let device = device.ok_or(DoorError::Refused { code: "unknown_device" })?;
    frame.verify(&device.key, header.body)?;
    let plain = |reply: Reply| (reply, Vec::new());
    match &header.request {
        Request::Enrol { .. } => Err(DoorError::Refused { code: "unreadable_request" }),
        Request::Hello { .. } => hello::hello(app, now_ms, &device, &header.request).map(plain),
        Request::Upload { first, last, previous, head } => {
            let batch = upload::Batch {
                first: *first,
                last: *last,
                previous: *previous,
                head: *head,
                frame: &frame,
            };
            upload::upload(app, now_ms, &device, &batch).map(plain)
        }
        Request::Part { part, kind, length, offset } => {
            let stretch = part::Stretch {
                part: *part,
                kind: *kind,
                length: *length,
                offset: *offset,
                bytes: frame.body,
            };
            part::keep(app, device.id, &stretch).map(plain)
        }
        // Revocation ends assignments, never delivery.
        Request::Assignment if device.revoked || device.frozen => {
            Err(DoorError::Refused { code: "device_revoked" })
        }
        Request::Assignment => {
            assignment::prepare(app, now_ms, &device)?;
            let body = assignment::packed(app, now_ms, &device)?;
            Ok((Reply::Assignment, body))
        }
        Request::Rulings { after } => repeated::rulings(app, &device, *after).map(plain),
        Request::Digest(_) => digest::digest(app, &device).map(plain),
    }
}

fn nonce_of(bytes: &[u8]) -> String {
    Frame::split(bytes)
        .and_then(|frame| RequestHeader::of(&frame))
        .map_or_else(|_unreadable| String::new(), |header| header.nonce)
}

fn incarnation(app: &App) -> u32 {
    app.store.read(|store| crate::account::station::incarnation(store, &app.station)).unwrap_or(0)
}
