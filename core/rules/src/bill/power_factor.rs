//! Power factor adjustment (功率因数调整电费, 力调) by (83)水电财字第215号.
//!
//! The percentages are the published table's; the rule behind the table is
//! used below its last row and tested against every row.

mod percent;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::checks;
use crate::money::Fen;
use crate::policy::{PolicyUse, PolicyView, PowerFactorBase};
use crate::quantity::{Kvarh, Kwh, Percent, Rate};
use crate::refusal::Refusal;

pub use percent::{Band, adjustment_percent, bands, rule_percent, table_source};

/// The power factor that an account is held to. Which one an account has
/// stands in its contract: 0.90 for high-voltage industry above 160 kVA, 0.85
/// for other industry from 100 kVA, 0.80 for agriculture from 100 kVA (whether
/// exactly 160 kVA falls under the first is read differently).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Standard {
    /// 0.90.
    #[serde(rename = "0.90")]
    P90,
    /// 0.85.
    #[serde(rename = "0.85")]
    P85,
    /// 0.80.
    #[serde(rename = "0.80")]
    P80,
}

impl Standard {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::P90, Self::P85, Self::P80];

    /// In hundredths.
    #[must_use]
    pub const fn hundredths(self) -> u32 {
        match self {
            Self::P90 => 90,
            Self::P85 => 85,
            Self::P80 => 80,
        }
    }
}

/// How lighting that is split off with a price of its own is wired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LightingConnection {
    /// Behind the power meter (串接): its charge is adjusted.
    Series,
    /// Beside the power meter (并接): its charge is not adjusted.
    Parallel,
}

/// The charge of lighting with a price of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightingCharge {
    /// The amount, surcharges left out.
    pub amount_fen: Fen,
    /// How it is wired.
    pub connection: LightingConnection,
}

/// What an adjustment is found from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerFactorInput {
    /// The power factor that the account is held to.
    pub standard: Standard,
    /// A lower standard than the table of classes gives was approved (降低考核
    /// 标准): then there is no reduction.
    #[serde(default)]
    pub lowered: bool,
    /// Active energy, the transformer's loss included where it is metered on
    /// the low side.
    pub active_kwh: Kwh,
    /// Reactive energy taken, the transformer's loss included likewise.
    pub reactive_kvarh: Kvarh,
    /// Reactive energy fed back; its sign does not matter.
    #[serde(default)]
    pub reverse_kvarh: Kvarh,
    /// The basic charge; zero for a one-part price.
    #[serde(default)]
    pub basic_fen: Fen,
    /// The energy charge, surcharges and lighting left out.
    pub energy_fen: Fen,
    /// The surcharges (代征费).
    #[serde(default)]
    pub funds_fen: Fen,
    /// Lighting with a price of its own; absent without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lighting: Option<LightingCharge>,
}

/// The amount that is adjusted, and what it consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjustedBase {
    /// The basic charge.
    pub basic_fen: Fen,
    /// The energy charge.
    pub energy_fen: Fen,
    /// The surcharges that are adjusted; zero where the policy leaves them out.
    pub funds_fen: Fen,
    /// The lighting that is adjusted; zero where it is wired in parallel.
    pub lighting_fen: Fen,
    /// Their sum.
    pub total_fen: Fen,
}

/// An adjustment with what led to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerFactorStatement {
    /// The power factor that the account is held to.
    pub standard: Standard,
    /// A lowered standard: no reduction.
    pub lowered: bool,
    /// Active energy.
    pub active_kwh: Kwh,
    /// Reactive energy taken and fed back, both as amounts.
    pub reactive_kvarh: Kvarh,
    /// Reactive over active energy, to six decimals, half up: for reading
    /// beside the bands, not for reckoning.
    pub ratio: Rate,
    /// The power factor, rounded once to two decimals.
    pub power_factor: Rate,
    /// What the table gives.
    pub table_percent: Percent,
    /// What is applied.
    pub percent: Percent,
    /// What it is applied to.
    pub base: AdjustedBase,
    /// The adjustment: added, or taken off where it is below zero.
    pub amount_fen: Fen,
    /// The policies used.
    pub policies: Vec<PolicyUse>,
}

fn out_of_range() -> Refusal {
    Refusal::out_of_range("power_factor")
}

