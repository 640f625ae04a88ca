//! The list as it is kept: one file for each chapter.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

use dianfei_rules::policy::Mark;
use serde::Deserialize;

/// The files under `core/rules/trade`, in the order of the page.
const FILES: [&str; 12] = [
    "reading",
    "usage",
    "price",
    "tier",
    "bill",
    "two_part",
    "loss",
    "correction",
    "late_fee",
    "cash",
    "ticket",
    "figures",
];

/// A chapter of the list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// Its title in Chinese.
    pub zh: String,
    /// Its title in English.
    pub en: String,
    /// What holds of all its rules; absent where there is nothing to say.
    pub note: Option<Told>,
    /// Its rules.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

/// A rule of the trade that the program owes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its stable name.
    pub id: String,
    /// The rule in one sentence in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// How well its source carries it.
    pub mark: Mark,
    /// Where it is written.
    pub source: String,
    /// The public functions of the rule core that compute it.
    #[serde(default)]
    pub functions: Vec<String>,
    /// The policies whose figures it takes.
    #[serde(default)]
    pub policies: Vec<String>,
    /// The cases that hold it: ids by their file under `tests/cases`.
    #[serde(default)]
    pub cases: BTreeMap<String, Vec<String>>,
    /// The clauses of the rule book that ask for it.
    #[serde(default)]
    pub clauses: Vec<String>,
    /// Whether it can be tried (`dianfei trial`), while no bill and no business
    /// of the station takes it yet.
    #[serde(default)]
    pub only_tried: bool,
    /// What is not there, and why; absent where all of it is.
    pub missing: Option<Told>,
}

/// A reason in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// How much of a rule is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// All of it, in the station's work.
    Done,
    /// All of it, for trials only.
    Tried,
    /// A function computes some of it.
    Partly,
    /// None of it.
    Not,
}

impl State {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Done, Self::Tried, Self::Partly, Self::Not];
}

impl Rule {
    /// How much of it is there.
    #[must_use]
    pub const fn state(&self) -> State {
        match (self.functions.is_empty(), &self.missing) {
            (false, None) if self.only_tried => State::Tried,
            (false, None) => State::Done,
            (false, Some(_)) => State::Partly,
            (true, _) => State::Not,
        }
    }
}

/// The whole list.
pub fn read() -> Result<Vec<Chapter>, Box<dyn Error>> {
    let folder = super::root().join("core/rules/trade");
    let files = fs::read_dir(&folder)?.count();
    if files != FILES.len() {
        return Err(
            format!("{files} files under core/rules/trade, {} are read", FILES.len()).into()
        );
    }
    FILES
        .iter()
        .map(|name| {
            let text = fs::read_to_string(folder.join(name).with_extension("toml"))?;
            toml::from_str(&text).map_err(|error| format!("{name}.toml: {error}").into())
        })
        .collect()
}
