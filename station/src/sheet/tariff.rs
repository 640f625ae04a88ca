//! The sheet of published price tables (电价表): one row for each price.

use chrono::NaiveDate;
use dianfei_rules::id::TariffNo;
use dianfei_rules::quantity::{Kwh, Price};
use serde::{Deserialize, Serialize};

use super::account::CLASSES;
use super::cells::{Figure, Word};
use super::{Cells, Column, Fault, SheetRow};

/// One price of a price table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TariffRow {
    /// 电价代码.
    pub tariff: TariffNo,
    /// The table's name.
    pub name: String,
    /// The usage class's code, such as `residential`.
    pub usage_class: String,
    /// From which date it holds.
    pub from: NaiveDate,
    /// Over what tiers are counted: `none`, `month` or `year`.
    pub tier_cycle: String,
    /// The tier, from 1.
    pub tier: u32,
    /// Up to how much energy in the cycle the tier reaches; absent for the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub up_to_kwh: Option<Kwh>,
    /// The hours' code: `total`, `critical_peak`, `peak`, `flat` or `valley`.
    pub period: String,
    /// The hours themselves, such as `08:00-21:00`; absent for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// The price.
    pub price: Price,
    /// From how many persons a household is larger; absent where it does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_from: Option<u32>,
    /// What a larger household adds to the first tier a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_kwh: Option<Kwh>,
    /// The last day of a version that is published for a time; absent for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// What of the price is levied for others (政府性基金及附加); absent where the
    /// table does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surcharge: Option<Price>,
    /// Yuan per kVA of capacity and month; absent for a one-part price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity_price: Option<Price>,
    /// Yuan per kW of demand and month; absent for a one-part price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_price: Option<Price>,
    /// Who published it, and where.
    pub source: String,
}

const TARIFF: Column = Column::required("电价代码", "tariff_no");
const NAME: Column = Column::required("电价名称", "name");
const USAGE_CLASS: Column = Column::required("用电类别", "usage_class");
const FROM: Column = Column::required("执行日期", "from").or(&["起用日期"]);
const TIER_CYCLE: Column = Column::required("阶梯周期", "tier_cycle");
const TIER: Column = Column::required("档次", "tier");
const UP_TO: Column = Column::optional("上限电量", "up_to_kwh");
const PERIOD: Column = Column::required("时段", "period");
const HOURS: Column = Column::optional("时段时间", "hours");
const PRICE: Column = Column::required("单价", "price").or(&["电价"]);
const HOUSEHOLD_FROM: Column = Column::optional("多人口起点", "household_from");
const HOUSEHOLD_KWH: Column = Column::optional("多人口每月增加电量", "household_kwh");
const UNTIL: Column = Column::optional("截止日期", "until").or(&["止用日期"]);
const SURCHARGE: Column =
    Column::optional("基金及附加", "surcharge").or(&["代征费", "政府性基金及附加"]);
const CAPACITY_PRICE: Column = Column::optional("容量电价", "capacity_price").or(&["基本电价容量"]);
const DEMAND_PRICE: Column = Column::optional("需量电价", "demand_price").or(&["基本电价需量"]);
const SOURCE: Column = Column::required("来源", "source").or(&["文号"]);

const CYCLES: &[Word<&str>] =
    &[("none", &["无", "none"]), ("month", &["月", "month"]), ("year", &["年", "year"])];

const PERIODS: &[Word<&str>] = &[
    ("total", &["总", "total"]),
    ("critical_peak", &["尖", "critical_peak"]),
    ("peak", &["峰", "peak"]),
    ("flat", &["平", "flat"]),
    ("valley", &["谷", "valley"]),
];

