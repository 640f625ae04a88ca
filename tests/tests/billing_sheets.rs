//! What the sheets say of an account and its meter reaches its bills: the day a
//! larger household was approved, the registers of a time-of-use meter.

use dianfei_station::account::import::{SheetFile, import_sheet};
use dianfei_station::audit::billing;
use dianfei_station::collection::receivable;
use dianfei_station::people::role::Command;
use dianfei_station::reading::command::{self as reading, PlanRoute};
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::{StoreError, Tx};
use dianfei_station::verify::verify;
use dianfei_tests::pocket::Pocket;
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::{
    IdentityCheck, MissReason, Presence, ReadingMissed, ReadingSource, ReadingTaken, RegisterIndex,
};
use dianfei_wire::fact::{FactBody, FactId, ReadingFact};
use dianfei_wire::upload::{Reply, Request};

const DAY_MS: i64 = 86_400_000;
const AREAS: &str =
    "台区编号,台区名称,村,变压器容量,公布点\nT01,上青石台区,上青石,200,村委会公告栏\n";
const ROUTES: &str = "抄表段编号,抄表段名称,例日\nR01,上青石一段,20\n";
const RESIDENTS: &str = "\
    电价代码,电价名称,用电类别,执行日期,阶梯周期,档次,上限电量,时段,单价,多人口起点,多人口每月增加电量,来源\n\
    J1,居民,居民,2021-10-15,年,1,2760,总,0.538,5,100,浙发改价格〔2021〕377号\n\
    J1,居民,居民,2021-10-15,年,2,4800,总,0.588,5,100,浙发改价格〔2021〕377号\n\
    J1,居民,居民,2021-10-15,年,3,,总,0.838,5,100,浙发改价格〔2021〕377号\n";
const PERIODS: &str = "\
    电价代码,电价名称,用电类别,执行日期,阶梯周期,档次,上限电量,时段,时段时间,单价,来源\n\
    J1,居民峰谷,居民,2021-10-15,无,1,,峰,08:00-22:00,0.568,浙发改价格〔2021〕377号\n\
    J1,居民峰谷,居民,2021-10-15,无,1,,谷,\"00:00-08:00,22:00-24:00\",0.288,浙发改价格〔2021〕377号\n";
const ACCOUNTS: &str = "\
    户号,户名,地址,台区编号,抄表段编号,抄表顺序号,用电类别,电价代码,人口,多人口批准日期,缴费期限\n\
    3301,王桂英,上青石村1号,T01,R01,1,居民,J1,5,2026-11-15,25\n";
const METER_HEADER: &str = "表号,户号,表型,示数类型,表位数,小数位,倍率,CT,PT,起用示数,示数日期\n";

struct Scene {
    station: TestStation,
    head: Actor,
    pocket: Pocket,
}

impl Scene {
    /// An account of five persons, with a meter and its earlier months.
    fn new(tariffs: &str, meters: &str, monthly_kwh: u32) -> Self {
        let station = TestStation::in_memory();
        let head = Actor {
            person: "1000".parse().expect("a person number"),
            roles: vec![Role::StationHead, Role::Auditor],
        };
        let months = (1..=10).map(|month| format!("3301,2026-{month:02},{monthly_kwh}\n"));
        let before = (11..=12).map(|month| format!("3301,2025-{month:02},{monthly_kwh}\n"));
        let history: String =
            std::iter::once("户号,年月,电量\n".to_owned()).chain(before).chain(months).collect();
        for (kind, text) in [
            (SheetKind::Areas, AREAS),
            (SheetKind::Routes, ROUTES),
            (SheetKind::Tariffs, tariffs),
            (SheetKind::Accounts, ACCOUNTS),
            (SheetKind::Meters, &format!("{METER_HEADER}{meters}")),
            (SheetKind::History, &history),
        ] {
            let file = SheetFile { kind, name: "set-up.csv", bytes: text.as_bytes() };
            let taken = import_sheet(&station.app, &head, file, &station.app.ids.token());
            assert!(taken.is_ok(), "{kind:?}: {taken:?}");
        }
        let reader = station.register("1001", "李明", &[Role::Reader]);
        let pocket = Pocket::enrolled(&station.app, 9, &reader);
        Self { station, head, pocket }
    }

