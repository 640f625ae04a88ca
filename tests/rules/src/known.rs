//! What a rule may name: all that is there.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;

use dianfei_rules::{policy, regime};
use toml::Value;

/// The name under which the reckoned and published figures are cited.
const VECTORS: &str = "vectors";

/// All functions, cases, policies and clauses of the tree.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Public functions of the rule core by their paths.
    pub functions: BTreeSet<String>,
    /// Ids of cases by their file.
    pub cases: BTreeMap<String, BTreeSet<String>>,
    /// Published and reckoned figures that must come out, or be refused.
    pub vectors: BTreeSet<String>,
    /// Keys of policies.
    pub policies: BTreeSet<String>,
    /// Numbers of clauses.
    pub clauses: BTreeSet<String>,
}

impl Known {
    /// What the tree has.
    pub fn of_the_tree() -> Result<Self, Box<dyn Error>> {
        let root = super::root();
        let mut cases = BTreeMap::new();
        let mut vectors = BTreeSet::new();
        for entry in fs::read_dir(root.join("tests/cases"))? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path)?;
            if name == VECTORS {
                vectors = ids_of_vectors(&text);
            } else {
                let ids = ids_of_cases(&text).map_err(|error| format!("{name}: {error}"))?;
                cases.insert(name, ids);
            }
        }
        Ok(Self {
            functions: super::public_functions(&root.join("core/rules/src"))?,
            cases,
            vectors,
            policies: policy::catalogue().keys().cloned().collect(),
            clauses: regime::clauses().iter().map(|clause| clause.no.clone()).collect(),
        })
    }

    /// Whether `file` has the case, or the figure where it is that of figures.
    #[must_use]
    pub fn has_case(&self, file: &str, id: &str) -> bool {
        if file == VECTORS {
            self.vectors.contains(id)
        } else {
            self.cases.get(file).is_some_and(|ids| ids.contains(id))
        }
    }
}

/// The ids of a file of cases: tables of whatever topic that have one.
fn ids_of_cases(text: &str) -> Result<BTreeSet<String>, toml::de::Error> {
    let file: toml::Table = toml::from_str(text)?;
    let tables = file.values().filter_map(Value::as_array).flatten();
    let ids = tables.filter_map(|case| case.get("id").and_then(Value::as_str).map(str::to_owned));
    Ok(ids.collect())
}

/// The figures that come out or are refused; a wrong answer that was published is
/// no case of its own.
fn ids_of_vectors(text: &str) -> BTreeSet<String> {
    let rows = text.lines().skip(1).filter_map(|line| {
        let (id, rest) = line.split_once(',')?;
        (!rest.starts_with("negative,")).then(|| id.to_owned())
    });
    rows.collect()
}
