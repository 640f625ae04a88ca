//! A ticket was lost or damaged: the written report (3.2).

use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::number::{number_field, read_number, read_series, series_field};
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::role::Command;
use crate::ticket::command;
use crate::web::form::Control;
use crate::web::{Entered, Field, Flash, Form, Page, Signing, bi};

/// The form, for those who hold tickets. The address may name the number.
pub(super) fn form_page(desk: &Desk) -> Answer {
    desk.permit(Command::ReportTicketLost)?;
    Ok(page(desk, &form(desk)).into_response())
}

fn page<'a>(desk: &'a Desk, form: &Form) -> Page<'a> {
    let body = form.render(desk.lang(), &desk.frame.viewer.csrf);
    let page = desk.frame.page(&bi("报遗失、损毁", "Report a loss"), body);
    page.clauses(desk::clause("3.2"))
}

fn form(desk: &Desk) -> Form {
    let named = |name: &str| desk.query.get(name).unwrap_or_default().to_owned();
    Form::new("/ticket/lost", bi("登记报告", "Record the report"))
        .field(series_field().value(named("series")).first())
        .field(number_field("no", bi("票号", "Ticket no.")).value(named("no")))
        .field(
            Field::new("report", bi("书面报告", "Written report"), Control::Lines)
                .note(bi(
                    "写明是遗失还是损毁，何时、何地、经过，几联还在。",
                    "Say whether it was lost or damaged, when, where and how, and which copies are left.",
                ))
                .required(),
        )
        .hidden(REQUEST_FIELD, desk.request_id())
        .cancel("/ticket")
        .signing(Signing::clause(
            "3.2",
            bi(
                "将记录：此票已遗失或损毁，报告如上；此号不再使用，随当月票据装订。",
                "This will be recorded: the ticket was lost or damaged as reported; its number is not used any more.",
            ),
        ))
}

/// Records a report.
pub(super) fn report(desk: &Desk, entered: &mut Entered) -> Answer {
    let (series, no) = (read_series(entered), read_number(entered, "no"));
    let report = entered.text("report");
    let (Some(series), Some(no), Some(report)) = (series, no, report) else {
        return again(desk, entered);
    };
    let told = format!("{series} {no}");
    let station = desk.app.station.as_str();
    let recorded = desk.decide(Command::ReportTicketLost, entered, |tx, moment| {
        command::report_lost(tx, moment, station, series, no, &report)
    });
    if let Err(page) = recorded {
        entered.refused(page, &[("ticket_out_of_place", "no"), ("report_missing", "report")])?;
        return again(desk, entered);
    }
    let zh = format!("已登记遗失、损毁报告：{told}。");
    let en = format!("The report on {told} is recorded.");
    Ok(Flash::done(desk.lang().t(&zh, &en)).redirect("/ticket"))
}

fn again(desk: &Desk, entered: &Entered) -> Answer {
    desk.permit(Command::ReportTicketLost)?;
    let form = form(desk).filled(entered);
    Ok(page(desk, &form).with_status(StatusCode::UNPROCESSABLE_ENTITY))
}