    fn must(
        &self,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Vec<FactId> {
        let app = &self.station.app;
        spine::decide(app, &self.head, command, &app.ids.token(), decision).expect("it is done")
    }

    fn upload(&mut self, fact: ReadingFact) {
        self.pocket.record(self.station.app.today(), FactBody::Reading(fact));
        let last = self.pocket.lines.len();
        let reply = self.pocket.upload(&self.station.app, last, last);
        assert!(matches!(reply, Reply::Acknowledged { .. }), "{reply:?}");
    }

    /// The month's bill in fen, by what the registers show; a miss without any.
    fn month(&mut self, period: &str, indexes: &[(&str, &str)]) -> i64 {
        let period: dianfei_rules::calendar::YearMonth = period.parse().expect("a month");
        let (route, app) = (
            "R01".parse::<dianfei_rules::id::RouteNo>().expect("a route"),
            self.station.app.clone(),
        );
        let plan = PlanRoute {
            route: route.clone(),
            period,
            reader: "1001".parse().expect("a person"),
            read_on: app.today(),
        };
        self.must(Command::PlanRoute, |tx, moment| {
            reading::plan_route(tx, moment, app.station.as_str(), plan)
        });
        let reply = self.pocket.ask(&app, Request::Assignment, &[]);
        assert!(matches!(reply, Reply::Assignment), "{reply:?}");
        self.visit(period, indexes);
        let (read, missed) = if indexes.is_empty() { (0, 1) } else { (1, 0) };
        self.upload(ReadingFact::RouteHandedIn {
            route: route.clone(),
            period,
            epoch: 1,
            read,
            missed,
        });
        let run = self.must(Command::RunBilling, |tx, moment| {
            billing::begin(tx, moment, &app.station, period, vec![route.clone()])
        });
        let run = run[0].clone();
        self.must(Command::RunBilling, |tx, moment| {
            billing::compute_route(tx, moment, &app.station, &run, &route)
        });
        self.must(Command::IssueBills, |tx, moment| {
            let ruling = receivable::issue_ruling(tx, app.station.as_str(), &run, moment.today)?;
            billing::issue(tx, moment, &app.station, &run, ruling)
        });
        self.station.clock.turn(30 * DAY_MS);
        let sql = format!("select amount_fen as n from bill where period = '{period}'");
        self.number(&sql)
    }

    fn visit(&mut self, period: dianfei_rules::calendar::YearMonth, indexes: &[(&str, &str)]) {
        let presence = Presence { scanned: None, position: None, photos: Vec::new() };
        let account = "3301".parse().expect("an account");
        let (meter, route) = ("M1".parse().expect("a meter"), "R01".parse().expect("a route"));
        if indexes.is_empty() {
            let reason = MissReason::DoorLocked;
            let (epoch, note) = (1, None);
            return self.upload(ReadingFact::ReadingMissed(ReadingMissed {
                account,
                meter,
                period,
                route,
                epoch,
                reason,
                presence,
                note,
            }));
        }
        let registers = indexes.iter().map(|(register, index)| RegisterIndex {
            register: (*register).to_owned(),
            index: index.parse().expect("an index"),
        });
        self.upload(ReadingFact::ReadingTaken(ReadingTaken {
            account,
            meter,
            period,
            route,
            epoch: 1,
            source: ReadingSource::OnSite,
            registers: registers.collect(),
            rollover_confirmed: false,
            identity: IdentityCheck::ALL_AGREE,
            presence,
            findings: Vec::new(),
            cause: None,
            load_note: None,
            corrects: None,
            correction_reason: None,
        }));
    }

    fn number(&self, sql: &str) -> i64 {
        self.station
            .app
            .store
            .read(|store| store.query_one(sql, &[])?.int("n"))
            .unwrap_or_else(|error: StoreError| panic!("{error}"))
    }

    fn text(&self, sql: &str) -> String {
        self.station
            .app
            .store
            .read(|store| Ok(store.query_one(sql, &[])?.text("t")?.to_owned()))
            .unwrap_or_else(|error: StoreError| panic!("{error}"))
    }
}

#[test]
fn a_larger_household_counts_from_the_month_of_its_approval() {
    let mut scene = Scene::new(RESIDENTS, "M1,3301,DDS,总,5,0,1,,,1000,2026-10-20\n", 280);
    // Approved in November: the first tier is 2760 + 2 × 100 = 2960 kWh, of
    // which 2800 were used. 300 more: 160 at 0.538 and 140 at 0.588.
    let amount = scene.month("2026-11", &[("forward_active_total", "1300")]);
    assert_eq!(amount, 8_608 + 8_232);
    // The account has agreed the 25th; the station's own term is the 28th.
    assert_eq!(scene.text("select due_on as t from receivable"), "2026-11-25");
}

#[test]
fn clause_4_1_5_a_missed_time_of_use_meter_is_billed_by_the_mean_of_each_register() {
    let meters =
        "M1,3301,DTSF,峰,5,0,1,,,1000,2026-10-20\nM1,3301,DTSF,谷,5,0,1,,,500,2026-10-20\n";
    let mut scene = Scene::new(PERIODS, meters, 150);
    let peak_and_valley =
        |peak, valley| [("forward_active_peak", peak), ("forward_active_valley", valley)];
    assert_eq!(scene.month("2026-11", &peak_and_valley("1100", "550")), 5_680 + 1_440);
    assert_eq!(scene.month("2026-12", &peak_and_valley("1210", "605")), 6_248 + 1_584);
    assert_eq!(scene.month("2027-01", &peak_and_valley("1330", "665")), 6_816 + 1_728);
    // The means of 100, 110, 120 at the peak and of 50, 55, 60 in the valley.
    assert_eq!(scene.month("2027-02", &[]), 6_248 + 1_584);
    assert_eq!(scene.number("select provisional as n from bill where period = '2027-02'"), 1);
    // Read again: 215 and 110 over both months, less what was billed for the first.
    assert_eq!(scene.month("2027-03", &peak_and_valley("1545", "775")), 5_964 + 1_584);
    let report = verify(&scene.station.app.store, &scene.station.app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
}

#[test]
fn what_the_sheets_say_beside_is_kept() {
    let meters = "M1,3301,DTS,总,5,0,30,30,,1000,2026-10-20\n";
    let scene = Scene::new(PERIODS, meters, 150);
    assert_eq!(scene.text("select posting_place as t from area"), "村委会公告栏");
    assert_eq!(scene.text("select ct_ratio as t from meter"), "30");
    assert_eq!(
        scene.text("select hours as t from tariff_hours where period = 'valley'"),
        "00:00-08:00,22:00-24:00"
    );
}
