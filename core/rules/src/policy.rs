//! Dated policy figures: what the rule book, the law and the station itself
//! have decided, each with its source.
//!
//! The figures are kept as text files under `core/rules/policy`, compiled in
//! and parsed once. A station's own decision is laid over them by date. Rules
//! take a [`PolicySet`] as an argument and read it through [`PolicyView`].

mod catalogue;
mod timeline;
mod view;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::canonical::ContentHash;
use crate::refusal::Refusal;

use timeline::Timeline;

pub use catalogue::{Definition, Kind, catalogue, definition};
pub use view::{
    AllocationOrder, BasicChargeDays, CapitalsWholeWord, CopperLossRates, DemandDiscount,
    DemandExcess, DisconnectionPractice, DueRule, ErrorTime, EstimateRule, FreeQuotaOrder,
    LateFeeRates, LateFeeWord, Load, LoadRateStep, OptionalZero, PenaltyKind, PendingBasis,
    PolicyView, PowerFactorBase, PriceChange, RoundingPlace, ShareBase, SharePeriods,
    TransformerFaultRule, UntraceableTiers,
};
pub(crate) use view::{
    correction_longest_key, provincial_notice_key, provincial_reconnection_key, theft_hours_key,
};

/// How well a figure's source carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// Law, government text or the rule book.
    #[serde(rename = "L")]
    Law,
    /// A public page that quotes or applies the rule.
    #[serde(rename = "P")]
    PublicPage,
    /// Practice of a real billing system.
    #[serde(rename = "C")]
    Practice,
    /// This program's own proposal.
    #[serde(rename = "I")]
    Proposal,
}

/// One published value of a policy from a date on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedValue {
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The name of this variant, as bills cite it.
    pub variant: String,
    /// The value; absent where it is open and a station has to state it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How well the source carries it.
    pub mark: Mark,
    /// Where it is written.
    pub source: String,
}

/// What a station has decided about a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecidedValue {
    /// This value, as text.
    Set(String),
    /// No value: an optional figure is not applied.
    Unset,
    /// From this date on the published value again.
    AsPublished,
}

/// A station's own dated decision about one policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDecision {
    /// Which policy.
    pub key: String,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// What holds.
    pub value: DecidedValue,
    /// The paper that it rests on: minutes, contract clause, notice.
    pub source: String,
}

/// A policy that a bill or a late fee has used, with what held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyUse {
    /// Which policy.
    pub key: String,
    /// The variant that held; `station` for a station's own decision.
    pub variant: String,
    /// Its value; absent where it is unset and so was not applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What holds of a policy on a day, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce<'a> {
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The variant; `station` for a station's own decision.
    pub variant: &'a str,
    /// The value; absent where it is unset.
    pub value: Option<&'a str>,
    /// How well the source carries it; absent for a station's own decision.
    pub mark: Option<Mark>,
    /// Where it is written.
    pub source: &'a str,
}

/// All policy figures of one station: the published ones and its own
/// decisions. Serialisable; it travels with assignments and is hashed in bills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicySet {
    published: BTreeMap<String, Vec<DatedValue>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    decided: Vec<PolicyDecision>,
    #[serde(skip)]
    rounding_place: Timeline<RoundingPlace>,
}

impl PolicySet {
    /// The compiled-in figures without any decision of a station.
    #[must_use]
    pub fn published() -> Self {
        let published = catalogue()
            .iter()
            .map(|(key, definition)| (key.clone(), definition.values.clone()))
            .collect();
        Self { published, decided: Vec::new(), rounding_place: Timeline::default() }
    }

