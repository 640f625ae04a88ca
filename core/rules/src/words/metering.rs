//! Codes of metering corrections, default and illegal use.

use super::{Entry, entry, state};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "correction_period",
        ("差错的止日早于起日。", "The fault ends before it begins."),
        ("核对两个日期。", "Check the two dates."),
    ),
    entry(
        "correction_too_long",
        (
            "退补时间超过本所规定的月数。",
            "The correction reaches back further than the station's limit.",
        ),
        ("按列出的起日重新取电量。", "Take the energy from the first day given."),
    ),
    entry(
        "within_tolerance",
        ("误差在允许范围内，不退补。", "The error is within its tolerance; nothing is corrected."),
        ("无需退补。", "No correction is needed."),
    ),
    entry(
        "correction_error",
        ("误差或允许误差不对。", "The error or its tolerance is wrong."),
        (
            "误差须大于 −1，允许误差不为负。",
            "The error is above −1 and the tolerance not below zero.",
        ),
    ),
    entry(
        "correction_recorded",
        ("抄见电量为负。", "The recorded energy is below zero."),
        ("核对示数。", "Check the indexes."),
    ),
    entry(
        "correction_power",
        (
            "更正系数算不出，功率或符号不对。",
            "The correction factor cannot be found: a power or a sign is wrong.",
        ),
        (
            "核对两种接线的功率；表不走的按正常月用电量退补。",
            "Check both powers; for a register that stood still take a normal month.",
        ),
    ),
    entry(
        "correction_multiplier",
        ("倍率不对，或没有差别。", "A multiplier is wrong, or the two are equal."),
        ("核对账上倍率与实际倍率。", "Check the billed and the actual multiplier."),
    ),
    entry(
        "correction_normal_month",
        ("缺少正常月用电量。", "The energy of a normal month is missing."),
        ("从抄表记录取正常月用电量。", "Take a normal month from the reading record."),
    ),
    entry(
        "correction_months",
        (
            "故障月份缺失、重复或不在差错期内。",
            "A month of the fault is missing, doubled or outside its time.",
        ),
        ("按抄表记录逐月填写。", "Give each month by the reading record."),
    ),
    entry(
        "correction_not_calculated",
        ("没有计算值，不能退补。", "There is no calculated figure to correct by."),
        ("按规定方法计算缺失电量。", "Calculate the missing energy by the rule."),
    ),
    entry(
        "correction_nothing",
        ("退补电量为零。", "The correction is zero."),
        ("无需退补。", "No correction is needed."),
    ),
    entry(
        "correction_parts_differ",
        ("各周期电量之和不等于退补电量。", "The periods do not add up to the correction."),
        ("核对各周期电量。", "Check the energy of each period."),
    ),
    entry(
        "correction_untraceable",
        ("退补电量没有归属周期。", "The correction has no periods of its own."),
        ("查清所属周期后再办。", "Find its periods first."),
    ),
    entry(
        "default_use_figure",
        ("金额、容量或次数不大于零。", "An amount, a capacity or a number is not above zero."),
        ("核对所输数字。", "Check the figures entered."),
    ),
    entry(
        "penalty_undecided",
        (
            "规则只定上限，本所未定金额。",
            "The rules set a limit only, and the station has stated no amount.",
        ),
        ("在上限内写明金额和依据。", "State an amount within the limit, and why."),
    ),
    entry(
        "penalty_above_limit",
        ("金额为负或超过上限。", "The amount is below zero or above the limit."),
        ("在上限内填写。", "Give an amount within the limit."),
    ),
    entry(
        "penalty_fixed",
        ("规则已定金额，不能另定。", "The rules set the amount; no other can be stated."),
        ("按列出的金额收取。", "Charge the amount given."),
    ),
    entry(
        "theft_capacity",
        ("容量或相数不对。", "The capacity or the number of phases is wrong."),
        ("容量须大于零，相数填 1 或 3。", "The capacity is above zero; phases are 1 or 3."),
    ),
    entry(
        "theft_time",
        ("窃电天数或每日时数不对。", "The days or the hours of a day are wrong."),
        ("至少一天，每日 1 至 24 小时。", "At least one day, 1 to 24 hours of each."),
    ),
    state("policy_metering_error_time_half", "二分之一时间", "half of the time"),
    state("policy_metering_error_time_whole", "全部时间", "the whole time"),
    state("policy_transformer_fault_rule_calculated", "按计算值", "by calculation"),
    state(
        "policy_transformer_fault_rule_theory_else_normal_month",
        "按电工理论计算，算不出按正常月减故障月",
        "by theory, else the normal month less the month of the fault",
    ),
    state("policy_pending_payment_error_as_read", "按抄见电量", "as read"),
    state("policy_pending_payment_error_normal_month", "按正常月用电量", "a normal month's energy"),
    state("policy_pending_payment_fault_as_read", "按抄见电量", "as read"),
    state("policy_pending_payment_fault_normal_month", "按正常月用电量", "a normal month's energy"),
    state(
        "policy_correction_untraceable_tiers_collect_low_refund_high",
        "补收按第一档，退还按最高档",
        "collected at tier 1, refunded at the highest",
    ),
    state(
        "policy_correction_untraceable_tiers_own_periods_only",
        "查清周期后再办",
        "only in its own periods",
    ),
    state("policy_default_use_penalty_fixed", "按标准收取", "the figure is charged"),
    state("policy_default_use_penalty_at_most", "标准为上限", "the figure is the most"),
];
