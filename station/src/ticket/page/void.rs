//! Void tickets: claimed by their holder until the cashier has seen all three
//! copies (3.4).

use axum::http::StatusCode;
use axum::response::IntoResponse;
use dianfei_rules::money::Fen;
use dianfei_rules::ticket::book::TicketState;

use super::{number_href, number_param};
use crate::collection::command::{self, Asker};
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::person::Labels;
use crate::people::role::{self, Command};
use crate::ticket::life::{self, VoidClaim};
use crate::ticket::table::{self, TicketRow};
use crate::web::form::Control;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::section::known;
use crate::web::{
    Bi, Entered, ErrorPage, Field, Flash, Form, Html, Page, Signing, bi, figure, see_other,
};

/// The copies that the cashier has to see: field and name.
const COPIES: [(&str, Bi); 3] = [
    ("stub", bi("存根联已见到", "I have seen the stub")),
    ("customer_copy", bi("报销联已见到", "I have seen the customer's copy")),
    ("accounting_copy", bi("记账联已见到", "I have seen the accounting copy")),
];

/// All numbers that are claimed void.
pub(super) fn list(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let (claimed, labels) = desk.read(|store| {
        let mut claimed = Vec::new();
        for row in table::of_holder(store, station, None)? {
            if row.ticket.state == TicketState::VoidClaimed {
                let claim = life::void_claim(store, station, &row.series, row.no)?;
                claimed.push((row, claim));
            }
        }
        Ok((claimed, Labels::of_all(store, station)?))
    })?;
    let rows = claimed.into_iter().map(|(row, claim)| claimed_row(&row, claim, &labels));
    let list = List::new("voids", bi("作废待验", "Voids to confirm"))
        .column(Column::number("ticket", bi("票号", "Ticket no.")))
        .column(Column::date("on", bi("声明日期", "Claimed on")))
        .column(Column::text("by", bi("声明人", "Claimed by")))
        .column(Column::text("reason", bi("原因", "Reason")))
        .column(Column::integer("copies", bi("自报存联", "Copies kept")))
        .column(Column::number("account", bi("户号", "Account no.")))
        .column(Column::money("amount", bi("所记金额", "Amount recorded")).totalled())
        .empty(bi("没有待验的作废声明。", "No ticket waits to be confirmed void."))
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    let page = desk.frame.page(&bi("作废待验", "Voids to confirm"), body);
    Ok(page.clauses(desk::clause("3.4")).into_response())
}

fn claimed_row(row: &TicketRow, claim: Option<VoidClaim>, labels: &Labels) -> Row {
    let href = format!("/ticket/voids/{}/{}", row.series, row.no);
    let used_for = row.ticket.used_for.as_ref();
    let claim = claim.as_ref();
    Row::new([
        Cell::link(format!("{} {}", row.series, row.no), href),
        Cell::some(claim.map(|claim| claim.on)),
        Cell::some(claim.map(|claim| labels.get(&claim.by))),
        Cell::some(claim.map(|claim| claim.reason.clone())),
        Cell::some(claim.map(|claim| u32::from(claim.copies_kept))),
        Cell::some(used_for.map(|used| used.account.to_string())),
        Cell::some(used_for.map(|used| used.amount_fen)),
    ])
}

/// What the page of one claim shows.
struct Claimed {
    row: TicketRow,
    claim: VoidClaim,
    labels: Labels,
}

impl Claimed {
    fn amount(&self) -> Fen {
        self.row.ticket.used_for.as_ref().map_or(Fen::ZERO, |used| used.amount_fen)
    }
}

fn find(desk: &Desk) -> Result<Claimed, ErrorPage> {
    let (series, no) = number_param(desk)?;
    let station = desk.app.station.as_str();
    let found = desk.read(|store| {
        let row = table::find(store, station, &series, no)?;
        let claim = life::void_claim(store, station, &series, no)?;
        let labels = Labels::of_all(store, station)?;
        Ok(row.zip(claim).map(|(row, claim)| Claimed { row, claim, labels }))
    })?;
    found.ok_or_else(|| desk.unknown())
}

