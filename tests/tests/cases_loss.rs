//! Loss cases a clerk can read: `cases/loss.toml`.

use std::collections::BTreeMap;

use dianfei_rules::bill::loss::{
    FormulaInput, LineLossInput, LossMethod, LossSteps, LossTable, LossTableStep, ShareInput,
    SimplifiedInput, TableInput, TransformerLoss, TransformerLossInput, line_loss, line_loss_rate,
    loss_period, published_nameplate, share, transformer_loss,
};
use dianfei_rules::meter::Period;
use dianfei_rules::policy::{DecidedValue, Mark, PolicyDecision, PolicySet};
use dianfei_rules::quantity::{Kvarh, Kw, Kwh, Percent, Rate};
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::{EnergyPrices, Tariff};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    title: String,
    source: String,
    #[serde(default)]
    decide: BTreeMap<String, String>,
    published: Option<(String, Kw)>,
    #[serde(default)]
    table: Vec<(String, Kw, Rate, Kwh, Kvarh)>,
    transformer: Option<CaseTransformer>,
    copper: Option<(Kwh, Kvarh)>,
    loss: Option<(Kwh, Kvarh)>,
    with_loss: Option<(Kwh, Kvarh)>,
    share: Option<ShareInput>,
    #[serde(default)]
    ratios: Vec<Rate>,
    #[serde(default)]
    counted: Vec<Kwh>,
    #[serde(default)]
    counted_kvarh: Vec<Kvarh>,
    #[serde(default)]
    charged: Vec<Kwh>,
    line: Option<LineLossInput>,
    line_loss: Option<Kwh>,
    rate: Option<(Kwh, Kwh)>,
    rate_percent: Option<Percent>,
    refuse: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseTransformer {
    active_kwh: Kwh,
    reactive_kvarh: Kvarh,
    method: CaseMethod,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum CaseMethod {
    Formula { load_curve_factor: Rate, days: Option<u32> },
    Simplified(SimplifiedInput),
    Table { load_rate: Rate, days: Option<u32>, model: String, capacity_kva: Kw },
}

impl Case {
    fn method(&self, method: &CaseMethod) -> Result<LossMethod, Refusal> {
        Ok(match method {
            CaseMethod::Formula { load_curve_factor, days } => {
                let (model, capacity) = self.published.as_ref().expect("a nameplate");
                LossMethod::Formula(FormulaInput {
                    nameplate: published_nameplate(model, *capacity)?,
                    load_curve_factor: *load_curve_factor,
                    days: *days,
                })
            }
            CaseMethod::Simplified(simplified) => LossMethod::Simplified(simplified.clone()),
            CaseMethod::Table { load_rate, days, model, capacity_kva } => {
                LossMethod::Table(TableInput {
                    table: self.loss_table(),
                    model: model.clone(),
                    capacity_kva: *capacity_kva,
                    load_rate: *load_rate,
                    days: *days,
                })
            }
        })
    }

    fn loss_table(&self) -> LossTable {
        let step = |row: &(String, Kw, Rate, Kwh, Kvarh)| LossTableStep {
            model: row.0.clone(),
            capacity_kva: row.1,
            load_rate: row.2,
            loss_kwh: row.3,
            loss_kvarh: row.4,
        };
        LossTable {
            source: self.source.clone(),
            voltage_kv: Rate::whole(10),
            steps: self.table.iter().map(step).collect(),
        }
    }

    fn transformer_loss(&self, asked: &CaseTransformer) -> Result<TransformerLoss, Refusal> {
        let policies = self.decide.iter().fold(PolicySet::published(), |policies, (key, value)| {
            policies
                .decide(PolicyDecision {
                    key: key.clone(),
                    from: "2020-01-01".parse().expect("a date"),
                    value: DecidedValue::Set(value.clone()),
                    source: "minutes".into(),
                })
                .expect("a decision of the station's own")
        });
        let input = TransformerLossInput {
            active_kwh: asked.active_kwh,
            reactive_kvarh: asked.reactive_kvarh,
            method: self.method(&asked.method)?,
        };
        transformer_loss(&input, &policies.on("2026-01-31".parse().expect("a date")))
    }

    /// Asserts what the case says, or gives the refusal.
    fn assert_figures(&self, named: &str) -> Result<(), Refusal> {
        if let Some(asked) = &self.transformer {
            self.assert_transformer(&self.transformer_loss(asked)?, named);
        }
        if let Some(input) = &self.share {
            let shared = share(input)?.meters;
            let ratios: Vec<Rate> = shared.iter().filter_map(|meter| meter.ratio).collect();
            assert_eq!(ratios, self.ratios, "{named}");
            let counted: Vec<Kwh> = shared.iter().map(|meter| meter.counted_kwh).collect();
            assert_eq!(counted, self.counted, "{named}");
            let reactive: Vec<Kvarh> = shared.iter().map(|meter| meter.counted_kvarh).collect();
            assert_eq!(reactive, self.counted_kvarh, "{named}");
            let charged: Vec<Kwh> = shared.iter().map(|meter| meter.charged_kwh).collect();
            assert_eq!(charged, self.charged, "{named}");
        }
        if let Some(input) = &self.line {
            let found = line_loss(input)?;
            assert_eq!(Some(found.loss_kwh), self.line_loss, "{named}");
            assert_eq!(Ok(found.with_loss_kwh), input.energy_kwh.plus(found.loss_kwh), "{named}");
        }
        if let Some((supplied, sold)) = self.rate {
            let rate = line_loss_rate(supplied, sold)?;
            assert_eq!(Some(rate.loss_percent), self.rate_percent, "{named}");
        }
        Ok(())
    }

    fn assert_transformer(&self, found: &TransformerLoss, named: &str) {
        let copper = match found.steps {
            LossSteps::Formula { copper_kwh, copper_kvarh, .. }
            | LossSteps::Simplified { copper_kwh, copper_kvarh, .. } => {
                Some((copper_kwh, copper_kvarh))
            }
            LossSteps::Table { .. } => None,
        };
        assert_eq!(copper, self.copper, "{named}");
        assert_eq!(Some((found.loss_kwh, found.loss_kvarh)), self.loss, "{named}");
        let with_loss = (found.active_with_loss_kwh, found.reactive_with_loss_kvarh);
        assert_eq!(Some(with_loss), self.with_loss, "{named}");
        let simplified = matches!(found.steps, LossSteps::Simplified { .. });
        let mark = if simplified { Mark::PublicPage } else { Mark::Practice };
        assert_eq!(found.mark, mark, "{named}");
        let bytes = serde_json::to_vec(found).expect("json");
        let back: TransformerLoss = serde_json::from_slice(&bytes).expect("a statement");
        assert_eq!(&back, found, "{named}");
    }
}

#[test]
fn loss_cases() {
    let cases: Cases = toml::from_str(include_str!("../cases/loss.toml")).expect("loss.toml");
    assert!(cases.case.len() >= 20);
    for case in cases.case {
        let named = format!("{} {} ({})", case.id, case.title, case.source);
        let asked = [
            case.transformer.is_some(),
            case.share.is_some(),
            case.line.is_some(),
            case.rate.is_some(),
        ];
        assert_eq!(asked.into_iter().filter(|asked| *asked).count(), 1, "{named}");
        let refused = case.assert_figures(&named).err().map(|refusal| refusal.code.to_string());
        assert_eq!(refused, case.refuse, "{named}");
    }
}

#[test]
fn a_loss_is_charged_at_flat_and_never_at_peak() {
    let price = |text: &str| text.parse().expect("a price");
    let tariff = |prices| Tariff {
        tariff: "T1".parse().expect("a tariff number"),
        name: "made up".into(),
        valid_from: "2026-01-01".parse().expect("a date"),
        usage_class: dianfei_rules::account::UsageClass::Residential,
        source: "made up".into(),
        prices,
        parts: Vec::new(),
        factors: None,
        tiers: None,
    };
    let periods = |flat| EnergyPrices::TimeOfUse {
        critical_peak: None,
        peak: price("0.9"),
        flat,
        valley: price("0.3"),
    };
    assert_eq!(loss_period(&tariff(periods(Some(price("0.6"))))), Ok(Period::Flat));
    let single = EnergyPrices::Single { price: price("0.6") };
    assert_eq!(loss_period(&tariff(single)), Ok(Period::Total));
    let refusal = loss_period(&tariff(periods(None))).expect_err("no flat price");
    assert_eq!(refusal.code.as_str(), "no_price_for_period");
}
