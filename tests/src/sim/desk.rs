//! What the staff does at its desks, by the station's own commands.

use dianfei_rules::id::{AccountNo, TicketNo};
use dianfei_rules::money::Fen;
use dianfei_station::account::station;
use dianfei_station::app::App;
use dianfei_station::collection::command::{self as collection, Asker, CounterMoney, Stub};
use dianfei_station::collection::handover::{self, HandoverRow};
use dianfei_station::collection::payment::{self, PaymentRow};
use dianfei_station::people::role::Command;
use dianfei_station::phone;
use dianfei_station::reading::command::{self as reading, PlanRoute};
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::Tx;
use dianfei_station::ticket::command as ticket;
use dianfei_wire::chain::Hash;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::collection::HandoverContent;
use dianfei_wire::fact::people::{PeopleFact, Role};
use dianfei_wire::fact::ticket::TicketRange;
use dianfei_wire::{DeviceId, FactId};

use super::base::{AUDITOR, CARRIERS, CASHIER, CUSTODIAN, HEAD, SERIES, person, route};

/// Runs a command of a person in a role.
pub fn act(
    app: &App,
    number: &str,
    role: Role,
    command: Command,
    decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
) -> Result<Vec<FactId>, SpineError> {
    let by = person(number);
    let actor = Actor { person: by.clone(), roles: vec![role] };
    let asker = Asker { station: &app.station, person: &by };
    spine::decide(app, &actor, command, &app.ids.token(), |tx, moment| decision(tx, moment, asker))
}

/// The auditor plans the route of one carrier for another.
pub fn plan(app: &App, of: usize, reader: usize, period: &str) -> Result<(), SpineError> {
    act(app, AUDITOR, Role::Auditor, Command::PlanRoute, |tx, moment, asker| {
        let plan = PlanRoute {
            route: route(of),
            period: period.parse().expect("a month"),
            reader: person(CARRIERS[reader]),
            read_on: moment.today,
        };
        reading::plan_route(tx, moment, asker.station.as_str(), plan)
    })
    .map(|_planned| ())
}

/// Numbers of the one series, both ends included.
#[must_use]
pub fn range((first, last): (u64, u64)) -> TicketRange {
    TicketRange {
        series: SERIES.parse().expect("a series"),
        first: TicketNo::new(first),
        last: TicketNo::new(last),
    }
}

/// The custodian receives a book.
pub fn receive_book(app: &App, numbers: (u64, u64)) -> Result<(), SpineError> {
    let role = Role::TicketCustodian;
    act(app, CUSTODIAN, role, Command::ReceiveBook, |tx, moment, asker| {
        ticket::receive_book(tx, moment, asker.station.as_str(), range(numbers))
    })
    .map(|_received| ())
}

/// The custodian offers numbers of the stock; the offer and what is signed.
pub fn offer_tickets(
    app: &App,
    numbers: (u64, u64),
    to: &str,
) -> Result<(FactId, Hash), SpineError> {
    let content = HandoverContent {
        tickets: vec![range(numbers)],
        lists: Vec::new(),
        cash_fen: Fen::ZERO,
        denominations: Vec::new(),
        used_count: 0,
        used: Vec::new(),
    };
    let hash = handover::content_hash(&content);
    let role = Role::TicketCustodian;
    let offered = act(app, CUSTODIAN, role, Command::OfferHandover, |tx, moment, asker| {
        collection::offer_handover(tx, moment, asker, person(to), content)
    })?;
    Ok((only(offered), hash))
}

/// A person accepts an offer at the desk.
pub fn accept(app: &App, by: &str, offer: &FactId, hash: Hash) -> Result<FactId, SpineError> {
    let role = if by == CASHIER { Role::Cashier } else { Role::Collector };
    act(app, by, role, Command::AcceptHandover, |tx, moment, asker| {
        collection::accept_handover(tx, moment, asker, offer.clone(), hash)
    })
    .map(only)
}

/// The cashier refuses an offer.
pub fn refuse(app: &App, offer: &FactId) -> Result<FactId, SpineError> {
    act(app, CASHIER, Role::Cashier, Command::AcceptHandover, |tx, moment, asker| {
        let reason = "少一张存根".to_owned();
        collection::withdraw_handover(tx, moment, asker, offer.clone(), reason)
    })
    .map(only)
}

