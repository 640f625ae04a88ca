//! Usage (抄见电量): from two indexes to energy, over rollovers and meter changes.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::check::MonthUsage;
use crate::id::MeterNo;
use crate::meter::{ByPeriod, Digits, Direction, Measured, Period, Register};
use crate::policy::PolicyView;
use crate::quantity::{Index, Kw, Kwh, Multiplier, cmp_power_of_ten};
use crate::refusal::Refusal;

/// One register of one meter between two looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterSpan {
    /// Which register.
    pub register: Register,
    /// What it showed at the beginning (起度).
    pub previous: Index,
    /// What it shows at the end (止度).
    pub current: Index,
}

/// One meter between two looks at it: since the last actual reading or its
/// installation, until the reading or its removal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterSpan {
    /// The meter.
    pub meter: MeterNo,
    /// Its declared digits.
    pub digits: Digits,
    /// Its multiplier.
    pub multiplier: Multiplier,
    /// Its registers.
    pub registers: Vec<RegisterSpan>,
}

/// What usage is computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageInput {
    /// The meters of the service point in the order in which they hung there:
    /// one, or with meter changes the removed ones first.
    pub meters: Vec<MeterSpan>,
    /// The most that a rollover may plausibly mean, per meter; absent where
    /// neither history nor capacity is known. See [`rollover_limit`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollover_limit_kwh: Option<Kwh>,
    /// Whether the auditor has accepted a rollover beyond the limit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rollover_accepted: bool,
}

impl UsageInput {
    /// The input for `meters` with the rollover limit that `base` and the
    /// policy give. Phone and station both make it so.
    pub fn new(
        meters: Vec<MeterSpan>,
        base: &RolloverBase,
        policy: &PolicyView<'_>,
    ) -> Result<Self, Refusal> {
        let rollover_limit_kwh = rollover_limit(base, policy.rollover_history_multiple()?);
        Ok(Self { meters, rollover_limit_kwh, rollover_accepted: false })
    }
}

/// How one register's usage was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterStatement {
    /// The meter.
    pub meter: MeterNo,
    /// The register.
    pub register: Register,
    /// At the beginning (起度).
    pub previous: Index,
    /// At the end (止度).
    pub current: Index,
    /// The register went over its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rolled_over: bool,
    /// The multiplier.
    pub multiplier: Multiplier,
    /// Difference × multiplier, not rounded.
    pub energy_kwh: Kwh,
}

/// Energy of one register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterUsage {
    /// The register.
    pub register: Register,
    /// Its energy.
    pub energy_kwh: Kwh,
}

/// What a demand register of one meter shows: a largest value, not a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterDemand {
    /// The meter.
    pub meter: MeterNo,
    /// The register.
    pub register: Register,
    /// What it shows.
    pub shown: Index,
    /// The multiplier.
    pub multiplier: Multiplier,
    /// Shown × multiplier, not rounded.
    pub demand_kw: Kw,
}

/// Usage over all meters, each step shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Each register of each meter.
    pub statements: Vec<RegisterStatement>,
    /// Whole kWh per register, half up, in the order of registers.
    pub registers: Vec<RegisterUsage>,
    /// Each demand register of each meter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demands: Vec<RegisterDemand>,
}

impl Usage {
    /// The energy of `register`; zero where the meter has none.
    #[must_use]
    pub fn of(&self, register: Register) -> Kwh {
        energy_of(&self.registers, register)
    }

    /// The forward active energy over all hours; see [`active_total`].
    #[must_use]
    pub fn billed(&self) -> Kwh {
        active_total(&self.registers).unwrap_or(Kwh::ZERO)
    }

    /// The largest demand that was taken; absent where no register shows one.
    #[must_use]
    pub fn demand(&self) -> Option<Kw> {
        let taken = |read: &&RegisterDemand| read.register.direction == Direction::Forward;
        self.demands.iter().filter(taken).map(|read| read.demand_kw).max()
    }
}

/// The energy of `register` among `registers`; zero where it is not there.
#[must_use]
pub fn energy_of(registers: &[RegisterUsage], register: Register) -> Kwh {
    registers
        .iter()
        .find(|usage| usage.register == register)
        .map_or(Kwh::ZERO, |usage| usage.energy_kwh)
}

/// The forward active energy over all hours: the total register, or where the
/// meter has none the sum of its periods; absent without any such register.
#[must_use]
pub fn active_total(registers: &[RegisterUsage]) -> Option<Kwh> {
    let periods = by_period(registers);
    (!periods.is_empty()).then(|| periods.sum())
}

