//! A month's books closed, and verification from there on.

use dianfei_rules::refusal::Refusal;
use dianfei_station::people::role::Command;
use dianfei_station::recovery::close;
use dianfei_station::spine::SpineError;
use dianfei_station::store::{StoreConfig, StoreError};
use dianfei_station::verify::{Report, verify, verify_since_close};
use dianfei_tests::money::{Scene, payment};
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::people::{PeopleFact, Role};
use rusqlite::Connection;
use tempfile::TempDir;

const DAY_MS: i64 = 86_400_000;

fn close(scene: &Scene, period: &str) -> Result<(), SpineError> {
    let period = period.parse().expect("a month");
    let closed = scene.try_act("1003", Role::Auditor, Command::CloseMonth, |tx, moment, asker| {
        close::close_month(tx, moment, asker, period)
    });
    closed.map(|_ids| ())
}

fn refused(scene: &Scene, period: &str) -> Refusal {
    match close(scene, period) {
        Err(SpineError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// The head declares the phones of a person lost.
fn revoke(scene: &Scene, person: &str) {
    let devices: Result<Vec<_>, StoreError> = scene.station.app.store.read(|store| {
        let sql = "select device from device where person = $1";
        store.query(sql, &[person.into()])?.iter().map(|row| row.parsed("device")).collect()
    });
    for device in devices.expect("reads") {
        let device = dianfei_wire::DeviceId(device);
        let reason = "遗失".to_owned();
        let body = FactBody::People(PeopleFact::DeviceRevoked { device, reason });
        scene.station.record("1000", body, Vec::new());
    }
}

fn since(scene: &Scene) -> Report {
    let app = &scene.station.app;
    let found = verify_since_close(&app.store, &app.station).expect("reads");
    let (period, report) = found.expect("a month is closed");
    assert_eq!(period.to_string(), "2026-11");
    report
}

#[test]
fn clause_4_2_8_a_month_closes_when_it_is_over_and_every_phone_was_met() {
    let scene = Scene::new();
    scene.bill();
    let (phone, over_tls) = scene.collector();
    phone.field.take_payment(&payment(1, "53.80", "53.80")).expect("taken, and not sent");
    assert_eq!(refused(&scene, "2026-11").code.as_str(), "month_not_over");
    let unbilled = refused(&scene, "2026-10");
    assert_eq!(unbilled.code.as_str(), "accounts_unbilled");
    assert_eq!(unbilled.figures.get("accounts"), Some("3"));

    scene.station.clock.turn(15 * DAY_MS);
    phone.clock.pass(15 * DAY_MS);
    let behind = refused(&scene, "2026-11");
    assert_eq!(behind.code.as_str(), "phones_behind");
    assert_eq!(
        (behind.figures.get("phones"), behind.figures.get("first_person")),
        (Some("2"), Some("1001"))
    );
    revoke(&scene, "1001");
    assert_eq!(refused(&scene, "2026-11").figures.get("first_person"), Some("1002"));
    phone.field.sync(&over_tls).expect("delivered");
    close(&scene, "2026-11").expect("closed");
    assert_eq!(refused(&scene, "2026-11").code.as_str(), "month_closed");
    scene.assert_sound();
}

#[test]
fn verify_starts_at_the_last_closed_month_and_all_at_the_first_fact() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("station.sqlite");
    let scene = Scene::on(TestStation::on(&StoreConfig::Sqlite { path: path.clone() }));
    let app = &scene.station.app;
    assert_eq!(verify_since_close(&app.store, &app.station).expect("reads"), None);
    scene.bill();
    let (phone, over_tls) = scene.collector();
    phone.field.take_payment(&payment(1, "53.80", "53.80")).expect("taken");
    scene.station.clock.turn(15 * DAY_MS);
    phone.clock.pass(15 * DAY_MS);
    revoke(&scene, "1001");
    phone.field.sync(&over_tls).expect("delivered");
    close(&scene, "2026-11").expect("closed");
    phone.field.take_payment(&payment(2, "53.80", "53.80")).expect("taken in the next month");
    phone.field.sync(&over_tls).expect("delivered");

    let whole = verify(&app.store, &app.station).expect("reads");
    let report = since(&scene);
    assert_eq!((whole.faults, report.faults.clone()), (Vec::new(), Vec::new()));
    assert!(report.rows < whole.rows / 2, "{} of {}", report.rows, whole.rows);
    assert!(report.envelopes == 1 && report.parts > 0, "{report:?}");

    let tamper = |sql: &str| {
        Connection::open(&path).and_then(|file| file.execute_batch(sql)).expect("changed");
    };
    let codes =
        |report: Report| report.faults.into_iter().map(|fault| fault.code).collect::<Vec<_>>();
    tamper("update ledger_balance set balance_fen = balance_fen - 1 where ledger = 'cash:1002'");
    assert_eq!(codes(since(&scene)), ["row_changed"]);
    tamper("update ledger_balance set balance_fen = balance_fen + 1 where ledger = 'cash:1002'");
    assert_eq!(codes(since(&scene)), [""; 0]);
    tamper(
        "update journal set arrived_ms = arrived_ms + 1 where seq = (select max(seq) from journal)",
    );
    assert_eq!(codes(since(&scene)), ["chain_broken"]);
    tamper(
        "update journal set arrived_ms = arrived_ms - 1 where seq = (select max(seq) from journal)",
    );
    tamper("update part set bytes = cast(bytes || x'20' as blob) where kind = 'closing'");
    assert_eq!(codes(since(&scene)), ["part_changed"; 2], "named by its table and by its fact");

    // A digest of one's own, under its right hash, is not the one that was closed.
    let forged: Result<String, StoreError> = app.store.read(|store| {
        let (digest, _) = close::last(store, "330001")?.expect("a closed month");
        Ok(serde_json::to_string(&digest).expect("JSON").replace("cash:1002", "cash:1009"))
    });
    let forged = forged.expect("reads");
    let hash = dianfei_wire::PartHash::of(forged.as_bytes());
    tamper(&format!(
        "insert into part values ('330001', '{hash}', 'closing', cast('{forged}' as blob));
         update closing set digest = '{hash}'"
    ));
    assert!(codes(since(&scene)).contains(&"closing_changed"));
}
