//! Handovers at the desk: what is in transit, an offer of one's own, and the
//! other side's acceptance (4.3.2, 4.2.7).

use askama::Template;
use axum::response::Response;
use dianfei_rules::collection::handover::OfferState;
use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::PersonNo;
use dianfei_rules::ticket::capitals::{CapitalsStyle, capitals};
use dianfei_wire::fact::FactId;
use dianfei_wire::fact::ticket::TicketRange;

use super::offer::{self, Hands};
use super::{answer, asker, content};
use crate::account::policy;
use crate::collection::handover::{self, HandoverRow};
use crate::collection::{command, ledger};
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::person::{self, Labels};
use crate::people::role::{self, Command};
use crate::store::{Reader, StoreError};
use crate::ticket;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Entered, ErrorPage, Field, Flash, Form, Html, Lang, Signing, bi, figure};

/// Where handovers are.
const HERE: &str = "/collection/handover";

/// All open handovers, and the form of an own offer.
pub fn list(desk: &Desk) -> Answer {
    let hands = hands(desk)?;
    let list = open_list(desk, &hands)?;
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    Ok(page(desk, &hands, &list, &Entered::default()))
}

fn page(desk: &Desk, hands: &Hands, list: &List, entered: &Entered) -> Response {
    let form = offer::form(desk, hands, entered);
    let body = Html::joined([list.render(&desk.frame, &desk.query), form]);
    let page = desk.frame.page(&bi("交接", "Handover"), body).clauses(desk::clause("4.3.2"));
    answer(page, entered)
}

fn hands(desk: &Desk) -> Result<Hands, ErrorPage> {
    let station = desk.app.station.as_str();
    let me = &desk.actor.person;
    desk.read(|store| {
        Ok(Hands {
            people: person::all(store, station)?,
            labels: Labels::of_all(store, station)?,
            areas: content::areas(store, station)?,
            tickets: unused(store, station, me)?,
            cash_fen: ledger::balance(store, station, &LedgerAccount::Cash(me.clone()))?,
        })
    })
}

/// The unused numbers in a person's hands, in runs.
fn unused(
    store: &mut Reader<'_>,
    station: &str,
    holder: &PersonNo,
) -> Result<Vec<TicketRange>, StoreError> {
    let held: Vec<_> = ticket::table::of_holder(store, station, Some(holder))?
        .into_iter()
        .filter(|row| row.ticket.state.is_unused() && row.offer.is_none())
        .collect();
    let runs = held.chunk_by(|one, other| one.series == other.series && one.no.next() == other.no);
    let ends = runs.filter_map(|run| Some((run.first()?, run.last()?)));
    Ok(ends
        .map(|(first, last)| TicketRange {
            series: first.series.clone(),
            first: first.no,
            last: last.no,
        })
        .collect())
}

fn open_list(desk: &Desk, hands: &Hands) -> Result<List, ErrorPage> {
    let station = desk.app.station.as_str();
    let lang = desk.lang();
    let open = desk.read(|store| Ok(handover::open(store, station)?))?;
    let rows = open.into_iter().map(|row| {
        Row::new([
            Cell::from(row.offered_on).to(format!("{HERE}/{}", row.offer)),
            Cell::from(hands.labels.get(&row.giver)),
            Cell::from(hands.labels.get(&row.receiver)),
            Cell::from(content::ranges(lang, &row.content.tickets)),
            Cell::from(content::count(&row.content.tickets)),
            Cell::from(content::lists(lang, &hands.areas, &row.content.lists)),
            Cell::from(content::ranges(lang, &row.content.used)),
            Cell::from(row.content.cash_fen),
            Cell::link(next_step(desk, &row), format!("{HERE}/{}", row.offer)),
        ])
    });
    Ok(List::new("handover", bi("待接收交接", "Open handovers"))
        .column(Column::date("date", bi("日期", "Date")))
        .column(Column::text("giver", bi("移交人", "Giver")))
        .column(Column::text("receiver", bi("接收人", "Receiver")))
        .column(Column::text("tickets", bi("空白票据", "Unused tickets")))
        .column(Column::integer("count", bi("份数", "Count")).totalled())
        .column(Column::text("lists", bi("清单台区", "Lists of areas")))
        .column(Column::text("used", bi("已用存根", "Used stubs")))
        .column(Column::money("cash", bi("现金", "Cash")).totalled())
        .column(Column::text("step", bi("下一步", "Next step")))
        .empty(bi("没有待接收的交接。", "Nothing is in transit."))
        .rows(rows))
}

fn next_step(desk: &Desk, row: &HandoverRow) -> &'static str {
    if row.receiver == desk.actor.person {
        desk.lang().t("待您接收", "yours to accept")
    } else if row.giver == desk.actor.person {
        desk.lang().t("您已交出", "offered by you")
    } else {
        desk.lang().t("查看", "look")
    }
}

/// Offers what was typed.
pub fn offer(desk: &Desk, entered: &mut Entered) -> Answer {
    desk.permit(Command::OfferHandover)?;
    let hands = hands(desk)?;
    if let Some((to, content)) = offer::read(desk, &hands, entered) {
        let not_held = if content.tickets.is_empty() { "amount" } else { "first" };
        let receiver = hands.labels.get(&to);
        let done = desk.decide(Command::OfferHandover, entered, |tx, moment| {
            command::offer_handover(tx, moment, asker(desk), to, content)
        });
        let fields = [
            ("handover_empty", "areas"),
            ("handover_to_self", "to"),
            ("handover_not_held", not_held),
        ];
        let Err(page) = done else {
            let text = match desk.lang() {
                Lang::Zh => format!("已交出，等 {receiver} 接收。"),
                Lang::En => format!("Offered: {receiver} is to accept it."),
            };
            return Ok(Flash::done(text).redirect(HERE));
        };
        entered.refused(page, &fields)?;
    }
    Ok(page(desk, &hands, &open_list(desk, &hands)?, entered))
}

