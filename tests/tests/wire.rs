//! The wire's golden files: a sample of each type, byte for byte. A change here
//! is a change of what old phones and old journals hold.

use std::collections::BTreeSet;

use dianfei_tests::samples;
use dianfei_wire::assignment::Assignment;
use dianfei_wire::chain::Signature;
use dianfei_wire::enrol::Invitation;
use dianfei_wire::fact::{FactBody, UnreadableFact};
use dianfei_wire::frame::{self, Frame};
use dianfei_wire::upload::{ReplyHeader, RequestHeader};
use dianfei_wire::version::FACT_VERSION;
use dianfei_wire::{Fact, Hash};
use p256::ecdsa::SigningKey;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn lines(chosen: impl Fn(&FactBody) -> bool) -> String {
    let facts = samples::bodies().into_iter().filter(chosen).zip(1..);
    let lines = facts.map(|(body, seq)| {
        String::from_utf8(samples::fact(seq, body).to_bytes()).expect("JSON is UTF-8")
    });
    lines.collect::<Vec<_>>().join("\n")
}

macro_rules! golden {
    ($($name:ident: $variant:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(lines(|body| matches!(body, FactBody::$variant(_))));
            }
        )*
    };
}

golden! {
    account_facts: Account,
    people_facts: People,
    reading_facts: Reading,
    audit_facts: Audit,
    ticket_facts: Ticket,
    collection_facts: Collection,
    recovery_facts: Recovery,
    archive_facts: Archive,
}

/// The chapter and kind of a body, from its own bytes.
fn kind(body: &FactBody) -> String {
    let value = serde_json::to_value(body).expect("JSON");
    let (chapter, inner) = value.as_object().and_then(|map| map.iter().next()).expect("a chapter");
    let (kind, _) = inner.as_object().and_then(|map| map.iter().next()).expect("a kind");
    format!("{chapter}.{kind}")
}

#[test]
fn the_samples_are_of_different_kinds_and_read_back_as_they_are() {
    let bodies = samples::bodies();
    let kinds: BTreeSet<String> = bodies.iter().map(kind).collect();
    assert_eq!(kinds.len(), bodies.len(), "one sample a kind");
    for (body, seq) in bodies.into_iter().zip(1..) {
        let fact = samples::fact(seq, body);
        assert_eq!(Fact::from_bytes(&fact.to_bytes()), Ok(fact));
    }
}

#[test]
fn a_newer_fact_is_said_to_be_newer() {
    let body = samples::bodies().pop().expect("a sample");
    let mut fact = samples::fact(1, body);
    fact.v = FACT_VERSION + 1;
    assert_eq!(
        Fact::from_bytes(&fact.to_bytes()),
        Err(UnreadableFact::Version { version: FACT_VERSION + 1 })
    );
}

/// The bytes of a sample, which must read back as it is.
fn golden<T>(sample: &T) -> String
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let bytes = serde_json::to_string(sample).expect("wire types serialise to JSON");
    assert_eq!(&serde_json::from_str::<T>(&bytes).expect("reads back"), sample);
    bytes
}

