use super::*;
use crate::money::Fen;
use crate::policy::LateFeeWord;
use crate::quantity::{Index, Kwh};
use crate::ticket::capitals::CapitalsStyle;

fn face() -> TicketFace {
    TicketFace {
        station_name: "青石供电所".to_owned(),
        emergency_telephone: "0571-86000000".to_owned(),
        series: "A26".parse().expect("a series"),
        no: "12388".parse().expect("a number"),
        paid_on: "2026-02-03".parse().expect("a date"),
        account: "3300010001".parse().expect("an account number"),
        customer_name: "王\u{7}小明😀".to_owned(),
        meter: Some("210000123456".parse().expect("a meter number")),
        bills: vec![FaceBill {
            period: "2026-01".parse().expect("a month"),
            previous: Some(Index::whole(1216)),
            index: Some(Index::whole(1326)),
            energy_kwh: Kwh::whole(110),
            prices: vec![("0.5283".parse().expect("a price"), Fen::new(5811))],
            principal_fen: Fen::new(5811),
            late_fee_fen: Fen::new(100),
        }],
        advance_fen: Fen::new(89),
        amount_fen: Fen::new(6000),
        received_fen: Fen::new(10_000),
        change_fen: Fen::new(4000),
        collector_name: "李收费".to_owned(),
        void: false,
        late_fee_word: LateFeeWord::Law,
        capitals_style: CapitalsStyle::PLAIN,
    }
}

fn text_of(face: &TicketFace, copy: TicketCopy) -> Vec<String> {
    let lines = ticket_lines(face, copy).expect("a small amount");
    lines.into_iter().map(|line| line.text).collect()
}

#[test]
fn the_customer_copy_stands_as_drawn() {
    let expected = include_str!("customer_copy.txt");
    assert_eq!(text_of(&face(), TicketCopy::CustomerCopy).join("\n") + "\n", expected);
}

#[test]
fn no_line_is_wider_than_the_paper_whatever_the_names() {
    let mut long = face();
    long.customer_name = "青石镇下王村股份经济合作社农田灌溉一号泵站".to_owned();
    long.station_name = "某某省某某市某某县供电有限公司青石供电所".to_owned();
    long.amount_fen = Fen::new(9_999_999_999);
    for copy in TicketCopy::ALL {
        for line in text_of(&long, copy) {
            assert!(columns(&line) <= COLUMNS, "{line:?}");
        }
    }
    let joined = text_of(&long, TicketCopy::Stub).concat();
    assert!(joined.contains("人民币玖仟玖佰玖拾玖万玖仟玖佰玖"));
}

#[test]
fn a_void_ticket_says_so_and_a_ticket_in_time_names_no_late_fee() {
    let mut void = face();
    void.void = true;
    void.bills[0].late_fee_fen = Fen::ZERO;
    let text = text_of(&void, TicketCopy::AccountingCopy).join("\n");
    assert!(text.contains("废票"));
    assert!(!text.contains("违约金"));
    assert!(!text_of(&face(), TicketCopy::Stub).join("\n").contains("废票"));
}

#[test]
fn the_printer_gets_two_bytes_for_each_chinese_character() {
    let strong = PrintLine { text: "电A".to_owned(), style: LineStyle::Strong };
    assert_eq!(
        printer_bytes(&[strong]),
        [
            0x1B, 0x40, 0x1C, 0x26, 0x1B, 0x45, 1, 0xB5, 0xE7, b'A', b'\n', 0x1B, 0x45, 0, 0x1B,
            0x64, 3
        ]
    );
    for line in ticket_lines(&face(), TicketCopy::Stub).expect("a small amount") {
        let (bytes, _, unmappable) = encoding_rs::GBK.encode(&line.text);
        assert!(!unmappable && bytes.len() == columns(&line.text), "{:?}", line.text);
    }
}
