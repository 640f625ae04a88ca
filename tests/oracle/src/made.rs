//! Made-up bills by seed, over all classes and policies, often at an edge.

mod account;
mod chance;
mod contract;
mod corrected;
mod meters;
mod settled;
mod spoilt;
mod tables;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use fastrand::Rng;

use crate::oracle::number::{Exact, whole};
use crate::oracle::plain::{Bill, Class, Contract, Counted, Month, Source, Table};
use chance::{often, one_of};

/// The classes by code; the first and the last ones more often than one in six.
const CLASSES: [Class; 10] = [
    "residential",
    "residential",
    "residential",
    "residential_priced",
    "agricultural",
    "irrigation",
    "general_commercial",
    "general_commercial",
    "large_industry",
    "large_industry",
];

/// The account of all bills.
pub const ACCOUNT: &str = "0100000001";
/// The account's price table.
const OWN: &str = "T1";

/// The bill of `seed`.
#[must_use]
pub fn bill(seed: u64) -> Bill {
    let rng = &mut Rng::with_seed(seed);
    let class = one_of(rng, &CLASSES);
    let mut bill = bare(rng, class);
    let tables = tables::of_account(rng, &bill);
    bill.tables = tables;
    decide(rng, &mut bill);
    account::agree(rng, &mut bill);
    if class != "residential" {
        contract::agree(rng, &mut bill);
    }
    let energy = account::energy(rng, &bill);
    if often(rng, 14) {
        account::adjust(rng, &mut bill, energy);
    }
    let mut counted = meters::by_hours(rng, &bill, energy);
    contract::count_others(rng, &bill, &mut counted);
    if often(rng, 12) {
        settled::before(rng, &mut bill, &counted);
    }
    contract::charge(rng, &mut bill, energy);
    contract::behind(rng, &mut bill, &counted);
    let is_parted = !(bill.contract.shares.is_empty() && bill.behind.is_empty());
    bill.source = if bill.settles.is_empty() && !is_parted && often(rng, 8) {
        Source::Missed(counted)
    } else {
        meters::read(rng, counted)
    };
    if often(rng, 5) {
        spoilt::spoil(rng, &mut bill);
    }
    if often(rng, 12) {
        corrected::before(rng, &mut bill);
    }
    bill
}

/// A bill of a class with its days, and nothing else.
fn bare(rng: &mut Rng, class: Class) -> Bill {
    let year = one_of(rng, &[2015, 2023, 2024, 2024, 2025, 2026, 2026]);
    let period = Month { year, month: rng.u32(1..=12) };
    let months = match class {
        "large_industry" if !often(rng, 10) => 1,
        _ => one_of(rng, &[1, 1, 1, 1, 2, 2, 3, 6, 12]),
    };
    // Few read the last month's energy in the month after.
    let read_in = if often(rng, 6) { period.after() } else { period };
    let read_on = read_in.day(rng.u32(1..=28));
    let since = u64::from(months * 30 + rng.u32(0..5)).saturating_sub(2);
    Bill {
        account: ACCOUNT.into(),
        class,
        months,
        household: None,
        free: whole(0),
        connected: None,
        period,
        version: 1,
        previous_on: (!often(rng, 12)).then(|| read_on - Days::new(since)),
        read_on,
        source: Source::Missed(Counted::new()),
        adjustments: Vec::new(),
        settles: Vec::new(),
        corrects: None,
        table: OWN.into(),
        tables: Vec::new(),
        used: None,
        basic: Vec::new(),
        behind: Vec::new(),
        contract: Contract::default(),
        decided: BTreeMap::new(),
    }
}

/// The choices that a station may decide, and how often in a hundred.
pub(crate) const CHOICES: [(&str, &[&str], u32); 9] = [
    ("rounding_place", &["per_line", "per_bill"], 60),
    ("price_change", &["by_read_date", "by_days"], 70),
    ("free_quota_order", &["highest_price_first", "lowest_price_first"], 60),
    ("share_base", &["whole", "after_fixed"], 70),
    ("share_periods", &["flat_first", "in_proportion"], 70),
    ("loss_load_rate_step", &["step_below", "step_above"], 96),
    ("power_factor_base", &["basic_and_energy", "with_funds"], 60),
    ("basic_charge_days", &["thirtieth", "calendar_days"], 40),
    (
        "demand_excess",
        &["contract_plus_double_excess", "actual_plus_excess", "band_95_105", "actual"],
        90,
    ),
];

/// What the station decides of the choices; the open ones nearly always.
fn decide(rng: &mut Rng, bill: &mut Bill) {
    const FIGURES: [(&str, std::ops::RangeInclusive<u32>); 7] = [
        ("loss_copper_limit_kva", 200..=500),
        ("loss_copper_up_to_per_mille", 5..=30),
        ("loss_copper_above_per_mille", 5..=30),
        ("demand_limit_percent", 100..=120),
        ("contract_demand_least_percent", 20..=60),
        ("demand_discount_kwh_per_kva", 100..=400),
        ("demand_discount_percent", 50..=100),
    ];
    for (key, choices, percent) in CHOICES {
        if often(rng, percent) {
            bill.decided.insert(key, one_of(rng, choices).to_owned());
        }
    }
    for (key, range) in FIGURES {
        if often(rng, 8) {
            bill.decided.insert(key, rng.u32(range).to_string());
        }
    }
    // A percentage that nobody has published yet is needed with its limit.
    if bill.decided.contains_key("demand_discount_kwh_per_kva") {
        bill.decided.entry("demand_discount_percent").or_insert_with(|| "90".to_owned());
    }
}

/// The version of the account's table on the day of the reading.
fn held(bill: &Bill) -> &Table {
    let versions = bill.tables.iter().filter(|table| table.no == OWN && table.from <= bill.read_on);
    versions.max_by_key(|table| table.from).expect("a first version from long ago")
}

/// A day between two.
fn day_between(rng: &mut Rng, first: NaiveDate, last: NaiveDate) -> NaiveDate {
    let days = u64::try_from((last - first).num_days()).unwrap_or(0);
    first + Days::new(rng.u64(0..=days))
}

/// A whole figure between two.
fn between(rng: &mut Rng, least: i128, most: i128) -> Exact {
    whole(rng.i128(least..=most))
}
