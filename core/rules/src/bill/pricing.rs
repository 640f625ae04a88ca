//! Pricing a bill: its energy, lines and total, before they become a document.

use std::ops::Range;

use super::basic_charge::BasicChargeStatement;
use super::charges::{basic_charges, power_factor};
use super::climb::TierCursor;
use super::document::{
    BillLine, EnergyStatement, LineKind, LossStatement, ShareTaken, SubMeterTaken,
};
use super::energy::{Energies, energies};
use super::input::{BillEnergy, BillInput};
use super::line::{round, total_of};
use super::lines::{own_lines, share_lines};
use super::power_factor::{LightingConnection, PowerFactorStatement};
use crate::money::Fen;
use crate::policy::PolicySet;
use crate::reading::usage::{Usage, usage_into};
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::tier::TierUse;

/// All that a bill charges, with what led to it; the fields are those of
/// [`super::BillDocument`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pricing {
    /// What the registers counted.
    pub usage: Usage,
    /// From metered to charged energy.
    pub energy: EnergyStatement,
    /// What meters behind this one took off.
    pub sub_meters: Vec<SubMeterTaken>,
    /// What shares at other price tables took.
    pub shares: Vec<ShareTaken>,
    /// How the losses were found; absent where none are charged.
    pub loss: Option<LossStatement>,
    /// How each basic charge was found.
    pub basic_charges: Vec<BasicChargeStatement>,
    /// How the power factor adjustment was found; absent without one.
    pub power_factor: Option<PowerFactorStatement>,
    /// The lines.
    pub lines: Vec<BillLine>,
    /// What the lines add up to.
    pub total_fen: Fen,
    /// The yearly tiers after this bill; absent without.
    pub tier_use: Option<TierUse>,
}

impl Pricing {
    /// Nothing of an earlier bill is left; the memory stays. What is not emptied here
    /// is written over by each bill.
    fn begin(&mut self) {
        self.sub_meters.clear();
        self.shares.clear();
        self.loss = None;
        self.basic_charges.clear();
        self.power_factor = None;
        self.lines.clear();
    }
}

/// Prices one bill after another in the same memory, as a month of a village is
/// priced.
#[derive(Debug, Default)]
pub struct Pricer {
    priced: Pricing,
}

impl Pricer {
    /// Prices a bill without writing its document: nothing is hashed. Energy in
    /// kWh, prices in yuan, amounts in fen. Nothing of an earlier bill, or of one
    /// that was refused, is in it.
    ///
    /// Refuses what [`super::compute`] refuses, but for the revision's.
    pub fn price(&mut self, input: &BillInput, policies: &PolicySet) -> Result<&Pricing, Refusal> {
        price(input, policies, &mut self.priced)?;
        Ok(&self.priced)
    }
}

/// Prices one bill; see [`Pricer::price`].
pub fn pricing(input: &BillInput, policies: &PolicySet) -> Result<Pricing, Refusal> {
    let mut priced = Pricing::default();
    price(input, policies, &mut priced)?;
    Ok(priced)
}

/// Writes all of `priced` anew.
fn price(input: &BillInput, policies: &PolicySet, priced: &mut Pricing) -> Result<(), Refusal> {
    priced.begin();
    let policy = policies.on(input.read_on);
    input.terms.check()?;
    if let Some(previous_on) = input.previous_on.filter(|previous| *previous > input.read_on) {
        return Err(Refusal::by_clause("read_before_previous", "4.2.3")
            .with("previous_on", previous_on)
            .with("read_on", input.read_on));
    }
    let tariff = in_force(&input.tariffs, &input.tariff, input.read_on)?;
    metered(&input.energy, &mut priced.usage)?;
    let Energies { own, own_kwh, shares } = energies(input, tariff, &policy, priced)?;
    let mut tiers = TierCursor::new(input, tariff)?;
    let lines = &mut priced.lines;
    own_lines(input, tariff, (&own, own_kwh), &mut tiers, &policy, lines)?;
    let mut in_series = Vec::new();
    for share in &shares {
        let begin = lines.len();
        share_lines(input, share, &policy, lines)?;
        if share.connection == LightingConnection::Series {
            in_series.push(begin..lines.len());
        }
    }
    round(lines, policy.rounding_place()?)?;
    basic_charges(input, tariff, policies, priced)?;
    let in_series_fen = energy_of(&priced.lines, &in_series)?;
    power_factor(input, tariff, in_series_fen, &policy, priced)?;
    priced.total_fen = total_of(&priced.lines)?;
    tiers.after(&mut priced.tier_use);
    Ok(())
}

/// What the energy lines in `places` come to; absent without any place.
fn energy_of(lines: &[BillLine], places: &[Range<usize>]) -> Result<Option<Fen>, Refusal> {
    if places.is_empty() {
        return Ok(None);
    }
    let chosen = places.iter().filter_map(|place| lines.get(place.clone())).flatten();
    let energy = chosen.filter(|line| line.kind == LineKind::Energy);
    Fen::sum(energy.map(|line| line.amount_fen))
        .map(Some)
        .map_err(|_overflow| Refusal::out_of_range("amount"))
}

fn metered(energy: &BillEnergy, into: &mut Usage) -> Result<(), Refusal> {
    match energy {
        BillEnergy::Metered(input) => usage_into(input, into),
        BillEnergy::Provisional { registers } => {
            *into = Usage { registers: registers.clone(), ..Usage::default() };
            Ok(())
        }
    }
}