/// Adds `more` to its register among `registers`; refuses `out_of_range`.
pub fn add_usage(registers: &mut Vec<RegisterUsage>, more: &RegisterUsage) -> Result<(), Refusal> {
    match registers.iter_mut().find(|known| known.register == more.register) {
        Some(known) => {
            known.energy_kwh = known
                .energy_kwh
                .plus(more.energy_kwh)
                .map_err(|_overflow| Refusal::out_of_range("usage"))?;
        }
        None => registers.push(*more),
    }
    Ok(())
}

/// The demand of meters that hang side by side, each on its feeder: the largest of
/// each, all added; absent where none shows one. Refuses `out_of_range`.
pub fn feeder_demand(usages: &[Usage]) -> Result<Option<Kw>, Refusal> {
    let mut together: Option<Decimal> = None;
    for demand_kw in usages.iter().filter_map(Usage::demand) {
        let sum = together.unwrap_or_default().checked_add(demand_kw.get());
        together = Some(sum.ok_or_else(|| Refusal::out_of_range("demand"))?);
    }
    Ok(together.map(Kw::new))
}

/// Computes usage: (current − previous) × multiplier for each meter, added per
/// register over meter changes, then rounded once to whole kWh, half up. Beside a
/// meter with a total register, one without counts its periods to the total too. A
/// demand register shows the largest demand since it was last set back: its value is
/// what it shows × multiplier, and over meter changes nothing is added.
///
/// Refuses an index that the register cannot show, `rollover_implausible`,
/// `no_meter`, `register_twice` and `out_of_range`.
pub fn usage(input: &UsageInput) -> Result<Usage, Refusal> {
    let mut found = Usage::default();
    usage_into(input, &mut found)?;
    Ok(found)
}

/// Writes what [`usage`] computes over `into`, in the memory that it has.
pub(crate) fn usage_into(input: &UsageInput, into: &mut Usage) -> Result<(), Refusal> {
    if input.meters.is_empty() {
        return Err(Refusal::by_clause("no_meter", "4.1.3"));
    }
    let Usage { statements, registers, demands } = into;
    statements.clear();
    registers.clear();
    demands.clear();
    let several = input.meters.len() > 1;
    for meter in &input.meters {
        for (place, span) in meter.registers.iter().enumerate() {
            let register = span.register;
            if meter.registers.iter().take(place).any(|before| before.register == register) {
                return Err(Refusal::new("register_twice")
                    .with("meter", &meter.meter)
                    .with("register", register));
            }
            if register.quantity == Measured::Demand {
                demands.push(demand(meter, span)?);
                continue;
            }
            let (rolled_over, energy_kwh) = counted(meter, span, input)?;
            add_usage(registers, &RegisterUsage { register, energy_kwh })?;
            if several {
                add_to_total(input, meter, registers, &RegisterUsage { register, energy_kwh })?;
            }
            statements.push(RegisterStatement {
                meter: meter.meter.clone(),
                register,
                previous: span.previous,
                current: span.current,
                rolled_over,
                multiplier: meter.multiplier,
                energy_kwh,
            });
        }
    }
    registers.sort_unstable_by_key(|usage| usage.register);
    for usage in registers {
        usage.energy_kwh = usage.energy_kwh.round_whole();
    }
    Ok(())
}

/// Adds what a period's register counted to the total as well, where its meter has no
/// total register and another has: the total would leave out what this one counted.
#[cold]
fn add_to_total(
    input: &UsageInput,
    meter: &MeterSpan,
    registers: &mut Vec<RegisterUsage>,
    of_period: &RegisterUsage,
) -> Result<(), Refusal> {
    let total = Register { period: Period::Total, ..of_period.register };
    let has = |meter: &MeterSpan| meter.registers.iter().any(|span| span.register == total);
    if has(meter) || !input.meters.iter().any(has) {
        return Ok(());
    }
    add_usage(registers, &RegisterUsage { register: total, energy_kwh: of_period.energy_kwh })
}

fn demand(meter: &MeterSpan, span: &RegisterSpan) -> Result<RegisterDemand, Refusal> {
    meter.digits.check_index(span.current)?;
    let demand_kw = span
        .current
        .get()
        .checked_mul(meter.multiplier.get())
        .filter(|demand| cmp_power_of_ten(*demand, LARGEST_POWER).is_le())
        .map(Kw::new)
        .ok_or_else(|| Refusal::out_of_range("demand"))?;
    Ok(RegisterDemand {
        meter: meter.meter.clone(),
        register: span.register,
        shown: span.current,
        multiplier: meter.multiplier,
        demand_kw,
    })
}

