//! Accounts: what billing has to know of a customer.

pub mod contract;
pub mod supply;

use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::AccountNo;
use crate::quantity::{Kwh, is_no_energy};
use crate::refusal::Refusal;

pub use contract::{ContractTerms, LineLossTerms, PowerFactorTerms, ShareSize, ShareTerms};
pub use supply::{AgreedContract, BasicChargeTerms, SupplyContract};

/// A usage class (用电类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageClass {
    /// Residents with their own meter (居民).
    Residential,
    /// Others at the residents' price: schools, joint meters (合表, 学校).
    ResidentialPriced,
    /// Agricultural production (农业生产).
    Agricultural,
    /// Drainage and irrigation (排灌).
    Irrigation,
    /// General industry and commerce (一般工商业).
    GeneralCommercial,
    /// Large industry (大工业).
    LargeIndustry,
}

impl UsageClass {
    /// All classes.
    pub const ALL: [Self; 6] = [
        Self::Residential,
        Self::ResidentialPriced,
        Self::Agricultural,
        Self::Irrigation,
        Self::GeneralCommercial,
        Self::LargeIndustry,
    ];

    /// The stable code, as in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Residential => "residential",
            Self::ResidentialPriced => "residential_priced",
            Self::Agricultural => "agricultural",
            Self::Irrigation => "irrigation",
            Self::GeneralCommercial => "general_commercial",
            Self::LargeIndustry => "large_industry",
        }
    }

    /// Whether the customer is a resident, as the late fee asks.
    #[must_use]
    pub const fn is_resident(self) -> bool {
        matches!(self, Self::Residential)
    }
}

impl FromStr for UsageClass {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL
            .into_iter()
            .find(|class| class.code() == text)
            .ok_or_else(|| Refusal::new("usage_class_unknown").with("entered", text))
    }
}

/// A household larger than most (一户多人口), as approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// How many persons.
    pub persons: u32,
    /// When it was approved: it counts from that month on.
    pub approved_on: NaiveDate,
}

/// What billing has to know of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountTerms {
    /// The account.
    pub account: AccountNo,
    /// Its usage class.
    pub usage_class: UsageClass,
    /// How many months one bill covers, 1 to 12.
    pub cycle_months: u32,
    /// The approved larger household; absent for most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<Household>,
    /// Free energy a month (免费电量); zero for most.
    #[serde(default, skip_serializing_if = "is_no_energy")]
    pub free_quota_kwh: Kwh,
    /// When supply began; absent where it began before the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_on: Option<NaiveDate>,
    /// What the supply contract agrees beyond that; empty for most.
    #[serde(default, skip_serializing_if = "ContractTerms::is_empty")]
    pub contract: ContractTerms,
}

impl AccountTerms {
    /// Refuses `cycle_months` outside 1 to 12.
    pub fn check(&self) -> Result<(), Refusal> {
        if (1..=12).contains(&self.cycle_months) {
            Ok(())
        } else {
            Err(Refusal::new("cycle_months").with("months", self.cycle_months))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_usage_class_has_words() {
        for class in UsageClass::ALL {
            assert!(crate::words::code(class.code()).is_some(), "{}", class.code());
        }
    }

    #[test]
    fn a_class_reads_its_own_code() {
        for class in UsageClass::ALL {
            assert_eq!(class.code().parse(), Ok(class));
            let json = serde_json::to_string(&class).expect("json");
            assert_eq!(json, format!("{:?}", class.code()));
        }
        assert!("居民".parse::<UsageClass>().is_err());
    }
}
