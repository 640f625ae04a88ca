//! What a handover holds, in the words of its list (附件七).

use std::collections::BTreeMap;

use dianfei_rules::id::AreaNo;
use dianfei_rules::money::Fen;
use dianfei_wire::fact::collection::HandoverContent;
use dianfei_wire::fact::ticket::TicketRange;

use crate::store::{Reader, StoreError};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Lang, bi};

/// The transformer areas by number, with their labels.
pub(super) fn areas(
    store: &mut Reader<'_>,
    station: &str,
) -> Result<BTreeMap<AreaNo, String>, StoreError> {
    let rows = store.query(
        "select area, name from area where station_id = $1 order by area",
        &[station.into()],
    )?;
    rows.iter().map(|row| Ok((row.parsed("area")?, row.text("name")?.to_owned()))).collect()
}

/// `A 00000001–00000050`, several joined.
pub(super) fn ranges(lang: Lang, ranges: &[TicketRange]) -> String {
    let told: Vec<String> = ranges
        .iter()
        .map(|range| format!("{} {}–{}", range.series, range.first, range.last))
        .collect();
    told.join(lang.t("、", ", "))
}

/// How many numbers some ranges have.
pub(super) fn count(ranges: &[TicketRange]) -> i64 {
    let count: u64 = ranges.iter().map(TicketRange::count).sum();
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The areas whose lists pass, by name.
pub(super) fn lists(lang: Lang, known: &BTreeMap<AreaNo, String>, lists: &[AreaNo]) -> String {
    let told: Vec<String> = lists
        .iter()
        .map(|area| match known.get(area) {
            Some(name) => format!("{area} {name}"),
            None => area.to_string(),
        })
        .collect();
    told.join(lang.t("、", ", "))
}

/// Everything of a content that can be counted, line by line, as both sides
/// count it: tickets, used tickets, lists, notes and coins.
pub(super) fn lines(
    lang: Lang,
    content: &HandoverContent,
    known: &BTreeMap<AreaNo, String>,
) -> List {
    let mut list = List::new("content", bi("交接内容", "What passes"))
        .column(Column::text("what", bi("项目", "Item")))
        .column(Column::text("which", bi("号码或面额", "Numbers or value")))
        .column(Column::integer("count", bi("份数", "Count")))
        .column(Column::money("amount", bi("金额", "Amount")).totalled());
    let tickets = [
        (bi("空白票据", "Unused tickets"), &content.tickets),
        (bi("已用票据存根", "Stubs of used tickets"), &content.used),
    ];
    for (what, ranges_of) in tickets {
        for range in ranges_of {
            let range = std::slice::from_ref(range);
            list.push(line(what.clone(), ranges(lang, range), count(range), None));
        }
    }
    for area in &content.lists {
        let which = lists(lang, known, std::slice::from_ref(area));
        list.push(line(bi("应收清单与结算单", "Receivable list and statements"), which, 1, None));
    }
    for notes in &content.denominations {
        let pieces = i64::from(notes.pieces);
        let amount = notes.value_fen.get().checked_mul(pieces).map(Fen::new);
        let which = format!("{} {}", notes.value_fen, lang.t("元", "yuan"));
        list.push(line(bi("现金", "Cash"), which, pieces, amount));
    }
    list
}

fn line(what: Bi, which: String, count: i64, amount: Option<Fen>) -> Row {
    Row::new([Cell::from(what), Cell::from(which), Cell::from(count), Cell::some(amount)])
}
