//! The ticket of a payment as it is printed, all three copies (3.4).

use askama::Template;
use axum::response::IntoResponse;
use dianfei_rules::bill::BillDocument;
use dianfei_rules::paper::{
    FaceBill, LineStyle, PaperWidth, PrintLine, TicketCopy, TicketFace, ticket_lines,
};
use dianfei_rules::quantity::Kwh;
use dianfei_rules::ticket::book::TicketState;
use dianfei_rules::ticket::capitals::CapitalsStyle;
use dianfei_wire::PartHash;
use dianfei_wire::fact::collection::{Collected, CollectionFact, PrintedAllocation};
use dianfei_wire::fact::{Fact, FactBody, FactId};

use crate::account::{policy, search, station};
use crate::archive::look;
use crate::collection::receivable;
use crate::desk::{self, Answer, Desk};
use crate::journal;
use crate::people::person;
use crate::spine::SpineError;
use crate::store::{Reader, StoreError};
use crate::ticket;
use crate::web::board::{Tile, tiles};
use crate::web::{Bi, Html, Lang, bi, figure};

#[derive(Template)]
#[template(path = "collection/receipt.html")]
struct Body {
    lang: Lang,
    again: bool,
    tiles: Html,
    copies: Vec<Vec<PrintLine>>,
}

/// The receipt of a payment.
pub fn receipt(desk: &Desk) -> Answer {
    let payment: FactId = desk.param("payment").parse().map_err(|_no_id| desk.unknown())?;
    let station = desk.app.station.as_str();
    let known = desk.read(|store| Ok(journal::fact(store, station, payment.as_str())?))?;
    let Some((fact, _ruling)) = known else { return Err(desk.unknown()) };
    // The paper of a stub that was entered is in the customer's hands.
    let FactBody::Collection(CollectionFact::Collected(collected)) = &fact.body else {
        return Err(desk.unknown());
    };
    // 3.4: three copies are given once. The step before says so once, by its
    // sentence; whoever comes back to the page gets copies marked as such.
    let again = desk.frame.flash.is_none();
    if again {
        look::record(desk, &collected.account, format!("/collection/counter/receipt/{payment}"))?;
    }
    let copies = desk.read(|store| {
        let face = face(store, desk, &fact, collected)?;
        TicketCopy::ALL
            .into_iter()
            .map(|copy| Ok(ticket_lines(&face, copy, PaperWidth::Mm58)?))
            .collect()
    })?;
    let shown = [
        Tile::new(bi("收到", "Received"), figure::money(collected.received_fen)),
        Tile::new(bi("收费金额", "Taken"), figure::money(collected.amount_fen)),
        Tile::new(bi("找零", "Change"), figure::money(collected.change_fen)),
    ]
    .map(|tile| tile.unit(bi("元", "yuan")));
    let body = Body { lang: desk.lang(), again, tiles: tiles(desk.lang(), &shown), copies };
    let no = format!("{} {}", collected.series, collected.no);
    let title = Bi::composed(format!("票据 {no}"), format!("Ticket {no}"));
    let page = desk.frame.page(&title, Html::of(&body));
    Ok(page.clauses(desk::clause("3.4")).into_response())
}

fn face(
    store: &mut Reader<'_>,
    desk: &Desk,
    fact: &Fact,
    collected: &Collected,
) -> Result<TicketFace, SpineError> {
    let number = &desk.app.station;
    let paid_on = fact.business_date;
    let set = policy::set(store, number)?;
    let view = set.on(paid_on);
    let station = station::find(store, number)?;
    let customer = search::of_account(store, number.as_str(), &collected.account)?;
    let taker = person::find(store, number.as_str(), &fact.person)?;
    let row = ticket::table::find(store, number.as_str(), &collected.series, collected.no)?;
    let bills = collected
        .printed
        .iter()
        .filter_map(|line| face_bill(store, number.as_str(), line).transpose())
        .collect::<Result<Vec<_>, StoreError>>()?;
    let meter = match bills.as_slice() {
        [(_, Some(document))] => document.registers.first().map(|register| register.meter.clone()),
        _ => None,
    };
    Ok(TicketFace {
        station_name: station.name,
        emergency_telephone: station.emergency_telephone,
        series: collected.series.clone(),
        no: collected.no,
        paid_on,
        account: collected.account.clone(),
        customer_name: customer.map_or_else(String::new, |found| found.name),
        meter,
        bills: bills.into_iter().map(|(bill, _)| bill).collect(),
        advance_fen: collected.advance_fen,
        amount_fen: collected.amount_fen,
        received_fen: collected.received_fen,
        change_fen: collected.change_fen,
        collector_name: taker.map_or_else(String::new, |person| person.name),
        void: row.is_some_and(|row| {
            matches!(row.ticket.state, TicketState::Void | TicketState::VoidClaimed)
        }),
        late_fee_word: view.late_fee_word()?,
        capitals_style: CapitalsStyle::on(&view)?,
    })
}

fn face_bill(
    store: &mut Reader<'_>,
    station: &str,
    line: &PrintedAllocation,
) -> Result<Option<(FaceBill, Option<BillDocument>)>, StoreError> {
    let Some(row) = receivable::find(store, station, &line.bill)? else { return Ok(None) };
    let document: Option<BillDocument> = match row.document.parse() {
        Ok(hash) => journal::part::read(store, station, PartHash(hash))?,
        Err(_no_hash) => None,
    };
    let paid = (line.principal_fen, line.late_fee_fen);
    let energy = Kwh::from_wh(row.energy_wh);
    let bill = FaceBill::of(document.as_ref(), row.open.period, energy, paid);
    Ok(Some((bill, document)))
}
