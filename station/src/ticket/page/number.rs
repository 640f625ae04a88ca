//! The life of one ticket number, and the fields that name a number.

use axum::http::StatusCode;
use dianfei_rules::id::{TicketNo, TicketSeries};
use dianfei_rules::ticket::book::TicketState;
use dianfei_wire::fact::collection::CollectionFact;
use dianfei_wire::fact::ticket::TicketFact;
use dianfei_wire::fact::{Fact, FactBody};
use dianfei_wire::{Ruling, Verdict};

use super::{number_href, number_param, state_word};
use crate::desk::{self, Answer, Desk};
use crate::people::person::Labels;
use crate::people::role::{self, Command};
use crate::spine::SpineError;
use crate::store::Reader;
use crate::ticket::life;
use crate::ticket::table::{self, TicketRow};
use crate::web::address::address_of;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::section::{buttons, known, section};
use crate::web::{Bi, Entered, Field, Form, Html, Lang, bi, figure, see_other, words};

/// The field of a series.
pub(super) fn series_field() -> Field {
    Field::text("series", bi("票据代码", "Series")).required()
}

/// A field of a number.
pub(super) fn number_field(name: &'static str, label: Bi) -> Field {
    Field::number(name, label).required()
}

/// The series entered.
pub(super) fn read_series(entered: &mut Entered) -> Option<TicketSeries> {
    let wrong = bi(
        "请照票面填代码，字母、数字或连字符。",
        "Give the series as printed: letters, digits, hyphens.",
    );
    entered.read("series", wrong)
}

/// The number entered, with or without leading zeros.
pub(super) fn read_number(entered: &mut Entered, name: &str) -> Option<TicketNo> {
    entered.read(name, bi("请照票面填号码，只填数字。", "Give the number as printed, digits only."))
}

/// The form that looks a number up.
pub(super) fn find_form(series: &str) -> Form {
    Form::new("/ticket/find", bi("查看", "Look up"))
        .field(series_field().value(series))
        .field(number_field("no", bi("票号", "Ticket no.")))
}

/// What is said of a number that never came.
const NEVER_RECEIVED: (&str, &str) = ("本所没有领入此号。", "Never received here.");

