//! Default use and theft a clerk can read: `cases/illegal_use.toml`.

use chrono::NaiveDate;
use dianfei_rules::bill::illegal_use::{
    DefaultUse, DefaultUseInput, StolenCapacity, StolenEnergyInput, StolenTime, default_charge,
    stolen_energy,
};
use dianfei_rules::money::Fen;
use dianfei_rules::policy::{Load, PenaltyKind, PolicySet};
use dianfei_rules::quantity::{Kw, Kwh};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    stolen: Vec<Stolen>,
    charge: Vec<Charge>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stolen {
    id: String,
    title: String,
    source: String,
    load: Load,
    capacity: StolenCapacity,
    time: StolenTime,
    expect: Option<Energy>,
    refuse: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Energy {
    capacity_kw: Kw,
    days: u32,
    hours: u32,
    kwh: Kwh,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Charge {
    id: String,
    title: String,
    source: String,
    on: NaiveDate,
    act: DefaultUse,
    decided_yuan: Option<String>,
    expect: Option<Amounts>,
    refuse: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amounts {
    make_good: String,
    penalty: String,
    total: String,
    limit: Option<String>,
}

fn cases() -> Cases {
    toml::from_str(include_str!("../cases/illegal_use.toml")).expect("readable cases")
}

fn fen(yuan: &str) -> Fen {
    yuan.parse().expect("an amount")
}

#[test]
fn stolen_energy_comes_out_as_the_cases_say() {
    let policies = PolicySet::published();
    let view = policies.on("2023-01-01".parse().expect("a date"));
    for case in cases().stolen {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        let input = StolenEnergyInput { capacity: case.capacity, load: case.load, time: case.time };
        match stolen_energy(&input, &view) {
            Ok(found) => {
                let energy = Energy {
                    capacity_kw: found.capacity_kw,
                    days: found.days,
                    hours: found.hours_a_day,
                    kwh: found.energy_kwh,
                };
                assert_eq!(Some(energy), case.expect, "{name}");
            }
            Err(refusal) => {
                assert_eq!(Some(refusal.code.as_str()), case.refuse.as_deref(), "{name}");
            }
        }
    }
}

#[test]
fn charges_come_out_as_the_cases_say() {
    let policies = PolicySet::published();
    for case in cases().charge {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        let input =
            DefaultUseInput { act: case.act, decided_fen: case.decided_yuan.as_deref().map(fen) };
        match default_charge(&input, &policies.on(case.on)) {
            Ok(found) => {
                let expect = case.expect.unwrap_or_else(|| panic!("{name}: {found:?}"));
                assert_eq!(found.make_good_fen, fen(&expect.make_good), "{name}");
                assert_eq!(found.penalty_fen, fen(&expect.penalty), "{name}");
                assert_eq!(found.total_fen, fen(&expect.total), "{name}");
                let limit =
                    (found.penalty_kind == PenaltyKind::AtMost).then_some(found.reckoned_fen);
                assert_eq!(limit, expect.limit.as_deref().map(fen), "{name}");
                assert!(found.rules.iter().all(|rule| !rule.source.is_empty()), "{name}");
            }
            Err(refusal) => {
                assert_eq!(Some(refusal.code.as_str()), case.refuse.as_deref(), "{name}");
            }
        }
    }
}