/// The power factor adjustment of one period.
///
/// cosφ = kWh / √(kWh² + kvarh²), rounded once to two decimals; the published
/// percentage of its standard on the base that the policy names, half up to the
/// fen.
///
/// Refuses `figure_negative`, `figure_not_positive` (no active energy: then
/// there is no power factor), `policy_unset` and `out_of_range`.
pub fn power_factor_adjustment(
    input: &PowerFactorInput,
    policy: &PolicyView<'_>,
) -> Result<PowerFactorStatement, Refusal> {
    checks::not_negative("reactive_kvarh", input.reactive_kvarh.get())?;
    // What is fed back loads the line as well: it adds up, whatever its sign.
    let reactive_kvarh = input
        .reactive_kvarh
        .plus(Kvarh::new(input.reverse_kvarh.get().abs()))
        .map_err(|_overflow| out_of_range())?;
    let hundredths = power_factor(input.active_kwh, reactive_kvarh)?;
    let table_percent = adjustment_percent(input.standard, hundredths);
    let percent = if input.lowered { table_percent.max(Percent::ZERO) } else { table_percent };
    let base = base(input, policy)?;
    let amount = base
        .total_fen
        .to_yuan()
        .checked_mul(percent.get())
        .and_then(|product| product.checked_div(Decimal::ONE_HUNDRED))
        .ok_or_else(out_of_range)?;
    let ratio = reactive_kvarh
        .get()
        .checked_div(input.active_kwh.get())
        .ok_or_else(out_of_range)?
        .round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero);
    Ok(PowerFactorStatement {
        standard: input.standard,
        lowered: input.lowered,
        active_kwh: input.active_kwh,
        reactive_kvarh,
        ratio: Rate::new(ratio),
        power_factor: Rate::new(Decimal::new(i64::from(hundredths), 2)),
        table_percent,
        percent,
        base,
        amount_fen: Fen::round_yuan(amount).map_err(|_overflow| out_of_range())?,
        policies: vec![policy.holds("power_factor_base")],
    })
}

/// The power factor in hundredths, rounded half up once.
///
/// No root is taken, so nothing is rounded on the way: cosφ is at least c where
/// c² × (kWh² + kvarh²) is at most kWh². Within each published band this gives
/// the band's own factor; between two bands, where the print is silent, the
/// factor itself decides.
///
/// Refuses `figure_negative`, `figure_not_positive` (no active energy) and
/// `out_of_range`.
pub fn power_factor(active_kwh: Kwh, reactive_kvarh: Kvarh) -> Result<u32, Refusal> {
    checks::positive("energy_kwh", active_kwh.get())?;
    checks::not_negative("reactive_kvarh", reactive_kvarh.get())?;
    let square = |value: Decimal| value.checked_mul(value).ok_or_else(out_of_range);
    let active = square(active_kwh.get())?;
    let apparent = active.checked_add(square(reactive_kvarh.get())?).ok_or_else(out_of_range)?;
    let reaches = |hundredths: u32| {
        let least = Decimal::new(10 * i64::from(hundredths) - 5, 3);
        Ok(square(least)?.checked_mul(apparent).ok_or_else(out_of_range)? <= active)
    };
    // What it reaches, and what it does not: halved until they meet.
    let (mut reached, mut beyond) = (0_u32, 101_u32);
    while beyond - reached > 1 {
        let middle = reached.midpoint(beyond);
        if reaches(middle)? {
            reached = middle;
        } else {
            beyond = middle;
        }
    }
    Ok(reached)
}

/// What is adjusted.
fn base(input: &PowerFactorInput, policy: &PolicyView<'_>) -> Result<AdjustedBase, Refusal> {
    let funds_fen = match policy.power_factor_base()? {
        PowerFactorBase::BasicAndEnergy => Fen::ZERO,
        PowerFactorBase::WithFunds => input.funds_fen,
    };
    let lighting_fen = match input.lighting {
        Some(LightingCharge { amount_fen, connection: LightingConnection::Series }) => amount_fen,
        Some(LightingCharge { connection: LightingConnection::Parallel, .. }) | None => Fen::ZERO,
    };
    let (basic_fen, energy_fen) = (input.basic_fen, input.energy_fen);
    let total_fen = Fen::sum([basic_fen, energy_fen, funds_fen, lighting_fen])
        .map_err(|_overflow| out_of_range())?;
    Ok(AdjustedBase { basic_fen, energy_fen, funds_fen, lighting_fen, total_fen })
}

#[cfg(test)]
mod tests;
