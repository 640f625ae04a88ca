//! Supply contracts at the station: recorded, held against prices and meters, and
//! billed as the cases of `bill_contract.toml` reckon by hand.

use std::collections::BTreeMap;

use dianfei_rules::account::{
    AgreedContract, BasicChargeTerms, ContractTerms, ShareSize, ShareTerms, SupplyContract,
};
use dianfei_rules::bill::basic_charge::Transformer;
use dianfei_rules::bill::power_factor::LightingConnection;
use dianfei_rules::bill::{BasicChargeBy, BasicChargeSpan, BillDocument};
use dianfei_rules::id::AccountNo;
use dianfei_rules::meter::{Period, Register};
use dianfei_rules::quantity::{Kw, Kwh};
use dianfei_rules::tariff::Tariff;
use dianfei_rules::words;
use dianfei_station::phone::enrol;
use dianfei_station::port::Clock as _;
use dianfei_station::trial;
use dianfei_tests::cycle::{At, COLLECTOR, Cycle};
use dianfei_tests::phone::Phone;
use dianfei_tests::station::InProcess;
use dianfei_wire::fact::account::SheetKind;
use serde::Deserialize;
use serde_json::Value;

const CASES: &str = include_str!("../cases/bill_contract.toml");
const TOTAL: &str = "0100000001";
const AT: At<'_> = At { route: "R01", account: TOTAL, meter: "M1" };

/// What of the file of cases a station needs.
#[derive(Deserialize)]
struct File {
    tariff: Vec<Tariff>,
    bill: Vec<Case>,
}

#[derive(Clone, Deserialize)]
struct Case {
    id: String,
    tariff: String,
    #[serde(default)]
    usage: BTreeMap<Period, Kwh>,
    #[serde(default)]
    registers: BTreeMap<Register, Kwh>,
    #[serde(default)]
    contract: ContractTerms,
    #[serde(default)]
    basic_charge: Vec<BasicChargeSpan>,
    #[serde(default)]
    sub_meters: BTreeMap<AccountNo, BTreeMap<Register, Kwh>>,
}

fn file() -> File {
    toml::from_str(CASES).expect("the cases")
}

fn case(id: &str) -> Case {
    file().bill.into_iter().find(|case| case.id == id).expect("a case")
}

impl Case {
    /// What the meter of the account shows after the month.
    fn read(&self) -> Vec<(String, String)> {
        let active =
            self.usage.iter().map(|(period, energy)| (Register::forward_active(*period), energy));
        let all = active.chain(self.registers.iter().map(|(register, energy)| (*register, energy)));
        all.map(|(register, energy)| (register.to_string(), energy.to_string())).collect()
    }

    /// The contract that the case supposes.
    fn agreed(&self, from: &str) -> AgreedContract {
        let basic_charge = self.basic_charge.first().map(|span| match span.charged_by.clone() {
            BasicChargeBy::Capacity { transformers } => BasicChargeTerms::Capacity { transformers },
            BasicChargeBy::Demand { contract_kw, capacity_kva, .. } => {
                BasicChargeTerms::Demand { contract_kw, capacity_kva }
            }
        });
        let behind = self.sub_meters.keys().cloned().collect();
        let contract = SupplyContract { terms: self.contract.clone(), basic_charge, behind };
        AgreedContract { from: from.parse().expect("a date"), contract }
    }
}

