//! Codes of the price archive: what an entry does not agree with itself in.

use super::{Entry, entry};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "tariff_expired",
        (
            "这个电价已过期，没有录入接续的电价。",
            "The price was published for a time that is over, and no later one is on record.",
        ),
        ("录入本月公布的电价。", "Enter the price published for this month."),
    ),
    entry(
        "tariff_version_exists",
        ("这一天已有一版电价。", "A version for that day is on record."),
        ("另选生效日期。", "Choose another first day."),
    ),
    entry(
        "tariff_version_used",
        ("这段时间已按原电价计费。", "That time has been billed at the price on record."),
        ("从未计费的日子起另录一版。", "Enter a version from a day that is not billed yet."),
    ),
    entry(
        "tariff_dates",
        ("止日早于起日。", "The last day is before the first."),
        ("核对起止日期。", "Check both dates."),
    ),
    entry(
        "tariff_dates_overlap",
        ("起止日期与另一版电价重叠。", "The days meet those of another version."),
        ("核对起止日期。", "Check both dates."),
    ),
    entry(
        "tariff_dates_gap",
        ("两版电价之间有几天没有电价。", "Between two versions there are days without a price."),
        ("核对起止日期，或补录中间的电价。", "Check both dates, or enter the price between."),
    ),
    entry(
        "price_not_positive",
        ("电价必须大于零。", "A price must be above zero."),
        ("对照公布的文件核对这一格。", "Check the cell against the published document."),
    ),
    entry(
        "basic_not_positive",
        ("基本电价必须大于零。", "A basic price must be above zero."),
        ("对照公布的文件核对。", "Check it against the published document."),
    ),
    entry(
        "price_parts_differ",
        ("各项之和不等于公布的电价。", "The parts do not add up to the printed price."),
        (
            "对照公布的文件逐项核对，常见的是一位数字看错。",
            "Check each part against the published document: one digit is often misread.",
        ),
    ),
    entry(
        "price_factor_differs",
        ("时段电价不等于平段加浮动部分。", "A period's price is not flat with its floating part."),
        (
            "对照公布的文件核对这一格和浮动比例。",
            "Check the cell and the factor against the published document.",
        ),
    ),
    entry(
        "surcharges_exceed_price",
        ("代征费不低于电价本身。", "The surcharges are not below the price itself."),
        ("核对代征费和电价。", "Check the surcharges and the price."),
    ),
    entry(
        "tier_gap",
        ("阶梯之间有空缺。", "Between two tiers energy belongs to none."),
        ("核对各档起止电量。", "Check where each tier begins and ends."),
    ),
    entry(
        "tier_overlap",
        ("两档阶梯重叠。", "Two tiers overlap."),
        ("核对各档起止电量。", "Check where each tier begins and ends."),
    ),
    entry(
        "tier_not_ascending",
        ("这一档的止电量不大于起电量。", "The tier ends where it begins, or before."),
        ("核对各档起止电量。", "Check where each tier begins and ends."),
    ),
    entry(
        "tier_open_end",
        ("只有最后一档没有上限。", "The last tier alone has no upper end."),
        ("核对各档的上限。", "Check the upper end of each tier."),
    ),
    entry(
        "tier_first_not_zero",
        ("第一档应从零起、不加价。", "The first tier begins at zero and adds nothing."),
        ("核对第一档。", "Check the first tier."),
    ),
    entry(
        "tier_adds_not_ascending",
        ("高一档的加价不高于低一档。", "A higher tier adds no more than the one below."),
        ("核对各档加价。", "Check what each tier adds."),
    ),
    entry(
        "tier_form",
        ("分时电价的阶梯只能是加价形式。", "Tiers over periods take the form of additions."),
        ("改为加价形式。", "Enter them as additions."),
    ),
    entry(
        "season_months",
        ("每个月应恰好属于一个季节。", "Each month belongs to one season."),
        ("核对各季节的月份。", "Check the months of each season."),
    ),
    entry(
        "season_adds_differ",
        ("各季节的加价不同。", "The seasons' tiers add different amounts."),
        ("核对各季节的档数和加价。", "Check the tiers of each season."),
    ),
    entry(
        "hours_without_periods",
        ("单一电价没有时段。", "A single price has no periods."),
        ("去掉钟点，或改录分时电价。", "Leave out the hours, or enter prices by period."),
    ),
    entry(
        "hours_months",
        ("每个月应恰好有一张钟点表。", "Each month has one table of hours."),
        ("核对各张钟点表的月份。", "Check the months of each."),
    ),
    entry(
        "hours_bounds",
        ("时段的起止钟点不对。", "A stretch of hours is wrong."),
        (
            "起点0至23，止点大于起点、不过24。",
            "It begins at 0 to 23 and ends later, at 24 at most.",
        ),
    ),
    entry(
        "hours_gap",
        ("有一个钟点不属于任何时段。", "An hour belongs to no period."),
        ("补上这个钟点。", "Enter that hour."),
    ),
    entry(
        "hours_overlap",
        ("有一个钟点属于两个时段。", "An hour belongs to two periods."),
        ("核对这个钟点。", "Check that hour."),
    ),
    entry(
        "hours_unpriced",
        ("这个时段没有电价。", "The period has no price."),
        ("补录电价，或改正时段。", "Enter its price, or correct the period."),
    ),
    entry(
        "hours_unused",
        ("有电价的时段全年没有钟点。", "A priced period has no hour in any month."),
        ("补录钟点，或去掉该电价。", "Enter its hours, or take its price out."),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_of_the_archive_has_words() {
        let archive =
            concat!(include_str!("../tariff/archive.rs"), include_str!("../tariff/hours.rs"));
        let named = |text: &str| archive.contains(&format!("\"{text}\""));
        for (code, _) in WORDS {
            assert!(named(code), "{code} has words and is never told");
        }
        let codes = archive.split("fault(\"").skip(1).filter_map(|rest| rest.split('"').next());
        for code in codes {
            assert!(crate::words::code(code).is_some(), "{code}");
        }
    }
}
