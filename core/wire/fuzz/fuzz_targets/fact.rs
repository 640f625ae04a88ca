//! The decoder of facts: what it reads, it writes and reads again alike.

#![no_main]

use dianfei_wire::Fact;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(fact) = Fact::from_bytes(bytes) {
        assert_eq!(Fact::from_bytes(&fact.to_bytes()), Ok(fact));
    }
});
