//! Why a bill is what it is: each step with its figures, for the shells to put
//! into words.

use serde::{Deserialize, Serialize};

use super::basic_charge::BasicChargeStatement;
use super::document::{BillDocument, BillLine, Charged, LineKind, LossStatement};
use super::power_factor::PowerFactorStatement;
use crate::quantity::Kw;
use crate::refusal::{Code, Figures};

/// One step from the meter to the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which step; the shells have its sentence in each language.
    pub code: Code,
    /// The figures of the sentence.
    pub figures: Figures,
}

impl Step {
    fn new(code: &'static str) -> Self {
        Self { code: Code::new(code), figures: Figures::new() }
    }

    fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.figures = self.figures.with(name, value);
        self
    }
}

/// All step codes that [`explain`] can give, for the shells' tables of words.
pub const STEP_CODES: [&str; 26] = [
    "register_read",
    "register_rolled_over",
    "demand_read",
    "usage_provisional",
    "sub_meter_taken",
    "sub_meter_short",
    "loss_of_transformer",
    "loss_of_line",
    "energy_adjusted",
    "provisional_settled",
    "energy_free",
    "energy_charged",
    "energy_charged_with_losses",
    "share_taken",
    "share_short",
    "line_energy",
    "line_energy_in_tier",
    "line_tier_addition",
    "line_surcharge",
    "line_basic_capacity",
    "line_basic_demand",
    "line_basic_part",
    "power_factor_found",
    "line_power_factor",
    "bill_corrected",
    "bill_total",
];

/// Explains a bill from its own document: nothing is computed again.
#[must_use]
pub fn explain(bill: &BillDocument) -> Vec<Step> {
    let mut steps = Vec::new();
    for register in &bill.registers {
        let code = if register.rolled_over { "register_rolled_over" } else { "register_read" };
        steps.push(
            Step::new(code)
                .with("meter", &register.meter)
                .with("register", register.register)
                .with("previous", register.previous)
                .with("current", register.current)
                .with("multiplier", register.multiplier)
                .with("energy_kwh", register.energy_kwh),
        );
    }
    for demand in &bill.demands {
        steps.push(
            Step::new("demand_read")
                .with("meter", &demand.meter)
                .with("register", demand.register)
                .with("current", demand.shown)
                .with("multiplier", demand.multiplier)
                .with("demand_kw", demand.demand_kw),
        );
    }
    steps.extend(energy_steps(bill));
    let mut charges = bill.basic_charges.iter();
    for line in &bill.lines {
        steps.extend(match line.kind {
            LineKind::Energy | LineKind::TierAddition | LineKind::Surcharge => {
                vec![energy_line_step(line)]
            }
            LineKind::BasicCharge => vec![basic_charge_step(line, charges.next())],
            LineKind::PowerFactor => power_factor_steps(line, bill.power_factor.as_ref()),
        });
    }
    steps.push(
        Step::new("bill_total").with("lines", bill.lines.len()).with("total", bill.total_fen),
    );
    steps.extend(bill.revision.as_ref().map(|revision| {
        Step::new("bill_corrected")
            .with("bill", &revision.corrects)
            .with("was", revision.was_fen)
            .with("total", bill.total_fen)
            .with("difference", revision.difference_fen)
            .with("reason", &revision.reason)
            .with("reference", &revision.reference)
    }));
    steps
}

