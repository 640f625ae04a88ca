//! Which policies a bill tells: those that it rests on, and no other.

mod edges;
mod given_back;

use serde::Deserialize;

use super::*;
use crate::account::{AccountTerms, ContractTerms, ShareSize, ShareTerms};
use crate::bill::basic_charge::{PartOfMonth, Transformer};
use crate::bill::power_factor::LightingConnection;
use crate::bill::{Adjustment, BasicChargeBy, BasicChargeSpan, Settlement, SubMeter};
use crate::meter::{Digits, Period, Register};
use crate::quantity::{Index, Kw, Multiplier, Percent};
use crate::reading::usage::RegisterUsage;
use crate::reading::{MeterSpan, RegisterSpan, UsageInput};

const TABLES: &str = r#"
[[tariff]]
tariff = "ONE"
name = "one price"
valid_from = "2026-01-01"
usage_class = "general_commercial"
source = "own table"
prices = { single = { price = "0.50" } }

[[tariff]]
tariff = "OTHER"
name = "another price"
valid_from = "2026-01-01"
usage_class = "general_commercial"
source = "own table"
prices = { single = { price = "0.60" } }

[[tariff]]
tariff = "HOURS"
name = "by hours, two parts"
valid_from = "2026-01-01"
usage_class = "large_industry"
source = "own table"
prices = { time_of_use = { peak = "0.90", flat = "0.60", valley = "0.30" } }

[[tariff]]
tariff = "ADDS"
name = "by hours, tiers added"
valid_from = "2026-01-01"
usage_class = "residential"
source = "own table"
prices = { time_of_use = { peak = "0.60", valley = "0.40" } }
parts = [{ code = "funds", name = "fund", price = "0.01", surcharge = true }]
[tariff.tiers]
cycle = "year"
form = "add_on"
seasons = [{ tiers = [{ above_kwh = "0", up_to_kwh = "100", adds = "0" }, { above_kwh = "100", adds = "0.05" }] }]

[[tariff]]
tariff = "FULL"
name = "tiers at full price"
valid_from = "2026-01-01"
usage_class = "residential"
source = "own table"
prices = { single = { price = "0.50" } }
[tariff.tiers]
cycle = "month"
form = "full_price"
seasons = [{ tiers = [{ above_kwh = "0", up_to_kwh = "100", adds = "0" }, { above_kwh = "100", adds = "0.05" }] }]
"#;

#[derive(Deserialize)]
struct Tables {
    tariff: Vec<Tariff>,
}

fn table(no: &str) -> Tariff {
    let tables: Tables = toml::from_str(TABLES).expect("price tables");
    tables.tariff.into_iter().find(|table| table.tariff.as_str() == no).expect("a table")
}

/// The same table from another day on.
fn version(no: &str, from: &str) -> Tariff {
    Tariff { valid_from: from.parse().expect("a date"), ..table(no) }
}

fn counted(energies: &[(Period, i64)]) -> Vec<RegisterUsage> {
    let usage = |(period, energy): &(Period, i64)| RegisterUsage {
        register: Register::forward_active(*period),
        energy_kwh: Kwh::whole(*energy),
    };
    energies.iter().map(usage).collect()
}

/// A bill of March at `no`, read on the 20th, the one before on 20 February. How its
/// energy was found plays no part but for one policy.
fn bill(no: &str) -> BillInput {
    let first = table(no);
    let energies: &[(Period, i64)] = if first.is_time_of_use() {
        &[(Period::Peak, 40), (Period::Flat, 40), (Period::Valley, 20)]
    } else {
        &[(Period::Total, 100)]
    };
    BillInput {
        terms: AccountTerms {
            account: "3300010001".parse().expect("an account number"),
            usage_class: first.usage_class,
            cycle_months: 1,
            household: None,
            free_quota_kwh: Kwh::ZERO,
            connected_on: None,
            contract: ContractTerms::default(),
        },
        period: "2026-03".parse().expect("a month"),
        version: 1,
        previous_on: Some("2026-02-20".parse().expect("a date")),
        read_on: "2026-03-20".parse().expect("a date"),
        energy: BillEnergy::Provisional { registers: counted(energies) },
        adjustments: Vec::new(),
        settles: None,
        tariff: first.tariff.clone(),
        tariffs: vec![first, table("OTHER")],
        tier_use: None,
        basic_charge: Vec::new(),
        sub_meters: Vec::new(),
        corrects: None,
    }
}

/// What a bill of an estimate tells beside that it is one.
fn told(input: &BillInput) -> Vec<String> {
    let bill = compute(input, &PolicySet::published()).expect("a bill");
    let told: Vec<String> = bill.policies.into_iter().map(|policy| policy.key).collect();
    for always in ["rounding_place", "estimate_rule"] {
        assert_eq!(told.iter().filter(|key| *key == always).count(), 1, "{always} in {told:?}");
    }
    told.into_iter().filter(|key| key != "rounding_place" && key != "estimate_rule").collect()
}

fn share(no: &str) -> ShareTerms {
    ShareTerms {
        tariff: no.parse().expect("a table's number"),
        size: ShareSize::Fixed(Kwh::whole(10)),
        connection: LightingConnection::Parallel,
    }
}

