use encoding_rs::GBK;

use super::text::UTF8_MARK;
use super::*;

fn lines(bytes: &[u8]) -> Result<Vec<Line>, SheetError> {
    let mut lines = Vec::new();
    each_line(bytes, &mut |line| {
        lines.push(line);
        ControlFlow::Continue(())
    })?;
    Ok(lines)
}

fn texts(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
    let line = |line: &Line| (line.row, line.texts().map(str::to_owned).collect());
    lines(bytes).expect("the bytes are a sheet").iter().map(line).collect()
}

fn fault(bytes: &[u8]) -> Fault {
    lines(bytes).expect_err("no sheet").fault
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
    let utf16: Vec<u8> = "\u{feff}户号,户名".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_ascii: Vec<u8> = "no,name\n1,x".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [utf16.as_slice(), &utf16_ascii, b"\xff\xff\xff", b"abc\x00def", b"\x81"] {
        assert_eq!(fault(bytes), Fault::UnknownEncoding, "{bytes:?}");
    }
}

#[test]
fn an_old_workbook_and_a_broken_one_are_told_apart() {
    assert_eq!(fault(&[OLE, &[0; 64]].concat()), Fault::OldWorkbook);
    let broken = fault(&[ZIP, b"nothing"].concat());
    assert!(matches!(broken, Fault::BrokenWorkbook { .. }), "{broken:?}");
}

#[test]
fn rows_keep_the_number_that_the_spreadsheet_gives_them() {
    let rows: Vec<u32> =
        texts("a\tb\n\n\n\"x\n\"\t2\n3\t4".as_bytes()).into_iter().map(|(row, _)| row).collect();
    assert_eq!(rows, [1, 4, 6]);
}

#[test]
fn of_a_cell_without_end_so_much_is_kept_that_its_error_is_told() {
    let text = format!("a,{},c\n\"{}", "户".repeat(5000), "x".repeat(5000));
    let read = texts(text.as_bytes());
    let lengths: Vec<Vec<usize>> =
        read.iter().map(|(_, cells)| cells.iter().map(String::len).collect()).collect();
    assert_eq!(lengths[0][0], 1);
    assert!((MOST_CELL_BYTES..1010).contains(&lengths[0][1]), "{lengths:?}");
    assert_eq!((lengths[0][2], lengths[1].as_slice()), (1, [MOST_CELL_BYTES].as_slice()));
}

#[test]
fn a_row_beyond_all_columns_is_named_and_a_blank_one_does_no_harm() {
    let wide = format!("a,b\n\nx{}y\n", ",".repeat(5000));
    let error = lines(wide.as_bytes()).expect_err("too wide");
    assert_eq!(error, SheetError::in_row(3, Fault::TooManyColumns { most: MOST_COLUMNS }));
    assert_eq!(texts(format!("x{}\n", ",".repeat(5000)).as_bytes()).len(), 1);
}
