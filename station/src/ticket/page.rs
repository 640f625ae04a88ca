//! Ticket custody: who has which numbers in which state, and what each number
//! still owes of an explanation.

mod book;
mod lost;
mod number;
mod void;

use std::collections::BTreeMap;

use axum::Router;
use axum::response::IntoResponse;
use dianfei_rules::id::{PersonNo, TicketNo, TicketSeries};
use dianfei_rules::ticket::book::TicketState;
use dianfei_rules::ticket::custody::StateCount;

use super::table::{self, TicketRow};
use crate::app::App;
use crate::desk::{self, Answer, Desk};
use crate::people::person::Labels;
use crate::people::role::{self, Command};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::section::{buttons, section};
use crate::web::{Bi, ErrorPage, Html, Lang, bi};

/// The chapter's routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/ticket", desk::get(custody))
        .route("/ticket/book", desk::get(book::form_page).merge(desk::post(book::receive)))
        .route("/ticket/lost", desk::get(lost::form_page).merge(desk::post(lost::report)))
        .route("/ticket/find", desk::post(number::find))
        .route("/ticket/number/{series}/{no}", desk::get(number::life))
        .route("/ticket/voids", desk::get(void::list))
        .route(
            "/ticket/voids/{series}/{no}",
            desk::get(void::claim).merge(desk::post(void::confirm)),
        )
}

fn custody(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let (tickets, labels) = desk.read(|store| {
        Ok((table::of_holder(store, station, None)?, Labels::of_all(store, station)?))
    })?;
    let lang = desk.lang();
    let runs = run_list(lang, &tickets, &labels);
    if desk.query.wants_workbook() {
        return Ok(runs.download(&desk.frame, &desk.query));
    }
    let open = open_list(lang, &tickets, &labels).render_plain(&desk.frame);
    let holders = holder_list(&tickets, &labels).render_plain(&desk.frame);
    let series = tickets.first().map(|row| row.series.to_string()).unwrap_or_default();
    let find = number::find_form(&series).render(lang, &desk.frame.viewer.csrf);
    let body = Html::joined([
        section(lang, &bi("待说明的票号", "Numbers that need an explanation"), open),
        section(lang, &bi("各人票据", "Tickets by holder"), holders),
        section(lang, &bi("号段", "Number ranges"), runs.render(&desk.frame, &desk.query)),
        section(lang, &bi("查一个票号", "Look up one number"), find),
    ]);
    let page = desk.frame.page(&bi("票据保管", "Ticket custody"), body);
    Ok(page
        .clauses(["3.1", "3.2"].into_iter().filter_map(desk::clause))
        .actions(buttons(lang, &links(desk)))
        .into_response())
}

fn links(desk: &Desk) -> Vec<(String, Bi)> {
    [
        (Command::ReceiveBook, "/ticket/book", bi("领入票据本", "Receive a book")),
        (Command::ReportTicketLost, "/ticket/lost", bi("报遗失、损毁", "Report a loss")),
    ]
    .into_iter()
    .filter(|(command, ..)| role::may(&desk.actor.roles, *command))
    .map(|(_, href, words)| (href.to_owned(), words))
    .collect()
}

/// The address of a number's life.
fn number_href(series: &TicketSeries, no: TicketNo) -> String {
    format!("/ticket/number/{series}/{no}")
}

/// The series and number of the path.
fn number_param(desk: &Desk) -> Result<(TicketSeries, TicketNo), ErrorPage> {
    let series = desk.param("series").parse().map_err(|_no_series| desk.unknown())?;
    let no = desk.param("no").parse().map_err(|_no_number| desk.unknown())?;
    Ok((series, no))
}

/// What the station owes of explanations: two claims on one number and numbers
/// that nobody has first, then voids that nobody has confirmed.
fn open_list(lang: Lang, tickets: &[TicketRow], labels: &Labels) -> List {
    let order = [TicketState::Contested, TicketState::Unaccounted, TicketState::VoidClaimed];
    let rows = order.into_iter().flat_map(|state| {
        tickets.iter().filter(move |row| row.ticket.state == state).map(move |row| {
            let used_for = row.ticket.used_for.as_ref();
            Row::new([
                Cell::from(state_word(lang, state)),
                Cell::link(format!("{} {}", row.series, row.no), number_href(&row.series, row.no)),
                Cell::from(labels.get(&row.ticket.holder)),
                Cell::some(used_for.map(|used| used.account.to_string())),
                Cell::some(used_for.map(|used| used.amount_fen)),
                Cell::from(todo(state)),
            ])
            .breach(state != TicketState::VoidClaimed)
        })
    });
    List::new("tickets-open", bi("待说明的票号", "Numbers that need an explanation"))
        .column(Column::text("state", bi("状态", "State")))
        .column(Column::number("ticket", bi("票号", "Ticket no.")))
        .column(Column::text("holder", bi("保管人", "Holder")))
        .column(Column::number("account", bi("户号", "Account no.")))
        .column(Column::money("amount", bi("所记金额", "Amount recorded")))
        .column(Column::text("todo", bi("要做的事", "To do")))
        .empty(bi("每个票号都有着落。", "Every number is accounted for."))
        .rows(rows)
}

