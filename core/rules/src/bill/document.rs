//! The canonical document that a bill is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::basic_charge::BasicChargeStatement;
use super::loss::{LineLoss, TransformerLoss};
use super::power_factor::PowerFactorStatement;
use super::revision::Revision;
use crate::account::ShareSize;
use crate::calendar::YearMonth;
use crate::canonical::{ContentHash, canonical_bytes};
use crate::id::{AccountNo, TariffNo};
use crate::meter::Period;
use crate::money::Fen;
use crate::policy::PolicyUse;
use crate::quantity::{Kw, Kwh, Percent, Price, is_no_energy};
use crate::reading::usage::{RegisterDemand, RegisterStatement, RegisterUsage};
use crate::tariff::tier::TierUse;

/// The edition of the rules. A golden test forces it up whenever equal inputs
/// would give other bytes.
pub const RULES_EDITION: u32 = 2;

/// What a line charges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Energy at a price (电度电费).
    Energy,
    /// What a higher tier adds (阶梯加价).
    TierAddition,
    /// A surcharge collected for others (代征费).
    Surcharge,
    /// The basic charge of a two-part price (基本电费).
    BasicCharge,
    /// The power factor adjustment (力调电费).
    PowerFactor,
}

impl LineKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Energy, Self::TierAddition, Self::Surcharge, Self::BasicCharge, Self::PowerFactor];

    /// The code of its word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Energy => "line_kind_energy",
            Self::TierAddition => "line_kind_tier_addition",
            Self::Surcharge => "line_kind_surcharge",
            Self::BasicCharge => "line_kind_basic_charge",
            Self::PowerFactor => "line_kind_power_factor",
        }
    }
}

/// What a line charges that does not charge energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charged {
    /// Capacity in kVA, at yuan per kVA and month.
    Capacity(Kw),
    /// Demand in kW, at yuan per kW and month.
    Demand(Kw),
    /// A percentage of other lines.
    PercentOf {
        /// The percentage; below zero it is a reduction.
        percent: Percent,
        /// The amount that it is taken of.
        base_fen: Fen,
    },
}

/// One line of a bill (明细).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    /// What it charges.
    pub kind: LineKind,
    /// The price table of a share; absent for the account's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tariff: Option<TariffNo>,
    /// The time-of-use period; the total for all hours.
    pub period: Period,
    /// The tier, from 1; absent where it does not depend on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<u32>,
    /// The surcharge's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The surcharge's printed name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Which version of the price table.
    pub valid_from: NaiveDate,
    /// What is charged where it is not energy; absent for energy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charged: Option<Charged>,
    /// The provisional bill whose energy this line gives back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<String>,
    /// The energy charged.
    pub energy_kwh: Kwh,
    /// Yuan per kWh; of a basic charge per kVA or kW and month; zero where a
    /// percentage is charged.
    pub price: Price,
    /// The line's amount.
    pub amount_fen: Fen,
}

/// How the energy charged follows from the registers (4.2.3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnergyStatement {
    /// By the registers, or provisional (抄见电量).
    pub metered_kwh: Kwh,
    /// Of meters behind this one, paid by others (分表电量).
    #[serde(default, skip_serializing_if = "is_no_energy")]
    pub sub_metered_kwh: Kwh,
    /// Lost in the customer's transformer and line (变损, 线损).
    #[serde(default, skip_serializing_if = "is_no_energy")]
    pub loss_kwh: Kwh,
    /// Added or taken off (加减电量).
    pub adjustment_kwh: Kwh,
    /// Charged by provisional bills before, but for what they adjusted, and
    /// settled here.
    pub settled_kwh: Kwh,
    /// Free of charge (免费电量).
    pub free_kwh: Kwh,
    /// Charged: metered − sub-metered + loss + adjustment − free − settled.
    pub charged_kwh: Kwh,
}

/// The losses that a bill charges, with what led to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossStatement {
    /// The transformer's; absent where none is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transformer: Option<TransformerLoss>,
    /// The line's; absent where none is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineLoss>,
    /// The period in which they are charged.
    pub period: Period,
    /// Both together.
    pub loss_kwh: Kwh,
}

/// What a share at another price table took of the metered energy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareTaken {
    /// The share's price table.
    pub tariff: TariffNo,
    /// As the contract says.
    pub size: ShareSize,
    /// What that comes to in whole kWh.
    pub agreed_kwh: Kwh,
    /// What was there to take of it.
    pub energy_kwh: Kwh,
}

/// What a meter behind the account's took off its energy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubMeterTaken {
    /// The account that pays it.
    pub account: AccountNo,
    /// What the meter behind counted.
    pub energy_kwh: Kwh,
    /// What was taken off: never more than is there. The difference has to be
    /// looked into.
    pub deducted_kwh: Kwh,
}

/// A bill (电费账单) in canonical form. Its bytes are hashed, stored and sent;
/// they are read, never recomputed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillDocument {
    /// The edition of the rules that made it.
    pub edition: u32,
    /// The hash of the inputs.
    pub inputs: ContentHash,
    /// The hash of the policy set.
    pub policy: ContentHash,
    /// The account.
    pub account: AccountNo,
    /// The billing period.
    pub period: YearMonth,
    /// 1 for the first bill of the period.
    pub version: u32,
    /// The price table.
    pub tariff: TariffNo,
    /// The day of the reading.
    pub read_on: NaiveDate,
    /// The energy is provisional (暂计).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// Each register's indexes; empty for a provisional bill.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registers: Vec<RegisterStatement>,
    /// Energy by register, before adjustment and settlement.
    pub usage: Vec<RegisterUsage>,
    /// What demand registers show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demands: Vec<RegisterDemand>,
    /// From metered to charged energy.
    pub energy: EnergyStatement,
    /// What meters behind this one took off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_meters: Vec<SubMeterTaken>,
    /// What shares at other price tables took.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<ShareTaken>,
    /// How the losses were found; absent where none are charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<LossStatement>,
    /// How each basic charge was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basic_charges: Vec<BasicChargeStatement>,
    /// How the power factor adjustment was found; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_factor: Option<PowerFactorStatement>,
    /// The lines.
    pub lines: Vec<BillLine>,
    /// What the lines add up to.
    pub total_fen: Fen,
    /// The yearly tiers after this bill; absent without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier_use: Option<TierUse>,
    /// The bill that this one corrects, and the difference; absent for the first
    /// of a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// The policies that it used.
    pub policies: Vec<PolicyUse>,
}

impl BillDocument {
    /// The bill's number: account, period and version.
    #[must_use]
    pub fn bill_no(&self) -> String {
        format!("{}-{}-{}", self.account, self.period, self.version)
    }

    /// The canonical bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        canonical_bytes(self)
    }

    /// The hash over the canonical bytes.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        ContentHash::of(self)
    }
}