impl SheetRow for TariffRow {
    const TITLE: (&'static str, &'static str) = ("电价表", "Tariffs");
    const COLUMNS: &'static [Column] = &[
        TARIFF,
        NAME,
        USAGE_CLASS,
        FROM,
        TIER_CYCLE,
        TIER,
        UP_TO,
        PERIOD,
        HOURS,
        PRICE,
        HOUSEHOLD_FROM,
        HOUSEHOLD_KWH,
        UNTIL,
        SURCHARGE,
        CAPACITY_PRICE,
        DEMAND_PRICE,
        SOURCE,
    ];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let energy = Figure { least: 0, most: 1_000_000, decimals: 0 };
        let tariff = cells.identity(&TARIFF);
        let name = cells.words(&NAME);
        let usage_class = cells.word(&USAGE_CLASS, CLASSES).flatten();
        let from = cells.date(&FROM).flatten();
        let tier_cycle = cells.word(&TIER_CYCLE, CYCLES).flatten();
        let tier = cells.whole(&TIER, 1, 9).flatten();
        let up_to = cells.decimal(&UP_TO, energy);
        let period = cells.word(&PERIOD, PERIODS).flatten();
        let hours = cells.maybe(&HOURS, hours);
        let price = cells.decimal(&PRICE, Figure { least: 0, most: 10, decimals: 8 }).flatten();
        let household_from = cells.whole(&HOUSEHOLD_FROM, 2, 20);
        let household_kwh = cells.decimal(&HOUSEHOLD_KWH, energy);
        let until = cells.date(&UNTIL);
        let surcharge = cells.decimal(&SURCHARGE, Figure { least: 0, most: 10, decimals: 8 });
        let basic = Figure { least: 0, most: 1_000, decimals: 8 };
        let capacity_price = cells.decimal(&CAPACITY_PRICE, basic);
        let demand_price = cells.decimal(&DEMAND_PRICE, basic);
        let source = cells.words(&SOURCE);
        Some(Self {
            tariff: tariff?,
            name: name?,
            usage_class: usage_class?.to_owned(),
            from: from?,
            tier_cycle: tier_cycle?.to_owned(),
            tier: tier?,
            up_to_kwh: up_to?.map(Kwh::new),
            period: period?.to_owned(),
            hours: hours?,
            price: Price::new(price?),
            household_from: household_from?,
            household_kwh: household_kwh?.map(Kwh::new),
            until: until?,
            surcharge: surcharge?.map(Price::new),
            capacity_price: capacity_price?.map(Price::new),
            demand_price: demand_price?.map(Price::new),
            source: source?,
        })
    }

    fn key(&self) -> Option<(String, &'static Column)> {
        let key = format!("{} {} {} {}", self.tariff, self.from, self.tier, self.period);
        Some((key, &TIER))
    }
}

impl TariffRow {
    /// What this row says otherwise than another of the same version about the
    /// version as a whole. A blank says nothing.
    #[must_use]
    pub fn differs_from(&self, other: &Self) -> Option<(&'static Column, String)> {
        fn said<T: ToString>(value: Option<T>) -> Option<String> {
            value.map(|value| value.to_string())
        }
        let pairs: [(&'static Column, Option<String>, Option<String>); 4] = [
            (&UNTIL, said(self.until), said(other.until)),
            (&SURCHARGE, said(self.surcharge), said(other.surcharge)),
            (&CAPACITY_PRICE, said(self.capacity_price), said(other.capacity_price)),
            (&DEMAND_PRICE, said(self.demand_price), said(other.demand_price)),
        ];
        pairs.into_iter().find_map(|(column, here, there)| {
            let (here, there) = here.zip(there)?;
            (here != there).then_some((column, here))
        })
    }
}

/// Hours such as `08:00-21:00`, several separated by a comma.
fn hours(text: &str) -> Result<String, Fault> {
    let wrong = || Fault::UnknownWord { text: text.to_owned(), known: "08:00-21:00".to_owned() };
    let clock = |time: &str| match time.split_once(':') {
        Some((hour, minute)) if hour.len() == 2 && minute.len() == 2 => {
            let hour: u32 = hour.parse().ok()?;
            let minute: u32 = minute.parse().ok()?;
            (hour < 24 && minute < 60 || (hour, minute) == (24, 0)).then_some(())
        }
        _ => None,
    };
    for span in text.split([',', '，']) {
        let (from, to) = span.trim().split_once('-').ok_or_else(wrong)?;
        clock(from).and(clock(to)).ok_or_else(wrong)?;
    }
    Ok(text.to_owned())
}
