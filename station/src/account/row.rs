//! The canonical rows of imported sheets: one JSON row a line in a part that
//! the import's fact names. Folds read them; nothing else does.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, AreaNo, MeterNo, PersonNo, RouteNo, TariffNo};
use dianfei_rules::quantity::{Index, Kwh, Multiplier};
use dianfei_wire::PartHash;
use dianfei_wire::part::{Part, PartKind};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A transformer area (台区).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaRow {
    /// Its number.
    pub area: AreaNo,
    /// Its name.
    pub name: String,
    /// The village it serves.
    pub village: String,
    /// The transformer's capacity in kVA.
    pub capacity_kva: Kwh,
    /// Where its public posting hangs (4.3.4); absent where not yet chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posting_place: Option<String>,
}

/// A reading route (抄表段).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteRow {
    /// Its number.
    pub route: RouteNo,
    /// Its name.
    pub name: String,
    /// The day of the month on which it is read (例日).
    pub read_day: u32,
    /// The reader it is planned for; absent while nobody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<PersonNo>,
    /// The collector of its money; absent while nobody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collector: Option<PersonNo>,
}

/// An account (户). Name, telephone and address are a part of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// 户号.
    pub account: AccountNo,
    /// Name, telephone and address.
    pub details: PartHash,
    /// The transformer area.
    pub area: AreaNo,
    /// The route.
    pub route: RouteNo,
    /// The number in walking order.
    pub seq: u32,
    /// The usage class's code.
    pub usage_class: String,
    /// The price table.
    pub tariff: TariffNo,
    /// The household's size; absent where it does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_size: Option<u32>,
    /// When the larger household was approved; absent where that was before the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household_approved_on: Option<NaiveDate>,
    /// Free energy a month.
    pub free_quota_kwh: Kwh,
    /// Contract capacity in kW or kVA; absent where none is agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_kw: Option<Kwh>,
    /// The day of the month on which payment is due; absent where the station's own holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_day: Option<u32>,
}

/// A meter on its account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterRow {
    /// 表号.
    pub meter: MeterNo,
    /// Whose.
    pub account: AccountNo,
    /// 表型.
    pub meter_type: String,
    /// Whole digits of the register.
    pub digits: u32,
    /// Decimal digits of the register.
    pub decimals: u32,
    /// 倍率.
    pub multiplier: Multiplier,
    /// The current transformer's ratio (CT); absent where none is fitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ct_ratio: Option<Multiplier>,
    /// The voltage transformer's ratio (PT); absent where none is fitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pt_ratio: Option<Multiplier>,
    /// When it was last verified; absent where unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_on: Option<NaiveDate>,
    /// The registers with the index from which the record goes on.
    pub registers: Vec<RegisterRow>,
}

/// A register at the cut-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRow {
    /// The register's code.
    pub register: String,
    /// Its index at the last reading before the cut-over.
    pub index: Index,
    /// When that reading was taken; absent for a new meter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_on: Option<NaiveDate>,
}

/// An earlier month of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// Whose.
    pub account: AccountNo,
    /// The billing period.
    pub period: YearMonth,
    /// What was billed.
    pub usage_kwh: Kwh,
    /// Whether it was provisional.
    pub provisional: bool,
}

/// The part that holds rows, one a line.
#[must_use]
pub fn to_part<T: Serialize>(rows: &[T]) -> Part {
    let mut bytes = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut bytes, row).expect("rows serialise to JSON");
        bytes.push(b'\n');
    }
    Part { kind: PartKind::Sheet, bytes }
}

/// The rows of a part.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, serde_json::Error> {
    bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(serde_json::from_slice)
        .collect()
}