#[derive(Template)]
#[template(path = "collection/handover.html")]
struct Body {
    lang: Lang,
    row: HandoverRow,
    giver: String,
    receiver: String,
    cash: String,
    capitals: String,
    lines: Html,
    forms: Html,
}

fn offer_param(desk: &Desk) -> Result<FactId, ErrorPage> {
    desk.param("offer").parse().map_err(|_no_id| desk.unknown())
}

/// One handover with all that it holds, and what the two sides can do.
pub fn one(desk: &Desk) -> Answer {
    one_page(desk, &Entered::default())
}

fn one_page(desk: &Desk, entered: &Entered) -> Answer {
    let offer = offer_param(desk)?;
    let station = desk.app.station.as_str();
    let found = desk.read(|store| {
        let Some(row) = handover::find(store, station, &offer)? else { return Ok(None) };
        let set = policy::set(store, &desk.app.station)?;
        let style = CapitalsStyle::on(&set.on(row.offered_on))?;
        let labels = Labels::of_all(store, station)?;
        Ok(Some((row, style, labels, content::areas(store, station)?)))
    })?;
    let Some((row, style, labels, areas)) = found else { return Err(desk.unknown()) };
    let lang = desk.lang();
    let body = Body {
        lang,
        giver: labels.get(&row.giver),
        receiver: labels.get(&row.receiver),
        cash: figure::money(row.content.cash_fen),
        capitals: capitals(row.content.cash_fen, style).unwrap_or_default(),
        lines: content::lines(lang, &row.content, &areas).render_plain(&desk.frame),
        forms: forms(desk, &row, entered),
        row,
    };
    let title = bi("电费票据及电费回收交接清单", "Handover list of tickets and takings");
    let page = desk.frame.page(&title, Html::of(&body)).clauses(desk::clause("4.2.7"));
    Ok(answer(page, entered))
}

/// What the person who looks can do with an open handover.
fn forms(desk: &Desk, row: &HandoverRow, entered: &Entered) -> Html {
    if row.state != OfferState::Open {
        return Html::default();
    }
    let (lang, csrf) = (desk.lang(), &desk.frame.viewer.csrf);
    if row.giver == desk.actor.person {
        let withdraw = reason_form(desk, row, entered, bi("收回", "Withdraw"));
        return withdraw.render(lang, csrf);
    }
    if row.receiver != desk.actor.person || !role::may(&desk.actor.roles, Command::AcceptHandover) {
        return Html::default();
    }
    let accept = Form::new(format!("{HERE}/{}/accept", row.offer), bi("已点清，接收", "Counted: accept"))
        .hidden("content_hash", row.content_hash.to_string())
        .hidden(REQUEST_FIELD, desk.request_id())
        .signing(Signing::clause(
            "4.2.7",
            bi(
                "将记录：您已与移交人当面点清以上各项，从此由您保管。",
                "This will be recorded: you counted all of this with the giver, and it is in your custody from now on.",
            ),
        ));
    let refuse = reason_form(desk, row, entered, bi("不接收", "Refuse"));
    Html::joined([accept.render(lang, csrf), refuse.render(lang, csrf)])
}

fn reason_form(desk: &Desk, row: &HandoverRow, entered: &Entered, submit: Bi) -> Form {
    let form = Form::new(format!("{HERE}/{}/withdraw", row.offer), submit)
        .field(Field::text("reason", bi("原因", "Reason")).required())
        .hidden(REQUEST_FIELD, desk.request_id());
    form.filled(entered)
}

/// Accepts what the person saw.
pub fn accept(desk: &Desk, entered: &mut Entered) -> Answer {
    let offer = offer_param(desk)?;
    let Some(seen) = entered.text_of("content_hash").and_then(|text| text.parse().ok()) else {
        return Err(desk.framed(ErrorPage::of_code("form_incomplete")));
    };
    desk.decide(Command::AcceptHandover, entered, |tx, moment| {
        command::accept_handover(tx, moment, asker(desk), offer, seen)
    })?;
    let text = desk.lang().t("已接收，从此由您保管。", "Accepted: it is in your custody now.");
    Ok(Flash::done(text).redirect(HERE))
}

/// Takes an own offer back, or refuses another's.
pub fn withdraw(desk: &Desk, entered: &mut Entered) -> Answer {
    let offer = offer_param(desk)?;
    let Some(reason) = entered.text("reason") else {
        return one_page(desk, entered);
    };
    let station = desk.app.station.as_str();
    let row = desk.read(|store| Ok(handover::find(store, station, &offer)?))?;
    let own = row.is_some_and(|row| row.giver == desk.actor.person);
    let command = if own { Command::OfferHandover } else { Command::AcceptHandover };
    desk.decide(command, entered, |tx, moment| {
        command::withdraw_handover(tx, moment, asker(desk), offer, reason)
    })?;
    let text = if own {
        desk.lang().t("已收回。", "Withdrawn.")
    } else {
        desk.lang().t("已退回移交人。", "Refused: it is back with the giver.")
    };
    Ok(Flash::done(text).redirect(HERE))
}
