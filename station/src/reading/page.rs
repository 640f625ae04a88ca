//! The chapter's pages: the reading plan and the exception forms.

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use dianfei_rules::calendar::YearMonth;
use dianfei_wire::FactId;
use dianfei_wire::fact::people::Role;

use super::command::{self, PlanRoute};
use crate::app::App;
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::person;
use crate::people::role::{self, Command};
use crate::spine::SpineError;
use crate::store::{Reader, Row as StoreRow, StoreError};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::section::known;
use crate::web::{Bi, Entered, Field, Flash, Form, Html, Lang, Signing, bi, words};

/// The chapter's pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/reading/plan", desk::get(plan).merge(desk::post(plan_route)))
        .route("/reading/exceptions", desk::get(exceptions))
        .route("/reading/exception/{exception}", desk::get(exception))
        .route("/reading/exception/{exception}/close", desk::post(close))
}

#[derive(Template)]
#[template(path = "reading/plan.html")]
struct PlanBody {
    lang: Lang,
    list: Html,
    form: Html,
}

fn plan(desk: &Desk) -> Answer {
    let list = plan_list(desk)?;
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    Ok(plan_page(desk, &list, &plan_form(desk)?)?.into_response())
}

fn plan_page<'a>(
    desk: &'a Desk,
    list: &List,
    form: &Form,
) -> Result<crate::web::Page<'a>, crate::web::ErrorPage> {
    let may = role::may(&desk.actor.roles, Command::PlanRoute);
    let body = PlanBody {
        lang: desk.lang(),
        list: list.render(&desk.frame, &desk.query),
        form: if may { form.render(desk.lang(), &desk.frame.viewer.csrf) } else { Html::default() },
    };
    let page = desk.frame.page(&bi("抄表计划", "Reading plan"), Html::of(&body));
    Ok(page.clauses(desk::clause("4.1.1")))
}

fn plan_list(desk: &Desk) -> Result<List, crate::web::ErrorPage> {
    let station = desk.app.station.as_str();
    let rows = desk.read(|store| plan_rows(store, station, desk.lang(), false))?;
    Ok(plan_columns(List::new("reading-plan", bi("抄表计划", "Reading plan")))
        .empty(bi(
            "还没有排定：在下面选抄表段、抄表员和例日。",
            "Nothing is planned: choose route, reader and read day below.",
        ))
        .rows(rows))
}

/// The routes that were handed out, for today's board.
pub(crate) fn out_list(desk: &Desk) -> Result<List, crate::web::ErrorPage> {
    let station = desk.app.station.as_str();
    let rows = desk.read(|store| plan_rows(store, station, desk.lang(), true))?;
    Ok(plan_columns(List::new("routes-out", bi("抄表段", "Routes")))
        .empty(bi(
            "还没有领出抄表段：手机登记后自动领取当日的段。",
            "No route was drawn yet: an enrolled phone draws those of the day.",
        ))
        .rows(rows))
}

fn plan_columns(list: List) -> List {
    list.column(Column::month("period", bi("电费年月", "Period")))
        .column(Column::number("route", bi("抄表段", "Route")))
        .column(Column::text("name", bi("名称", "Name")))
        .column(Column::integer("meters", bi("户表", "Meters")).totalled())
        .column(Column::date("read_on", bi("例日", "Read day")))
        .column(Column::text("reader", bi("抄表员", "Reader")))
        .column(Column::text("state", bi("状态", "State")).with_choices())
        .column(Column::integer("read", bi("已抄", "Read")).totalled())
        .column(Column::integer("missed", bi("未抄", "Missed")).totalled())
}

fn plan_rows(
    store: &mut Reader<'_>,
    station: &str,
    lang: Lang,
    handed_out: bool,
) -> Result<Vec<Row>, SpineError> {
    let rows = store.query(
        "select plan.period, plan.route, route.name, plan.read_on, plan.reader, plan.state,
            (select count(*) from account
                join meter on meter.station_id = account.station_id
                    and meter.account = account.account
             where account.station_id = plan.station_id and account.route = plan.route) as meters,
            (select count(*) from reading
             where reading.station_id = plan.station_id and reading.period = plan.period
                and reading.route = plan.route and reading.state = 'holds') as read_now,
            (select count(*) from miss
             where miss.station_id = plan.station_id and miss.period = plan.period
                and miss.route = plan.route) as missed_now
         from route_plan as plan
         join route on route.station_id = plan.station_id and route.route = plan.route
         where plan.station_id = $1 and ($2 = 0 or plan.state <> 'planned')
         order by plan.period desc, plan.route",
        &[station.into(), i64::from(handed_out).into()],
    )?;
    rows.iter()
        .map(|row| {
            let reader = row.parsed("reader")?;
            let name = person::find(store, station, &reader)?.map(|person| person.name);
            Ok(Row::new([
                Cell::from(row.month("period")?),
                Cell::from(row.text("route")?.to_owned()),
                Cell::from(row.text("name")?.to_owned()),
                Cell::from(row.int("meters")?),
                Cell::from(row.date("read_on")?),
                Cell::from(format!("{reader} {}", name.unwrap_or_default())),
                Cell::from(state_word(lang, row.text("state")?)),
                Cell::from(row.int("read_now")?),
                Cell::from(row.int("missed_now")?),
            ]))
        })
        .collect()
}

