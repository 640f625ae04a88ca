//! One transformer's loss over the meters behind it.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::{check_energy, out_of_range};
use crate::bill::checks;
use crate::id::MeterNo;
use crate::quantity::{Kvarh, Kw, Kwh, Rate};
use crate::refusal::Refusal;

/// A ratio of sharing has this many decimals.
const RATIO_PLACES: u32 = 6;

/// What the loss is shared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareBasis {
    /// Not shared: all of it is the remainder meter's.
    None,
    /// By each meter's capacity.
    ByCapacity,
    /// By each meter's energy.
    ByEnergy,
    /// By each meter's agreed amount.
    Fixed,
}

/// Whether a meter's loss is charged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossTreatment {
    /// It is charged.
    #[default]
    Charged,
    /// It is counted, and takes its part of the loss, but is not charged.
    CountedNotCharged,
}

/// A meter that bears a part of the loss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareMeter {
    /// The meter.
    pub meter: MeterNo,
    /// Its capacity in kVA, for sharing by capacity.
    #[serde(default)]
    pub capacity_kva: Kw,
    /// Its energy in the period, for sharing by energy.
    #[serde(default)]
    pub energy_kwh: Kwh,
    /// Its agreed loss in whole kWh, for fixed sharing.
    #[serde(default)]
    pub fixed_kwh: Kwh,
    /// Its agreed reactive loss in whole kvarh, for fixed sharing.
    #[serde(default)]
    pub fixed_kvarh: Kvarh,
    /// Whether its loss is charged.
    #[serde(default)]
    pub treatment: LossTreatment,
}

/// A loss and the meters that bear it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareInput {
    /// The active loss in whole kWh.
    pub loss_kwh: Kwh,
    /// The reactive loss in whole kvarh.
    pub loss_kvarh: Kvarh,
    /// What it is shared by.
    pub basis: ShareBasis,
    /// The meters, in the order in which they take their parts.
    pub meters: Vec<ShareMeter>,
    /// The meter that takes what whole kWh leave over.
    pub remainder_to: MeterNo,
}

/// One meter's part of the loss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedLoss {
    /// The meter.
    pub meter: MeterNo,
    /// Its ratio to six decimals, half up; absent where nothing is shared by
    /// ratio. Ratios may miss one by a millionth for each meter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Rate>,
    /// Its active loss in whole kWh.
    pub counted_kwh: Kwh,
    /// Its reactive loss in whole kvarh.
    pub counted_kvarh: Kvarh,
    /// The active loss that it is charged.
    pub charged_kwh: Kwh,
    /// The reactive loss that it is charged.
    pub charged_kvarh: Kvarh,
}

/// How a loss is shared. The counted losses add up to the loss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareStatement {
    /// What it was shared by.
    pub basis: ShareBasis,
    /// What all meters' capacities or energies add up to; absent where nothing
    /// is shared by ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Rate>,
    /// The meters, in the order given.
    pub meters: Vec<SharedLoss>,
    /// The meter that took the remainder.
    pub remainder_to: MeterNo,
    /// What whole kWh left over for it beyond its own rounded part; below zero
    /// where the parts were rounded up.
    pub remainder_kwh: Kwh,
    /// The same of reactive loss.
    pub remainder_kvarh: Kvarh,
}

/// Shares a transformer's loss over its meters, as real billing systems do:
/// ratios to six decimals, whole kWh and kvarh half up, the remainder to one
/// meter. Nothing is lost or invented, and no part is below zero: where parts
/// that were rounded up would exceed the loss, a later meter takes what is left.
///
/// Refuses `figure_negative`, `loss_not_whole`, `loss_meter_twice`,
/// `loss_remainder_meter` (not among the meters), `loss_share_base` (nothing to
/// share by), `loss_share_exceeds` (agreed amounts above the loss) and
/// `out_of_range`.
pub fn share(input: &ShareInput) -> Result<ShareStatement, Refusal> {
    check(input)?;
    let (base, ratios) = ratios(input)?;
    let whole = |loss: Decimal, fixed: &dyn Fn(&ShareMeter) -> Decimal| -> Result<_, Refusal> {
        match &ratios {
            Some(ratios) => ratios.iter().map(|ratio| part(loss, *ratio)).collect(),
            None if input.basis == ShareBasis::Fixed => {
                Ok(input.meters.iter().map(fixed).collect())
            }
            None => Ok(vec![Decimal::ZERO; input.meters.len()]),
        }
    };
    let loss_kwh = input.loss_kwh.get();
    let loss_kvarh = input.loss_kvarh.get();
    let (kwh, remainder_kwh) =
        divide(input, loss_kwh, &whole(loss_kwh, &|meter| meter.fixed_kwh.get())?)?;
    let (kvarh, remainder_kvarh) =
        divide(input, loss_kvarh, &whole(loss_kvarh, &|meter| meter.fixed_kvarh.get())?)?;
    let meters = input.meters.iter().zip(kwh.into_iter().zip(kvarh)).enumerate();
    Ok(ShareStatement {
        basis: input.basis,
        base: base.map(Rate::new),
        meters: meters
            .map(|(place, (meter, (kwh, kvarh)))| {
                let ratio = ratios.as_ref().and_then(|ratios| ratios.get(place)).copied();
                shared(meter, ratio.map(Rate::new), (Kwh::new(kwh), Kvarh::new(kvarh)))
            })
            .collect(),
        remainder_to: input.remainder_to.clone(),
        remainder_kwh: Kwh::new(remainder_kwh),
        remainder_kvarh: Kvarh::new(remainder_kvarh),
    })
}

