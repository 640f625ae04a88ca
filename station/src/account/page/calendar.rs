//! The holidays and worked weekends by which the station counts working days.

use askama::Template;
use axum::response::IntoResponse;
use dianfei_wire::fact::account::SheetKind;

use crate::account::calendar;
use crate::account::import::command_for;
use crate::desk::{Answer, Desk};
use crate::people::role;
use crate::sheet::holiday::HolidayRow;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Html, Lang, bi};

#[derive(Template)]
#[template(path = "account/calendar.html")]
struct Body {
    lang: Lang,
    years: Html,
    /// Absent while there are none.
    spans: Option<Html>,
    /// Whether the viewer may take a sheet in.
    may: bool,
}

/// Each year that is known, and its spans of days.
pub fn page(desk: &Desk) -> Answer {
    let rows = desk.read(|store| Ok(calendar::rows(store, desk.app.station.as_str())?))?;
    let spans = spans(&rows);
    if desk.query.wants_workbook() {
        return Ok(spans.download(&desk.frame, &desk.query));
    }
    let body = Body {
        lang: desk.lang(),
        years: years(&rows).render_plain(&desk.frame),
        spans: (!rows.is_empty()).then(|| spans.render(&desk.frame, &desk.query)),
        may: role::may(&desk.actor.roles, command_for(SheetKind::Holidays)),
    };
    Ok(desk.frame.page(&bi("工作日历", "Working days"), Html::of(&body)).into_response())
}

fn years(rows: &[HolidayRow]) -> List {
    let mut known: Vec<&HolidayRow> = rows.iter().collect();
    known.dedup_by_key(|row| row.year);
    let count = |year: i32, worked: bool| {
        let of_year = rows.iter().filter(|row| row.year == year && row.worked == worked);
        of_year.map(HolidayRow::length).sum::<i64>()
    };
    let rows = known.iter().map(|row| {
        let (off, worked) = (count(row.year, false), count(row.year, true));
        Row::new([
            Cell::from(row.year.to_string()),
            Cell::from(off),
            Cell::from(worked),
            Cell::from(row.source.clone()),
        ])
    });
    List::new("years", bi("已有的年份", "Years that are known"))
        .column(Column::number("year", bi("年份", "Year")))
        .column(Column::integer("off", bi("放假天数", "Days off")))
        .column(Column::integer("worked", bi("调休上班天数", "Worked weekend days")))
        .column(Column::text("source", bi("依据", "Source")))
        .empty(bi(
            "还没有导入节假日安排。没有安排的年份不推算工作日。",
            "No year's holidays were taken in yet. Working days of such a year are not guessed.",
        ))
        .rows(rows)
}

fn spans(rows: &[HolidayRow]) -> List {
    let arrangement = |worked| if worked { bi("上班", "worked") } else { bi("放假", "off") };
    let rows = rows.iter().map(|row| {
        Row::new([
            Cell::from(row.year.to_string()),
            Cell::from(row.festival.clone().unwrap_or_default()),
            Cell::from(arrangement(row.worked)),
            Cell::from(row.from),
            Cell::from(row.to),
            Cell::from(row.length()),
        ])
    });
    List::new("holidays", bi("节假日安排", "Public holidays"))
        .column(Column::text("year", bi("年份", "Year")).with_choices())
        .column(Column::text("festival", bi("节日", "Festival")).with_choices())
        .column(Column::text("arrangement", bi("安排", "Arrangement")).with_choices())
        .column(Column::date("from", bi("起", "From")))
        .column(Column::date("to", bi("止", "To")))
        .column(Column::integer("days", bi("天数", "Days")))
        .rows(rows)
}
