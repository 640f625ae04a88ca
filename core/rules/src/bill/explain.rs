//! Why a bill is what it is: each step with its figures, for the shells to put
//! into words.

use serde::{Deserialize, Serialize};

use super::document::{BillDocument, BillLine, LineKind};
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
pub const STEP_CODES: [&str; 12] = [
    "register_read",
    "register_rolled_over",
    "usage_provisional",
    "energy_adjusted",
    "provisional_settled",
    "energy_free",
    "energy_charged",
    "line_energy",
    "line_energy_in_tier",
    "line_tier_addition",
    "line_surcharge",
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
    steps.extend(energy_steps(bill));
    steps.extend(bill.lines.iter().map(line_step));
    steps.push(
        Step::new("bill_total").with("lines", bill.lines.len()).with("total", bill.total_fen),
    );
    steps
}

fn energy_steps(bill: &BillDocument) -> Vec<Step> {
    let energy = &bill.energy;
    let mut steps = Vec::new();
    if bill.provisional {
        steps.push(Step::new("usage_provisional").with("energy_kwh", energy.metered_kwh));
    }
    let optional = [
        ("energy_adjusted", energy.adjustment_kwh),
        ("provisional_settled", energy.settled_kwh),
        ("energy_free", energy.free_kwh),
    ];
    for (code, energy) in optional.into_iter().filter(|(_, energy)| !energy.is_zero()) {
        steps.push(Step::new(code).with("energy_kwh", energy));
    }
    steps.push(
        Step::new("energy_charged")
            .with("metered_kwh", energy.metered_kwh)
            .with("adjustment_kwh", energy.adjustment_kwh)
            .with("settled_kwh", energy.settled_kwh)
            .with("free_kwh", energy.free_kwh)
            .with("energy_kwh", energy.charged_kwh),
    );
    steps
}

fn line_step(line: &BillLine) -> Step {
    let code = match (line.kind, line.tier) {
        (LineKind::Energy, None) => "line_energy",
        (LineKind::Energy, Some(_)) => "line_energy_in_tier",
        (LineKind::TierAddition, _) => "line_tier_addition",
        (LineKind::Surcharge, _) => "line_surcharge",
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
        .with_some("reverses", line.reverses.as_ref());
    Step { figures, ..step }
}
