//! Cash in hand, counts, over and short.

use axum::Router;
use axum::response::IntoResponse;
use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::money::Fen;

use super::table;
use crate::app::App;
use crate::collection::ledger;
use crate::desk::{self, Answer, Desk};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Html, bi};

/// The chapter's routes.
pub fn routes() -> Router<App> {
    Router::new().route("/recovery/cash", desk::get(cash))
}

fn cash(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let (balances, counts) =
        desk.read(|store| Ok((ledger::balances(store, station)?, table::counts(store, station)?)))?;
    let held = balances.into_iter().filter_map(|(account, fen)| match account {
        LedgerAccount::Cash(person) | LedgerAccount::CashierCash(person) if fen != Fen::ZERO => {
            Some(Row::new([Cell::from(person.to_string()), Cell::from(fen)]))
        }
        _ => None,
    });
    let held = List::new("cash", bi("在手现金", "Cash in hand"))
        .column(Column::number("person", bi("工号", "Person")))
        .column(Column::money("amount", bi("金额", "Amount")).totalled())
        .empty(bi("没有在手现金。", "No cash in anyone's hands."))
        .rows(held);
    let counts = counts.into_iter().map(|count| {
        let open = !count.difference_fen.is_zero() && count.remark.is_none();
        Row::new([
            Cell::from(count.counted_on),
            Cell::from(count.person.to_string()),
            Cell::from(count.expected_fen),
            Cell::from(count.counted_fen),
            Cell::from(count.difference_fen),
            Cell::from(count.cause.unwrap_or_default()),
            Cell::from(count.remark.unwrap_or_default()),
        ])
        .breach(open)
    });
    let counts = List::new("counts", bi("长短款", "Over and short"))
        .column(Column::date("date", bi("日期", "Date")))
        .column(Column::number("person", bi("工号", "Person")))
        .column(Column::money("expected", bi("应有", "Expected")))
        .column(Column::money("counted", bi("实点", "Counted")))
        .column(Column::money("difference", bi("差额", "Difference")))
        .column(Column::text("cause", bi("原因", "Cause")))
        .column(Column::text("remark", bi("所长意见", "Head's remark")))
        .empty(bi("还没有结账。", "Nothing counted yet."))
        .rows(counts);
    if desk.query.wants_workbook() {
        return Ok(counts.download(&desk.frame, &desk.query));
    }
    let body =
        Html::joined([held.render_plain(&desk.frame), counts.render(&desk.frame, &desk.query)]);
    let page = desk.frame.page(&bi("现金与长短款", "Cash, over and short"), body);
    Ok(page.clauses(desk::clause("2.3")).into_response())
}
