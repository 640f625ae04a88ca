//! Receivable lists and open handovers.

use axum::Router;
use axum::response::IntoResponse;

use super::handover;
use crate::app::App;
use crate::desk::{self, Answer, Desk};
use crate::spine::SpineError;
use crate::web::bi;
use crate::web::list::{Cell, Column, List, Row};

/// The chapter's routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/collection/receivable", desk::get(receivables))
        .route("/collection/handover", desk::get(handovers))
}

fn receivables(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let rows = desk.read(|store| {
        let rows = store.query(
            "select account.area, receivable.account, period, due_on, amount_fen, open_fen,
                late_fee_open_fen
             from receivable join account on account.station_id = receivable.station_id
                and account.account = receivable.account
             where receivable.station_id = $1 and issued_on is not null
             order by account.area, account.route, account.route_seq, due_on, bill",
            &[station.into()],
        )?;
        rows.iter()
            .map(|row| {
                Ok(Row::new([
                    Cell::from(row.text("area")?.to_owned()),
                    Cell::from(row.text("account")?.to_owned()),
                    Cell::from(row.month("period")?),
                    Cell::from(row.date("due_on")?),
                    Cell::from(row.fen("amount_fen")?),
                    Cell::from(row.fen("open_fen")?),
                    Cell::from(row.fen("late_fee_open_fen")?),
                ]))
            })
            .collect::<Result<Vec<_>, SpineError>>()
    })?;
    let list = List::new("receivable", bi("应收清单", "Receivable list"))
        .column(Column::text("area", bi("台区", "Transformer area")).with_choices())
        .column(Column::number("account", bi("户号", "Account no.")))
        .column(Column::month("period", bi("电费月份", "Period")))
        .column(Column::date("due", bi("交费期限", "Due")))
        .column(Column::money("amount", bi("应收", "Receivable")).totalled())
        .column(Column::money("open", bi("未收", "Open")).totalled())
        .column(Column::money("late", bi("违约金未收", "Late fee open")).totalled())
        .empty(bi("还没有发行的电费。", "No bill has been issued yet."))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    let page = desk.frame.page(&bi("应收清单", "Receivable list"), body);
    Ok(page.clauses(desk::clause("4.2.6")).into_response())
}

fn handovers(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let open = desk.read(|store| Ok(handover::open(store, station)?))?;
    let rows = open.into_iter().map(|row| {
        let tickets: u64 = row.content.tickets.iter().map(|range| range.count()).sum();
        Row::new([
            Cell::from(row.offered_on),
            Cell::from(row.giver.to_string()),
            Cell::from(row.receiver.to_string()),
            Cell::from(row.content.cash_fen),
            Cell::from(i64::try_from(tickets).unwrap_or(i64::MAX)),
        ])
    });
    let list = List::new("handover", bi("待接收交接", "Open handovers"))
        .column(Column::date("date", bi("日期", "Date")))
        .column(Column::number("giver", bi("移交人", "Giver")))
        .column(Column::number("receiver", bi("接收人", "Receiver")))
        .column(Column::money("cash", bi("现金", "Cash")).totalled())
        .column(Column::integer("tickets", bi("空白票据", "Unused tickets")).totalled())
        .empty(bi("没有待接收的交接。", "Nothing is in transit."))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    let page = desk.frame.page(&bi("交接", "Handover"), body);
    Ok(page.clauses(desk::clause("4.3.2")).into_response())
}
