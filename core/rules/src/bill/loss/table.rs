//! Transformer loss by a table of monthly losses.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::out_of_range;
use super::transformer::{DAYS_OF_A_MONTH, Exact, LossSteps};
use crate::bill::checks;
use crate::policy::{LoadRateStep, PolicyView};
use crate::quantity::{Kvarh, Kw, Kwh, Rate};
use crate::refusal::Refusal;

/// One step of a loss table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossTableStep {
    /// The model as printed, such as `S11`.
    pub model: String,
    /// The rated capacity in kVA.
    pub capacity_kva: Kw,
    /// The load rate, such as 0.5.
    pub load_rate: Rate,
    /// The loss of a full month.
    pub loss_kwh: Kwh,
    /// The reactive loss of a full month.
    pub loss_kvarh: Kvarh,
}

/// A table of monthly losses, as the station's company publishes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossTable {
    /// Where it is written.
    pub source: String,
    /// The rated voltage in kV for which it holds.
    pub voltage_kv: Rate,
    /// Its steps, in any order.
    pub steps: Vec<LossTableStep>,
}

/// Loss by a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableInput {
    /// The table for the transformer's voltage.
    pub table: LossTable,
    /// The model as printed.
    pub model: String,
    /// The rated capacity in kVA.
    pub capacity_kva: Kw,
    /// The load rate of the period. No source says how it is found: it is
    /// stated, never computed here.
    pub load_rate: Rate,
    /// The days in service, 1 to 30; absent for a full month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// How many months are charged; absent for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
}

/// The step that holds, and its loss for the days in service.
pub(super) fn by_table(input: &TableInput, policy: &PolicyView<'_>) -> Result<Exact, Refusal> {
    checks::positive("capacity_kva", input.capacity_kva.get())?;
    checks::not_negative("load_rate", input.load_rate.get())?;
    let days = input.days.unwrap_or(DAYS_OF_A_MONTH);
    if !(1..=DAYS_OF_A_MONTH).contains(&days) {
        return Err(Refusal::new("loss_days").with("days", days).with("most", DAYS_OF_A_MONTH));
    }
    let step = find_step(input, policy.load_rate_step()?)?;
    checks::not_negative("loss_kwh", step.loss_kwh.get())?;
    checks::not_negative("loss_kvarh", step.loss_kvarh.get())?;
    let months = Decimal::from(input.months.unwrap_or(1));
    let part = |month: Decimal| {
        month
            .checked_mul(months)
            .and_then(|all| all.checked_mul(Decimal::from(days)))
            .and_then(|part| part.checked_div(Decimal::from(DAYS_OF_A_MONTH)))
            .ok_or_else(out_of_range)
    };
    Ok(Exact {
        active: part(step.loss_kwh.get())?,
        reactive: part(step.loss_kvarh.get())?,
        steps: LossSteps::Table {
            source: input.table.source.clone(),
            load_rate: step.load_rate,
            month_kwh: step.loss_kwh,
            month_kvarh: step.loss_kvarh,
            days: input.days,
            months: input.months,
        },
        policies: vec![policy.holds("loss_load_rate_step")],
    })
}

fn find_step(input: &TableInput, between: LoadRateStep) -> Result<&LossTableStep, Refusal> {
    let mut steps: Vec<&LossTableStep> = input
        .table
        .steps
        .iter()
        .filter(|step| step.model == input.model && step.capacity_kva == input.capacity_kva)
        .collect();
    steps.sort_by_key(|step| step.load_rate);
    // Two losses for one load rate: neither may be chosen silently.
    if !steps.is_sorted_by(|a, b| a.load_rate < b.load_rate) {
        return Err(Refusal::new("loss_table_shape")
            .with("model", &input.model)
            .with("capacity_kva", input.capacity_kva));
    }
    let found = match between {
        LoadRateStep::StepBelow => steps.iter().rfind(|step| step.load_rate <= input.load_rate),
        LoadRateStep::StepAbove => steps.iter().find(|step| step.load_rate >= input.load_rate),
    };
    found.copied().ok_or_else(|| {
        Refusal::new("loss_table_gap")
            .with("model", &input.model)
            .with("capacity_kva", input.capacity_kva)
            .with("load_rate", input.load_rate)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicySet;

    fn step(capacity: i64, rate: &str, loss: i64) -> LossTableStep {
        LossTableStep {
            model: "S11".into(),
            capacity_kva: Kw::whole(capacity),
            load_rate: rate.parse().expect("a rate"),
            loss_kwh: Kwh::whole(loss),
            loss_kvarh: Kvarh::whole(10 * loss),
        }
    }

    fn input(load_rate: &str) -> TableInput {
        let steps = vec![
            step(100, "0.5", 350),
            step(100, "0.3", 200),
            step(100, "0.9", 900),
            step(200, "0.3", 777),
        ];
        TableInput {
            table: LossTable { source: "made up".into(), voltage_kv: Rate::whole(10), steps },
            model: "S11".into(),
            capacity_kva: Kw::whole(100),
            load_rate: load_rate.parse().expect("a rate"),
            days: None,
            months: None,
        }
    }

    #[test]
    fn a_load_rate_between_two_steps_takes_the_one_decided() {
        for (rate, below, above) in [
            ("0.29", None, Some(200)),
            ("0.3", Some(200), Some(200)),
            ("0.31", Some(200), Some(350)),
            ("0.89", Some(350), Some(900)),
            ("0.91", Some(900), None),
        ] {
            let found = |between| find_step(&input(rate), between).ok().map(|step| step.loss_kwh);
            assert_eq!(found(LoadRateStep::StepBelow), below.map(Kwh::whole), "{rate}");
            assert_eq!(found(LoadRateStep::StepAbove), above.map(Kwh::whole), "{rate}");
        }
    }

    #[test]
    fn a_part_of_a_month_has_its_thirtieths_of_the_loss() {
        let policies =
            PolicySet::published().tried("loss_load_rate_step", "step_above").expect("decided");
        let view = policies.on("2026-01-31".parse().expect("a date"));
        let of = |days| by_table(&TableInput { days, ..input("0.3") }, &view);
        for (days, kwh) in [(None, 200), (Some(30), 200), (Some(15), 100), (Some(3), 20)] {
            let exact = of(days).expect("a loss");
            assert_eq!(exact.active, Decimal::from(kwh), "{days:?}");
            assert_eq!(exact.reactive, Decimal::from(10 * kwh), "{days:?}");
        }
        for days in [0, 31] {
            let refusal = of(Some(days)).map(|exact| exact.active).expect_err("refused");
            assert_eq!(refusal.code.as_str(), "loss_days", "{days}");
        }
    }

    #[test]
    fn two_losses_for_one_load_rate_are_refused() {
        let mut twice = input("0.3");
        twice.table.steps.push(step(100, "0.30", 201));
        let refusal = find_step(&twice, LoadRateStep::StepBelow).expect_err("refused");
        assert_eq!(refusal.code.as_str(), "loss_table_shape");
    }
}
