//! The bills of the rules against the oracle's, and what has to occur among them.

use std::path::Path;
use std::{env, fs};

use dianfei_oracle::run::{run, told};
use dianfei_oracle::tally::Tally;
use dianfei_rules::account::UsageClass;
use dianfei_rules::bill::LineKind;
use dianfei_rules::policy::definition;

/// The choices of policy that a bill can rest on.
const CHOICES: [&str; 9] = [
    "rounding_place",
    "price_change",
    "free_quota_order",
    "share_base",
    "share_periods",
    "loss_load_rate_step",
    "power_factor_base",
    "basic_charge_days",
    "demand_excess",
];

/// What the made bills have to show.
const SHOWN: [&str; 98] = [
    "yearly tiers",
    "monthly tiers",
    "tiers as additions",
    "tiers at full price",
    "tiers by season",
    "tiers over several months",
    "larger household",
    "first supply in the year",
    "tiers used before",
    "free quota",
    "hours before tiers",
    "no usage",
    "provisional",
    "settlement",
    "settlement of several bills",
    "estimate too high",
    "total below zero",
    "adjustment",
    "several meters",
    "meters with a total register and without",
    "multiplier",
    "rollover",
    "price change by days",
    "price change of a share by days",
    "exactly half a fen",
    "loss by formula",
    "loss simplified",
    "loss by table",
    "line loss",
    "fixed share",
    "proportional share",
    "share in series",
    "share in parallel",
    "meters behind",
    "meters behind that counted more",
    "capacity",
    "demand",
    "part of a month",
    "reduced demand price",
    "standard 0.90",
    "standard 0.85",
    "standard 0.80",
    "standard lowered",
    "reactive energy fed back",
    "interlocked transformers",
    "demand from a register",
    "share by hours",
    "estimate given back whole",
    "estimate too low",
    "power factor between two hundredths",
    "energy at the end of a tier",
    "adjustment taken off",
    "several adjustments",
    "adjustments that come to nothing",
    "adjustment of a part of a kWh",
    "parts that add up to whole kWh",
    "adjustment taken off in proportion",
    "part of a kWh in a higher tier",
    "part of a kWh given back",
    "part of a kWh after a price change",
    "part of a kWh free",
    "part of a kWh in the year's tiers",
    "settlement of bills adjusted up",
    "settlement of bills adjusted down",
    "settlement of several adjusted bills",
    "settlement of bills adjusted by a part of a kWh",
    "adjusted settlement of adjusted bills",
    "adjusted estimate too high",
    "adjusted estimate too low",
    "adjusted estimate with free energy",
    "correction that collects",
    "correction that gives back",
    "correction that comes to nothing",
    "correction that adds a line",
    "correction that drops a line",
    "correction of several lines under one name",
    "correction of what goes back",
    "correction of energy alone",
    "correction of money alone",
    "correction of Energy",
    "correction of TierAddition",
    "correction of Surcharge",
    "correction of BasicCharge",
    "correction of PowerFactor",
    "correction of a share",
    "correction of a correction",
    "correction of a settlement",
    "correction that settles what was left",
    "correction of an estimate",
    "estimate corrected by a reading",
    "reading corrected by an estimate",
    "correction of the price table",
    "correction of the day",
    "correction by adjustments",
    "settlement of a corrected bill",
    "table for a time",
    "table on its last day",
    "tables that join",
];

/// The refusals that have to occur.
const REFUSED: [&str; 39] = [
    "basic_charge_days",
    "basic_charge_missing",
    "basic_charge_twice",
    "basic_charge_unpriced",
    "contract_demand_low",
    "cycle_months",
    "demand_missing",
    "figure_negative",
    "figure_not_positive",
    "index_negative",
    "index_too_precise",
    "loss_days",
    "loss_not_whole",
    "loss_table_gap",
    "negative_usage",
    "no_meter",
    "no_period_registers",
    "no_price_for_period",
    "no_reactive_register",
    "no_tariff",
    "period_start_unknown",
    "policy_unset",
    "price_change_shape",
    "provisional_parted",
    "read_before_previous",
    "revision_of_other",
    "revision_unchanged",
    "revision_unfounded",
    "revision_version",
    "rollover_implausible",
    "settlement_exceeds_provisional",
    "share_above_all",
    "share_tariff",
    "tariff_expired",
    "expired own table",
    "expired table of a share",
    "expired table of other days",
    "transformer_missing",
    "transformer_twice",
];

/// From so many bills on each of these occurs.
const ENOUGH: u64 = 20_000;

/// How many bills: as `DIANFEI_ORACLE_BILLS` says, else enough.
fn bills() -> u64 {
    let asked = env::var("DIANFEI_ORACLE_BILLS").ok();
    asked.map_or(ENOUGH, |text| text.parse().expect("DIANFEI_ORACLE_BILLS: how many bills"))
}

#[test]
fn the_bills_agree_with_the_oracle() {
    let bills = bills();
    let outcome = run(0..bills);
    let first: Vec<String> = outcome.disagreements.iter().take(3).map(told).collect();
    assert!(
        first.is_empty(),
        "{} of {} bills differ:\n{}",
        outcome.disagreements.len(),
        outcome.bills,
        first.join("\n")
    );
    assert_eq!(outcome.bills, bills);
    if bills >= ENOUGH {
        assert_eq!(missing(&outcome.tally), Vec::<String>::new());
    }
}

/// What did not occur.
fn missing(tally: &Tally) -> Vec<String> {
    let kinds = [
        LineKind::Energy,
        LineKind::TierAddition,
        LineKind::Surcharge,
        LineKind::BasicCharge,
        LineKind::PowerFactor,
    ];
    let policies = CHOICES.iter().flat_map(|key| {
        let choices = &definition(key).expect("a policy").choices;
        choices.iter().map(move |choice| format!("policy {key} {choice}"))
    });
    let names = UsageClass::ALL.iter().map(|class| format!("class {}", class.code()));
    let names = names
        .chain(kinds.iter().map(|kind| format!("line {kind:?}")))
        .chain(policies)
        .chain(SHOWN.iter().map(|shown| format!("shows {shown}")))
        .chain(REFUSED.iter().map(|code| format!("refused {code}")));
    names.filter(|name| tally.of(name) == 0).collect()
}

/// A bill is made of its seed alone.
#[test]
fn a_seed_makes_the_same_case_each_time() {
    for seed in [0, 7, 405, 19_999] {
        let disagreement = (seed, Vec::new());
        assert_eq!(told(&disagreement), told(&disagreement));
    }
    assert_ne!(told(&(1, Vec::new())), told(&(2, Vec::new())));
}

/// The oracle would agree with every fault that it shares.
#[test]
fn the_oracle_does_not_know_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![root.join("oracle.rs")];
    let folder = fs::read_dir(root.join("oracle")).expect("the oracle's folder");
    files.extend(folder.map(|entry| entry.expect("an entry").path()));
    assert!(files.len() > 10, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).expect("a source");
        for foreign in ["dianfei", "crate::translate", "crate::compare", "rust_decimal"] {
            assert!(!text.contains(foreign), "{} names {foreign}", name(&file));
        }
    }
}

fn name(file: &Path) -> String {
    file.display().to_string()
}
