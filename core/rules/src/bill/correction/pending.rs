//! What is paid while a correction is pending, and at which tier it is settled.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::CorrectionCause;
use crate::calendar::YearMonth;
use crate::policy::{PendingBasis, PolicyUse, PolicyView, UntraceableTiers};
use crate::quantity::Kwh;
use crate::refusal::Refusal;

/// What kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionKind {
    /// Beyond the tolerance.
    MeterError,
    /// Stood still or failed.
    StuckRegister,
    /// Wired wrongly.
    WrongWiring,
    /// Billed with a wrong multiplier.
    WrongMultiplier,
    /// A transformer or its fuse failed.
    TransformerFault,
}

impl CorrectionKind {
    /// The article of the 供电营业规则 that settles it, by its number in 1996.
    pub(super) const fn article(self) -> u8 {
        match self {
            Self::MeterError | Self::StuckRegister => 80,
            Self::WrongWiring | Self::WrongMultiplier | Self::TransformerFault => 81,
        }
    }

    const fn pending_key(self) -> &'static str {
        match self {
            Self::MeterError | Self::StuckRegister => "pending_payment_error",
            Self::WrongWiring | Self::WrongMultiplier | Self::TransformerFault => {
                "pending_payment_fault"
            }
        }
    }
}

impl CorrectionCause {
    /// What kind of fault it is.
    #[must_use]
    pub const fn kind(&self) -> CorrectionKind {
        match self {
            Self::MeterError { .. } => CorrectionKind::MeterError,
            Self::StuckRegister { .. } => CorrectionKind::StuckRegister,
            Self::WrongWiring { .. } => CorrectionKind::WrongWiring,
            Self::WrongMultiplier { .. } => CorrectionKind::WrongMultiplier,
            Self::TransformerFault { .. } => CorrectionKind::TransformerFault,
        }
    }
}

/// What the energy of a month is found from while a correction is pending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingInput {
    /// What kind of fault.
    pub kind: CorrectionKind,
    /// The month's energy as read.
    pub as_read_kwh: Kwh,
    /// The energy of a normal month; absent where it is not known.
    #[serde(default)]
    pub normal_month_kwh: Option<Kwh>,
}

/// What a month is billed with while a correction is pending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingEnergy {
    /// By which of the two.
    pub basis: PendingBasis,
    /// The energy to be billed, to be settled with the correction.
    pub energy_kwh: Kwh,
    /// The article that it follows.
    pub source: String,
    /// The policy that it used.
    pub policy: PolicyUse,
}

/// The energy that a customer pays for while a correction is pending: as read for
/// the faults of art. 80, a normal month's for those of art. 81.
///
/// Refuses `correction_normal_month` where a normal month is needed and not given,
/// or not above zero; `policy_unset`.
pub fn pending_energy(
    input: &PendingInput,
    policy: &PolicyView<'_>,
) -> Result<PendingEnergy, Refusal> {
    let key = input.kind.pending_key();
    let basis = policy.pending_basis(key)?;
    let energy_kwh = match basis {
        PendingBasis::AsRead => input.as_read_kwh,
        PendingBasis::NormalMonth => input
            .normal_month_kwh
            .filter(|energy| energy.get() > Decimal::ZERO)
            .ok_or_else(|| {
                Refusal::new("correction_normal_month")
                    .with_some("energy_kwh", input.normal_month_kwh)
            })?,
    };
    let source = policy.supply_rules_article(input.kind.article());
    Ok(PendingEnergy { basis, energy_kwh, source, policy: policy.holds(key) })
}

/// A period's own part of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodShare {
    /// Which billing period.
    pub period: YearMonth,
    /// Its energy, signed.
    pub energy_kwh: Kwh,
}

/// A resident's correction that is to be priced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierTreatmentInput {
    /// The correction, signed.
    pub correction_kwh: Kwh,
    /// The periods it belongs to; empty where they cannot be found.
    #[serde(default)]
    pub periods: Vec<PeriodShare>,
}

/// At which tier a correction is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TierWay {
    /// Each part in its own period, which is billed again.
    OwnPeriods,
    /// All of it at the first tier.
    FirstTier,
    /// All of it at the highest tier that the account was charged.
    HighestTier,
}

/// How a resident's correction meets the tiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierTreatment {
    /// At which tier.
    pub way: TierWay,
    /// The correction, signed.
    pub correction_kwh: Kwh,
    /// Its periods; empty where they cannot be found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<PeriodShare>,
    /// The policy that it used; absent where its own periods settle it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyUse>,
}

/// How a resident's correction meets the tiers: in its own periods where they are
/// known, else as the policy says (collected at tier 1, refunded at the highest).
///
/// Refuses `correction_nothing` for zero, `correction_parts_differ` where the
/// periods do not add up to the correction, `correction_untraceable` where the
/// policy demands its periods, `policy_unset` and `out_of_range`.
pub fn tier_treatment(
    input: &TierTreatmentInput,
    policy: &PolicyView<'_>,
) -> Result<TierTreatment, Refusal> {
    let TierTreatmentInput { correction_kwh, periods } = input.clone();
    if correction_kwh.is_zero() {
        return Err(Refusal::new("correction_nothing"));
    }
    if !periods.is_empty() {
        let sum = Kwh::sum(periods.iter().map(|part| part.energy_kwh))
            .map_err(|_overflow| Refusal::out_of_range("correction"))?;
        if sum != correction_kwh {
            return Err(Refusal::new("correction_parts_differ")
                .with("expected", correction_kwh)
                .with("found", sum));
        }
        return Ok(TierTreatment {
            way: TierWay::OwnPeriods,
            correction_kwh,
            periods,
            policy: None,
        });
    }
    let way = match policy.correction_untraceable_tiers()? {
        UntraceableTiers::OwnPeriodsOnly => {
            return Err(Refusal::new("correction_untraceable").with("energy_kwh", correction_kwh));
        }
        UntraceableTiers::CollectLowRefundHigh if correction_kwh.is_negative() => {
            TierWay::HighestTier
        }
        UntraceableTiers::CollectLowRefundHigh => TierWay::FirstTier,
    };
    let policy = Some(policy.holds("correction_untraceable_tiers"));
    Ok(TierTreatment { way, correction_kwh, periods, policy })
}
