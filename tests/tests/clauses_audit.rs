//! Chapter 4.2, clause by clause, at the station.

use dianfei_rules::quantity::Kwh;
use dianfei_rules::refusal::Refusal;
use dianfei_station::audit::{billing, command, queue, tariff};
use dianfei_station::collection::receivable;
use dianfei_station::people::role::Command;
use dianfei_station::reading::card::{self, Choice};
use dianfei_station::reading::command::{self as reading, PlanRoute};
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::{StoreError, Tx};
use dianfei_station::verify::verify;
use dianfei_tests::cycle::{At, taken};
use dianfei_tests::pocket::Pocket;
use dianfei_tests::station::TestStation;
use dianfei_tests::village::{self, account, meter};
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::{MissReason, Presence, ReadingMissed};
use dianfei_wire::fact::{FactBody, FactId, ReadingFact};
use dianfei_wire::upload::{Reply, Request};

const PERIOD: &str = "2026-11";

struct Scene {
    station: TestStation,
    auditor: Actor,
    pocket: Pocket,
}

impl Scene {
    /// A village of three with its route on a phone and a price table in force.
    fn new() -> Self {
        let station = TestStation::in_memory();
        village::set_up(&station, 3);
        let reader = station.register("1001", "李明", &[Role::Reader]);
        let auditor = Actor {
            person: station.register("1003", "周静", &[Role::Auditor]),
            roles: vec![Role::Auditor],
        };
        let pocket = Pocket::enrolled(&station.app, 9, &reader);
        let mut scene = Self { station, auditor, pocket };
        scene
            .act(Command::PublishTariff, "tariff", |tx, moment, station| {
                tariff::publish(tx, moment, station, &village::tariff())
            })
            .expect("published");
        let plan = PlanRoute {
            route: "R01".parse().expect("a route"),
            period: PERIOD.parse().expect("a month"),
            reader: "1001".parse().expect("a person"),
            read_on: scene.station.app.today(),
        };
        scene
            .act(Command::PlanRoute, "plan", |tx, moment, station| {
                reading::plan_route(tx, moment, station, plan)
            })
            .expect("planned");
        let reply = scene.pocket.ask(&scene.station.app, Request::Assignment, &[]);
        assert!(matches!(reply, Reply::Assignment), "{reply:?}");
        scene
    }

