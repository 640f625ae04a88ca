//! Refusals: what a rule says when it will not let something happen.
//!
//! A refusal is a value with a stable code, the clause it rests on and the
//! figures that led to it. Words for people live in the shells.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A stable `snake_case` name of a refusal, finding or flag, such as
/// `policy_unset`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(Cow<'static, str>);

impl Code {
    /// The code spelled `text`.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The code's spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&'static str> for Code {
    fn from(text: &'static str) -> Self {
        Self::new(text)
    }
}

/// The number of a clause of the station's rule book, such as `4.1.5`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClauseNo(Cow<'static, str>);

impl ClauseNo {
    /// The clause numbered `text`.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The number as the rule book prints it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClauseNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&'static str> for ClauseNo {
    fn from(text: &'static str) -> Self {
        Self::new(text)
    }
}

/// Named figures behind a refusal, a finding or a bill line, in the order of
/// their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Figures(BTreeMap<Cow<'static, str>, String>);

impl Figures {
    /// No figures.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// These figures and `name` with the printed `value`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.0.insert(Cow::Borrowed(name), value.to_string());
        self
    }

    /// These figures and `name`, where there is a `value`.
    #[must_use]
    pub fn with_some(self, name: &'static str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The figure `name`, where it is given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All figures by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.0.iter().map(|(name, text)| (name.as_ref(), text.as_str()))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A rule's refusal of a request: nothing has happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[error("refused: {code} {figures:?}")]
pub struct Refusal {
    /// Which refusal.
    pub code: Code,
    /// The clause it rests on; absent where no clause but sense forbids it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<ClauseNo>,
    /// What was compared.
    #[serde(default, skip_serializing_if = "Figures::is_empty")]
    pub figures: Figures,
}

impl Refusal {
    /// A refusal that rests on no clause of the rule book.
    #[must_use]
    pub fn new(code: impl Into<Code>) -> Self {
        Self { code: code.into(), clause: None, figures: Figures::new() }
    }

    /// A refusal that rests on `clause`.
    #[must_use]
    pub fn by_clause(code: impl Into<Code>, clause: impl Into<ClauseNo>) -> Self {
        Self { clause: Some(clause.into()), ..Self::new(code) }
    }

    /// This refusal with one more figure.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.figures = self.figures.with(name, value);
        self
    }

    /// This refusal with one more figure, where there is a `value`.
    #[must_use]
    pub fn with_some(mut self, name: &'static str, value: Option<impl fmt::Display>) -> Self {
        self.figures = self.figures.with_some(name, value);
        self
    }

    /// A necessary policy figure is not set.
    #[must_use]
    pub fn policy_unset(key: &str) -> Self {
        Self::new("policy_unset").with("policy", key)
    }

    /// An amount of money leaves the range that can be recorded.
    #[must_use]
    pub fn out_of_range(what: &'static str) -> Self {
        Self::new("out_of_range").with("what", what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_its_own_bytes_and_keeps_figures_in_order() {
        let refusal =
            Refusal::by_clause("below_previous", "4.1.2").with("previous", 9).with("index", 7);
        let bytes = serde_json::to_string(&refusal).expect("json");
        assert_eq!(
            bytes,
            r#"{"code":"below_previous","clause":"4.1.2","figures":{"index":"7","previous":"9"}}"#
        );
        assert_eq!(serde_json::from_str::<Refusal>(&bytes).expect("a refusal"), refusal);
    }

    #[test]
    fn leaves_out_what_is_absent() {
        let bytes = serde_json::to_string(&Refusal::new("no_tariff")).expect("json");
        assert_eq!(bytes, r#"{"code":"no_tariff"}"#);
    }
}
