//! The custodian receives a book from the company (3.2).

use axum::http::StatusCode;
use axum::response::IntoResponse;
use dianfei_wire::fact::ticket::TicketRange;

use super::number::{number_field, read_number, read_series, series_field};
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::role::Command;
use crate::ticket::command;
use crate::web::{Entered, Flash, Form, Page, Signing, bi};

/// The form, for the custodian.
pub(super) fn form_page(desk: &Desk) -> Answer {
    desk.permit(Command::ReceiveBook)?;
    Ok(page(desk, &form(desk)).into_response())
}

fn page<'a>(desk: &'a Desk, form: &Form) -> Page<'a> {
    let body = form.render(desk.lang(), &desk.frame.viewer.csrf);
    let page = desk.frame.page(&bi("领入票据本", "Receive a book"), body);
    page.clauses(["3.1", "3.2"].into_iter().filter_map(desk::clause))
}

fn form(desk: &Desk) -> Form {
    Form::new("/ticket/book", bi("登记领入", "Record the book"))
        .field(series_field().first())
        .field(number_field("first", bi("起号", "First no.")))
        .field(number_field("last", bi("止号", "Last no.")))
        .hidden(REQUEST_FIELD, desk.request_id())
        .cancel("/ticket")
        .signing(Signing::clause(
            "3.2",
            bi(
                "将记录：这些号码的票据已由公司领入，存放在本人保管之下。",
                "This will be recorded: tickets of these numbers came from the company into your custody.",
            ),
        ))
}

/// Records a book.
pub(super) fn receive(desk: &Desk, entered: &mut Entered) -> Answer {
    let series = read_series(entered);
    let (first, last) = (read_number(entered, "first"), read_number(entered, "last"));
    let (Some(series), Some(first), Some(last)) = (series, first, last) else {
        return again(desk, entered);
    };
    let range = TicketRange { series, first, last };
    let station = desk.app.station.as_str();
    let wanted = range.clone();
    let recorded = desk.decide(Command::ReceiveBook, entered, |tx, moment| {
        command::receive_book(tx, moment, station, wanted)
    });
    if let Err(page) = recorded {
        entered.refused(page, &[("book_range", "last"), ("book_known", "first")])?;
        return again(desk, entered);
    }
    let TicketRange { series, first, last } = &range;
    let count = range.count();
    let zh = format!("已领入：{series} {first} 至 {last}，共 {count} 份。");
    let en = format!("Received: {series} {first} to {last}, {count} tickets.");
    Ok(Flash::done(desk.lang().t(&zh, &en)).redirect("/ticket"))
}

fn again(desk: &Desk, entered: &Entered) -> Answer {
    desk.permit(Command::ReceiveBook)?;
    let form = form(desk).filled(entered);
    Ok(page(desk, &form).with_status(StatusCode::UNPROCESSABLE_ENTITY))
}
