#![no_main]

use dianfei_fuzz::{let_guarded_panics_pass, targets};

libfuzzer_sys::fuzz_target!(
    init: let_guarded_panics_pass(),
    |bytes: &[u8]| targets::worksheet(bytes)
);
