//! The sheet of accounts (用电户).

use chrono::NaiveDate;
use dianfei_rules::id::{AccountNo, AreaNo, RouteNo, TariffNo};
use dianfei_rules::quantity::{Kw, Kwh};
use serde::{Deserialize, Serialize};

use super::cells::{Figure, Word};
use super::{Cells, Column, Fault, Reference, SheetRow, Thing};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// 户号.
    pub account: AccountNo,
    /// 户名.
    pub name: String,
    /// 用电地址.
    pub address: String,
    /// Telephone; absent where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    /// Its transformer area.
    pub area: AreaNo,
    /// Its route.
    pub route: RouteNo,
    /// Its number in walking order.
    pub seq: u32,
    /// The usage class's code, such as `residential`.
    pub usage_class: String,
    /// The price table.
    pub tariff: TariffNo,
    /// Persons of the household; absent where it does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_size: Option<u32>,
    /// When the larger household was approved; absent where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_approved_on: Option<NaiveDate>,
    /// Free energy a month (低保, 五保); zero for most.
    pub free_quota_kwh: Kwh,
    /// Contract capacity in kW or kVA; absent where none is agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_kw: Option<Kw>,
    /// The day of the month on which payment is due; absent where the station's own holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_day: Option<u32>,
}

const ACCOUNT: Column = Column::required("户号", "account_no").or(&["客户编号", "用户编号"]);
const NAME: Column = Column::required("户名", "name").or(&["客户名称", "用户名称"]);
const ADDRESS: Column = Column::required("地址", "address").or(&["用电地址"]);
const TELEPHONE: Column = Column::optional("电话", "telephone").or(&["联系电话"]);
const AREA: Column = Column::required("台区编号", "area_no").or(&["台区"]);
const ROUTE: Column = Column::required("抄表段编号", "route_no").or(&["抄表段"]);
const SEQ: Column = Column::required("抄表顺序号", "seq").or(&["顺序", "抄表顺序"]);
const USAGE_CLASS: Column = Column::required("用电类别", "usage_class");
const TARIFF: Column = Column::required("电价代码", "tariff_no").or(&["电价"]);
const HOUSEHOLD: Column = Column::optional("人口", "household_size").or(&["家庭人口"]);
const APPROVED: Column = Column::optional("多人口批准日期", "household_approved_on");
const FREE_QUOTA: Column = Column::optional("免费电量", "free_quota_kwh").or(&["低保额度"]);
const CAPACITY: Column = Column::optional("合同容量", "capacity_kw");
const DUE_DAY: Column = Column::optional("缴费期限", "due_day").or(&["缴费日"]);

/// How stations write the usage classes.
pub(super) const CLASSES: &[Word<&str>] = &[
    ("residential", &["居民", "居民生活", "城乡居民生活", "residential"]),
    ("residential_priced", &["合表居民", "居民合表", "学校", "residential_priced"]),
    ("agricultural", &["农业", "农业生产", "agricultural"]),
    ("irrigation", &["排灌", "农业排灌", "irrigation"]),
    ("general_commercial", &["一般工商业", "工商业", "general_commercial"]),
    ("large_industry", &["大工业", "large_industry"]),
];

impl SheetRow for AccountRow {
    const TITLE: (&'static str, &'static str) = ("用电户", "Accounts");
    const COLUMNS: &'static [Column] = &[
        ACCOUNT,
        NAME,
        ADDRESS,
        TELEPHONE,
        AREA,
        ROUTE,
        SEQ,
        USAGE_CLASS,
        TARIFF,
        HOUSEHOLD,
        APPROVED,
        FREE_QUOTA,
        CAPACITY,
        DUE_DAY,
    ];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let account = cells.identity(&ACCOUNT);
        let name = cells.words(&NAME);
        let address = cells.words(&ADDRESS);
        let telephone = cells.telephone(&TELEPHONE);
        let area = cells.identity(&AREA);
        let route = cells.identity(&ROUTE);
        let seq = cells.whole(&SEQ, 1, 99_999).flatten();
        let usage_class = cells.word(&USAGE_CLASS, CLASSES).flatten();
        let tariff = cells.identity(&TARIFF);
        let household_size = cells.whole(&HOUSEHOLD, 1, 99);
        let approved_on = cells.date(&APPROVED);
        let free_quota = cells.decimal(&FREE_QUOTA, Figure { least: 0, most: 1_000, decimals: 0 });
        let capacity = cells.decimal(&CAPACITY, Figure { least: 0, most: 1_000_000, decimals: 3 });
        let due_day = cells.whole(&DUE_DAY, 1, 31);
        if let (Some(None), Some(Some(date))) = (household_size, approved_on) {
            let other = HOUSEHOLD.chinese.to_owned();
            cells.wrong(&APPROVED, Fault::Contradiction { text: date.to_string(), other });
            return None;
        }
        Some(Self {
            account: account?,
            name: name?,
            address: address?,
            telephone: telephone?,
            area: area?,
            route: route?,
            seq: seq?,
            usage_class: usage_class?.to_owned(),
            tariff: tariff?,
            household_size: household_size?,
            household_approved_on: approved_on?,
            free_quota_kwh: free_quota?.map_or(Kwh::ZERO, Kwh::new),
            capacity_kw: capacity?.map(Kw::new),
            due_day: due_day?,
        })
    }

    fn key(&self) -> Option<(String, &'static Column)> {
        Some((self.account.to_string(), &ACCOUNT))
    }

    fn adds(&self) -> Option<Reference> {
        Some(Reference::new(Thing::Account, &self.account, &ACCOUNT))
    }

    fn refers_to(&self) -> Vec<Reference> {
        vec![
            Reference::new(Thing::Area, &self.area, &AREA),
            Reference::new(Thing::Route, &self.route, &ROUTE),
            Reference::new(Thing::Tariff, &self.tariff, &TARIFF),
        ]
    }
}
