//! One case: what all topics have in common, and the topic's own input.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::policy::{PolicySet, PolicyView};
use dianfei_rules::refusal::Refusal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::expect::Expected;
use super::{Answer, Fault, with_yuan};

/// The keys that every case may have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    source: String,
    /// The day whose policies hold.
    on: Option<NaiveDate>,
    /// What a station would have decided, by policy.
    #[serde(default)]
    decide: BTreeMap<String, String>,
    expect: Option<toml::Table>,
    never: Option<toml::Table>,
    refuse: Option<String>,
    clause: Option<String>,
}

const COMMON: [&str; 9] =
    ["id", "title", "source", "on", "decide", "expect", "never", "refuse", "clause"];

/// A case of a file.
#[derive(Debug)]
pub struct Case {
    pub(super) topic: &'static str,
    place: String,
    id: String,
    title: String,
    source: String,
    on: Option<NaiveDate>,
    policies: PolicySet,
    expected: Option<Expected>,
    body: toml::Table,
}

impl Case {
    pub(super) fn read(topic: &'static str, at: usize, value: &toml::Value) -> Result<Self, Fault> {
        let name = value.get("id").and_then(toml::Value::as_str).map(str::to_owned);
        let place = format!("{topic} {}", name.unwrap_or_else(|| (at + 1).to_string()));
        let toml::Value::Table(table) = value else {
            return Err(Fault::told(place, "算例应是一组键", "a case is a table of keys"));
        };
        let is_common = |key: &String| COMMON.contains(&key.as_str());
        let (common, body): (toml::Table, toml::Table) =
            table.clone().into_iter().partition(|(key, _)| is_common(key));
        let common: Common = path::decode(toml::Value::Table(common), &place)?;
        if common.clause.is_some() && common.refuse.is_none() {
            let (zh, en) =
                ("clause 须与 refuse 同写", "a clause is expected of a refusal: write refuse");
            return Err(Fault::told(format!("{place}.clause"), zh, en));
        }
        let policies = policies(&common.decide, &place)?;
        let expected = Expected::of(common.expect, common.never, common.refuse, common.clause);
        let Common { id, title, source, on, .. } = common;
        Ok(Self { topic, place, id, title, source, on, policies, expected, body })
    }

    /// The case's name among its kind.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The topic's own input.
    pub(super) fn input<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        path::decode(toml::Value::Table(self.body.clone()), &self.place)
    }

    /// A fault of one of the case's keys.
    pub(super) fn fault(&self, key: &str, zh: impl Into<String>, en: impl Into<String>) -> Fault {
        Fault::told(format!("{}.{key}", self.place), zh, en)
    }

    /// A key whose value is none of its kind.
    pub(super) fn unreadable(&self, key: &str, reason: impl std::fmt::Display) -> Fault {
        Fault::read(format!("{}.{key}", self.place), reason)
    }

    /// The published policies with what the case decides.
    pub(super) const fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// The day whose policies hold: one of 2026 where the case names none.
    pub(super) fn day(&self) -> NaiveDate {
        self.on.or_else(|| NaiveDate::from_ymd_opt(2026, 1, 31)).unwrap_or_default()
    }

    /// The policies of the case's day.
    pub(super) fn view(&self) -> PolicyView<'_> {
        self.policies.on(self.day())
    }

    /// The policies of the case's day; of `otherwise` where it names none.
    pub(super) fn view_or(&self, otherwise: NaiveDate) -> PolicyView<'_> {
        self.policies.on(self.on.unwrap_or(otherwise))
    }

    pub(super) fn answer(&self, mut outcome: Result<Value, Refusal>) -> Answer {
        if let Ok(result) = &mut outcome {
            with_yuan(result);
        }
        let differs = self.expected.as_ref().map(|expected| expected.differs(outcome.as_ref()));
        let (result, refused) = match outcome {
            Ok(result) => (Some(result), None),
            Err(refusal) => (None, Some(refusal.into())),
        };
        Answer {
            topic: self.topic,
            id: self.id.clone(),
            title: self.title.clone(),
            source: self.source.clone(),
            result,
            refused,
            differs,
        }
    }
}

fn policies(decide: &BTreeMap<String, String>, place: &str) -> Result<PolicySet, Fault> {
    decide.iter().try_fold(PolicySet::published(), |policies, (key, value)| {
        policies.tried(key, value).map_err(|refusal| {
            let words = dianfei_rules::words::say(refusal.code.as_str());
            let figures: Vec<String> =
                refusal.figures.iter().map(|(name, text)| format!("{name} {text}")).collect();
            let figures = figures.join(", ");
            let told = |words: &str| format!("{words} ({figures})");
            Fault::told(format!("{place}.decide.{key}"), told(&words.zh), told(&words.en))
        })
    })
}

/// Decoding that says at which key it stopped.
pub(super) mod path {
    use serde::de::DeserializeOwned;
    use serde_path_to_error::{Path, Segment};

    use super::Fault;

    /// A value of the file; a fault names the key under `place`.
    pub fn decode<T: DeserializeOwned>(value: toml::Value, place: &str) -> Result<T, Fault> {
        serde_path_to_error::deserialize(value).map_err(|error| {
            let key = format!("{place}{}", printed(error.path()));
            Fault::read(key, error.into_inner())
        })
    }

    /// The way to a key; places in lists are counted from 1.
    fn printed(path: &Path) -> String {
        path.iter()
            .map(|segment| match segment {
                Segment::Seq { index } => format!("[{}]", index + 1),
                Segment::Map { key } => format!(".{key}"),
                Segment::Enum { variant } => format!(".{variant}"),
                Segment::Unknown => String::new(),
            })
            .collect()
    }
}
