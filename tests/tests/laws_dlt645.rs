//! Laws of the frames of a meter's line, over any bytes.

use dianfei_rules::meter::Register;
use dianfei_rules::meter::dlt645::{Frame, MeterAddress, bcd, parse_reply, read_energy};
use proptest::prelude::*;

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
