//! The capacity that a basic charge is found from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::out_of_range;
use crate::bill::checks;
use crate::quantity::Kw;
use crate::refusal::Refusal;

/// A transformer of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transformer {
    /// Its name or number at the account.
    pub name: String,
    /// Its rated capacity in kVA.
    pub capacity_kva: Kw,
    /// The interlock that lets only one of those that bear its name be in
    /// service; absent without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interlock: Option<String>,
}

/// How a charged capacity was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacityStatement {
    /// What all transformers add up to in kVA.
    pub connected_kva: Kw,
    /// The largest capacity that can be in service at once, in kVA.
    pub charged_kva: Kw,
    /// The transformers that make it up.
    pub counted: Vec<String>,
}

/// The capacity charged: of interlocked transformers the largest capacity that
/// can be in service at once (weikao.com/zhenti/345588).
///
/// Refuses `transformer_missing` where there is none, `transformer_twice`,
/// `figure_not_positive` and `out_of_range`.
pub fn charged_capacity(transformers: &[Transformer]) -> Result<CapacityStatement, Refusal> {
    if transformers.is_empty() {
        return Err(Refusal::new("transformer_missing"));
    }
    let mut largest: BTreeMap<&str, &Transformer> = BTreeMap::new();
    for (place, transformer) in transformers.iter().enumerate() {
        checks::positive("capacity_kva", transformer.capacity_kva.get())?;
        if transformers.iter().skip(place + 1).any(|other| other.name == transformer.name) {
            return Err(Refusal::new("transformer_twice").with("name", &transformer.name));
        }
        if let Some(interlock) = &transformer.interlock {
            let chosen = largest.entry(interlock).or_insert(transformer);
            if transformer.capacity_kva > chosen.capacity_kva {
                *chosen = transformer;
            }
        }
    }
    let is_counted = |transformer: &&Transformer| match &transformer.interlock {
        Some(interlock) => {
            largest.get(interlock.as_str()).is_some_and(|chosen| chosen.name == transformer.name)
        }
        None => true,
    };
    let counted: Vec<&Transformer> = transformers.iter().filter(is_counted).collect();
    Ok(CapacityStatement {
        connected_kva: sum(transformers)?,
        charged_kva: sum(counted.iter().copied())?,
        counted: counted.iter().map(|transformer| transformer.name.clone()).collect(),
    })
}

fn sum<'a>(transformers: impl IntoIterator<Item = &'a Transformer>) -> Result<Kw, Refusal> {
    Kw::sum(transformers.into_iter().map(|transformer| transformer.capacity_kva))
        .map_err(|_overflow| out_of_range())
}
