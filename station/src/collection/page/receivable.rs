//! The receivable list for the cashier: what is open, bill by bill.

use axum::response::IntoResponse;

use crate::desk::{self, Answer, Desk};
use crate::spine::SpineError;
use crate::web::bi;
use crate::web::list::{Cell, Column, List, Row};

/// All receivables.
pub fn list(desk: &Desk) -> Answer {
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
                    Cell::link(row.text("account")?, format!("/account/{}", row.text("account")?)),
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
        .column(Column::month("period", bi("电费年月", "Period")))
        .column(Column::date("due", bi("缴费期限", "Due")))
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
