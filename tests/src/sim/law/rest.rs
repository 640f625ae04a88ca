//! All laws, when everybody has met the station.

use std::cell::RefCell;
use std::collections::BTreeMap;

use dianfei_rules::id::{TicketNo, TicketSeries};
use dianfei_station::collection::payment::{self, PaymentRow};
use dianfei_station::journal;
use dianfei_station::store::{Reader, StoreError};
use dianfei_station::ticket::table;
use dianfei_station::verify::{Replay, verify_on};
use dianfei_wire::{FactId, Verdict};
use rusqlite::{Connection, OpenFlags};

use super::is_trusted;
use crate::sim::Broken;
use crate::sim::base::{CARRIERS, PERIOD, SERIES};
use crate::sim::reality::{Recorder, What};
use crate::sim::world::World;
use crate::village;

thread_local! {
    /// What the records of this thread's seeds are replayed into.
    static REPLAY: RefCell<Replay> = RefCell::new(Replay::new().expect("an empty store"));
}

/// All of it.
pub fn at_the_end(world: &mut World) -> Result<(), Broken> {
    super::after_step(world)?;
    nothing_is_lost(world)?;
    money_counts_once(world)?;
    credit_is_what_was_paid(world)?;
    numbers_add_up(world)?;
    last_readings_hold(world)?;
    for phone in 0..world.phones.len() {
        if !world.phones[phone].is_lost() {
            phone_agrees(world, phone)?;
        }
    }
    let app = world.app();
    let report = REPLAY.with_borrow_mut(|replay| verify_on(replay, &app.store, &app.station));
    let report = report.expect("the record reads");
    if !report.is_sound() {
        return world.broken("the record is as it was written", format!("{:?}", report.faults));
    }
    Ok(())
}

