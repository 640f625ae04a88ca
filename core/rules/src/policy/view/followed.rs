//! A policy figure as a result names it, with its paper.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::PolicyView;
use crate::refusal::Refusal;

/// A policy figure that a result rests on: what held, since when, by what paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFollowed {
    /// Which policy.
    pub key: String,
    /// The name of the variant in force; `station` for its own decision.
    pub variant: String,
    /// The value.
    pub value: String,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// Where it is written.
    pub source: String,
}

impl PolicyView<'_> {
    /// What holds for `key`, with its paper. Refuses `policy_unset`.
    pub fn followed(&self, key: &str) -> Result<RuleFollowed, Refusal> {
        let in_force = self.set.in_force(key, self.day);
        in_force
            .and_then(|known| {
                Some(RuleFollowed {
                    key: key.to_owned(),
                    variant: known.variant.to_owned(),
                    value: known.value?.to_owned(),
                    from: known.from,
                    source: known.source.to_owned(),
                })
            })
            .ok_or_else(|| Refusal::policy_unset(key).with("on", self.day))
    }

    /// What holds for each of `keys`, in their order. Refuses `policy_unset`.
    pub fn all_followed(&self, keys: &[&str]) -> Result<Vec<RuleFollowed>, Refusal> {
        keys.iter().map(|key| self.followed(key)).collect()
    }
}
