//! Published prices. Residents and agriculture: Jiangsu; general commerce:
//! Hubei's table of January 2026. Together they are a demonstration, no
//! station's price archive: each row says where its price was published. The dates
//! from which residents' and farms' prices hold are the demonstration's own.

use super::{Table, texts};

const RESIDENTS: &str = "江苏省居民阶梯电价(宿迁市政府网公布;demo)";
const FARMS: &str = "江苏省农业生产电价约2018年公布页(demo)";
const COMMERCE: &str = "国网湖北代理购电工商业用户电价表2026年1月(公开转录,按分项校正;demo)";

pub(super) fn tariffs() -> Table {
    let single = ["0.5283", "0.5783", "0.8283"];
    let peak = ["0.5583", "0.6083", "0.8583"];
    let valley = ["0.3583", "0.4083", "0.6583"];
    let limits = ["2760", "4800", ""];
    let mut rows = Vec::new();
    for (tier, limit) in (1_usize..).zip(limits) {
        rows.push(residents("JM01", "居民一户一表", tier, limit, "总", "", single[tier - 1]));
    }
    for (tier, limit) in (1_usize..).zip(limits) {
        let (name, at) = ("居民一户一表峰谷", tier - 1);
        rows.push(residents("JM02", name, tier, limit, "峰", "08:00-21:00", peak[at]));
        rows.push(residents("JM02", name, tier, limit, "谷", "21:00-08:00", valley[at]));
    }
    let flat = |tariff, name, class, from, price, source| {
        texts(&[tariff, name, class, from, "无", "1", "", "总", "", price, "", "", source])
    };
    rows.push(flat("NY01", "农业生产不满1千伏", "农业", "2024-01-01", "0.5090", FARMS));
    rows.push(flat(
        "GS01",
        "一般工商业不满1千伏",
        "一般工商业",
        "2026-01-01",
        "0.735886",
        COMMERCE,
    ));
    Table {
        file: "04-tariffs.xlsx",
        title: "电价表",
        header: &[
            "电价代码",
            "电价名称",
            "用电类别",
            "执行日期",
            "阶梯周期",
            "档次",
            "上限电量",
            "时段",
            "时段时间",
            "单价",
            "多人口起点",
            "多人口每月增加电量",
            "来源",
        ],
        rows,
    }
}

fn residents(
    tariff: &str,
    name: &str,
    tier: usize,
    limit: &str,
    period: &str,
    hours: &str,
    price: &str,
) -> Vec<String> {
    let tier = tier.to_string();
    texts(&[
        tariff,
        name,
        "居民",
        "2024-01-01",
        "年",
        &tier,
        limit,
        period,
        hours,
        price,
        "5",
        "100",
        RESIDENTS,
    ])
}
