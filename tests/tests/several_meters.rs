//! Accounts with several meters: one bill for all of them, each meter compared with
//! its own months, and no kWh lost or billed twice whatever is read when.

use dianfei_rules::account::{AgreedContract, BasicChargeTerms, SupplyContract};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::quantity::{Kw, Kwh};
use dianfei_station::journal;
use dianfei_station::reading::card::{self, Choice};
use dianfei_station::store::StoreError;
use dianfei_tests::cycle::{At, Cycle};
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::audit::{AuditFact, BillIssued};
use dianfei_wire::fact::{Fact, FactBody};

const AREAS: &str = "台区编号,台区名称,村,变压器容量\nT01,上青石台区,上青石,200\n";
const ROUTES: &str = "抄表段编号,抄表段名称,例日\nR01,上青石一段,20\nR02,上青石二段,22\n";
const PRICES: &str = "\
    电价代码,电价名称,用电类别,执行日期,阶梯周期,档次,时段,单价,容量电价,需量电价,来源\n\
    G1,一般工商业,工商业,2024-01-01,无,1,总,0.5,,,自定\n\
    HB2,两部制,大工业,2024-01-01,无,1,总,0.6,26.3,42,自定\n";
const ACCOUNTS: &str = "\
    户号,户名,地址,台区编号,抄表段编号,抄表顺序号,用电类别,电价代码\n\
    3301,碾米厂,上青石村1号,T01,R01,1,工商业,G1\n\
    3302,小卖部,上青石村2号,T01,R01,2,工商业,G1\n\
    3303,砖厂,上青石村3号,T01,R02,1,大工业,HB2\n";
const METERS: &str = "\
    表号,户号,表型,示数类型,表位数,小数位,倍率,起用示数,示数日期\n\
    M1,3301,DTS,总,5,0,1,1000,2026-10-20\n\
    M2,3301,DTS,总,5,0,1,500,2026-10-20\n\
    M3,3302,DTS,总,5,0,1,200,2026-10-20\n\
    M4,3303,DTSD,总,6,0,1,0,2026-10-20\n\
    M4,3303,DTSD,forward_demand_total,6,0,1,0,2026-10-20\n\
    M5,3303,DTSD,总,6,0,1,0,2026-10-20\n\
    M5,3303,DTSD,forward_demand_total,6,0,1,0,2026-10-20\n";

const MILL: &str = "3301";
const SHOP: &str = "3302";
const M1: At<'_> = At { route: "R01", account: MILL, meter: "M1" };
const M2: At<'_> = At { route: "R01", account: MILL, meter: "M2" };
const M3: At<'_> = At { route: "R01", account: SHOP, meter: "M3" };

fn month(text: &str) -> YearMonth {
    text.parse().expect("a month")
}

/// The mill has two meters and the shop one on R01; both used much the same before.
fn station() -> Cycle {
    let months = (1..=10).flat_map(|month| {
        [(MILL, 150), (SHOP, 40)].map(|(account, kwh)| format!("{account},2026-{month:02},{kwh}\n"))
    });
    let history: String = std::iter::once("户号,年月,电量\n".to_owned()).chain(months).collect();
    let sheets = [
        (SheetKind::Areas, AREAS),
        (SheetKind::Routes, ROUTES),
        (SheetKind::Tariffs, PRICES),
        (SheetKind::Accounts, ACCOUNTS),
        (SheetKind::Meters, METERS),
        (SheetKind::History, &history),
    ];
    Cycle::new(&[], &sheets)
}

