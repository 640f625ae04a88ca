//! Today's board: what is out, what has come in, and where the cash is.

use askama::Template;
use axum::Router;
use axum::response::IntoResponse;
use dianfei_rules::money::Fen;

use crate::app::App;
use crate::desk::{self, Answer, Desk};
use crate::people::person;
use crate::phone::device;
use crate::reading;
use crate::spine::SpineError;
use crate::store::{Reader, StoreError};
use crate::web::board::{Tile, tiles};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Html, bi, figure};

/// The board's page.
pub fn routes() -> Router<App> {
    Router::new().route("/", desk::get(board))
}

#[derive(Template)]
#[template(
    source = "{{ tiles }}{% for (title, list) in lists %}<h2>{{ title }}</h2>{{ list }}{% endfor %}",
    ext = "html"
)]
struct Body {
    tiles: Html,
    lists: Vec<(&'static str, Html)>,
}

/// The day in figures.
struct Day {
    routes_out: i64,
    routes_in: i64,
    stops: i64,
    read: i64,
    missed: i64,
}

fn board(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let (day, held) = desk.read(|store| Ok((day(store, station)?, cash(store, station)?)))?;
    let done = u64::try_from(day.read + day.missed).unwrap_or_default();
    let of = u64::try_from(day.stops).unwrap_or_default();
    let total: Fen = held.iter().map(|(_, _, amount)| *amount).sum();
    let shown = [
        Tile::new(bi("在外抄表段", "Routes out"), figure::integer(day.routes_out))
            .note(bi("已领卡未交回", "drawn and not handed in"))
            .to("/reading/plan"),
        Tile::new(bi("已交回", "Routes handed in"), figure::integer(day.routes_in))
            .to("/reading/plan"),
        Tile::new(bi("已抄", "Meters read"), figure::integer(day.read)).share(done, of),
        Tile::new(bi("未抄，有原因", "Missed with a reason"), figure::integer(day.missed)),
        Tile::new(bi("手持现金", "Cash in hands"), figure::money(total))
            .unit(bi("元", "yuan"))
            .to("/recovery/cash"),
    ];
    let lang = desk.lang();
    let lists = vec![
        (lang.t("领出的抄表段", "Routes handed out"), reading::page::out_list(desk)?),
        (lang.t("现金在谁手里", "Where the cash is"), cash_list(desk, held)?),
        (lang.t("手机上传与站内收妥", "Sent by phones, held here"), phone_list(desk)?),
    ];
    let lists = lists.into_iter().map(|(title, list)| (title, list.render_plain(&desk.frame)));
    let body = Body { tiles: tiles(lang, &shown), lists: lists.collect() };
    Ok(desk.frame.page(&bi("今日", "Today"), Html::of(&body)).into_response())
}

fn day(store: &mut Reader<'_>, station: &str) -> Result<Day, SpineError> {
    let row = store.query_one(
        "select
            (select count(*) from route_plan where station_id = $1 and state = 'drawn')
                as routes_out,
            (select count(*) from route_plan where station_id = $1 and state = 'handed_in')
                as routes_in,
            (select count(*) from route_plan
                join account on account.station_id = route_plan.station_id
                    and account.route = route_plan.route
                join meter on meter.station_id = account.station_id
                    and meter.account = account.account
             where route_plan.station_id = $1 and route_plan.state <> 'planned') as stops,
            (select count(*) from reading where station_id = $1 and state = 'holds') as readings,
            (select count(*) from miss where station_id = $1) as missed",
        &[station.into()],
    )?;
    Ok(Day {
        routes_out: row.int("routes_out")?,
        routes_in: row.int("routes_in")?,
        stops: row.int("stops")?,
        read: row.int("readings")?,
        missed: row.int("missed")?,
    })
}

/// Who holds how much, by ledger account, where it is not zero.
fn cash(store: &mut Reader<'_>, station: &str) -> Result<Vec<(String, String, Fen)>, SpineError> {
    let rows = store.query(
        "select ledger, balance_fen from ledger_balance where station_id = $1
            and balance_fen <> 0 order by ledger",
        &[station.into()],
    )?;
    let mut held = Vec::new();
    for row in &rows {
        let ledger = row.text("ledger")?;
        let named = ["cash:", "cashier_cash:"]
            .into_iter()
            .find_map(|kind| Some((kind, ledger.strip_prefix(kind)?)));
        if let Some((kind, person)) = named {
            held.push((kind.to_owned(), person.to_owned(), row.fen("balance_fen")?));
        }
    }
    Ok(held)
}

fn cash_list(desk: &Desk, held: Vec<(String, String, Fen)>) -> Result<List, crate::web::ErrorPage> {
    let station = desk.app.station.as_str();
    let lang = desk.lang();
    let people = desk.read(|store| Ok(person::all(store, station)?))?;
    let rows = held.into_iter().map(|(kind, number, amount)| {
        let name = people
            .iter()
            .find(|person| person.person.as_str() == number)
            .map_or_else(String::new, |person| person.name.clone());
        let place = if kind == "cash:" {
            lang.t("收费员手中", "with the collector")
        } else {
            lang.t("回收专责手中", "with the cashier")
        };
        Row::new([Cell::from(format!("{number} {name}")), Cell::from(place), Cell::from(amount)])
    });
    Ok(List::new("cash", bi("现金在谁手里", "Where the cash is"))
        .column(Column::text("person", bi("人员", "Person")))
        .column(Column::text("place", bi("何处", "Where")))
        .column(Column::money("amount", bi("金额", "Amount")).totalled())
        .empty(bi("没有人手持现金。", "Nobody holds cash."))
        .rows(rows))
}

fn phone_list(desk: &Desk) -> Result<List, crate::web::ErrorPage> {
    let station = desk.app.station.clone();
    let phones = desk.read(|store| {
        let phones = device::all(store, &station)?;
        let mut listed = Vec::with_capacity(phones.len());
        for phone in phones {
            let acknowledged = acknowledged(store, station.as_str(), &phone)?;
            listed.push((phone, acknowledged));
        }
        Ok(listed)
    })?;
    let rows = phones.into_iter().map(|(phone, acknowledged)| {
        Row::new([
            Cell::from(phone.person.to_string()),
            Cell::from(phone.label),
            Cell::from(phone.facts),
            Cell::some(acknowledged),
            Cell::some(phone.horizon_ms.map(Cell::instant)),
        ])
        .breach(phone.state != device::State::Active)
    });
    Ok(List::new("phones", bi("手机", "Phones"))
        .column(Column::number("person", bi("持有人", "Holder")))
        .column(Column::text("label", bi("名称", "Label")))
        .column(Column::integer("facts", bi("站内已收", "Held here")).totalled())
        .column(
            Column::integer("acknowledged", bi("手机已知收妥", "Known on the phone")).totalled(),
        )
        .column(Column::instant("horizon", bi("已知截止时刻", "Nothing unsent at")))
        .empty(bi(
            "还没有手机：在“人员与手机”里邀请。",
            "No phone yet: invite one under People and phones.",
        ))
        .rows(rows))
}

fn acknowledged(
    store: &mut Reader<'_>,
    station: &str,
    phone: &device::Listed,
) -> Result<Option<i64>, StoreError> {
    let row = store.query_opt(
        "select acknowledged from horizon where station_id = $1 and device = $2",
        &[station.into(), phone.id.to_string().into()],
    )?;
    row.map(|row| row.int("acknowledged")).transpose()
}
