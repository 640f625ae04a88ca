//! Power factor cases a clerk can read: `cases/power_factor.toml`.

use std::collections::BTreeMap;

use dianfei_rules::bill::power_factor::{
    PowerFactorInput, PowerFactorStatement, Standard, adjustment_percent, bands,
    power_factor_adjustment, rule_percent, table_source,
};
use dianfei_rules::policy::{DecidedValue, Mark, PolicyDecision, PolicySet};
use dianfei_rules::quantity::{Percent, Rate};
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
    #[serde(default)]
    decide: BTreeMap<String, String>,
    input: PowerFactorInput,
    power_factor: Option<Rate>,
    percent: Option<Percent>,
    never_percent: Option<Percent>,
    total_yuan: Option<String>,
    amount_yuan: Option<String>,
    refuse: Option<String>,
}

impl Case {
    fn policies(&self) -> PolicySet {
        self.decide.iter().fold(PolicySet::published(), |policies, (key, value)| {
            policies
                .decide(PolicyDecision {
                    key: key.clone(),
                    from: "2020-01-01".parse().expect("a date"),
                    value: DecidedValue::Set(value.clone()),
                    source: "minutes".into(),
                })
                .expect("a decision of the station's own")
        })
    }
}

#[test]
fn power_factor_cases() {
    let cases: Cases =
        toml::from_str(include_str!("../cases/power_factor.toml")).expect("power_factor.toml");
    assert!(cases.case.len() >= 25);
    for case in cases.case {
        let named = format!("{} {} ({})", case.id, case.title, case.source);
        let policies = case.policies();
        let policy = policies.on("2026-01-31".parse().expect("a date"));
        let found = match power_factor_adjustment(&case.input, &policy) {
            Ok(found) => found,
            Err(refusal) => {
                assert_eq!(Some(refusal.code.to_string()), case.refuse, "{named}");
                continue;
            }
        };
        assert_eq!(case.refuse, None, "{named}");
        assert_eq!(Some(found.power_factor), case.power_factor, "{named}");
        assert_eq!(Some(found.percent), case.percent, "{named}");
        assert_ne!(Some(found.percent), case.never_percent, "{named}");
        assert_eq!(Some(found.base.total_fen.to_string()), case.total_yuan, "{named}");
        assert_eq!(Some(found.amount_fen.to_string()), case.amount_yuan, "{named}");
        let used: Vec<&str> = found.policies.iter().map(|policy| policy.key.as_str()).collect();
        assert_eq!(used, ["power_factor_base"], "{named}");
        let bytes = serde_json::to_vec(&found).expect("json");
        let back: PowerFactorStatement = serde_json::from_slice(&bytes).expect("a statement");
        assert_eq!(back, found, "{named}");
    }
}

#[test]
fn the_published_table_and_the_rule_behind_it_agree() {
    assert_eq!(table_source().0, Mark::PublicPage);
    assert_eq!(bands().len(), 75);
    for band in bands() {
        for standard in Standard::ALL {
            let published = band.percent(standard);
            assert_eq!(rule_percent(standard, band.hundredths), published, "{band:?}");
            assert_eq!(adjustment_percent(standard, band.hundredths), published, "{band:?}");
        }
    }
}
