//! Chapter 4.2: prices, causes, billing runs and bills.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, RouteNo, TariffNo};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use serde::{Deserialize, Serialize};

use super::FactId;
use crate::part::PartHash;

/// One bill of a run, named by the hash of its canonical bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillIssued {
    /// The bill's number: account, period and version.
    pub bill: String,
    /// Whose.
    pub account: AccountNo,
    /// The billing period.
    pub period: YearMonth,
    /// The price table.
    pub tariff: TariffNo,
    /// The day of the reading, or the read day of a missed one.
    pub read_on: NaiveDate,
    /// The bill's canonical bytes.
    pub document: PartHash,
    /// What is to be paid; below zero becomes advance balance.
    pub amount_fen: Fen,
    /// The energy it charges.
    pub energy_kwh: Kwh,
    /// What the account's meters counted since the last bill, by which later
    /// readings are compared; absent where the bill charges just that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_kwh: Option<Kwh>,
    /// Whether it is provisional (4.1.5).
    pub provisional: bool,
    /// The reading it settles; absent for a provisional bill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<FactId>,
    /// The readings of the account's other meters that it settles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings_beside: Vec<FactId>,
}

/// What can happen in audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditFact {
    /// A version of a price table was published (4.2.1).
    TariffPublished {
        /// The table.
        tariff: TariffNo,
        /// From which date it holds.
        valid_from: NaiveDate,
        /// Its canonical bytes.
        document: PartHash,
        /// Where it was published.
        source: String,
    },
    /// The auditor found the cause of a flagged reading (4.2.4).
    CauseRecorded {
        /// The reading.
        reading: FactId,
        /// The findings that it answers.
        codes: Vec<String>,
        /// The cause.
        cause: String,
    },
    /// The auditor passed a reading without open findings.
    ReadingPassed {
        /// The reading.
        reading: FactId,
    },
    /// A billing run began.
    BillingRunBegan {
        /// The run: this fact's id is its name.
        period: YearMonth,
        /// The routes it covers.
        routes: Vec<RouteNo>,
        /// Until when its bills are to be paid.
        due_on: NaiveDate,
        /// The policy set with which it computes.
        policy: PartHash,
    },
    /// A run computed some of its bills.
    BillsComputed {
        /// The run.
        run: FactId,
        /// The bills, in account order.
        bills: Vec<BillIssued>,
    },
    /// A run was audited and its bills issued; until then none counts.
    BillingRunIssued {
        /// The run.
        run: FactId,
        /// How many bills.
        count: u32,
        /// Their sum.
        total_fen: Fen,
        /// Their energy.
        energy_kwh: Kwh,
    },
    /// Bills were printed on tickets and listed for the cashier (4.2.7).
    BillsPrinted {
        /// The run.
        run: FactId,
        /// How many.
        count: u32,
    },
}
