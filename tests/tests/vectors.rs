//! The published and reckoned figures that the rules are held against,
//! `cases/vectors.csv`: each is a case, or a wrong answer that a case forbids.
//! `basis` is S where a source prints the answer, D where it is arithmetic on a
//! sourced rule, I where the rule is our own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rust_decimal::Decimal;
use toml::Value;

/// What the case files hold.
#[derive(Default)]
struct Cases {
    /// The source of each case.
    sources: BTreeMap<String, String>,
    /// Answers that must not come out.
    never: BTreeSet<Decimal>,
}

impl Cases {
    fn of_all_files() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
        let mut cases = Self::default();
        for entry in fs::read_dir(folder).expect("the cases") {
            let path = entry.expect("a file").path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let text = fs::read_to_string(&path).expect("a file of cases");
                let file: toml::Table = toml::from_str(&text).expect("TOML");
                file.values().for_each(|value| cases.collect(value));
            }
        }
        cases
    }

    fn collect(&mut self, value: &Value) {
        let Value::Array(list) = value else { return };
        for case in list {
            let text = |key: &str| case.get(key).and_then(Value::as_str).map(str::to_owned);
            if let Some(id) = text("id") {
                let source = text("source").unwrap_or_default();
                assert!(self.sources.insert(id.clone(), source).is_none(), "{id} twice");
            }
            if let Some(never) = case.get("never") {
                self.forbid(never);
            }
        }
    }

    fn forbid(&mut self, value: &Value) {
        match value {
            Value::Table(table) => table.values().for_each(|value| self.forbid(value)),
            Value::Array(list) => list.iter().for_each(|value| self.forbid(value)),
            Value::String(text) => self.never.extend(text.parse::<Decimal>()),
            _other => {}
        }
    }
}

#[test]
fn each_vector_is_a_case_with_its_source() {
    let cases = Cases::of_all_files();
    let vectors = include_str!("../cases/vectors.csv");
    let mut missing = BTreeSet::new();
    let mut count = 0;
    for line in vectors.lines().skip(1).filter(|line| !line.is_empty()) {
        let mut fields = line.split(',');
        let (id, kind) = (fields.next().expect("an id"), fields.next().expect("a kind"));
        count += 1;
        if kind == "negative" {
            let wrong = fields.filter_map(|field| field.parse::<Decimal>().ok());
            assert!(wrong.into_iter().any(|wrong| cases.never.contains(&wrong)), "{id}: {line}");
        } else if let Some(source) = cases.sources.get(id) {
            assert!(!source.is_empty(), "{id} names no source");
        } else {
            missing.insert(id);
        }
    }
    assert!(count >= 85, "{count} vectors");
    assert_eq!(missing, BTreeSet::<&str>::new(), "vectors without a case");
}
