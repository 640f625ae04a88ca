//! Pricing a bill: its energy, lines and total, before they become a document.

use std::ops::Range;

use super::basic_charge::BasicChargeStatement;
use super::charges::{Adjusted, basic_charges, power_factor};
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
use crate::reading::usage::{Usage, usage};
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::tier::TierUse;

/// All that a bill charges, with what led to it; the fields are those of
/// [`super::BillDocument`].
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Most bills have no more lines than this.
const USUAL_LINES: usize = 4;

/// Prices a bill without writing its document: nothing is hashed. Energy in
/// kWh, prices in yuan, amounts in fen.
///
/// Refuses what [`super::compute`] refuses, but for the revision's.
pub fn pricing(input: &BillInput, policies: &PolicySet) -> Result<Pricing, Refusal> {
    let policy = policies.on(input.read_on);
    input.terms.check()?;
    if let Some(previous_on) = input.previous_on.filter(|previous| *previous > input.read_on) {
        return Err(Refusal::by_clause("read_before_previous", "4.2.3")
            .with("previous_on", previous_on)
            .with("read_on", input.read_on));
    }
    let tariff = in_force(&input.tariffs, &input.tariff, input.read_on)?;
    let usage = metered(&input.energy)?;
    let energies = energies(input, tariff, &usage, &policy)?;
    let mut tiers = TierCursor::new(input, tariff)?;
    let mut lines = Vec::with_capacity(USUAL_LINES);
    own_lines(input, tariff, &energies.own, &mut tiers, &policy, &mut lines)?;
    let mut in_series = Vec::new();
    for share in &energies.shares {
        let begin = lines.len();
        share_lines(input, share, &policy, &mut lines)?;
        if share.connection == LightingConnection::Series {
            in_series.push(begin..lines.len());
        }
    }
    round(&mut lines, policy.rounding_place()?)?;
    let (basic_charges, basic) =
        basic_charges(input, tariff, &usage, &energies.statement, policies)?;
    lines.extend(basic);
    let adjusted = Adjusted {
        in_series_fen: energy_of(&lines, &in_series)?,
        valid_from: tariff.valid_from,
        lines: &lines,
    };
    let adjustment = power_factor(input, &usage, energies.loss.as_ref(), &adjusted, &policy)?;
    let (power_factor, adjustment) = adjustment.unzip();
    lines.extend(adjustment);
    let Energies { statement, taken, sub_meters, loss, .. } = energies;
    Ok(Pricing {
        usage,
        energy: statement,
        sub_meters,
        shares: taken,
        loss,
        basic_charges,
        power_factor,
        total_fen: total_of(&lines)?,
        lines,
        tier_use: tiers.after(),
    })
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

fn metered(energy: &BillEnergy) -> Result<Usage, Refusal> {
    match energy {
        BillEnergy::Metered(input) => usage(input),
        BillEnergy::Provisional { registers } => {
            Ok(Usage { statements: Vec::new(), registers: registers.clone(), demands: Vec::new() })
        }
    }
}
