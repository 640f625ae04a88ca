//! The price archive as a list.

use axum::response::IntoResponse;
use dianfei_rules::tariff::price::BasicPrices;
use dianfei_rules::tariff::tier::{TierCycle, TierTable};

use crate::account::hours;
use crate::audit::tariff;
use crate::desk::{self, Answer, Desk};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Lang, bi, words};

/// All versions, each price of each.
pub fn list(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let (versions, hours) =
        desk.read(|store| Ok((tariff::versions(store, station)?, hours::all(store, station)?)))?;
    let mut list = List::new("tariffs", bi("电价档案", "Price archive"))
        .column(Column::number("tariff", bi("电价代码", "Tariff")))
        .column(Column::text("name", bi("名称", "Name")))
        .column(Column::date("valid_from", bi("执行日期", "Valid from")))
        .column(Column::text("period", bi("时段", "Period")))
        .column(Column::text("hours", bi("时段时间", "Hours")))
        .column(Column::decimal("price", bi("电价", "Price")).unit(bi("元/kWh", "yuan/kWh")))
        .column(Column::date("valid_until", bi("截止日期", "Valid until")))
        .column(Column::text("basic", bi("基本电价", "Basic prices")))
        .column(Column::text("tiers", bi("阶梯加价", "Tier additions")))
        .column(Column::text("source", bi("依据", "Source")))
        .empty(bi(
            "还没有电价：由电费审核专责导入或登记。",
            "No prices yet: the auditor imports or enters them.",
        ));
    for version in versions {
        for (period, price) in version.prices.cells() {
            let (tariff, from) = (version.tariff.to_string(), version.valid_from.to_string());
            let hours = hours.get(&(tariff, from, period.to_string()));
            list.push(Row::new([
                Cell::from(version.tariff.to_string()),
                Cell::from(version.name.clone()),
                Cell::from(version.valid_from),
                Cell::from(words::say(&format!("period_{period}"), desk.lang())),
                Cell::some(hours.cloned()),
                Cell::from(price),
                Cell::some(version.valid_until),
                Cell::some(version.basic.map(|basic| basic_words(desk.lang(), basic))),
                Cell::some(version.tiers.as_ref().map(|tiers| tier_words(desk.lang(), tiers))),
                Cell::from(version.source.clone()),
            ]));
        }
    }
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    let page = desk.frame.page(&bi("电价档案", "Price archive"), body);
    Ok(page.clauses(desk::clause("4.2.1")).into_response())
}

/// The basic prices of a two-part table.
fn basic_words(lang: Lang, basic: BasicPrices) -> String {
    let capacity = basic.capacity.map(|price| match lang {
        Lang::Zh => format!("容量 {price} 元/千伏安"),
        Lang::En => format!("capacity {price} yuan/kVA"),
    });
    let demand = basic.demand.map(|price| match lang {
        Lang::Zh => format!("需量 {price} 元/千瓦"),
        Lang::En => format!("demand {price} yuan/kW"),
    });
    capacity.into_iter().chain(demand).collect::<Vec<_>>().join(lang.t("，", ", "))
}

/// The tiers above the first: from where on, and what each adds.
fn tier_words(lang: Lang, table: &TierTable) -> String {
    let cycle = match table.cycle {
        TierCycle::Month => lang.t("每月", "a month"),
        TierCycle::Year => lang.t("全年", "a year"),
    };
    let seasons = table.seasons.iter().map(|season| {
        let months: Vec<String> = season.months.iter().map(ToString::to_string).collect();
        let months = match months.is_empty() {
            true => String::new(),
            false => format!("{} {}：", lang.t("月份", "months"), months.join(" ")),
        };
        let tiers = season.tiers.iter().filter(|tier| !tier.above_kwh.is_zero());
        let tiers: Vec<String> = tiers
            .map(|tier| match lang {
                Lang::Zh => format!("{} 起 +{}", tier.above_kwh, tier.adds),
                Lang::En => format!("from {} +{}", tier.above_kwh, tier.adds),
            })
            .collect();
        format!("{months}{}", tiers.join(lang.t("，", ", ")))
    });
    format!("{cycle} {}", seasons.collect::<Vec<_>>().join(lang.t("；", "; ")))
}
