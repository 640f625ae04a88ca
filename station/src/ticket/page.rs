//! Ticket custody: who has which numbers in which state.

use axum::Router;
use axum::response::IntoResponse;
use dianfei_rules::ticket::book::TicketState;

use super::table::{self, TicketRow};
use crate::app::App;
use crate::desk::{self, Answer, Desk};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Lang, bi};

/// The chapter's routes.
pub fn routes() -> Router<App> {
    Router::new().route("/ticket", desk::get(custody))
}

fn custody(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let tickets = desk.read(|store| Ok(table::of_holder(store, station, None)?))?;
    let runs = tickets.chunk_by(|one, other| {
        one.series == other.series
            && one.no.next() == other.no
            && one.ticket.holder == other.ticket.holder
            && one.ticket.state == other.ticket.state
            && one.offer == other.offer
    });
    let rows: Vec<Row> = runs.filter_map(|run| row(desk.lang(), run)).collect();
    let list = List::new("tickets", bi("票据保管", "Ticket custody"))
        .column(Column::number("series", bi("票据代码", "Series")))
        .column(Column::number("first", bi("起号", "First no.")))
        .column(Column::number("last", bi("止号", "Last no.")))
        .column(Column::integer("count", bi("份数", "Count")).totalled())
        .column(Column::number("holder", bi("保管人", "Holder")))
        .column(Column::text("state", bi("状态", "State")).with_choices())
        .empty(bi(
            "还没有票据:请由票据专人登记领入。",
            "No tickets yet: the custodian receives a book.",
        ))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    let page = desk.frame.page(&bi("票据保管", "Ticket custody"), body);
    Ok(page.clauses(desk::clause("3.1")).into_response())
}

fn row(lang: Lang, run: &[TicketRow]) -> Option<Row> {
    let (first, last) = (run.first()?, run.last()?);
    let state = match &first.offer {
        Some(_) => lang.t("交接途中", "in transit"),
        None => word(lang, first.ticket.state),
    };
    let cells = [
        Cell::from(first.series.to_string()),
        Cell::from(first.no.to_string()),
        Cell::from(last.no.to_string()),
        Cell::from(i64::try_from(run.len()).unwrap_or(i64::MAX)),
        Cell::from(first.ticket.holder.to_string()),
        Cell::from(state),
    ];
    Some(Row::new(cells).breach(first.ticket.state == TicketState::Contested))
}

fn word(lang: Lang, state: TicketState) -> &'static str {
    match state {
        TicketState::InStock => lang.t("库存", "in stock"),
        TicketState::Issued => lang.t("已领", "issued"),
        TicketState::Printed => lang.t("已打印", "printed"),
        TicketState::Used => lang.t("已用", "used"),
        TicketState::VoidClaimed => lang.t("声明作废", "claimed void"),
        TicketState::Void => lang.t("废票", "void"),
        TicketState::Lost => lang.t("遗失", "lost"),
        TicketState::Unaccounted => lang.t("下落不明", "unaccounted"),
        TicketState::Contested => lang.t("有争议", "contested"),
        TicketState::Bound => lang.t("已装订", "bound"),
        TicketState::Returned => lang.t("已缴销", "returned"),
    }
}
