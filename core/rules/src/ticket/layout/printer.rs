//! Bytes for an ESC/POS printer with a GBK character set.

use super::{LineStyle, PrintLine};

const INITIALISE: &[u8] = &[0x1B, 0x40];
const DOUBLE_BYTE: &[u8] = &[0x1C, 0x26];
const STRONG_ON: &[u8] = &[0x1B, 0x45, 1];
const STRONG_OFF: &[u8] = &[0x1B, 0x45, 0];
const FEED_THREE_LINES: &[u8] = &[0x1B, 0x64, 3];

/// The printer's bytes for `lines`: reset, double-byte mode, the lines in GBK,
/// three lines of feed to tear at.
#[must_use]
pub fn printer_bytes(lines: &[PrintLine]) -> Vec<u8> {
    let mut bytes = [INITIALISE, DOUBLE_BYTE].concat();
    for line in lines {
        let strong = line.style == LineStyle::Strong;
        if strong {
            bytes.extend_from_slice(STRONG_ON);
        }
        let (text, _, _) = encoding_rs::GBK.encode(&line.text);
        bytes.extend_from_slice(&text);
        bytes.push(b'\n');
        if strong {
            bytes.extend_from_slice(STRONG_OFF);
        }
    }
    bytes.extend_from_slice(FEED_THREE_LINES);
    bytes
}
