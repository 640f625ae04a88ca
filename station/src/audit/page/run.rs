//! Billing runs: begin, compute route by route, look at the bills, issue.

use askama::Template;
use axum::response::IntoResponse;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::RouteNo;
use dianfei_rules::quantity::Kwh;
use dianfei_wire::FactId;

use crate::audit::billing;
use crate::collection::receivable;
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::role::{self, Command};
use crate::spine::SpineError;
use crate::store::{Reader, StoreError};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Entered, ErrorPage, Field, Flash, Form, Html, Lang, Signing, bi};

#[derive(Template)]
#[template(path = "audit/two.html")]
struct Two {
    first: Html,
    second: Html,
}

/// All runs, and the form that begins one.
pub fn list(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let lang = desk.lang();
    let rows = desk.read(|store| {
        let rows = store.query(
            "select run, period, routes, due_on, begun_on, issued_on,
                (select count(*) from bill where bill.station_id = billing_run.station_id
                    and bill.run = billing_run.run) as bills,
                (select cast(coalesce(sum(amount_fen), 0) as bigint) from bill
                 where bill.station_id = billing_run.station_id
                    and bill.run = billing_run.run) as total_fen
             from billing_run where station_id = $1 order by period desc, run desc",
            &[station.into()],
        )?;
        rows.iter()
            .map(|row| {
                let href = format!("/audit/run/{}", row.text("run")?);
                let issued = row.opt_date("issued_on")?;
                Ok(Row::new([
                    Cell::from(row.month("period")?).to(href),
                    Cell::from(row.text("routes")?.replace(',', lang.t("、", ", "))),
                    Cell::from(row.date("begun_on")?),
                    Cell::from(row.int("bills")?),
                    Cell::from(row.fen("total_fen")?),
                    Cell::from(row.date("due_on")?),
                    Cell::some(issued),
                ]))
            })
            .collect::<Result<Vec<_>, StoreError>>()
            .map_err(SpineError::from)
    })?;
    let list = List::new("runs", bi("电费计算", "Billing runs"))
        .column(Column::month("period", bi("电费年月", "Period")))
        .column(Column::text("routes", bi("抄表段", "Routes")))
        .column(Column::date("begun_on", bi("开始", "Begun on")))
        .column(Column::integer("bills", bi("账单", "Bills")).totalled())
        .column(Column::money("total", bi("应收电费", "Receivable")).totalled())
        .column(Column::date("due_on", bi("缴费期限", "Due on")))
        .column(Column::date("issued_on", bi("发行", "Issued on")))
        .empty(bi("还没有计算过电费。", "No bills were computed yet."))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let may = role::may(&desk.actor.roles, Command::RunBilling);
    let body = Two {
        first: list.render(&desk.frame, &desk.query),
        second: if may { begin_form(desk) } else { Html::default() },
    };
    let page = desk.frame.page(&bi("电费计算", "Billing runs"), Html::of(&body));
    Ok(page.clauses(desk::clause("4.2.2")).into_response())
}

fn begin_form(desk: &Desk) -> Html {
    Form::new("/audit/runs", bi("开始计算", "Begin"))
        .field(
            Field::month("period", bi("电费年月", "Period"))
                .value(YearMonth::of(desk.app.today()).to_string())
                .required(),
        )
        .field(Field::text("routes", bi("抄表段", "Routes")).note(bi(
            "多个用空格分开；空白为全部已交回的抄表段。",
            "Several with spaces between; blank for all that were handed in.",
        )))
        .hidden(REQUEST_FIELD, desk.request_id())
        .signing(Signing::clause(
            "4.2.2",
            bi(
                "将记录：对这些抄表段开始计算电费。",
                "This will be recorded: a billing run over these routes began.",
            ),
        ))
        .render(desk.lang(), &desk.frame.viewer.csrf)
}

/// Begins a run.
pub fn begin(desk: &Desk, entered: &mut Entered) -> Answer {
    let Some(period) = entered.month("period") else {
        return Err(desk.framed(ErrorPage::of_code("form_incomplete")));
    };
    let named = entered.optional("routes").unwrap_or_default();
    let station = &desk.app.station;
    let ids = desk.decide(Command::RunBilling, entered, |tx, moment| {
        let routes = if named.trim().is_empty() {
            handed_in(tx, station.as_str(), period)?
        } else {
            named.split_whitespace().filter_map(|text| text.parse().ok()).collect()
        };
        billing::begin(tx, moment, station, period, routes)
    })?;
    let run = ids.first().map(ToString::to_string).unwrap_or_default();
    let text = desk.lang().t("已开始，请逐段计算。", "Begun: compute route by route.");
    Ok(Flash::done(text).redirect(&format!("/audit/run/{run}")))
}

/// Routes of a period that were handed in and are in no run.
fn handed_in(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
) -> Result<Vec<RouteNo>, StoreError> {
    let key = [station.into(), period.to_string().into()];
    let rows = store.query(
        "select route from route_plan where station_id = $1 and period = $2
            and state = 'handed_in' order by route",
        &key,
    )?;
    let runs = store
        .query("select routes from billing_run where station_id = $1 and period = $2", &key)?;
    let mut taken = std::collections::BTreeSet::new();
    for run in &runs {
        taken.extend(run.text("routes")?.split(',').map(str::to_owned));
    }
    let routes: Vec<RouteNo> =
        rows.iter().map(|row| row.parsed("route")).collect::<Result<_, StoreError>>()?;
    Ok(routes.into_iter().filter(|route| !taken.contains(route.as_str())).collect())
}