/// A station with the account of a case on R01, read from nothing on, and two
/// others with a meter each on R02.
fn station(case: &Case) -> Cycle {
    let class = |tariff: &str| if tariff == "HB2" { "大工业" } else { "工商业" };
    let account = |no: &str, route: &str, tariff: &str| {
        format!("{no},户{no},上青石村{no}号,T01,{route},{},{},{tariff}\n", &no[9..], class(tariff))
    };
    let accounts: String =
        ["户号,户名,地址,台区编号,抄表段编号,抄表顺序号,用电类别,电价代码\n".to_owned()]
            .into_iter()
            .chain([account(TOTAL, "R01", &case.tariff)])
            .chain(["0100000007", "0100000008"].map(|no| account(no, "R02", "HB1")))
            .collect();
    let meter = |meter: &str, account: &str, register: &str| {
        format!("{meter},{account},DTSD,{register},8,0,1,0\n")
    };
    let own = case.read();
    let own = own.iter().map(|(register, _)| meter("M1", TOTAL, register));
    let others = [("M7", "0100000007"), ("M8", "0100000008")];
    let others = others.map(|(no, account)| meter(no, account, "forward_active_total"));
    let header = "表号,户号,表型,示数类型,表位数,小数位,倍率,起用示数\n".to_owned();
    let meters: String = [header].into_iter().chain(own).chain(others).collect();
    let areas = "台区编号,台区名称,村,变压器容量\nT01,上青石台区,上青石,200\n";
    let routes = "抄表段编号,抄表段名称,例日,收费员\nR01,上青石一段,20,1002\nR02,上青石二段,22,\n";
    let sheets = [
        (SheetKind::Areas, areas),
        (SheetKind::Routes, routes),
        (SheetKind::Accounts, accounts.as_str()),
        (SheetKind::Meters, meters.as_str()),
    ];
    let tariffs: Vec<Tariff> = file().tariff;
    Cycle::new(&tariffs, &sheets)
}

fn pairs(read: &[(String, String)]) -> Vec<(&str, &str)> {
    read.iter().map(|(register, index)| (register.as_str(), index.as_str())).collect()
}

/// Reads the account of a case and hands its route in.
fn read_total(cycle: &mut Cycle, period: &str, read: &[(String, String)]) {
    let month = period.parse().expect("a month");
    cycle.draw(month, "R01");
    cycle.read(month, AT, &pairs(read));
    cycle.hand_in(month, "R01", 1, 0);
}

fn bill_of(cycle: &Cycle, period: &str) -> BillDocument {
    cycle.bill(period.parse().expect("a month"), &["R01"]);
    cycle.document(&format!("{TOTAL}-{period}-1"))
}

fn lines(bill: &BillDocument) -> Value {
    serde_json::to_value(&bill.lines).expect("lines")
}

/// The lines of a case's own bill, without the yuan that a trial adds to each fen.
fn reckoned(result: &Value) -> Value {
    fn as_recorded(value: &Value) -> Value {
        match value {
            Value::Array(all) => all.iter().map(as_recorded).collect(),
            Value::Object(fields) => fields
                .iter()
                .filter(|(name, _)| !name.ends_with("_yuan"))
                .map(|(name, value)| (name.clone(), as_recorded(value)))
                .collect(),
            other => other.clone(),
        }
    }
    as_recorded(&result["bill"]["lines"])
}

#[test]
fn a_bill_of_the_station_has_the_lines_of_its_case() {
    let answers = trial::run(CASES).expect("the cases");
    for id in ["P1-capacity", "P1-lowered", "P3-loss", "P4-shares", "P4-both-ways", "P4-short"] {
        let case = case(id);
        let mut cycle = station(&case);
        cycle.agree(TOTAL, case.agreed("2020-01-01")).unwrap_or_else(|no| panic!("{id}: {no}"));
        read_total(&mut cycle, "2026-11", &case.read());
        let bill = bill_of(&cycle, "2026-11");
        let told = answers.iter().find(|answer| answer.id == id).expect("an answer");
        assert_eq!(told.differs, Some(Vec::new()), "{id} itself");
        let result = told.result.as_ref().expect("a result");
        assert_eq!(lines(&bill), reckoned(result), "{id}");
        assert_eq!(bill.total_fen.to_string(), result["total"].as_str().expect("a sum"), "{id}");
        cycle.assert_sound();
    }
}

