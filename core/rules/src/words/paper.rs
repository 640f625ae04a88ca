//! What stands beside the figures on a bill and a ticket, and the names of a
//! bill's lines. They are short: narrow paper has 16 Chinese characters a line.

use chrono::NaiveDate;

use crate::bill::LineKind;
use crate::id::TariffNo;
use crate::meter::{Direction, Measured, Period, Register};
use crate::policy::LateFeeWord;

use super::{Language, Sentence, say};

/// What stands beside a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Account,
    Adjustment,
    Amount,
    Bill,
    BillNo,
    BillTotal,
    BillingPeriod,
    Capitals,
    Charged,
    Corrected,
    Current,
    Customer,
    DueOn,
    EmergencyTelephone,
    Energy,
    EnergySubtotal,
    Explanation,
    Free,
    FundsSubtotal,
    Item,
    LateFeeByLaw,
    LateFeeByRuleBook,
    Loss,
    Meter,
    Metered,
    Multiplier,
    Previous,
    Price,
    Quantity,
    ReadDay,
    ReadOn,
    Register,
    RolledOver,
    Settled,
    SubMetered,
    ToGiveBack,
    ToPay,
    UsageClass,
}

impl Label {
    /// The label of the late fee, by the printed word that holds.
    pub(crate) const fn late_fee(word: LateFeeWord) -> Self {
        match word {
            LateFeeWord::Law => Self::LateFeeByLaw,
            LateFeeWord::RuleBook => Self::LateFeeByRuleBook,
        }
    }

    /// The label in one language.
    pub(crate) const fn text(self, language: Language) -> &'static str {
        let (zh, en) = self.words();
        match language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Account => ("户号", "Account no."),
            Self::Adjustment => ("加减电量", "Adjustment"),
            Self::Amount => ("金额", "Amount"),
            Self::Bill => ("电费账单", "Electricity bill"),
            Self::BillNo => ("账单号", "Bill no."),
            Self::BillTotal => ("应收电费", "Bill total"),
            Self::BillingPeriod => ("电费年月", "Billing period"),
            Self::Capitals => ("大写", "In capitals"),
            Self::Charged => ("计费电量(kWh)", "Charged (kWh)"),
            Self::Corrected => ("更正，前一张作废", "Corrected: replaces the one before"),
            Self::Current => ("止度", "To"),
            Self::Customer => ("户名", "Customer"),
            Self::DueOn => ("缴费期限", "Due on"),
            Self::EmergencyTelephone => ("抢修电话", "Emergencies"),
            Self::Energy => ("电量(kWh)", "Energy (kWh)"),
            Self::EnergySubtotal => ("电费小计", "Energy subtotal"),
            Self::Explanation => ("电费计算说明", "How the bill came about"),
            Self::Free => ("免费电量", "Free energy"),
            Self::FundsSubtotal => ("代征费小计", "Surcharges subtotal"),
            Self::Item => ("项目", "Item"),
            Self::LateFeeByLaw => ("违约金", "Late fee"),
            Self::LateFeeByRuleBook => ("滞纳金", "Late fee"),
            Self::Loss => ("损耗电量", "Loss"),
            Self::Meter => ("表号", "Meter no."),
            Self::Metered => ("抄见电量", "Energy metered"),
            Self::Multiplier => ("倍率", "Multiplier"),
            Self::Previous => ("起度", "From"),
            Self::Price => ("单价", "Price"),
            Self::Quantity => ("电量", "kWh"),
            Self::ReadDay => ("例日", "Read day"),
            Self::ReadOn => ("抄表日期", "Read on"),
            Self::Register => ("示数", "Register"),
            Self::RolledOver => ("（表已走满，从零重走）", "(ran over its end to zero)"),
            Self::Settled => ("已暂计电量", "Billed before"),
            Self::SubMetered => ("分表电量", "Sub-metered"),
            Self::ToGiveBack => ("应退合计", "To give back"),
            Self::ToPay => ("应交合计", "To pay"),
            Self::UsageClass => ("用电类别", "Usage class"),
        }
    }
}

