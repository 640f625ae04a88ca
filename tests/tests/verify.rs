//! `verify` finds what was changed behind the station's back, and where.

use std::path::PathBuf;

use chrono::NaiveDate;
use dianfei_station::store::StoreConfig;
use dianfei_station::verify::{Fault, Replay, verify, verify_on};
use dianfei_tests::pocket::Pocket;
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::{MissReason, Presence, ReadingMissed};
use dianfei_wire::fact::{FactBody, ReadingFact};
use rusqlite::Connection;
use tempfile::TempDir;

/// A station on a file, with some facts of its own and some of a phone.
struct Record {
    _folder: TempDir,
    path: PathBuf,
    station: TestStation,
}

impl Record {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("station.sqlite");
        let station = TestStation::on(&StoreConfig::Sqlite { path: path.clone() });
        let reader = station.register("1001", "李明", &[Role::Reader]);
        station.register("1002", "王芳", &[Role::Collector]);
        let mut pocket = Pocket::enrolled(&station.app, 9, &reader);
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date");
        for account in 1..=3 {
            pocket.record(today, missed(account));
        }
        pocket.upload(&station.app, 1, 3);
        Self { _folder: folder, path, station }
    }

    /// Changes the file behind the station's back.
    fn tamper(&self, sql: &str) {
        let changed = Connection::open(&self.path).and_then(|file| file.execute_batch(sql));
        changed.expect("the file can be changed by anyone who has it");
    }

    fn faults(&self) -> Vec<Fault> {
        verify(&self.station.app.store, &self.station.app.station).expect("verify reads").faults
    }

    /// The one fault with a code, or all of them in the message.
    fn assert_found(&self, code: &str, place: &str) {
        let faults = self.faults();
        assert!(
            faults.iter().any(|fault| fault.code == code && fault.place == place),
            "{code} at {place} not among {faults:#?}"
        );
    }
}

fn missed(account: u32) -> FactBody {
    FactBody::Reading(ReadingFact::ReadingMissed(ReadingMissed {
        account: account.to_string().parse().expect("an account"),
        meter: format!("M{account}").parse().expect("a meter"),
        period: "2026-11".parse().expect("a month"),
        route: "R1".parse().expect("a route"),
        epoch: 1,
        reason: MissReason::DoorLocked,
        presence: Presence { scanned: None, position: None, photos: Vec::new() },
        note: None,
    }))
}

#[test]
fn a_sound_record_has_no_faults_and_says_what_was_checked() {
    let record = Record::new();
    let report = verify(&record.station.app.store, &record.station.app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
    assert_eq!((report.envelopes, report.parts), (1, 3));
    assert_eq!(report.rows, report.facts + report.envelopes);
    assert_eq!(report.tables.get("person"), Some(&3));
}

#[test]
fn a_flipped_byte_in_a_fact_is_found() {
    let record = Record::new();
    record.tamper(
        "update journal set bytes = cast(replace(cast(bytes as text), '青石', '青岩') as blob)
         where seq = 1",
    );
    record.assert_found("chain_broken", "journal row 1");
    record.assert_found("row_changed", "table station, row ");
}

#[test]
fn a_flipped_byte_in_a_ruling_is_found() {
    let record = Record::new();
    record.tamper(
        "update journal set ruling = cast(replace(cast(ruling as text), '2026', '2027') as blob)
         where seq = 3",
    );
    record.assert_found("chain_broken", "journal row 3");
}

#[test]
fn a_flipped_byte_in_a_part_is_found() {
    let record = Record::new();
    record.tamper(
        "update part set bytes = cast(replace(cast(bytes as text), '李明', '李月') as blob)",
    );
    let faults = record.faults();
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert_eq!(faults[0].code, "part_changed");
}

#[test]
fn a_changed_folded_value_is_found() {
    let record = Record::new();
    record.tamper("update person set roles = 'station_head' where person = '1002'");
    record.assert_found("row_changed", "table person, row 1002");
}

#[test]
fn an_added_and_a_removed_table_row_are_found() {
    let record = Record::new();
    record.tamper(
        "delete from person where person = '1001';
         insert into person values ('330001', '9999', 'x', 'auditor', null)",
    );
    record.assert_found("row_missing", "table person, row 1001");
    record.assert_found("row_added", "table person, row 9999");
}

#[test]
fn a_deleted_row_is_found() {
    let record = Record::new();
    record.tamper("delete from journal where seq = 4");
    record.assert_found("row_missing", "journal row 4");
}

#[test]
fn the_last_rows_deleted_are_found() {
    let record = Record::new();
    record.tamper("delete from journal where seq = (select max(seq) from journal)");
    assert!(record.faults().iter().any(|fault| fault.code == "row_missing"));
}

#[test]
fn two_swapped_rows_are_found() {
    let record = Record::new();
    record.tamper(
        "update journal set seq = -1 where seq = 2;
         update journal set seq = 2 where seq = 3;
         update journal set seq = 3 where seq = -1;",
    );
    record.assert_found("chain_broken", "journal row 2");
    record.assert_found("chain_broken", "journal row 3");
}

#[test]
fn an_envelope_signed_by_nobody_is_found_even_under_a_chain_laid_anew() {
    let record = Record::new();
    record.tamper(
        "update journal set bytes = cast(replace(cast(bytes as text), 'upload', 'uploae') as blob)
         where kind = 'envelope'",
    );
    let faults = record.faults();
    assert!(faults.iter().any(|fault| fault.code == "signature_broken"), "{faults:#?}");
    assert!(faults.iter().any(|fault| fault.code == "chain_broken"), "{faults:#?}");
}

#[test]
fn a_replay_that_served_before_finds_what_a_new_one_finds() {
    let (sound, changed) = (Record::new(), Record::new());
    changed.tamper("update part set bytes = x'00' where kind = 'personal'");
    let mut replay = Replay::new().expect("an empty store");
    for record in [&changed, &sound, &changed] {
        let app = &record.station.app;
        let report = verify_on(&mut replay, &app.store, &app.station).expect("verify reads");
        assert_eq!(report, verify(&app.store, &app.station).expect("verify reads"));
        assert_eq!(report.is_sound(), std::ptr::eq(record, &sound));
    }
}
