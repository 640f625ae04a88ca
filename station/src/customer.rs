//! The journal of one customer: who, which meters, what was used, billed and
//! paid. It gathers the chapters, so it stands above them; every look is
//! recorded (5.5).

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::response::IntoResponse;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::AccountNo;
use dianfei_rules::quantity::{Kwh, Multiplier};
use dianfei_wire::assignment::AssignedStop;

use crate::account::contract;
use crate::app::App;
use crate::archive::look;
use crate::audit;
use crate::desk::{self, Answer, Desk};
use crate::people::role::{self, Command};
use crate::reading::card::{self, Choice};
use crate::spine::SpineError;
use crate::store::{Reader, StoreError};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, ErrorPage, Html, Lang, bi, chart, words};

/// The customer's page.
pub fn routes() -> Router<App> {
    Router::new().route("/account/{account}", desk::get(customer))
}

#[derive(Template)]
#[template(path = "customer/customer.html")]
struct Body {
    lang: Lang,
    may_change: bool,
    may_agree: bool,
    contracts: Html,
    stop: AssignedStop,
    usage: Html,
    meters: Html,
    terms: Vec<(&'static str, String)>,
    bills: Html,
    payments: Html,
}

fn customer(desk: &Desk) -> Answer {
    let account: AccountNo = desk.param("account").parse().map_err(|_no_number| desk.unknown())?;
    let period = YearMonth::of(desk.app.today()).next();
    let station = desk.app.station.as_str();
    let cards = desk.read(|store| {
        Ok(card::cards(store, station, period, Choice::Accounts(&[account.as_str()]))?)
    })?;
    let Some(stop) = cards.first().cloned() else { return Err(desk.unknown()) };
    look::record(desk, &account, format!("/account/{account}"))?;
    let lang = desk.lang();
    let (bills, payments) = desk.read(|store| {
        Ok((bills(store, station, &account)?, payments(store, station, &account, lang)?))
    })?;
    let (terms, ratios) = desk.read(|store| {
        Ok((terms(store, station, &account, lang)?, ratios(store, station, &account)?))
    })?;
    let agreed = desk.read(|store| Ok(contract::of_account(store, station, &account)?))?;
    let body = Body {
        lang: desk.lang(),
        may_change: role::may(&desk.actor.roles, Command::ChangeDetails),
        may_agree: role::may(&desk.actor.roles, Command::AgreeContract),
        contracts: audit::page::contract::list(lang, &agreed).render_plain(&desk.frame),
        usage: usage(desk, &account, period)?,
        terms,
        meters: meters(lang, &cards, &ratios).render_plain(&desk.frame),
        bills: bill_list(bills).render_plain(&desk.frame),
        payments: payment_list(payments).render_plain(&desk.frame),
        stop,
    };
    let title = Bi::composed(format!("户号 {account}"), format!("Account {account}"));
    let page = desk.frame.page(&title, Html::of(&body));
    Ok(page.clauses(desk::clause("5.5")).into_response())
}

fn usage(desk: &Desk, account: &AccountNo, period: YearMonth) -> Result<Html, ErrorPage> {
    let station = desk.app.station.as_str();
    let months = desk.read(|store| Ok(card::billed_months(store, station, period, account)?))?;
    Ok(chart::usage(desk.lang(), period.previous(), |month| {
        months.iter().find(|known| known.period == month).map(|known| known.usage_kwh)
    }))
}

/// What was agreed with the customer beyond what the reading card carries.
fn terms(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
    lang: Lang,
) -> Result<Vec<(&'static str, String)>, SpineError> {
    let row = store.query_one(
        "select household_size, household_approved_on, due_day from account
         where station_id = $1 and account = $2",
        &[station.into(), account.as_str().into()],
    )?;
    let mut terms = Vec::new();
    if let Some(persons) = row.opt_int("household_size")? {
        let approved_on = match row.opt_date("household_approved_on")? {
            Some(date) => format!("{}{date}", lang.t("，批准于 ", ", approved on ")),
            None => String::new(),
        };
        terms.push((lang.t("人口", "Household"), format!("{persons}{approved_on}")));
    }
    if let Some(day) = row.opt_int("due_day")? {
        terms.push((lang.t("每月缴费日", "Due day of the month"), day.to_string()));
    }
    Ok(terms)
}

/// The ratios of current and voltage transformers.
type Ratios = (Option<Multiplier>, Option<Multiplier>);

/// The ratios by meter.
fn ratios(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<BTreeMap<String, Ratios>, SpineError> {
    let rows = store.query(
        "select meter, ct_ratio, pt_ratio from meter where station_id = $1 and account = $2",
        &[station.into(), account.as_str().into()],
    )?;
    let ratio = |row: &crate::store::Row, column: &str| -> Result<_, StoreError> {
        row.opt_text(column)?.map(|_known| row.parsed(column)).transpose()
    };
    let of_meter = |row: &crate::store::Row| -> Result<_, StoreError> {
        Ok((row.text("meter")?.to_owned(), (ratio(row, "ct_ratio")?, ratio(row, "pt_ratio")?)))
    };
    Ok(rows.iter().map(of_meter).collect::<Result<_, _>>()?)
}

fn meters(
    lang: Lang,
    cards: &[AssignedStop],
    ratios: &BTreeMap<String, (Option<Multiplier>, Option<Multiplier>)>,
) -> List {
    let mut list = List::new("meters", bi("电能表", "Meters"))
        .column(Column::number("meter", bi("表号", "Meter no.")))
        .column(Column::text("type", bi("表型", "Type")))
        .column(Column::text("register", bi("示数类型", "Register")))
        .column(Column::decimal("index", bi("上次示数", "Last index")))
        .column(Column::date("read_on", bi("抄表日", "Read on")))
        .column(Column::decimal("multiplier", bi("倍率", "Multiplier")))
        .column(Column::decimal("ct", bi("CT", "CT")))
        .column(Column::decimal("pt", bi("PT", "PT")));
    for stop in cards {
        let (ct, pt) = ratios.get(stop.meter.as_str()).copied().unwrap_or_default();
        for register in &stop.registers {
            list.push(Row::new([
                Cell::from(stop.meter.to_string()),
                Cell::from(stop.meter_type.clone()),
                Cell::from(words::say(&register.register, lang)),
                Cell::from(register.previous),
                Cell::some(register.previous_on),
                Cell::from(stop.multiplier),
                Cell::some(ct),
                Cell::some(pt),
            ]));
        }
    }
    list
}

fn bills(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<Vec<Row>, SpineError> {
    let rows = store.query(
        "select bill, document, period, energy_wh, amount_fen, open_fen, late_fee_open_fen, due_on
         from receivable where station_id = $1 and account = $2 and issued_on is not null
         order by period desc, bill desc",
        &[station.into(), account.as_str().into()],
    )?;
    let row = |row: &crate::store::Row| -> Result<Row, StoreError> {
        let bill = row.text("bill")?;
        // Arrears of the cut-over have no bill of the station behind them.
        let number = if row.text("document")?.is_empty() {
            Cell::from(bill)
        } else {
            Cell::link(bill, format!("/audit/bill/{bill}"))
        };
        Ok(Row::new([
            Cell::from(row.month("period")?),
            number,
            Cell::from(Kwh::from_wh(row.int("energy_wh")?)),
            Cell::from(row.fen("amount_fen")?),
            Cell::from(row.fen("open_fen")?),
            Cell::from(row.fen("late_fee_open_fen")?),
            Cell::from(row.date("due_on")?),
        ]))
    };
    Ok(rows.iter().map(row).collect::<Result<_, _>>()?)
}

fn bill_list(rows: Vec<Row>) -> List {
    List::new("bills", bi("账单与应收", "Bills and receivables"))
        .column(Column::month("period", bi("电费年月", "Period")))
        .column(Column::number("bill", bi("账单号", "Bill")))
        .column(Column::energy("energy", bi("电量", "Energy")).totalled())
        .column(Column::money("amount", bi("电费", "Amount")).totalled())
        .column(Column::money("open", bi("未收", "Open")).totalled())
        .column(Column::money("late_fee", bi("未收违约金", "Late fee open")).totalled())
        .column(Column::date("due_on", bi("缴费期限", "Due on")))
        .empty(bi("还没有发行的账单。", "No bill was issued yet."))
        .rows(rows)
}

fn payments(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
    lang: Lang,
) -> Result<Vec<Row>, SpineError> {
    let rows = store.query(
        "select business_date, series, no, amount_fen, taker, state from payment
         where station_id = $1 and account = $2 order by seq desc",
        &[station.into(), account.as_str().into()],
    )?;
    let row = |row: &crate::store::Row| -> Result<Row, StoreError> {
        Ok(Row::new([
            Cell::from(row.date("business_date")?),
            Cell::from(format!("{} {:08}", row.text("series")?, row.int("no")?)),
            Cell::from(row.fen("amount_fen")?),
            Cell::from(row.text("taker")?.to_owned()),
            Cell::from(words::say(row.text("state")?, lang)),
        ]))
    };
    Ok(rows.iter().map(row).collect::<Result<_, _>>()?)
}

fn payment_list(rows: Vec<Row>) -> List {
    List::new("payments", bi("缴费", "Payments"))
        .column(Column::date("date", bi("日期", "Date")))
        .column(Column::number("ticket", bi("票号", "Ticket")))
        .column(Column::money("amount", bi("金额", "Amount")).totalled())
        .column(Column::number("taker", bi("收费员", "Collector")))
        .column(Column::text("state", bi("状态", "State")))
        .empty(bi("还没有缴费记录。", "Nothing was paid yet."))
        .rows(rows)
}
