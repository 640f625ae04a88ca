//! What a phone may not say: a signed fact of a kind that only the station records
//! is kept as it came, disputed, and changes no table.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_station::store::{Mark, Row, StoreError, Value};
use dianfei_tests::pocket::Pocket;
use dianfei_tests::samples;
use dianfei_tests::station::TestStation;
use dianfei_wire::Verdict;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::{FactBody, PeopleFact, ReadingFact};
use dianfei_wire::upload::Reply;

/// The tables in which a recorded fact shows whatever it says.
const OF_EVERY_FACT: [&str; 2] = ["head", "device_head"];

type Tables = BTreeMap<String, Vec<Vec<Value>>>;

/// Every folded table as it stands.
fn folded(station: &TestStation) -> Tables {
    let read = station.app.store.read(|store| {
        let marks: Vec<(String, Mark)> =
            store.marks().map(|(name, mark)| (name.to_owned(), mark)).collect();
        let folded = marks.into_iter().filter(|(_, mark)| *mark == Mark::Fold);
        let shown = folded.filter(|(name, _)| !OF_EVERY_FACT.contains(&name.as_str()));
        let mut tables = Tables::new();
        for (name, _) in shown {
            let rows = store.query(&format!("select * from {name}"), &[])?;
            let mut rows: Vec<Vec<Value>> = rows.into_iter().map(Row::into_values).collect();
            rows.sort();
            tables.insert(name, rows);
        }
        Ok::<_, StoreError>(tables)
    });
    read.expect("the tables are read")
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date")
}

fn told(reply: Reply) -> Verdict {
    match reply {
        Reply::Acknowledged { mut verdicts, .. } => verdicts.remove(0).verdict,
        other => panic!("{other:?}"),
    }
}

/// A phone sends one fact; what it is told, and the tables before and after.
fn sent(frozen: bool, body: &FactBody) -> (Verdict, Tables, Tables) {
    let station = TestStation::in_memory();
    let reader = station.register("1001", "李明", &[Role::Reader]);
    let mut pocket = Pocket::enrolled(&station.app, 9, &reader);
    if frozen {
        let lost = FactBody::People(PeopleFact::DeviceLost {
            device: pocket.device(),
            report: "在山上丢失".to_owned(),
        });
        station.record("1001", lost, Vec::new());
    }
    let before = folded(&station);
    pocket.record(day(), body.clone());
    let told = told(pocket.upload(&station.app, 1, 1));
    (told, before, folded(&station))
}

#[test]
fn no_fact_of_the_station_s_own_is_believed_from_a_phone() {
    let own: Vec<FactBody> =
        samples::bodies().into_iter().filter(|body| !body.is_phones()).collect();
    assert!(own.len() > 20, "{}", own.len());
    for body in &own {
        for distrusted in [false, true] {
            let (told, before, after) = sent(distrusted, body);
            let expected = Verdict::Disputed { code: "not_a_phones_fact".to_owned(), clause: None };
            assert_eq!(told, expected, "{body:?}");
            assert_eq!(before, after, "{body:?}");
        }
    }
}

/// A reader's phone that makes its person head of the station.
#[test]
fn a_phone_grants_no_role() {
    let body = samples::bodies().into_iter().find_map(|body| match body {
        FactBody::People(PeopleFact::PersonRegistered { details, .. }) => {
            Some(FactBody::People(PeopleFact::PersonRegistered {
                person: "1001".parse().expect("a person"),
                details,
                roles: vec![Role::StationHead],
            }))
        }
        _ => None,
    });
    let (_told, before, after) = sent(false, &body.expect("a sample"));
    assert_eq!(before["person"], after["person"]);
}

#[test]
fn a_route_that_was_never_handed_out_is_not_handed_in() {
    let station = TestStation::in_memory();
    let reader = station.register("1001", "李明", &[Role::Reader]);
    let plan = ReadingFact::RoutePlanned {
        route: "R1".parse().expect("a route"),
        period: "2026-11".parse().expect("a month"),
        reader: reader.clone(),
        read_on: day(),
    };
    station.record("1003", FactBody::Reading(plan), Vec::new());
    let before = folded(&station);
    let mut pocket = Pocket::enrolled(&station.app, 9, &reader);
    let enrolled = folded(&station);
    assert_eq!(before["route_plan"], enrolled["route_plan"]);
    let hand_in = ReadingFact::RouteHandedIn {
        route: "R1".parse().expect("a route"),
        period: "2026-11".parse().expect("a month"),
        epoch: 0,
        read: 12,
        missed: 0,
    };
    pocket.record(day(), FactBody::Reading(hand_in));
    let told = told(pocket.upload(&station.app, 1, 1));
    assert!(matches!(told, Verdict::Disputed { .. }), "{told:?}");
    assert_eq!(before["route_plan"], folded(&station)["route_plan"]);
}