/// Energy at a price: 电度电费, 峰段, 二档.
pub(crate) fn energy_label(period: Period, tier: Option<u32>) -> Sentence {
    let (period, tier) =
        ((period != Period::Total).then(|| say(&format!("period_{period}"))), tier.map(tier_label));
    match (period, tier) {
        (None, None) => say(LineKind::Energy.code()),
        (None, Some(tier)) => tier,
        (Some(period), None) => {
            Sentence { zh: format!("{}段", period.zh), en: capitalised(&period.en) }
        }
        (Some(period), Some(tier)) => Sentence {
            zh: format!("{}段{}", period.zh, tier.zh),
            en: format!("{}, {}", capitalised(&period.en), tier.en),
        },
    }
}

/// What a higher tier adds: 二档加价.
pub(crate) fn tier_addition_label(tier: Option<u32>) -> Sentence {
    let tier = tier.map_or_else(|| Sentence::of("阶梯", "Tier"), tier_label);
    Sentence { zh: format!("{}加价", tier.zh), en: format!("{} adds", tier.en) }
}

/// A surcharge by its name in the price table, which is Chinese.
pub(crate) fn surcharge_label(name: Option<&str>) -> Sentence {
    name.map_or_else(|| say(LineKind::Surcharge.code()), Sentence::same)
}

/// Energy that is given back at the prices of a provisional bill.
pub(crate) fn given_back(bill: &str) -> Sentence {
    Sentence::of("退暂计 {bill}", "Given back of {bill}").with("bill", &Sentence::same(bill))
}

/// At which price table a share is charged.
pub(crate) fn at_price_table(tariff: &TariffNo) -> Sentence {
    Sentence::of("按电价 {tariff}", "At price table {tariff}")
        .with("tariff", &Sentence::same(tariff.as_str()))
}

/// From when the prices of some lines hold.
pub(crate) fn prices_from(day: NaiveDate) -> Sentence {
    Sentence::of("电价自 {day} 起", "Prices from {day}")
        .with("day", &Sentence::same(&day.to_string()))
}

/// 一档, 二档, 三档.
fn tier_label(tier: u32) -> Sentence {
    let zh = match tier {
        1 => "一档".to_owned(),
        2 => "二档".to_owned(),
        3 => "三档".to_owned(),
        more => format!("{more}档"),
    };
    Sentence { zh, en: format!("Tier {tier}") }
}

/// A register as a table of indexes names it: 有功峰. The usual direction goes
/// without saying, in English the usual energy too.
pub(crate) fn register_label(register: Register) -> Sentence {
    let (direction_zh, direction_en) = match register.direction {
        Direction::Forward => ("", ""),
        Direction::Reverse => ("反向", "reverse "),
    };
    let (quantity_zh, quantity_en) = match register.quantity {
        Measured::Active => ("有功", ""),
        Measured::Reactive => ("无功", "reactive "),
        Measured::Demand => ("需量", "demand "),
    };
    let period = say(&format!("period_{}", register.period));
    Sentence {
        zh: format!("{direction_zh}{quantity_zh}{}", period.zh),
        en: capitalised(&format!("{direction_en}{quantity_en}{}", period.en)),
    }
}

/// An English word as it stands at the head of a row.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_named_by_its_period_and_its_tier() {
        for (period, tier, zh, en) in [
            (Period::Total, None, "电度电费", "Energy"),
            (Period::Total, Some(4), "4档", "Tier 4"),
            (Period::CriticalPeak, None, "尖段", "Critical peak"),
            (Period::Valley, Some(2), "谷段二档", "Valley, Tier 2"),
        ] {
            assert_eq!(energy_label(period, tier), Sentence::of(zh, en));
        }
        assert_eq!(tier_addition_label(Some(3)), Sentence::of("三档加价", "Tier 3 adds"));
        assert_eq!(surcharge_label(None), Sentence::of("代征费", "Surcharge"));
    }

    #[test]
    fn no_two_registers_have_one_name() {
        let names: Vec<Sentence> = Register::all().map(register_label).collect();
        for (at, name) in names.iter().enumerate() {
            let others = names.iter().skip(at + 1);
            assert!(others.clone().all(|other| other.zh != name.zh), "{name:?}");
            assert!(others.clone().all(|other| other.en != name.en), "{name:?}");
        }
    }
}
