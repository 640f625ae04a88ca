//! Signing in: a person's number and password for a session. A stranger's
//! failures are counted here and stand in no record.

use dianfei_rules::id::PersonNo;
use dianfei_rules::refusal::Refusal;

use super::{password, person, session};
use crate::app::App;
use crate::spine::SpineError;
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// Failures in a row that cost no waiting.
pub const FREE_TRIES: i64 = 5;
/// The first wait, in milliseconds; each further failure doubles it.
pub const FIRST_WAIT_MS: i64 = 15_000;
/// The longest wait, in milliseconds: a mischief-maker cannot lock a person
/// out for the day.
pub const LONGEST_WAIT_MS: i64 = 5 * 60_000;
/// Failures are forgotten after this time, in milliseconds.
pub const FORGOTTEN_MS: i64 = 12 * 3_600_000;

/// Failures by whom and from where.
pub const TABLE: Table = Table {
    name: "sign_in_failure",
    mark: Mark::Local,
    ddl: "create table sign_in_failure (
        station_id text not null,
        subject text not null, -- a person's number or a network address
        failures bigint not null,
        last_ms bigint not null,
        primary key (station_id, subject)
    );",
};

/// Signs a person in from a network address; the token to hand to the browser.
///
/// # Errors
/// Refuses with `sign_in_wrong`, not telling what was wrong, and with
/// `sign_in_slow_down` and the seconds to wait.
pub fn sign_in(
    app: &App,
    person_no: &str,
    given: &str,
    address: &str,
) -> Result<String, SpineError> {
    let station = app.station.as_str();
    let now_ms = app.clock.now_ms();
    let typed: Option<PersonNo> = person_no.trim().parse().ok();
    let (known, stored, wait_ms) = app.store.read(|store| {
        let known = match &typed {
            Some(number) => person::find(store, station, number)?,
            None => None,
        };
        let known = known.filter(|person| person.active).map(|person| person.person);
        let stored = match &known {
            Some(number) => password::stored(store, station, number.as_str())?,
            None => None,
        };
        let subjects = subjects(known.as_ref(), address);
        Ok::<_, StoreError>((known, stored, longest_wait(store, station, &subjects, now_ms)?))
    })?;
    if wait_ms > 0 {
        let seconds = wait_ms.div_euclid(1_000) + 1;
        return Err(Refusal::new("sign_in_slow_down").with("seconds", seconds).into());
    }
    // The costly check runs outside any transaction.
    let fits = password::fits(given, stored.as_deref());
    let subjects = subjects(known.as_ref(), address);
    match known.filter(|_| fits) {
        Some(person) => Ok(app.store.write(|tx| {
            forget(tx, station, &subjects)?;
            session::open(app, tx, &person)
        })?),
        None => {
            app.store.write(|tx| count(tx, station, &subjects, now_ms))?;
            Err(Refusal::new("sign_in_wrong").into())
        }
    }
}

/// Numbers that nobody has are counted by address alone, so that guessing
/// them fills no table.
fn subjects(known: Option<&PersonNo>, address: &str) -> Vec<String> {
    let person = known.map(|number| format!("person {number}"));
    person.into_iter().chain([format!("address {address}")]).collect()
}

fn longest_wait(
    store: &mut Reader<'_>,
    station: &str,
    subjects: &[String],
    now_ms: i64,
) -> Result<i64, StoreError> {
    let mut longest = 0;
    for subject in subjects {
        let row = store.query_opt(
            "select failures, last_ms from sign_in_failure
             where station_id = $1 and subject = $2",
            &[station.into(), subject.into()],
        )?;
        if let Some(row) = row {
            let until_ms = row.int("last_ms")? + wait_after(row.int("failures")?);
            longest = longest.max(until_ms - now_ms);
        }
    }
    Ok(longest)
}

fn wait_after(failures: i64) -> i64 {
    if failures < FREE_TRIES {
        return 0;
    }
    let doublings = u32::try_from(failures - FREE_TRIES).unwrap_or(u32::MAX).min(16);
    FIRST_WAIT_MS.saturating_mul(1 << doublings).min(LONGEST_WAIT_MS)
}

fn count(
    tx: &mut Tx<'_>,
    station: &str,
    subjects: &[String],
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "delete from sign_in_failure where station_id = $1 and last_ms < $2",
        &[station.into(), (now_ms - FORGOTTEN_MS).into()],
    )?;
    for subject in subjects {
        tx.execute(
            "insert into sign_in_failure (station_id, subject, failures, last_ms)
             values ($1, $2, 1, $3)
             on conflict (station_id, subject) do update
             set failures = sign_in_failure.failures + 1, last_ms = excluded.last_ms",
            &[station.into(), subject.into(), now_ms.into()],
        )?;
    }
    Ok(())
}

fn forget(tx: &mut Tx<'_>, station: &str, subjects: &[String]) -> Result<(), StoreError> {
    for subject in subjects {
        tx.execute(
            "delete from sign_in_failure where station_id = $1 and subject = $2",
            &[station.into(), subject.into()],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound() {
        let waits: Vec<i64> = (4..=11).map(|failures| wait_after(failures) / 1_000).collect();
        assert_eq!(waits, [0, 15, 30, 60, 120, 240, 300, 300]);
        assert_eq!(wait_after(i64::MAX), LONGEST_WAIT_MS);
    }
}
