//! The sentences of a bill's steps ([`crate::bill::explain`]), with the
//! steps' own figures in their places.

use crate::bill::explain::Step;

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
        "usage_provisional",
        "本月未抄到表，暂计 {energy_kwh} 千瓦时，下次抄见时多退少补",
        "The meter was not read: {energy_kwh} kWh provisionally, settled at the next reading",
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
    ("bill_total", "以上 {lines} 项合计 {total} 元", "The {lines} lines come to {total} yuan"),
];

/// One step of a bill as a sentence; its code where it has none.
#[must_use]
pub fn step(step: &Step) -> Sentence {
    let code = step.code.as_str();
    let Some((_, zh, en)) = SENTENCES.iter().find(|(known, ..)| *known == code) else {
        return Sentence::same(code);
    };
    step.figures.iter().fold(Sentence::of(zh, en), |sentence, (name, value)| {
        let value = match name {
            "register" => say(value),
            // A price that knows no hours of the day has no period to name.
            "period" if value == "total" => Sentence::of("电量", "Energy"),
            "period" => say(&format!("period_{value}")),
            _ => Sentence::same(value),
        };
        sentence.with(name, &value)
    })
}

#[cfg(test)]
mod tests {
    use crate::bill::explain::STEP_CODES;

    use super::*;

    #[test]
    fn each_step_of_a_bill_has_its_sentence() {
        for code in STEP_CODES {
            assert!(SENTENCES.iter().any(|(known, ..)| *known == code), "{code}");
        }
        assert_eq!(SENTENCES.len(), STEP_CODES.len(), "no sentence without a step");
    }
}
