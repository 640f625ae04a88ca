//! A printer that knows the commands of its manual and no other.

use std::fmt::Write;

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    Command(&'static str),
    Line(String),
}

const COMMANDS: [(&[u8], &str); 5] = [
    (&[0x1B, 0x40], "ESC @"),
    (&[0x1C, 0x26], "FS &"),
    (&[0x1B, 0x21, 0x08], "ESC ! 8"),
    (&[0x1B, 0x21, 0x00], "ESC ! 0"),
    (&[0x1D, 0x56, 0x42, 0x00], "GS V 66 0"),
];

/// Each deed with its bytes; panics at a byte that is neither a command nor
/// text of two bytes a Chinese character.
pub(super) fn decode(mut bytes: &[u8]) -> Vec<(Vec<u8>, Deed)> {
    let mut deeds = Vec::new();
    while !bytes.is_empty() {
        let known = COMMANDS.iter().find(|(command, _)| bytes.starts_with(command));
        let (length, deed) = match known {
            Some((command, name)) => (command.len(), Deed::Command(name)),
            None => {
                let length = text_length(bytes);
                let (text, faults) = encoding_rs::GBK.decode_without_bom_handling(&bytes[..length]);
                assert!(!faults, "no text in GBK: {:02X?}", &bytes[..length]);
                assert_eq!(bytes.get(length), Some(&b'\n'), "a line ends: {text:?}");
                (length + 1, Deed::Line(text.into_owned()))
            }
        };
        let (own, rest) = bytes.split_at(length);
        deeds.push((own.to_vec(), deed));
        bytes = rest;
    }
    deeds
}

fn text_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(byte) = bytes.get(length).filter(|byte| **byte != b'\n') {
        length += match byte {
            0x20..=0x7E => 1,
            0x81..=0xFE => {
                let second = bytes.get(length + 1);
                assert!(second.is_some_and(|second| *second >= 0x40), "half a character");
                2
            }
            other => panic!("control byte {other:02X}"),
        };
    }
    length
}

/// The lines alone.
pub(super) fn lines(bytes: &[u8]) -> Vec<String> {
    let text = |(_, deed)| match deed {
        Deed::Line(text) => Some(text),
        Deed::Command(_) => None,
    };
    decode(bytes).into_iter().filter_map(text).collect()
}

/// What a person can read: each command by its name, each line as it stands,
/// with their bytes.
pub(super) fn dump(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (bytes, deed) in decode(bytes) {
        let hex = bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ");
        match deed {
            Deed::Command(name) => writeln!(text, "[{name}] {hex}"),
            Deed::Line(line) => writeln!(text, "{line}\n    {hex}"),
        }
        .expect("text");
    }
    text
}
