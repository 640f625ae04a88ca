//! Accounts and meters of the demo: 1,200 in walking order.

use super::office::{AREAS, ROUTES};
use super::{Seed, Table, texts};

/// How many accounts each route has.
const ACCOUNTS_PER_ROUTE: u32 = 150;

const SURNAMES: [&str; 24] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢",
];
const FIRST: [&str; 16] = [
    "秀", "建", "国", "桂", "玉", "志", "春", "海", "文", "永", "德", "金", "凤", "明", "小", "长",
];
const SECOND: [&str; 20] = [
    "英", "华", "兰", "军", "平", "芳", "强", "梅", "林", "生", "珍", "红", "明", "云", "霞", "福",
    "山", "荣", "琴", "伟",
];
const SHOPS: [&str; 8] =
    ["粮油店", "农机修理部", "便民超市", "卫生室", "豆腐坊", "理发店", "饲料加工点", "小吃店"];
const FARMS: [&str; 4] = ["养鸡场", "大棚合作社", "鱼塘", "灌溉泵站"];

/// What kind of customer an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Home,
    /// A home with a peak and a valley price.
    TimedHome,
    Farm,
    Shop,
}

/// An account with what its other sheets need.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub account: String,
    pub meter: String,
    pub kind: Kind,
    pub multiplier: u32,
    /// Its mean usage a month in kWh.
    pub monthly_kwh: u64,
    /// The index before the first month of history.
    pub first_index: u64,
    row: Vec<String>,
}

impl Account {
    pub(super) fn name(&self) -> &str {
        self.row.get(1).map_or("", String::as_str)
    }

    pub(super) fn route(&self) -> &str {
        self.row.get(5).map_or("", String::as_str)
    }
}

/// The part of a timed home's index that its valley register shows.
pub(super) const fn valley_share(total: u64) -> u64 {
    total * 2 / 5
}

/// All accounts, in walking order.
pub(super) fn accounts() -> Vec<Account> {
    let mut seed = Seed(20_261_101);
    let mut accounts = Vec::new();
    for (route, name, area, ..) in &ROUTES {
        let village = AREAS
            .iter()
            .find(|(number, ..)| number == area)
            .map_or(*name, |(_, _, village, ..)| *village);
        for seq in 1..=ACCOUNTS_PER_ROUTE {
            let at = Place { route, area, village, seq };
            accounts.push(account(&mut seed, at, accounts.len()));
        }
    }
    accounts
}

#[derive(Clone, Copy)]
struct Place<'a> {
    route: &'a str,
    area: &'a str,
    village: &'a str,
    seq: u32,
}

fn account(seed: &mut Seed, at: Place<'_>, made: usize) -> Account {
    let number = format!("32001{:05}", made + 1);
    let kind = match seed.below(100) {
        0..=2 => Kind::Farm,
        3..=8 => Kind::Shop,
        9..=20 => Kind::TimedHome,
        _ => Kind::Home,
    };
    let person = format!("{}{}{}", seed.pick(&SURNAMES), seed.pick(&FIRST), seed.pick(&SECOND));
    let (name, class, tariff, monthly_kwh) = match kind {
        Kind::Home => (person, "居民", "JM01", 60 + seed.below(220)),
        Kind::TimedHome => (person, "居民", "JM02", 120 + seed.below(260)),
        Kind::Farm => {
            (format!("{}{}", at.village, seed.pick(&FARMS)), "农业", "NY01", 400 + seed.below(900))
        }
        Kind::Shop => {
            (format!("{person}{}", seed.pick(&SHOPS)), "一般工商业", "GS01", 250 + seed.below(700))
        }
    };
    let is_home = matches!(kind, Kind::Home | Kind::TimedHome);
    let large = is_home && seed.below(20) == 0;
    let free = is_home && !large && seed.below(40) == 0;
    let multiplier = if kind == Kind::Farm && seed.below(3) == 0 { 20 } else { 1 };
    let row = texts(&[
        &number,
        &name,
        &format!("{}{}号", at.village, at.seq),
        &format!("199-0000-{:04}", made + 4_000),
        at.area,
        at.route,
        &(at.seq * 10).to_string(),
        class,
        tariff,
        if large { "6" } else { "" },
        if large { "2025-03-01" } else { "" },
        if free { "15" } else { "" },
        if is_home { "" } else { "30" },
    ]);
    Account {
        account: number,
        meter: format!("DB26{:08}", made * 7 + 10_000_019),
        kind,
        multiplier,
        monthly_kwh,
        first_index: first_index(seed, made),
        row,
    }
}

/// Where the register stood two years ago; the fourth of each route's meters
/// stands so high that it turns over in the month to be read.
fn first_index(seed: &mut Seed, made: usize) -> u64 {
    let index = 200 + seed.below(9_000);
    if made % 150 == 3 { 0 } else { index }
}

pub(super) fn account_table(accounts: &[Account]) -> Table {
    Table {
        file: "05-accounts.xlsx",
        title: "用电户",
        header: &[
            "户号",
            "户名",
            "地址",
            "电话",
            "台区编号",
            "抄表段编号",
            "抄表顺序号",
            "用电类别",
            "电价代码",
            "人口",
            "多人口批准日期",
            "免费电量",
            "合同容量",
        ],
        rows: accounts.iter().map(|account| account.row.clone()).collect(),
    }
}

pub(super) fn meter_table(accounts: &[Account]) -> Table {
    Table {
        file: "06-meters.xlsx",
        title: "电能表",
        header: &[
            "表号",
            "户号",
            "表型",
            "示数类型",
            "表位数",
            "小数位",
            "倍率",
            "CT",
            "PT",
            "检定日期",
            "起用示数",
            "示数日期",
        ],
        rows: accounts.iter().flat_map(meter_rows).collect(),
    }
}

fn meter_rows(account: &Account) -> Vec<Vec<String>> {
    let total = super::month::last_index(account);
    let row = |register: &str, index: u64| {
        let multiplier = account.multiplier.to_string();
        texts(&[
            &account.meter,
            &account.account,
            if account.kind == Kind::Farm { "DTS-三相" } else { "DDS-单相" },
            register,
            "5",
            "0",
            &multiplier,
            if account.multiplier > 1 { &multiplier } else { "" },
            "",
            "2023-06-15",
            &index.to_string(),
            "2026-10-05",
        ])
    };
    let mut rows = vec![row("总", total)];
    if account.kind == Kind::TimedHome {
        let valley = valley_share(total);
        rows.push(row("峰", total - valley));
        rows.push(row("谷", valley));
    }
    rows
}
