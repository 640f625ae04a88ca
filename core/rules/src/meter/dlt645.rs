//! The frames in which a meter is read over its line (DL/T 645-2007).
//!
//! `68 A0..A5 68 C L DATA CS 16`: address and data go low byte first, each data
//! byte with 33H added; CS is the sum of all bytes before it, modulo 256. A
//! sender may wake the meter with bytes FE before. Public descriptions:
//! coloradmin.cn/o/1939562.html, 360docs.net/doc/722295758.html.
//!
//! Only reading is here: nothing in this program writes into a meter.

mod address;
mod reply;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Direction, Measured, Period, Register};
use crate::refusal::Refusal;

pub use address::MeterAddress;
pub use reply::{EnergyReply, Reply, bcd, parse_reply, read_energy};

/// The bytes that wake a meter before a frame.
pub const PREAMBLE: [u8; 4] = [WAKE; 4];

const WAKE: u8 = 0xFE;
const START: u8 = 0x68;
const END: u8 = 0x16;
const SHIFT: u8 = 0x33;

/// The longest data of a read frame, in bytes.
const LONGEST: usize = 200;

/// Control code: read a value.
const READ: u8 = 0x11;
/// Control code: read the address of the one meter on the line.
const READ_ADDRESS: u8 = 0x13;

/// What is read, such as `00010000` for forward active energy (数据标识, DI).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier(u32);

impl Identifier {
    /// The identifier of four bytes, DI3 first.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The present energy of an active register; absent for other registers.
    ///
    /// 0001xx00 is forward and 0002xx00 reverse active energy, xx 00 the total and
    /// 01 to 04 the meter's rates one to four. That these are critical peak, peak,
    /// flat and valley is practice of many meters, not the standard's word: a meter
    /// may be set up otherwise.
    #[must_use]
    pub const fn energy(register: Register) -> Option<Self> {
        let base = match (register.quantity, register.direction) {
            (Measured::Active, Direction::Forward) => 0x0001_0000,
            (Measured::Active, Direction::Reverse) => 0x0002_0000,
            (Measured::Reactive | Measured::Demand, _) => return None,
        };
        let rate = match register.period {
            Period::Total => 0,
            Period::CriticalPeak => 0x0100,
            Period::Peak => 0x0200,
            Period::Flat => 0x0300,
            Period::Valley => 0x0400,
        };
        Some(Self(base + rate))
    }

    /// The four bytes as they go over the line, before 33H is added.
    #[must_use]
    pub const fn bytes(self) -> [u8; 4] {
        self.0.to_le_bytes()
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08X}", self.0)
    }
}

impl FromStr for Identifier {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let wrong = || Refusal::new("dlt645_identifier_text").with("entered", text);
        if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        u32::from_str_radix(text, 16).map(Self).map_err(|_not_hexadecimal| wrong())
    }
}

impl Serialize for Identifier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Identifier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One frame, in plain bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Whose frame: to that meter, or from it.
    pub address: MeterAddress,
    /// The control code C.
    pub control: u8,
    /// The data field, low byte first, without the 33H of the line.
    pub payload: Vec<u8>,
}

impl Frame {
    /// A request to read `identifier` of the meter at `address` (C = 11H). A
    /// wildcard address reaches whichever meter is alone on the line.
    ///
    /// Refuses `dlt645_broadcast`: a broadcast is not answered.
    pub fn read(address: MeterAddress, identifier: Identifier) -> Result<Self, Refusal> {
        if address == MeterAddress::BROADCAST {
            return Err(Refusal::new("dlt645_broadcast"));
        }
        Ok(Self { address, control: READ, payload: identifier.bytes().to_vec() })
    }

    /// A request for the address of the one meter on the line (C = 13H).
    #[must_use]
    pub const fn read_address() -> Self {
        Self { address: MeterAddress::WILDCARD, control: READ_ADDRESS, payload: Vec::new() }
    }

    /// The frame's bytes, without a preamble.
    ///
    /// Refuses `dlt645_too_long` for more than 200 bytes of data.
    pub fn print(&self) -> Result<Vec<u8>, Refusal> {
        let length = u8::try_from(self.payload.len())
            .ok()
            .filter(|length| usize::from(*length) <= LONGEST)
            .ok_or_else(|| too_long(self.payload.len()))?;
        let mut bytes = vec![START];
        bytes.extend(self.address.bytes());
        bytes.extend([START, self.control, length]);
        bytes.extend(self.payload.iter().map(|byte| byte.wrapping_add(SHIFT)));
        bytes.extend([checksum(&bytes), END]);
        Ok(bytes)
    }

    /// Reads one frame; bytes FE before it are skipped.
    ///
    /// Each refusal says at which byte, counted from 1: `dlt645_short`,
    /// `dlt645_start`, `dlt645_address`, `dlt645_too_long`, `dlt645_checksum`,
    /// `dlt645_end`, `dlt645_bytes_left`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let skipped = bytes.iter().take_while(|byte| **byte == WAKE).count();
        let mut line = Line { bytes, at: skipped };
        line.start()?;
        let address_at = line.at;
        let address = MeterAddress::read(line.array()?, address_at)?;
        line.start()?;
        let [control, length] = line.array()?;
        let length = usize::from(length);
        if length > LONGEST {
            return Err(too_long(length).with("at_byte", line.at));
        }
        let payload: Vec<u8> =
            line.take(length)?.iter().map(|byte| byte.wrapping_sub(SHIFT)).collect();
        let expected = checksum(bytes.get(skipped..line.at).unwrap_or_default());
        let [found] = line.array()?;
        if found != expected {
            return Err(Refusal::new("dlt645_checksum")
                .with("at_byte", line.at)
                .with("expected", hex(expected))
                .with("found", hex(found)));
        }
        let [end] = line.array()?;
        if end != END {
            return Err(Refusal::new("dlt645_end")
                .with("at_byte", line.at)
                .with("expected", hex(END))
                .with("found", hex(end)));
        }
        if line.at < bytes.len() {
            // Two frames run together, or noise: which is the answer is not to be guessed.
            return Err(Refusal::new("dlt645_bytes_left")
                .with("at_byte", line.at + 1)
                .with("known", bytes.len()));
        }
        Ok(Self { address, control, payload })
    }
}

fn checksum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum.wrapping_add(*byte))
}

fn too_long(length: usize) -> Refusal {
    Refusal::new("dlt645_too_long").with("found", length).with("most", LONGEST)
}

fn hex(byte: u8) -> String {
    format!("{byte:02X}")
}

/// The bytes of a line and how many of them are read.
struct Line<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Line<'a> {
    /// The next `count` bytes; refuses `dlt645_short`.
    fn take(&mut self, count: usize) -> Result<&'a [u8], Refusal> {
        let end = self.at.saturating_add(count);
        let taken = self.bytes.get(self.at..end).ok_or_else(|| {
            Refusal::new("dlt645_short").with("known", self.bytes.len()).with("needed", end)
        })?;
        self.at = end;
        Ok(taken)
    }

    fn array<const COUNT: usize>(&mut self) -> Result<[u8; COUNT], Refusal> {
        let taken = self.take(COUNT)?;
        Ok(taken.try_into().expect("as many bytes were taken"))
    }

    fn start(&mut self) -> Result<(), Refusal> {
        let [found] = self.array()?;
        if found == START {
            return Ok(());
        }
        Err(Refusal::new("dlt645_start")
            .with("at_byte", self.at)
            .with("expected", hex(START))
            .with("found", hex(found)))
    }
}

#[cfg(test)]
mod tests;
