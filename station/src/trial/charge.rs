//! What stands beside energy on a large customer's bill: losses, power factor and
//! basic charge; and what a fault or a default makes good.

use dianfei_rules::bill::basic_charge::{BasicChargeInput, basic_charge as charge};
use dianfei_rules::bill::correction::{
    CorrectionInput, PendingInput, TierTreatmentInput, correct, pending_energy, tier_treatment,
};
use dianfei_rules::bill::illegal_use::{
    DefaultUseInput, StolenEnergyInput, default_charge, stolen_energy,
};
use dianfei_rules::bill::loss::{
    FormulaInput, LineLossInput, LossMethod, Nameplate, ShareInput, SimplifiedInput, TableInput,
    TransformerLossInput, line_loss as loss_of_line, line_loss_rate as rate_of_line,
    published_nameplate, share, transformer_loss as loss_of_transformer,
};
use dianfei_rules::bill::power_factor::{PowerFactorInput, power_factor_adjustment};
use dianfei_rules::quantity::{Kvarh, Kw, Kwh, Rate};
use serde::Deserialize;

use super::{Case, Computed, Shared, Stop, told};

/// A transformer's loss; by formula from a nameplate that is published or given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TransformerCase {
    active_kwh: Kwh,
    reactive_kvarh: Kvarh,
    method: Method,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Method {
    Formula {
        /// Model and kVA of the published table.
        published: Option<(String, Kw)>,
        nameplate: Option<Nameplate>,
        load_curve_factor: Rate,
        days: Option<u32>,
    },
    Simplified(SimplifiedInput),
    Table(TableInput),
}

impl Method {
    fn of(self, case: &Case) -> Result<LossMethod, Stop> {
        Ok(match self {
            Self::Formula { published, nameplate, load_curve_factor, days } => {
                let nameplate = match (nameplate, published) {
                    (Some(given), None) => given,
                    (None, Some((model, capacity))) => published_nameplate(&model, capacity)?,
                    _other => {
                        let zh = "公式法需有 published 或 nameplate 之一";
                        let en = "the formula needs published or nameplate, and not both";
                        return Err(case.fault("method.formula", zh, en).into());
                    }
                };
                LossMethod::Formula(FormulaInput { nameplate, load_curve_factor, days })
            }
            Self::Simplified(simplified) => LossMethod::Simplified(simplified),
            Self::Table(table) => LossMethod::Table(table),
        })
    }
}

pub(super) fn transformer_loss(case: &Case, _shared: &mut Shared) -> Computed {
    let TransformerCase { active_kwh, reactive_kvarh, method } = case.input()?;
    let input = TransformerLossInput { active_kwh, reactive_kvarh, method: method.of(case)? };
    told(loss_of_transformer(&input, &case.view())?)
}

pub(super) fn loss_sharing(case: &Case, _shared: &mut Shared) -> Computed {
    told(share(&case.input::<ShareInput>()?)?)
}

pub(super) fn line_loss(case: &Case, _shared: &mut Shared) -> Computed {
    told(loss_of_line(&case.input::<LineLossInput>()?)?)
}

/// The line loss rate of an area.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineLossRateCase {
    supplied_kwh: Kwh,
    sold_kwh: Kwh,
}

pub(super) fn line_loss_rate(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: LineLossRateCase = case.input()?;
    told(rate_of_line(asked.supplied_kwh, asked.sold_kwh)?)
}

pub(super) fn power_factor(case: &Case, _shared: &mut Shared) -> Computed {
    told(power_factor_adjustment(&case.input::<PowerFactorInput>()?, &case.view())?)
}

/// By the policies of the month that is charged, where the case names no day.
pub(super) fn basic_charge(case: &Case, _shared: &mut Shared) -> Computed {
    let input: BasicChargeInput = case.input()?;
    told(charge(&input, &case.view_or(input.month.last_day()))?)
}

pub(super) fn correction(case: &Case, _shared: &mut Shared) -> Computed {
    let input: CorrectionInput = case.input()?;
    told(correct(&input, &case.view_or(input.until_on))?)
}

pub(super) fn pending(case: &Case, _shared: &mut Shared) -> Computed {
    told(pending_energy(&case.input::<PendingInput>()?, &case.view())?)
}

pub(super) fn correction_tiers(case: &Case, _shared: &mut Shared) -> Computed {
    told(tier_treatment(&case.input::<TierTreatmentInput>()?, &case.view())?)
}

pub(super) fn stolen(case: &Case, _shared: &mut Shared) -> Computed {
    told(stolen_energy(&case.input::<StolenEnergyInput>()?, &case.view())?)
}

pub(super) fn default_use(case: &Case, _shared: &mut Shared) -> Computed {
    told(default_charge(&case.input::<DefaultUseInput>()?, &case.view())?)
}
