//! From what the registers counted to the energy that is charged, by price table
//! and period.
//!
//! The order is that of practice: shares at other price tables (定量, then 定比),
//! meters behind this one (总分), losses (变损, 线损), then what is added or taken
//! off (加减电量), the free quota, and what was billed provisionally.

use rust_decimal::Decimal;

use super::document::{EnergyStatement, LossStatement};
use super::input::{Adjustment, BillEnergy, BillInput};
use super::loss::{
    LineLossInput, TransformerLoss, TransformerLossInput, line_loss, loss_period, transformer_loss,
};
use super::portion::{Share, base_period, shares, sub_meters, take};
use super::pricing::Pricing;
use super::settlement::charged_before;
use super::stretch::out_of_range;
use crate::meter::{ByPeriod, Direction, Measured, Period, Register};
use crate::policy::{FreeQuotaOrder, PolicyView};
use crate::quantity::{Kvarh, Kwh};
use crate::reading::usage::{Usage, active_total, energy_of};
use crate::refusal::Refusal;
use crate::tariff::price::Tariff;
use crate::tariff::time_of_use::priced_periods;

/// The energy of a bill before it is priced.
pub(super) struct Energies<'a> {
    /// The account's own energy; below zero where more is given back than used.
    pub(super) own: ByPeriod,
    /// The same over all periods.
    pub(super) own_kwh: Kwh,
    /// What other price tables take.
    pub(super) shares: Vec<Share<'a>>,
}

/// The months over which the energy was used: a bill that settles provisional
/// ones covers theirs too.
pub(super) fn months_covered(input: &BillInput) -> u32 {
    let settled = input.settles.as_ref().map_or(0, |settles| settles.bills.len());
    let bills = u32::try_from(settled).unwrap_or(u32::MAX).saturating_add(1);
    input.terms.cycle_months.saturating_mul(bills)
}

/// From register usage to the energy charged by price table and period, and how
/// that was found.
pub(super) fn energies<'a>(
    input: &'a BillInput,
    tariff: &Tariff,
    policy: &PolicyView<'_>,
    priced: &mut Pricing,
) -> Result<Energies<'a>, Refusal> {
    check_provisional(input)?;
    let mut own = priced_periods(tariff, &priced.usage.registers)?;
    let metered_kwh = own.sum();
    if is_metered_alone(input, &own) {
        priced.energy =
            EnergyStatement { metered_kwh, charged_kwh: metered_kwh, ..EnergyStatement::default() };
        return Ok(Energies { own, own_kwh: metered_kwh, shares: Vec::new() });
    }
    let shares = shares(input, tariff, &mut own, policy, &mut priced.shares)?;
    sub_meters(input, tariff, &mut own, policy, &mut priced.sub_meters)?;
    let sub_metered_kwh = added(priced.sub_meters.iter().map(|sub| sub.deducted_kwh))?;
    priced.loss = losses(input, tariff, &priced.usage, policy)?;
    let loss_kwh = priced.loss.as_ref().map_or(Kwh::ZERO, |loss| loss.loss_kwh);
    if let Some(loss) = &priced.loss {
        add(&mut own, loss.period, loss.loss_kwh)?;
    }
    check_adjustments(input)?;
    let adjustment_kwh = added(input.adjustments.iter().map(|adjustment| adjustment.energy_kwh))?;
    let before = input.settles.as_ref().map_or(Kwh::ZERO, |settles| settles.adjustment_kwh);
    let adjustments = added([adjustment_kwh, before])?;
    adjust(&mut own, adjustments, base_period(tariff), policy)?;
    if input.settles.is_none() && own.energies().any(Kwh::is_negative) {
        return Err(Refusal::by_clause("negative_usage", "4.2.3")
            .with("metered_kwh", metered_kwh)
            .with("adjustment_kwh", adjustment_kwh));
    }
    let free_kwh = take_free(input, tariff, &mut own, policy)?;
    let settled_kwh = added([settle(input, &mut own)?, Kwh::new(-before.get())])?;
    let own_kwh = own.sum();
    let mut charged_kwh = own_kwh;
    for share in &shares {
        charged_kwh = added([charged_kwh, share.energy.sum()])?;
    }
    priced.energy = EnergyStatement {
        metered_kwh,
        sub_metered_kwh,
        loss_kwh,
        adjustment_kwh,
        settled_kwh,
        free_kwh,
        charged_kwh,
    };
    Ok(Energies { own, own_kwh, shares })
}

/// Whether the meters say all: most accounts have no contract beyond the price, and
/// nothing is added, taken off or settled.
fn is_metered_alone(input: &BillInput, own: &ByPeriod) -> bool {
    input.terms.contract.is_empty()
        && input.terms.free_quota_kwh.is_zero()
        && input.sub_meters.is_empty()
        && input.adjustments.is_empty()
        && input.settles.is_none()
        && !own.energies().any(Kwh::is_negative)
}

/// No source says how a missed month is parted among several price tables or
/// meters: then only a make-up reading is possible.
fn check_provisional(input: &BillInput) -> Result<(), Refusal> {
    let provisional = matches!(input.energy, BillEnergy::Provisional { .. });
    let parted = !input.terms.contract.shares.is_empty() || !input.sub_meters.is_empty();
    if parted && (provisional || input.settles.is_some()) {
        return Err(
            Refusal::by_clause("provisional_parted", "4.1.5").with("account", &input.terms.account)
        );
    }
    Ok(())
}

