//! The form of an offer, and what of it can be offered (附件七).

use std::collections::BTreeMap;

use dianfei_rules::collection::handover::{self, DENOMINATIONS};
use dianfei_rules::id::{AreaNo, PersonNo, TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_wire::fact::collection::{Denomination, HandoverContent};
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::TicketRange;

use super::content;
use crate::desk::{Desk, REQUEST_FIELD};
use crate::people::person::{Labels, Person};
use crate::people::role::{self, Command};
use crate::web::{Bi, Entered, Field, Form, Html, Lang, Signing, bi, figure};

/// The fields of the counts, one a note or coin, from the largest.
const COUNTS: [&str; DENOMINATIONS.len()] = [
    "count_10000",
    "count_5000",
    "count_2000",
    "count_1000",
    "count_500",
    "count_100",
    "count_50",
    "count_10",
    "count_5",
    "count_1",
];

/// What the form needs to know of the person's hands.
pub(super) struct Hands {
    /// All people.
    pub(super) people: Vec<Person>,
    /// Who is who.
    pub(super) labels: Labels,
    /// All areas.
    pub(super) areas: BTreeMap<AreaNo, String>,
    /// Unused numbers in the person's hands.
    pub(super) tickets: Vec<TicketRange>,
    /// Cash in the person's hands.
    pub(super) cash_fen: Fen,
}

/// Whether one of the person's roles hands cash.
fn hands_cash(desk: &Desk) -> bool {
    [Role::Collector, Role::Cashier].iter().any(|role| desk.actor.roles.contains(role))
}

/// The form, with what was typed; nothing for who may not offer.
pub(super) fn form(desk: &Desk, hands: &Hands, entered: &Entered) -> Html {
    if !role::may(&desk.actor.roles, Command::OfferHandover) {
        return Html::default();
    }
    let mut form = Form::new("/collection/handover", bi("交出", "Offer"))
        .field(receivers(desk, hands))
        .field(
            Field::text("areas", bi("应收清单与结算单的台区", "Areas of lists and statements"))
                .note(known_areas(hands)),
        )
        .field(Field::text("series", bi("票据代码", "Series")).note(in_hand(desk.lang(), hands)))
        .field(Field::number("first", bi("起号", "First no.")))
        .field(Field::number("last", bi("止号", "Last no.")));
    if hands_cash(desk) {
        form = cash_fields(form, hands);
    }
    form = form.hidden(REQUEST_FIELD, desk.request_id()).signing(Signing::clause(
        "4.3.2",
        bi(
            "将记录：以上由您交出。对方接收之前在途，仍由您负责。",
            "This will be recorded: you hand this over. Until the other side accepts it, it is in transit and yours to answer for.",
        ),
    ));
    form.filled(entered).render(desk.lang(), &desk.frame.viewer.csrf)
}

fn receivers(desk: &Desk, hands: &Hands) -> Field {
    let may_accept = |person: &&Person| {
        let other = person.person != desk.actor.person;
        person.active && other && role::may(&person.roles, Command::AcceptHandover)
    };
    let choices: Vec<(String, Bi)> = hands
        .people
        .iter()
        .filter(may_accept)
        .map(|person| {
            let who = hands.labels.get(&person.person);
            let told = |lang| format!("{who} · {}", role::titles(lang, &person.roles));
            (person.person.to_string(), Bi::composed(told(Lang::Zh), told(Lang::En)))
        })
        .collect();
    Field::choice("to", bi("接收人", "Receiver"), choices).required()
}

fn known_areas(hands: &Hands) -> Bi {
    let known: Vec<String> =
        hands.areas.iter().map(|(area, name)| format!("{area} {name}")).collect();
    let known = known.join("  ");
    Bi::composed(
        format!("填台区编号，多个用空格分开。{known}"),
        format!("Numbers of areas, several with spaces between. {known}"),
    )
}

fn in_hand(lang: Lang, hands: &Hands) -> Bi {
    if hands.tickets.is_empty() {
        return bi("您手中没有空白票据。", "You hold no unused ticket.");
    }
    let told = content::ranges(lang, &hands.tickets);
    Bi::composed(format!("您手中的空白票据：{told}"), format!("You hold unused: {told}"))
}

fn cash_fields(form: Form, hands: &Hands) -> Form {
    let held = figure::money(hands.cash_fen);
    let note = Bi::composed(format!("账上手持现金 {held} 元"), format!("You hold {held} yuan"));
    let mut form =
        form.field(Field::money("amount", bi("现金合计", "Cash in all")).note(note)).field(
            Field::number("used_count", bi("对应已收票据", "Tickets it stands for"))
                .unit(bi("张", "tickets")),
        );
    for (name, value) in COUNTS.into_iter().zip(DENOMINATIONS) {
        let label = Bi::composed(format!("{value} 元"), format!("{value} yuan"));
        form = form.field(Field::number(name, label).unit(bi("张（枚）", "pieces")));
    }
    form
}

/// What was typed: to whom, and what. Absent where something is wrong, which
/// then stands at its field.
pub(super) fn read(
    desk: &Desk,
    hands: &Hands,
    entered: &mut Entered,
) -> Option<(PersonNo, HandoverContent)> {
    let to = entered.read::<PersonNo>("to", bi("请选择接收人。", "Choose the receiver."));
    let tickets = tickets(entered);
    let lists = areas(hands, entered);
    let (cash_fen, denominations) =
        if hands_cash(desk) { cash(entered) } else { (Fen::ZERO, Vec::new()) };
    let used_count = entered.optional("used_count").map_or(0, |text| {
        text.parse().unwrap_or_else(|_no_count| {
            entered.wrong("used_count", bi("请填张数，如 12。", "Give a count, such as 12."));
            0
        })
    });
    if entered.has_errors() {
        return None;
    }
    let content =
        HandoverContent { tickets, lists, cash_fen, denominations, used_count, used: Vec::new() };
    Some((to?, content))
}

/// One run of numbers: all three fields, or none of them.
fn tickets(entered: &mut Entered) -> Vec<TicketRange> {
    if ["series", "first", "last"].iter().all(|name| entered.optional(name).is_none()) {
        return Vec::new();
    }
    let series = entered.read::<TicketSeries>(
        "series",
        bi("请填票据上印的代码。", "Give the series printed on the ticket."),
    );
    let number = bi("请填票号，只用数字。", "Give the number on the ticket, digits only.");
    let first = entered.read::<TicketNo>("first", number.clone());
    let last = entered.read::<TicketNo>("last", number);
    let (Some(series), Some(first), Some(last)) = (series, first, last) else {
        return Vec::new();
    };
    if last < first {
        entered.wrong("last", bi("止号小于起号。", "The last number is below the first."));
    }
    vec![TicketRange { series, first, last }]
}

fn areas(hands: &Hands, entered: &mut Entered) -> Vec<AreaNo> {
    let typed = entered.optional("areas").unwrap_or_default();
    let mut lists: Vec<AreaNo> = Vec::new();
    for text in typed.split([' ', ',', '，', '、']).filter(|text| !text.is_empty()) {
        match text.parse::<AreaNo>().ok().filter(|area| hands.areas.contains_key(area)) {
            Some(area) if !lists.contains(&area) => lists.push(area),
            Some(_twice) => {}
            None => entered.wrong(
                "areas",
                Bi::composed(format!("没有台区 {text}。"), format!("There is no area {text}.")),
            ),
        }
    }
    lists
}

/// The cash and its count: they must come to the same (4.3.5).
fn cash(entered: &mut Entered) -> (Fen, Vec<Denomination>) {
    let mut denominations = Vec::new();
    for (name, value_fen) in COUNTS.into_iter().zip(DENOMINATIONS) {
        let Some(text) = entered.optional(name) else { continue };
        match text.parse::<u32>() {
            Ok(0) => {}
            Ok(pieces) => denominations.push(Denomination { value_fen, pieces }),
            Err(_no_count) => {
                entered.wrong(name, bi("请填张数，如 12。", "Give a count, such as 12."));
            }
        }
    }
    if denominations.is_empty() && entered.optional("amount").is_none() {
        return (Fen::ZERO, denominations);
    }
    let amount = entered.money_above_zero("amount").unwrap_or_default();
    let pieces: Vec<handover::Denomination> = denominations
        .iter()
        .map(|line| handover::Denomination { value_fen: line.value_fen, pieces: line.pieces })
        .collect();
    let counted = handover::counted(&pieces).unwrap_or(Fen::ZERO);
    if !entered.has_errors() && counted != amount {
        let told = figure::money(counted);
        entered.wrong(
            "amount",
            Bi::composed(
                format!("按面额点得 {told} 元，与合计不符。"),
                format!("The pieces counted come to {told} yuan, not to this."),
            ),
        );
    }
    (amount, denominations)
}
