//! Transformer loss (变损) by formula, simplified, or by a table.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::nameplate::Nameplate;
use super::table::{TableInput, by_table};
use super::{check_energy, out_of_range};
use crate::bill::checks;
use crate::policy::{Mark, PolicyUse, PolicyView};
use crate::quantity::{Kvarh, Kw, Kwh, Rate};
use crate::refusal::Refusal;

/// The days of a month of which nothing else is said; a part of a month is
/// charged as its days of these.
pub(super) const DAYS_OF_A_MONTH: u32 = 30;
/// A year: no period is longer.
const DAYS_AT_MOST: u32 = 366;
/// Recorded steps have this many decimals; the loss is rounded from the exact
/// figures and only once.
const STEP_PLACES: u32 = 6;

/// Loss by formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormulaInput {
    /// The transformer.
    pub nameplate: Nameplate,
    /// The load-curve factor K, which the contract takes from the number of
    /// shifts.
    pub load_curve_factor: Rate,
    /// The days in service; absent for a month of 30 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Loss by percentages of what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimplifiedInput {
    /// The rated capacity in kVA.
    pub capacity_kva: Kw,
    /// The active iron loss of the period, from the transformer's table.
    pub iron_kwh: Kwh,
    /// The reactive iron loss of the period, from the transformer's table.
    pub iron_kvarh: Kvarh,
    /// Reactive copper loss for each kWh of active copper loss: the factor K.
    pub reactive_factor: Rate,
}

/// How a transformer's loss is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossMethod {
    /// From nameplate and energy.
    Formula(FormulaInput),
    /// Copper loss as a percentage of the energy, iron loss given.
    Simplified(SimplifiedInput),
    /// From a table of monthly losses.
    Table(TableInput),
}

impl LossMethod {
    /// How well a source carries the method: the formula and the table are
    /// practice of real billing systems, the percentages stand on a public page.
    #[must_use]
    pub const fn mark(&self) -> Mark {
        match self {
            Self::Formula(_) | Self::Table(_) => Mark::Practice,
            Self::Simplified(_) => Mark::PublicPage,
        }
    }

    /// A month's method over `months`: the time in service and the iron loss
    /// grow with them. Refuses `out_of_range`.
    pub(in crate::bill) fn over(&self, months: u32) -> Result<Self, Refusal> {
        if months == 1 {
            return Ok(self.clone());
        }
        let times_months = |of_a_month| times(of_a_month, Decimal::from(months));
        Ok(match self {
            Self::Formula(formula) => {
                let month = formula.days.unwrap_or(DAYS_OF_A_MONTH);
                let days = Some(month.saturating_mul(months));
                Self::Formula(FormulaInput { days, ..formula.clone() })
            }
            Self::Simplified(simplified) => Self::Simplified(SimplifiedInput {
                iron_kwh: Kwh::new(times_months(simplified.iron_kwh.get())?),
                iron_kvarh: Kvarh::new(times_months(simplified.iron_kvarh.get())?),
                ..simplified.clone()
            }),
            Self::Table(table) => Self::Table(TableInput { months: Some(months), ..table.clone() }),
        })
    }
}

/// What a transformer's loss is found from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransformerLossInput {
    /// Active energy through the transformer: all meters behind it.
    pub active_kwh: Kwh,
    /// Reactive energy through it.
    pub reactive_kvarh: Kvarh,
    /// The method.
    pub method: LossMethod,
}

/// The figures between the input and the loss. Energies have up to six
/// decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LossSteps {
    /// By formula.
    Formula {
        /// The hours T in service.
        hours: u32,
        /// Q0 = Sn × I0 % / 100.
        no_load_kvar: Kw,
        /// Qk = Sn × Uk % / 100.
        load_kvar: Kw,
        /// P0 × T.
        iron_kwh: Kwh,
        /// Q0 × T.
        iron_kvarh: Kvarh,
        /// K × (Wp² + Wq²) / (Sn² × T): the hours at full load that heat as
        /// much as the period's load did.
        full_load_hours: Rate,
        /// Those hours × Pk.
        copper_kwh: Kwh,
        /// Those hours × Qk.
        copper_kvarh: Kvarh,
    },
    /// Simplified.
    Simplified {
        /// The iron loss given.
        iron_kwh: Kwh,
        /// The reactive iron loss given.
        iron_kvarh: Kvarh,
        /// The copper loss in per mille of the energy.
        copper_per_mille: u32,
        /// Energy × that.
        copper_kwh: Kwh,
        /// Active copper loss × K.
        copper_kvarh: Kvarh,
    },
    /// By a table.
    Table {
        /// Where the table is written.
        source: String,
        /// The load rate of the step that holds.
        load_rate: Rate,
        /// Its loss of a full month.
        month_kwh: Kwh,
        /// Its reactive loss of a full month.
        month_kvarh: Kvarh,
        /// The days in service; absent for a full month.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days: Option<u32>,
        /// How many months are charged; absent for one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        months: Option<u32>,
    },
}

