//! Chapter 4.1, clause by clause, at the station.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::PersonNo;
use dianfei_station::people::role::Command;
use dianfei_station::reading::command::{self, PlanRoute};
use dianfei_station::spine::{self, Actor, SpineError};
use dianfei_station::store::StoreError;
use dianfei_station::verify::verify;
use dianfei_tests::cycle::{self, At};
use dianfei_tests::pocket::Pocket;
use dianfei_tests::station::TestStation;
use dianfei_tests::village::{self, account, meter};
use dianfei_wire::assignment::Assignment;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::{MissReason, Presence, ReadingMissed, ReadingTaken};
use dianfei_wire::fact::{FactBody, FactId, ReadingFact};
use dianfei_wire::upload::{Reply, Request};
use dianfei_wire::{Verdict, frame};

const PERIOD: &str = "2026-11";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date")
}

struct Scene {
    station: TestStation,
    reader: PersonNo,
    auditor: Actor,
}

impl Scene {
    fn new() -> Self {
        let station = TestStation::in_memory();
        village::set_up(&station, 3);
        let reader = station.register("1001", "李明", &[Role::Reader]);
        let auditor = Actor {
            person: station.register("1003", "周静", &[Role::Auditor]),
            roles: vec![Role::Auditor],
        };
        Self { station, reader, auditor }
    }

    fn plan(&self, request: &str, reader: &str) -> Result<Vec<FactId>, SpineError> {
        self.plan_on(request, reader, today())
    }

    fn plan_on(
        &self,
        request: &str,
        reader: &str,
        read_on: NaiveDate,
    ) -> Result<Vec<FactId>, SpineError> {
        let plan = PlanRoute {
            route: "R01".parse().expect("a route"),
            period: YearMonth::of(read_on),
            reader: reader.parse().expect("a person"),
            read_on,
        };
        let app = &self.station.app;
        spine::decide(app, &self.auditor, Command::PlanRoute, request, |tx, moment| {
            command::plan_route(tx, moment, app.station.as_str(), plan)
        })
    }

    fn phone(&self, fill: u8) -> Pocket {
        Pocket::enrolled(&self.station.app, fill, &self.reader)
    }

    fn assignment(&self, pocket: &mut Pocket) -> Assignment {
        let bytes = pocket.frame(Request::Assignment, &[]);
        let reply = dianfei_station::phone::answer(&self.station.app, &bytes);
        let opened = frame::Frame::split(&reply).expect("a frame");
        assert!(matches!(
            dianfei_tests::pocket::open(&self.station.app, &reply),
            Reply::Assignment
        ));
        let body = frame::unpack(opened.body).expect("a packed body");
        serde_json::from_slice(&body).expect("an assignment")
    }