#[test]
fn a_bill_takes_the_contract_of_its_read_day() {
    let case = case("P3-loss");
    let mut cycle = station(&case);
    cycle.agree(TOTAL, case.agreed("2026-11-21")).expect("agreed from tomorrow");
    read_total(&mut cycle, "2026-11", &case.read());
    let bill = bill_of(&cycle, "2026-11");
    assert_eq!((bill.loss, bill.power_factor), (None, None));
    assert_eq!(bill.energy.charged_kwh, Kwh::whole(15_000));
    // The next month runs as much again, with the losses of the contract.
    let twice: Vec<(String, String)> =
        [("forward_active_total", "30000"), ("forward_reactive_total", "12800")]
            .map(|(register, index)| (register.to_owned(), index.to_owned()))
            .into();
    read_total(&mut cycle, "2026-12", &twice);
    let bill = bill_of(&cycle, "2026-12");
    assert_eq!(bill.energy.charged_kwh, Kwh::whole(15_605));
    // Later readings are compared with what the meter counted, not with its losses.
    let months = cycle.text("select months as t from usage_months");
    assert!(months.contains("\"2026-12\",15000000,0"), "{months}");
    cycle.assert_sound();
}

fn transformers(kva: &[i64]) -> Option<BasicChargeTerms> {
    let named = |(at, kva): (usize, &i64)| Transformer {
        name: format!("{}号", at + 1),
        capacity_kva: Kw::whole(*kva),
        interlock: None,
    };
    Some(BasicChargeTerms::Capacity { transformers: kva.iter().enumerate().map(named).collect() })
}

fn basic(from: &str, basic_charge: Option<BasicChargeTerms>) -> AgreedContract {
    let contract = SupplyContract { basic_charge, ..SupplyContract::default() };
    AgreedContract { from: from.parse().expect("a date"), contract }
}

#[test]
fn a_change_of_capacity_parts_the_month_by_its_days() {
    let case = case("P1-capacity");
    let mut cycle = station(&case);
    cycle.agree(TOTAL, basic("2020-01-01", transformers(&[315]))).expect("agreed");
    cycle.agree(TOTAL, basic("2026-11-11", transformers(&[315, 315]))).expect("agreed");
    read_total(&mut cycle, "2026-11", &case.read());
    let bill = bill_of(&cycle, "2026-11");
    // 315 × 26.3 × 10 ÷ 30 = 2761.50 and 630 × 26.3 × 20 ÷ 30 = 11046.00.
    let charges: Vec<String> =
        bill.basic_charges.iter().map(|charge| charge.amount_fen.to_string()).collect();
    assert_eq!(charges, ["2761.50", "11046.00"]);
    cycle.assert_sound();
}

#[test]
fn a_demand_is_what_its_register_shows() {
    let case = Case {
        registers: BTreeMap::from([
            ("forward_reactive_total".parse().expect("a register"), Kwh::whole(25_000)),
            ("forward_demand_total".parse().expect("a register"), Kwh::whole(234)),
        ]),
        ..case("P1-capacity")
    };
    let mut cycle = station(&case);
    let by_demand =
        Some(BasicChargeTerms::Demand { contract_kw: None, capacity_kva: Kw::whole(630) });
    cycle.agree(TOTAL, basic("2020-01-01", by_demand)).expect("agreed");
    read_total(&mut cycle, "2026-11", &case.read());
    let bill = bill_of(&cycle, "2026-11");
    // 60000 kWh are below 260 for each kVA: no discount. 234 × 42 = 9828.00.
    assert_eq!(bill.basic_charges[0].amount_fen.to_string(), "9828.00");
    cycle.assert_sound();
}

