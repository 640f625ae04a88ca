//! How much energy is taken as stolen (供电营业规则 1996 art. 103).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::policy::{Load, PolicyUse, PolicyView, theft_hours_key};
use crate::quantity::{Ampere, Kw, Kwh, Volt};
use crate::refusal::Refusal;

/// The capacity that theft is reckoned with; a kVA counts as a kW.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StolenCapacity {
    /// Own connection: the equipment that was connected.
    Equipment {
        /// Its rated capacity.
        capacity_kw: Kw,
    },
    /// Any other way: the meter's rated current (标定电流).
    MeterRating {
        /// The rated current of one phase, not the greatest in brackets.
        rated_current: Ampere,
        /// The voltage between phase and neutral.
        phase_voltage: Volt,
        /// One or three.
        phases: u32,
    },
}

/// How long the theft went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StolenTime {
    /// As many days as were found.
    Known {
        /// The days.
        days: u32,
        /// The hours of a day; absent where they are not known.
        #[serde(default)]
        hours_a_day: Option<u32>,
    },
    /// Not to be found out.
    Unknown {
        /// Days that are certain; they count where they are more than the least.
        #[serde(default)]
        certain_days: u32,
    },
}

/// What stolen energy is found from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StolenEnergyInput {
    /// With what capacity.
    pub capacity: StolenCapacity,
    /// For what use.
    pub load: Load,
    /// How long.
    pub time: StolenTime,
}

/// Whether the time was found or set by the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TheftHours {
    /// Days and hours as found.
    Found,
    /// Days as found, hours by the rule.
    DaysFound,
    /// Days and hours by the rule.
    ByRule,
}

/// The energy that is taken as stolen, with all figures that lead to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StolenEnergy {
    /// The capacity.
    pub capacity_kw: Kw,
    /// The days.
    pub days: u32,
    /// The hours of a day.
    pub hours_a_day: u32,
    /// Where days and hours come from.
    pub time: TheftHours,
    /// Capacity × days × hours.
    pub unrounded_kwh: Kwh,
    /// The same in whole kWh, half up.
    pub energy_kwh: Kwh,
    /// The policies that it used.
    pub policies: Vec<PolicyUse>,
}

/// The energy that is taken as stolen, by the figures on the day of `policy`:
/// capacity times time; where the time cannot be found out, at least the rule's
/// days, with the rule's hours of power or lighting.
///
/// Refuses `theft_capacity` for a capacity that is not above zero or phases that
/// are neither one nor three, `theft_time` for no days or hours outside 1 to 24,
/// `policy_unset` and `out_of_range`.
pub fn stolen_energy(
    input: &StolenEnergyInput,
    policy: &PolicyView<'_>,
) -> Result<StolenEnergy, Refusal> {
    let capacity = capacity(input.capacity)?;
    let hours_key = theft_hours_key(input.load);
    let (days, hours_a_day, time, keys) = match input.time {
        StolenTime::Known { days, hours_a_day: Some(hours) } => {
            (days, hours, TheftHours::Found, vec![])
        }
        StolenTime::Known { days, hours_a_day: None } => {
            (days, policy.theft_hours_a_day(input.load)?, TheftHours::DaysFound, vec![hours_key])
        }
        StolenTime::Unknown { certain_days } => (
            policy.theft_unknown_days()?.max(certain_days),
            policy.theft_hours_a_day(input.load)?,
            TheftHours::ByRule,
            vec!["theft_unknown_days", hours_key],
        ),
    };
    if days == 0 || !(1..=24).contains(&hours_a_day) {
        return Err(Refusal::new("theft_time").with("days", days).with("hours", hours_a_day));
    }
    let exact = capacity
        .checked_mul(Decimal::from(days))
        .and_then(|a_day| a_day.checked_mul(Decimal::from(hours_a_day)))
        .map(Kwh::new)
        .ok_or_else(|| Refusal::out_of_range("stolen_energy"))?;
    Ok(StolenEnergy {
        capacity_kw: Kw::new(capacity),
        days,
        hours_a_day,
        time,
        unrounded_kwh: exact,
        energy_kwh: exact.round_whole(),
        policies: policy.all_hold(&keys),
    })
}

fn capacity(stated: StolenCapacity) -> Result<Decimal, Refusal> {
    let wrong = || Refusal::new("theft_capacity");
    let capacity = match stated {
        StolenCapacity::Equipment { capacity_kw } => capacity_kw.get(),
        StolenCapacity::MeterRating { rated_current, phase_voltage, phases } => {
            if ![1, 3].contains(&phases) {
                return Err(wrong().with("phases", phases));
            }
            if rated_current.is_negative() || phase_voltage.is_negative() {
                return Err(wrong());
            }
            // Three phases to neutral are three times one phase: no root of three,
            // so that the figure stays exact.
            rated_current
                .get()
                .checked_mul(phase_voltage.get())
                .and_then(|volt_ampere| volt_ampere.checked_mul(Decimal::from(phases)))
                .and_then(|volt_ampere| volt_ampere.checked_div(Decimal::ONE_THOUSAND))
                .ok_or_else(|| Refusal::out_of_range("stolen_energy"))?
        }
    };
    if capacity <= Decimal::ZERO {
        return Err(wrong().with("capacity_kw", capacity));
    }
    Ok(capacity)
}