/// Whether the station has the number, or heard of it.
fn is_known(
    store: &mut Reader<'_>,
    station: &str,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<bool, SpineError> {
    let came = table::find(store, station, series, no)?.is_some();
    Ok(came || !life::of_number(store, station, series, no)?.is_empty())
}

/// Leads to the number that was asked for.
pub(super) fn find(desk: &Desk, entered: &mut Entered) -> Answer {
    let (series, no) = (read_series(entered), read_number(entered, "no"));
    if let (Some(series), Some(no)) = (series, no) {
        let station = desk.app.station.as_str();
        if desk.read(|store| is_known(store, station, &series, no))? {
            return Ok(see_other(&number_href(&series, no)));
        }
        entered.wrong("no", bi(NEVER_RECEIVED.0, NEVER_RECEIVED.1));
    }
    let typed = entered.text_of("series").unwrap_or_default();
    let form = find_form(typed).filled(entered).render(desk.lang(), &desk.frame.viewer.csrf);
    let page = desk.frame.page(&bi("查一个票号", "Look up one number"), form);
    Ok(page.with_status(StatusCode::UNPROCESSABLE_ENTITY))
}

/// The life of a number: the facts that speak of it, in order.
pub(super) fn life(desk: &Desk) -> Answer {
    let (series, no) = number_param(desk)?;
    let station = desk.app.station.as_str();
    let (row, facts, labels) = desk.read(|store| {
        Ok((
            table::find(store, station, &series, no)?,
            life::of_number(store, station, &series, no)?,
            Labels::of_all(store, station)?,
        ))
    })?;
    let lang = desk.lang();
    let list = fact_list(lang, &facts, &labels).render_plain(&desk.frame);
    let now = row.as_ref().map_or_else(
        || vec![(bi("状态", "State"), lang.t(NEVER_RECEIVED.0, NEVER_RECEIVED.1).to_owned())],
        |row| as_it_is(lang, row, &labels),
    );
    let body = Html::joined([known(lang, &now), section(lang, &bi("经过", "What happened"), list)]);
    let title = Bi::composed(format!("票号 {series} {no}"), format!("Ticket {series} {no}"));
    let unheard = row.is_none() && facts.is_empty();
    let status = if unheard { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let page = desk.frame.page(&title, body);
    Ok(page
        .clauses(["3.1", "3.2"].into_iter().filter_map(desk::clause))
        .actions(buttons(lang, &links(desk, &series, no, row.as_ref())))
        .with_status(status))
}

fn as_it_is(lang: Lang, row: &TicketRow, labels: &Labels) -> Vec<(Bi, String)> {
    let state = match &row.offer {
        Some(_) => lang.t("交接途中", "in transit"),
        None => state_word(lang, row.ticket.state),
    };
    let mut facts = vec![
        (bi("状态", "State"), state.to_owned()),
        (bi("保管人", "Holder"), labels.get(&row.ticket.holder)),
    ];
    if let Some(used) = &row.ticket.used_for {
        facts.push((bi("户号", "Account no."), used.account.to_string()));
        facts
            .push((bi("所记金额（元）", "Amount recorded (yuan)"), figure::money(used.amount_fen)));
    }
    facts
}

fn links(
    desk: &Desk,
    series: &TicketSeries,
    no: TicketNo,
    row: Option<&TicketRow>,
) -> Vec<(String, Bi)> {
    let mut links = Vec::new();
    let state = row.map(|row| row.ticket.state);
    if state == Some(TicketState::VoidClaimed) {
        links.push((format!("/ticket/voids/{series}/{no}"), bi("验三联", "See the copies")));
    }
    let losable = state.is_some_and(|state| state.is_unused() || state == TicketState::Used);
    if losable && role::may(&desk.actor.roles, Command::ReportTicketLost) {
        let named = [("series", series.to_string()), ("no", no.to_string())];
        links.push((address_of("/ticket/lost", &named), bi("报遗失、损毁", "Report a loss")));
    }
    if let Some(before) = no.get().checked_sub(1) {
        let before = TicketNo::new(before);
        links.push((number_href(series, before), bi("上一号", "Previous no.")));
    }
    links.push((number_href(series, no.next()), bi("下一号", "Next no.")));
    links
}

fn fact_list(lang: Lang, facts: &[(Fact, Ruling)], labels: &Labels) -> List {
    let rows = facts.iter().map(|(fact, ruling)| {
        let disputed = matches!(ruling.verdict, Verdict::Disputed { .. });
        Row::new([
            Cell::instant(fact.recorded.wall_ms),
            Cell::from(ruling.business_date),
            Cell::from(labels.get(&fact.person)),
            Cell::from(told(lang, &fact.body, labels)),
            Cell::from(verdict(lang, &ruling.verdict)).breach(disputed),
        ])
        .breach(disputed)
    });
    List::new("ticket-life", bi("经过", "What happened"))
        .column(Column::instant("at", bi("记录时间", "Recorded at")))
        .column(Column::date("on", bi("业务日期", "Business date")))
        .column(Column::text("person", bi("经手人", "By")))
        .column(Column::text("what", bi("事项", "What")))
        .column(Column::text("verdict", bi("裁定", "Ruling")))
        .rows(rows)
}

fn verdict(lang: Lang, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Applied => lang.t("作数", "counts").to_owned(),
        Verdict::AlreadyApplied => lang.t("重复凭证", "another witness").to_owned(),
        Verdict::NotUnderstood => lang.t("无法识读", "not understood").to_owned(),
        Verdict::Disputed { code, .. } => {
            let why = words::say(code, lang);
            match lang {
                Lang::Zh => format!("待核：{why}"),
                Lang::En => format!("disputed: {why}"),
            }
        }
    }
}

fn told(lang: Lang, body: &FactBody, labels: &Labels) -> String {
    let (zh, en) = match body {
        FactBody::Ticket(fact) => of_ticket(fact),
        FactBody::Collection(fact) => of_collection(fact, labels),
        _ => Default::default(),
    };
    lang.t(&zh, &en).to_owned()
}

fn of_ticket(fact: &TicketFact) -> (String, String) {
    match fact {
        TicketFact::BookReceived { range } => (
            format!("领入票据本 {} 至 {}", range.first, range.last),
            format!("book {} to {} received", range.first, range.last),
        ),
        TicketFact::VoidClaimed { reason, copies_kept, .. } => (
            format!("声明作废，存 {copies_kept} 联：{reason}"),
            format!("claimed void, {copies_kept} copies kept: {reason}"),
        ),
        TicketFact::VoidConfirmed { .. } => {
            ("三联验讫，作废".to_owned(), "all three copies seen: void".to_owned())
        }
        TicketFact::TicketLost { report, .. } => {
            (format!("报遗失、损毁：{report}"), format!("reported lost or damaged: {report}"))
        }
        TicketFact::VolumeBound { range, voids } => (
            format!("装订 {} 至 {}，废票 {voids} 份", range.first, range.last),
            format!("bound {} to {}, {voids} void", range.first, range.last),
        ),
        TicketFact::VolumeReturned { range, signed_by } => (
            format!("缴销 {} 至 {}，财务部 {signed_by} 签收", range.first, range.last),
            format!("returned {} to {}, signed by {signed_by}", range.first, range.last),
        ),
    }
}

fn of_collection(fact: &CollectionFact, labels: &Labels) -> (String, String) {
    match fact {
        CollectionFact::Collected(collected) => {
            let (account, amount) = (&collected.account, figure::money(collected.amount_fen));
            (
                format!("收费：户号 {account}，{amount} 元"),
                format!("collected: account {account}, {amount} yuan"),
            )
        }
        CollectionFact::StubEntered { taker, collected, .. } => {
            let (account, amount) = (&collected.account, figure::money(collected.amount_fen));
            let taker = labels.get(taker);
            (
                format!("补录存根：{taker} 收，户号 {account}，{amount} 元"),
                format!("stub entered: {taker}, account {account}, {amount} yuan"),
            )
        }
        CollectionFact::HandoverOffered { to, .. } => {
            let to = labels.get(to);
            (format!("交给 {to}，待接收"), format!("offered to {to}"))
        }
        CollectionFact::HandoverAccepted { .. } => {
            ("接收交接".to_owned(), "handover accepted".to_owned())
        }
        CollectionFact::HandoverWithdrawn { reason, .. } => {
            (format!("撤回交接：{reason}"), format!("handover withdrawn: {reason}"))
        }
        CollectionFact::DisputeSettled { confirmed: true, evidence, .. } => {
            (format!("待核收款核定属实：{evidence}"), format!("dispute confirmed: {evidence}"))
        }
        CollectionFact::DisputeSettled { confirmed: false, evidence, .. } => {
            (format!("待核收款核定不实：{evidence}"), format!("dispute denied: {evidence}"))
        }
        CollectionFact::BankDeposited { .. } | CollectionFact::ListPosted { .. } => {
            Default::default()
        }
    }
}
