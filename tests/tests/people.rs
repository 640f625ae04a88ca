//! Signing in, sessions, and the table role × command, on both engines.

use dianfei_rules::id::PersonNo;
use dianfei_station::people::role::{Command, may};
use dianfei_station::people::sign_in::{FREE_TRIES, LONGEST_WAIT_MS, sign_in};
use dianfei_station::people::{password, session};
use dianfei_station::spine::{self, Actor, SpineError};
use dianfei_station::store::{StoreConfig, StoreError};
use dianfei_tests::postgres::PostgresServer;
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::people::{PeopleFact, Role};

const PASSWORD: &str = "青石村的月亮很圆";
const DESK: &str = "192.168.1.20";

fn on_both(case: impl Fn(&TestStation, &PersonNo)) {
    let postgres = StoreConfig::from_text(&PostgresServer::shared().new_database());
    for config in [StoreConfig::Memory, postgres] {
        let station = TestStation::on(&config);
        let cashier = station.register("1003", "周敏", &[Role::Cashier]);
        password::set(&station.app, &cashier, PASSWORD).expect("a good password");
        case(&station, &cashier);
    }
}

fn refused(outcome: Result<String, SpineError>) -> (String, Option<i64>) {
    match outcome {
        Err(SpineError::Refused(refusal)) => {
            let seconds = refusal.figures.get("seconds").map(|text| text.parse().expect("seconds"));
            (refusal.code.to_string(), seconds)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_person_signs_in_works_and_signs_out() {
    on_both(|station, cashier| {
        let app = &station.app;
        let token = sign_in(app, " 1003 ", PASSWORD, DESK).expect("signed in");
        let session = session::current(app, &token).expect("read").expect("open");
        assert_eq!((&session.actor.person, session.name.as_str()), (cashier, "周敏"));
        assert_eq!(session.actor.roles, [Role::Cashier]);
        assert!(session.accepts(&session.csrf));
        assert!(!session.accepts("") && !session.accepts(&token));
        let other = sign_in(app, "1003", PASSWORD, DESK).expect("a second desk");
        let second = session::current(app, &other).expect("read").expect("open");
        assert_ne!((&token, &session.csrf), (&other, &second.csrf));
        session::sign_out(app, &token).expect("signed out");
        assert!(session::current(app, &token).expect("read").is_none());
        assert!(session::current(app, &other).expect("read").is_some());
    });
}

#[test]
fn the_store_holds_neither_token_nor_password() {
    on_both(|station, _cashier| {
        let token = sign_in(&station.app, "1003", PASSWORD, DESK).expect("signed in");
        let kept = station.app.store.read(|store| {
            let mut kept = String::new();
            for table in ["session", "password"] {
                for row in store.query(&format!("select * from {table}"), &[])? {
                    kept.push_str(&format!("{row:?}"));
                }
            }
            Ok::<_, StoreError>(kept)
        });
        let kept = kept.expect("read");
        assert!(kept.contains("argon2id") && kept.contains("token_hash"), "{kept}");
        assert!(!kept.contains(&token) && !kept.contains(PASSWORD));
    });
}

#[test]
fn a_session_ends_when_it_is_idle_old_or_its_person_has_left() {
    on_both(|station, cashier| {
        let app = &station.app;
        let open = |token: &str| session::current(app, token).expect("read").is_some();
        let idle = sign_in(app, "1003", PASSWORD, DESK).expect("signed in");
        station.clock.turn(session::IDLE_MS + 1);
        assert!(!open(&idle), "idle");
        let old = sign_in(app, "1003", PASSWORD, DESK).expect("signed in");
        for _ in 0..session::LIFE_MS / session::IDLE_MS {
            assert!(open(&old), "each request keeps it awake");
            station.clock.turn(session::IDLE_MS);
        }
        station.clock.turn(1);
        assert!(!open(&old), "the day is over");
        let leaver = sign_in(app, "1003", PASSWORD, DESK).expect("signed in");
        let left = PeopleFact::PersonLeft { person: cashier.clone(), reason: "retired".to_owned() };
        station.record("1000", FactBody::People(left), Vec::new());
        assert!(!open(&leaver), "left");
        assert_eq!(refused(sign_in(app, "1003", PASSWORD, DESK)).0, "sign_in_wrong");
    });
}

#[test]
fn changed_roles_hold_at_once_and_a_new_password_ends_sessions() {
    on_both(|station, cashier| {
        let app = &station.app;
        let token = sign_in(app, "1003", PASSWORD, DESK).expect("signed in");
        station.register("1003", "周敏", &[Role::Collector, Role::TicketCustodian]);
        let session = session::current(app, &token).expect("read").expect("open");
        assert_eq!(session.actor.roles, [Role::Collector, Role::TicketCustodian]);
        password::set(app, cashier, "另一个长一点的口令").expect("a good password");
        assert!(session::current(app, &token).expect("read").is_none());
        assert_eq!(refused(sign_in(app, "1003", PASSWORD, DESK)).0, "sign_in_wrong");
        sign_in(app, "1003", "另一个长一点的口令", DESK).expect("signed in");
    });
}

#[test]
fn wrong_numbers_and_wrong_passwords_are_refused_alike() {
    on_both(|station, _cashier| {
        station.register("1004", "无密码", &[Role::Reader]);
        for (desk, person, given) in [
            ("a", "1003", "wrong password"),
            ("b", "9999", PASSWORD),
            ("c", "1004", ""),
            ("d", "no number at all '; --", PASSWORD),
            ("e", "", ""),
        ] {
            let refusal = refused(sign_in(&station.app, person, given, desk));
            assert_eq!(refusal, ("sign_in_wrong".to_owned(), None), "{person}");
        }
    });
}

#[test]
fn failures_cost_a_wait_by_person_and_by_address() {
    on_both(|station, _cashier| {
        let app = &station.app;
        for desk in 0..FREE_TRIES {
            let desk = format!("desk {desk}");
            assert_eq!(refused(sign_in(app, "1003", "wrong", &desk)).0, "sign_in_wrong");
        }
        let (code, seconds) = refused(sign_in(app, "1003", PASSWORD, "yet another desk"));
        assert_eq!((code.as_str(), seconds), ("sign_in_slow_down", Some(16)), "by person");
        station.clock.turn(15_001);
        sign_in(app, "1003", PASSWORD, DESK).expect("after the wait, and counted anew");
        for number in 0..FREE_TRIES {
            let number = format!("90{number}");
            assert_eq!(refused(sign_in(app, &number, "wrong", DESK)).0, "sign_in_wrong");
        }
        let (code, _) = refused(sign_in(app, "1003", PASSWORD, DESK));
        assert_eq!(code, "sign_in_slow_down", "by address");
        sign_in(app, "1003", PASSWORD, "elsewhere").expect("another address is not punished");
        station.clock.turn(LONGEST_WAIT_MS);
        sign_in(app, "1003", PASSWORD, DESK).expect("the longest wait is over");
        let rows = app.store.read(|store| {
            store.query_one("select count(*) as n from sign_in_failure", &[])?.int("n")
        });
        let strangers: Result<i64, StoreError> = rows;
        assert!(strangers.expect("read") <= FREE_TRIES + 1, "unknown numbers fill no table");
    });
}

#[test]
fn no_role_can_do_what_the_table_does_not_give_it() {
    let station = TestStation::in_memory();
    let mut matrix = String::new();
    for command in Command::all() {
        let mut allowed = Vec::new();
        for role in Role::ALL {
            let actor = Actor { person: "1003".parse().expect("a number"), roles: vec![role] };
            let request = format!("{} {}", role.code(), command.code());
            let outcome = spine::decide(&station.app, &actor, command, &request, |_tx, _moment| {
                Ok(Vec::new())
            });
            match outcome {
                Ok(_facts) => allowed.push(role.code()),
                Err(SpineError::Refused(refusal)) => {
                    assert_eq!(refusal.code.as_str(), "role_missing");
                    let clause = refusal.clause.map(|clause| clause.to_string());
                    assert_eq!(clause.as_deref(), command.clause(), "{}", command.code());
                }
                Err(SpineError::Store(error)) => panic!("{error}"),
            }
            assert_eq!(allowed.contains(&role.code()), may(&[role], command));
        }
        let clause = command.clause().unwrap_or("-");
        matrix.push_str(&format!("{} {clause}: {}\n", command.code(), allowed.join(" ")));
    }
    insta::assert_snapshot!(matrix);
    let refusals = "select count(*) as n from journal where ruling is not null";
    let rows = station.app.store.read(|store| store.query_one(refusals, &[])?.int("n"));
    let rows: Result<i64, StoreError> = rows;
    let commands = Command::all().count();
    let given: usize = Command::all().map(|command| command.roles().len()).sum();
    let refused = i64::try_from(commands * Role::ALL.len() - given).expect("few");
    assert!(rows.expect("read") >= refused, "each refusal is itself recorded");
}
