//! Basic charge cases a clerk can read: `cases/basic_charge.toml`.

use std::collections::BTreeMap;

use dianfei_rules::bill::basic_charge::{
    BasicChargeInput, BasicChargeStatement, ChargedBy, basic_charge,
};
use dianfei_rules::policy::{DecidedValue, PolicyDecision, PolicySet};
use dianfei_rules::quantity::{Kw, Price};
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
    input: BasicChargeInput,
    charged: Option<Kw>,
    /// Absent where the printed price is charged.
    price: Option<Price>,
    full_yuan: Option<String>,
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

    /// The policies whose variant a person must find on the bill.
    fn expected_policies(&self, found: &BasicChargeStatement) -> Vec<&'static str> {
        let ChargedBy::Demand(demand) = &self.input.charged_by else {
            return found.days.map(|_| "basic_charge_days").into_iter().collect();
        };
        let contract = demand.contract_kw.map(|_| "demand_excess");
        found.days.map(|_| "basic_charge_days").into_iter().chain(contract).collect()
    }
}

#[test]
fn basic_charge_cases() {
    let cases: Cases =
        toml::from_str(include_str!("../cases/basic_charge.toml")).expect("basic_charge.toml");
    assert!(cases.case.len() >= 20);
    for case in cases.case {
        let named = format!("{} {} ({})", case.id, case.title, case.source);
        let policies = case.policies();
        let policy = policies.on(case.input.month.last_day());
        let found = match basic_charge(&case.input, &policy) {
            Ok(found) => found,
            Err(refusal) => {
                assert_eq!(Some(refusal.code.to_string()), case.refuse, "{named}");
                continue;
            }
        };
        assert_eq!(case.refuse, None, "{named}");
        assert_eq!(Some(found.charged), case.charged, "{named}");
        assert_eq!(found.price, case.price.unwrap_or(case.input.price), "{named}");
        assert_eq!(Some(found.full_month_fen.to_string()), case.full_yuan, "{named}");
        assert_eq!(Some(found.amount_fen.to_string()), case.amount_yuan, "{named}");
        for key in case.expected_policies(&found) {
            assert!(found.policies.iter().any(|policy| policy.key == key), "{named}: {key}");
        }
        let bytes = serde_json::to_vec(&found).expect("json");
        let back: BasicChargeStatement = serde_json::from_slice(&bytes).expect("a statement");
        assert_eq!(back, found, "{named}");
    }
}