fn shared(meter: &ShareMeter, ratio: Option<Rate>, (kwh, kvarh): (Kwh, Kvarh)) -> SharedLoss {
    let is_charged = meter.treatment == LossTreatment::Charged;
    SharedLoss {
        meter: meter.meter.clone(),
        ratio,
        counted_kwh: kwh,
        counted_kvarh: kvarh,
        charged_kwh: if is_charged { kwh } else { Kwh::ZERO },
        charged_kvarh: if is_charged { kvarh } else { Kvarh::ZERO },
    }
}

fn check(input: &ShareInput) -> Result<(), Refusal> {
    check_energy(input.loss_kwh, input.loss_kvarh)?;
    not_whole("loss_kwh", input.loss_kwh.get())?;
    not_whole("loss_kvarh", input.loss_kvarh.get())?;
    for (place, meter) in input.meters.iter().enumerate() {
        checks::not_negative("capacity_kva", meter.capacity_kva.get())?;
        check_energy(meter.energy_kwh, Kvarh::ZERO)?;
        for (name, value) in
            [("fixed_kwh", meter.fixed_kwh.get()), ("fixed_kvarh", meter.fixed_kvarh.get())]
        {
            checks::not_negative(name, value)?;
            not_whole(name, value)?;
        }
        if input.meters.iter().skip(place + 1).any(|other| other.meter == meter.meter) {
            return Err(Refusal::new("loss_meter_twice").with("meter", &meter.meter));
        }
    }
    if !input.meters.iter().any(|meter| meter.meter == input.remainder_to) {
        return Err(Refusal::new("loss_remainder_meter").with("meter", &input.remainder_to));
    }
    Ok(())
}

fn not_whole(name: &'static str, value: Decimal) -> Result<(), Refusal> {
    if value.is_integer() {
        return Ok(());
    }
    Err(Refusal::new("loss_not_whole").with(name, value))
}

/// The sum of what is shared by and each meter's ratio of it.
fn ratios(input: &ShareInput) -> Result<(Option<Decimal>, Option<Vec<Decimal>>), Refusal> {
    let own = |meter: &ShareMeter| match input.basis {
        ShareBasis::ByCapacity => Some(meter.capacity_kva.get()),
        ShareBasis::ByEnergy => Some(meter.energy_kwh.get()),
        ShareBasis::None | ShareBasis::Fixed => None,
    };
    let Some(own) = input.meters.iter().map(own).collect::<Option<Vec<Decimal>>>() else {
        return Ok((None, None));
    };
    let base = own
        .iter()
        .try_fold(Decimal::ZERO, |sum, own| sum.checked_add(*own))
        .ok_or_else(out_of_range)?;
    if base.is_zero() {
        // No rule says who bears a loss that nobody's figure calls for.
        return Err(Refusal::new("loss_share_base").with("meters", input.meters.len()));
    }
    let ratios = own.iter().map(|own| {
        own.checked_div(base).ok_or_else(out_of_range).map(|ratio| {
            ratio.round_dp_with_strategy(RATIO_PLACES, RoundingStrategy::MidpointAwayFromZero)
        })
    });
    Ok((Some(base), Some(ratios.collect::<Result<_, _>>()?)))
}

fn part(loss: Decimal, ratio: Decimal) -> Result<Decimal, Refusal> {
    let exact = loss.checked_mul(ratio).ok_or_else(out_of_range)?;
    Ok(exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
}

/// Gives each meter its part and the named meter the rest; returns the parts
/// and what the rest is beyond the named meter's own part.
fn divide(
    input: &ShareInput,
    loss: Decimal,
    parts: &[Decimal],
) -> Result<(Vec<Decimal>, Decimal), Refusal> {
    let is_named = |meter: &ShareMeter| meter.meter == input.remainder_to;
    let mut left = loss;
    let mut own = Decimal::ZERO;
    let mut taken = Vec::new();
    for (meter, part) in input.meters.iter().zip(parts) {
        if is_named(meter) {
            own = *part;
            taken.push(Decimal::ZERO);
            continue;
        }
        if input.basis == ShareBasis::Fixed && *part > left {
            return Err(Refusal::new("loss_share_exceeds")
                .with("meter", &meter.meter)
                .with("agreed", part)
                .with("left", left));
        }
        let part = (*part).min(left);
        left -= part;
        taken.push(part);
    }
    for (meter, part) in input.meters.iter().zip(&mut taken) {
        if is_named(meter) {
            *part = left;
        }
    }
    Ok((taken, left.checked_sub(own).ok_or_else(out_of_range)?))
}

#[cfg(test)]
mod tests;
