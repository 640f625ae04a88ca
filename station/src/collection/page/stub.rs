//! The stub of a ticket whose phone is lost: its money is entered at the desk,
//! so that it counts and the customer is credited (3.1).

use dianfei_wire::fact::people::Role;

use super::{answer, asker};
use crate::collection::command::{self, Stub};
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::person::{self, Labels};
use crate::people::role::Command;
use crate::web::{Bi, Entered, ErrorPage, Field, Flash, Form, Signing, bi, figure};

/// Where stubs are entered.
const HERE: &str = "/collection/stub";

/// The form.
pub fn stub(desk: &Desk) -> Answer {
    desk.permit(Command::EnterStub)?;
    page(desk, &Entered::default())
}

fn page(desk: &Desk, entered: &Entered) -> Answer {
    let form = form(desk)?.filled(entered).render(desk.lang(), &desk.frame.viewer.csrf);
    let page = desk.frame.page(&bi("补录存根", "Enter a stub"), form);
    Ok(answer(page.clauses(desk::clause("3.1")), entered))
}

fn form(desk: &Desk) -> Result<Form, ErrorPage> {
    let station = desk.app.station.as_str();
    let (people, labels) =
        desk.read(|store| Ok((person::all(store, station)?, Labels::of_all(store, station)?)))?;
    let takers = people
        .into_iter()
        .filter(|person| person.roles.contains(&Role::Collector))
        .filter(|person| person.person != desk.actor.person)
        .map(|person| (person.person.to_string(), Bi::same(labels.get(&person.person))));
    let takers: Vec<(String, Bi)> = takers.collect();
    let no_account = bi("存根上的户号。", "As the stub says.");
    Ok(Form::new(HERE, bi("补录", "Enter it"))
        .lead(bi(
            "手机遗失、尚未上传的收款，照票据存根补录。手机找到后再上传，同一票号不会重复计算。",
            "Money that a lost phone had not sent is entered from the ticket's stub. Should the phone be found, the same number does not count twice.",
        ))
        .field(Field::choice("taker", bi("收款人", "Taken by"), takers).required())
        .field(Field::date("paid_on", bi("票据日期", "Date on the ticket")).required())
        .field(Field::text("series", bi("票据字轨", "Series")).required())
        .field(Field::text("no", bi("票号", "Ticket no.")).required())
        .field(Field::text("account", bi("户号", "Account no.")).required().note(no_account))
        .field(Field::money("amount", bi("实收金额", "Amount taken")).required())
        .hidden(REQUEST_FIELD, desk.request_id())
        .signing(Signing::clause(
            "3.1",
            bi(
                "将记录：本人见到此票存根，所记与存根一致；此款计入收款人手中现金。",
                "This will be recorded: I have seen the stub, and this is what it says; the money counts with its taker's cash.",
            ),
        )))
}

/// Enters a stub.
pub fn enter(desk: &Desk, entered: &mut Entered) -> Answer {
    desk.permit(Command::EnterStub)?;
    let taker = entered.read("taker", bi("没有这个人。", "There is no such person."));
    let paid_on = entered.date("paid_on");
    let series = entered.read("series", bi("字轨不对。", "That is no series."));
    let no = entered.read("no", bi("票号须为数字。", "A ticket number is digits."));
    let account = entered.read("account", bi("户号须为数字。", "An account number is digits."));
    let amount = entered.money_above_zero("amount");
    if let (Some(taker), Some(paid_on), Some(series), Some(no), Some(account), Some(amount_fen)) =
        (taker, paid_on, series, no, account, amount)
    {
        let stub = Stub { taker, paid_on, account, series, no, amount_fen };
        let said = format!("{} {}", stub.series, stub.no);
        let done = desk.decide(Command::EnterStub, entered, |tx, moment| {
            command::enter_stub(tx, moment, asker(desk), stub)
        });
        let fields = [
            ("own_stub", "taker"),
            ("date_in_future", "paid_on"),
            ("already_applied", "no"),
            ("would_be_disputed", "no"),
        ];
        let Err(page) = done else {
            let told = figure::money(amount_fen);
            let text = Bi::composed(
                format!("已补录票据 {said}，{told} 元。"),
                format!("Entered: ticket {said}, {told} yuan."),
            );
            return Ok(Flash::done(desk.lang().of(&text)).redirect(HERE));
        };
        entered.refused(page, &fields)?;
    }
    page(desk, entered)
}