    fn act(
        &self,
        command: Command,
        request: &str,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, &str) -> Result<Vec<Draft>, SpineError>,
    ) -> Result<Vec<FactId>, Refusal> {
        let app = &self.station.app;
        let done = spine::decide(app, &self.auditor, command, request, |tx, moment| {
            decision(tx, moment, app.station.as_str())
        });
        done.map_err(|error| match error {
            SpineError::Refused(refusal) => refusal,
            SpineError::Store(error) => panic!("{error}"),
        })
    }

    fn upload(&mut self, fact: ReadingFact) -> FactId {
        let today = self.station.app.today();
        let id = self.pocket.record(today, FactBody::Reading(fact)).id;
        let last = self.pocket.lines.len();
        let reply = self.pocket.upload(&self.station.app, last, last);
        assert!(matches!(reply, Reply::Acknowledged { .. }), "{reply:?}");
        id
    }

    fn read(&mut self, number: u32, index: &str) -> FactId {
        let (account, meter) = (account(number), meter(number));
        let at = At { route: "R01", account: account.as_str(), meter: meter.as_str() };
        let indexes = [("forward_active_total", index)];
        let period = PERIOD.parse().expect("a month");
        self.upload(ReadingFact::ReadingTaken(taken(period, at, &indexes)))
    }

    fn miss(&mut self, number: u32) {
        self.upload(ReadingFact::ReadingMissed(ReadingMissed {
            account: account(number),
            meter: meter(number),
            period: PERIOD.parse().expect("a month"),
            route: "R01".parse().expect("a route"),
            epoch: 1,
            reason: MissReason::DoorLocked,
            presence: Presence { scanned: None, position: None, photos: Vec::new() },
            note: None,
        }));
    }

    fn hand_in(&mut self, read: u32, missed: u32) {
        self.upload(ReadingFact::RouteHandedIn {
            route: "R01".parse().expect("a route"),
            period: PERIOD.parse().expect("a month"),
            epoch: 1,
            read,
            missed,
        });
    }

    fn begin(&self, request: &str) -> Result<FactId, Refusal> {
        let station = &self.station.app.station;
        let routes = vec!["R01".parse().expect("a route")];
        let ids = self.act(Command::RunBilling, request, |tx, moment, _| {
            billing::begin(tx, moment, station, PERIOD.parse().expect("a month"), routes)
        })?;
        Ok(ids[0].clone())
    }

    fn compute(&self, run: &FactId, request: &str) -> Result<Vec<FactId>, Refusal> {
        let station = &self.station.app.station;
        self.act(Command::RunBilling, request, |tx, moment, _| {
            billing::compute_route(tx, moment, station, run, &"R01".parse().expect("a route"))
        })
    }

    fn issue(&self, run: &FactId, request: &str) -> Result<Vec<FactId>, Refusal> {
        let station = &self.station.app.station;
        self.act(Command::IssueBills, request, |tx, moment, _| {
            let ruling = receivable::issue_ruling(tx, station.as_str(), run, moment.today)?;
            billing::issue(tx, moment, station, run, ruling)
        })
    }

    fn number(&self, sql: &str) -> i64 {
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

fn refused(outcome: Result<impl std::fmt::Debug, Refusal>) -> (String, String) {
    let refusal = outcome.expect_err("refused");
    let clause = refusal.clause.as_ref().map(ToString::to_string).unwrap_or_default();
    (refusal.code.to_string(), clause)
}

#[test]
fn clause_4_2_1_keeps_every_version_and_only_the_auditor_publishes() {
    let scene = Scene::new();
    let again = scene.act(Command::PublishTariff, "again", |tx, moment, station| {
        tariff::publish(tx, moment, station, &village::tariff())
    });
    assert_eq!(refused(again).1, "4.2.1");
    let reader = Actor { person: scene.auditor.person.clone(), roles: vec![Role::Reader] };
    let app = &scene.station.app;
    let done = spine::decide(app, &reader, Command::PublishTariff, "other", |tx, moment| {
        tariff::publish(tx, moment, app.station.as_str(), &village::tariff())
    });
    assert!(matches!(done, Err(SpineError::Refused(refusal))
        if refusal.code.as_str() == "role_missing"));
}

#[test]
fn clause_4_2_2_computes_bills_and_issues_them_as_a_whole() {
    let mut scene = Scene::new();
    scene.read(1, "1100");
    scene.read(2, "1110");
    scene.miss(3);
    scene.hand_in(2, 1);
    let run = scene.begin("begin").expect("begun");
    assert_eq!(refused(scene.issue(&run, "early")).0, "run_not_computed");
    scene.compute(&run, "compute").expect("computed");
    assert_eq!(
        scene.number("select count(*) as n from bill where issued_on is not null"),
        0,
        "none counts before the run is issued"
    );
    assert!(scene.compute(&run, "compute again").expect("nothing to do").is_empty());
    scene.issue(&run, "issue").expect("issued");
    // 100 and 110 kWh read, 100 kWh provisional, at 0.538 in the first tier.
    let amounts =
        "select cast(sum(amount_fen) as bigint) as n from bill where issued_on is not null";
    assert_eq!(scene.number(amounts), 5380 + 5918 + 5380);
    assert_eq!(scene.number("select count(*) as n from bill where provisional = 1"), 1);
    let balance = "select balance_fen as n from ledger_balance where ledger = 'electricity_income'";
    assert_eq!(scene.number(balance), -(5380 + 5918 + 5380), "income by double entry");
    assert_eq!(refused(scene.begin("second")), ("already_billed".into(), "2.1".into()));
    scene.assert_sound();
}

/// What a run has billed stands on the next period's cards, and on no card of its own.
#[test]
fn clause_4_2_2_shows_issued_months_on_the_cards_of_later_periods() {
    let mut scene = Scene::new();
    scene.read(1, "1100");
    scene.read(2, "1110");
    scene.miss(3);
    scene.hand_in(2, 1);
    let run = scene.begin("begin").expect("begun");
    scene.compute(&run, "compute").expect("computed");
    let card = |scene: &Scene, period: &str, number: u32| {
        let (period, account) = (period.parse().expect("a month"), account(number));
        let chosen = [account.as_str()];
        let cards: Result<_, StoreError> = scene
            .station
            .app
            .store
            .read(|store| card::cards(store, "330001", period, Choice::Accounts(&chosen)));
        cards.expect("cards").remove(0)
    };
    let billed = |card: &AssignedStop| {
        let month = card.history.iter().find(|month| month.period.to_string() == PERIOD);
        month.map(|month| (month.usage_kwh, month.provisional))
    };
    assert_eq!(billed(&card(&scene, "2026-12", 1)), None, "it does not count before its issue");
    scene.issue(&run, "issue").expect("issued");
    assert_eq!(billed(&card(&scene, "2026-12", 2)), Some((Kwh::whole(110), false)));
    let missed = card(&scene, "2026-12", 3);
    assert_eq!(billed(&missed), Some((Kwh::whole(100), true)));
    assert_eq!(missed.provisional_kwh, Kwh::whole(100));
    assert_eq!(billed(&card(&scene, PERIOD, 2)), None, "its own card was drawn before");
}

#[test]
fn clause_2_1_bills_no_route_that_is_still_out() {
    let mut scene = Scene::new();
    scene.read(1, "1100");
    assert_eq!(refused(scene.begin("begin")), ("route_not_handed_in".into(), "2.1".into()));
}

#[test]
fn clause_4_2_4_bills_no_flagged_reading_without_its_cause() {
    let mut scene = Scene::new();
    let surged = scene.read(1, "1500");
    scene.read(2, "1100");
    scene.read(3, "1100");
    scene.hand_in(3, 0);
    assert_eq!(refused(scene.begin("begin")), ("finding_unanswered".into(), "4.2.4".into()));

    let open = scene
        .station
        .app
        .store
        .read(|store| queue::open(store, "330001", PERIOD.parse().expect("a month")))
        .unwrap_or_else(|error: StoreError| panic!("{error}"));
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].reading, surged);
    let codes = open[0].open.clone();
    let empty = scene.act(Command::RecordCause, "empty", |tx, moment, station| {
        command::record_cause(tx, moment, station, surged.clone(), codes.clone(), " ".to_owned())
    });
    assert_eq!(refused(empty).0, "cause_missing");
    scene
        .act(Command::RecordCause, "cause", |tx, moment, station| {
            command::record_cause(tx, moment, station, surged, codes, "新装空调".to_owned())
        })
        .expect("recorded");
    scene.begin("begin again").expect("begun");
    scene.assert_sound();
}
