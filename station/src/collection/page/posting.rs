//! The receivable list for posting in the village (三公开: energy, price and
//! charge): the copy without private details (4.2.6, 4.3.4).

use std::collections::BTreeSet;

use axum::response::IntoResponse;
use chrono::NaiveDate;
use dianfei_rules::bill::BillDocument;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::AreaNo;
use dianfei_rules::quantity::Kwh;
use dianfei_wire::PartHash;

use crate::account::station;
use crate::desk::{self, Answer, Desk};
use crate::journal;
use crate::spine::SpineError;
use crate::store::{Reader, StoreError};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Html, Lang, bi};

use super::content;

/// The lists there are: one an area and month, and where each was posted.
pub fn index(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let rows = desk.read(|store| index_rows(store, station, desk.lang()))?;
    let list = List::new("posting", bi("公布清单", "Public lists"))
        .column(Column::month("period", bi("电费年月", "Period")))
        .column(Column::text("area", bi("台区", "Transformer area")))
        .column(Column::integer("bills", bi("户数", "Bills")).totalled())
        .column(Column::money("total", bi("应收电费", "Receivable")).totalled())
        .column(Column::date("due", bi("缴费期限", "Due on")))
        .column(Column::text("place", bi("公布点", "Posting place")))
        .column(Column::text("posted", bi("公布日期", "Posted on")))
        .empty(bi("还没有发行的电费。", "No bill has been issued yet."))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    let page = desk.frame.page(&bi("公布清单", "Public lists"), body);
    Ok(page.clauses(desk::clause("4.3.4")).into_response())
}

fn index_rows(store: &mut Reader<'_>, station: &str, lang: Lang) -> Result<Vec<Row>, SpineError> {
    let posted = postings(store, station)?;
    let rows = store.query(
        "select account.area, area.name, area.posting_place, receivable.period,
            count(*) as bills,
            cast(sum(amount_fen) as bigint) as total_fen, min(due_on) as due_on,
            min(issued_on) as issued_on
         from receivable
         join account on account.station_id = receivable.station_id
            and account.account = receivable.account
         join area on area.station_id = account.station_id and area.area = account.area
         where receivable.station_id = $1 and issued_on is not null and document <> ''
         group by account.area, area.name, area.posting_place, receivable.period
         order by receivable.period desc, account.area",
        &[station.into()],
    )?;
    rows.iter()
        .map(|row| {
            let (area, period) = (row.text("area")?, row.month("period")?);
            let issued_on = row.date("issued_on")?;
            let posted = posted.iter().rfind(|(known, on)| known == area && *on >= issued_on);
            Ok(Row::new([
                Cell::from(period).to(format!("/collection/posting/{area}/{period}")),
                Cell::link(
                    format!("{area} {}", row.text("name")?),
                    format!("/collection/posting/{area}/{period}"),
                ),
                Cell::from(row.int("bills")?),
                Cell::from(row.fen("total_fen")?),
                Cell::from(row.date("due_on")?),
                Cell::from(row.opt_text("posting_place")?.unwrap_or_default().to_owned()),
                match posted {
                    Some((_, on)) => Cell::from(*on),
                    None => Cell::from(lang.t("尚未公布", "not posted yet")).breach(true),
                },
            ]))
        })
        .collect::<Result<Vec<_>, SpineError>>()
}

/// Where and when lists were posted, oldest first.
fn postings(store: &mut Reader<'_>, station: &str) -> Result<Vec<(String, NaiveDate)>, StoreError> {
    let rows = store.query(
        "select area, posted_on from list_posting where station_id = $1 order by posted_on, fact",
        &[station.into()],
    )?;
    rows.iter().map(|row| Ok((row.text("area")?.to_owned(), row.date("posted_on")?))).collect()
}

/// One area's list of one month: account, energy, prices and charge, without
/// labels, addresses, arrears and payments.
pub fn list(desk: &Desk) -> Answer {
    let area: AreaNo = desk.param("area").parse().map_err(|_no_area| desk.unknown())?;
    let period: YearMonth = desk.param("period").parse().map_err(|_no_month| desk.unknown())?;
    let number = desk.app.station.clone();
    let (rows, name, station) = desk.read(|store| {
        let name = content::areas(store, number.as_str())?.remove(&area);
        let rows = posted_rows(store, number.as_str(), &area, period)?;
        Ok((rows, name, station::find(store, &number)?))
    })?;
    let Some(name) = name.filter(|_| !rows.is_empty()) else { return Err(desk.unknown()) };
    let title = Bi::composed(
        format!("{name} {period} 应收电费清单（公布用）"),
        format!("{name} {period}: receivable list for posting"),
    );
    let list = List::new("posting-list", title.clone())
        .column(Column::number("account", bi("户号", "Account no.")))
        .column(Column::energy("energy", bi("电量", "Energy")).totalled())
        .column(Column::text("price", bi("电价", "Price")).unit(bi("元/千瓦时", "yuan/kWh")))
        .column(Column::money("amount", bi("电费", "Charge")).totalled())
        .column(Column::date("due", bi("缴费期限", "Due on")))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let place = Place { lang: desk.lang(), station };
    let body = Html::joined([Html::of(&place), list.render(&desk.frame, &desk.query)]);
    let clauses = ["4.2.6", "4.3.4"].into_iter().filter_map(desk::clause);
    Ok(desk.frame.page(&title, body).clauses(clauses).into_response())
}

#[derive(askama::Template)]
#[template(path = "collection/posting.html")]
struct Place {
    lang: Lang,
    station: station::Station,
}

fn posted_rows(
    store: &mut Reader<'_>,
    station: &str,
    area: &AreaNo,
    period: YearMonth,
) -> Result<Vec<Row>, StoreError> {
    let rows = store.query(
        "select receivable.account, energy_wh, amount_fen, due_on, document
         from receivable
         join account on account.station_id = receivable.station_id
            and account.account = receivable.account
         where receivable.station_id = $1 and account.area = $2 and period = $3
            and issued_on is not null and document <> ''
         order by account.route, account.route_seq, receivable.account, bill",
        &[station.into(), area.as_str().into(), period.to_string().into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Row::new([
                Cell::from(row.text("account")?.to_owned()),
                Cell::from(Kwh::from_wh(row.int("energy_wh")?)),
                Cell::from(prices(store, station, row.text("document")?)?),
                Cell::from(row.fen("amount_fen")?),
                Cell::from(row.date("due_on")?),
            ]))
        })
        .collect()
}

/// The prices of a bill, each once; empty where the bill itself is not kept.
fn prices(store: &mut Reader<'_>, station: &str, document: &str) -> Result<String, StoreError> {
    let Ok(hash) = document.parse() else { return Ok(String::new()) };
    let document: Option<BillDocument> = journal::part::read(store, station, PartHash(hash))?;
    let lines = document.map(|document| document.lines).unwrap_or_default();
    let prices: BTreeSet<String> = lines.iter().map(|line| line.price.to_string()).collect();
    Ok(prices.into_iter().collect::<Vec<_>>().join("、"))
}