/// The open offers to the cashier.
#[must_use]
pub fn offers_to_cashier(app: &App) -> Vec<HandoverRow> {
    let rows: Result<_, SpineError> =
        app.store.read(|store| Ok(handover::open(store, app.station.as_str())?));
    let mut rows: Vec<HandoverRow> = rows.expect("handovers");
    rows.retain(|row| row.receiver.as_str() == CASHIER);
    rows
}

/// Money at the counter: the fact, and the number that was given for it.
pub fn take_at_counter(
    app: &App,
    account: &AccountNo,
    fen: i64,
) -> Result<(FactId, u64), SpineError> {
    let mut given = 0;
    let fact = act(app, CASHIER, Role::Cashier, Command::CollectAtCounter, |tx, moment, asker| {
        given = collection::next_ticket(tx, asker)?.1.get();
        let money = CounterMoney {
            account: account.clone(),
            amount_fen: Fen::new(fen),
            received_fen: Fen::new(fen),
        };
        collection::collect_at_counter(tx, moment, asker, money)
    })?;
    Ok((only(fact), given))
}

/// The cashier banks all that there is; the fact, and how much it was.
pub fn bank(app: &App, slip: &str) -> Result<(FactId, i64), SpineError> {
    let mut amount = Fen::ZERO;
    let fact = act(app, CASHIER, Role::Cashier, Command::BankCash, |tx, moment, asker| {
        let (taken, own) = collection::to_bank(tx, asker)?;
        amount = taken.plus(own).expect("in range");
        collection::bank_cash(tx, moment, asker, amount, slip)
    })?;
    Ok((only(fact), amount.get()))
}

/// The cashier has all three copies of a void ticket.
pub fn confirm_void(app: &App, no: u64) -> Result<FactId, SpineError> {
    act(app, CASHIER, Role::Cashier, Command::ConfirmVoid, |tx, moment, asker| {
        let series = SERIES.parse().expect("a series");
        collection::confirm_void(tx, moment, asker, series, TicketNo::new(no))
    })
    .map(only)
}

/// All money in dispute.
#[must_use]
pub fn disputes(app: &App) -> Vec<PaymentRow> {
    let rows: Result<_, SpineError> =
        app.store.read(|store| Ok(payment::in_dispute(store, app.station.as_str())?));
    rows.expect("payments")
}

/// The head saw a copy of the ticket of disputed money.
pub fn confirm_money(app: &App, payment: &FactId) -> Result<FactId, SpineError> {
    act(app, HEAD, Role::StationHead, Command::SettleDispute, |tx, moment, asker| {
        collection::settle_dispute(tx, moment, asker, payment.clone(), true, "见到报销联")
    })
    .map(only)
}

/// The station goes on after a restore.
pub fn begin_incarnation(app: &App) {
    station::begin_incarnation(app, &person(HEAD)).expect("begun");
}

fn only(mut facts: Vec<FactId>) -> FactId {
    assert!(!facts.is_empty(), "a command that is carried out records a fact");
    facts.remove(0)
}

/// The head declares a phone lost.
pub fn declare_lost(app: &App, device: DeviceId) {
    let lost =
        act(app, HEAD, Role::StationHead, Command::DeclareDeviceLost, |_tx, moment, _asker| {
            let report = "过河时落水".to_owned();
            let body = FactBody::People(PeopleFact::DeviceLost { device, report });
            Ok(vec![Draft::new(moment, body)])
        });
    lost.expect("declared");
}

/// The cashier enters the stub of a lost phone.
pub fn enter_stub(app: &App, stub: Stub) -> Result<FactId, SpineError> {
    act(app, CASHIER, Role::Cashier, Command::EnterStub, |tx, moment, asker| {
        collection::enter_stub(tx, moment, asker, stub)
    })
    .map(only)
}

/// What a phone scans to be bound to a person.
#[must_use]
pub fn invite(app: &App, to: &str) -> String {
    phone::enrol::invite(app, &person(to)).expect("invited").to_text()
}
