//! Figures of metering corrections (退补电量) and of default and illegal use.

use serde::{Deserialize, Serialize};

use super::PolicyView;
use crate::money::Fen;
use crate::refusal::Refusal;

choice!(
    /// How much of the time since the last test a meter's error counts for.
    ErrorTime {
        /// Half of it: when the error began is not known.
        Half = "half",
        /// All of it.
        Whole = "whole",
    }
);
choice!(
    /// How the energy that a faulty transformer or fuse lost is found.
    TransformerFaultRule {
        /// By calculation alone.
        Calculated = "calculated",
        /// By electrical theory; where it cannot be calculated, a normal month less
        /// the month of the fault.
        TheoryElseNormalMonth = "theory_else_normal_month",
    }
);
choice!(
    /// What a customer pays while a correction is pending.
    PendingBasis {
        /// The energy as read.
        AsRead = "as_read",
        /// The energy of a normal month.
        NormalMonth = "normal_month",
    }
);
choice!(
    /// At which tier a resident's correction is settled that cannot be put back into
    /// the periods it belongs to.
    UntraceableTiers {
        /// Collected at the first tier, refunded at the highest (退高补低).
        CollectLowRefundHigh = "collect_low_refund_high",
        /// It waits until its periods are found.
        OwnPeriodsOnly = "own_periods_only",
    }
);
choice!(
    /// What the figure of a charge for default use is.
    PenaltyKind {
        /// What is charged.
        Fixed = "fixed",
        /// The most that may be charged (不高于).
        AtMost = "at_most",
    }
);
/// What electricity is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Load {
    /// Motive power (电力, 动力).
    Power,
    /// Lighting (照明).
    Lighting,
}

impl PolicyView<'_> {
    fn money(&self, key: &str) -> Result<Fen, Refusal> {
        self.necessary(key, |text| text.parse().ok())
    }

    /// How much of the time since the last test a meter's error counts for.
    pub fn metering_error_time(&self) -> Result<ErrorTime, Refusal> {
        self.necessary("metering_error_time", ErrorTime::read)
    }

    /// How the energy that a faulty transformer lost is found.
    pub fn transformer_fault_rule(&self) -> Result<TransformerFaultRule, Refusal> {
        self.necessary("transformer_fault_rule", TransformerFaultRule::read)
    }

    /// What is paid while a correction is pending, by the policy `key`:
    /// `pending_payment_error` or `pending_payment_fault`.
    pub fn pending_basis(&self, key: &str) -> Result<PendingBasis, Refusal> {
        self.necessary(key, PendingBasis::read)
    }

    /// How a resident's correction is settled whose periods are not known.
    pub fn correction_untraceable_tiers(&self) -> Result<UntraceableTiers, Refusal> {
        self.necessary("correction_untraceable_tiers", UntraceableTiers::read)
    }

    /// The most months that a correction reaches back; absent where none is set.
    #[must_use]
    pub fn correction_longest_months(&self, load: Load) -> Option<u32> {
        self.optional(correction_longest_key(load), |text| text.parse().ok())
    }

    /// Days of theft that are counted at least where its time is not known.
    pub fn theft_unknown_days(&self) -> Result<u32, Refusal> {
        self.whole("theft_unknown_days")
    }

    /// Hours a day that are counted where they are not known.
    pub fn theft_hours_a_day(&self, load: Load) -> Result<u32, Refusal> {
        self.whole(theft_hours_key(load))
    }

    /// Months of use at a wrong class that are counted where its time is not known.
    pub fn default_use_unknown_months(&self) -> Result<u32, Refusal> {
        self.whole("default_use_unknown_months")
    }

    /// Whether the figures of default use are what is charged or the most of it.
    pub fn default_use_penalty(&self) -> Result<PenaltyKind, Refusal> {
        self.necessary("default_use_penalty", PenaltyKind::read)
    }

    /// A multiple of what is made good, by its policy.
    pub fn default_use_multiple(&self, key: &str) -> Result<u32, Refusal> {
        self.whole(key)
    }

    /// An amount per kW (kVA) or each time, by its policy.
    pub fn default_use_amount(&self, key: &str) -> Result<Fen, Refusal> {
        self.money(key)
    }
}

/// The policy with the most months of a correction.
pub const fn correction_longest_key(load: Load) -> &'static str {
    match load {
        Load::Power => "correction_longest_months_power",
        Load::Lighting => "correction_longest_months_lighting",
    }
}

/// The policy with the hours a day of theft.
pub const fn theft_hours_key(load: Load) -> &'static str {
    match load {
        Load::Power => "theft_power_hours_a_day",
        Load::Lighting => "theft_lighting_hours_a_day",
    }
}
