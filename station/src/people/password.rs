//! Passwords: only their argon2id hashes are kept, outside the record.

use std::sync::OnceLock;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use dianfei_rules::id::PersonNo;
use dianfei_rules::refusal::Refusal;

use crate::app::App;
use crate::spine::SpineError;
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// The fewest letters of a password.
pub const LEAST_LETTERS: usize = 8;
/// The most letters: more only cost the machine time.
pub const MOST_LETTERS: usize = 128;

/// Hashes of passwords.
pub const TABLE: Table = Table {
    name: "password",
    mark: Mark::Local,
    ddl: "create table password (
        station_id text not null,
        person text not null,
        hash text not null, -- argon2id with its figures and salt
        changed_ms bigint not null,
        primary key (station_id, person)
    );",
};

/// Sets a person's password and ends all of the person's sessions.
///
/// # Errors
/// Refuses what is too short, too long or holds the person's own number.
pub fn set(app: &App, person: &PersonNo, password: &str) -> Result<(), SpineError> {
    check(person, password)?;
    let hash = hash(password, &app.ids.token());
    let changed_ms = app.clock.now_ms();
    app.store.write(|tx| {
        super::session::end_all(tx, app.station.as_str(), person)?;
        keep(tx, app.station.as_str(), person, &hash, changed_ms)
    })?;
    Ok(())
}

fn check(person: &PersonNo, password: &str) -> Result<(), Refusal> {
    let letters = password.chars().count();
    if letters < LEAST_LETTERS {
        return Err(Refusal::new("password_too_short").with("least", LEAST_LETTERS));
    }
    if letters > MOST_LETTERS {
        return Err(Refusal::new("password_too_long").with("most", MOST_LETTERS));
    }
    // A number that stands on every list guards nothing, alone or repeated.
    if password.replace(person.as_str(), "").chars().count() < LEAST_LETTERS / 2 {
        return Err(Refusal::new("password_is_person_no"));
    }
    Ok(())
}

fn keep(
    tx: &mut Tx<'_>,
    station: &str,
    person: &PersonNo,
    hash: &str,
    changed_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into password (station_id, person, hash, changed_ms) values ($1, $2, $3, $4)
         on conflict (station_id, person) do update
         set hash = excluded.hash, changed_ms = excluded.changed_ms",
        &[station.into(), person.as_str().into(), hash.into(), changed_ms.into()],
    )?;
    Ok(())
}

/// The hash of a person's password; absent where none is set.
pub(crate) fn stored(
    store: &mut Reader<'_>,
    station: &str,
    person: &str,
) -> Result<Option<String>, StoreError> {
    let row = store.query_opt(
        "select hash from password where station_id = $1 and person = $2",
        &[station.into(), person.into()],
    )?;
    row.map(|row| row.text("hash").map(str::to_owned)).transpose()
}

/// Whether the password fits the stored hash. Takes as long without a hash, so
/// that the time does not tell which numbers exist.
pub(crate) fn fits(password: &str, stored: Option<&str>) -> bool {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let nobody = NOBODY.get_or_init(|| hash("", "no one has this password"));
    let Ok(parsed) = PasswordHash::new(stored.unwrap_or(nobody)) else { return false };
    let letters = password.chars().count() <= MOST_LETTERS;
    let same = letters && hasher().verify_password(password.as_bytes(), &parsed).is_ok();
    same && stored.is_some()
}

fn hash(password: &str, salt: &str) -> String {
    let salt = salt.as_bytes().get(..32).unwrap_or(salt.as_bytes());
    let salt = SaltString::encode_b64(salt).expect("32 bytes are a salt");
    hasher()
        .hash_password(password.as_bytes(), &salt)
        .expect("fixed figures and a bounded password always hash")
        .to_string()
}

fn hasher() -> Argon2<'static> {
    // 19 MiB, two passes, one lane: 15 ms where it was measured.
    let params = Params::new(19 * 1024, 2, 1, None).expect("the figures are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_with_the_named_figures() {
        let stored = hash("correct horse", "0123456789abcdef0123456789abcdef");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(fits("correct horse", Some(&stored)));
        assert!(!fits("correct hors", Some(&stored)));
        assert!(!fits("correct horse", Some("no hash")));
        assert!(!fits("", None), "nobody's password is no password");
        assert_ne!(stored, hash("correct horse", "1123456789abcdef0123456789abcdef"));
    }

    #[test]
    fn refuses_weak_passwords() {
        let person: PersonNo = "1001".parse().expect("a number");
        let code = |password: &str| check(&person, password).expect_err(password).code;
        assert_eq!(code("short").as_str(), "password_too_short");
        assert_eq!(code("10011001").as_str(), "password_is_person_no");
        assert_eq!(code(&"x".repeat(129)).as_str(), "password_too_long");
        check(&person, "麦田里的守望者们").expect("eight letters of any script");
    }
}
