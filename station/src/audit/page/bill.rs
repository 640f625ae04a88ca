//! One bill, line by line.

use askama::Template;
use axum::response::IntoResponse;
use dianfei_rules::bill::BillDocument;
use dianfei_rules::bill::document::{BillLine, Charged};
use dianfei_rules::bill::explain::explain;
use dianfei_rules::quantity::Rate;
use dianfei_wire::PartHash;
use rust_decimal::Decimal;

use crate::desk::{self, Answer, Desk};
use crate::journal;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Html, Lang, bi, words};

#[derive(Template)]
#[template(path = "audit/bill.html")]
struct BillBody {
    lang: Lang,
    bill: BillDocument,
    registers: Html,
    lines: Html,
    steps: Vec<String>,
    hash: String,
}

/// The page of a bill.
pub fn bill(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let number = desk.param("bill").to_owned();
    let found = desk.read(|store| {
        let row = store.query_opt(
            "select document from bill where station_id = $1 and bill = $2",
            &[station.into(), number.as_str().into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let hash = PartHash(row.parsed("document")?);
        let document: Option<BillDocument> = journal::part::read(store, station, hash)?;
        Ok(document.map(|document| (document, hash)))
    })?;
    let Some((document, hash)) = found else { return Err(desk.unknown()) };
    let body = BillBody {
        lang: desk.lang(),
        registers: registers(desk.lang(), &document).render_plain(&desk.frame),
        lines: lines(desk.lang(), &document).render_plain(&desk.frame),
        steps: explain(&document).iter().map(|step| words::step(step, desk.lang())).collect(),
        bill: document,
        hash: hash.to_string(),
    };
    let title = Bi::composed(format!("电费账单 {number}"), format!("Bill {number}"));
    let page = desk.frame.page(&title, Html::of(&body));
    Ok(page.clauses(desk::clause("4.2.3")).into_response())
}

fn registers(lang: Lang, bill: &BillDocument) -> List {
    let rows = bill.registers.iter().map(|statement| {
        Row::new([
            Cell::from(statement.meter.to_string()),
            Cell::from(words::say(&statement.register.to_string(), lang)),
            Cell::from(statement.previous),
            Cell::from(statement.current),
            Cell::from(statement.multiplier),
        ])
    });
    List::new("registers", bi("示数", "Indexes"))
        .column(Column::number("meter", bi("表号", "Meter")))
        .column(Column::text("register", bi("示数类型", "Register")))
        .column(Column::decimal("previous", bi("起度", "Previous")))
        .column(Column::decimal("current", bi("止度", "Current")))
        .column(Column::decimal("multiplier", bi("倍率", "Multiplier")))
        .empty(bi("暂计电量，没有示数。", "Provisional usage: no index."))
        .rows(rows)
}

fn lines(lang: Lang, bill: &BillDocument) -> List {
    let rows = bill.lines.iter().map(|line| {
        let (quantity, unit, price) = quantity(line);
        Row::new([
            Cell::from(line_words(lang, line)),
            quantity,
            Cell::from(unit),
            price,
            Cell::from(line.amount_fen),
        ])
    });
    List::new("lines", bi("电费明细", "Bill lines"))
        .column(Column::text("line", bi("项目", "Line")))
        .column(Column::decimal("quantity", bi("数量", "Quantity")))
        .column(Column::text("unit", bi("单位", "Unit")))
        .column(Column::decimal("price", bi("单价", "Price")).unit(bi("元", "yuan")))
        .column(Column::money("amount", bi("金额", "Amount")).totalled())
        .rows(rows)
}

/// What a line charges, its unit, and the price of one; of a percentage the amount
/// that it is taken of, and the percentage.
fn quantity(line: &BillLine) -> (Cell, Bi, Cell) {
    let price = Cell::from(line.price);
    let decimal = |value: Decimal| Cell::from(Rate::new(value));
    match line.charged {
        None => (decimal(line.energy_kwh.get()), bi("千瓦时", "kWh"), price),
        Some(Charged::Capacity(capacity)) => (decimal(capacity.get()), bi("千伏安", "kVA"), price),
        Some(Charged::Demand(demand)) => (decimal(demand.get()), bi("千瓦", "kW"), price),
        Some(Charged::PercentOf { percent, base_fen }) => {
            (Cell::from(base_fen), bi("元 × %", "yuan × %"), decimal(percent.get()))
        }
    }
}

fn line_words(lang: Lang, line: &BillLine) -> String {
    let kind = words::say(line.kind.code(), lang);
    let tier = line.tier.map(|tier| match lang {
        Lang::Zh => format!(" 第{tier}档"),
        Lang::En => format!(" tier {tier}"),
    });
    let name = line.name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
    let share = line.tariff.as_ref().map(|tariff| format!("（{tariff}）")).unwrap_or_default();
    format!("{kind}{}{name}{share}", tier.unwrap_or_default())
}
