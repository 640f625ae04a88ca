//! What a bill is computed from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::basic_charge::{PartOfMonth, Transformer};
use super::document::{BillDocument, BillLine};
use crate::account::AccountTerms;
use crate::calendar::YearMonth;
use crate::id::{AccountNo, TariffNo};
use crate::quantity::{Kw, Kwh, is_no_energy};
use crate::reading::usage::{RegisterUsage, UsageInput};
use crate::refusal::Refusal;
use crate::tariff::price::Tariff;
use crate::tariff::tier::TierUse;

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
#[serde(deny_unknown_fields)]
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
    /// What the provisional bills added or took off beside the energy of the
    /// meters: it stays billed.
    #[serde(default, skip_serializing_if = "is_no_energy")]
    pub adjustment_kwh: Kwh,
    /// The provisional bills, oldest first.
    pub bills: Vec<ProvisionalBill>,
}

impl Settlement {
    /// What `bills` charged provisionally, oldest first; absent without any.
    ///
    /// Refuses `out_of_range`.
    pub fn of<'a>(
        bills: impl IntoIterator<Item = &'a BillDocument>,
    ) -> Result<Option<Self>, Refusal> {
        let mut settled = Self { adjustment_kwh: Kwh::ZERO, bills: Vec::new() };
        for bill in bills {
            settled.adjustment_kwh = settled
                .adjustment_kwh
                .plus(bill.energy.adjustment_kwh)
                .map_err(|_overflow| Refusal::out_of_range("usage"))?;
            let (bill, lines) = (bill.bill_no(), bill.lines.clone());
            settled.bills.push(ProvisionalBill { bill, lines });
        }
        Ok((!settled.bills.is_empty()).then_some(settled))
    }
}

/// What a basic charge is found from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasicChargeBy {
    /// The capacity of the account's transformers.
    Capacity {
        /// The transformers in service.
        transformers: Vec<Transformer>,
    },
    /// The demand.
    Demand {
        /// The contract demand in kW; absent where the actual demand is billed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contract_kw: Option<Kw>,
        /// The capacity of all the account's transformers in kVA.
        capacity_kva: Kw,
        /// The largest demand of the month in kW, of several feeders all added;
        /// absent where the demand register of the account's meters says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actual_kw: Option<Kw>,
    },
}

/// A month, or a part of one, for which a basic charge is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasicChargeSpan {
    /// The month.
    pub month: YearMonth,
    /// The days of the month; absent for the whole month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartOfMonth>,
    /// What is charged.
    pub charged_by: BasicChargeBy,
}

/// A meter behind the account's meter whose energy another account pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubMeter {
    /// The account that pays.
    pub account: AccountNo,
    /// Its energy in the same time, by register.
    pub registers: Vec<RegisterUsage>,
}

/// A bill that this one takes the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrects {
    /// The bill, as it was issued.
    pub bill: BillDocument,
    /// Why.
    pub reason: String,
    /// The paper that the correction rests on.
    pub reference: String,
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
    /// The months and parts of months whose basic charge this bill takes; empty
    /// for a one-part price.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basic_charge: Vec<BasicChargeSpan>,
    /// Meters behind this account's that other accounts pay (总表–分表).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_meters: Vec<SubMeter>,
    /// The bill that this one corrects; absent for the first of a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Box<Corrects>>,
}