fn run_param(desk: &Desk) -> Result<FactId, ErrorPage> {
    desk.param("run").parse().map_err(|_not_an_id| desk.unknown())
}

/// The bills of a run, what is still to compute, and the signature that issues it.
pub fn bills(desk: &Desk) -> Answer {
    let run = run_param(desk)?;
    let (station, lang) = (desk.app.station.as_str(), desk.lang());
    let (open, rows, issued) = desk.read(|store| {
        let open = billing::open_routes(store, station, &run)?;
        let issued = store
            .query_one(
                "select issued_on from billing_run where station_id = $1 and run = $2",
                &[station.into(), run.as_str().into()],
            )?
            .opt_date("issued_on")?;
        Ok((open, bill_rows(store, station, &run, lang)?, issued))
    })?;
    let list = List::new("bills", bi("电费账单", "Bills"))
        .column(Column::number("bill", bi("账单号", "Bill")))
        .column(Column::number("account", bi("户号", "Account no.")))
        .column(Column::energy("energy", bi("电量", "Energy")).totalled())
        .column(Column::money("amount", bi("电费", "Amount")).totalled())
        .column(Column::text("provisional", bi("暂计", "Provisional")).with_choices())
        .empty(bi("还没有算出账单：按下面的按钮计算。", "No bill yet: compute below."))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let step = if issued.is_some() {
        Html::default()
    } else if open.is_empty() {
        issue_form(desk, &run)
    } else {
        compute_form(desk, &run, &open)
    };
    let body = Two { first: list.render(&desk.frame, &desk.query), second: step };
    let page = desk.frame.page(&bi("电费账单", "Bills of a run"), Html::of(&body));
    Ok(page.clauses(desk::clause("4.2.3")).into_response())
}

fn bill_rows(
    store: &mut Reader<'_>,
    station: &str,
    run: &FactId,
    lang: Lang,
) -> Result<Vec<Row>, StoreError> {
    let rows = store.query(
        "select bill, account, energy_wh, amount_fen, provisional from bill
         where station_id = $1 and run = $2 order by account, bill",
        &[station.into(), run.as_str().into()],
    )?;
    rows.iter()
        .map(|row| {
            let bill = row.text("bill")?;
            let provisional = match row.int("provisional")? {
                0 => "",
                _ => lang.t("暂计", "provisional"),
            };
            Ok(Row::new([
                Cell::link(bill, format!("/audit/bill/{bill}")),
                Cell::from(row.text("account")?.to_owned()),
                Cell::from(Kwh::from_wh(row.int("energy_wh")?)),
                Cell::from(row.fen("amount_fen")?),
                Cell::from(provisional),
            ]))
        })
        .collect()
}

fn compute_form(desk: &Desk, run: &FactId, open: &[RouteNo]) -> Html {
    let routes: Vec<&str> = open.iter().map(|route| route.as_str()).collect();
    let names = routes.join(" ");
    Form::new(format!("/audit/run/{run}/compute"), bi("计算下一段", "Compute the next route"))
        .lead(Bi::composed(format!("尚未计算：{names}"), format!("Not computed yet: {names}")))
        .hidden("route", routes.first().copied().unwrap_or_default())
        .hidden(REQUEST_FIELD, desk.request_id())
        .render(desk.lang(), &desk.frame.viewer.csrf)
}

fn issue_form(desk: &Desk, run: &FactId) -> Html {
    Form::new(format!("/audit/run/{run}/issue"), bi("审核完毕，发行", "Audited: issue"))
        .hidden(REQUEST_FIELD, desk.request_id())
        .signing(Signing::clause(
            "4.2.6",
            bi(
                "将记录：这些账单审核完毕并发行，成为应收电费。",
                "This will be recorded: these bills were audited and issued and are receivable now.",
            ),
        ))
        .render(desk.lang(), &desk.frame.viewer.csrf)
}

/// Computes the next route of a run.
pub fn compute(desk: &Desk, entered: &mut Entered) -> Answer {
    let run = run_param(desk)?;
    let Some(route) = entered.read::<RouteNo>("route", bi("请选择。", "Please choose.")) else {
        return Err(desk.framed(ErrorPage::of_code("form_incomplete")));
    };
    let station = &desk.app.station;
    desk.decide(Command::RunBilling, entered, |tx, moment| {
        billing::compute_route(tx, moment, station, &run, &route)
    })?;
    let text = desk.lang().t("已算出。", "Computed.");
    Ok(Flash::done(text).redirect(&format!("/audit/run/{run}")))
}

/// Issues a run.
pub fn issue(desk: &Desk, entered: &mut Entered) -> Answer {
    let run = run_param(desk)?;
    let station = &desk.app.station;
    desk.decide(Command::IssueBills, entered, |tx, moment| {
        let ruling = receivable::issue_ruling(tx, station.as_str(), &run, moment.today)?;
        billing::issue(tx, moment, station, &run, ruling)
    })?;
    let text = desk.lang().t("已发行。", "Issued.");
    Ok(Flash::done(text).redirect(&format!("/audit/run/{run}")))
}
