//! The counter: find the account, see what it owes today, take the money
//! (4.3.3).

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use dianfei_rules::id::{AccountNo, TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_wire::FactId;

use super::{answer, asker};
use crate::account::search::{self, Found};
use crate::archive::look;
use crate::collection::command::{self, CounterMoney};
use crate::collection::owed::{self, Owed};
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::role::Command;
use crate::spine::SpineError;
use crate::web::address::address_of;
use crate::web::board::{Tile, tiles};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Entered, ErrorPage, Field, Flash, Form, Html, Lang, Signing, bi};
use crate::web::{figure, see_other, words};

/// Where the counter is.
const HERE: &str = "/collection/counter";

/// The name of the counter's search box; the frame's own is called `find`.
const SOUGHT: &str = "customer";

#[derive(Template)]
#[template(path = "collection/counter.html")]
struct Body {
    lang: Lang,
    sought: String,
    no_ticket: bool,
    tiles: Html,
    owed: Html,
    form: Html,
}

/// The counter: an account where the address labels one, else the search.
pub fn counter(desk: &Desk) -> Answer {
    desk.permit(Command::CollectAtCounter)?;
    match desk.query.get("account") {
        Some(text) => {
            let account = text.parse().map_err(|_no_number| desk.unknown())?;
            look::record(desk, &account, HERE.to_owned())?;
            account_page(desk, &account, &Entered::default())
        }
        None => search_page(desk),
    }
}

fn address(account: &AccountNo) -> String {
    address_of(HERE, &[("account", account.as_str())])
}

/// The next free number in the cashier's hands; absent where there is none.
fn next_ticket(desk: &Desk) -> Result<Option<(TicketSeries, TicketNo)>, ErrorPage> {
    desk.read(|store| match command::next_ticket(store, asker(desk)) {
        Ok(next) => Ok(Some(next)),
        Err(SpineError::Refused(_none_left)) => Ok(None),
        Err(error) => Err(error),
    })
}

fn ticket_tile(next: Option<&(TicketSeries, TicketNo)>) -> Tile {
    let title = bi("下一张票号", "Next ticket");
    match next {
        Some((series, no)) => Tile::new(title, format!("{series} {no}")),
        None => Tile::new(title, "—")
            .breach(true)
            .note(words::code("no_ticket").map_or_else(Bi::default, |said| said.todo()))
            .to("/collection/handover"),
    }
}

fn search_page(desk: &Desk) -> Answer {
    let sought = desk.query.get(SOUGHT).unwrap_or_default().trim().to_owned();
    let station = desk.app.station.as_str();
    let mut found = Html::default();
    if !sought.is_empty() {
        let accounts = desk.read(|store| search::find(store, station, &sought))?;
        if let [only] = accounts.as_slice() {
            return Ok(see_other(&address(&only.account)));
        }
        found = search::list(accounts, address).render_plain(&desk.frame);
    }
    let next = next_ticket(desk)?;
    let body = Body {
        lang: desk.lang(),
        sought,
        no_ticket: next.is_none(),
        tiles: tiles(desk.lang(), &[ticket_tile(next.as_ref())]),
        owed: found,
        form: Html::default(),
    };
    let page = desk.frame.page(&bi("坐收", "Counter"), Html::of(&body));
    Ok(page.clauses(desk::clause("4.3.3")).into_response())
}

/// What an account owes today, and the form that takes its money.
fn account_page(desk: &Desk, account: &AccountNo, entered: &Entered) -> Answer {
    let station = &desk.app.station;
    let today = desk.app.today();
    let found = desk.read(|store| {
        let Some(found) = search::of_account(store, station.as_str(), account)? else {
            return Ok(None);
        };
        let owed = Owed::of_account(store, station, account, today)?;
        let total = owed.total_fen()?;
        let advance = owed::advance_fen(store, station.as_str(), account)?;
        Ok(Some((found, owed, total, advance)))
    })?;
    let Some((found, owed, total, advance)) = found else { return Err(desk.unknown()) };
    let next = next_ticket(desk)?;
    let form = match &next {
        Some(_) => money_form(desk, account, total, entered),
        None => Html::default(),
    };
    let body = Body {
        lang: desk.lang(),
        sought: String::new(),
        no_ticket: next.is_none(),
        tiles: tiles(
            desk.lang(),
            &[
                Tile::new(bi("今日应交", "Owed today"), figure::money(total)).unit(YUAN),
                Tile::new(bi("预收余额", "Advance balance"), figure::money(advance)).unit(YUAN),
                ticket_tile(next.as_ref()),
            ],
        ),
        owed: owed_list(&owed, today).render_plain(&desk.frame),
        form,
    };
    let page = desk.frame.page(&title(&found), Html::of(&body)).clauses(desk::clause("4.3.3"));
    Ok(answer(page, entered))
}

