#![no_main]

use dianfei_fuzz::targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::trial(bytes));
