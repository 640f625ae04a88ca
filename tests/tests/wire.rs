//! The wire's golden files: a sample of each type, byte for byte. A change here
//! is a change of what old phones and old journals hold.

use std::collections::BTreeSet;

use dianfei_tests::samples;
use dianfei_wire::Fact;
use dianfei_wire::fact::{FactBody, UnreadableFact};
use dianfei_wire::version::FACT_VERSION;
use proptest::prelude::*;

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

proptest! {
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
