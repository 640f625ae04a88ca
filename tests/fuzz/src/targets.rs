//! The targets: each gives bytes to decoders of what comes from outside. None may
//! panic, and none may hold more memory than its bound says.

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, TicketNo};
use dianfei_rules::meter::{Digits, Ratio, Register};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::{Index, Kwh, Multiplier, Price};
use dianfei_station::account::import::holiday;
use dianfei_station::sheet::account::AccountRow;
use dianfei_station::sheet::area::AreaRow;
use dianfei_station::sheet::history::HistoryRow;
use dianfei_station::sheet::meter::MeterRow;
use dianfei_station::sheet::opening_arrears::OpeningArrearsRow;
use dianfei_station::sheet::people::PersonRow;
use dianfei_station::sheet::route::RouteRow;
use dianfei_station::sheet::tariff::TariffRow;
use dianfei_station::sheet::ticket_book::TicketBookRow;
use dianfei_station::sheet::{self, MOST_ROWS, Rejected};
use dianfei_station::trial;
use dianfei_wire::Fact;
use dianfei_wire::enrol::Invitation;
use dianfei_wire::frame::{self, Frame, LIMIT_BYTES};
use dianfei_wire::upload::{HEADER_BYTES, ReplyHeader, Request, RequestHeader};

use crate::measure::bounded;
use crate::workbook;

/// What a decoder may hold beside its share of the input, in bytes: the words of an
/// error, a parser's own buffers.
const PLUS: usize = 16 * 1024;

/// The rule: four times the input.
fn most(input: usize) -> usize {
    4 * input + PLUS
}

/// What JSON may cost: the library's message of a wrong type quotes a text as source
/// has it, a byte as six, in a buffer that doubles while the half is still held; and a
/// list of one-letter numbers costs 24 bytes for four, in such a buffer too. What is
/// decoded before its signature is known is bounded in length therefore.
fn most_of_json(input: usize) -> usize {
    25 * input + PLUS
}

/// The decoder of facts: what it reads, it writes and reads again alike.
pub fn fact(bytes: &[u8]) {
    if let Ok(fact) = bounded(most_of_json(bytes.len()), || Fact::from_bytes(bytes)) {
        assert_eq!(Fact::from_bytes(&fact.to_bytes()), Ok(fact));
    }
}

/// The envelope of an upload as the station's door takes it apart: the frame, its
/// header, its signature, its packed facts; and the envelope that a phone scans.
pub fn frame(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        drop(bounded(most_of_json(text.len()), || Invitation::from_text(text)));
    }
    let Ok(frame) = bounded(most(bytes.len()), || Frame::split(bytes)) else { return };
    drop(bounded(most_of_json(frame.header.len()), || frame.header::<ReplyHeader>()));
    // Whoever sends it and however long it is.
    let header_bytes = frame.header.len().min(HEADER_BYTES);
    if let Ok(header) = bounded(most_of_json(header_bytes), || RequestHeader::of(&frame))
        && let Request::Enrol { key, .. } = &header.request
    {
        drop(frame.verify(key, header.body));
    }
    // What is packed may be as large as the limit, whatever its packed size.
    if let Ok(body) = bounded(LIMIT_BYTES + PLUS, || frame::unpack(frame.body)) {
        assert!(body.len() <= LIMIT_BYTES);
        body.split(|byte| *byte == b'\n').for_each(fact);
    }
}

/// The readers of money, indexes and what else is typed: what is read prints to
/// what is read again alike.
pub fn figures(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let most = most(text.len());
    macro_rules! again {
        ($($kind:ty),*) => {$(
            if let Ok(value) = bounded(most, || text.parse::<$kind>()) {
                assert_eq!(value.to_string().parse::<$kind>().as_ref(), Ok(&value));
            }
        )*};
    }
    again!(Fen, Index, Kwh, Multiplier, Price, YearMonth, TicketNo, AccountNo, Register);
    if let Ok(ratio) = bounded(most, || text.parse::<Ratio>()) {
        assert_eq!(ratio.to_string().parse::<Ratio>().as_ref(), Ok(&ratio));
    }
    for (whole, decimals) in [(1, 0), (5, 1), (9, 4)] {
        let digits = Digits::new(whole, decimals).expect("digits that a meter has");
        if let Ok(index) = bounded(most, || digits.read_index(text)) {
            assert!(!index.is_negative() && digits.check_index(index).is_ok());
        }
    }
}

/// What the errors of a sheet may hold, of which two hundred are kept.
const ERRORS: usize = 512 * 1024;

/// What a row may hold once it is read, beside its share of the file.
const ROW: usize = 2 * 1024;

/// The importers of sheets: the first byte chooses the kind, the rest is the file.
pub fn sheet(bytes: &[u8]) {
    let Some((kind, file)) = bytes.split_first() else { return };
    let rows = file.split(|byte| matches!(byte, b'\n' | b'\r')).count().min(MOST_ROWS);
    drop(bounded(most(file.len()) + ERRORS + ROW * rows, || read(*kind, file)));
}

/// The same with the sheet of a workbook, which is put into its envelope here: a
/// fuzzer does not get past a packed file's check sums. A packed one may cost what it
/// unpacks to, which the importer bounds by [`sheet::MOST_UNPACKED_BYTES`].
pub fn worksheet(bytes: &[u8]) {
    let Some((kind, sheet)) = bytes.split_first() else { return };
    let file = workbook::with(sheet, None);
    let rows = sheet.windows(4).filter(|tag| tag.eq_ignore_ascii_case(b"<row")).count();
    let most = most(file.len()) + ERRORS + ROW * rows.min(MOST_ROWS);
    drop(bounded(most, || read(*kind, &file)));
}

fn read(kind: u8, file: &[u8]) -> Result<usize, Rejected> {
    macro_rules! rows {
        ($kind:ty) => {
            sheet::read::<$kind>(file).map(|sheet| sheet.rows.len())
        };
    }
    match kind % 10 {
        0 => rows!(PersonRow),
        1 => rows!(AreaRow),
        2 => rows!(RouteRow),
        3 => rows!(TariffRow),
        4 => rows!(AccountRow),
        5 => rows!(MeterRow),
        6 => rows!(HistoryRow),
        7 => rows!(TicketBookRow),
        8 => rows!(OpeningArrearsRow),
        // Its rows are held against each other, day by day.
        _ => holiday::years(file).map(|years| years.len()),
    }
}

/// A file of cases for a trial: whatever stands in it is computed, refused or told to
/// be wrong. What is computed is longer than the file, so no memory is counted.
pub fn trial(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match trial::run(text) {
        Ok(answers) => {
            assert!(
                answers.iter().all(|answer| answer.result.is_some() != answer.refused.is_some())
            );
        }
        Err(bad) => assert!(bad.faults.iter().all(|fault| !fault.reason.is_empty())),
    }
}