fn energy_steps(bill: &BillDocument) -> Vec<Step> {
    let energy = &bill.energy;
    let mut steps = Vec::new();
    if bill.provisional {
        steps.push(Step::new("usage_provisional").with("energy_kwh", energy.metered_kwh));
    }
    for sub in &bill.sub_meters {
        let short = sub.deducted_kwh != sub.energy_kwh;
        steps.push(
            Step::new(if short { "sub_meter_short" } else { "sub_meter_taken" })
                .with("account", &sub.account)
                .with("energy_kwh", sub.energy_kwh)
                .with("deducted_kwh", sub.deducted_kwh),
        );
    }
    steps.extend(loss_steps(bill.loss.as_ref()));
    let optional = [
        ("energy_adjusted", energy.adjustment_kwh),
        ("provisional_settled", energy.settled_kwh),
        ("energy_free", energy.free_kwh),
    ];
    for (code, energy) in optional.into_iter().filter(|(_, energy)| !energy.is_zero()) {
        steps.push(Step::new(code).with("energy_kwh", energy));
    }
    let plain = energy.loss_kwh.is_zero() && energy.sub_metered_kwh.is_zero();
    let code = if plain { "energy_charged" } else { "energy_charged_with_losses" };
    steps.push(
        Step::new(code)
            .with("metered_kwh", energy.metered_kwh)
            .with("sub_metered_kwh", energy.sub_metered_kwh)
            .with("loss_kwh", energy.loss_kwh)
            .with("adjustment_kwh", energy.adjustment_kwh)
            .with("settled_kwh", energy.settled_kwh)
            .with("free_kwh", energy.free_kwh)
            .with("energy_kwh", energy.charged_kwh),
    );
    for share in &bill.shares {
        let short = share.energy_kwh != share.agreed_kwh;
        steps.push(
            Step::new(if short { "share_short" } else { "share_taken" })
                .with("tariff", &share.tariff)
                .with("agreed_kwh", share.agreed_kwh)
                .with("energy_kwh", share.energy_kwh),
        );
    }
    steps
}

fn loss_steps(loss: Option<&LossStatement>) -> Vec<Step> {
    let Some(loss) = loss else { return Vec::new() };
    let transformer = loss.transformer.iter().map(|loss| {
        Step::new("loss_of_transformer")
            .with("loss_kwh", loss.loss_kwh)
            .with("loss_kvarh", loss.loss_kvarh)
    });
    let line = loss.line.iter().map(|loss| {
        Step::new("loss_of_line")
            .with("energy_kwh", loss.energy_kwh)
            .with("loss_kwh", loss.loss_kwh)
    });
    transformer.chain(line).collect()
}

fn energy_line_step(line: &BillLine) -> Step {
    let code = match (line.kind, line.tier) {
        (LineKind::TierAddition, _) => "line_tier_addition",
        (LineKind::Surcharge, _) => "line_surcharge",
        (_, Some(_)) => "line_energy_in_tier",
        (_, None) => "line_energy",
    };
    let step = Step::new(code)
        .with("period", line.period)
        .with("valid_from", line.valid_from)
        .with("energy_kwh", line.energy_kwh)
        .with("price", line.price)
        .with("amount", line.amount_fen);
    let figures = step
        .figures
        .with_some("tier", line.tier)
        .with_some("part", line.part.as_ref())
        .with_some("name", line.name.as_ref())
        .with_some("tariff", line.tariff.as_ref())
        .with_some("reverses", line.reverses.as_ref());
    Step { figures, ..step }
}

fn basic_charge_step(line: &BillLine, charge: Option<&BasicChargeStatement>) -> Step {
    let (code, charged) = match line.charged {
        Some(Charged::Demand(demand)) => ("line_basic_demand", demand),
        Some(Charged::Capacity(capacity)) => ("line_basic_capacity", capacity),
        Some(Charged::PercentOf { .. }) | None => ("line_basic_capacity", Kw::ZERO),
    };
    let days = charge.and_then(|charge| charge.days);
    let step = Step::new(if days.is_some() { "line_basic_part" } else { code })
        .with("charged", charged)
        .with("price", line.price)
        .with("amount", line.amount_fen);
    let figures = step
        .figures
        .with_some("month", charge.map(|charge| charge.month))
        .with_some("days", days.map(|days| days.days))
        .with_some("of_days", days.map(|days| days.of_days));
    Step { figures, ..step }
}

fn power_factor_steps(line: &BillLine, factor: Option<&PowerFactorStatement>) -> Vec<Step> {
    let found = factor.map(|factor| {
        Step::new("power_factor_found")
            .with("active_kwh", factor.active_kwh)
            .with("reactive_kvarh", factor.reactive_kvarh)
            .with("power_factor", factor.power_factor)
            .with("standard", format_args!("0.{}", factor.standard.hundredths()))
    });
    let percent_of = match line.charged {
        Some(Charged::PercentOf { percent, base_fen }) => Some((percent, base_fen)),
        Some(Charged::Capacity(_) | Charged::Demand(_)) | None => None,
    };
    let step = Step::new("line_power_factor").with("amount", line.amount_fen);
    let figures = step
        .figures
        .with_some("percent", percent_of.map(|(percent, _)| percent))
        .with_some("base", percent_of.map(|(_, base)| base));
    found.into_iter().chain([Step { figures, ..step }]).collect()
}
