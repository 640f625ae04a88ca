//! The sheet of meters (电能表): one row for each register of a meter.

use chrono::NaiveDate;
use dianfei_rules::id::{AccountNo, MeterNo};
use dianfei_rules::quantity::{Index, Multiplier};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::cells::{Figure, Word};
use super::{Cells, Column, Fault, Reference, SheetRow, Thing};

/// A register of a meter at the cut-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterRow {
    /// 表号.
    pub meter: MeterNo,
    /// Whose.
    pub account: AccountNo,
    /// 表型.
    pub meter_type: String,
    /// The register's code, such as `forward_active_total`.
    pub register: String,
    /// Whole digits of the register.
    pub digits: u32,
    /// Decimal digits of the register.
    pub decimals: u32,
    /// 倍率 = CT × PT.
    pub multiplier: Multiplier,
    /// The current transformer's ratio; absent where none is fitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ct_ratio: Option<Multiplier>,
    /// The voltage transformer's ratio; absent where none is fitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pt_ratio: Option<Multiplier>,
    /// When it was last verified; absent where unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_on: Option<NaiveDate>,
    /// The index from which the record goes on.
    pub index: Index,
    /// When that index was read; absent for a new meter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_on: Option<NaiveDate>,
}

const METER: Column = Column::required("表号", "meter_no").or(&["电能表编号", "资产编号"]);
const ACCOUNT: Column = Column::required("户号", "account_no").or(&["客户编号"]);
const METER_TYPE: Column = Column::required("表型", "meter_type").or(&["型号"]);
const REGISTER: Column = Column::optional("示数类型", "register");
const DIGITS: Column = Column::required("表位数", "digits").or(&["整数位"]);
const DECIMALS: Column = Column::required("小数位", "decimals");
const MULTIPLIER: Column = Column::required("倍率", "multiplier").or(&["综合倍率"]);
const CT: Column = Column::optional("CT", "ct_ratio").or(&["CT变比", "电流互感器变比"]);
const PT: Column = Column::optional("PT", "pt_ratio").or(&["PT变比", "电压互感器变比"]);
const VERIFIED: Column = Column::optional("检定日期", "verified_on");
const INDEX: Column = Column::required("起用示数", "index").or(&["示数", "止度"]);
const READ_ON: Column = Column::optional("示数日期", "read_on").or(&["上次抄表日期"]);

const REGISTERS: &[Word<&str>] = &[
    ("forward_active_total", &["总", "正向有功总", "forward_active_total"]),
    ("forward_active_critical_peak", &["尖", "正向有功尖", "forward_active_critical_peak"]),
    ("forward_active_peak", &["峰", "正向有功峰", "forward_active_peak"]),
    ("forward_active_flat", &["平", "正向有功平", "forward_active_flat"]),
    ("forward_active_valley", &["谷", "正向有功谷", "forward_active_valley"]),
    ("forward_reactive_total", &["无功", "正向无功总", "forward_reactive_total"]),
    ("reverse_reactive_total", &["反向无功", "反向无功总", "reverse_reactive_total"]),
    ("forward_demand_total", &["需量", "正向有功最大需量", "forward_demand_total"]),
];

const RATIO: Figure = Figure { least: 1, most: 1_000_000, decimals: 4 };

