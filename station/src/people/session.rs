//! Sessions of signed-in persons: the browser holds a random token, the
//! station only its hash.

use dianfei_rules::id::PersonNo;
use dianfei_wire::chain::Hash;

use super::person;
use crate::app::App;
use crate::spine::Actor;
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// A session ends after this time without a request, in milliseconds.
pub const IDLE_MS: i64 = 2 * 3_600_000;
/// A session ends this long after the sign-in, in milliseconds.
pub const LIFE_MS: i64 = 12 * 3_600_000;
/// Requests within this time of the last note are not noted.
const NOTE_MS: i64 = 60_000;

/// Open sessions.
pub const TABLE: Table = Table {
    name: "session",
    mark: Mark::Local,
    ddl: "create table session (
        station_id text not null,
        token_hash text not null,
        person text not null,
        csrf text not null,
        opened_ms bigint not null,
        seen_ms bigint not null,
        primary key (station_id, token_hash)
    );
    create index session_person on session (station_id, person);",
};

/// An open session.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who is signed in, with the roles of this moment.
    pub actor: Actor,
    /// The person's name.
    pub name: String,
    /// The word that every form of this session carries.
    pub csrf: String,
    /// When it was opened, UTC milliseconds.
    pub opened_ms: i64,
}

impl Session {
    /// Whether a form carries this session's word. Compares hashes, so that the
    /// time tells nothing of the word.
    #[must_use]
    pub fn accepts(&self, csrf: &str) -> bool {
        Hash::of(csrf.as_bytes()) == Hash::of(self.csrf.as_bytes())
    }
}

/// Opens a session; the token to hand to the browser.
pub(crate) fn open(app: &App, tx: &mut Tx<'_>, person: &PersonNo) -> Result<String, StoreError> {
    let now_ms = app.clock.now_ms();
    let station = app.station.as_str();
    tx.execute(
        "delete from session where station_id = $1 and (opened_ms < $2 or seen_ms < $3)",
        &[station.into(), (now_ms - LIFE_MS).into(), (now_ms - IDLE_MS).into()],
    )?;
    let token = app.ids.token();
    tx.execute(
        "insert into session (station_id, token_hash, person, csrf, opened_ms, seen_ms)
         values ($1, $2, $3, $4, $5, $6)",
        &[
            station.into(),
            hashed(&token).into(),
            person.as_str().into(),
            app.ids.token().into(),
            now_ms.into(),
            now_ms.into(),
        ],
    )?;
    Ok(token)
}

/// The session of a token; absent where it is unknown, has ended, or its
/// person has left.
pub fn current(app: &App, token: &str) -> Result<Option<Session>, StoreError> {
    let now_ms = app.clock.now_ms();
    let station = app.station.as_str();
    let hash = hashed(token);
    let found = app.store.read(|store| find(store, station, &hash, now_ms))?;
    let Some((session, seen_ms)) = found else { return Ok(None) };
    if now_ms - seen_ms > NOTE_MS {
        app.store.write(|tx| {
            tx.execute(
                "update session set seen_ms = $3 where station_id = $1 and token_hash = $2",
                &[station.into(), hash.into(), now_ms.into()],
            )
        })?;
    }
    Ok(Some(session))
}

fn find(
    store: &mut Reader<'_>,
    station: &str,
    hash: &str,
    now_ms: i64,
) -> Result<Option<(Session, i64)>, StoreError> {
    let row = store.query_opt(
        "select person, csrf, opened_ms, seen_ms from session
         where station_id = $1 and token_hash = $2",
        &[station.into(), hash.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (opened_ms, seen_ms) = (row.int("opened_ms")?, row.int("seen_ms")?);
    if now_ms - opened_ms > LIFE_MS || now_ms - seen_ms > IDLE_MS {
        return Ok(None);
    }
    // Roles are read at each request, so that a change holds at once.
    let found = person::find(store, station, &row.parsed("person")?)?;
    let Some(person) = found.filter(|person| person.active) else { return Ok(None) };
    let actor = Actor { person: person.person, roles: person.roles };
    let csrf = row.text("csrf")?.to_owned();
    Ok(Some((Session { actor, name: person.name, csrf, opened_ms }, seen_ms)))
}

/// Ends the session of a token.
pub fn sign_out(app: &App, token: &str) -> Result<(), StoreError> {
    app.store.write(|tx| {
        tx.execute(
            "delete from session where station_id = $1 and token_hash = $2",
            &[app.station.as_str().into(), hashed(token).into()],
        )
    })?;
    Ok(())
}

/// Ends all sessions of a person.
pub fn end_all(tx: &mut Tx<'_>, station: &str, person: &PersonNo) -> Result<(), StoreError> {
    tx.execute(
        "delete from session where station_id = $1 and person = $2",
        &[station.into(), person.as_str().into()],
    )?;
    Ok(())
}

fn hashed(token: &str) -> String {
    Hash::of(token.as_bytes()).to_string()
}
