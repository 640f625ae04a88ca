//! Disputed money with its evidence, and its settlement by another than who
//! took it (4.3.6).

use askama::Template;
use axum::response::IntoResponse;
use dianfei_wire::fact::FactId;

use super::{answer, asker};
use crate::archive::look;
use crate::collection::command;
use crate::collection::payment::{self, PaymentRow};
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::person::Labels;
use crate::people::role::{self, Command};
use crate::ticket;
use crate::web::form::Control;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Entered, Field, Flash, Form, Html, Lang, Signing, bi, figure, words};

/// Where disputed money is.
const HERE: &str = "/collection/dispute";

const CONFIRMED: &str = "confirmed";
const DENIED: &str = "denied";

/// All money in dispute.
pub fn list(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let (rows, labels) = desk.read(|store| {
        Ok((payment::in_dispute(store, station)?, Labels::of_all(store, station)?))
    })?;
    let lang = desk.lang();
    let list = payment_list(bi("待核收款", "Disputed money"))
        .empty(bi("没有待核的收款。", "No money is in dispute."))
        .rows(rows.iter().map(|row| row_of(lang, &labels, row).breach(true)));
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    let page = desk.frame.page(&bi("待核收款", "Disputed money"), body);
    Ok(page.clauses(desk::clause("4.3.6")).into_response())
}

fn payment_list(title: Bi) -> List {
    List::new("dispute", title)
        .column(Column::date("date", bi("收费日期", "Taken on")))
        .column(Column::number("ticket", bi("票号", "Ticket")))
        .column(Column::number("account", bi("户号", "Account no.")))
        .column(Column::text("taker", bi("收费人", "Taken by")))
        .column(Column::money("amount", bi("金额", "Amount")).totalled())
        .column(Column::text("state", bi("状态", "State")))
        .column(Column::text("reason", bi("待核原因", "Why in dispute")))
}

fn row_of(lang: Lang, labels: &Labels, row: &PaymentRow) -> Row {
    let reason = lang.of(&reason(row)).to_owned();
    Row::new([
        Cell::from(row.taken_on),
        Cell::link(format!("{} {}", row.series, row.no), format!("{HERE}/{}", row.payment)),
        Cell::from(row.account.to_string()),
        Cell::from(labels.get(&row.taker)),
        Cell::from(row.amount_fen),
        Cell::from(words::say(&row.state, lang)),
        Cell::from(reason),
    ])
}

/// Why money is in dispute, said of who took it; the words of the code itself
/// speak to that person.
fn reason(row: &PaymentRow) -> Bi {
    let Some(code) = &row.code else { return Bi::default() };
    let said = words::code(&format!("disputed_{code}")).or_else(|| words::code(code));
    said.map_or_else(|| Bi::same(code.as_str()), |said| said.what())
}

#[derive(Template)]
#[template(path = "collection/dispute.html")]
struct Body {
    lang: Lang,
    row: PaymentRow,
    taker: String,
    amount: String,
    reason: Bi,
    state: String,
    ticket_state: String,
    ticket_holder: String,
    others: Html,
    own: Option<Bi>,
    form: Html,
}

/// One disputed payment, every claim on its number, and the settlement.
pub fn one(desk: &Desk) -> Answer {
    one_page(desk, &Entered::default())
}