impl SheetRow for MeterRow {
    const TITLE: (&'static str, &'static str) = ("电能表", "Meters");
    const COLUMNS: &'static [Column] = &[
        METER, ACCOUNT, METER_TYPE, REGISTER, DIGITS, DECIMALS, MULTIPLIER, CT, PT, VERIFIED,
        INDEX, READ_ON,
    ];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let meter = cells.identity(&METER);
        let account = cells.identity(&ACCOUNT);
        let meter_type = cells.words(&METER_TYPE);
        let register = cells.word(&REGISTER, REGISTERS);
        let digits = cells.whole(&DIGITS, 3, 9).flatten();
        let decimals = cells.whole(&DECIMALS, 0, 4).flatten();
        let multiplier = cells.decimal(&MULTIPLIER, RATIO).flatten();
        let ct_ratio = cells.decimal(&CT, RATIO);
        let pt_ratio = cells.decimal(&PT, RATIO);
        let verified_on = cells.date(&VERIFIED);
        let index = index(cells, digits, decimals);
        let read_on = cells.date(&READ_ON);
        let multiplier = agreed(cells, multiplier?, ct_ratio?, pt_ratio?);
        Some(Self {
            meter: meter?,
            account: account?,
            meter_type: meter_type?,
            register: register?.unwrap_or("forward_active_total").to_owned(),
            digits: digits?,
            decimals: decimals?,
            multiplier: Multiplier::new(multiplier?),
            ct_ratio: ct_ratio?.map(Multiplier::new),
            pt_ratio: pt_ratio?.map(Multiplier::new),
            verified_on: verified_on?,
            index: Index::new(index?),
            read_on: read_on?,
        })
    }

    fn key(&self) -> Option<(String, &'static Column)> {
        Some((format!("{} {}", self.meter, self.register), &METER))
    }

    fn adds(&self) -> Option<Reference> {
        Some(Reference::new(Thing::Meter, &self.meter, &METER))
    }

    fn refers_to(&self) -> Vec<Reference> {
        vec![Reference::new(Thing::Account, &self.account, &ACCOUNT)]
    }
}

impl MeterRow {
    /// What another row of the same meter says differently: both rows describe
    /// one meter on one account.
    #[must_use]
    pub fn differs_from(&self, first: &Self) -> Option<(&'static Column, String)> {
        let ratio = |ratio: Option<Multiplier>| ratio.map_or_else(String::new, |of| of.to_string());
        let pairs: [(&'static Column, String, String); 7] = [
            (&ACCOUNT, self.account.to_string(), first.account.to_string()),
            (&METER_TYPE, self.meter_type.clone(), first.meter_type.clone()),
            (&DIGITS, self.digits.to_string(), first.digits.to_string()),
            (&DECIMALS, self.decimals.to_string(), first.decimals.to_string()),
            (&MULTIPLIER, self.multiplier.to_string(), first.multiplier.to_string()),
            (&CT, ratio(self.ct_ratio), ratio(first.ct_ratio)),
            (&PT, ratio(self.pt_ratio), ratio(first.pt_ratio)),
        ];
        pairs
            .into_iter()
            .find(|(_, here, there)| here != there)
            .map(|(column, here, _)| (column, here))
    }
}

/// The index, which the declared digits must be able to show.
fn index(cells: &mut Cells<'_>, digits: Option<u32>, decimals: Option<u32>) -> Option<Decimal> {
    let most = 10_i64.checked_pow(digits.unwrap_or(9))?.checked_sub(1)?;
    let decimals = decimals.unwrap_or(4);
    // The last index before rollover has decimals above `most`: test the whole part.
    let index =
        cells.decimal(&INDEX, Figure { least: 0, most: most.checked_add(1)?, decimals })??;
    if index.trunc() > Decimal::from(most) {
        let (text, most) = (index.to_string(), most.to_string());
        cells.wrong(&INDEX, Fault::OutOfRange { text, least: "0".to_owned(), most });
        return None;
    }
    Some(index)
}

/// The multiplier, which is CT × PT where either is given (names: 倍率 = CT x PT).
fn agreed(
    cells: &mut Cells<'_>,
    multiplier: Decimal,
    ct_ratio: Option<Decimal>,
    pt_ratio: Option<Decimal>,
) -> Option<Decimal> {
    if ct_ratio.is_none() && pt_ratio.is_none() {
        return Some(multiplier);
    }
    let (ct, pt) = (ct_ratio.unwrap_or(Decimal::ONE), pt_ratio.unwrap_or(Decimal::ONE));
    if ct.checked_mul(pt) == Some(multiplier) {
        return Some(multiplier);
    }
    let other = format!("CT {ct} × PT {pt}");
    cells.wrong(&MULTIPLIER, Fault::Contradiction { text: multiplier.to_string(), other });
    None
}
