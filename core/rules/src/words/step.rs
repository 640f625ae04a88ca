//! The sentences of a bill's steps ([`crate::bill::explain`]), with the
//! steps' own figures in their places.

use crate::bill::explain::Step;

use super::paper::given_back;
use super::{Sentence, say};

const SENTENCES: &[(&str, &str, &str)] = &[
    (
        "register_read",
        "{register}：（{current} − {previous}）× 倍率 {multiplier} ＝ {energy_kwh} 千瓦时",
        "{register}: ({current} − {previous}) × multiplier {multiplier} = {energy_kwh} kWh",
    ),
    (
        "register_rolled_over",
        "{register}：从 {previous} 走满翻转到 {current}，× 倍率 {multiplier} ＝ {energy_kwh} 千瓦时",
        "{register}: from {previous} over its end to {current}, × multiplier {multiplier} = {energy_kwh} kWh",
    ),
    (
        "demand_read",
        "{register}：{current} × 倍率 {multiplier} ＝ {demand_kw} 千瓦",
        "{register}: {current} × multiplier {multiplier} = {demand_kw} kW",
    ),
    (
        "usage_provisional",
        "本月未抄到表，暂计 {energy_kwh} 千瓦时，下次抄见时多退少补",
        "The meter was not read: {energy_kwh} kWh provisionally, settled at the next reading",
    ),
    (
        "sub_meter_taken",
        "分表 {account} 的 {energy_kwh} 千瓦时另户计费，从中减去",
        "{energy_kwh} kWh of the meter behind are billed to {account} and taken off",
    ),
    (
        "sub_meter_short",
        "分表 {account} 有 {energy_kwh} 千瓦时，总表只有 {deducted_kwh} 千瓦时可减，须查明原因",
        "The meter of {account} behind counted {energy_kwh} kWh; only {deducted_kwh} kWh are there to take off: find out why",
    ),
    (
        "loss_of_transformer",
        "变压器损耗：有功 {loss_kwh} 千瓦时，无功 {loss_kvarh} 千乏时",
        "Transformer loss: {loss_kwh} kWh and {loss_kvarh} kvarh",
    ),
    (
        "loss_of_line",
        "线路损耗：按 {energy_kwh} 千瓦时计 {loss_kwh} 千瓦时",
        "Line loss: {loss_kwh} kWh on {energy_kwh} kWh",
    ),
    ("energy_adjusted", "加减电量 {energy_kwh} 千瓦时", "Adjusted by {energy_kwh} kWh"),
    (
        "provisional_settled",
        "以前已暂计 {energy_kwh} 千瓦时，从中减去",
        "{energy_kwh} kWh were billed provisionally before and are taken off",
    ),
    ("energy_free", "免费电量 {energy_kwh} 千瓦时，不计价", "{energy_kwh} kWh are free"),
    (
        "energy_charged",
        "计费电量：{metered_kwh} ＋ {adjustment_kwh} − {settled_kwh} − {free_kwh} ＝ {energy_kwh} 千瓦时",
        "Charged: {metered_kwh} + {adjustment_kwh} − {settled_kwh} − {free_kwh} = {energy_kwh} kWh",
    ),
    (
        "energy_charged_with_losses",
        "计费电量：{metered_kwh} − 分表 {sub_metered_kwh} ＋ 损耗 {loss_kwh} ＋ {adjustment_kwh} − {settled_kwh} − {free_kwh} ＝ {energy_kwh} 千瓦时",
        "Charged: {metered_kwh} − sub-metered {sub_metered_kwh} + loss {loss_kwh} + {adjustment_kwh} − {settled_kwh} − {free_kwh} = {energy_kwh} kWh",
    ),
    (
        "share_taken",
        "其中 {energy_kwh} 千瓦时按电价 {tariff} 计",
        "{energy_kwh} kWh of it at price table {tariff}",
    ),
    (
        "share_short",
        "约定 {agreed_kwh} 千瓦时按电价 {tariff} 计，实有 {energy_kwh} 千瓦时",
        "{agreed_kwh} kWh are agreed at price table {tariff}; there are {energy_kwh} kWh",
    ),
    (
        "line_energy",
        "{period}：{energy_kwh} 千瓦时 × {price} 元 ＝ {amount} 元",
        "{period}: {energy_kwh} kWh × {price} yuan = {amount} yuan",
    ),
    (
        "line_energy_in_tier",
        "{period}第 {tier} 档：{energy_kwh} 千瓦时 × {price} 元 ＝ {amount} 元",
        "{period}, tier {tier}: {energy_kwh} kWh × {price} yuan = {amount} yuan",
    ),
    (
        "line_tier_addition",
        "第 {tier} 档加价：{energy_kwh} 千瓦时 × {price} 元 ＝ {amount} 元",
        "Addition of tier {tier}: {energy_kwh} kWh × {price} yuan = {amount} yuan",
    ),
    (
        "line_surcharge",
        "{name}：{energy_kwh} 千瓦时 × {price} 元 ＝ {amount} 元",
        "{name}: {energy_kwh} kWh × {price} yuan = {amount} yuan",
    ),
    (
        "line_basic_capacity",
        "{month} 基本电费：容量 {charged} 千伏安 × {price} 元 ＝ {amount} 元",
        "Basic charge of {month}: {charged} kVA × {price} yuan = {amount} yuan",
    ),
    (
        "line_basic_demand",
        "{month} 基本电费：需量 {charged} 千瓦 × {price} 元 ＝ {amount} 元",
        "Basic charge of {month}: {charged} kW × {price} yuan = {amount} yuan",
    ),
    (
        "line_basic_part",
        "{month} 基本电费：{charged} × {price} 元 × {days}/{of_days} 天 ＝ {amount} 元",
        "Basic charge of {month}: {charged} × {price} yuan × {days}/{of_days} days = {amount} yuan",
    ),
    (
        "power_factor_found",
        "有功 {active_kwh} 千瓦时、无功 {reactive_kvarh} 千乏时，功率因数 {power_factor}，标准 {standard}",
        "{active_kwh} kWh and {reactive_kvarh} kvarh give a power factor of {power_factor}; the standard is {standard}",
    ),
    (
        "line_power_factor",
        "力调电费：{base} 元 × {percent}% ＝ {amount} 元",
        "Power factor adjustment: {base} yuan × {percent} % = {amount} yuan",
    ),
    (
        "bill_corrected",
        "本单更正 {bill}：原 {was} 元，差额 {difference} 元；原因：{reason}，凭据：{reference}",
        "Corrects {bill}: it was {was} yuan, the difference is {difference} yuan; reason: {reason}, paper: {reference}",
    ),
    ("bill_total", "以上 {lines} 项合计 {total} 元", "The {lines} lines come to {total} yuan"),
];

