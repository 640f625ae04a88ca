//! How long each fen of cash has been held (2.2, 4.3.7): the balances of the
//! ledger, explained by the postings that brought them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::{PersonNo, StationNo};
use dianfei_rules::money::Fen;
use dianfei_rules::recovery::cash_clock::{self, CashMove, HeldCash};
use dianfei_wire::fact::people::Role;

use crate::account::policy;
use crate::collection::handover;
use crate::collection::ledger::{self, in_range};
use crate::people::person;
use crate::spine::SpineError;
use crate::store::{Reader, StoreError};

/// Where cash lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the hands of the one who took it from customers.
    Hands,
    /// With the cashier, handed in and not banked.
    ToBank,
    /// Offered to this person and not yet accepted.
    InTransit(PersonNo),
}

/// Cash of one day that is still held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Who answers for it.
    pub person: PersonNo,
    /// Where it lies.
    pub place: Place,
    /// Since when.
    pub since: NaiveDate,
    /// How much.
    pub amount_fen: Fen,
    /// Whole days since then.
    pub days: i64,
    /// Whole hours past the time by which it should have gone on; absent
    /// while there is time.
    pub overdue_hours: Option<i64>,
}

/// Postings are read in pieces of this many until they explain the balance.
const PIECE: i64 = 500;

/// All cash at the station, the oldest first, at the civil time `now`.
///
/// Cash in collectors' hands goes in by the cut-off of its own day (2.2); a
/// cashier's goes to the bank by the day's end (4.3.7).
pub fn all(
    store: &mut Reader<'_>,
    station: &StationNo,
    now: NaiveDateTime,
) -> Result<Vec<Held>, SpineError> {
    let cut_off = policy::set(store, station)?.on(now.date()).cash_cut_off()?;
    let mut rows = Vec::new();
    for (account, balance_fen) in ledger::balances(store, station.as_str())? {
        let (place, person) = match &account {
            LedgerAccount::Cash(person) => (Place::Hands, person),
            LedgerAccount::CashierCash(person) => (Place::ToBank, person),
            _ => continue,
        };
        if balance_fen <= Fen::ZERO {
            continue;
        }
        let by = if is_cashier(store, station, person)? { day_end() } else { cut_off };
        let moves = moves(store, station, &account, person, balance_fen)?;
        for cash in in_range(cash_clock::held(&moves))? {
            rows.push(held(person, place.clone(), cash, by, now)?);
        }
    }
    for offer in handover::open(store, station.as_str())? {
        if offer.content.cash_fen > Fen::ZERO {
            let cash = HeldCash { since: offer.offered_on, amount_fen: offer.content.cash_fen };
            rows.push(held(&offer.giver, Place::InTransit(offer.receiver), cash, cut_off, now)?);
        }
    }
    rows.sort_by(|one, other| {
        (one.since, &one.person, &one.place).cmp(&(other.since, &other.person, &other.place))
    });
    Ok(rows)
}

fn held(
    person: &PersonNo,
    place: Place,
    cash: HeldCash,
    by: NaiveTime,
    now: NaiveDateTime,
) -> Result<Held, SpineError> {
    let overdue = in_range(cash_clock::overdue(&[cash], by, now))?;
    Ok(Held {
        person: person.clone(),
        place,
        since: cash.since,
        amount_fen: cash.amount_fen,
        days: (now.date() - cash.since).num_days(),
        overdue_hours: overdue.map(|overdue| overdue.hours),
    })
}

fn is_cashier(
    store: &mut Reader<'_>,
    station: &StationNo,
    number: &PersonNo,
) -> Result<bool, StoreError> {
    let known = person::find(store, station.as_str(), number)?;
    Ok(known.is_some_and(|person| person.roles.contains(&Role::Cashier)))
}

fn day_end() -> NaiveTime {
    NaiveTime::from_hms_opt(23, 59, 59).expect("a time of day")
}

/// What came into a person's cash, back to where it explains the balance, and
/// as one move what has gone out of it since. Money that came back was never
/// gone: a voided or denied payment and a withdrawn offer leave the age of the
/// rest alone, so that nobody turns the clock back by offering and withdrawing.
fn moves(
    store: &mut Reader<'_>,
    station: &StationNo,
    account: &LedgerAccount,
    person: &PersonNo,
    balance_fen: Fen,
) -> Result<Vec<CashMove>, SpineError> {
    let mut moves = Vec::new();
    let mut came_fen = Fen::ZERO;
    let mut before = i64::MAX;
    while came_fen < balance_fen {
        let rows = store.query(
            "select seq, min(business_date) as came_on,
                cast(sum(amount_fen) as bigint) as came_fen
             from ledger_entry
             where station_id = $1 and ledger = $2 and seq < $3 and kind <> 'hand_in_withdrawn'
                and not exists (select 1 from payment
                    where payment.station_id = $1 and payment.taker = $4
                        and payment.business_date = ledger_entry.business_date
                        and payment.seq = ledger_entry.seq
                        and payment.state in ('void', 'denied'))
             group by seq having sum(amount_fen) > 0 order by seq desc limit $5",
            &[
                station.as_str().into(),
                account.to_string().into(),
                before.into(),
                person.as_str().into(),
                PIECE.into(),
            ],
        )?;
        let Some(last) = rows.last() else { break };
        before = last.int("seq")?;
        for row in &rows {
            let came = CashMove { on: row.date("came_on")?, amount_fen: row.fen("came_fen")? };
            came_fen = in_range(came_fen.plus(came.amount_fen))?;
            moves.push(came);
            if came_fen >= balance_fen {
                break;
            }
        }
    }
    moves.sort_by_key(|came| came.on);
    let gone_fen = in_range(balance_fen.minus(came_fen))?;
    if let Some(first) = moves.first() {
        moves.insert(0, CashMove { on: first.on, amount_fen: gone_fen });
    }
    Ok(moves)
}
