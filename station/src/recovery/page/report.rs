//! One report of a difference, and the head's word on it.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use dianfei_wire::FactId;

use crate::collection::command::Asker;
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::person::Labels;
use crate::people::role::{self, Command};
use crate::recovery::command;
use crate::recovery::table::{self, CountRow};
use crate::web::form::Control;
use crate::web::section::known;
use crate::web::{Entered, ErrorPage, Field, Flash, Form, Html, Page, Signing, bi, figure};

fn find(desk: &Desk) -> Result<(FactId, CountRow, Labels), ErrorPage> {
    let id: FactId = desk.param("report").parse().map_err(|_not_an_id| desk.unknown())?;
    let station = desk.app.station.as_str();
    let (count, labels) = desk.read(|store| {
        Ok((table::reported(store, station, id.as_str())?, Labels::of_all(store, station)?))
    })?;
    count.map(|count| (id, count, labels)).ok_or_else(|| desk.unknown())
}

/// The report; with the form for the head while it is open.
pub(super) fn report(desk: &Desk) -> Answer {
    let (id, count, labels) = find(desk)?;
    let form = form(desk, &id);
    Ok(page(desk, &count, &labels, &form).into_response())
}

fn page<'a>(desk: &'a Desk, count: &CountRow, labels: &Labels, form: &Form) -> Page<'a> {
    let mut facts = vec![
        (bi("盘点人", "Counted by"), labels.get(&count.person)),
        (bi("盘点日期", "Counted on"), count.counted_on.to_string()),
        (bi("应有（元）", "Expected (yuan)"), figure::money(count.expected_fen)),
        (bi("实点（元）", "Counted (yuan)"), figure::money(count.counted_fen)),
        (bi("差额（元）", "Difference (yuan)"), figure::money(count.difference_fen)),
        (bi("原因", "Cause"), count.cause.clone().unwrap_or_default()),
    ];
    if let (Some(remark), Some(head)) = (&count.remark, &count.acknowledged_by) {
        facts.push((bi("所长意见", "Head's remark"), remark.clone()));
        facts.push((bi("批阅人", "Acknowledged by"), labels.get(head)));
    }
    let asked = count.remark.is_none()
        && count.person != desk.actor.person
        && role::may(&desk.actor.roles, Command::AcknowledgeOverShort);
    let form =
        if asked { form.render(desk.lang(), &desk.frame.viewer.csrf) } else { Html::default() };
    let body = Html::joined([known(desk.lang(), &facts), form]);
    let page = desk.frame.page(&bi("长短款报告", "Report of a difference"), body);
    page.clauses(["2.3", "6.24"].into_iter().filter_map(desk::clause))
}

fn form(desk: &Desk, id: &FactId) -> Form {
    Form::new(format!("/recovery/report/{id}"), bi("批阅", "Acknowledge"))
        .field(
            Field::new("remark", bi("所长意见", "Head's remark"), Control::Lines)
                .note(bi("写明如何处理。", "Write down what is to be done."))
                .required()
                .first(),
        )
        .hidden(REQUEST_FIELD, desk.request_id())
        .cancel("/recovery/cash")
        .signing(Signing::clause(
            "2.3",
            bi(
                "将记录：所长已知悉这笔长短款及其原因，并作出以上意见。差额不因批阅而核销。",
                "This will be recorded: the head knows of this difference and its cause, with this remark. It writes nothing off.",
            ),
        ))
}

/// Records the head's word.
pub(super) fn acknowledge(desk: &Desk, entered: &mut Entered) -> Answer {
    let (id, count, labels) = find(desk)?;
    let remark = entered.optional("remark").unwrap_or_default();
    let asker = Asker { station: &desk.app.station, person: &desk.actor.person };
    let report = id.clone();
    let recorded = desk.decide(Command::AcknowledgeOverShort, entered, |tx, moment| {
        command::acknowledge(tx, moment, asker, report, &remark)
    });
    if let Err(error) = recorded {
        entered.refused(error, &[("remark_missing", "remark")])?;
        let form = form(desk, &id).filled(entered);
        let page = page(desk, &count, &labels, &form);
        return Ok(page.with_status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let text = desk.lang().t("长短款报告已批阅。", "The report is acknowledged.");
    Ok(Flash::done(text).redirect("/recovery/cash"))
}
