//! What a bill is made from and the canonical document that it becomes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::AccountTerms;
use crate::calendar::YearMonth;
use crate::canonical::{ContentHash, canonical_bytes};
use crate::id::{AccountNo, TariffNo};
use crate::meter::Period;
use crate::money::Fen;
use crate::policy::PolicyUse;
use crate::quantity::{Kwh, Price};
use crate::reading::usage::{RegisterStatement, RegisterUsage, UsageInput};
use crate::tariff::price::Tariff;
use crate::tariff::tier::TierUse;

/// The edition of the rules. A golden test forces it up whenever equal inputs
/// would give other bytes.
pub const RULES_EDITION: u32 = 1;

/// Where a bill's energy comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillEnergy {
    /// The meters were read.
    Metered(UsageInput),
    /// The meters were missed: provisional usage (4.1.5).
    Provisional {
        /// The provisional usage of each register.
        registers: Vec<RegisterUsage>,
    },
}

/// Energy added or taken off before pricing (加减电量), with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// Signed energy.
    pub energy_kwh: Kwh,
    /// Why.
    pub reason: String,
    /// The paper it rests on.
    pub reference: String,
}

/// A provisional bill that this bill settles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionalBill {
    /// Its number.
    pub bill: String,
    /// Its lines.
    pub lines: Vec<BillLine>,
}

/// What was billed provisionally since the last actual reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The provisional energy of each register, all bills together.
    pub registers: Vec<RegisterUsage>,
    /// The provisional bills, oldest first.
    pub bills: Vec<ProvisionalBill>,
}

/// All that a bill is computed from, but for the policy set. Phone and station
/// build it alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillInput {
    /// The account.
    pub terms: AccountTerms,
    /// The billing period: the last month of the cycle.
    pub period: YearMonth,
    /// 1 for the first bill of a period; a correction counts up.
    pub version: u32,
    /// The day of the last actual reading or provisional bill; absent where
    /// supply began before the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_on: Option<NaiveDate>,
    /// The day of the reading, or the read day of a missed one.
    pub read_on: NaiveDate,
    /// The energy.
    pub energy: BillEnergy,
    /// Energy added or taken off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Adjustment>,
    /// Provisional bills to settle; absent without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settles: Option<Settlement>,
    /// The account's price table.
    pub tariff: TariffNo,
    /// Its versions, at least those that hold between the two readings.
    pub tariffs: Vec<Tariff>,
    /// What this year's bills have used of yearly tiers; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier_use: Option<TierUse>,
}

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
}

/// One line of a bill (明细).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    /// What it charges.
    pub kind: LineKind,
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
    /// The provisional bill whose energy this line gives back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<String>,
    /// The energy charged.
    pub energy_kwh: Kwh,
    /// Yuan per kWh.
    pub price: Price,
    /// The line's amount.
    pub amount_fen: Fen,
}

/// How the energy charged follows from the registers (4.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnergyStatement {
    /// By the registers, or provisional (抄见电量).
    pub metered_kwh: Kwh,
    /// Added or taken off (加减电量).
    pub adjustment_kwh: Kwh,
    /// Billed provisionally before and settled here.
    pub settled_kwh: Kwh,
    /// Free of charge (免费电量).
    pub free_kwh: Kwh,
    /// Charged: metered + adjustment − settled − free.
    pub charged_kwh: Kwh,
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
    /// From metered to charged energy.
    pub energy: EnergyStatement,
    /// The lines.
    pub lines: Vec<BillLine>,
    /// What the lines add up to.
    pub total_fen: Fen,
    /// The yearly tiers after this bill; absent without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier_use: Option<TierUse>,
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
