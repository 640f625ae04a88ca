//! The audit queue, and one flagged reading with its history and evidence.

use axum::response::IntoResponse;
use dianfei_rules::calendar::YearMonth;
use dianfei_wire::FactId;
use dianfei_wire::assignment::AssignedStop;

use super::evidence;
use crate::audit::command;
use crate::audit::queue::{self, Queued};
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::role::{self, Command};
use crate::reading::card::{self, Choice};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Entered, ErrorPage, Field, Flash, Form, Html, Signing, bi, words};

fn period(desk: &Desk) -> YearMonth {
    let asked = desk.query.get("period").and_then(|text| text.parse().ok());
    asked.unwrap_or_else(|| YearMonth::of(desk.app.today()))
}

/// The queue of a period.
pub fn list(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let period = period(desk);
    let queue = desk.read(|store| Ok(queue::open(store, station, period)?))?;
    let lang = desk.lang();
    let rows = queue.iter().map(|queued| {
        let codes: Vec<String> = queued.open.iter().map(|code| words::say(code, lang)).collect();
        let href = format!("/audit/reading/{}?period={period}", queued.reading);
        Row::new([
            Cell::from(queued.route.to_string()),
            Cell::link(queued.account.to_string(), href),
            Cell::from(queued.taken.meter.to_string()),
            Cell::some(queued.usage_kwh),
            Cell::from(codes.join(lang.t("；", "; "))),
            Cell::from(queued.taken.cause.clone().unwrap_or_default()),
        ])
        .breach(queued.disputed)
    });
    let list = List::new("audit-queue", bi("复核队列", "Audit queue"))
        .column(Column::number("route", bi("抄表段", "Route")).with_choices())
        .column(Column::number("account", bi("户号", "Account no.")))
        .column(Column::number("meter", bi("表号", "Meter no.")))
        .column(Column::energy("usage", bi("本月电量", "Usage")))
        .column(Column::text("codes", bi("复核提示", "Findings")))
        .column(Column::text("cause", bi("抄表员说明", "Reader's cause")))
        .empty(bi(
            "没有待复核的读数，可以计算电费。",
            "No reading waits for an answer: bills can be computed.",
        ))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    let title = Bi::composed(format!("复核队列 {period}"), format!("Audit queue {period}"));
    Ok(desk.frame.page(&title, body).clauses(desk::clause("4.2.4")).into_response())
}

fn find(desk: &Desk) -> Result<(Queued, Vec<AssignedStop>), ErrorPage> {
    let station = desk.app.station.as_str();
    let period = period(desk);
    let id: FactId = desk.param("reading").parse().map_err(|_not_an_id| desk.unknown())?;
    let found = desk.read(|store| {
        let queued =
            queue::open(store, station, period)?.into_iter().find(|queued| queued.reading == id);
        let Some(queued) = queued else { return Ok(None) };
        let cards =
            card::cards(store, station, period, Choice::Accounts(&[queued.account.as_str()]))?;
        Ok(Some((queued, cards)))
    })?;
    found.ok_or_else(|| desk.unknown())
}

/// A flagged reading: what was read and found, its history, the answer's form.
pub fn reading(desk: &Desk) -> Answer {
    let (queued, cards) = find(desk)?;
    let evidence = evidence::body(desk, &queued, &cards)?;
    let may = role::may(&desk.actor.roles, Command::RecordCause);
    let form = if may { form(desk, &queued) } else { Html::default() };
    let title = Bi::composed(
        format!("复核 户号 {}", queued.account),
        format!("Reading of account {}", queued.account),
    );
    let page = desk.frame.page(&title, Html::joined([evidence.read, form, evidence.history]));
    Ok(page.clauses(desk::clause("4.2.4")).into_response())
}

fn form(desk: &Desk, queued: &Queued) -> Html {
    let lang = desk.lang();
    let codes: Vec<String> = queued.open.iter().map(|code| words::say(code, lang)).collect();
    let usage = queued.usage_kwh.map_or_else(String::new, |usage| format!("{usage} kWh "));
    let action = format!("/audit/reading/{}?period={}", queued.reading, queued.taken.period);
    Form::new(action, bi("记录原因", "Record the cause"))
        .lead(Bi::same(format!("{usage}{}", codes.join(lang.t("；", "; ")))))
        .field(
            Field::text("cause", bi("原因", "Cause"))
                .value(queued.taken.cause.clone().unwrap_or_default())
                .required()
                .first(),
        )
        .hidden(REQUEST_FIELD, desk.request_id())
        .cancel(format!("/audit/queue?period={}", queued.taken.period))
        .signing(Signing::clause(
            "4.2.4",
            bi(
                "将记录：波动或异常的原因已经查明，此读数可以计费。",
                "This will be recorded: the cause was found and the reading may be billed.",
            ),
        ))
        .render(lang, &desk.frame.viewer.csrf)
}

/// Records the cause of a flagged reading.
pub fn answer(desk: &Desk, entered: &mut Entered) -> Answer {
    let cause = entered.optional("cause").unwrap_or_default();
    let (queued, _) = find(desk)?;
    let station = desk.app.station.as_str();
    desk.decide(Command::RecordCause, entered, |tx, moment| {
        command::record_cause(tx, moment, station, queued.reading, queued.open, cause)
    })?;
    let text = desk.lang().t("原因已记录。", "The cause is recorded.");
    Ok(Flash::done(text).redirect(&format!("/audit/queue?period={}", queued.taken.period)))
}
