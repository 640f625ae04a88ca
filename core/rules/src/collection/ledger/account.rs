//! The accounts of the ledger and their stable text keys.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::id::{AccountNo, PersonNo};

/// The text names no account of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} names no ledger account")]
pub struct UnknownLedgerAccount {
    /// The text as it was stored.
    pub text: String,
}

/// An account of the ledger.
///
/// Its text key, such as `cash:1007`, is what facts, rulings and tables carry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LedgerAccount {
    /// What a customer owes: bills and late fee (应收).
    Receivable(AccountNo),
    /// What a customer paid ahead (预收).
    AdvanceBalance(AccountNo),
    /// Late fee earned (违约金).
    LateFeeIncome,
    /// Electricity charged (电费).
    ElectricityIncome,
    /// Cash in a collector's hands (手持现金).
    Cash(PersonNo),
    /// Offered and not yet accepted, by the offer's id.
    InTransit(String),
    /// Handed in by a person before the facts of its collection arrived.
    HandInAhead(PersonNo),
    /// Money that a person took under a disputed fact.
    DisputedReceipts(PersonNo),
    /// Cash with a cashier, not yet banked.
    CashierCash(PersonNo),
    /// Transfers and scanned payments on their way to the station's account.
    NonCashClearing,
    /// The station's dedicated bank account (电费专户).
    StationAccount,
    /// The company's account.
    CompanyAccount,
    /// Refunds that the company decided and still owes.
    RefundPayable,
    /// Over and short (长款, 短款).
    OverShort,
    /// The balancing side of opening figures.
    Opening,
}

impl LedgerAccount {
    /// Whether balances above zero of this account are cash that a person is
    /// answerable for.
    #[must_use]
    pub const fn is_cash_custody(&self) -> bool {
        matches!(self, Self::Cash(_) | Self::CashierCash(_))
    }

    /// The kind, without whose it is: the part of the key before the colon.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Receivable(_) => "receivable",
            Self::AdvanceBalance(_) => "advance_balance",
            Self::LateFeeIncome => "late_fee_income",
            Self::ElectricityIncome => "electricity_income",
            Self::Cash(_) => "cash",
            Self::InTransit(_) => "in_transit",
            Self::HandInAhead(_) => "hand_in_ahead",
            Self::DisputedReceipts(_) => "disputed_receipts",
            Self::CashierCash(_) => "cashier_cash",
            Self::NonCashClearing => "non_cash_clearing",
            Self::StationAccount => "station_account",
            Self::CompanyAccount => "company_account",
            Self::RefundPayable => "refund_payable",
            Self::OverShort => "over_short",
            Self::Opening => "opening",
        }
    }

    fn owner(&self) -> Option<&str> {
        match self {
            Self::Receivable(account) | Self::AdvanceBalance(account) => Some(account.as_str()),
            Self::Cash(person)
            | Self::HandInAhead(person)
            | Self::DisputedReceipts(person)
            | Self::CashierCash(person) => Some(person.as_str()),
            Self::InTransit(offer) => Some(offer),
            Self::LateFeeIncome
            | Self::ElectricityIncome
            | Self::NonCashClearing
            | Self::StationAccount
            | Self::CompanyAccount
            | Self::RefundPayable
            | Self::OverShort
            | Self::Opening => None,
        }
    }
}

impl fmt::Display for LedgerAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.owner() {
            Some(owner) => write!(f, "{}:{owner}", self.kind()),
            None => f.write_str(self.kind()),
        }
    }
}

impl FromStr for LedgerAccount {
    type Err = UnknownLedgerAccount;

    fn from_str(text: &str) -> Result<Self, UnknownLedgerAccount> {
        let unknown = || UnknownLedgerAccount { text: text.to_owned() };
        let account =
            |owner: &str| owner.parse::<AccountNo>().map_err(|_no_account_number| unknown());
        let person = |owner: &str| owner.parse::<PersonNo>().map_err(|_no_person_number| unknown());
        match text.split_once(':') {
            Some(("receivable", owner)) => account(owner).map(Self::Receivable),
            Some(("advance_balance", owner)) => account(owner).map(Self::AdvanceBalance),
            Some(("cash", owner)) => person(owner).map(Self::Cash),
            Some(("in_transit", offer)) if !offer.is_empty() => {
                Ok(Self::InTransit(offer.to_owned()))
            }
            Some(("hand_in_ahead", owner)) => person(owner).map(Self::HandInAhead),
            Some(("disputed_receipts", owner)) => person(owner).map(Self::DisputedReceipts),
            Some(("cashier_cash", owner)) => person(owner).map(Self::CashierCash),
            Some(_) => Err(unknown()),
            None => match text {
                "late_fee_income" => Ok(Self::LateFeeIncome),
                "electricity_income" => Ok(Self::ElectricityIncome),
                "non_cash_clearing" => Ok(Self::NonCashClearing),
                "station_account" => Ok(Self::StationAccount),
                "company_account" => Ok(Self::CompanyAccount),
                "refund_payable" => Ok(Self::RefundPayable),
                "over_short" => Ok(Self::OverShort),
                "opening" => Ok(Self::Opening),
                _ => Err(unknown()),
            },
        }
    }
}

impl Serialize for LedgerAccount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LedgerAccount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