const YUAN: Bi = bi("元", "yuan");

fn title(found: &Found) -> Bi {
    let who = format!("{} {} {}", found.account, found.name, found.address);
    Bi::composed(format!("坐收 {who}"), format!("Counter {who}"))
}

fn owed_list(owed: &Owed, today: NaiveDate) -> List {
    let mut list = List::new("owed", bi("应交电费", "What is owed"))
        .column(Column::month("period", bi("电费年月", "Period")))
        .column(Column::number("bill", bi("账单号", "Bill")))
        .column(Column::date("due_on", bi("缴费期限", "Due on")))
        .column(Column::money("principal", bi("电费未收", "Bill open")).totalled())
        .column(Column::integer("days", bi("逾期天数", "Days late")))
        .column(Column::money("late_fee", bi("违约金", "Late fee")).totalled())
        .column(Column::money("total", bi("合计", "Together")).totalled())
        .empty(bi("不欠电费。收到的钱转为预收。", "Nothing is owed: money taken is paid ahead."));
    for debt in &owed.debts {
        // Arrears of the cut-over have no bill of the station behind them.
        let bill = owed.rows.iter().find(|row| row.open.bill == debt.bill);
        let number = match bill.filter(|row| !row.document.is_empty()) {
            Some(_) => Cell::link(debt.bill.clone(), format!("/audit/bill/{}", debt.bill)),
            None => Cell::from(debt.bill.clone()),
        };
        list.push(Row::new([
            Cell::from(debt.period),
            number,
            Cell::from(debt.due_on),
            Cell::from(debt.principal_fen),
            Cell::from((today - debt.due_on).num_days().max(0)),
            Cell::some(debt.late_fee_fen().ok()),
            Cell::some(debt.total_fen().ok()),
        ]));
    }
    list
}

fn money_form(desk: &Desk, account: &AccountNo, total: Fen, entered: &Entered) -> Html {
    let owed = if total > Fen::ZERO { total.to_string() } else { String::new() };
    let form = Form::new(HERE, bi("收款", "Take the money"))
        .field(Field::money("amount", bi("收费金额", "Amount")).value(owed).required().note(bi(
            "多于应交的部分转为预收。",
            "What is more than owed is paid ahead.",
        )))
        .field(Field::money("received", bi("收到", "Received")).required().first())
        .hidden("account", account.as_str())
        .hidden(REQUEST_FIELD, desk.request_id())
        .cancel(HERE)
        .signing(Signing::clause(
            "4.3.3",
            bi(
                "将记录：您收下此款，并用上面这张票；款由您保管，直到存入银行。",
                "This will be recorded: you take this money under the ticket above, and it is in your custody until it is banked.",
            ),
        ));
    form.filled(entered).render(desk.lang(), &desk.frame.viewer.csrf)
}

/// Takes the money, and goes on to its receipt.
pub fn take(desk: &Desk, entered: &mut Entered) -> Answer {
    desk.permit(Command::CollectAtCounter)?;
    let account = entered.text_of("account").and_then(|text| text.parse::<AccountNo>().ok());
    let Some(account) = account else { return Err(desk.unknown()) };
    let amount = entered.money_above_zero("amount");
    let received = entered.money_above_zero("received");
    if let (Some(amount_fen), Some(received_fen)) = (amount, received) {
        let money = CounterMoney { account: account.clone(), amount_fen, received_fen };
        let done = desk.decide(Command::CollectAtCounter, entered, |tx, moment| {
            command::collect_at_counter(tx, moment, asker(desk), money)
        });
        match done {
            Ok(ids) => return Ok(taken(desk, &ids)),
            Err(page) => entered.refused(page, &[("received_too_little", "received")])?,
        }
    }
    account_page(desk, &account, entered)
}

fn taken(desk: &Desk, ids: &[FactId]) -> Response {
    let payment = ids.first().map(ToString::to_string).unwrap_or_default();
    let text = desk.lang().t("已收款，请当面唱收唱付。", "Taken: say amount and change aloud.");
    Flash::done(text).redirect(&format!("{HERE}/receipt/{payment}"))
}
