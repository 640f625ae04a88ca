//! Comma- or tab-separated text in UTF-8 or GBK.

use std::borrow::Cow;
use std::ops::ControlFlow;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use encoding_rs::GBK;

use super::{Cell, Line, MOST_CELL_BYTES, Take};
use crate::sheet::error::{Fault, SheetError};

pub(super) const UTF8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// Hands the lines on until `take` wants no more.
pub(super) fn each_line(bytes: &[u8], take: &mut Take<'_>) -> Result<(), SheetError> {
    let text = decoded(bytes).map_err(SheetError::of_file)?;
    let tabs = text.lines().take(10).any(|line| line.contains('\t'));
    let delimiter = if tabs { b'\t' } else { b',' };
    let mut fields =
        Fields { reader: ReaderBuilder::new().delimiter(delimiter).build(), rest: text.as_bytes() };
    loop {
        let mut line = Line { row: fields.row(), cells: Vec::new() };
        for column in 0.. {
            let Some((text, is_last)) = fields.next() else { return Ok(()) };
            line.put(column, Cell::Text(text))?;
            if is_last {
                break;
            }
        }
        if take(line) == ControlFlow::Break(()) {
            return Ok(());
        }
    }
}

/// Text in UTF-8, with or without its mark, or in GBK.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let body = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    let text = match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_not_utf8) => GBK
            .decode_without_bom_handling_and_without_replacement(body)
            .ok_or(Fault::UnknownEncoding)?,
    };
    // No text of a sheet has such characters, but other encodings read as GBK do.
    let foreign = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\r' | '\n'))
            || ('\u{e000}'..='\u{f8ff}').contains(&c)
    };
    if text.contains(foreign) { Err(Fault::UnknownEncoding) } else { Ok(text) }
}

/// The fields of a text, one after another.
struct Fields<'t> {
    reader: Reader,
    rest: &'t [u8],
}

impl Fields<'_> {
    /// The number of the line on which the next record begins: blank lines before it
    /// are passed over.
    fn row(&self) -> u32 {
        let blank = self.rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
        let passed = blank.filter(|byte| **byte == b'\n').count();
        let line = self.reader.line().saturating_add(u64::try_from(passed).unwrap_or(u64::MAX));
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The next field, and whether it is the last of its record; absent at the end.
    fn next(&mut self) -> Option<(String, bool)> {
        let mut kept = Vec::new();
        let mut buffer = [0; MOST_CELL_BYTES];
        loop {
            let (result, read, written) = self.reader.read_field(self.rest, &mut buffer);
            self.rest = self.rest.get(read..).unwrap_or_default();
            if kept.len() < MOST_CELL_BYTES {
                kept.extend_from_slice(buffer.get(..written).unwrap_or_default());
            }
            match result {
                ReadFieldResult::Field { record_end } => {
                    return Some((String::from_utf8_lossy(&kept).into_owned(), record_end));
                }
                ReadFieldResult::End => return None,
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            }
        }
    }
}
