//! Golden files lie in `tests/golden/paper`, to be opened and judged: the text of
//! each paper, and its bytes line by line.

mod decoder;
mod samples;

use super::*;
use crate::account::UsageClass;
use crate::bill::BillDocument;
use crate::money::Fen;
use crate::policy::LateFeeWord;
use crate::quantity::Kw;
use crate::refusal::Refusal;
use crate::words::Language;
use samples::face;

/// A paper at one width, as text and as bytes.
fn set(lines: &[PrintLine], width: PaperWidth) -> (String, Vec<u8>) {
    let text: String = lines.iter().map(|line| format!("{}\n", line.text)).collect();
    (text, printer_bytes(lines, width))
}

fn assert_golden(name: &str, golden: &str, is: &str) {
    assert!(golden == is, "tests/golden/paper/{name} differs; if that is meant, it becomes:\n{is}");
}

/// Compares the text and the bytes of a paper with its golden files.
macro_rules! golden {
    ($name:literal, $lines:expr, $width:expr) => {{
        let (text, bytes) = set(&$lines, $width);
        let file = concat!($name, ".txt");
        assert_golden(
            file,
            include_str!(concat!("../../../../tests/golden/paper/", $name, ".txt")),
            &text,
        );
        let file = concat!($name, ".escpos");
        assert_golden(
            file,
            include_str!(concat!("../../../../tests/golden/paper/", $name, ".escpos")),
            &decoder::dump(&bytes),
        );
    }};
}

/// Compares the text of a paper with its golden file.
macro_rules! golden_text {
    ($name:literal, $lines:expr, $width:expr) => {
        assert_golden(
            concat!($name, ".txt"),
            include_str!(concat!("../../../../tests/golden/paper/", $name, ".txt")),
            &set(&$lines, $width).0,
        )
    };
}

fn resident(document: &BillDocument, language: Language, width: PaperWidth) -> Vec<PrintLine> {
    let face = face(document, UsageClass::Residential, BillForm::Plain);
    bill_lines(&face, language, width).expect("a face")
}

fn commerce(document: &BillDocument, language: Language, width: PaperWidth) -> Vec<PrintLine> {
    let face = BillFace {
        customer_name: "青石镇下王村股份经济合作社农田灌溉一号泵站",
        late_fee_fen: Fen::new(1234),
        ..face(document, UsageClass::GeneralCommercial, BillForm::TwoPart)
    };
    bill_lines(&face, language, width).expect("a face")
}

#[test]
fn a_factory_s_bill_stands_as_drawn() {
    let bill = samples::factory();
    let lines = |language, width| {
        let face = face(&bill, UsageClass::LargeIndustry, BillForm::TwoPart);
        bill_lines(&face, language, width).expect("a bill")
    };
    golden!("factory_32", lines(Language::Chinese, PaperWidth::Mm58), PaperWidth::Mm58);
    golden_text!(
        "factory_english_48",
        lines(Language::English, PaperWidth::Mm80),
        PaperWidth::Mm80
    );
    let explained = explanation_lines(&bill, Language::Chinese, PaperWidth::Mm80);
    golden_text!("factory_explanation_48", explained, PaperWidth::Mm80);
}

#[test]
fn a_resident_s_bill_stands_as_drawn() {
    let bill = samples::resident();
    golden!("resident_32", resident(&bill, Language::Chinese, PaperWidth::Mm58), PaperWidth::Mm58);
    golden!("resident_48", resident(&bill, Language::Chinese, PaperWidth::Mm80), PaperWidth::Mm80);
    let english = resident(&bill, Language::English, PaperWidth::Mm58);
    golden_text!("resident_english_32", english, PaperWidth::Mm58);
}

#[test]
fn a_shop_s_bill_stands_as_drawn() {
    let bill = samples::commerce();
    golden!("commerce_32", commerce(&bill, Language::Chinese, PaperWidth::Mm58), PaperWidth::Mm58);
    golden!("commerce_48", commerce(&bill, Language::Chinese, PaperWidth::Mm80), PaperWidth::Mm80);
    let english = commerce(&bill, Language::English, PaperWidth::Mm80);
    golden_text!("commerce_english_48", english, PaperWidth::Mm80);
}