fn state_word(lang: Lang, state: &str) -> &'static str {
    match state {
        "planned" => lang.t("已排定", "planned"),
        "drawn" => lang.t("已领卡", "cards drawn"),
        _ => lang.t("已交回", "handed in"),
    }
}

fn plan_form(desk: &Desk) -> Result<Form, crate::web::ErrorPage> {
    let station = desk.app.station.as_str();
    let (routes, readers) = desk.read(|store| {
        let routes = route_choices(store, station)?;
        let readers: Vec<(String, Bi)> = person::all(store, station)?
            .into_iter()
            .filter(|person| person.active && person.roles.contains(&Role::Reader))
            .map(|person| {
                let label = format!("{} {}", person.person, person.name);
                (person.person.to_string(), Bi::same(&label))
            })
            .collect();
        Ok((routes, readers))
    })?;
    Ok(Form::new("/reading/plan", bi("排定", "Plan"))
        .field(Field::choice("route", bi("抄表段", "Route"), routes).required())
        .field(
            Field::month("period", bi("电费年月", "Period"))
                .value(YearMonth::of(desk.app.today()).to_string())
                .required(),
        )
        .field(Field::choice("reader", bi("抄表员", "Reader"), readers).required())
        .field(Field::date("read_on", bi("例日", "Read day")).required())
        .hidden(REQUEST_FIELD, desk.request_id())
        .signing(Signing::clause(
            "4.1.1",
            bi(
                "将记录：此抄表段由所选抄表员在例日领卡抄表。",
                "This will be recorded: the chosen reader draws the cards of this route on its read day.",
            ),
        )))
}

fn route_choices(store: &mut Reader<'_>, station: &str) -> Result<Vec<(String, Bi)>, StoreError> {
    let rows = store.query(
        "select route, name from route where station_id = $1 order by route",
        &[station.into()],
    )?;
    rows.iter()
        .map(|row| {
            let label = format!("{} {}", row.text("route")?, row.text("name")?);
            Ok((row.text("route")?.to_owned(), Bi::same(&label)))
        })
        .collect()
}

fn plan_route(desk: &Desk, entered: &mut Entered) -> Answer {
    let wrong = bi("请选择。", "Please choose.");
    let route = entered.read("route", wrong.clone());
    let period = entered.month("period");
    let reader = entered.read("reader", wrong);
    let read_on = entered.date("read_on");
    let (Some(route), Some(period), Some(reader), Some(read_on)) = (route, period, reader, read_on)
    else {
        let form = plan_form(desk)?.filled(entered);
        let page = plan_page(desk, &plan_list(desk)?, &form)?;
        return Ok(page.with_status(StatusCode::UNPROCESSABLE_ENTITY));
    };
    let plan = PlanRoute { route, period, reader, read_on };
    let station = desk.app.station.as_str();
    desk.decide(Command::PlanRoute, entered, |tx, moment| {
        command::plan_route(tx, moment, station, plan)
    })?;
    let text = desk.lang().t("已排定。", "It is planned.");
    Ok(Flash::done(text).redirect("/reading/plan"))
}

