//! Chapter 4.1: plans, routes, readings and misses.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, MeterNo, PersonNo, RouteNo};
use dianfei_rules::quantity::Index;
use serde::{Deserialize, Serialize};

use super::{DeviceId, FactId, RecordedFinding};
use crate::part::PartHash;

/// Where a reading comes from. A customer's own figure is none (4.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingSource {
    /// At the meter, on the read day.
    OnSite,
    /// At the meter, after a miss.
    MakeUp,
    /// By remote collection.
    Remote,
}

/// Why a meter could not be read (4.1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissReason {
    /// The door was locked, nobody came: the customer's cause.
    DoorLocked,
    /// The customer did not let the reader in.
    AccessRefused,
    /// Flood, snow, landslide: force majeure.
    ForceMajeure,
    /// The meter is broken or burnt.
    MeterFault,
    /// The meter is not there.
    MeterMissing,
}

impl MissReason {
    /// All reasons, in the order in which a phone offers them.
    pub const ALL: [Self; 5] = [
        Self::DoorLocked,
        Self::AccessRefused,
        Self::ForceMajeure,
        Self::MeterFault,
        Self::MeterMissing,
    ];

    /// The stable code, as in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DoorLocked => "door_locked",
            Self::AccessRefused => "access_refused",
            Self::ForceMajeure => "force_majeure",
            Self::MeterFault => "meter_fault",
            Self::MeterMissing => "meter_missing",
        }
    }
}

/// What one register showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterIndex {
    /// The register's code, such as `forward_active_total`.
    pub register: String,
    /// What it showed.
    pub index: Index,
}

/// Evidence that the reader stood at the meter (4.1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// The meter number as scanned; absent where it was compared by eye.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scanned: Option<String>,
    /// Where the phone was; absent without a fix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<PartHash>,
    /// Photos of the meter.
    pub photos: Vec<PartHash>,
}

/// What the reader compared with the card (4.1.3); each `false` is a mismatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityCheck {
    /// 户号.
    pub account_no: bool,
    /// 户名.
    pub name: bool,
    /// 地址.
    pub address: bool,
    /// 表型.
    pub meter_type: bool,
    /// 表号.
    pub meter_no: bool,
    /// 倍率.
    pub multiplier: bool,
    /// 铅封.
    pub seal: bool,
}

impl IdentityCheck {
    /// Everything agrees and the seal is whole.
    pub const ALL_AGREE: Self = Self {
        account_no: true,
        name: true,
        address: true,
        meter_type: true,
        meter_no: true,
        multiplier: true,
        seal: true,
    };
}

/// A reading that was taken at a meter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingTaken {
    /// Whose meter.
    pub account: AccountNo,
    /// Which meter.
    pub meter: MeterNo,
    /// The billing period.
    pub period: YearMonth,
    /// The route it was read from.
    pub route: RouteNo,
    /// The epoch of the route's handing out.
    pub epoch: u32,
    /// Where it comes from.
    pub source: ReadingSource,
    /// What the registers showed.
    pub registers: Vec<RegisterIndex>,
    /// Whether the reader confirmed that the register went over its end.
    pub rollover_confirmed: bool,
    /// What was compared.
    pub identity: IdentityCheck,
    /// Evidence of presence.
    pub presence: Presence,
    /// The findings that the phone showed.
    pub findings: Vec<RecordedFinding>,
    /// What the reader said to them; absent where there were none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// Notes on load and business (4.1.4); absent without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load_note: Option<String>,
    /// The earlier reading that this one corrects; absent for a first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrects: Option<FactId>,
    /// Why it corrects; absent for a first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction_reason: Option<String>,
}

/// A meter that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingMissed {
    /// Whose meter.
    pub account: AccountNo,
    /// Which meter.
    pub meter: MeterNo,
    /// The billing period.
    pub period: YearMonth,
    /// The route.
    pub route: RouteNo,
    /// The epoch of the route's handing out.
    pub epoch: u32,
    /// Why.
    pub reason: MissReason,
    /// Evidence of presence.
    pub presence: Presence,
    /// A note; absent without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An exception form (客户异常情况处理单): someone must go and look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionRaised {
    /// Whose.
    pub account: AccountNo,
    /// The meter; absent where it concerns the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meter: Option<MeterNo>,
    /// The billing period.
    pub period: YearMonth,
    /// The finding codes that led to it.
    pub codes: Vec<String>,
    /// The reading that led to it; absent for a miss.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<FactId>,
    /// What was seen.
    pub description: String,
}

/// What can happen in reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingFact {
    /// A route was planned for its day (4.1.1).
    RoutePlanned {
        /// The route.
        route: RouteNo,
        /// The billing period.
        period: YearMonth,
        /// The named reader.
        reader: PersonNo,
        /// The read day.
        read_on: NaiveDate,
    },
    /// A route's reading cards went to the reader's phone.
    RouteDrawn {
        /// The route.
        route: RouteNo,
        /// The billing period.
        period: YearMonth,
        /// The reader.
        reader: PersonNo,
        /// The phone.
        device: DeviceId,
        /// The epoch: one holder of a route at a time.
        epoch: u32,
    },
    /// A meter was read.
    ReadingTaken(ReadingTaken),
    /// A meter could not be read.
    ReadingMissed(ReadingMissed),
    /// An exception form was filled in.
    ExceptionRaised(ExceptionRaised),
    /// An exception form was brought to its end.
    ExceptionClosed {
        /// The form.
        exception: FactId,
        /// What was found and done.
        result: String,
    },
    /// A route came back with each meter read or its reason.
    RouteHandedIn {
        /// The route.
        route: RouteNo,
        /// The billing period.
        period: YearMonth,
        /// The epoch.
        epoch: u32,
        /// How many meters were read.
        read: u32,
        /// How many have a reason.
        missed: u32,
    },
}