#[test]
fn bills_that_are_not_like_others_say_so() {
    let chinese = |bill: &BillDocument| resident(bill, Language::Chinese, PaperWidth::Mm58);
    golden_text!("provisional_32", chinese(&samples::provisional()), PaperWidth::Mm58);
    golden_text!("given_back_32", chinese(&samples::given_back()), PaperWidth::Mm58);
    golden_text!("two_prices_32", chinese(&samples::two_prices()), PaperWidth::Mm58);
}

#[test]
fn a_ticket_stands_as_drawn() {
    let lines = |width| {
        ticket_lines(&samples::ticket(), TicketCopy::CustomerCopy, width).expect("a small amount")
    };
    golden!("ticket_32", lines(PaperWidth::Mm58), PaperWidth::Mm58);
    golden!("ticket_48", lines(PaperWidth::Mm80), PaperWidth::Mm80);
}

#[test]
fn a_bill_is_explained_as_drawn() {
    let bill = samples::commerce();
    let lines = |language, width| explanation_lines(&bill, language, width);
    golden_text!("explanation_32", lines(Language::Chinese, PaperWidth::Mm58), PaperWidth::Mm58);
    golden_text!(
        "explanation_english_48",
        lines(Language::English, PaperWidth::Mm80),
        PaperWidth::Mm80
    );
}

/// Names and words that an import or a person may have given.
const HOSTILE: [&str; 9] = [
    "王\u{1B}@\u{1D}V\u{0}小\r\n明\t\u{7F}",
    "😀🧾é€ß\u{200B}\u{202E}\u{FEFF}\u{E000}",
    "买买提•艾合买提·吐尔逊江・阿不都热依木江",
    "，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，",
    "SUPERCALIFRAGILISTIC-EXPIALIDOCIOUS-IRRIGATION-STATION-NO-1",
    "          a          b          c          d          e         ",
    "\u{1C}.\u{1B}!\u{30}\u{1B}J\u{FF}",
    "（（（（（（（（（（（（（（（（（（（（（（（（（（（（（（（（",
    "",
];

/// Every paper of this crate, with `text` wherever text comes from outside.
fn all_papers(text: &str, width: PaperWidth) -> Vec<Vec<PrintLine>> {
    let mut bill = samples::commerce();
    bill.lines.push(samples::huge_line());
    bill.lines.iter_mut().for_each(|line| line.part = Some(text.to_owned()));
    let mut hostile = bill.lines[0].clone();
    hostile.kind = crate::bill::LineKind::Surcharge;
    (hostile.name, hostile.reverses) = (Some(text.to_owned()), Some(text.to_owned()));
    bill.lines.push(hostile);
    let mut papers = Vec::new();
    for language in [Language::Chinese, Language::English] {
        for form in [BillForm::Plain, BillForm::Capacity, BillForm::TwoPart] {
            let face = BillFace {
                station_name: text,
                emergency_telephone: text,
                customer_name: text,
                ..face(&bill, UsageClass::GeneralCommercial, form)
            };
            papers.push(bill_lines(&face, language, width).expect("a bill"));
        }
        papers.push(explanation_lines(&bill, language, width));
    }
    let mut ticket = TicketFace {
        station_name: text.to_owned(),
        emergency_telephone: text.to_owned(),
        customer_name: text.to_owned(),
        collector_name: text.to_owned(),
        amount_fen: Fen::new(9_999_999_999_999),
        ..samples::ticket()
    };
    ticket.bills[0].lines = bill.lines;
    for copy in TicketCopy::ALL {
        papers.push(ticket_lines(&ticket, copy, width).expect("a ticket"));
    }
    papers
}