/// A transformer's loss with what led to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransformerLoss {
    /// How well a source carries the method.
    pub mark: Mark,
    /// The figures on the way.
    pub steps: LossSteps,
    /// The active loss in whole kWh, half up.
    pub loss_kwh: Kwh,
    /// The reactive loss in whole kvarh, half up.
    pub loss_kvarh: Kvarh,
    /// Active energy with the loss.
    pub active_with_loss_kwh: Kwh,
    /// Reactive energy with the loss.
    pub reactive_with_loss_kvarh: Kvarh,
    /// The policies used.
    pub policies: Vec<PolicyUse>,
}

/// The loss of a transformer.
///
/// By formula, marked as practice, with T = 24 × days:
/// active = P0·T + K·(Wp² + Wq²)·Pk / (Sn²·T),
/// reactive = Q0·T + K·(Wp² + Wq²)·Qk / (Sn²·T),
/// Q0 = Sn·I0 % / 100, Qk = Sn·Uk % / 100.
///
/// Simplified (biz.doczj.com/doc/1814004304.html): active copper loss = energy ×
/// 1 % above 315 kVA and 1.5 % up to it, reactive copper loss = active copper
/// loss × K, iron loss given.
///
/// By a table of the station's: the step for model, capacity and load rate; a
/// part of a month by days / 30.
///
/// Loss is rounded half up to whole kWh and kvarh, once.
///
/// Refuses `figure_negative`, `figure_not_positive` (capacity), `loss_days`,
/// `loss_table_gap`, `loss_table_shape`, `policy_unset` and `out_of_range`.
pub fn transformer_loss(
    input: &TransformerLossInput,
    policy: &PolicyView<'_>,
) -> Result<TransformerLoss, Refusal> {
    check_energy(input.active_kwh, input.reactive_kvarh)?;
    let Exact { steps, active, reactive, policies } = match &input.method {
        LossMethod::Formula(formula) => by_formula(input, formula)?,
        LossMethod::Simplified(simplified) => by_percentages(input, simplified, policy)?,
        LossMethod::Table(table) => by_table(table, policy)?,
    };
    let loss_kwh = Kwh::new(active).round_whole();
    let loss_kvarh = Kvarh::new(reactive).round_whole();
    Ok(TransformerLoss {
        mark: input.method.mark(),
        steps,
        loss_kwh,
        loss_kvarh,
        active_with_loss_kwh: input
            .active_kwh
            .plus(loss_kwh)
            .map_err(|_overflow| out_of_range())?,
        reactive_with_loss_kvarh: input
            .reactive_kvarh
            .plus(loss_kvarh)
            .map_err(|_overflow| out_of_range())?,
        policies,
    })
}

/// A loss before it is rounded.
pub(super) struct Exact {
    pub(super) steps: LossSteps,
    pub(super) active: Decimal,
    pub(super) reactive: Decimal,
    pub(super) policies: Vec<PolicyUse>,
}

/// The figure as a step is recorded.
fn step(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(STEP_PLACES, RoundingStrategy::MidpointAwayFromZero)
}

fn times(left: Decimal, right: Decimal) -> Result<Decimal, Refusal> {
    left.checked_mul(right).ok_or_else(out_of_range)
}

