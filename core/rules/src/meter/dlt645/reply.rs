//! What a meter answers.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::address::MeterAddress;
use super::{Frame, Identifier, READ, READ_ADDRESS, Register, hex};
use crate::quantity::Index;
use crate::refusal::Refusal;

/// D7: from the meter.
const FROM_METER: u8 = 0x80;
/// D6: the meter could not do what was asked.
const ABNORMAL: u8 = 0x40;
/// D5: another frame holds the rest.
const MORE: u8 = 0x20;
/// D4 to D0: what was asked.
const FUNCTION: u8 = 0x1F;

/// How many bytes an energy register has on the line.
const ENERGY_BYTES: usize = 4;

/// What a meter answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Reply {
    /// A value (C = 91H).
    Value {
        /// Whose.
        address: MeterAddress,
        /// What of.
        identifier: Identifier,
        /// Its bytes, low byte first.
        value: Vec<u8>,
        /// Another frame holds the rest.
        more: bool,
    },
    /// The meter's own address (C = 93H).
    Address {
        /// Which.
        address: MeterAddress,
    },
    /// The meter could not do what was asked (bit 6 of C).
    Abnormal {
        /// Which meter.
        address: MeterAddress,
        /// What was asked: the control code of the request.
        function: u8,
        /// Its error byte, bits as the meter sent them. What each bit means is not
        /// told apart here: no readable source of this program lists them.
        error: u8,
    },
}

/// Reads a reply.
///
/// Refuses what [`Frame::parse`] refuses, `dlt645_no_reply` (a request, as when a
/// line returns what was sent), `dlt645_function` (a reply to something else than
/// reading), `dlt645_reply_address` (from no single meter) and
/// `dlt645_reply_length` (data of a wrong length for its kind).
pub fn parse_reply(bytes: &[u8]) -> Result<Reply, Refusal> {
    let Frame { address, control, payload } = Frame::parse(bytes)?;
    if control & FROM_METER == 0 {
        return Err(Refusal::new("dlt645_no_reply").with("found", hex(control)));
    }
    let function = control & FUNCTION;
    if function != READ && function != READ_ADDRESS {
        return Err(Refusal::new("dlt645_function").with("found", hex(control)));
    }
    if !address.is_one_meter() {
        return Err(Refusal::new("dlt645_reply_address").with("found", address));
    }
    let wrong_length = |needed: usize| {
        Refusal::new("dlt645_reply_length").with("found", payload.len()).with("needed", needed)
    };
    if control & ABNORMAL != 0 {
        let [error] = payload.as_slice().try_into().map_err(|_other| wrong_length(1))?;
        return Ok(Reply::Abnormal { address, function, error });
    }
    if function == READ_ADDRESS {
        let own: [u8; 6] = payload.as_slice().try_into().map_err(|_other| wrong_length(6))?;
        if own != address.bytes() {
            return Err(Refusal::new("dlt645_reply_address").with("found", address));
        }
        return Ok(Reply::Address { address });
    }
    let (identifier, value) =
        payload.split_first_chunk::<4>().ok_or_else(|| wrong_length(ENERGY_BYTES))?;
    Ok(Reply::Value {
        address,
        identifier: Identifier::new(u32::from_le_bytes(*identifier)),
        value: value.to_vec(),
        more: control & MORE != 0,
    })
}

/// The decimal number of packed digits, low byte first, of which the last
/// `decimals` digits stand behind the point.
///
/// Refuses `dlt645_digit` for a half byte above 9 and its place,
/// `dlt645_decimals` for more decimals than digits, and `out_of_range` for more
/// than 28 digits.
pub fn bcd(value: &[u8], decimals: u32) -> Result<Decimal, Refusal> {
    let out_of_range = || Refusal::out_of_range("bcd");
    let digits = value.len().checked_mul(2).ok_or_else(out_of_range)?;
    if usize::try_from(decimals).map_or(true, |decimals| decimals > digits) {
        return Err(Refusal::new("dlt645_decimals")
            .with("decimals", decimals)
            .with("digits", digits));
    }
    let mut number = 0_i128;
    for (at, byte) in (1..=value.len()).rev().zip(value.iter().rev()) {
        for digit in [byte >> 4, byte & 0x0F] {
            if digit > 9 {
                return Err(Refusal::new("dlt645_digit")
                    .with("at_byte", at)
                    .with("found", hex(*byte)));
            }
            number = number
                .checked_mul(10)
                .and_then(|number| number.checked_add(i128::from(digit)))
                .ok_or_else(out_of_range)?;
        }
    }
    Decimal::try_from_i128_with_scale(number, decimals).map_err(|_too_large| out_of_range())
}

/// An energy register as its meter answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnergyReply {
    /// Which meter.
    pub address: MeterAddress,
    /// Which register.
    pub register: Register,
    /// What was asked for.
    pub identifier: Identifier,
    /// The register's four bytes, low byte first.
    pub value: Vec<u8>,
    /// How many of its eight digits stand behind the point, as declared.
    pub decimals: u32,
    /// What the register shows, before the multiplier.
    pub index: Index,
}

/// Reads a meter's answer to a request for the energy of `register`, of which
/// `decimals` digits are declared to stand behind the point (commonly 2).
///
/// Refuses what [`parse_reply`] and [`bcd`] refuse, `dlt645_register` (no energy
/// is read so), `dlt645_abnormal` with the meter's error byte, `dlt645_other_meter`,
/// `dlt645_other_identifier`, `dlt645_more` (an energy register fills one frame)
/// and `dlt645_reply_length`.
pub fn read_energy(
    bytes: &[u8],
    asked: MeterAddress,
    register: Register,
    decimals: u32,
) -> Result<EnergyReply, Refusal> {
    let wanted = Identifier::energy(register)
        .ok_or_else(|| Refusal::new("dlt645_register").with("register", register))?;
    let (address, identifier, value, more) = match parse_reply(bytes)? {
        Reply::Value { address, identifier, value, more } => (address, identifier, value, more),
        Reply::Abnormal { error, .. } => {
            return Err(Refusal::new("dlt645_abnormal").with("found", hex(error)));
        }
        Reply::Address { .. } => {
            return Err(Refusal::new("dlt645_function").with("found", hex(READ_ADDRESS)));
        }
    };
    if !asked.means(address) {
        return Err(Refusal::new("dlt645_other_meter")
            .with("expected", asked)
            .with("found", address));
    }
    if identifier != wanted {
        return Err(Refusal::new("dlt645_other_identifier")
            .with("expected", wanted)
            .with("found", identifier));
    }
    if more {
        return Err(Refusal::new("dlt645_more"));
    }
    if value.len() != ENERGY_BYTES {
        return Err(Refusal::new("dlt645_reply_length")
            .with("found", value.len())
            .with("needed", ENERGY_BYTES));
    }
    // Forward and reverse energy have no sign on the line: all eight digits count.
    let index = Index::new(bcd(&value, decimals)?);
    Ok(EnergyReply { address, register, identifier, value, decimals, index })
}