/// 4.2.3: what is added or taken off has a reason and a paper.
fn check_adjustments(input: &BillInput) -> Result<(), Refusal> {
    let is_unfounded = |adjustment: &&Adjustment| {
        adjustment.reason.trim().is_empty() || adjustment.reference.trim().is_empty()
    };
    match input.adjustments.iter().find(is_unfounded) {
        Some(unfounded) => Err(Refusal::by_clause("adjustment_unfounded", "4.2.3")
            .with("account", &input.terms.account)
            .with("adjustment_kwh", unfounded.energy_kwh)),
        None => Ok(()),
    }
}

fn added(energies: impl IntoIterator<Item = Kwh>) -> Result<Kwh, Refusal> {
    Kwh::sum(energies).map_err(|_overflow| out_of_range())
}

fn add(own: &mut ByPeriod, period: Period, more: Kwh) -> Result<(), Refusal> {
    let energy = own.entry(period);
    *energy = energy.plus(more).map_err(|_overflow| out_of_range())?;
    Ok(())
}

/// Adds to the base period; takes off as shares are taken, for what is taken off has
/// no period of its own. What is not there at all goes below zero.
fn adjust(
    own: &mut ByPeriod,
    energy: Kwh,
    base: Period,
    policy: &PolicyView<'_>,
) -> Result<(), Refusal> {
    if !energy.is_negative() {
        return if energy.is_zero() { Ok(()) } else { add(own, base, energy) };
    }
    let taken = take(own, Kwh::new(-energy.get()), base, policy.share_periods()?);
    let rest = added([energy, taken.sum()])?;
    if rest.is_zero() { Ok(()) } else { add(own, base, rest) }
}

/// Takes off what the provisional bills charged (4.1.5), period by period, and
/// returns how much that was.
fn settle(input: &BillInput, own: &mut ByPeriod) -> Result<Kwh, Refusal> {
    let Some(settles) = &input.settles else { return Ok(Kwh::ZERO) };
    let settled = charged_before(settles)?;
    let settled_kwh = settled.sum();
    for (period, energy) in settled.iter() {
        add(own, period, Kwh::new(-energy.get()))?;
    }
    Ok(settled_kwh)
}

/// The active energy through the account's meters over all periods.
pub(super) fn active(usage: &Usage) -> Kwh {
    active_total(&usage.registers).unwrap_or(Kwh::ZERO)
}

/// The reactive energy taken and fed back.
pub(super) fn reactive(usage: &Usage) -> (Kvarh, Kvarh) {
    let of = |direction| {
        let register = Register { direction, quantity: Measured::Reactive, period: Period::Total };
        Kvarh::new(energy_of(&usage.registers, register).get())
    };
    (of(Direction::Forward), of(Direction::Reverse))
}

/// The losses of transformer and line that the contract agrees.
fn losses(
    input: &BillInput,
    tariff: &Tariff,
    usage: &Usage,
    policy: &PolicyView<'_>,
) -> Result<Option<LossStatement>, Refusal> {
    let contract = &input.terms.contract;
    if contract.transformer_loss.is_none() && contract.line_loss.is_none() {
        return Ok(None);
    }
    let active_kwh = active(usage);
    let transformer = contract
        .transformer_loss
        .as_ref()
        .map(|method| {
            let (taken, fed_back) = reactive(usage);
            // Both directions load the transformer.
            let reactive_kvarh =
                taken.plus(Kvarh::new(fed_back.get().abs())).map_err(|_overflow| out_of_range())?;
            let method = method.over(months_covered(input))?;
            transformer_loss(&TransformerLossInput { active_kwh, reactive_kvarh, method }, policy)
        })
        .transpose()?;
    let of_transformer = transformer
        .as_ref()
        .map_or(Kwh::ZERO, |transformer: &TransformerLoss| transformer.loss_kwh);
    let line = contract
        .line_loss
        .map(|terms| {
            let over = if terms.with_transformer_loss { of_transformer } else { Kwh::ZERO };
            let energy_kwh = added([active_kwh, over])?;
            let method = terms.method.over(months_covered(input))?;
            line_loss(&LineLossInput { energy_kwh, method })
        })
        .transpose()?;
    let of_line = line.map_or(Kwh::ZERO, |line| line.loss_kwh);
    let loss_kwh = added([of_transformer, of_line])?;
    Ok(Some(LossStatement { transformer, line, period: loss_period(tariff)?, loss_kwh }))
}

/// Takes the free quota of all months covered off, before tiers; at most what was
/// used in them.
fn take_free(
    input: &BillInput,
    tariff: &Tariff,
    own: &mut ByPeriod,
    policy: &PolicyView<'_>,
) -> Result<Kwh, Refusal> {
    let quota = input.terms.free_quota_kwh.get();
    if quota.is_zero() {
        return Ok(Kwh::ZERO);
    }
    let months = Decimal::from(months_covered(input));
    let quota = quota.checked_mul(months).ok_or_else(out_of_range)?;
    let mut periods: Vec<Period> = own.iter().map(|(period, _)| period).collect();
    periods.sort_by_key(|period| tariff.prices.of(*period));
    if policy.free_quota_order()? == FreeQuotaOrder::HighestPriceFirst {
        periods.reverse();
    }
    let free = quota.min(own.sum().get()).max(Decimal::ZERO);
    let mut rest = free;
    for period in periods {
        if let Some(energy) = own.of_mut(period) {
            let taken = rest.min(energy.get().max(Decimal::ZERO));
            rest -= taken;
            *energy = Kwh::new(energy.get() - taken);
        }
    }
    // All of it was found: what is above zero is at least the sum.
    Ok(Kwh::new(free))
}