#[test]
fn a_total_meter_is_billed_once_the_meters_behind_are_read() {
    let case = case("P5-sub");
    let mut cycle = station(&case);
    cycle.agree(TOTAL, case.agreed("2020-01-01")).expect("agreed");
    let (month, period) = ("2026-11".parse().expect("a month"), "2026-11");
    read_total(&mut cycle, period, &case.read());
    let refusal = cycle.begin(month, &["R01"]).expect_err("nothing behind is read");
    assert_eq!(refusal.code.as_str(), "sub_meter_unread");
    assert_eq!(refusal.figures.get("sub_account"), Some("0100000007"));
    cycle.draw(month, "R02");
    let behind = [("0100000007", "M7", "1200"), ("0100000008", "M8", "800")];
    for (account, meter, index) in behind {
        let refused = cycle.begin(month, &["R01"]).expect_err("one is left");
        assert_eq!(refused.code.as_str(), "sub_meter_unread");
        let at = At { route: "R02", account, meter };
        cycle.read(month, at, &[("forward_active_total", index)]);
    }
    cycle.hand_in(month, "R02", 2, 0);
    let bill = bill_of(&cycle, period);
    let told = trial::run(CASES).expect("the cases");
    let told = told.into_iter().find(|answer| answer.id == "P5-sub").expect("an answer");
    let result = told.result.expect("a result");
    assert_eq!(lines(&bill), reckoned(&result));
    assert_eq!(bill.total_fen.to_string(), "5700.26");
    // The next readings are compared with what went through the total meter.
    let months = cycle.text("select months as t from usage_months");
    assert!(months.contains("\"2026-11\",10000000,0"), "{months}");
    cycle.assert_sound();
}

/// What a collector shows at the door is what the station issued, byte for byte: a
/// phone computes no bill, and has no other.
#[test]
fn a_phone_shows_the_bytes_of_the_station() {
    let case = case("P1-capacity");
    let mut cycle = station(&case);
    cycle.agree(TOTAL, case.agreed("2020-01-01")).expect("agreed");
    read_total(&mut cycle, "2026-11", &case.read());
    let bill = bill_of(&cycle, "2026-11");
    let app = &cycle.station.app;
    let collector = COLLECTOR.parse().expect("a person");
    let phone = Phone::at(31, cycle.station.clock.now_ms());
    let invitation = enrol::invite(app, &collector).expect("invited");
    phone.field.enrol(&InProcess(app), &invitation.to_text(), "a phone").expect("enrolled");
    phone.field.sync(&InProcess(app)).expect("synced");
    let shown = phone.field.bill(&bill.bill_no()).expect("the bill");
    assert_eq!(shown.document.bytes(), bill.bytes());
    let steps: Vec<String> = shown.steps.iter().map(|step| words::step(step).zh).collect();
    for part in ["基本电费", "功率因数"] {
        assert!(steps.iter().any(|step| step.contains(part)), "{part} is not explained: {steps:?}");
    }
    phone.field.verify().expect("the tables are the fold of journal and snapshot");
}

