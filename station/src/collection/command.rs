//! What a person may do with money at the desk.

use chrono::NaiveDate;
use dianfei_rules::collection::allocation::{self, Payment};
use dianfei_rules::collection::ledger::{BookDate, LedgerAccount, Posting, PostingKind};
use dianfei_rules::id::{AccountNo, PersonNo, StationNo, TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::ticket::book::TicketState;
use dianfei_wire::fact::collection::{
    Collected, CollectionFact, CollectionMode, HandoverContent, PrintedAllocation,
};
use dianfei_wire::fact::{FactBody, FactId};
use dianfei_wire::{Ruling, Verdict};

use super::handover::{self, Accepted, Offered};
use super::ledger::{self, in_range};
use super::owed::Owed;
use super::payment::{self, Taken};
use crate::journal;
use crate::spine::{Draft, Moment, SpineError};
use crate::store::{Reader, Tx};
use crate::ticket;

/// Who asks at which station.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    /// The station.
    pub station: &'a StationNo,
    /// The signed-in person.
    pub person: &'a PersonNo,
}

fn or_refuse(ruling: Ruling) -> Result<Ruling, SpineError> {
    match &ruling.verdict {
        Verdict::Applied => Ok(ruling),
        Verdict::AlreadyApplied => Err(Refusal::new("already_applied").into()),
        Verdict::NotUnderstood => Err(Refusal::new("not_understood").into()),
        Verdict::Disputed { code, clause } => {
            let refusal = Refusal::by_clause("would_be_disputed", "3.1");
            Err(refusal.with("reason", code).with_some("clause", clause.as_ref()).into())
        }
    }
}

/// Offers tickets, lists or cash to another person (4.3.2).
pub fn offer_handover(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    to: PersonNo,
    content: HandoverContent,
) -> Result<Vec<Draft>, SpineError> {
    let id = moment.fact_id();
    let hash = handover::content_hash(&content);
    let offered = Offered {
        station: asker.station,
        offer: &id,
        giver: asker.person,
        to: &to,
        content: &content,
        hash,
        on: moment.today,
    };
    handover::check(tx, &offered)?;
    let ruling = or_refuse(handover::rule_offer(tx, &offered)?)?;
    let body =
        FactBody::Collection(CollectionFact::HandoverOffered { to, content, content_hash: hash });
    Ok(vec![Draft::new(moment, body).with_id(id).with_ruling(ruling)])
}

/// Accepts an offer that the signed-in person saw under `seen` (4.2.7).
pub fn accept_handover(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    offer: FactId,
    seen: dianfei_wire::Hash,
) -> Result<Vec<Draft>, SpineError> {
    let accepted = Accepted {
        station: asker.station,
        offer: &offer,
        by: asker.person,
        hash: seen,
        on: moment.today,
    };
    let ruling = or_refuse(handover::rule_acceptance(tx, &accepted)?)?;
    let body = FactBody::Collection(CollectionFact::HandoverAccepted {
        offer,
        content_hash: seen,
        signature: None,
    });
    Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
}

/// Takes an open offer back, or refuses it as the other side.
pub fn withdraw_handover(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    offer: FactId,
    reason: String,
) -> Result<Vec<Draft>, SpineError> {
    let station = asker.station.as_str();
    let ruling = handover::rule_withdrawal(tx, station, &offer, asker.person, moment.today)?;
    let ruling = or_refuse(ruling)?;
    let body = FactBody::Collection(CollectionFact::HandoverWithdrawn { offer, reason });
    Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
}

/// Money put down at the counter.
#[derive(Debug, Clone)]
pub struct CounterMoney {
    /// Whose debt.
    pub account: AccountNo,
    /// What is to be paid.
    pub amount_fen: Fen,
    /// What the customer put down.
    pub received_fen: Fen,
}