    fn upload(&self, pocket: &mut Pocket, body: FactBody) -> Verdict {
        pocket.record(today(), body);
        let last = pocket.lines.len();
        match pocket.upload(&self.station.app, last, last) {
            Reply::Acknowledged { verdicts, .. } => verdicts[0].verdict.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn count(&self, sql: &str) -> i64 {
        self.station
            .app
            .store
            .read(|store| store.query_one(sql, &[])?.int("n"))
            .unwrap_or_else(|error: StoreError| panic!("{error}"))
    }

    fn assert_sound(&self) {
        let report = verify(&self.station.app.store, &self.station.app.station).expect("reads");
        assert_eq!(report.faults, Vec::new());
    }
}

fn taken(number: u32, index: &str, epoch: u32) -> ReadingTaken {
    let (account, meter) = (account(number), meter(number));
    let at = At { route: "R01", account: account.as_str(), meter: meter.as_str() };
    let indexes = [("forward_active_total", index)];
    let period = PERIOD.parse().expect("a month");
    ReadingTaken { epoch, ..cycle::taken(period, at, &indexes) }
}

fn reading(taken: ReadingTaken) -> FactBody {
    FactBody::Reading(ReadingFact::ReadingTaken(taken))
}

fn code(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Disputed { code, .. } => code,
        Verdict::Applied | Verdict::AlreadyApplied | Verdict::NotUnderstood => {
            panic!("{verdict:?} is not disputed")
        }
    }
}

#[test]
fn clause_4_1_1_hands_a_route_to_its_named_reader_on_its_day() {
    let scene = Scene::new();
    scene.plan("plan-1", "1001").expect("planned");
    let mut pocket = scene.phone(9);
    let assignment = scene.assignment(&mut pocket);
    assert_eq!(assignment.routes.len(), 1);
    let route = &assignment.routes[0];
    assert_eq!((route.epoch, route.stops.len()), (1, 3));
    let stop = &route.stops[0];
    assert_eq!(stop.history.len(), 24);
    assert_eq!(stop.registers[0].previous.to_string(), village::OPENING_INDEX);
    assert_eq!(stop.year_to_date_kwh.to_string(), (10 * village::MONTHLY_KWH).to_string());
    assert_eq!(stop.account.name, "村民1");

    let other = scene.station.register("1004", "赵强", &[Role::Reader]);
    let mut stranger = Pocket::enrolled(&scene.station.app, 10, &other);
    assert!(scene.assignment(&mut stranger).routes.is_empty());
    let verdict = scene.upload(&mut stranger, reading(taken(1, "1100", 1)));
    assert_eq!(code(&verdict), "route_not_handed");
    scene.assert_sound();
}

#[test]
fn clause_4_1_1_refuses_a_plan_for_someone_who_is_no_reader() {
    let scene = Scene::new();
    let Err(SpineError::Refused(refusal)) = scene.plan("plan-1", "1003") else {
        panic!("the auditor cannot be the reader")
    };
    assert_eq!(refusal.code.as_str(), "not_a_reader");
    assert_eq!(refusal.clause.as_ref().map(|clause| clause.as_str()), Some("4.1.1"));
    assert_eq!(scene.count("select count(*) as n from route_plan"), 0);
    assert_eq!(
        scene.count("select count(*) as n from refusal where clause = '4.1.1'"),
        1,
        "the refusal is counted"
    );
    scene.assert_sound();
}

#[test]
fn a_command_sent_twice_is_carried_out_once() {
    let scene = Scene::new();
    let first = scene.plan("plan-1", "1001").expect("planned");
    let rows = scene.count("select count(*) as n from journal");
    assert_eq!(scene.plan("plan-1", "1001").expect("answered again"), first);
    assert_eq!(scene.count("select count(*) as n from journal"), rows);
}

#[test]
fn clause_4_1_2_never_overwrites_a_reading_and_disputes_a_second_one() {
    let scene = Scene::new();
    scene.plan("plan-1", "1001").expect("planned");
    let mut pocket = scene.phone(9);
    scene.assignment(&mut pocket);
    assert_eq!(scene.upload(&mut pocket, reading(taken(1, "1100", 1))), Verdict::Applied);
    assert_eq!(scene.upload(&mut pocket, reading(taken(1, "1100", 1))), Verdict::AlreadyApplied);
    assert_eq!(code(&scene.upload(&mut pocket, reading(taken(1, "1150", 1)))), "two_readings");

    let first = pocket.lines.first().expect("a fact").clone();
    let first = dianfei_wire::Fact::from_bytes(&first).expect("a fact").id;
    let correction = ReadingTaken {
        corrects: Some(first),
        correction_reason: Some("看错一位".to_owned()),
        ..taken(1, "1105", 1)
    };
    assert_eq!(scene.upload(&mut pocket, reading(correction)), Verdict::Applied);
    assert_eq!(scene.count("select count(*) as n from reading where state = 'corrected'"), 1);
    assert_eq!(
        scene.count("select usage_wh as n from reading where state = 'holds'"),
        105_000,
        "the station's own usage"
    );
    scene.assert_sound();
}

#[test]
fn clause_4_1_1_tells_a_reading_off_its_planned_day() {
    let told = |planned: u32| {
        let scene = Scene::new();
        let on = NaiveDate::from_ymd_opt(2026, 11, planned).expect("a date");
        scene.plan_on("plan-1", "1001", on).expect("planned");
        let mut pocket = scene.phone(9);
        scene.assignment(&mut pocket);
        assert_eq!(scene.upload(&mut pocket, reading(taken(1, "1100", 1))), Verdict::Applied);
        scene.count("select count(*) as n from reading where codes like '%off_read_day%'")
    };
    assert_eq!((told(20), told(10)), (0, 1));
}

#[test]
fn clause_4_1_2_corrects_no_reading_of_another_account() {
    let scene = Scene::new();
    scene.plan("plan-1", "1001").expect("planned");
    let mut pocket = scene.phone(9);
    scene.assignment(&mut pocket);
    assert_eq!(scene.upload(&mut pocket, reading(taken(1, "1100", 1))), Verdict::Applied);
    let first = dianfei_wire::Fact::from_bytes(&pocket.lines[0]).expect("a fact").id;
    let of_another = ReadingTaken {
        corrects: Some(first),
        correction_reason: Some("填错户".to_owned()),
        ..taken(2, "1105", 1)
    };
    assert_eq!(scene.upload(&mut pocket, reading(of_another)), Verdict::Applied);
    assert_eq!(scene.count("select count(*) as n from reading where state = 'holds'"), 2);
    scene.assert_sound();
}

#[test]
fn clause_4_1_2_takes_a_reading_of_an_earlier_epoch_where_there_is_no_other() {
    let scene = Scene::new();
    scene.plan("plan-1", "1001").expect("planned");
    let mut lost = scene.phone(9);
    assert_eq!(scene.assignment(&mut lost).routes[0].epoch, 1);
    let mut spare = scene.phone(10);
    assert_eq!(scene.assignment(&mut spare).routes[0].epoch, 2);
    assert_eq!(scene.upload(&mut lost, reading(taken(1, "1100", 1))), Verdict::Applied);
    assert_eq!(code(&scene.upload(&mut spare, reading(taken(1, "1200", 2)))), "two_readings");
    assert_eq!(scene.upload(&mut spare, reading(taken(2, "1100", 2))), Verdict::Applied);
    scene.assert_sound();
}

#[test]
fn clause_4_2_4_flags_what_the_phone_did_not_say() {
    let scene = Scene::new();
    scene.plan("plan-1", "1001").expect("planned");
    let mut pocket = scene.phone(9);
    scene.assignment(&mut pocket);
    scene.upload(&mut pocket, reading(taken(1, "1120", 1)));
    scene.upload(&mut pocket, reading(taken(2, "1121", 1)));
    let flagged = "select count(*) as n from reading where codes like '%fluctuation_last_month%'";
    assert_eq!(scene.count(flagged), 1, "exactly 20 % is not over, 21 % is");
}

#[test]
fn clause_4_1_2_rules_each_reading_of_a_batch_by_those_before_it() {
    let scene = Scene::new();
    scene.plan("plan-1", "1001").expect("planned");
    let mut pocket = scene.phone(9);
    scene.assignment(&mut pocket);
    pocket.record(today(), reading(taken(1, "1100", 1)));
    // The phone had no signal for a month.
    scene.station.clock.turn(30 * 86_400_000);
    let later = today() + chrono::Days::new(30);
    scene.plan_on("plan-2", "1001", later).expect("planned");
    scene.assignment(&mut pocket);
    let december = ReadingTaken { period: YearMonth::of(later), ..taken(1, "1180", 1) };
    pocket.record(later, reading(december));
    let first = pocket.lines.first().expect("a fact").clone();
    let corrects = Some(dianfei_wire::Fact::from_bytes(&first).expect("a fact").id);
    let correction = ReadingTaken {
        corrects,
        correction_reason: Some("看错一位".to_owned()),
        ..taken(1, "1110", 1)
    };
    pocket.record(later, reading(correction));
    let Reply::Acknowledged { verdicts, .. } = pocket.upload(&scene.station.app, 1, 3) else {
        panic!("the batch is taken");
    };
    assert_eq!(
        verdicts.iter().map(|told| &told.verdict).collect::<Vec<_>>(),
        [&Verdict::Applied; 3]
    );
    let usage = |period: &str| {
        scene.count(&format!(
            "select usage_wh as n from reading where period = '{period}' and state = 'holds'"
        ))
    };
    assert_eq!(usage("2026-12"), 80_000, "from what the same batch read in November");
    assert_eq!(usage(PERIOD), 110_000, "the correction counts from October");
    scene.assert_sound();
}

#[test]
fn clause_4_1_5_counts_misses_in_a_row_onto_the_next_card() {
    let scene = Scene::new();
    scene.plan("plan-1", "1001").expect("planned");
    let mut pocket = scene.phone(9);
    scene.assignment(&mut pocket);
    let missed = FactBody::Reading(ReadingFact::ReadingMissed(ReadingMissed {
        account: account(3),
        meter: meter(3),
        period: PERIOD.parse().expect("a month"),
        route: "R01".parse().expect("a route"),
        epoch: 1,
        reason: MissReason::DoorLocked,
        presence: Presence { scanned: None, position: None, photos: Vec::new() },
        note: None,
    }));
    assert_eq!(scene.upload(&mut pocket, missed), Verdict::Applied);
    let next = "2026-12".parse().expect("a month");
    let cards = scene.station.app.store.read(|store| {
        let account = account(3);
        let choice = dianfei_station::reading::card::Choice::Accounts(&[account.as_str()]);
        dianfei_station::reading::card::cards(store, "330001", next, choice)
    });
    assert_eq!(cards.expect("cards")[0].misses, 1);
}
