//! Workbooks made by hand, as no spreadsheet program makes them.

use std::io::{Cursor, Read, Write, copy};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const ENVELOPE: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

/// A workbook whose one sheet has these bytes as its XML, and a further part, packed,
/// of the name and content that are given.
#[must_use]
pub fn with(sheet: &[u8], more: Option<(&str, &mut dyn Read)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, part) in ENVELOPE {
        zip.start_file(name, plain).expect("a part");
        zip.write_all(part.as_bytes()).expect("memory takes it");
    }
    zip.start_file("xl/worksheets/sheet1.xml", plain).expect("a part");
    zip.write_all(sheet).expect("memory takes it");
    if let Some((name, content)) = more {
        let packed =
            plain.compression_method(CompressionMethod::Deflated).compression_level(Some(1));
        zip.start_file(name, packed).expect("a part");
        copy(content, &mut zip).expect("memory takes it");
    }
    zip.finish().expect("a workbook").into_inner()
}

/// The XML of a sheet with these cells: where each stands, and its text.
#[must_use]
pub fn sheet(cells: &[(&str, &str)]) -> Vec<u8> {
    let cells: String = cells
        .iter()
        .map(|(place, text)| format!(r#"<row><c r="{place}" t="str"><v>{text}</v></c></row>"#))
        .collect();
    format!(r#"<worksheet><sheetData>{cells}</sheetData></worksheet>"#).into_bytes()
}
