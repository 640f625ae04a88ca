//! Fluctuation, provisional usage and settlement: `cases/check.toml`.

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::policy::PolicySet;
use dianfei_rules::quantity::Kwh;
use dianfei_rules::reading::MonthUsage;
use dianfei_rules::reading::check::fluctuates;
use dianfei_rules::reading::provisional::{MissCause, ProvisionalInput, provisional_usage, settle};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    fluctuation: Vec<Fluctuation>,
    provisional: Vec<Provisional>,
    settlement: Vec<Settlement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fluctuation {
    id: String,
    title: String,
    source: String,
    pairs: Vec<(Kwh, Kwh)>,
    over: Vec<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Provisional {
    id: String,
    title: String,
    source: String,
    history: Vec<Kwh>,
    expect_kwh: Option<Kwh>,
    refuse: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settlement {
    id: String,
    title: String,
    source: String,
    since_last_actual: Kwh,
    billed: Kwh,
    expect_kwh: Kwh,
}

fn cases() -> Cases {
    toml::from_str(include_str!("../cases/check.toml")).expect("check.toml")
}

#[test]
fn fluctuation_cases() {
    let policies = PolicySet::published();
    let percent = policies
        .on("2026-01-01".parse().expect("a date"))
        .fluctuation_percent()
        .expect("fluctuation");
    for case in cases().fluctuation {
        let over: Vec<bool> =
            case.pairs.iter().map(|(usage, base)| fluctuates(*usage, *base, percent)).collect();
        assert_eq!(over, case.over, "{} {} ({})", case.id, case.title, case.source);
    }
}

#[test]
fn provisional_cases() {
    let policies = PolicySet::published();
    let view = policies.on("2026-07-01".parse().expect("a date"));
    let first_missed: YearMonth = "2026-06".parse().expect("a month");
    for case in cases().provisional {
        let named = format!("{} {} ({})", case.id, case.title, case.source);
        let history = (1..)
            .zip(case.history.iter().rev())
            .map(|(back, usage)| MonthUsage {
                period: first_missed.minus(back),
                usage_kwh: *usage,
                provisional: false,
            })
            .collect();
        let input = ProvisionalInput { cause: MissCause::Customer, first_missed, history };
        match (provisional_usage(&input, &view), case.expect_kwh, case.refuse) {
            (Ok(usage), Some(expected), None) => assert_eq!(usage, expected, "{named}"),
            (Err(refusal), None, Some(code)) => {
                assert_eq!(refusal.code.as_str(), code, "{named}");
            }
            (outcome, _, _) => panic!("{named}: {outcome:?}"),
        }
    }
}

#[test]
fn settlement_cases() {
    for case in cases().settlement {
        let net = settle(case.since_last_actual, case.billed).expect("settled");
        assert_eq!(net, case.expect_kwh, "{} {} ({})", case.id, case.title, case.source);
    }
}