fn by_formula(input: &TransformerLossInput, formula: &FormulaInput) -> Result<Exact, Refusal> {
    let plate = &formula.nameplate;
    check_nameplate(formula)?;
    let days = formula.days.unwrap_or(DAYS_OF_A_MONTH);
    if !(1..=DAYS_AT_MOST).contains(&days) {
        return Err(Refusal::new("loss_days").with("days", days).with("most", DAYS_AT_MOST));
    }
    let hours = 24 * days;
    let (capacity, time) = (plate.capacity_kva.get(), Decimal::from(hours));
    let of_capacity = |percent: Decimal| {
        times(capacity, percent)?.checked_div(Decimal::ONE_HUNDRED).ok_or_else(out_of_range)
    };
    let no_load_kvar = of_capacity(plate.no_load_current_percent.get())?;
    let load_kvar = of_capacity(plate.impedance_percent.get())?;
    let (active, reactive) = (input.active_kwh.get(), input.reactive_kvarh.get());
    let squares =
        times(active, active)?.checked_add(times(reactive, reactive)?).ok_or_else(out_of_range)?;
    // Multiplied before it is divided, so that what comes out even stays exact.
    let load = times(formula.load_curve_factor.get(), squares)?;
    let full_load = times(times(capacity, capacity)?, time)?;
    let of_load = |kw| times(load, kw)?.checked_div(full_load).ok_or_else(out_of_range);
    let full_load_hours = of_load(Decimal::ONE)?;
    let iron = (times(plate.no_load_kw.get(), time)?, times(no_load_kvar, time)?);
    let copper = (of_load(plate.load_kw.get())?, of_load(load_kvar)?);
    Ok(Exact {
        active: iron.0.checked_add(copper.0).ok_or_else(out_of_range)?,
        reactive: iron.1.checked_add(copper.1).ok_or_else(out_of_range)?,
        steps: LossSteps::Formula {
            hours,
            no_load_kvar: Kw::new(step(no_load_kvar)),
            load_kvar: Kw::new(step(load_kvar)),
            iron_kwh: Kwh::new(step(iron.0)),
            iron_kvarh: Kvarh::new(step(iron.1)),
            full_load_hours: Rate::new(step(full_load_hours)),
            copper_kwh: Kwh::new(step(copper.0)),
            copper_kvarh: Kvarh::new(step(copper.1)),
        },
        policies: Vec::new(),
    })
}

fn check_nameplate(formula: &FormulaInput) -> Result<(), Refusal> {
    let plate = &formula.nameplate;
    checks::positive("capacity_kva", plate.capacity_kva.get())?;
    for (name, value) in [
        ("no_load_kw", plate.no_load_kw.get()),
        ("load_kw", plate.load_kw.get()),
        ("no_load_current_percent", plate.no_load_current_percent.get()),
        ("impedance_percent", plate.impedance_percent.get()),
        ("load_curve_factor", formula.load_curve_factor.get()),
    ] {
        checks::not_negative(name, value)?;
    }
    Ok(())
}

fn by_percentages(
    input: &TransformerLossInput,
    simplified: &SimplifiedInput,
    policy: &PolicyView<'_>,
) -> Result<Exact, Refusal> {
    let capacity = simplified.capacity_kva.get();
    checks::positive("capacity_kva", capacity)?;
    let (iron_kwh, iron_kvarh) = (simplified.iron_kwh, simplified.iron_kvarh);
    checks::not_negative("iron_kwh", iron_kwh.get())?;
    checks::not_negative("iron_kvarh", iron_kvarh.get())?;
    checks::not_negative("reactive_factor", simplified.reactive_factor.get())?;
    let rates = policy.copper_loss_rates()?;
    let (key, copper_per_mille) = if capacity > Decimal::from(rates.limit_kva) {
        ("loss_copper_above_per_mille", rates.above_per_mille)
    } else {
        ("loss_copper_up_to_per_mille", rates.up_to_per_mille)
    };
    let copper = times(input.active_kwh.get(), Decimal::new(i64::from(copper_per_mille), 3))?;
    let reactive_copper = times(copper, simplified.reactive_factor.get())?;
    Ok(Exact {
        active: iron_kwh.get().checked_add(copper).ok_or_else(out_of_range)?,
        reactive: iron_kvarh.get().checked_add(reactive_copper).ok_or_else(out_of_range)?,
        steps: LossSteps::Simplified {
            iron_kwh,
            iron_kvarh,
            copper_per_mille,
            copper_kwh: Kwh::new(step(copper)),
            copper_kvarh: Kvarh::new(step(reactive_copper)),
        },
        policies: vec![policy.holds("loss_copper_limit_kva"), policy.holds(key)],
    })
}

#[cfg(test)]
mod tests;
