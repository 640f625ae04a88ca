//! A station's billing month by month: planned, read over a hand-driven phone,
//! handed in, billed and issued.

use dianfei_rules::account::AgreedContract;
use dianfei_rules::bill::BillDocument;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::RouteNo;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::Tariff;
use dianfei_station::account::import::{SheetFile, import_sheet};
use dianfei_station::audit::contract::{self, Agreement};
use dianfei_station::audit::{billing, tariff};
use dianfei_station::collection::receivable;
use dianfei_station::journal::part;
use dianfei_station::people::role::Command;
use dianfei_station::reading::command::{self as reading, PlanRoute};
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::{StoreError, Tx};
use dianfei_station::verify::verify;
use dianfei_wire::PartHash;
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::{
    IdentityCheck, MissReason, Presence, ReadingMissed, ReadingSource, ReadingTaken, RegisterIndex,
};
use dianfei_wire::fact::{FactBody, FactId, ReadingFact};
use dianfei_wire::upload::{Reply, Request};

use crate::pocket::Pocket;
use crate::station::TestStation;

/// The reader of all routes.
pub const READER: &str = "1001";
/// A collector, whom a route's sheet may name.
pub const COLLECTOR: &str = "1002";
const DAY_MS: i64 = 86_400_000;

/// A meter on its route.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The route.
    pub route: &'a str,
    /// Whose meter.
    pub account: &'a str,
    /// The meter.
    pub meter: &'a str,
}

/// A station with one head, who plans, audits and bills, and one reader.
#[derive(Debug)]
pub struct Cycle {
    /// The station.
    pub station: TestStation,
    /// The head.
    pub head: Actor,
    /// The reader's phone.
    pub pocket: Pocket,
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a value of this test")
}

impl Cycle {
    /// A station with these price tables and sheets.
    #[must_use]
    pub fn new(tariffs: &[Tariff], sheets: &[(SheetKind, &str)]) -> Self {
        let station = TestStation::in_memory();
        let head = Actor { person: parsed("1000"), roles: vec![Role::StationHead, Role::Auditor] };
        let reader = station.register(READER, "李明", &[Role::Reader]);
        station.register(COLLECTOR, "王芳", &[Role::Collector]);
        let pocket = Pocket::enrolled(&station.app, 9, &reader);
        let cycle = Self { station, head, pocket };
        for version in tariffs {
            cycle.must(Command::PublishTariff, |tx, moment| {
                tariff::publish(tx, moment, cycle.station.app.station.as_str(), version)
            });
        }
        for (kind, text) in sheets {
            let file = SheetFile { kind: *kind, name: "set-up.csv", bytes: text.as_bytes() };
            let app = &cycle.station.app;
            let taken = import_sheet(app, &cycle.head, file, &app.ids.token());
            assert!(taken.is_ok(), "{kind:?}: {taken:?}");
        }
        cycle
    }