fn read<T>(world: &World, job: impl FnOnce(&mut Reader<'_>, &str) -> Result<T, StoreError>) -> T {
    let app = world.app();
    app.store.read(|store| job(store, app.station.as_str())).expect("the record reads")
}

/// What happened is on record, but for what stands as a named hole.
fn nothing_is_lost(world: &World) -> Result<(), Broken> {
    for happened in &world.reality.all {
        let excused = match happened.recorder {
            Recorder::Desk => world.desk_excused,
            Recorder::Phone { phone, .. } => happened.excused || world.phones[phone].is_lost(),
        };
        if !happened.is_in(&world.seen.known) && !excused {
            return world.broken("nothing is lost", format!("{:?}", happened));
        }
    }
    Ok(())
}

fn series() -> TicketSeries {
    SERIES.parse().expect("a series")
}

const COUNTED: [&str; 4] = ["applied", "confirmed", "disputed", "void"];

/// Each ticket that a customer holds counts once, and no other does.
fn money_counts_once(world: &World) -> Result<(), Broken> {
    let mut left = 0_usize;
    for happened in world.reality.seen_by(&world.seen.known) {
        let What::Taken { account, no, fen, .. } = &happened.what else { continue };
        left += 1;
        let rows = read(world, |store, station| {
            payment::of_ticket(store, station, &series(), number(*no))
        });
        let same = |row: &&PaymentRow| {
            row.account == *account
                && row.amount_fen.get() == *fen
                && COUNTED.contains(&row.state.as_str())
        };
        let counted = rows.iter().filter(same).count();
        if counted != 1 {
            let detail = format!("{fen} fen under {no} count {counted} times: {rows:?}");
            return world.broken("money counts once", detail);
        }
    }
    let counted = read(world, |store, station| {
        let sql = "select count(*) as counted from payment where station_id = $1
            and state in ('applied', 'confirmed', 'disputed', 'void')";
        store.query_one(sql, &[station.into()])?.int("counted")
    });
    if usize::try_from(counted) == Ok(left) {
        return Ok(());
    }
    world.broken("money counts once", format!("{counted} payments count, {left} were made"))
}

const fn number(no: u64) -> TicketNo {
    TicketNo::new(no)
}

/// What an account owes less its advance balance, is what it owed, with late
/// fee, less what it paid.
fn credit_is_what_was_paid(world: &World) -> Result<(), Broken> {
    let rows = read(world, |store, station| {
        store.query(
            "select account.account as account,
                (select cast(coalesce(sum(amount_fen), 0) as bigint) from payment
                 where payment.station_id = $1 and payment.account = account.account
                    and payment.state in ('applied', 'confirmed')) as paid,
                (select cast(coalesce(sum(amount_fen), 0) as bigint) from ledger_entry
                 where ledger_entry.station_id = $1
                    and ledger_entry.ledger in ('receivable:' || account.account,
                        'advance_balance:' || account.account)) as owes,
                (select cast(coalesce(sum(amount_fen), 0) as bigint) from ledger_entry
                 where ledger_entry.station_id = $1
                    and ledger_entry.ledger = 'receivable:' || account.account
                    and ledger_entry.kind in ('bill_issued', 'late_fee_charged',
                        'late_fee_revalued')) as owed
             from account where account.station_id = $1 order by account.account",
            &[station.into()],
        )
    });
    for row in &rows {
        let of = |name: &str| row.int(name).expect("an amount");
        let (owed, paid, owes) = (of("owed"), of("paid"), of("owes"));
        if owes != owed - paid {
            let account = row.text("account").expect("an account");
            let detail = format!("{account} owed {owed}, paid {paid} and owes {owes}");
            return world.broken("credit is what was paid", detail);
        }
    }
    Ok(())
}

/// Every number that was received is in one state.
fn numbers_add_up(world: &World) -> Result<(), Broken> {
    let (received, count) = read(world, |store, station| table::equation(store, station));
    match count.missing(received) {
        0 => Ok(()),
        missing => world.broken("numbers add up", format!("{missing} of {received} are missing")),
    }
}

/// Where one trusted phone alone read a meter, its last reading holds.
fn last_readings_hold(world: &World) -> Result<(), Broken> {
    let mut last: BTreeMap<u32, Vec<(usize, FactId)>> = BTreeMap::new();
    for happened in world.reality.seen_by(&world.seen.known) {
        if let (What::Read { number, .. }, Recorder::Phone { phone, .. }) =
            (&happened.what, happened.recorder)
        {
            last.entry(*number).or_default().push((phone, happened.fact.clone()));
        }
    }
    for (number, readings) in last {
        let holding = read(world, |store, station| {
            let sql = "select fact_id from reading where station_id = $1 and account = $2
                and period = $3 and state = 'holds' order by fact_id";
            let account = village::account(number);
            let rows =
                store.query(sql, &[station.into(), account.as_str().into(), PERIOD.into()])?;
            rows.iter()
                .map(|row| Ok(row.text("fact_id")?.to_owned()))
                .collect::<Result<Vec<_>, _>>()
        });
        if holding.len() > 1 {
            return world.broken("one reading holds", format!("meter {number}: {holding:?}"));
        }
        let Some((phone, fact)) = readings.last() else { continue };
        let alone = readings.iter().all(|(other, _)| other == phone);
        let handheld = &world.phones[*phone];
        if !alone || handheld.set_back || !is_trusted(world, *phone) {
            continue;
        }
        if holding.first().map(String::as_str) != Some(fact.as_str()) {
            let ruled = read(world, |store, station| journal::fact(store, station, fact.as_str()));
            let ruling = ruled.map(|(_, ruling)| ruling);
            let detail = format!("meter {number}: {holding:?} holds, the last is {ruling:?}");
            return world.broken("the last reading holds", detail);
        }
    }
    Ok(())
}

/// A phone's own record is sound, and says of each fact what the station says.
fn phone_agrees(world: &World, phone: usize) -> Result<(), Broken> {
    let handheld = &world.phones[phone];
    let name = CARRIERS[handheld.carrier];
    if let Err(error) = handheld.field().verify() {
        return world.broken("a phone's record is sound", format!("{name}: {error:?}"));
    }
    if !is_trusted(world, phone) || handheld.set_back {
        return Ok(());
    }
    let file = Connection::open_with_flags(&handheld.file, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .expect("the phone's file opens");
    let mut statement =
        file.prepare("select id, verdict from journal order by seq").expect("a statement");
    let said: Vec<(String, Option<String>)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .expect("rows");
    for (id, verdict) in said {
        let heard: Option<Verdict> =
            verdict.map(|text| serde_json::from_str(&text).expect("a verdict"));
        let known = read(world, |store, station| journal::fact(store, station, &id));
        let ruled = known.map(|(_, ruling)| ruling.verdict);
        if heard != ruled {
            let detail = format!("{name}, {id}: heard {heard:?}, ruled {ruled:?}");
            return world.broken("a phone knows the rulings", detail);
        }
    }
    Ok(())
}
