//! Usage cases a clerk can read: `cases/usage.toml`.

use dianfei_rules::meter::{Digits, Ratio, Register, multiplier};
use dianfei_rules::quantity::{Index, Kwh, Multiplier};
use dianfei_rules::reading::{MeterSpan, RegisterSpan, UsageInput, usage};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    title: String,
    source: String,
    meters: Vec<CaseMeter>,
    limit_kwh: Option<Kwh>,
    #[serde(default)]
    accepted: bool,
    #[serde(default)]
    rolled_over: bool,
    expect_kwh: Option<Kwh>,
    refuse: Option<String>,
    clause: Option<String>,
    never_kwh: Option<Kwh>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseMeter {
    meter: String,
    digits: u32,
    #[serde(default)]
    decimals: u32,
    multiplier: Option<Multiplier>,
    current_ratio: Option<Ratio>,
    voltage_ratio: Option<Ratio>,
    previous: Index,
    current: Index,
}

impl CaseMeter {
    fn span(&self) -> MeterSpan {
        let by_ratios = multiplier(self.current_ratio, self.voltage_ratio).expect("ratios");
        MeterSpan {
            meter: self.meter.parse().expect("a meter number"),
            digits: Digits::new(self.digits, self.decimals).expect("digits"),
            multiplier: self.multiplier.unwrap_or(by_ratios),
            registers: vec![RegisterSpan {
                register: Register::FORWARD_ACTIVE_TOTAL,
                previous: self.previous,
                current: self.current,
            }],
        }
    }
}

#[test]
fn usage_cases() {
    let cases: Cases = toml::from_str(include_str!("../cases/usage.toml")).expect("usage.toml");
    assert!(cases.case.len() >= 16);
    for case in cases.case {
        let named = format!("{} {} ({})", case.id, case.title, case.source);
        let input = UsageInput {
            meters: case.meters.iter().map(CaseMeter::span).collect(),
            rollover_limit_kwh: case.limit_kwh,
            rollover_accepted: case.accepted,
        };
        match (usage(&input), case.expect_kwh, case.refuse) {
            (Ok(usage), Some(expected), None) => {
                assert_eq!(usage.billed(), expected, "{named}");
                let rolled = usage.statements.iter().any(|statement| statement.rolled_over);
                assert_eq!(rolled, case.rolled_over, "{named}");
                if let Some(never) = case.never_kwh {
                    assert_ne!(usage.billed(), never, "{named}");
                }
            }
            (Err(refusal), None, Some(code)) => {
                assert_eq!(refusal.code.as_str(), code, "{named}");
                let clause = refusal.clause.map(|clause| clause.to_string());
                assert_eq!(clause, case.clause, "{named}");
                if let Some(never) = case.never_kwh {
                    let asked = refusal.figures.get("rollover_kwh");
                    assert_ne!(asked, Some(never.to_string().as_str()), "{named}");
                }
            }
            (outcome, _, _) => panic!("{named}: {outcome:?}"),
        }
    }
}
