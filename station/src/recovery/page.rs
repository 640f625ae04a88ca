//! Cash in hand by its age, counts, over and short.

mod count;
mod report;

use axum::Router;
use axum::response::IntoResponse;

use super::held::{self, Held, Place};
use super::table::{self, CountRow};
use crate::app::App;
use crate::desk::{self, Answer, Desk};
use crate::people::person::Labels;
use crate::people::role::{self, Command};
use crate::port;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::section::{buttons, section};
use crate::web::{Html, Lang, bi};

/// The chapter's routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/recovery/cash", desk::get(cash))
        .route("/recovery/count", desk::get(count::form_page).merge(desk::post(count::record)))
        .route(
            "/recovery/report/{report}",
            desk::get(report::report).merge(desk::post(report::acknowledge)),
        )
}

fn cash(desk: &Desk) -> Answer {
    let station = &desk.app.station;
    let now = port::local_time(desk.app.clock.now_ms(), desk.app.zone_minutes);
    let (held, counts, labels) = desk.read(|store| {
        Ok((
            held::all(store, station, now)?,
            table::counts(store, station.as_str())?,
            Labels::of_all(store, station.as_str())?,
        ))
    })?;
    let held = held_list(desk.lang(), held, &labels);
    if desk.query.wants_workbook() {
        return Ok(held.download(&desk.frame, &desk.query));
    }
    let lang = desk.lang();
    let counts = count_list(counts, &labels).render_plain(&desk.frame);
    let body = Html::joined([
        held.render(&desk.frame, &desk.query),
        section(lang, &bi("盘点与长短款", "Counts, over and short"), counts),
    ]);
    let page = desk.frame.page(&bi("现金与长短款", "Cash, over and short"), body);
    let mut links = Vec::new();
    if role::may(&desk.actor.roles, Command::CountCash) {
        links.push(("/recovery/count".to_owned(), bi("盘点现金", "Count cash")));
    }
    let clauses = ["2.2", "2.3", "4.3.7"].into_iter().filter_map(desk::clause);
    Ok(page.clauses(clauses).actions(buttons(lang, &links)).into_response())
}

fn held_list(lang: Lang, held: Vec<Held>, labels: &Labels) -> List {
    let rows = held.into_iter().map(|cash| {
        let overdue = cash.overdue_hours.is_some();
        Row::new([
            Cell::from(labels.get(&cash.person)),
            Cell::from(place(lang, &cash.place, labels)),
            Cell::from(cash.amount_fen),
            Cell::from(cash.since),
            Cell::from(cash.days),
            Cell::some(cash.overdue_hours).breach(overdue),
        ])
        .breach(overdue)
    });
    List::new("cash", bi("在手现金", "Cash in hand"))
        .column(Column::text("person", bi("责任人", "Held by")).with_choices())
        .column(Column::text("place", bi("所在", "Where")).with_choices())
        .column(Column::money("amount", bi("金额", "Amount")).totalled())
        .column(Column::date("since", bi("收款日", "Since")))
        .column(Column::integer("days", bi("已留天数", "Days held")))
        .column(Column::integer("overdue", bi("逾时小时", "Hours overdue")))
        .empty(bi("没有在手现金。", "No cash in anyone's hands."))
        .rows(rows)
}

fn place(lang: Lang, place: &Place, labels: &Labels) -> String {
    match place {
        Place::Hands => lang.t("本人手中，待上交", "in hand, to be handed in").to_owned(),
        Place::ToBank => lang.t("已收缴，待存银行", "handed in, to be banked").to_owned(),
        Place::InTransit(receiver) => {
            let receiver = labels.get(receiver);
            match lang {
                Lang::Zh => format!("交接途中，待 {receiver} 接收"),
                Lang::En => format!("in transit to {receiver}"),
            }
        }
    }
}

fn count_list(counts: Vec<CountRow>, labels: &Labels) -> List {
    let rows = counts.into_iter().map(|count| {
        let open = !count.difference_fen.is_zero() && count.remark.is_none();
        let href = count.report.map(|report| format!("/recovery/report/{report}"));
        let date = Cell::from(count.counted_on);
        Row::new([
            match href {
                Some(href) => date.to(href),
                None => date,
            },
            Cell::from(labels.get(&count.person)),
            Cell::from(count.expected_fen),
            Cell::from(count.counted_fen),
            Cell::from(count.difference_fen),
            Cell::from(count.cause.unwrap_or_default()),
            if open {
                Cell::from(bi("待所长批阅", "awaits the head"))
            } else {
                Cell::from(count.remark.unwrap_or_default())
            },
        ])
        .breach(open)
    });
    List::new("counts", bi("盘点与长短款", "Counts, over and short"))
        .column(Column::date("date", bi("日期", "Date")))
        .column(Column::text("person", bi("盘点人", "Counted by")))
        .column(Column::money("expected", bi("应有", "Expected")))
        .column(Column::money("counted", bi("实点", "Counted")))
        .column(Column::money("difference", bi("差额", "Difference")))
        .column(Column::text("cause", bi("原因", "Cause")))
        .column(Column::text("remark", bi("所长意见", "Head's remark")))
        .empty(bi("还没有盘点过现金。", "Nothing was counted yet."))
        .rows(rows)
}