fn todo(state: TicketState) -> Bi {
    match state {
        TicketState::Contested => bi("凭联次核定哪一笔收款", "settle the payment by its copies"),
        TicketState::Unaccounted => bi("找回手机，或报遗失", "find the phone, or report a loss"),
        _ => bi("回收专责验三联", "the cashier sees all copies"),
    }
}

fn holder_list(tickets: &[TicketRow], labels: &Labels) -> List {
    let mut by_holder: BTreeMap<&PersonNo, Vec<&TicketRow>> = BTreeMap::new();
    for row in tickets {
        by_holder.entry(&row.ticket.holder).or_default().push(row);
    }
    let rows = by_holder.into_iter().map(|(holder, rows)| {
        let count = StateCount::of(rows.iter().map(|row| &row.ticket));
        let open = count.get(TicketState::Contested) + count.get(TicketState::Unaccounted);
        let in_transit = rows.iter().filter(|row| row.offer.is_some()).count();
        Row::new([
            Cell::from(labels.get(holder)),
            whole(count.unused()),
            Cell::from(i64::try_from(in_transit).unwrap_or(i64::MAX)),
            whole(count.get(TicketState::Used)),
            whole(count.get(TicketState::VoidClaimed)),
            whole(count.get(TicketState::Void)),
            whole(count.get(TicketState::Lost)),
            whole(open).breach(open > 0),
        ])
        .breach(open > 0)
    });
    List::new("ticket-holders", bi("各人票据", "Tickets by holder"))
        .column(Column::text("holder", bi("保管人", "Holder")))
        .column(Column::integer("unused", bi("空白票", "Unused")).totalled())
        .column(Column::integer("in_transit", bi("其中交接途中", "of these in transit")).totalled())
        .column(Column::integer("used", bi("已用", "Used")).totalled())
        .column(Column::integer("void_claimed", bi("作废待验", "Claimed void")).totalled())
        .column(Column::integer("void", bi("废票", "Void")).totalled())
        .column(Column::integer("lost", bi("遗失", "Lost")).totalled())
        .column(Column::integer("open", bi("待查明", "Unexplained")).totalled())
        .empty(bi("还没有人保管票据。", "Nobody holds tickets yet."))
        .rows(rows)
}

fn whole(count: u64) -> Cell {
    Cell::from(i64::try_from(count).unwrap_or(i64::MAX))
}

fn run_list(lang: Lang, tickets: &[TicketRow], labels: &Labels) -> List {
    let runs = tickets.chunk_by(|one, other| {
        one.series == other.series
            && one.no.next() == other.no
            && one.ticket.holder == other.ticket.holder
            && one.ticket.state == other.ticket.state
            && one.offer == other.offer
    });
    List::new("tickets", bi("票据保管", "Ticket custody"))
        .column(Column::number("series", bi("票据代码", "Series")))
        .column(Column::number("first", bi("起号", "First no.")))
        .column(Column::number("last", bi("止号", "Last no.")))
        .column(Column::integer("count", bi("份数", "Count")).totalled())
        .column(Column::text("holder", bi("保管人", "Holder")).with_choices())
        .column(Column::text("state", bi("状态", "State")).with_choices())
        .empty(bi(
            "还没有票据：请由票据专人登记领入。",
            "No tickets yet: the custodian receives a book.",
        ))
        .rows(runs.filter_map(|run| run_row(lang, run, labels)))
}

fn run_row(lang: Lang, run: &[TicketRow], labels: &Labels) -> Option<Row> {
    let (first, last) = (run.first()?, run.last()?);
    let state = match &first.offer {
        Some(_) => lang.t("交接途中", "in transit"),
        None => state_word(lang, first.ticket.state),
    };
    let cells = [
        Cell::from(first.series.to_string()),
        Cell::link(first.no.to_string(), number_href(&first.series, first.no)),
        Cell::link(last.no.to_string(), number_href(&last.series, last.no)),
        Cell::from(i64::try_from(run.len()).unwrap_or(i64::MAX)),
        Cell::from(labels.get(&first.ticket.holder)),
        Cell::from(state),
    ];
    let unexplained =
        matches!(first.ticket.state, TicketState::Contested | TicketState::Unaccounted);
    Some(Row::new(cells).breach(unexplained))
}

fn state_word(lang: Lang, state: TicketState) -> &'static str {
    match state {
        TicketState::InStock => lang.t("库存", "in stock"),
        TicketState::Issued => lang.t("已领", "issued"),
        TicketState::Printed => lang.t("已打印", "printed"),
        TicketState::Used => lang.t("已用", "used"),
        TicketState::VoidClaimed => lang.t("作废待验", "claimed void"),
        TicketState::Void => lang.t("废票", "void"),
        TicketState::Lost => lang.t("遗失", "lost"),
        TicketState::Unaccounted => lang.t("下落不明", "unaccounted"),
        TicketState::Contested => lang.t("有争议", "contested"),
        TicketState::Bound => lang.t("已装订", "bound"),
        TicketState::Returned => lang.t("已缴销", "returned"),
    }
}