#[test]
fn no_line_is_wider_than_its_paper_whatever_stands_on_it() {
    for (text, width) in HOSTILE.iter().flat_map(|text| PaperWidth::ALL.map(|width| (text, width)))
    {
        for line in all_papers(text, width).concat() {
            assert!(columns(&line.text) <= width.columns(), "{line:?}");
            assert_eq!(printable(&line.text), line.text, "the screen shows what is printed");
        }
    }
}

#[test]
fn the_printer_s_bytes_are_the_text_and_nothing_else() {
    for (text, width) in HOSTILE.iter().flat_map(|text| PaperWidth::ALL.map(|width| (text, width)))
    {
        for lines in all_papers(text, width) {
            let mut printed = decoder::lines(&printer_bytes(&lines, width));
            if width == PaperWidth::Mm58 {
                assert_eq!(printed.split_off(lines.len()), ["", "", ""], "what it is torn at");
            }
            let text: Vec<String> = lines.into_iter().map(|line| line.text).collect();
            assert_eq!(printed, text);
        }
    }
}

#[test]
fn a_line_from_elsewhere_gives_the_printer_no_command_either() {
    for text in HOSTILE {
        let line = PrintLine { text: text.to_owned(), style: LineStyle::Strong };
        let printed = decoder::lines(&printer_bytes(&[line], PaperWidth::Mm80));
        assert_eq!(printed, [printable(text)]);
    }
}

#[test]
fn bold_begins_and_ends_with_its_line() {
    let strong = PrintLine { text: "电A".to_owned(), style: LineStyle::Strong };
    let head = [0x1B, 0x40, 0x1C, 0x26, 0x1B, 0x21, 8, 0xB5, 0xE7, b'A', b'\n', 0x1B, 0x21, 0];
    let bytes = printer_bytes(std::slice::from_ref(&strong), PaperWidth::Mm58);
    assert_eq!(bytes, [&head[..], b"\n\n\n"].concat());
    let bytes = printer_bytes(&[strong], PaperWidth::Mm80);
    assert_eq!(bytes, [&head[..], &[0x1D, 0x56, 0x42, 0]].concat());
}

#[test]
fn figures_of_a_table_end_in_one_column() {
    for width in PaperWidth::ALL {
        let lines = commerce(&samples::commerce(), Language::Chinese, width);
        let prices: Vec<usize> = lines
            .iter()
            .filter(|line| line.text.contains(" 0.") || line.text.contains(" 1.08"))
            .filter_map(|line| line.text.rsplit_once(' '))
            .map(|(before, _)| columns(before.trim_end()))
            .collect();
        assert_eq!(prices.len(), 7, "{lines:?}");
        assert!(prices.iter().all(|end| *end == prices[0]), "{width:?}: {prices:?}");
    }
}

#[test]
fn the_form_follows_capacity_and_price() {
    let form = |class, kva: &str, two_part| BillForm::of(class, kva.parse::<Kw>().ok(), two_part);
    let shop = UsageClass::GeneralCommercial;
    for (kva, expected) in [
        ("", BillForm::Plain),
        ("99.9", BillForm::Plain),
        ("100", BillForm::Capacity),
        ("314.9", BillForm::Capacity),
        ("315", BillForm::TwoPart),
    ] {
        assert_eq!(form(shop, kva, false), expected, "{kva}");
    }
    assert_eq!(form(shop, "160", true), BillForm::TwoPart);
    assert_eq!(form(UsageClass::Residential, "400", false), BillForm::Plain);
}

#[test]
fn each_form_has_its_own_columns() {
    let bill = samples::commerce();
    let text = |form| {
        let face = face(&bill, UsageClass::GeneralCommercial, form);
        let lines = bill_lines(&face, Language::Chinese, PaperWidth::Mm58).expect("a bill");
        set(&lines, PaperWidth::Mm58).0
    };
    let has = |form, words: [&str; 4]| words.map(|word| text(form).contains(word));
    let words = ["用电类别", "计费电量", "电费小计", "代征费小计"];
    assert_eq!(has(BillForm::Plain, words), [false; 4]);
    assert_eq!(has(BillForm::Capacity, words), [true, true, false, false]);
    assert_eq!(has(BillForm::TwoPart, words), [true; 4]);
}