/// A contract by which no bill could be made is refused, and nothing of it stays.
#[test]
fn a_contract_that_cannot_be_billed_leaves_nothing() {
    let case = case("P3-loss");
    let cycle = station(&Case { registers: BTreeMap::new(), ..case.clone() });
    let share = |tariff: &str, percent: &str| ShareTerms {
        tariff: tariff.parse().expect("a tariff"),
        size: ShareSize::Percent(percent.parse().expect("a percentage")),
        connection: LightingConnection::Series,
    };
    let shares = |shares: Vec<ShareTerms>| {
        let terms = ContractTerms { shares, ..ContractTerms::default() };
        SupplyContract { terms, ..SupplyContract::default() }
    };
    let behind = |accounts: &[&str]| {
        let behind = accounts.iter().map(|no| no.parse().expect("an account")).collect();
        SupplyContract { behind, ..SupplyContract::default() }
    };
    let refused = |account: &str, contract: SupplyContract| {
        let agreed = AgreedContract { from: "2026-11-01".parse().expect("a date"), contract };
        cycle.agree(account, agreed).expect_err("refused").code.to_string()
    };
    assert_eq!(refused(TOTAL, case.agreed("2026-01-01").contract), "meter_without_register");
    assert_eq!(
        refused(TOTAL, shares(vec![share("PG", "60"), share("JM", "50")])),
        "share_above_all"
    );
    assert_eq!(refused(TOTAL, shares(vec![share("HB1", "60")])), "share_tariff");
    assert_eq!(refused(TOTAL, shares(vec![share("XX", "60")])), "no_tariff");
    let capacity = basic("2026-11-01", transformers(&[315])).contract;
    assert_eq!(refused(TOTAL, capacity), "basic_charge_unpriced");
    assert_eq!(refused(TOTAL, behind(&["0100000009"])), "behind_unknown");
    assert_eq!(refused(TOTAL, behind(&[TOTAL])), "behind_circle");
    assert_eq!(refused("0100000009", behind(&[])), "account_unknown");
    assert_eq!(cycle.number("select count(*) as n from contract"), 0);
    let from = "2026-11-01".parse().expect("a date");
    let of_seven = AgreedContract { from, contract: behind(&["0100000007"]) };
    cycle.agree(TOTAL, of_seven).expect("agreed");
    assert_eq!(refused("0100000008", behind(&["0100000007"])), "behind_other");
    assert_eq!(refused("0100000007", behind(&[TOTAL])), "behind_circle");
    assert_eq!(cycle.number("select count(*) as n from contract"), 1);
    cycle.assert_sound();
}

#[test]
fn a_contract_changes_no_bill_that_was_computed() {
    let case = case("P1-capacity");
    let mut cycle = station(&case);
    cycle.agree(TOTAL, basic("2020-01-01", transformers(&[315]))).expect("agreed");
    read_total(&mut cycle, "2026-11", &case.read());
    bill_of(&cycle, "2026-11");
    let code = |agreed: AgreedContract| {
        cycle.agree(TOTAL, agreed).err().map(|refusal| refusal.code.to_string())
    };
    let billed = Some("contract_billed".to_owned());
    assert_eq!(code(basic("2026-11-20", transformers(&[315]))), billed, "the read day itself");
    assert_eq!(code(basic("2026-11-25", transformers(&[630]))), billed, "the month is charged");
    assert_eq!(code(case.agreed("2026-11-25")), None, "the month's charge stays");
    assert_eq!(code(basic("2026-12-01", transformers(&[630]))), None);
    cycle.assert_sound();
}

/// A total meter waits for a reading behind it that is missed or in doubt.
#[test]
fn what_is_doubted_behind_a_total_meter_is_answered_first() {
    let case = case("P5-sub");
    let month = "2026-11".parse().expect("a month");
    let refused = |index: Option<&str>| {
        let mut cycle = station(&case);
        cycle.agree(TOTAL, case.agreed("2020-01-01")).expect("agreed");
        read_total(&mut cycle, "2026-11", &case.read());
        cycle.draw(month, "R02");
        let at = |account, meter| At { route: "R02", account, meter };
        match index {
            Some(index) => {
                cycle.read(month, at("0100000007", "M7"), &[("forward_active_total", index)]);
            }
            None => cycle.miss(month, at("0100000007", "M7")),
        }
        cycle.read(month, at("0100000008", "M8"), &[("forward_active_total", "800")]);
        let refusal = cycle.begin(month, &["R01"]).expect_err("refused");
        assert_eq!(cycle.number("select count(*) as n from billing_run"), 0);
        refusal
    };
    let missed = refused(None);
    assert_eq!(missed.code.as_str(), "sub_meter_unread");
    assert_eq!(missed.figures.get("sub_account"), Some("0100000007"));
    let doubted = refused(Some("0"));
    assert_eq!(doubted.code.as_str(), "finding_unanswered", "no usage asks for its cause");
    assert_eq!(doubted.figures.get("account"), Some("0100000007"));
}