/// The energy of an estimate as one meter shows it.
fn read(energy: &BillEnergy) -> BillEnergy {
    let BillEnergy::Provisional { registers } = energy else { panic!("an estimate") };
    let span = |usage: &RegisterUsage| RegisterSpan {
        register: usage.register,
        previous: Index::ZERO,
        current: Index::new(usage.energy_kwh.get()),
    };
    let meter = MeterSpan {
        meter: "210000123456".parse().expect("a meter number"),
        digits: Digits::new(6, 2).expect("digits"),
        multiplier: Multiplier::whole(1),
        registers: registers.iter().map(span).collect(),
    };
    BillEnergy::Metered(UsageInput {
        meters: vec![meter],
        rollover_limit_kwh: None,
        rollover_accepted: false,
    })
}

/// As a reading: shares and meters behind are not billed by estimate.
fn told_read(mut input: BillInput) -> Vec<String> {
    input.energy = read(&input.energy);
    let bill = compute(&input, &PolicySet::published()).expect("a bill");
    let told = bill.policies.into_iter().map(|policy| policy.key);
    let told: Vec<String> = told.filter(|key| key != "rounding_place").collect();
    assert!(!told.contains(&"estimate_rule".to_owned()), "{told:?}");
    told
}

#[test]
fn a_price_change_is_told_where_it_lies_in_the_period() {
    assert_eq!(told(&bill("ONE")), [""; 0]);
    for (no, from, is_told) in [
        ("ONE", "2026-02-20", false),
        ("ONE", "2026-02-21", true),
        ("ONE", "2026-03-20", true),
        ("ONE", "2026-03-21", false),
        ("OTHER", "2026-03-01", false),
    ] {
        let mut changed = bill("ONE");
        changed.tariffs.push(version(no, from));
        let expected: &[&str] = if is_told { &["price_change"] } else { &[] };
        assert_eq!(told(&changed), expected, "{no} from {from}");
        changed.previous_on = None;
        assert_eq!(told(&changed), [""; 0], "nobody knows when the period began");
    }
}

#[test]
fn a_price_change_of_a_share_is_told() {
    let mut shared = bill("ONE");
    shared.terms.contract.shares = vec![share("OTHER")];
    assert_eq!(told_read(shared.clone()), ["share_base"]);
    shared.tariffs.push(version("OTHER", "2026-03-01"));
    assert_eq!(told_read(shared), ["price_change", "share_base"]);
}

#[test]
fn a_price_change_that_only_a_basic_charge_meets_is_told() {
    let last = |last: &str| PartOfMonth {
        first: "2026-03-01".parse().expect("a date"),
        last: last.parse().expect("a date"),
    };
    for (no, from, part, is_told) in [
        // After the reading, in its month: the basic charge of the month ends later.
        ("HOURS", "2026-03-25", None, true),
        ("HOURS", "2026-03-31", None, true),
        ("HOURS", "2026-04-01", None, false),
        ("OTHER", "2026-03-25", None, false),
        // Its part ends before the reading.
        ("HOURS", "2026-03-10", Some(last("2026-03-10")), false),
        ("HOURS", "2026-03-11", Some(last("2026-03-10")), true),
        ("HOURS", "2026-03-20", Some(last("2026-03-10")), true),
        ("HOURS", "2026-03-21", Some(last("2026-03-10")), false),
    ] {
        let mut charged = bill("HOURS");
        charged.previous_on = None;
        charged.tariffs.push(version(no, from));
        for table in &mut charged.tariffs {
            table.basic = toml::from_str("capacity = '30'").expect("basic prices");
        }
        let transformers =
            vec![Transformer { name: "1".into(), capacity_kva: Kw::whole(315), interlock: None }];
        let charged_by = BasicChargeBy::Capacity { transformers };
        charged.basic_charge = vec![BasicChargeSpan { month: charged.period, part, charged_by }];
        let told = told(&charged);
        let found = told.contains(&"price_change".to_owned());
        assert_eq!(found, is_told, "{no} from {from}: {told:?}");
    }
}

#[test]
fn the_order_of_free_energy_is_told_where_periods_share_it() {
    for (no, quota, expected) in
        [("HOURS", 10, &["free_quota_order"][..]), ("HOURS", 0, &[]), ("ONE", 10, &[])]
    {
        let mut free = bill(no);
        free.terms.free_quota_kwh = Kwh::whole(quota);
        assert_eq!(told(&free), expected, "{no} with {quota} kWh free");
    }
}

#[test]
fn what_is_taken_off_periods_tells_how() {
    let adjustment = |energy| Adjustment {
        energy_kwh: Kwh::whole(energy),
        reason: "a reason".into(),
        reference: "a paper".into(),
    };
    for (no, energy, expected) in [
        ("HOURS", -10, &["share_periods"][..]),
        ("HOURS", 10, &[]),
        ("ONE", -10, &[]),
        ("ONE", 10, &[]),
    ] {
        let mut adjusted = bill(no);
        adjusted.adjustments = vec![adjustment(energy)];
        assert_eq!(told(&adjusted), expected, "{no} by {energy}");
        let mut settling = bill(no);
        settling.settles =
            Some(Settlement { adjustment_kwh: Kwh::whole(energy), bills: Vec::new() });
        assert_eq!(told_read(settling), expected, "{no} by {energy} before");
    }
}

#[test]
fn what_others_take_off_periods_tells_how() {
    let behind = || SubMeter {
        account: "3300010002".parse().expect("an account number"),
        registers: counted(&[(Period::Total, 10)]),
    };
    for (no, expected) in [("HOURS", &["share_periods"][..]), ("ONE", &[])] {
        let mut total = bill(no);
        total.sub_meters = vec![behind()];
        assert_eq!(told_read(total), expected, "{no}, a meter behind");
    }
    let mut shared = bill("HOURS");
    shared.terms.contract.shares = vec![share("OTHER")];
    assert_eq!(told_read(shared), ["share_base", "share_periods"]);
}