/// Takes money at the counter under the cashier's next ticket (4.3.3).
///
/// Refuses `no_ticket` (3.2), `received_too_little` and `amount_disagrees`.
pub fn collect_at_counter(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    money: CounterMoney,
) -> Result<Vec<Draft>, SpineError> {
    let (series, no) = next_ticket(tx, asker)?;
    if money.received_fen < money.amount_fen {
        return Err(Refusal::by_clause("received_too_little", "6.22").into());
    }
    let change_fen = in_range(money.received_fen.minus(money.amount_fen))?;
    let (printed, energy_kwh, advance_fen) = preview(tx, moment, asker, &money)?;
    let collected = Collected {
        account: money.account,
        series,
        no,
        amount_fen: money.amount_fen,
        received_fen: money.received_fen,
        change_fen,
        mode: CollectionMode::Counter,
        energy_kwh,
        printed,
        advance_fen,
    };
    let taken = Taken {
        station: asker.station,
        taker: asker.person,
        collected: &collected,
        paid_on: moment.today,
        today: moment.today,
        distrusted: false,
    };
    let ruling = or_refuse(payment::rule(tx, &taken)?)?;
    let body = FactBody::Collection(CollectionFact::Collected(collected));
    Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
}

/// The first free number in the person's hands.
pub fn next_ticket(
    store: &mut Reader<'_>,
    asker: Asker<'_>,
) -> Result<(TicketSeries, TicketNo), SpineError> {
    let rows = ticket::table::of_holder(store, asker.station.as_str(), Some(asker.person))?;
    rows.into_iter()
        .find(|row| row.ticket.state == TicketState::Issued && row.offer.is_none())
        .map(|row| (row.series, row.no))
        .ok_or_else(|| Refusal::by_clause("no_ticket", "3.2").into())
}

fn preview(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    money: &CounterMoney,
) -> Result<(Vec<PrintedAllocation>, Kwh, Fen), SpineError> {
    let owed = Owed::of_account(tx, asker.station, &money.account, moment.today)?;
    let payment = Payment { amount_fen: money.amount_fen, paid_on: moment.today, printed: &[] };
    let divided = in_range(allocation::allocate(payment, &owed.debts, owed.order))?;
    let energy_wh = owed
        .rows
        .iter()
        .filter(|row| divided.lines.iter().any(|line| line.bill == row.open.bill))
        .map(|row| row.energy_wh)
        .sum();
    let printed = divided
        .lines
        .into_iter()
        .map(|line| PrintedAllocation {
            bill: line.bill,
            principal_fen: line.principal_fen,
            late_fee_fen: line.late_fee_fen,
        })
        .collect();
    Ok((printed, Kwh::from_wh(energy_wh), divided.advance_fen))
}

/// What the stub of a ticket says.
#[derive(Debug, Clone)]
pub struct Stub {
    /// Who took the money.
    pub taker: PersonNo,
    /// The date on the ticket.
    pub paid_on: NaiveDate,
    /// Whose debt.
    pub account: AccountNo,
    /// The ticket's series.
    pub series: TicketSeries,
    /// The ticket's number.
    pub no: TicketNo,
    /// What was taken.
    pub amount_fen: Fen,
}

/// Enters the stub of a ticket, because the phone that recorded its money is
/// lost (3.1): the money counts in its taker's custody as if the phone had
/// delivered it. Should the phone be found, its fact is another witness.
///
/// Refuses `own_stub`: who took the money does not enter it; `date_in_future`,
/// `already_applied` and `would_be_disputed`.
pub fn enter_stub(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    stub: Stub,
) -> Result<Vec<Draft>, SpineError> {
    let refused = |code: &'static str| Refusal::by_clause(code, "3.1");
    if stub.taker == *asker.person {
        return Err(refused("own_stub").into());
    }
    if stub.paid_on > moment.today {
        return Err(refused("date_in_future").with("paid_on", stub.paid_on).into());
    }
    let collected = Collected {
        account: stub.account,
        series: stub.series,
        no: stub.no,
        amount_fen: stub.amount_fen,
        received_fen: stub.amount_fen,
        change_fen: Fen::ZERO,
        mode: CollectionMode::DoorToDoor,
        energy_kwh: Kwh::ZERO,
        printed: Vec::new(),
        advance_fen: Fen::ZERO,
    };
    let taken = Taken {
        station: asker.station,
        taker: &stub.taker,
        collected: &collected,
        paid_on: stub.paid_on,
        today: moment.today,
        distrusted: false,
    };
    let ruling = or_refuse(payment::rule(tx, &taken)?)?;
    let body = FactBody::Collection(CollectionFact::StubEntered {
        taker: stub.taker,
        paid_on: stub.paid_on,
        collected,
    });
    Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
}

