//! 试算: cases in a TOML file, computed by the rules alone. No database, no
//! station: an auditor tries a price before using it, and anyone checks the
//! rules against a book. The format is told in `docs/trial.md`.

use std::collections::BTreeMap;
use std::fmt;

use dianfei_rules::bill::BillDocument;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::Tariff;
use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

mod bill;
mod case;
mod expect;
mod money;
mod reading;

pub use case::Case;
use case::path;

/// Something in the file that cannot be computed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[error("{key}: {reason}")]
pub struct Fault {
    /// Where: the topic, the place of the case among its kind, the key, as in
    /// `usage[2].meters[0].digits`.
    pub key: String,
    /// Why.
    pub reason: String,
}

impl Fault {
    fn new(key: impl Into<String>, reason: impl fmt::Display) -> Self {
        Self { key: key.into(), reason: reason.to_string() }
    }

    /// The reason with its first words in Chinese, as far as they are known; what the
    /// file itself says stays as it is.
    #[must_use]
    pub fn chinese(&self) -> String {
        let known = REASONS.iter().find(|(en, _)| self.reason.starts_with(en));
        known.map_or_else(
            || self.reason.clone(),
            |(en, zh)| {
                let rest = self.reason.trim_start_matches(en);
                format!("{zh}{}", rest.replace(", expected", "，应为"))
            },
        )
    }
}

/// How the reasons of a file's reader begin.
const REASONS: [(&str, &str); 8] = [
    ("unknown topic", "没有这类算例"),
    ("unknown field", "没有这个键"),
    ("unknown variant", "没有这个选项"),
    ("missing field", "缺少键"),
    ("duplicate field", "键重复"),
    ("invalid type:", "类型不对："),
    ("invalid value:", "值不对："),
    ("TOML parse error", "TOML 格式错误"),
];

/// Why a file was not computed: nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[error("{}", told(.faults))]
pub struct BadFile {
    /// Every fault, in the order of the file.
    pub faults: Vec<Fault>,
}

fn told(faults: &[Fault]) -> String {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n  ")
}

impl From<Fault> for BadFile {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault] }
    }
}

/// What the rules say of one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The topic.
    pub topic: &'static str,
    /// The case.
    pub id: String,
    /// Its title.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The page or book that it is from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Every figure, down to the result; absent where the rules refuse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// What the rules refuse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
    /// In what the case's own expectation differs; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differs: Option<Vec<String>>,
}

impl Answer {
    /// Whether something other than the case expects came out.
    #[must_use]
    pub fn disagrees(&self) -> bool {
        self.differs.as_ref().is_some_and(|differs| !differs.is_empty())
    }
}

/// A refusal with its words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refused {
    /// Its code, clause and figures.
    #[serde(flatten)]
    pub refusal: Refusal,
    /// What it means, in Chinese.
    pub zh: String,
    /// What it means, in English.
    pub en: String,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let words = dianfei_rules::words::say(refusal.code.as_str());
        Self { refusal, zh: words.zh, en: words.en }
    }
}

/// Why a case has no result.
enum Stop {
    Fault(Fault),
    Refused(Refusal),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

type Computed = Result<Value, Stop>;

/// What the cases of a file share.
#[derive(Debug, Default)]
struct Shared {
    /// The price tables of the file.
    tariffs: Vec<Tariff>,
    /// The bills computed so far, by case.
    bills: BTreeMap<String, BillDocument>,
}

type Topic = (&'static str, fn(&Case, &mut Shared) -> Computed);

/// All topics, in the order in which their cases are answered.
const TOPICS: &[Topic] = &[
    ("usage", reading::usage),
    ("fluctuation", reading::fluctuation),
    ("provisional", reading::provisional),
    ("settlement", reading::settlement),
    ("price_table", bill::price_table),
    ("bill", bill::bill),
    ("late_fee", money::late_fee),
    ("allocation", money::allocation),
    ("capitals", money::capitals),
];

/// The price tables of a file, which its bills name.
const TARIFF: &str = "tariff";

/// The keys of results that tell most in few words, for a list of answers.
pub const MAIN_FIGURES: [&str; 8] =
    ["kwh", "over", "sound", "total", "lines", "days", "print", "owed"];

/// The names of all topics.
pub fn topics() -> impl Iterator<Item = &'static str> {
    TOPICS.iter().map(|(name, _)| *name)
}

/// Computes every case of a file.
///
/// # Errors
/// [`BadFile`] where anything in it cannot be read; then nothing was computed.
pub fn run(text: &str) -> Result<Vec<Answer>, BadFile> {
    let file: toml::Table =
        toml::from_str(text).map_err(|error| Fault::new("", error.to_string().trim()))?;
    let (mut faults, mut cases) = (Vec::new(), Vec::new());
    let mut shared = Shared::default();
    for (key, value) in &file {
        let topic = TOPICS.iter().find(|(name, _)| name == key);
        match (topic, value) {
            (Some((name, _)), toml::Value::Array(list)) => {
                cases.extend(list.iter().enumerate().map(|(at, case)| Case::read(name, at, case)));
            }
            (None, toml::Value::Array(list)) if key == TARIFF => {
                for (at, tariff) in list.iter().enumerate() {
                    match path::decode(tariff.clone(), &format!("{TARIFF}[{at}]")) {
                        Ok(tariff) => shared.tariffs.push(tariff),
                        Err(fault) => faults.push(fault),
                    }
                }
            }
            _other => faults.push(Fault::new(key, unknown_topic())),
        }
    }
    let cases: Vec<Case> = cases
        .into_iter()
        .filter_map(|case| case.map_err(|fault| faults.push(fault)).ok())
        .collect();
    let mut answers = Vec::new();
    for (name, compute) in TOPICS {
        for case in cases.iter().filter(|case| case.topic == *name) {
            match compute(case, &mut shared) {
                Ok(result) => answers.push(case.answer(Ok(result))),
                Err(Stop::Refused(refusal)) => answers.push(case.answer(Err(refusal))),
                Err(Stop::Fault(fault)) => faults.push(fault),
            }
        }
    }
    if faults.is_empty() { Ok(answers) } else { Err(BadFile { faults }) }
}

fn unknown_topic() -> String {
    let known: Vec<String> = topics().map(|name| format!("[[{name}]]")).collect();
    format!("unknown topic, expected one of [[{TARIFF}]], {}", known.join(", "))
}
