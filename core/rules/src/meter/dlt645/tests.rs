use super::*;
use crate::quantity::Index;

fn address(text: &str) -> MeterAddress {
    text.parse().expect("an address")
}

fn reply(control: u8, payload: &[u8]) -> Vec<u8> {
    Frame { address: address("161"), control, payload: payload.to_vec() }.print().expect("bytes")
}

fn code(refused: Result<impl fmt::Debug, Refusal>) -> String {
    refused.expect_err("refused").code.to_string()
}

#[test]
fn asks_for_the_energy_of_each_period() {
    let numbers: Vec<String> = Period::ALL
        .into_iter()
        .filter_map(|period| Identifier::energy(Register::forward_active(period)))
        .map(|identifier| identifier.to_string())
        .collect();
    assert_eq!(numbers, ["00010000", "00010100", "00010200", "00010300", "00010400"]);
    let reverse = Register { direction: Direction::Reverse, ..Register::FORWARD_ACTIVE_TOTAL };
    assert_eq!(Identifier::energy(reverse), "00020000".parse().ok());
    let demand = Register { quantity: Measured::Demand, ..Register::FORWARD_ACTIVE_TOTAL };
    assert_eq!(Identifier::energy(demand), None);
    for text in ["", "0001000", "000100000", "0001000g", "+0010000"] {
        assert_eq!(code(text.parse::<Identifier>()), "dlt645_identifier_text", "{text}");
    }
}

#[test]
fn reads_energy_and_says_what_else_came() {
    let good = [0x00, 0x00, 0x01, 0x00, 0x26, 0x00, 0x00, 0x00];
    let total = Register::FORWARD_ACTIVE_TOTAL;
    let read = |bytes: &[u8]| read_energy(bytes, MeterAddress::WILDCARD, total, 2);
    let energy = read(&reply(0x91, &good)).expect("energy");
    assert_eq!(energy.index, "0.26".parse::<Index>().expect("a number"));
    assert_eq!((energy.address, energy.value), (address("161"), vec![0x26, 0, 0, 0]));
    for (control, payload, refused) in [
        (0x11, &good[..4], "dlt645_no_reply"),
        (0x94, &good, "dlt645_function"),
        (0xD1, &[0x02], "dlt645_abnormal"),
        (0xD1, &[0x02, 0x00], "dlt645_reply_length"),
        (0xB1, &good, "dlt645_more"),
        (0x91, &good[..3], "dlt645_reply_length"),
        (0x91, &good[..7], "dlt645_reply_length"),
        (0x91, &[0x00, 0x01, 0x01, 0x02, 0x01, 0x10], "dlt645_other_identifier"),
        (0x91, &[0x00, 0x00, 0x01, 0x00, 0x26, 0x0A, 0x00, 0x00], "dlt645_digit"),
        (0x93, &[0x61, 0x01, 0, 0, 0, 0], "dlt645_function"),
        (0x93, &[0x62, 0x01, 0, 0, 0, 0], "dlt645_reply_address"),
    ] {
        assert_eq!(code(read(&reply(control, payload))), refused, "{control:02X}");
    }
    let other = read_energy(&reply(0x91, &good), address("162"), total, 2);
    assert_eq!(code(other), "dlt645_other_meter");
    let own = parse_reply(&reply(0x93, &[0x61, 0x01, 0, 0, 0, 0]));
    assert_eq!(own, Ok(Reply::Address { address: address("161") }));
}

#[test]
fn packed_digits_have_a_point_and_an_end() {
    assert_eq!(bcd(&[0x01, 0x10], 1).map(|value| value.to_string()), Ok("100.1".into()));
    assert_eq!(
        bcd(&[0x78, 0x56, 0x34, 0x12], 0).map(|value| value.to_string()),
        Ok("12345678".into())
    );
    assert_eq!(code(bcd(&[0x01], 3)), "dlt645_decimals");
    assert_eq!(code(bcd(&[0x99; 15], 0)), "out_of_range");
    assert_eq!(code(bcd(&[0x99; 60], 0)), "out_of_range");
    let refusal = bcd(&[0x01, 0xFF], 1).expect_err("refused");
    assert_eq!(refusal.figures.get("at_byte"), Some("2"));
}

#[test]
fn a_broadcast_is_not_read_and_a_frame_has_an_end() {
    let identifier = Identifier::new(0x0001_0000);
    assert_eq!(code(Frame::read(MeterAddress::BROADCAST, identifier)), "dlt645_broadcast");
    let mut frame = Frame::read_address();
    assert_eq!(frame.print().expect("bytes").len(), 12);
    frame.payload = vec![0; 200];
    assert_eq!(frame.print().and_then(|bytes| Frame::parse(&bytes)), Ok(frame.clone()));
    frame.payload = vec![0; 201];
    assert_eq!(code(frame.print()), "dlt645_too_long");
    frame.payload = vec![0; 256];
    assert_eq!(code(frame.print()), "dlt645_too_long");
}

#[test]
fn each_flaw_is_named_with_its_byte() {
    let good = reply(0x91, &[0, 0, 1, 0]);
    let changed = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        let refusal = Frame::parse(&bytes).expect_err("refused");
        (refusal.code.to_string(), refusal.figures.get("at_byte").map(str::to_owned))
    };
    let named = |code: &str, at: u32| (code.to_owned(), Some(at.to_string()));
    assert_eq!(changed(0, 0x67), named("dlt645_start", 1));
    assert_eq!(changed(3, 0x0A), named("dlt645_address", 4));
    assert_eq!(changed(1, 0xAA), named("dlt645_address", 3));
    assert_eq!(changed(7, 0x69), named("dlt645_start", 8));
    assert_eq!(changed(9, 201), named("dlt645_too_long", 10));
    assert_eq!(changed(10, 0x00), named("dlt645_checksum", 15));
    assert_eq!(changed(15, 0x17), named("dlt645_end", 16));
    for length in 0..good.len() {
        assert_eq!(code(Frame::parse(&good[..length])), "dlt645_short", "{length}");
    }
    let twice = [good.clone(), good].concat();
    let refusal = Frame::parse(&twice).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "dlt645_bytes_left");
    assert_eq!(refusal.figures.get("at_byte"), Some("17"));
}
