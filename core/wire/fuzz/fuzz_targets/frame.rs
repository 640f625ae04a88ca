//! The envelope of an upload as the station's door takes it apart: the frame,
//! its header, its signature, its packed facts.

#![no_main]

use dianfei_wire::Fact;
use dianfei_wire::frame::{self, Frame, LIMIT_BYTES};
use dianfei_wire::upload::{ReplyHeader, Request, RequestHeader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(frame) = Frame::split(bytes) else { return };
    drop(frame.header::<ReplyHeader>());
    if let Ok(header) = frame.header::<RequestHeader>()
        && let Request::Enrol { key, .. } = &header.request
    {
        drop(frame.verify(key, header.body));
    }
    if let Ok(body) = frame::unpack(frame.body) {
        assert!(body.len() <= LIMIT_BYTES);
        for line in body.split(|byte| *byte == b'\n') {
            drop(Fact::from_bytes(line));
        }
    }
});
