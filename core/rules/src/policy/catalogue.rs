//! The compiled-in policy files and what may stand in them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveTime;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::DatedValue;
use crate::money::Fen;
use crate::quantity::parse_decimal;
use crate::refusal::Refusal;

/// What kind of value a policy has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole number of its unit.
    Whole,
    /// An amount in yuan with at most two decimals.
    Money,
    /// A time of day `HH:MM`.
    Time,
    /// One of the named choices.
    Choice,
}

/// One policy: its names, bounds and published values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The stable name.
    pub key: String,
    /// The name in Chinese.
    pub label: String,
    /// The name in English.
    pub label_en: String,
    /// What kind of value it has.
    pub kind: Kind,
    /// The unit as printed; absent where there is none.
    pub unit: Option<String>,
    /// The least value allowed.
    pub min: Option<String>,
    /// The greatest value allowed.
    pub max: Option<String>,
    /// The choices of a [`Kind::Choice`].
    #[serde(default)]
    pub choices: Vec<String>,
    /// Whether an unset value means "not applied"; otherwise it refuses.
    #[serde(default)]
    pub optional: bool,
    /// Whether a station may decide it.
    #[serde(default = "yes")]
    pub station: bool,
    /// The published values by their first day.
    pub values: Vec<DatedValue>,
}

const fn yes() -> bool {
    true
}

impl Definition {
    /// Refuses `policy_value` unless `text` is a value of this kind and within
    /// its bounds.
    pub fn check(&self, key: &str, text: &str) -> Result<(), Refusal> {
        let wrong = || {
            Refusal::new("policy_value")
                .with("policy", key)
                .with("value", text)
                .with_some("least", self.min.as_deref())
                .with_some("greatest", self.max.as_deref())
        };
        let number = match self.kind {
            Kind::Whole => {
                let whole: u32 = text.parse().map_err(|_not_whole| wrong())?;
                Some(Decimal::from(whole))
            }
            Kind::Money => {
                let fen: Fen = text.parse().map_err(|_not_money| wrong())?;
                Some(fen.to_yuan())
            }
            Kind::Time => {
                parse_time(text).ok_or_else(wrong)?;
                None
            }
            Kind::Choice if self.choices.iter().any(|choice| choice == text) => None,
            Kind::Choice => return Err(wrong()),
        };
        let bound =
            |text: &Option<String>| text.as_deref().and_then(|text| parse_decimal(text).ok());
        let outside = number.is_some_and(|number| {
            bound(&self.min).is_some_and(|min| number < min)
                || bound(&self.max).is_some_and(|max| number > max)
        });
        if outside { Err(wrong()) } else { Ok(()) }
    }
}

/// Reads a time of day `HH:MM`.
pub(super) fn parse_time(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once(':')?;
    let plain = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(hour) || !plain(minute) {
        return None;
    }
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    policy: Vec<Definition>,
}

const FILES: [&str; 5] = [
    include_str!("../../policy/reading.toml"),
    include_str!("../../policy/bill.toml"),
    include_str!("../../policy/collection.toml"),
    include_str!("../../policy/ticket.toml"),
    include_str!("../../policy/metering.toml"),
];

static CATALOGUE: LazyLock<BTreeMap<String, Definition>> = LazyLock::new(|| {
    FILES
        .iter()
        .flat_map(|text| {
            let file: PolicyFile =
                toml::from_str(text).expect("the compiled-in policy files are read by a test");
            file.policy
        })
        .map(|definition| (definition.key.clone(), definition))
        .collect()
});

/// All policies by key.
#[must_use]
pub fn catalogue() -> &'static BTreeMap<String, Definition> {
    &CATALOGUE
}

/// The policy `key`, where there is one.
#[must_use]
pub fn definition(key: &str) -> Option<&'static Definition> {
    CATALOGUE.get(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_read_and_each_value_fits_its_kind_and_order() {
        let mut keys = 0;
        for text in FILES {
            let file: PolicyFile = toml::from_str(text).expect("a policy file");
            keys += file.policy.len();
            for definition in file.policy {
                let key = definition.key.as_str();
                assert!(!definition.values.is_empty(), "{key}");
                for bound in [&definition.min, &definition.max].into_iter().flatten() {
                    parse_decimal(bound).expect(key);
                }
                for dated in &definition.values {
                    if let Some(value) = &dated.value {
                        definition.check(key, value).expect(key);
                    }
                }
                let dates: Vec<_> = definition.values.iter().map(|dated| dated.from).collect();
                assert!(dates.is_sorted_by(|a, b| a < b), "{key}");
                assert_eq!(
                    definition.kind == Kind::Choice,
                    !definition.choices.is_empty(),
                    "{key}"
                );
            }
        }
        assert_eq!(keys, catalogue().len(), "two policies share a key");
    }

    #[test]
    fn times_have_two_digits_each() {
        assert!(parse_time("18:00").is_some());
        for text in ["8:00", "24:00", "18:60", "1800", "18:0a", ""] {
            assert!(parse_time(text).is_none(), "{text}");
        }
    }
}