/// The digits of the largest usage of one register that is computed with, 10¹⁰ kWh:
/// more is a fault of the multiplier.
const LARGEST_POWER: u32 = 10;

/// Whether a register went over its end, and its energy.
fn counted(
    meter: &MeterSpan,
    span: &RegisterSpan,
    input: &UsageInput,
) -> Result<(bool, Kwh), Refusal> {
    for index in [span.previous, span.current] {
        meter.digits.check_index(index)?;
    }
    let mut counted = span.current.get() - span.previous.get();
    let rolled_over = counted.is_sign_negative() && !counted.is_zero();
    if rolled_over {
        counted += meter.digits.rollover_at()?.get();
    }
    let energy_kwh = counted
        .checked_mul(meter.multiplier.get())
        .filter(|energy| cmp_power_of_ten(*energy, LARGEST_POWER).is_le())
        .map(Kwh::new)
        .ok_or_else(|| Refusal::out_of_range("usage"))?;
    let plausible = input.rollover_limit_kwh.is_some_and(|limit| energy_kwh <= limit);
    if rolled_over && !plausible && !input.rollover_accepted {
        // 4.1.2: an index below the previous one is a misreading or reverse
        // running unless a rollover is plausible by the declared digits.
        return Err(Refusal::by_clause("rollover_implausible", "4.1.2")
            .with("meter", &meter.meter)
            .with("register", span.register)
            .with("previous", span.previous)
            .with("current", span.current)
            .with("rollover_kwh", energy_kwh)
            .with_some("limit_kwh", input.rollover_limit_kwh));
    }
    Ok((rolled_over, energy_kwh))
}

/// What bounds the plausible usage of one reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloverBase {
    /// Billed months, in any order.
    pub history: Vec<MonthUsage>,
    /// Contract capacity; absent where none is agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity_kw: Option<Kw>,
    /// When the last actual reading was taken; absent for a new meter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_on: Option<NaiveDate>,
    /// When this one is taken.
    pub read_on: NaiveDate,
    /// How many billing periods the reading covers: 1 and the misses before it.
    pub periods: u32,
}

/// The most energy that a rollover may plausibly mean: `multiple` times the
/// mean of the latest twelve billed periods for each period covered, or where
/// there is no history, full capacity through all hours.
#[must_use]
pub fn rollover_limit(base: &RolloverBase, multiple: u32) -> Option<Kwh> {
    let mut history = base.history.clone();
    history.sort_by_key(|month| month.period);
    let recent: Vec<Kwh> = history.iter().rev().take(12).map(|month| month.usage_kwh).collect();
    let sum = Kwh::sum(recent.iter().copied()).ok()?;
    if sum > Kwh::ZERO {
        let mean = sum.get().checked_div(Decimal::from(recent.len()))?;
        let times = Decimal::from(multiple) * Decimal::from(base.periods.max(1));
        return mean.checked_mul(times).map(|limit| Kwh::new(limit).round_whole());
    }
    full_capacity(base.capacity_kw?, base.previous_on?, base.read_on)
}

/// The energy of `capacity` through every hour between two dates.
#[must_use]
pub fn full_capacity(capacity: Kw, previous_on: NaiveDate, read_on: NaiveDate) -> Option<Kwh> {
    let days = (read_on - previous_on).num_days().max(1);
    capacity.get().checked_mul(Decimal::from(days * 24)).map(Kwh::new)
}

/// The forward active energy by time-of-use period; what the periods lack or
/// exceed of the total goes to flat, so that they add up to it.
#[must_use]
pub fn by_period(registers: &[RegisterUsage]) -> ByPeriod {
    let mut periods: ByPeriod = registers
        .iter()
        .filter(|usage| usage.register.is_forward_active())
        .map(|usage| (usage.register.period, usage.energy_kwh))
        .collect();
    let Some(total) = periods.remove(Period::Total) else { return periods };
    if periods.is_empty() {
        return ByPeriod::one(Period::Total, total);
    }
    let rest = total.get() - periods.sum().get();
    if !rest.is_zero() {
        let flat = periods.entry(Period::Flat);
        *flat = Kwh::new(flat.get() + rest);
    }
    periods
}

#[cfg(test)]
mod tests;
