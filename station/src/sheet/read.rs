//! From the bytes of a file to lines of text cells. This is the one place where
//! a spreadsheet's binary numbers become decimal text.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use encoding_rs::GBK;

use super::error::{Fault, SheetError};
use super::{MOST_BYTES, MOST_ROWS};

const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
const UTF8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// A cell as text, or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Broken(Fault),
}

impl Cell {
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Broken(_) => "",
        }
    }
}

/// A row with the number that the spreadsheet gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub row: u32,
    pub cells: Vec<Cell>,
}

impl Line {
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(Cell::text)
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| matches!(cell, Cell::Text(text) if text.trim().is_empty()))
    }
}

/// All rows of a file that are not blank.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grid(Vec<Line>);

impl Grid {
    pub fn of(bytes: &[u8]) -> Result<Self, SheetError> {
        lines_of(bytes).map_err(SheetError::of_file)
    }

    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    pub fn lines_after(&self, row: u32) -> impl Iterator<Item = &Line> {
        self.0.iter().filter(move |line| line.row > row)
    }
}

fn lines_of(bytes: &[u8]) -> Result<Grid, Fault> {
    if bytes.len() > MOST_BYTES {
        return Err(Fault::FileTooLarge { bytes: bytes.len() });
    }
    if bytes.starts_with(OLE) {
        return Err(Fault::OldWorkbook);
    }
    let lines =
        if bytes.starts_with(ZIP) { workbook(bytes)? } else { delimited(&decoded(bytes)?)? };
    if lines.len() > MOST_ROWS {
        return Err(Fault::TooManyRows { rows: lines.len() });
    }
    Ok(Grid(lines))
}

/// The first sheet of a workbook that holds anything.
fn workbook(bytes: &[u8]) -> Result<Vec<Line>, Fault> {
    let broken = |error: calamine::XlsxError| Fault::BrokenWorkbook { reason: error.to_string() };
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).map_err(broken)?;
        if range.height() > MOST_ROWS {
            return Err(Fault::TooManyRows { rows: range.height() });
        }
        let lines = sheet_lines(&range);
        if !lines.is_empty() {
            return Ok(lines);
        }
    }
    Ok(Vec::new())
}

fn sheet_lines(range: &Range<Data>) -> Vec<Line> {
    let first_row = range.start().map_or(0, |start| start.0);
    (1_u32..)
        .zip(range.rows())
        .map(|(offset, row)| Line {
            row: first_row.saturating_add(offset),
            cells: row.iter().map(cell).collect(),
        })
        .filter(|line| !line.is_blank())
        .collect()
}

fn cell(value: &Data) -> Cell {
    let text = match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => return number_cell(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(truth) => if *truth { "true" } else { "false" }.to_owned(),
        Data::DateTime(date) => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                date
            } else {
                format!("{date} {hour:02}:{minute:02}:{second:02}")
            }
        }
        Data::Error(error) => return Cell::Broken(Fault::CellError { text: error.to_string() }),
        Data::Empty => String::new(),
    };
    Cell::Text(text)
}

/// A spreadsheet keeps 15 significant digits: the decimal of that length is
/// what its user typed. A longer whole number may have lost its last digits.
fn number_cell(number: f64) -> Cell {
    let shortest = format!("{number:.14e}").parse::<f64>().unwrap_or(number).to_string();
    if number.abs() >= 1e15 {
        return Cell::Broken(Fault::DigitsLost { text: shortest });
    }
    Cell::Text(shortest)
}

/// Text in UTF-8, with or without its mark, or in GBK.
fn decoded(bytes: &[u8]) -> Result<String, Fault> {
    let body = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    let text = match std::str::from_utf8(body) {
        Ok(text) => text.to_owned(),
        Err(_not_utf8) => GBK
            .decode_without_bom_handling_and_without_replacement(body)
            .ok_or(Fault::UnknownEncoding)?
            .into_owned(),
    };
    // No text of a sheet has such characters, but other encodings read as GBK do.
    let foreign = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\r' | '\n'))
            || ('\u{e000}'..='\u{f8ff}').contains(&c)
    };
    if text.contains(foreign) { Err(Fault::UnknownEncoding) } else { Ok(text) }
}

fn delimited(text: &str) -> Result<Vec<Line>, Fault> {
    let delimiter =
        if text.lines().take(10).any(|line| line.contains('\t')) { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_unreadable| Fault::BrokenText)?;
        let line = Line {
            row: record.position().map_or(0, |position| first_line(text, position)),
            cells: record.iter().map(|text| Cell::Text(text.to_owned())).collect(),
        };
        if !line.is_blank() {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// The line on which a record begins: its position still lies before the blank
/// lines that were passed over.
fn first_line(text: &str, position: &csv::Position) -> u32 {
    let start = usize::try_from(position.byte()).unwrap_or(text.len());
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let passed = blank.filter(|byte| **byte == b'\n').count();
    let line = usize::try_from(position.line()).unwrap_or(usize::MAX).saturating_add(passed);
    u32::try_from(line).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let grid = Grid::of(bytes).expect("the bytes are a sheet");
        let line = |line: &Line| (line.row, line.texts().map(str::to_owned).collect());
        grid.lines().iter().map(line).collect()
    }

    #[test]
    fn utf8_with_and_without_mark_and_gbk_read_alike() {
        let text = "户号,户名\n3200100001,王秀英\n";
        let (gbk, _, _) = GBK.encode(text);
        let marked = [UTF8_MARK, text.as_bytes()].concat();
        let expected = vec![
            (1, vec!["户号".to_owned(), "户名".to_owned()]),
            (2, vec!["3200100001".to_owned(), "王秀英".to_owned()]),
        ];
        assert_eq!(texts(text.as_bytes()), expected);
        assert_eq!(texts(&marked), expected);
        assert_eq!(texts(&gbk), expected);
    }

    #[test]
    fn bytes_in_no_known_encoding_are_an_error() {
        let utf16: Vec<u8> =
            "\u{feff}户号,户名".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_ascii: Vec<u8> =
            "no,name\n1,x".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [utf16.as_slice(), &utf16_ascii, b"\xff\xff\xff", b"abc\x00def", b"\x81"] {
            let error = Grid::of(bytes).expect_err("no encoding");
            assert_eq!(error.fault, Fault::UnknownEncoding, "{bytes:?}");
        }
    }

    #[test]
    fn an_old_workbook_and_a_broken_one_are_told_apart() {
        let old = [OLE, &[0; 64]].concat();
        assert_eq!(Grid::of(&old).expect_err("old").fault, Fault::OldWorkbook);
        let broken = [ZIP, b"nothing"].concat();
        let fault = Grid::of(&broken).expect_err("broken").fault;
        assert!(matches!(fault, Fault::BrokenWorkbook { .. }), "{fault:?}");
    }

    #[test]
    fn rows_keep_the_number_that_the_spreadsheet_gives_them() {
        let rows: Vec<u32> = texts("a\tb\n\n\n\"x\n\"\t2\n3\t4".as_bytes())
            .into_iter()
            .map(|(row, _)| row)
            .collect();
        assert_eq!(rows, [1, 4, 6]);
    }

    #[test]
    fn numbers_become_what_was_typed() {
        let text = |number: f64| number_cell(number).text().to_owned();
        assert_eq!(text(12.345), "12.345");
        assert_eq!(text(0.1 + 0.2), "0.3");
        assert_eq!(text(3_200_100_001.0), "3200100001");
        assert_eq!(text(1e9), "1000000000");
        assert!(matches!(number_cell(1.234_567_890_123_456_7e18), Cell::Broken(_)));
    }
}
