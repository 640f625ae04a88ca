//! Frames of a meter's line a clerk can read: `cases/dlt645.toml`; and the laws of
//! the codec over any bytes.

use dianfei_rules::meter::check_digit::check_digit_mod_11_10;
use dianfei_rules::meter::dlt645::{
    Frame, Identifier, MeterAddress, bcd, parse_reply, read_energy,
};
use dianfei_rules::meter::{Period, Register};
use dianfei_rules::refusal::Refusal;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    request: Vec<Request>,
    reply: Vec<Reply>,
    value: Vec<Value>,
    check_digit: Vec<CheckDigit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    id: String,
    title: String,
    source: String,
    address: MeterAddress,
    identifier: Identifier,
    expect: Option<String>,
    refuse: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    id: String,
    title: String,
    source: String,
    asked: MeterAddress,
    #[serde(default = "total")]
    period: Period,
    bytes: String,
    expect: Option<String>,
    refuse: Option<String>,
    at_byte: Option<u32>,
}

const fn total() -> Period {
    Period::Total
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Value {
    id: String,
    title: String,
    source: String,
    bytes: String,
    decimals: u32,
    expect: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckDigit {
    id: String,
    title: String,
    source: String,
    digits: String,
    expect: u32,
}

fn cases() -> Cases {
    toml::from_str(include_str!("../cases/dlt645.toml")).expect("readable cases")
}

fn bytes(text: &str) -> Vec<u8> {
    text.split(' ').map(|byte| u8::from_str_radix(byte, 16).expect("a byte")).collect()
}

fn assert_code(refusal: &Refusal, code: Option<&str>, name: &str) {
    assert_eq!(Some(refusal.code.as_str()), code, "{name}: {refusal}");
}

#[test]
fn requests_are_written_as_the_cases_say() {
    for case in cases().request {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        match Frame::read(case.address, case.identifier) {
            Ok(frame) => {
                let printed = frame.print().expect("bytes");
                assert_eq!(Some(printed.clone()), case.expect.as_deref().map(bytes), "{name}");
                assert_eq!(Frame::parse(&printed), Ok(frame), "{name}");
            }
            Err(refusal) => assert_code(&refusal, case.refuse.as_deref(), &name),
        }
    }
}

#[test]
fn replies_are_read_as_the_cases_say() {
    for case in cases().reply {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        let register = Register::forward_active(case.period);
        match read_energy(&bytes(&case.bytes), case.asked, register, 2) {
            Ok(energy) => assert_eq!(Some(energy.index.to_string()), case.expect, "{name}"),
            Err(refusal) => {
                assert_code(&refusal, case.refuse.as_deref(), &name);
                if let Some(at) = case.at_byte {
                    let found = refusal.figures.get("at_byte");
                    assert_eq!(found, Some(at.to_string().as_str()), "{name}");
                }
            }
        }
    }
}

#[test]
fn values_and_check_digits_come_out_as_the_cases_say() {
    for case in cases().value {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        let value = bcd(&bytes(&case.bytes), case.decimals).expect("digits");
        assert_eq!(value.to_string(), case.expect, "{name}");
    }
    for case in cases().check_digit {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        assert_eq!(check_digit_mod_11_10(&case.digits), Ok(case.expect), "{name}");
    }
}

fn address() -> impl Strategy<Value = MeterAddress> {
    (0..=6_usize, 0..1_000_000_000_000_u64).prop_map(|(open, number)| {
        let digits = format!("{number:012}");
        format!("{}{}", "AA".repeat(open), &digits[2 * open..]).parse().expect("an address")
    })
}

fn frame() -> impl Strategy<Value = Frame> {
    let payload = prop::collection::vec(any::<u8>(), 0..=200);
    (address(), any::<u8>(), payload).prop_map(|(address, control, payload)| Frame {
        address,
        control,
        payload,
    })
}

proptest! {
    #[test]
    fn a_frame_is_read_as_it_was_written(frame in frame(), woken in 0..8_usize) {
        let printed = frame.print().expect("bytes");
        let line = [vec![0xFE; woken], printed].concat();
        prop_assert_eq!(Frame::parse(&line), Ok(frame));
    }

    #[test]
    fn what_is_read_is_written_as_it_was(mut line in prop::collection::vec(any::<u8>(), 12..40)) {
        // Mostly a frame: only address, control code and data are by chance.
        let end = line.len();
        line[0] = 0x68;
        line[7] = 0x68;
        line[9] = u8::try_from(end - 12).expect("a length");
        line[end - 2] = line[..end - 2].iter().fold(0, |sum: u8, byte| sum.wrapping_add(*byte));
        line[end - 1] = 0x16;
        match Frame::parse(&line) {
            Ok(frame) => prop_assert_eq!(frame.print(), Ok(line)),
            Err(refusal) => prop_assert_eq!(refusal.code.as_str(), "dlt645_address"),
        }
    }

    #[test]
    fn no_bytes_bring_the_reader_down(line in prop::collection::vec(any::<u8>(), 0..300)) {
        let register = Register::FORWARD_ACTIVE_TOTAL;
        let _refused = parse_reply(&line);
        let _refused = read_energy(&line, MeterAddress::WILDCARD, register, 2);
        let _refused = bcd(&line, 2);
    }

    #[test]
    fn a_changed_byte_is_never_taken_for_the_same_frame(
        frame in frame(), at in any::<prop::sample::Index>(), by in 1..=255_u8,
    ) {
        let mut line = frame.print().expect("bytes");
        let at = at.index(line.len());
        line[at] = line[at].wrapping_add(by);
        prop_assert_ne!(Frame::parse(&line), Ok(frame));
    }

    #[test]
    fn energy_comes_back_as_the_meter_shows_it(hundredths in 0..100_000_000_u32) {
        let digits = format!("{hundredths:08}");
        let mut payload = vec![0, 0, 1, 0];
        payload.extend([6, 4, 2, 0].map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()));
        let address = "123456789012".parse().expect("an address");
        let line = Frame { address, control: 0x91, payload }.print().expect("bytes");
        let read = read_energy(&line, address, Register::FORWARD_ACTIVE_TOTAL, 2);
        let shown = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        prop_assert_eq!(read.expect("energy").index, shown.parse().expect("an index"));
    }
}
