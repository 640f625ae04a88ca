//! The same story on SQLite and on PostgreSQL leaves the same rows in every
//! table, and `verify` finds both sound.

use dianfei_station::chapters;
use dianfei_station::people::password;
use dianfei_station::people::role::Command;
use dianfei_station::people::sign_in::sign_in;
use dianfei_station::spine::{self, Actor, SpineError};
use dianfei_station::store::{Mark, Row, Store, StoreConfig, StoreError};
use dianfei_station::verify::verify;
use dianfei_tests::pocket::Pocket;
use dianfei_tests::postgres::PostgresServer;
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::{MissReason, Presence, ReadingMissed};
use dianfei_wire::fact::{FactBody, ReadingFact};

fn missed(account: &str) -> FactBody {
    FactBody::Reading(ReadingFact::ReadingMissed(ReadingMissed {
        account: account.parse().expect("an account"),
        meter: format!("M{account}").parse().expect("a meter"),
        period: "2026-11".parse().expect("a month"),
        route: "R1".parse().expect("a route"),
        epoch: 1,
        reason: MissReason::DoorLocked,
        presence: Presence { scanned: None, position: None, photos: Vec::new() },
        note: Some("门口有狗".to_owned()),
    }))
}

fn story(config: &StoreConfig) -> TestStation {
    let station = TestStation::on(config);
    let app = &station.app;
    let reader = station.register("1001", "李明", &[Role::Reader]);
    station.register("1002", "王芳", &[Role::Auditor, Role::MarketingOfficer]);
    let mut pocket = Pocket::enrolled(app, 9, &reader);
    for account in ["1", "2", "3"] {
        pocket.record(app.today(), missed(account));
    }
    pocket.upload(app, 1, 2);
    station.clock.turn(60_000);
    pocket.upload(app, 1, 3);
    let actor = Actor { person: reader.clone(), roles: vec![Role::Reader] };
    let refused =
        spine::decide(app, &actor, Command::PublishTariff, "r1", |_tx, _moment| Ok(Vec::new()));
    assert!(matches!(refused, Err(SpineError::Refused(_))));
    password::set(app, &reader, "青石村的月亮很圆").expect("a good password");
    sign_in(app, "1001", "青石村的月亮", "desk").expect_err("a wrong password");
    sign_in(app, "1002", "青石村的月亮很圆", "desk").expect_err("no password yet");
    station
}

fn rows(store: &Store, table: &str) -> Result<Vec<Row>, StoreError> {
    let mut rows = store.read(|c| c.query(&format!("select * from {table}"), &[]))?;
    rows.sort_by(|one, other| one.values().cmp(other.values()));
    Ok(rows)
}

#[test]
fn both_engines_keep_the_same_rows() {
    let url = PostgresServer::shared().new_database();
    let sqlite = story(&StoreConfig::Memory);
    let postgres = story(&StoreConfig::from_text(&url));
    let mut journal = 0;
    for table in chapters::tables() {
        let kept = rows(&sqlite.app.store, table.name).expect("read");
        assert_eq!(kept, rows(&postgres.app.store, table.name).expect("read"), "{}", table.name);
        if table.mark == Mark::Journal {
            journal += kept.len();
        }
    }
    assert!(journal >= 8, "the story stands in the journal: {journal} rows");
    for station in [&sqlite, &postgres] {
        let report = verify(&station.app.store, &station.app.station).expect("verify reads");
        assert_eq!(report.faults, Vec::new());
        assert!(report.facts >= 8, "{report:?}");
    }
}

#[test]
fn every_table_is_marked_and_begins_with_its_station() {
    let url = PostgresServer::shared().new_database();
    for config in [StoreConfig::Memory, StoreConfig::from_text(&url)] {
        let store = Store::open(&config).expect("open");
        store.migrate(&chapters::tables(), 1).expect("every definition keeps the rules");
        store.migrate(&chapters::tables(), 1).expect("and is the same the second time");
    }
    let mut names: Vec<&str> = chapters::tables().iter().map(|table| table.name).collect();
    names.sort_unstable();
    let mut once = names.clone();
    once.dedup();
    assert_eq!(names, once, "no two tables of one name");
}
