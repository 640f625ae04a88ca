//! Bytes for an ESC/POS printer with a GBK character set.

use super::text::printable;
use super::{LineStyle, PaperWidth, PrintLine};

/// ESC @: what an earlier job left behind is gone.
const INITIALISE: &[u8] = &[0x1B, 0x40];
/// FS &: two bytes are one Chinese character.
const DOUBLE_BYTE: &[u8] = &[0x1C, 0x26];
/// ESC ! with the bit for bold alone.
const STRONG: &[u8] = &[0x1B, 0x21, 0x08];
/// ESC ! without any bit.
const PLAIN: &[u8] = &[0x1B, 0x21, 0x00];
const LINE_FEED: u8 = b'\n';
/// What brings the last line above the edge to tear at.
const LINES_TO_TEAR: usize = 3;
/// GS V 66 0: feed to the cutter and cut.
const CUT: &[u8] = &[0x1D, 0x56, 0x42, 0x00];

/// The printer's bytes for `lines`: reset, double-byte mode, the lines in GBK,
/// then feed to tear at (58 mm) or a cut (80 mm). No text can give a control
/// byte: what is not [`printable`] is replaced.
#[must_use]
pub fn printer_bytes(lines: &[PrintLine], width: PaperWidth) -> Vec<u8> {
    let mut bytes = [INITIALISE, DOUBLE_BYTE].concat();
    for line in lines {
        let strong = line.style == LineStyle::Strong;
        if strong {
            bytes.extend_from_slice(STRONG);
        }
        let text = printable(&line.text);
        let (text, _, _) = encoding_rs::GBK.encode(&text);
        bytes.extend_from_slice(&text);
        bytes.push(LINE_FEED);
        if strong {
            bytes.extend_from_slice(PLAIN);
        }
    }
    match width {
        PaperWidth::Mm58 => bytes.extend([LINE_FEED; LINES_TO_TEAR]),
        PaperWidth::Mm80 => bytes.extend_from_slice(CUT),
    }
    bytes
}