/// What a cashier has to bank: hand-ins taken and money of the counter.
pub fn to_bank(store: &mut Reader<'_>, asker: Asker<'_>) -> Result<(Fen, Fen), SpineError> {
    let station = asker.station.as_str();
    let taken = ledger::balance(store, station, &LedgerAccount::CashierCash(asker.person.clone()))?;
    let own = ledger::balance(store, station, &LedgerAccount::Cash(asker.person.clone()))?;
    Ok((taken, own))
}

/// Banks the day's cash: all of it, in one slip (4.3.7).
///
/// Refuses `bank_deposit_differs` where the slip is not the whole of it,
/// `slip_missing`, `slip_known` and `nothing_to_bank`.
pub fn bank_cash(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    amount_fen: Fen,
    slip_no: &str,
) -> Result<Vec<Draft>, SpineError> {
    let refused = |code: &'static str| Refusal::by_clause(code, "4.3.7");
    let slip_no = slip_no.trim().to_owned();
    if slip_no.is_empty() {
        return Err(refused("slip_missing").into());
    }
    let known = tx.query_opt(
        "select fact from bank_deposit where station_id = $1 and slip_no = $2",
        &[asker.station.as_str().into(), slip_no.as_str().into()],
    )?;
    if known.is_some() {
        return Err(refused("slip_known").with("slip_no", slip_no).into());
    }
    let (taken, own) = to_bank(tx, asker)?;
    let expected = in_range(taken.plus(own))?;
    if expected <= Fen::ZERO {
        return Err(refused("nothing_to_bank").into());
    }
    if amount_fen != expected {
        return Err(refused("bank_deposit_differs")
            .with("expected_fen", expected.get())
            .with("amount_fen", amount_fen.get())
            .into());
    }
    let lines = [
        (LedgerAccount::StationAccount, amount_fen),
        (LedgerAccount::CashierCash(asker.person.clone()), in_range(taken.negated())?),
        (LedgerAccount::Cash(asker.person.clone()), in_range(own.negated())?),
    ];
    let mut ruling = Ruling::applied(moment.today);
    let book = BookDate::of(moment.today);
    let posting = Posting::new(PostingKind::BankDeposited, book, lines);
    ruling.postings = ledger::recorded([posting])?;
    let body =
        FactBody::Collection(CollectionFact::BankDeposited { amount_fen, slip_no, slip: None });
    Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
}

/// Settles disputed money: a copy was seen, or the customer denies it.
///
/// Refuses `dispute_unknown`, `evidence_missing` and `own_dispute`: who took
/// the money does not settle it.
pub fn settle_dispute(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    payment_id: FactId,
    confirmed: bool,
    evidence: &str,
) -> Result<Vec<Draft>, SpineError> {
    let refused = |code: &'static str| Refusal::by_clause(code, "4.3.6");
    let station = asker.station.as_str();
    let open = payment::find(tx, station, &payment_id)?.filter(|row| row.state == "disputed");
    let known = journal::fact(tx, station, payment_id.as_str())?;
    let (Some(row), Some((fact, _ruling))) = (open, known) else {
        return Err(refused("dispute_unknown").into());
    };
    let Some((taker, collected)) = fact.taking() else {
        return Err(refused("dispute_unknown").into());
    };
    if evidence.trim().is_empty() {
        return Err(refused("evidence_missing").into());
    }
    if taker == asker.person {
        return Err(refused("own_dispute").into());
    }
    let taken = Taken {
        station: asker.station,
        taker,
        collected,
        paid_on: row.taken_on.min(moment.today),
        today: moment.today,
        distrusted: false,
    };
    let ruling = payment::settle(tx, &taken, confirmed)?;
    let evidence = evidence.trim().to_owned();
    let body = FactBody::Collection(CollectionFact::DisputeSettled {
        payment: payment_id,
        confirmed,
        evidence,
    });
    Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
}

/// The cashier saw all three copies of a void ticket: its money goes back
/// where it came from (3.4).
pub fn confirm_void(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    series: TicketSeries,
    no: TicketNo,
) -> Result<Vec<Draft>, SpineError> {
    let station = asker.station.as_str();
    let mut counted = payment::of_ticket(tx, station, &series, no)?;
    counted.retain(|row| ["applied", "confirmed"].contains(&row.state.as_str()));
    let ruling = payment::void_ruling(tx, asker.station, &counted, moment.today)?;
    ticket::command::confirm_void(tx, moment, station, asker.person, series, no, ruling)
}
