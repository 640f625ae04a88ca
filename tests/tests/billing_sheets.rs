//! What the sheets say of an account and its meter reaches its bills: the day a
//! larger household was approved, the registers of a time-of-use meter.

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::quantity::Price;
use dianfei_station::account::import::{ImportError, SheetFile, import_sheet};
use dianfei_station::audit::tariff;
use dianfei_tests::cycle::{At, Cycle};
use dianfei_wire::fact::account::SheetKind;

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

const AT: At<'_> = At { route: "R01", account: "3301", meter: "M1" };

/// An account of five persons, with a meter and its earlier months.
fn scene(tariffs: &str, meters: &str, monthly_kwh: u32) -> Cycle {
    let months = (1..=10).map(|month| format!("3301,2026-{month:02},{monthly_kwh}\n"));
    let before = (11..=12).map(|month| format!("3301,2025-{month:02},{monthly_kwh}\n"));
    let history: String =
        std::iter::once("户号,年月,电量\n".to_owned()).chain(before).chain(months).collect();
    let meters = format!("{METER_HEADER}{meters}");
    let sheets = [
        (SheetKind::Areas, AREAS),
        (SheetKind::Routes, ROUTES),
        (SheetKind::Tariffs, tariffs),
        (SheetKind::Accounts, ACCOUNTS),
        (SheetKind::Meters, &meters),
        (SheetKind::History, &history),
    ];
    Cycle::new(&[], &sheets)
}

/// The month's bill in fen, by what the registers show; a miss without any.
fn month(cycle: &mut Cycle, period: &str, indexes: &[(&str, &str)]) -> i64 {
    let month: YearMonth = period.parse().expect("a month");
    cycle.draw(month, AT.route);
    if indexes.is_empty() {
        cycle.miss(month, AT);
        cycle.hand_in(month, AT.route, 0, 1);
    } else {
        cycle.read(month, AT, indexes);
        cycle.hand_in(month, AT.route, 1, 0);
    }
    cycle.bill(month, &[AT.route]);
    cycle.number(&format!("select amount_fen as n from bill where period = '{period}'"))
}

#[test]
fn a_larger_household_counts_from_the_month_of_its_approval() {
    let mut cycle = scene(RESIDENTS, "M1,3301,DDS,总,5,0,1,,,1000,2026-10-20\n", 280);
    // Approved in November: the first tier is 2760 + 2 × 100 = 2960 kWh, of
    // which 2800 were used. 300 more: 160 at 0.538 and 140 at 0.588.
    let amount = month(&mut cycle, "2026-11", &[("forward_active_total", "1300")]);
    assert_eq!(amount, 8_608 + 8_232);
    // The account has agreed the 25th; the station's own term is the 28th.
    assert_eq!(cycle.text("select due_on as t from receivable"), "2026-11-25");
}

#[test]
fn clause_4_1_5_a_missed_time_of_use_meter_is_billed_by_the_mean_of_each_register() {
    let meters =
        "M1,3301,DTSF,峰,5,0,1,,,1000,2026-10-20\nM1,3301,DTSF,谷,5,0,1,,,500,2026-10-20\n";
    let mut cycle = scene(PERIODS, meters, 150);
    let peak_and_valley =
        |peak, valley| [("forward_active_peak", peak), ("forward_active_valley", valley)];
    assert_eq!(month(&mut cycle, "2026-11", &peak_and_valley("1100", "550")), 5_680 + 1_440);
    assert_eq!(month(&mut cycle, "2026-12", &peak_and_valley("1210", "605")), 6_248 + 1_584);
    assert_eq!(month(&mut cycle, "2027-01", &peak_and_valley("1330", "665")), 6_816 + 1_728);
    // The means of 100, 110, 120 at the peak and of 50, 55, 60 in the valley.
    assert_eq!(month(&mut cycle, "2027-02", &[]), 6_248 + 1_584);
    assert_eq!(cycle.number("select provisional as n from bill where period = '2027-02'"), 1);
    // Read again: 215 and 110 over both months, less what was billed for the first.
    assert_eq!(month(&mut cycle, "2027-03", &peak_and_valley("1545", "775")), 5_964 + 1_584);
    cycle.assert_sound();
}

#[test]
fn what_the_sheets_say_beside_is_kept() {
    let meters = "M1,3301,DTS,总,5,0,30,30,,1000,2026-10-20\n";
    let cycle = scene(PERIODS, meters, 150);
    assert_eq!(cycle.text("select posting_place as t from area"), "村委会公告栏");
    assert_eq!(cycle.text("select ct_ratio as t from meter"), "30");
    assert_eq!(
        cycle.text("select hours as t from tariff_hours where period = 'valley'"),
        "00:00-08:00,22:00-24:00"
    );
}

const TWO_PART: &str = "\
    电价代码,电价名称,用电类别,执行日期,截止日期,阶梯周期,档次,时段,单价,基金及附加,容量电价,需量电价,来源\n\
    HB2,两部制,大工业,2026-11-01,2026-11-30,无,1,峰,0.846961,0.0452,26.3,42,湖北2026-11\n\
    HB2,两部制,大工业,2026-11-01,,无,1,平,0.651886,,,,湖北2026-11\n\
    HB2,两部制,大工业,2026-11-01,,无,1,谷,0.432924,,,,湖北2026-11\n";

#[test]
fn the_sheet_of_prices_says_until_when_what_is_levied_and_the_basic_prices() {
    let cycle = Cycle::new(&[], &[(SheetKind::Tariffs, TWO_PART)]);
    let versions = cycle.station.app.store.read(|store| tariff::versions(store, "330001"));
    let version = versions.expect("the archive").remove(0);
    assert_eq!(version.valid_until.map(|until| until.to_string()).as_deref(), Some("2026-11-30"));
    let basic = version.basic.expect("basic prices");
    let printed = |price: Option<Price>| price.map(|price| price.to_string());
    assert_eq!(printed(basic.capacity).as_deref(), Some("26.3"));
    assert_eq!(printed(basic.demand).as_deref(), Some("42"));
    let surcharges: Vec<String> = version.surcharges().map(|part| part.price.to_string()).collect();
    assert_eq!(surcharges, ["0.0452"]);
}

#[test]
fn rows_of_one_version_agree_about_it_or_none_is_taken() {
    let cycle = Cycle::new(&[], &[]);
    let differing = TWO_PART.replacen(",0.651886,,,,", ",0.651886,,28,,", 1);
    let file =
        SheetFile { kind: SheetKind::Tariffs, name: "prices.csv", bytes: differing.as_bytes() };
    let taken = import_sheet(&cycle.station.app, &cycle.head, file, "once");
    let Err(ImportError::Rejected(rejected)) = taken else { panic!("{taken:?}") };
    let told: Vec<String> = rejected.errors.iter().map(|error| error.chinese()).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("第 3 行“容量电价”列：“28”与第 2 行不一致"), "{told:?}");
    assert_eq!(cycle.number("select count(*) as n from tariff_version"), 0);
}