#[test]
fn a_void_ticket_says_so_and_a_ticket_in_time_names_no_late_fee() {
    let text = |face: &TicketFace| {
        let lines = ticket_lines(face, TicketCopy::AccountingCopy, PaperWidth::Mm58);
        set(&lines.expect("a ticket"), PaperWidth::Mm58).0
    };
    let mut void = TicketFace { void: true, ..samples::ticket() };
    void.bills[0].late_fee_fen = Fen::ZERO;
    assert!(text(&void).contains("废票") && !text(&void).contains("违约金"));
    let by_rule_book = TicketFace { late_fee_word: LateFeeWord::RuleBook, ..samples::ticket() };
    assert!(text(&by_rule_book).contains("滞纳金") && !text(&by_rule_book).contains("废票"));
}

#[test]
fn a_ticket_that_pays_a_part_says_of_how_much() {
    let mut face = samples::ticket();
    face.bills[0].principal_fen = Fen::new(20_000);
    let lines = ticket_lines(&face, TicketCopy::Stub, PaperWidth::Mm58).expect("a ticket");
    let text = set(&lines, PaperWidth::Mm58).0;
    assert!(text.contains("应收电费                  481.00\n本次收电费                200.00\n"));
}

/// A phone keeps the faces of its tickets; those from before tickets had the
/// bill's lines still print.
#[test]
fn a_face_that_was_kept_without_lines_is_read() {
    let mut kept = serde_json::to_value(samples::ticket()).expect("json");
    let bill = kept["bills"][0].as_object_mut().expect("a bill");
    bill.remove("lines").expect("its lines");
    bill.insert("prices".to_owned(), serde_json::json!([["0.62", 16120]]));
    let face: TicketFace = serde_json::from_value(kept).expect("a face");
    let lines = ticket_lines(&face, TicketCopy::Stub, PaperWidth::Mm58).expect("a ticket");
    let text = set(&lines, PaperWidth::Mm58).0;
    assert!(text.contains("电费                      481.00") && !text.contains("单价"), "{text}");
}

#[test]
fn an_amount_that_cannot_be_written_is_refused() {
    let mut bill = samples::resident();
    bill.total_fen = Fen::new(100_000_000_000_000);
    let refused = |bill: &BillDocument, late_fee_fen| {
        let face =
            BillFace { late_fee_fen, ..face(bill, UsageClass::Residential, BillForm::Plain) };
        bill_lines(&face, Language::Chinese, PaperWidth::Mm58).expect_err("too much")
    };
    assert_eq!(refused(&bill, Fen::ZERO), Refusal::out_of_range("capitals"));
    bill.total_fen = Fen::new(i64::MAX);
    assert_eq!(refused(&bill, Fen::new(1)), Refusal::out_of_range("amount"));
    let ticket = TicketFace { amount_fen: Fen::new(i64::MAX), ..samples::ticket() };
    let refused = ticket_lines(&ticket, TicketCopy::Stub, PaperWidth::Mm58).expect_err("too much");
    assert_eq!(refused, Refusal::out_of_range("capitals"));
}

#[test]
fn each_word_of_bill_and_explanation_can_be_printed() {
    let bills = [samples::commerce(), samples::given_back(), samples::provisional()];
    for bill in &bills {
        for language in [Language::Chinese, Language::English] {
            for width in PaperWidth::ALL {
                let lines = [resident(bill, language, width), commerce(bill, language, width)];
                let explained = explanation_lines(bill, language, width);
                for line in lines.concat().iter().chain(&explained) {
                    assert!(!line.text.contains(['□', '{']), "{line:?}");
                }
            }
            let sentences = explanation(bill, language);
            assert!(sentences.iter().all(|sentence| !sentence.contains(['\n', '{'])));
            assert!(sentences.len() > bill.lines.len());
        }
    }
}