fn one_page(desk: &Desk, entered: &Entered) -> Answer {
    let id: FactId = desk.param("payment").parse().map_err(|_no_id| desk.unknown())?;
    let station = desk.app.station.as_str();
    let lang = desk.lang();
    let found = desk.read(|store| {
        let Some(row) = payment::find(store, station, &id)? else { return Ok(None) };
        let claims = payment::of_ticket(store, station, &row.series, row.no)?;
        let number = ticket::table::find(store, station, &row.series, row.no)?;
        Ok(Some((row, claims, number, Labels::of_all(store, station)?)))
    })?;
    let Some((row, claims, number, labels)) = found else { return Err(desk.unknown()) };
    if !entered.has_errors() {
        look::record(desk, &row.account, HERE.to_owned())?;
    }
    let others = claims.iter().filter(|claim| claim.payment != row.payment);
    let others = payment_list(bi("同一票号的其他说法", "Other claims on the number"))
        .empty(bi("没有其他人用过此票号。", "Nobody else claims this number."))
        .rows(others.map(|claim| row_of(lang, &labels, claim)));
    let unknown_number = || lang.t("本站没有此票号", "no number of this station").to_owned();
    let body = Body {
        lang,
        taker: labels.get(&row.taker),
        amount: figure::money(row.amount_fen),
        reason: reason(&row),
        state: words::say(&row.state, lang),
        ticket_state: number
            .as_ref()
            .map_or_else(unknown_number, |number| words::say(number.ticket.state.code(), lang)),
        ticket_holder: number.map_or_else(String::new, |number| labels.get(&number.ticket.holder)),
        others: others.render_plain(&desk.frame),
        own: own_dispute(desk, &row),
        form: settle_form(desk, &row, entered),
        row,
    };
    let title = Bi::composed(
        format!("待核收款 票号 {} {}", body.row.series, body.row.no),
        format!("Disputed money, ticket {} {}", body.row.series, body.row.no),
    );
    let page = desk.frame.page(&title, Html::of(&body)).clauses(desk::clause("4.3.6"));
    Ok(answer(page, entered))
}

/// What is said to who took the money himself.
fn own_dispute(desk: &Desk, row: &PaymentRow) -> Option<Bi> {
    let said = words::code("own_dispute").filter(|_| row.taker == desk.actor.person)?;
    let (what, todo) = (said.what(), said.todo());
    Some(Bi::composed(format!("{}{}", what.zh, todo.zh), format!("{} {}", what.en, todo.en)))
}

/// The settlement, for those who may; never for who took the money.
fn settle_form(desk: &Desk, row: &PaymentRow, entered: &Entered) -> Html {
    let may = role::may(&desk.actor.roles, Command::SettleDispute);
    if row.state != "disputed" || row.taker == desk.actor.person || !may {
        return Html::default();
    }
    let outcomes = [
        (CONFIRMED, bi("属实：已见凭证，按此销账", "Confirmed: a copy was seen, it pays the debt")),
        (DENIED, bi("不实：客户书面否认", "Denied: the customer's signed statement")),
    ];
    let form = Form::new(format!("{HERE}/{}", row.payment), bi("核定", "Settle"))
        .field(Field::choice("outcome", bi("核定结果", "Outcome"), outcomes).required())
        .field(Field::new("evidence", bi("凭证", "Evidence"), Control::Lines).required().note(bi(
            "写明见到哪一联、何处、何人，或客户声明的日期。",
            "Say which copy was seen, where and with whom, or the date of the customer's statement.",
        )))
        .hidden(REQUEST_FIELD, desk.request_id())
        .cancel(HERE)
        .signing(Signing::clause(
            "4.3.6",
            bi(
                "将记录：此款经您核定；不减不免，只认凭证。",
                "This will be recorded: you settled this money by its evidence; nothing is waived.",
            ),
        ));
    form.filled(entered).render(desk.lang(), &desk.frame.viewer.csrf)
}

/// Settles disputed money.
pub fn settle(desk: &Desk, entered: &mut Entered) -> Answer {
    desk.permit(Command::SettleDispute)?;
    let id: FactId = desk.param("payment").parse().map_err(|_no_id| desk.unknown())?;
    let outcome = entered.text("outcome");
    if outcome.as_deref().is_some_and(|outcome| ![CONFIRMED, DENIED].contains(&outcome)) {
        entered.wrong("outcome", bi("请选择。", "Choose one."));
    }
    let evidence = entered.text("evidence");
    if let (Some(outcome), Some(evidence), false) = (outcome, evidence, entered.has_errors()) {
        let confirmed = outcome == CONFIRMED;
        desk.decide(Command::SettleDispute, entered, |tx, moment| {
            command::settle_dispute(tx, moment, asker(desk), id, confirmed, &evidence)
        })?;
        let text = if confirmed {
            desk.lang().t("已核定属实并销账。", "Settled: confirmed, and it pays the debt.")
        } else {
            desk.lang().t("已核定不实。", "Settled: denied.")
        };
        return Ok(Flash::done(text).redirect(HERE));
    }
    one_page(desk, entered)
}
