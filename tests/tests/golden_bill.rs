//! What holds of every bill of `cases/bill.toml` and `cases/bill_contract.toml`, and
//! the golden hashes that force the rules' edition up.

use std::collections::BTreeMap;
use std::fmt::Write;

use dianfei_rules::bill::explain::STEP_CODES;
use dianfei_rules::bill::{BillDocument, BillInput, RULES_EDITION, explain};
use dianfei_rules::canonical::ContentHash;
use dianfei_rules::money::Fen;
use dianfei_rules::tariff::{Tariff, check_entry};
use dianfei_station::trial;
use serde::Deserialize;

const BILLS: [&str; 2] =
    [include_str!("../cases/bill.toml"), include_str!("../cases/bill_contract.toml")];

/// A bill that a case gives, with what it was computed from.
struct Computed {
    input: BillInput,
    bill: BillDocument,
}

/// The bills of all cases that give one.
fn bills() -> BTreeMap<String, Computed> {
    let answers = BILLS
        .iter()
        .flat_map(|text| trial::run(text).unwrap_or_else(|bad| panic!("a file of bills: {bad}")));
    let given = answers.filter_map(|answer| Some((answer.id, answer.result?)));
    let computed = |mut result: serde_json::Value| {
        without_yuan(&mut result);
        Computed {
            input: serde_json::from_value(result["input"].clone()).expect("inputs"),
            bill: serde_json::from_value(result["bill"].clone()).expect("a bill"),
        }
    };
    given.map(|(id, result)| (id, computed(result))).collect()
}

/// A trial writes each amount in yuan beside its fen, which the document has not.
fn without_yuan(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|name, _| !name.ends_with("_yuan"));
            fields.values_mut().for_each(without_yuan);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_yuan),
        _ => {}
    }
}

#[test]
fn the_lines_of_a_bill_add_up() {
    for (id, Computed { bill, .. }) in bills() {
        let sum: Fen = bill.lines.iter().map(|line| line.amount_fen).sum();
        assert_eq!(sum, bill.total_fen, "{id}");
    }
}

#[derive(Deserialize)]
struct Tables {
    tariff: Vec<Tariff>,
}

#[test]
fn the_tables_of_the_cases_agree_with_themselves() {
    for text in BILLS {
        let tables: Tables = toml::from_str(text).expect("a file of bills");
        for tariff in tables.tariff {
            assert_eq!(check_entry(&tariff), [], "{}", tariff.name);
        }
    }
}

#[test]
fn a_bill_survives_its_bytes_and_names_its_inputs() {
    for (id, Computed { input, bill }) in bills() {
        let back: BillDocument = serde_json::from_slice(&bill.bytes()).expect("a bill");
        assert_eq!(back, bill, "{id}");
        assert_eq!(bill.inputs, ContentHash::of(&input), "{id}");
    }
}

#[test]
fn each_bill_is_explained_from_the_meter_to_the_total() {
    for (id, Computed { bill, .. }) in bills() {
        let steps = explain(&bill);
        for step in &steps {
            assert!(STEP_CODES.contains(&step.code.as_str()), "{id}: {}", step.code);
        }
        let last = steps.last().expect("a last step");
        assert_eq!(last.figures.get("total"), Some(bill.total_fen.to_string().as_str()), "{id}");
        let lines = steps.iter().filter(|step| step.code.as_str().starts_with("line_")).count();
        assert_eq!(lines, bill.lines.len(), "{id}");
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    edition: u32,
    bills: BTreeMap<String, ContentHash>,
}

/// The hash of a bill but for the policy set's: a new policy file alone is no
/// new edition.
fn golden_hash(bill: &BillDocument) -> ContentHash {
    ContentHash::of(&BillDocument { policy: ContentHash::of_bytes(b""), ..bill.clone() })
}

#[test]
fn other_bytes_force_the_edition_up() {
    let golden: Golden =
        toml::from_str(include_str!("../golden/rules_edition.toml")).expect("rules_edition.toml");
    let bills: BTreeMap<String, ContentHash> =
        bills().into_iter().map(|(id, computed)| (id, golden_hash(&computed.bill))).collect();
    let mut text = format!("edition = {RULES_EDITION}\n\n[bills]\n");
    for (id, hash) in &bills {
        writeln!(text, "{id} = \"{hash}\"").expect("text");
    }
    let changed: Vec<&String> = golden
        .bills
        .iter()
        .filter(|(id, hash)| bills.get(*id) != Some(hash))
        .map(|(id, _)| id)
        .collect();
    assert!(
        golden.edition == RULES_EDITION && changed.is_empty(),
        "equal inputs give other bills than edition {}: {changed:?}. Raise RULES_EDITION, then \
         write tests/golden/rules_edition.toml anew:\n{text}",
        golden.edition,
    );
    let missing: Vec<&String> = bills.keys().filter(|id| !golden.bills.contains_key(*id)).collect();
    assert!(missing.is_empty(), "cases without a golden hash: {missing:?}\n{text}");
}
