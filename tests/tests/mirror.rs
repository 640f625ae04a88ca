//! The journal on a second medium: what a restore has from it, and what the
//! counter says while it does not follow.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use dianfei_rules::id::StationNo;
use dianfei_rules::money::Fen;
use dianfei_station::collection::command as collection;
use dianfei_station::journal::mirror::{self, Mirror, MirrorError};
use dianfei_station::journal::part;
use dianfei_station::people::role::Command;
use dianfei_station::spine::SpineError;
use dianfei_station::store::{Store, StoreConfig, StoreError};
use dianfei_station::verify::{Report, verify};
use dianfei_tests::money::{BILL_FEN, Scene};
use dianfei_tests::postgres::PostgresServer;
use dianfei_tests::station::TestStation;
use dianfei_tests::village;
use dianfei_wire::PartHash;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::archive::ArchiveFact;
use dianfei_wire::fact::people::Role;
use tempfile::TempDir;

/// The details of a person.
fn details(store: &Store, person: &str) -> (PartHash, bool) {
    let found: Result<_, StoreError> = store.read(|reader| {
        let row = reader.query_one(
            "select details from person where station_id = '330001' and person = $1",
            &[person.into()],
        )?;
        let hash = PartHash(row.parsed("details")?);
        Ok((hash, part::bytes(reader, "330001", hash)?.is_some()))
    });
    found.expect("reads")
}

fn restored(config: &StoreConfig, backup: &Path) -> Store {
    let store = Store::open(config).expect("opens");
    store.restore(backup).expect("restored");
    store
}

fn checked(store: &Store, station: &StationNo) -> Report {
    let report = verify(store, station).expect("reads");
    assert_eq!(report.faults, Vec::new());
    report
}

fn destroy(station: &TestStation, part: PartHash) {
    let body = FactBody::Archive(ArchiveFact::PartDestroyed {
        part,
        approval: "公司批复 2026-17".to_owned(),
        witness: "徐丽华".to_owned(),
    });
    station.record("1000", body, Vec::new());
}

#[test]
fn clause_5_4_a_restore_with_its_mirror_lacks_nothing_and_destroys_again() {
    for postgres in [false, true] {
        let folder = TempDir::new().expect("a folder");
        let config = || match postgres {
            true => StoreConfig::Postgres { url: PostgresServer::shared().new_database() },
            false => StoreConfig::Memory,
        };
        let station = TestStation::on(&config());
        let (store, no) = (&station.app.store, &station.app.station);
        let copy = folder.path().join("mirror.jsonl");
        let mirror = Mirror::open(&copy, store, no).expect("a mirror");
        station.register("1001", "李明", &[Role::Reader]);
        let (part, _) = details(store, "1001");
        mirror.follow(store, no).expect("followed");
        let noon = folder.path().join("noon.dump");
        store.dump(&noon).expect("a backup");

        station.register("1002", "王芳", &[Role::Collector]);
        destroy(&station, part);
        mirror.follow(store, no).expect("followed");
        assert_eq!(details(store, "1001"), (part, false), "gone by a fact");
        let rows = checked(store, no).rows;
        assert_eq!(checked(store, no).destroyed.len(), 1, "and verify says by which");

        let alone = restored(&config(), &noon);
        assert_eq!(details(&alone, "1001"), (part, true), "the backup has it still");
        let whole = restored(&config(), &noon);
        assert_eq!(mirror::replay(&whole, no, &copy).expect("replayed"), 2);
        assert_eq!(mirror::replay(&whole, no, &copy).expect("replayed"), 0, "once is enough");
        assert_eq!(details(&whole, "1001"), (part, false), "destroyed again");
        assert!(details(&whole, "1002").1, "with the parts that came since");
        assert_eq!(checked(&whole, no).rows, rows);
    }
}

#[test]
fn a_torn_line_is_cut_off_and_another_record_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let station = TestStation::in_memory();
    let (store, no) = (&station.app.store, &station.app.station);
    let copy = folder.path().join("mirror.jsonl");
    drop(Mirror::open(&copy, store, no).expect("a mirror"));
    let whole = fs::read(&copy).expect("reads");
    let mut file = OpenOptions::new().append(true).open(&copy).expect("opens");
    file.write_all(&whole[..40]).expect("half a line, as a power cut leaves it");
    station.register("1001", "李明", &[Role::Reader]);
    drop(Mirror::open(&copy, store, no).expect("goes on"));
    let text = fs::read_to_string(&copy).expect("reads");
    assert!(text.as_bytes().starts_with(&whole));
    assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));

    let other = TestStation::in_memory();
    other.register("1009", "别人", &[Role::Reader]);
    let refused = Mirror::open(&copy, &other.app.store, no);
    assert!(matches!(refused, Err(MirrorError::Other { seq: 3, .. })), "{refused:?}");
}

#[test]
fn a_counters_ticket_is_not_given_before_the_mirror_has_its_money() {
    let folder = TempDir::new().expect("a folder");
    let copy = folder.path().join("mirror.jsonl");
    let mut scene = Scene::new();
    scene.bill();
    scene.book_of("1004", Role::Cashier);
    let app = &mut scene.station.app;
    let mirror = Mirror::open(&copy, &app.store, &app.station).expect("a mirror");
    app.mirror = Some(Arc::new(mirror));
    let pay = |scene: &Scene, number: u32| {
        scene.try_act("1004", Role::Cashier, Command::CollectAtCounter, |tx, moment, asker| {
            let amount_fen = Fen::new(BILL_FEN);
            let money = collection::CounterMoney {
                account: village::account(number),
                amount_fen,
                received_fen: amount_fen,
            };
            collection::collect_at_counter(tx, moment, asker, money)
        })
    };
    let before = fs::metadata(&copy).expect("a file").len();
    pay(&scene, 1).expect("taken");
    assert!(fs::metadata(&copy).expect("a file").len() > before, "the mirror has it");
    let away = folder.path().join("pulled out");
    fs::rename(&copy, &away).expect("the medium is gone");
    match pay(&scene, 2) {
        Err(SpineError::Refused(refusal)) => assert_eq!(refusal.code.as_str(), "mirror_missed"),
        other => panic!("{other:?}"),
    }
    assert_eq!(scene.balance("cash:1004"), 2 * BILL_FEN, "money is recorded all the same");
    assert!(!copy.exists(), "no second, shorter mirror is begun");
    fs::rename(&away, &copy).expect("the medium is back");
    pay(&scene, 3).expect("taken");
    let app = &scene.station.app;
    let again = Mirror::open(&copy, &app.store, &app.station);
    assert!(again.is_ok(), "it is whole: {again:?}");
    scene.assert_sound();
}
