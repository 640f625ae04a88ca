//! Who looked up whose record.

use axum::Router;
use axum::response::IntoResponse;

use crate::app::App;
use crate::desk::{self, Answer, Desk};
use crate::web::bi;
use crate::web::list::{Cell, Column, List, Row};

/// The chapter's routes.
pub fn routes() -> Router<App> {
    Router::new().route("/archive/look-ups", desk::get(look_ups))
}

fn look_ups(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let rows = desk.read(|store| {
        let rows = store.query(
            "select at_ms, person, account, page from look_up
             where station_id = $1 order by seq desc",
            &[station.into()],
        )?;
        rows.iter()
            .map(|row| {
                Ok(Row::new([
                    Cell::instant(row.int("at_ms")?),
                    Cell::from(row.text("person")?.to_owned()),
                    Cell::from(row.text("account")?.to_owned()),
                    Cell::from(row.text("page")?.to_owned()),
                ]))
            })
            .collect::<Result<Vec<_>, crate::spine::SpineError>>()
    })?;
    let title = bi("查阅登记", "Look-ups");
    let list = List::new("look-ups", title)
        .column(Column::instant("at", bi("时间", "When")))
        .column(Column::number("person", bi("工号", "Person")))
        .column(Column::number("account", bi("户号", "Account no.")))
        .column(Column::text("page", bi("页面", "Page")))
        .empty(bi("还没有人查阅过客户档案。", "Nobody has looked up a customer's record."))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    let page = desk.frame.page(&bi("查阅登记", "Look-ups"), body);
    Ok(page.clauses(desk::clause("5.5")).into_response())
}