/// One claim; with the form for the cashier.
pub(super) fn claim(desk: &Desk) -> Answer {
    let claimed = find(desk)?;
    if claimed.row.ticket.state != TicketState::VoidClaimed {
        return Ok(see_other(&number_href(&claimed.row.series, claimed.row.no)));
    }
    let form = form(desk, &claimed);
    Ok(page(desk, &claimed, &form).into_response())
}

fn page<'a>(desk: &'a Desk, claimed: &Claimed, form: &Form) -> Page<'a> {
    let Claimed { row, claim, labels } = claimed;
    let used_for = row.ticket.used_for.as_ref();
    let facts = [
        (bi("声明人", "Claimed by"), labels.get(&claim.by)),
        (bi("声明日期", "Claimed on"), claim.on.to_string()),
        (bi("自报存联", "Copies kept"), format!("{} / 3", claim.copies_kept)),
        (bi("保管人", "Holder"), labels.get(&row.ticket.holder)),
        (
            bi("户号", "Account no."),
            used_for.map(|used| used.account.to_string()).unwrap_or_default(),
        ),
        (bi("所记金额（元）", "Amount recorded (yuan)"), figure::money(claimed.amount())),
        (bi("原因", "Reason"), claim.reason.clone()),
    ];
    let asked = claim.by != desk.actor.person && role::may(&desk.actor.roles, Command::ConfirmVoid);
    let form =
        if asked { form.render(desk.lang(), &desk.frame.viewer.csrf) } else { Html::default() };
    let title = Bi::composed(
        format!("作废待验 {} {}", row.series, row.no),
        format!("Claimed void: {} {}", row.series, row.no),
    );
    let body = Html::joined([known(desk.lang(), &facts), form]);
    desk.frame.page(&title, body).clauses(desk::clause("3.4"))
}

fn form(desk: &Desk, claimed: &Claimed) -> Form {
    let Claimed { row, .. } = claimed;
    let action = format!("/ticket/voids/{}/{}", row.series, row.no);
    let mut form = Form::new(action, bi("三联验讫，作废", "All seen: void it"));
    for (name, words) in COPIES {
        form = form.field(Field::new(name, words, Control::Tick).required());
    }
    form.hidden(REQUEST_FIELD, desk.request_id())
        .cancel("/ticket/voids")
        .signing(Signing::clause(
            "3.4",
            bi(
                "将记录：本人见到此票全部三联，均注明“废票”。所记收款冲回：客户欠费恢复，收款人手中应有现金相应减少。",
                "This will be recorded: you saw all three copies, each marked void. The money recorded goes back: the customer owes it again, and the collector answers for that much less.",
            ),
        ))
}

/// Records that the cashier saw all three copies.
pub(super) fn confirm(desk: &Desk, entered: &mut Entered) -> Answer {
    let claimed = find(desk)?;
    for (name, _) in COPIES {
        if !entered.ticked(name) {
            entered
                .wrong(name, bi("未见到此联，不能作废。", "Without this copy it cannot be void."));
        }
    }
    if entered.has_errors() {
        desk.permit(Command::ConfirmVoid)?;
        let form = form(desk, &claimed).filled(entered);
        return Ok(page(desk, &claimed, &form).with_status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let asker = Asker { station: &desk.app.station, person: &desk.actor.person };
    let TicketRow { series, no, .. } = &claimed.row;
    let voided = series.clone();
    desk.decide(Command::ConfirmVoid, entered, |tx, moment| {
        command::confirm_void(tx, moment, asker, voided, *no)
    })?;
    let amount = figure::money(claimed.amount());
    let zh = format!("已作废：{series} {no}，冲回 {amount} 元。");
    let en = format!("Void: {series} {no}; {amount} yuan went back.");
    Ok(Flash::done(desk.lang().t(&zh, &en)).redirect("/ticket/voids"))
}