#[test]
fn requests() {
    let headers = samples::door::requests().into_iter().map(samples::door::request_header);
    let lines: Vec<String> = headers.map(|header| golden(&header)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn replies() {
    let headers = samples::door::replies().into_iter().map(samples::door::reply_header);
    let lines: Vec<String> = headers.map(|header| golden(&header)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn assignment() {
    insta::assert_snapshot!(golden(&samples::door::assignment()));
}

#[test]
fn invitation() {
    let sample = samples::door::invitation();
    assert_eq!(Invitation::from_text(&sample.to_text()), Ok(sample.clone()));
    insta::assert_snapshot!(golden(&sample));
}

/// A signed upload of one fact as it stands on the wire, its body left unpacked.
#[test]
fn upload_frame() {
    let fact = samples::fact(1, samples::bodies().pop().expect("a sample"));
    insta::assert_snapshot!(String::from_utf8_lossy(&framed(&fact.to_bytes())));
}

/// A frame under a key of the tests, its body not packed.
fn framed(body: &[u8]) -> Vec<u8> {
    let request = samples::door::requests().remove(2);
    let header = RequestHeader { body: Hash::of(body), ..samples::door::request_header(request) };
    let key = SigningKey::from_slice(&[3; 32]).expect("a key");
    let sealed: Result<Vec<u8>, std::convert::Infallible> =
        frame::seal(&header, body, |bytes| Ok(Signature::sign(&key, bytes)));
    sealed.expect("signing does not fail")
}

/// The samples that a fuzzer starts from, which have an ending, get past the decoders'
/// first checks.
#[test]
fn the_fuzz_corpora_are_read() {
    let corpus = |target: &str| -> Vec<Vec<u8>> {
        let folder = dianfei_tests::tidy::root().join("tests/fuzz/corpus").join(target);
        let files = std::fs::read_dir(folder).expect("the corpus");
        let paths = files.map(|file| file.expect("a file").path());
        paths
            .filter(|path| path.extension().is_some())
            .map(|path| std::fs::read(path).expect("bytes"))
            .collect()
    };
    let facts = corpus("fact");
    assert!(facts.len() >= 8, "a sample a chapter");
    for bytes in facts {
        assert!(Fact::from_bytes(&bytes).is_ok(), "{}", String::from_utf8_lossy(&bytes));
    }
    let frames = corpus("frame");
    assert!(!frames.is_empty());
    for bytes in frames {
        let frame = Frame::split(&bytes).expect("a frame");
        frame.header::<RequestHeader>().expect("a header");
        let body = frame::unpack(frame.body).expect("a packed body");
        assert!(body.split(|byte| *byte == b'\n').all(|line| Fact::from_bytes(line).is_ok()));
    }
}

/// Bytes with some of them changed, lost or doubled.
fn mangled(whole: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8);
    prop::collection::vec(change, 1..12).prop_map(move |changes| {
        let mut bytes = whole.clone();
        for (at, to, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = to,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, to),
                _ => bytes.truncate(at),
            }
        }
        bytes
    })
}

proptest! {
    /// Whatever a frame has become, its decoders answer and never panic.
    #[test]
    fn a_mangled_frame_is_read_as_something_or_refused(
        bytes in mangled(framed(b"{\"v\":1}"))
    ) {
        if let Ok(frame) = Frame::split(&bytes) {
            drop(frame.header::<RequestHeader>());
            drop(frame.header::<ReplyHeader>());
            drop(frame::unpack(frame.body));
        }
    }

    /// An assignment that was damaged on its way is an error, not a panic.
    #[test]
    fn a_mangled_assignment_is_read_as_something_or_refused(
        bytes in mangled(golden(&samples::door::assignment()).into_bytes())
    ) {
        drop(serde_json::from_slice::<Assignment>(&bytes));
        drop(frame::unpack(&bytes));
    }

    /// A packed body that was damaged unpacks to what fits the limit, or not at all.
    #[test]
    fn a_mangled_body_never_unpacks_beyond_the_limit(
        bytes in mangled(frame::pack(&[b'x'; 4096]))
    ) {
        if let Ok(body) = frame::unpack(&bytes) {
            prop_assert!(body.len() <= frame::LIMIT_BYTES);
        }
    }

    /// The decoder of facts meets the same.
    #[test]
    fn a_mangled_fact_is_read_as_something_or_refused(
        bytes in prop::sample::select(samples::bodies())
            .prop_flat_map(|body| mangled(samples::fact(1, body).to_bytes()))
    ) {
        if let Ok(fact) = Fact::from_bytes(&bytes) {
            prop_assert_eq!(Fact::from_bytes(&fact.to_bytes()), Ok(fact));
        }
    }

    /// A decoder that meets anything answers, and never panics.
    #[test]
    fn any_changed_byte_is_read_as_something_or_refused(
        which in 0usize..44, at in any::<prop::sample::Index>(), to in any::<u8>()
    ) {
        let bodies = samples::bodies();
        let body = bodies[which % bodies.len()].clone();
        let mut bytes = samples::fact(1, body).to_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(fact) = Fact::from_bytes(&bytes) {
            prop_assert_eq!(Fact::from_bytes(&fact.to_bytes()), Ok(fact));
        }
    }
}