/// Reads the meters of R01, misses those without an index, and bills the route.
fn billed(cycle: &mut Cycle, period: &str, read: [(At<'_>, Option<&str>); 3]) {
    let month = month(period);
    cycle.draw(month, "R01");
    for (at, index) in &read {
        match index {
            Some(index) => cycle.read(month, *at, &[("forward_active_total", index)]),
            None => cycle.miss(month, *at),
        }
    }
    let missed = read.iter().filter(|(_, index)| index.is_none()).count();
    let missed = u32::try_from(missed).expect("few");
    cycle.hand_in(month, "R01", 3 - missed, missed);
    cycle.bill(month, &["R01"]);
}

fn cards(cycle: &Cycle, period: &str, account: &str) -> Vec<AssignedStop> {
    let cards: Result<_, StoreError> =
        cycle.station.app.store.read(|store| {
            card::cards(store, "330001", month(period), Choice::Accounts(&[account]))
        });
    cards.expect("cards")
}

/// What the journal says of the account's only bill.
fn issued(cycle: &Cycle, account: &str) -> BillIssued {
    let rows: Result<_, StoreError> =
        cycle.station.app.store.read(|store| journal::rows_after(store, "330001", 0, 10_000));
    let facts =
        rows.expect("the journal").into_iter().map(|(_, _, row)| Fact::from_bytes(&row.bytes));
    let mut bills = facts.flatten().flat_map(|fact| match fact.body {
        FactBody::Audit(AuditFact::BillsComputed { bills, .. }) => bills,
        _ => Vec::new(),
    });
    bills.find(|bill| bill.account.as_str() == account).expect("a bill")
}

/// The reading of a meter that holds.
fn held(cycle: &Cycle, at: At<'_>) -> String {
    cycle.text(&format!(
        "select fact_id as t from reading where meter = '{}' and state = 'holds'",
        at.meter
    ))
}

fn charged(cycle: &Cycle, account: &str) -> i64 {
    cycle.number(&format!(
        "select cast(sum(energy_wh) as bigint) / 1000 as n from bill
         where account = '{account}' and issued_on is not null"
    ))
}

#[test]
fn clause_4_2_2_an_account_has_one_bill_for_all_its_meters() {
    let mut cycle = station();
    billed(&mut cycle, "2026-11", [(M1, Some("1100")), (M2, Some("550")), (M3, Some("240"))]);
    assert_eq!(cycle.number("select count(*) as n from bill"), 2, "a bill an account");
    let bill = cycle.document("3301-2026-11-1");
    assert_eq!(bill.energy.charged_kwh, Kwh::whole(150));
    assert_eq!(bill.total_fen.to_string(), "75.00");
    let shown: Vec<String> = bill.registers.iter().map(|shown| shown.meter.to_string()).collect();
    assert_eq!(shown, ["M1", "M2"], "each with its indexes");
    let fact = issued(&cycle, MILL);
    let settled: Vec<String> =
        fact.reading.iter().chain(&fact.readings_beside).map(ToString::to_string).collect();
    assert_eq!(settled, [held(&cycle, M1), held(&cycle, M2)], "the fact names what it settles");
    cycle.assert_sound();
}

/// 4.2.4 compares a reading with the meter's own months: against the account's, the
/// smaller meter would ask for a cause each month.
#[test]
fn clause_4_2_4_each_meter_is_compared_with_its_own_months() {
    let mut cycle = station();
    billed(&mut cycle, "2026-11", [(M1, Some("1100")), (M2, Some("550")), (M3, Some("240"))]);
    let own = |account: &str| -> Vec<Option<Kwh>> {
        let last = |card: &AssignedStop| card.history.last().map(|known| known.usage_kwh);
        cards(&cycle, "2026-12", account).iter().map(last).collect()
    };
    assert_eq!(own(MILL), [Some(Kwh::whole(100)), Some(Kwh::whole(50))]);
    assert_eq!(own(SHOP), [Some(Kwh::whole(40))]);
    billed(&mut cycle, "2026-12", [(M1, Some("1205")), (M2, Some("595")), (M3, Some("280"))]);
    let found = "select count(*) as n from reading where period = '2026-12' and codes <> ''";
    assert_eq!(cycle.number(found), 0, "nobody is asked for a cause");
    let month = month("2027-01");
    cycle.draw(month, "R01");
    cycle.read(month, M2, &[("forward_active_total", "700")]);
    let codes = cycle.text("select codes as t from reading where period = '2027-01'");
    assert_eq!(codes, "fluctuation_last_month", "105 after 45, by the phone or the station");
    cycle.assert_sound();
}

/// 4.1.5: where one of the meters is missed the account's usual usage is billed, and
/// the next reading of all counts all that was used since.
#[test]
fn clause_4_1_5_what_was_read_beside_a_miss_is_counted_with_the_next_reading() {
    let mut cycle = station();
    billed(&mut cycle, "2026-11", [(M1, Some("1100")), (M2, Some("550")), (M3, Some("240"))]);
    billed(&mut cycle, "2026-12", [(M1, Some("1210")), (M2, None), (M3, Some("280"))]);
    let estimated = cycle.document("3301-2026-12-1");
    assert!(estimated.provisional);
    assert_eq!(estimated.energy.charged_kwh, Kwh::whole(150));
    billed(&mut cycle, "2027-01", [(M1, None), (M2, Some("640")), (M3, Some("320"))]);
    assert!(cycle.document("3301-2027-01-1").provisional);
    billed(&mut cycle, "2027-02", [(M1, Some("1430")), (M2, Some("700")), (M3, Some("360"))]);
    let settled = cycle.document("3301-2027-02-1");
    assert!(!settled.provisional);
    assert_eq!(settled.energy.metered_kwh, Kwh::whole(1430 - 1100 + 700 - 550));
    assert_eq!(settled.energy.settled_kwh, Kwh::whole(300));
    assert_eq!(charged(&cycle, MILL), 1430 - 1000 + 700 - 500, "each kWh once");
    cycle.assert_sound();
}

/// A reading that comes after its month was billed provisionally moves the card's
/// index; the next bill still counts from the last one that was not provisional.
#[test]
fn clause_4_1_5_a_reading_after_its_provisional_bill_loses_no_energy() {
    let mut cycle = station();
    billed(&mut cycle, "2026-11", [(M1, Some("1100")), (M2, Some("550")), (M3, Some("240"))]);
    billed(&mut cycle, "2026-12", [(M1, Some("1200")), (M2, Some("600")), (M3, None)]);
    assert!(cycle.document("3302-2026-12-1").provisional);
    cycle.read(month("2026-12"), M3, &[("forward_active_total", "290")]);
    let held = "select count(*) as n from reading where meter = 'M3' and period = '2026-12'
        and state = 'holds'";
    assert_eq!(cycle.number(held), 1);
    billed(&mut cycle, "2027-01", [(M1, Some("1300")), (M2, Some("650")), (M3, Some("335"))]);
    let bill = cycle.document("3302-2027-01-1");
    assert_eq!(bill.energy.metered_kwh, Kwh::whole(335 - 240));
    assert_eq!(charged(&cycle, SHOP), 335 - 200, "each kWh once");
    cycle.assert_sound();
}

#[test]
fn clause_2_1_a_meter_that_was_neither_read_nor_missed_is_named() {
    let mut cycle = station();
    let month = month("2026-11");
    cycle.draw(month, "R01");
    cycle.read(month, M1, &[("forward_active_total", "1100")]);
    cycle.read(month, M3, &[("forward_active_total", "240")]);
    cycle.hand_in(month, "R01", 2, 0);
    let run = cycle.begin(month, &["R01"]).expect("begun");
    let refusal = cycle.compute(&run, "R01").expect_err("refused");
    assert_eq!(refusal.code.as_str(), "reading_missing");
    assert_eq!(refusal.figures.get("account"), Some(MILL));
    assert_eq!(refusal.figures.get("meter"), Some("M2"));
    assert_eq!(cycle.number("select count(*) as n from bill"), 0, "no bill of the route");
}

/// The demand of two feeders is that of both together.
#[test]
fn clause_4_2_3_the_demands_of_several_feeders_are_added() {
    let mut cycle = station();
    let by_demand = BasicChargeTerms::Demand { contract_kw: None, capacity_kva: Kw::whole(630) };
    let contract = SupplyContract { basic_charge: Some(by_demand), ..SupplyContract::default() };
    let from = "2020-01-01".parse().expect("a date");
    cycle.agree("3303", AgreedContract { from, contract }).expect("agreed");
    let month = month("2026-11");
    cycle.draw(month, "R02");
    for (meter, active, demand) in [("M4", "40000", "234"), ("M5", "10000", "100")] {
        let at = At { route: "R02", account: "3303", meter };
        cycle.read(
            month,
            at,
            &[("forward_active_total", active), ("forward_demand_total", demand)],
        );
    }
    cycle.hand_in(month, "R02", 2, 0);
    cycle.bill(month, &["R02"]);
    let bill = cycle.document("3303-2026-11-1");
    assert_eq!(bill.energy.charged_kwh, Kwh::whole(50_000));
    // (234 + 100) × 42.
    assert_eq!(bill.basic_charges[0].amount_fen.to_string(), "14028.00");
    cycle.assert_sound();
}

/// A total meter waits for all the meters of the accounts behind it.
#[test]
fn clause_2_1_a_total_meter_waits_for_each_meter_behind_it() {
    let mut cycle = station();
    let by_demand = BasicChargeTerms::Demand { contract_kw: None, capacity_kva: Kw::whole(630) };
    let behind = vec![MILL.parse().expect("an account")];
    let contract =
        SupplyContract { basic_charge: Some(by_demand), behind, ..SupplyContract::default() };
    let from = "2020-01-01".parse().expect("a date");
    cycle.agree("3303", AgreedContract { from, contract }).expect("agreed");
    let month = month("2026-11");
    cycle.draw(month, "R02");
    for (meter, active) in [("M4", "400"), ("M5", "100")] {
        let at = At { route: "R02", account: "3303", meter };
        cycle.read(month, at, &[("forward_active_total", active), ("forward_demand_total", "1")]);
    }
    cycle.hand_in(month, "R02", 2, 0);
    cycle.draw(month, "R01");
    cycle.read(month, M1, &[("forward_active_total", "1100")]);
    let refusal = cycle.begin(month, &["R02"]).expect_err("M2 is not read");
    assert_eq!(refusal.code.as_str(), "sub_meter_unread");
    cycle.read(month, M2, &[("forward_active_total", "550")]);
    cycle.bill(month, &["R02"]);
    let bill = cycle.document("3303-2026-11-1");
    assert_eq!(bill.energy.charged_kwh, Kwh::whole(500 - 150));
    cycle.assert_sound();
}