    /// Asks for a command as the head.
    pub fn ask(
        &self,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Result<Vec<FactId>, Refusal> {
        let app = &self.station.app;
        spine::decide(app, &self.head, command, &app.ids.token(), decision).map_err(|error| {
            match error {
                SpineError::Refused(refusal) => refusal,
                SpineError::Store(error) => panic!("{error}"),
            }
        })
    }

    /// Carries out a command that is not refused.
    pub fn must(
        &self,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Vec<FactId> {
        self.ask(command, decision).expect("it is done")
    }

    /// Records a contract of an account.
    pub fn agree(&self, account: &str, agreed: AgreedContract) -> Result<Vec<FactId>, Refusal> {
        let agreement = Agreement {
            account: parsed(account),
            agreed,
            reference: "合同 2026-17".to_owned(),
            reason: "新签".to_owned(),
        };
        self.ask(Command::AgreeContract, |tx, moment| {
            contract::agree(tx, moment, &self.station.app.station, agreement)
        })
    }

    fn upload(&mut self, fact: ReadingFact) {
        self.pocket.record(self.station.app.today(), FactBody::Reading(fact));
        let last = self.pocket.lines.len();
        let reply = self.pocket.upload(&self.station.app, last, last);
        assert!(matches!(reply, Reply::Acknowledged { .. }), "{reply:?}");
    }

    /// Plans a route for today and hands it out.
    pub fn draw(&mut self, period: YearMonth, route: &str) {
        let app = self.station.app.clone();
        let plan = PlanRoute {
            route: parsed(route),
            period,
            reader: parsed(READER),
            read_on: app.today(),
        };
        self.must(Command::PlanRoute, |tx, moment| {
            reading::plan_route(tx, moment, app.station.as_str(), plan)
        });
        let reply = self.pocket.ask(&app, Request::Assignment, &[]);
        assert!(matches!(reply, Reply::Assignment), "{reply:?}");
    }

    /// Reads a meter.
    pub fn read(&mut self, period: YearMonth, at: At<'_>, indexes: &[(&str, &str)]) {
        self.upload(ReadingFact::ReadingTaken(taken(period, at, indexes)));
    }

    /// Finds the door of a meter locked.
    pub fn miss(&mut self, period: YearMonth, at: At<'_>) {
        self.upload(ReadingFact::ReadingMissed(ReadingMissed {
            account: parsed(at.account),
            meter: parsed(at.meter),
            period,
            route: parsed(at.route),
            epoch: 1,
            reason: MissReason::DoorLocked,
            presence: Presence { scanned: None, position: None, photos: Vec::new() },
            note: None,
        }));
    }

    /// Hands a route in.
    pub fn hand_in(&mut self, period: YearMonth, route: &str, read: u32, missed: u32) {
        let (route, epoch) = (parsed(route), 1);
        self.upload(ReadingFact::RouteHandedIn { route, period, epoch, read, missed });
    }

    /// Begins a billing run over routes.
    pub fn begin(&self, period: YearMonth, routes: &[&str]) -> Result<FactId, Refusal> {
        let routes: Vec<RouteNo> = routes.iter().map(|route| parsed(route)).collect();
        let begun = self.ask(Command::RunBilling, |tx, moment| {
            billing::begin(tx, moment, &self.station.app.station, period, routes)
        })?;
        Ok(begun[0].clone())
    }

    /// Computes the bills of a route.
    pub fn compute(&self, run: &FactId, route: &str) -> Result<Vec<FactId>, Refusal> {
        self.ask(Command::RunBilling, |tx, moment| {
            billing::compute_route(tx, moment, &self.station.app.station, run, &parsed(route))
        })
    }

    /// Bills routes as a whole and lets a month pass.
    pub fn bill(&self, period: YearMonth, routes: &[&str]) {
        let run = self.begin(period, routes).expect("begun");
        for route in routes {
            self.compute(&run, route).expect("computed");
        }
        let station = &self.station.app.station;
        self.must(Command::IssueBills, |tx, moment| {
            let ruling = receivable::issue_ruling(tx, station.as_str(), &run, moment.today)?;
            billing::issue(tx, moment, station, &run, ruling)
        });
        self.station.clock.turn(30 * DAY_MS);
    }

    /// A bill as it was computed.
    #[must_use]
    pub fn document(&self, bill: &str) -> BillDocument {
        let station = self.station.app.station.as_str();
        let found = self.station.app.store.read(|store| {
            let row = store.query_one(
                "select document from bill where station_id = $1 and bill = $2",
                &[station.into(), bill.into()],
            )?;
            part::read(store, station, PartHash(row.parsed("document")?))
        });
        found.unwrap_or_else(|error: StoreError| panic!("{error}")).expect("the bill is there")
    }

    /// The figure `n` of a statement.
    #[must_use]
    pub fn number(&self, sql: &str) -> i64 {
        let found = self.station.app.store.read(|store| store.query_one(sql, &[])?.int("n"));
        found.unwrap_or_else(|error: StoreError| panic!("{error}"))
    }

    /// The text `t` of a statement.
    #[must_use]
    pub fn text(&self, sql: &str) -> String {
        let found = self
            .station
            .app
            .store
            .read(|store| Ok(store.query_one(sql, &[])?.text("t")?.to_owned()));
        found.unwrap_or_else(|error: StoreError| panic!("{error}"))
    }

    /// The record and its tables agree.
    pub fn assert_sound(&self) {
        let report = verify(&self.station.app.store, &self.station.app.station).expect("reads");
        assert_eq!(report.faults, Vec::new());
    }
}

/// A reading on site with nothing to remark, by what its registers show.
#[must_use]
pub fn taken(period: YearMonth, at: At<'_>, indexes: &[(&str, &str)]) -> ReadingTaken {
    let registers = indexes.iter().map(|(register, index)| RegisterIndex {
        register: (*register).to_owned(),
        index: parsed(index),
    });
    ReadingTaken {
        account: parsed(at.account),
        meter: parsed(at.meter),
        period,
        route: parsed(at.route),
        epoch: 1,
        source: ReadingSource::OnSite,
        registers: registers.collect(),
        rollover_confirmed: false,
        identity: IdentityCheck::ALL_AGREE,
        presence: Presence { scanned: None, position: None, photos: Vec::new() },
        findings: Vec::new(),
        cause: None,
        load_note: None,
        corrects: None,
        correction_reason: None,
    }
}