    /// These figures with one more decision of the station.
    ///
    /// Refuses `policy_unknown`, `policy_fixed` (not for a station to decide),
    /// `policy_value` (wrong kind or outside its bounds) and
    /// `policy_necessary` (an unset value for a necessary figure).
    pub fn decide(mut self, decision: PolicyDecision) -> Result<Self, Refusal> {
        let definition = definition(&decision.key)
            .ok_or_else(|| Refusal::new("policy_unknown").with("policy", &decision.key))?;
        if !definition.station {
            return Err(Refusal::new("policy_fixed").with("policy", &decision.key));
        }
        match &decision.value {
            DecidedValue::Set(text) => definition.check(&decision.key, text)?,
            DecidedValue::Unset if !definition.optional => {
                return Err(Refusal::new("policy_necessary").with("policy", &decision.key));
            }
            DecidedValue::Unset | DecidedValue::AsPublished => {}
        }
        self.decided.push(decision);
        self.sort_decided();
        Ok(self)
    }

    /// These figures with one more, as if the station had decided it before every
    /// other date: for a trial of what a decision would change.
    ///
    /// Refuses what [`Self::decide`] refuses.
    pub fn tried(self, key: &str, value: &str) -> Result<Self, Refusal> {
        self.decide(PolicyDecision {
            key: key.to_owned(),
            from: NaiveDate::MIN,
            value: DecidedValue::Set(value.to_owned()),
            source: "trial".to_owned(),
        })
    }

    /// The published figures with decisions that are already on record. They
    /// are taken as they stand: what was once accepted is not judged again.
    #[must_use]
    pub fn with_recorded(decisions: impl IntoIterator<Item = PolicyDecision>) -> Self {
        let mut set = Self::published();
        set.decided.extend(decisions);
        set.sort_decided();
        set
    }

    // A stable sort: of two decisions for one day the later made holds.
    fn sort_decided(&mut self) {
        self.decided.sort_by(|a, b| (&a.key, a.from).cmp(&(&b.key, b.from)));
        self.rounding_place = Timeline::default();
    }

    /// The decisions of the station, by policy and date.
    #[must_use]
    pub fn decisions(&self) -> &[PolicyDecision] {
        &self.decided
    }

    /// The hash over the canonical bytes of this set.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        ContentHash::of(self)
    }

    /// The figures as they hold on a day.
    #[must_use]
    pub const fn on(&self, day: NaiveDate) -> PolicyView<'_> {
        PolicyView::new(self, day)
    }

    /// What holds of `key` on a day: the station's latest decision, else the
    /// published value; absent where neither reaches back to that day.
    #[must_use]
    pub fn in_force<'a>(&'a self, key: &str, day: NaiveDate) -> Option<InForce<'a>> {
        let decided =
            self.decided.iter().rfind(|decision| decision.key == key && decision.from <= day);
        let own = |decision: &'a PolicyDecision, value: Option<&'a str>| InForce {
            from: decision.from,
            variant: "station",
            value,
            mark: None,
            source: &decision.source,
        };
        if let Some(decision) = decided {
            match &decision.value {
                DecidedValue::Set(text) => return Some(own(decision, Some(text))),
                DecidedValue::Unset => return Some(own(decision, None)),
                DecidedValue::AsPublished => {}
            }
        }
        let dated = self.published.get(key)?.iter().rfind(|dated| dated.from <= day)?;
        Some(InForce {
            from: dated.from,
            variant: &dated.variant,
            value: dated.value.as_deref(),
            mark: Some(dated.mark),
            source: &dated.source,
        })
    }

    /// The days on which `key` may change, in their order.
    fn days_of(&self, key: &str) -> Vec<NaiveDate> {
        let published = self.published.get(key).into_iter().flatten().map(|dated| dated.from);
        let decided = self.decided.iter().filter(|decision| decision.key == key);
        let mut days: Vec<NaiveDate> =
            published.chain(decided.map(|decision| decision.from)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    fn holds(&self, key: &str, day: NaiveDate) -> PolicyUse {
        let in_force = self.in_force(key, day);
        PolicyUse {
            key: key.to_owned(),
            variant: in_force.as_ref().map_or("none", |known| known.variant).to_owned(),
            value: in_force.and_then(|known| known.value.map(str::to_owned)),
        }
    }
}

impl Default for PolicySet {
    fn default() -> Self {
        Self::published()
    }
}

#[cfg(test)]
mod tests;