/// One step of a bill as a sentence; its code where it has none.
#[must_use]
pub fn step(step: &Step) -> Sentence {
    let code = step.code.as_str();
    let Some((_, zh, en)) = SENTENCES.iter().find(|(known, ..)| *known == code) else {
        return Sentence::same(code);
    };
    let told = step.figures.iter().fold(Sentence::of(zh, en), |sentence, (name, value)| {
        let value = match name {
            "register" => say(value),
            // A price that knows no hours of the day has no period to name.
            "period" if value == "total" => Sentence::of("电量", "Energy"),
            "period" => say(&format!("period_{value}")),
            _ => Sentence::same(value),
        };
        sentence.with(name, &value)
    });
    match step.figures.get("reverses") {
        None => told,
        // Why the line is below zero.
        Some(bill) => {
            let back = given_back(bill);
            Sentence {
                zh: format!("{}，{}", back.zh, told.zh),
                en: format!("{}: {}", back.en, told.en),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bill::explain::STEP_CODES;
    use crate::refusal::Figures;

    use super::*;

    #[test]
    fn a_line_below_zero_says_which_provisional_bill_it_gives_back() {
        let line = |figures: Figures| {
            let figures = figures.with("energy_kwh", -20).with("price", "0.50");
            step(&Step { code: "line_energy".into(), figures: figures.with("amount", "-10.00") })
        };
        let own = line(Figures::new().with("period", "total"));
        assert_eq!(own.zh, "电量：-20 千瓦时 × 0.50 元 ＝ -10.00 元");
        let back = Figures::new().with("period", "peak").with("reverses", "33-2026-02-1");
        let back = line(back);
        assert_eq!(back.zh, "退暂计 33-2026-02-1，峰：-20 千瓦时 × 0.50 元 ＝ -10.00 元");
        assert_eq!(back.en, "Given back of 33-2026-02-1: peak: -20 kWh × 0.50 yuan = -10.00 yuan");
    }

    #[test]
    fn each_step_of_a_bill_has_its_sentence() {
        for code in STEP_CODES {
            assert!(SENTENCES.iter().any(|(known, ..)| *known == code), "{code}");
        }
        assert_eq!(SENTENCES.len(), STEP_CODES.len(), "no sentence without a step");
    }
}