fn exceptions(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let lang = desk.lang();
    let rows = desk.read(|store| {
        let rows = store.query(
            "select fact_id, account, period, codes, description, raised_by, raised_on, closed_on
             from exception_form where station_id = $1 order by raised_on desc, fact_id desc",
            &[station.into()],
        )?;
        rows.iter()
            .map(|row| {
                let codes: Vec<String> =
                    row.text("codes")?.split(',').map(|code| words::say(code, lang)).collect();
                let href = format!("/reading/exception/{}", row.text("fact_id")?);
                Ok(Row::new([
                    Cell::from(row.date("raised_on")?),
                    Cell::link(row.text("account")?, href),
                    Cell::from(row.month("period")?),
                    Cell::from(codes.join(lang.t("；", "; "))),
                    Cell::from(row.text("description")?.to_owned()),
                    Cell::from(row.text("raised_by")?.to_owned()),
                    Cell::some(row.opt_date("closed_on")?),
                ]))
            })
            .collect::<Result<Vec<_>, StoreError>>()
            .map_err(SpineError::from)
    })?;
    let list = List::new("exceptions", bi("客户异常情况处理单", "Exception forms"))
        .column(Column::date("raised_on", bi("填单日期", "Raised on")))
        .column(Column::number("account", bi("户号", "Account no.")))
        .column(Column::month("period", bi("电费年月", "Period")))
        .column(Column::text("codes", bi("异常类别", "Kind")))
        .column(Column::text("description", bi("情况说明", "Description")))
        .column(Column::number("raised_by", bi("发现人", "Raised by")))
        .column(Column::date("closed_on", bi("完成日期", "Closed on")))
        .empty(bi("没有异常单。", "There are no exception forms."))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    let page = desk.frame.page(&bi("客户异常情况处理单", "Exception forms"), body);
    Ok(page.clauses(desk::clause("4.2.5")).into_response())
}

fn exception(desk: &Desk) -> Answer {
    let id = exception_param(desk)?;
    let station = desk.app.station.as_str();
    let row = desk.read(|store| {
        Ok(store.query_opt(
            "select account, meter, period, codes, description, raised_by, raised_on, result,
                closed_by, closed_on
             from exception_form where station_id = $1 and fact_id = $2",
            &[station.into(), id.as_str().into()],
        )?)
    })?;
    let Some(row) = row else { return Err(desk.unknown()) };
    let fault = |error: StoreError| desk.error(&SpineError::Store(error));
    let facts = exception_facts(desk.lang(), &row).map_err(fault)?;
    let form = Form::new(format!("/reading/exception/{id}/close"), bi("办结", "Close"))
        .field(Field::text("result", bi("处理结果", "What was found and done")).required())
        .hidden(REQUEST_FIELD, desk.request_id())
        .cancel("/reading/exceptions")
        .signing(Signing::clause(
            "4.2.5",
            bi(
                "将记录：此异常单办结，处理结果如上。",
                "This will be recorded: the form is closed with this result.",
            ),
        ));
    let may = role::may(&desk.actor.roles, Command::CloseException)
        && row.opt_text("result").map_err(fault)?.is_none();
    let form =
        if may { form.render(desk.lang(), &desk.frame.viewer.csrf) } else { Html::default() };
    let body = Html::joined([known(desk.lang(), &facts), form]);
    let page = desk.frame.page(&bi("客户异常情况处理单", "Exception form"), body);
    Ok(page.clauses(desk::clause("4.2.5")).into_response())
}

fn exception_facts(lang: Lang, row: &StoreRow) -> Result<Vec<(Bi, String)>, StoreError> {
    let codes: Vec<String> =
        row.text("codes")?.split(',').map(|code| words::say(code, lang)).collect();
    let date = |name: &str| {
        Ok::<_, StoreError>(row.opt_date(name)?.map_or_else(String::new, |date| date.to_string()))
    };
    let text = |name: &str| Ok::<_, StoreError>(row.opt_text(name)?.unwrap_or_default().to_owned());
    let facts = [
        (bi("户号", "Account no."), text("account")?),
        (bi("表号", "Meter no."), text("meter")?),
        (bi("电费年月", "Period"), text("period")?),
        (bi("异常类别", "Kind"), codes.join(lang.t("；", "; "))),
        (bi("情况说明", "Description"), text("description")?),
        (bi("发现人", "Raised by"), text("raised_by")?),
        (bi("填单日期", "Raised on"), date("raised_on")?),
        (bi("处理结果", "Result"), text("result")?),
        (bi("办结人", "Closed by"), text("closed_by")?),
        (bi("完成日期", "Closed on"), date("closed_on")?),
    ];
    Ok(facts.into_iter().filter(|(_, text)| !text.is_empty()).collect())
}

fn close(desk: &Desk, entered: &mut Entered) -> Answer {
    let id = exception_param(desk)?;
    let result = entered.optional("result").unwrap_or_default();
    let station = desk.app.station.as_str();
    desk.decide(Command::CloseException, entered, |tx, moment| {
        command::close_exception(tx, moment, station, id, result)
    })?;
    let text = desk.lang().t("异常单已办结。", "The form is closed.");
    Ok(Flash::done(text).redirect("/reading/exceptions"))
}

fn exception_param(desk: &Desk) -> Result<FactId, crate::web::ErrorPage> {
    desk.param("exception").parse().map_err(|_not_an_id| desk.unknown())
}
