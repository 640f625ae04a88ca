//! 变损 and 线损 (domain facts 3): by formula, simplified or by a table; a line's
//! by percent or fixed. Whole, half up, once.

use super::number::{Exact, half_up, whole};
use super::plain::{Bill, Loss, Refused, Size};
use super::policy;

/// What a bill loses: the transformer's kWh and kvarh, and the line's kWh.
#[derive(Clone, Copy)]
pub(super) struct Lost {
    pub(super) transformer: Exact,
    pub(super) reactive: Exact,
    pub(super) line: Exact,
}

/// The losses on what the meters counted over `months`.
pub(super) fn lost(
    bill: &Bill,
    active: Exact,
    reactive: Exact,
    months: u32,
) -> Result<Lost, Refused> {
    let (transformer, lost_reactive) = match &bill.contract.transformer {
        Some(loss) => of_transformer(bill, loss, (active, reactive), months)?,
        None => (whole(0), whole(0)),
    };
    let line = match bill.contract.line {
        Some((size, with_transformer)) => {
            let over = if with_transformer { active + transformer } else { active };
            of_line(size, over, months)?
        }
        None => whole(0),
    };
    Ok(Lost { transformer, reactive: lost_reactive, line })
}

fn of_line(size: Size, over: Exact, months: u32) -> Result<Exact, Refused> {
    match size {
        Size::Percent(percent) if percent < whole(0) => Err("figure_negative"),
        Size::Percent(percent) => Ok(half_up(over * percent / whole(100))),
        Size::Fixed(kwh) if kwh < whole(0) => Err("figure_negative"),
        Size::Fixed(kwh) if !kwh.is_integer() => Err("loss_not_whole"),
        Size::Fixed(kwh) => Ok(kwh * whole(months.into())),
    }
}

fn of_transformer(
    bill: &Bill,
    loss: &Loss,
    (active, reactive): (Exact, Exact),
    months: u32,
) -> Result<(Exact, Exact), Refused> {
    let over = whole(months.into());
    match loss {
        Loss::Formula { rated, no_load, load, current, impedance, curve, days } => {
            if *rated <= whole(0) {
                return Err("figure_not_positive");
            }
            let days = days.unwrap_or(30) * months;
            if days == 0 || days > 366 {
                return Err("loss_days");
            }
            // Q0 = Sn·I0 %/100, Qk = Sn·Uk %/100; loss = iron·T + K·(Wp²+Wq²)·copper/(Sn²·T).
            let hours = whole(i128::from(24 * days));
            let hot = curve * (active * active + reactive * reactive) / (rated * rated * hours);
            let (iron_reactive, copper_reactive) =
                (rated * current / whole(100), rated * impedance / whole(100));
            Ok((
                half_up(no_load * hours + hot * load),
                half_up(iron_reactive * hours + hot * copper_reactive),
            ))
        }
        Loss::Simplified { rated, iron, iron_reactive, factor } => {
            if *rated <= whole(0) {
                return Err("figure_not_positive");
            }
            let figure = |key| policy::figure(bill, key, bill.read_on).ok_or("policy_unset");
            let key = if *rated <= figure("loss_copper_limit_kva")? {
                "loss_copper_up_to_per_mille"
            } else {
                "loss_copper_above_per_mille"
            };
            let copper = active * figure(key)? / whole(1000);
            Ok((half_up(iron * over + copper), half_up(iron_reactive * over + copper * factor)))
        }
        Loss::Table { steps, rate, days, .. } => {
            let days = days.unwrap_or(30);
            if !(1..=30).contains(&days) {
                return Err("loss_days");
            }
            let below = policy::needed(bill, "loss_load_rate_step")? == "step_below";
            let held = if below {
                steps.iter().filter(|step| step.0 <= *rate).max_by_key(|step| step.0)
            } else {
                steps.iter().filter(|step| step.0 >= *rate).min_by_key(|step| step.0)
            };
            let (_, kwh, kvarh) = held.ok_or("loss_table_gap")?;
            let part = over * Exact::new(days.into(), 30);
            Ok((half_up(kwh * part), half_up(kvarh * part)))
        }
    }
}
