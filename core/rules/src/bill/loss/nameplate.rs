//! What a transformer's nameplate says, and the published nameplates.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::policy::Mark;
use crate::quantity::{Kw, Percent};
use crate::refusal::Refusal;

/// The figures of a transformer that its loss follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nameplate {
    /// The model as printed, such as `S11`.
    pub model: String,
    /// The rated capacity Sn in kVA.
    pub capacity_kva: Kw,
    /// The no-load loss P0 in kW.
    pub no_load_kw: Kw,
    /// The load loss Pk in kW.
    pub load_kw: Kw,
    /// The no-load current I0 in percent.
    pub no_load_current_percent: Percent,
    /// The impedance voltage Uk in percent.
    pub impedance_percent: Percent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rating {
    capacity_kva: Kw,
    no_load_kw: BTreeMap<String, Kw>,
    load_kw: Kw,
    no_load_current_percent: Percent,
    impedance_percent: Percent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameplateFile {
    mark: Mark,
    source: String,
    rating: Vec<Rating>,
}

static FILE: LazyLock<NameplateFile> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/transformer.toml"))
        .expect("the compiled-in nameplates are read by a test")
});

/// Where the published nameplates are written, and how well that carries them.
#[must_use]
pub fn nameplate_source() -> (Mark, &'static str) {
    (FILE.mark, &FILE.source)
}

/// The published nameplate of `model` (`S9`, `S10`, `S11`, 10 kV) with
/// `capacity_kva`, for where a transformer's own is not at hand.
///
/// Refuses `transformer_unknown` where the table has none.
pub fn published_nameplate(model: &str, capacity_kva: Kw) -> Result<Nameplate, Refusal> {
    let rating = FILE.rating.iter().find(|rating| rating.capacity_kva == capacity_kva);
    rating
        .and_then(|rating| {
            Some(Nameplate {
                model: model.to_owned(),
                capacity_kva,
                no_load_kw: *rating.no_load_kw.get(model)?,
                load_kw: rating.load_kw,
                no_load_current_percent: rating.no_load_current_percent,
                impedance_percent: rating.impedance_percent,
            })
        })
        .ok_or_else(|| {
            Refusal::new("transformer_unknown")
                .with("model", model)
                .with("capacity_kva", capacity_kva)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_series_grows_with_capacity_and_newer_ones_lose_less() {
        assert_eq!(FILE.rating.len(), 14);
        for model in ["S9", "S10", "S11"] {
            let no_load: Vec<Kw> = FILE
                .rating
                .iter()
                .map(|rating| published_nameplate(model, rating.capacity_kva).expect(model))
                .map(|nameplate| nameplate.no_load_kw)
                .collect();
            assert!(no_load.is_sorted_by(|a, b| a < b), "{model} {no_load:?}");
        }
        for rating in &FILE.rating {
            let of = |model: &str| rating.no_load_kw[model];
            assert!(of("S9") > of("S10") && of("S10") > of("S11"), "{}", rating.capacity_kva);
        }
        assert!(FILE.rating.is_sorted_by(|a, b| {
            a.capacity_kva < b.capacity_kva
                && a.load_kw < b.load_kw
                && a.no_load_current_percent >= b.no_load_current_percent
        }));
        assert_eq!(nameplate_source().0, Mark::PublicPage);
    }

    #[test]
    fn refuses_what_the_table_does_not_print() {
        for (model, capacity) in [("S13", 100), ("S11", 1000), ("s11", 100), ("S11", 0)] {
            let refusal = published_nameplate(model, Kw::whole(capacity)).expect_err("refused");
            assert_eq!(refusal.code.as_str(), "transformer_unknown", "{model} {capacity}");
        }
    }
}
