//! Codes of chapter 4.1: findings at the meter and the route's states.

use super::{Entry, entry, state};

pub(super) const WORDS: &[Entry] = &[
    state("forward_active_total", "正向有功总", "forward active, all hours"),
    state("forward_active_critical_peak", "正向有功尖", "forward active, critical peak"),
    state("forward_active_peak", "正向有功峰", "forward active, peak"),
    state("forward_active_flat", "正向有功平", "forward active, flat"),
    state("forward_active_valley", "正向有功谷", "forward active, valley"),
    state("forward_reactive_total", "正向无功总", "forward reactive, all hours"),
    state("forward_demand_total", "正向有功最大需量", "forward demand"),
    state("reverse_reactive_total", "反向无功总", "reverse reactive, all hours"),
    state("reverse_active_total", "反向有功总", "reverse active, all hours"),
    state("period_total", "总", "all hours"),
    state("period_critical_peak", "尖", "critical peak"),
    state("period_peak", "峰", "peak"),
    state("period_flat", "平", "flat"),
    state("period_valley", "谷", "valley"),
    entry(
        "below_previous",
        ("止度小于起度。", "The index is below the previous one."),
        (
            "再读一次；确为过零、换表或倒走的，按所见选明。",
            "Read again; if the register rolled over, the meter was changed or runs backwards, say which.",
        ),
    ),
    state("zero_usage", "零电量", "Zero usage"),
    state("surge", "电量突增", "Surge"),
    state("drop", "电量突减", "Drop"),
    state("inaccessible", "门闭", "Inaccessible"),
    state("fluctuation_last_month", "比上月波动超限", "Fluctuation against last month"),
    state(
        "fluctuation_same_month_last_year",
        "比上年同月波动超限",
        "Fluctuation against the same month last year",
    ),
    state("mismatch_account_no", "户号不符", "The account number differs"),
    state("mismatch_name", "户名不符", "The name differs"),
    state("mismatch_address", "地址不符", "The address differs"),
    state("mismatch_meter_type", "表型不符", "The meter type differs"),
    state("mismatch_meter_no", "表号不符", "The meter number differs"),
    state("mismatch_multiplier", "倍率不符", "The multiplier differs"),
    state("seal_broken", "铅封破损", "The seal is broken"),
    state("load_changed", "用电负荷变化", "The load has changed"),
    state("missed_again", "连续未抄", "Missed again"),
    state("door_locked", "门锁", "Door locked"),
    state("access_refused", "客户不让进", "Not let in"),
    state("force_majeure", "灾害受阻", "Force majeure"),
    state("meter_fault", "表计故障", "The meter is faulty"),
    state("meter_missing", "表计丢失", "The meter is missing"),
    entry(
        "already_read",
        ("本户本月已抄。", "This meter has been read this period."),
        ("更正请录新读数并写明原因。", "Enter a correction with its reason."),
    ),
    entry(
        "account_unknown",
        ("没有这个户号。", "There is no such account."),
        ("核对户号。", "Check the account number."),
    ),
    entry(
        "area_unknown",
        ("没有这个台区。", "There is no such transformer area."),
        (
            "先导入台区表，再核对台区编号。",
            "Import the sheet of areas first, then check the number.",
        ),
    ),
    entry(
        "cause_needed",
        ("异常未说明原因，也未填异常单。", "Neither a cause nor an exception form is recorded."),
        ("填写原因或开异常单。", "Record the cause or make an exception form."),
    ),
    entry(
        "description_missing",
        ("未写说明。", "The description is missing."),
        ("写明所见情况。", "Write down what was seen."),
    ),
    entry(
        "exception_closed",
        ("异常单已办结。", "The exception form is closed."),
        ("需要时另开一张。", "Make a new one if needed."),
    ),
    entry(
        "exception_unknown",
        ("没有这张异常单。", "There is no such exception form."),
        ("核对编号。", "Check its number."),
    ),
    entry(
        "result_missing",
        ("未填处理结果。", "The result is missing."),
        ("写明核查结果。", "Write down what was found."),
    ),
    entry(
        "index_not_confirmed",
        ("示数未复核确认。", "The index was not confirmed."),
        ("再读一次表并确认。", "Read the meter again and confirm."),
    ),
    entry(
        "meter_digits",
        ("示数超过表位数。", "The index has more digits than the register."),
        ("核对表位数与读数。", "Check the digits of the register and the reading."),
    ),
    entry(
        "meter_not_of_account",
        ("电能表不属于该户。", "The meter does not belong to the account."),
        ("核对表号与户号。", "Check the meter and account numbers."),
    ),
    entry(
        "meter_not_on_route",
        ("电能表不在本抄表段。", "The meter is not on this route."),
        ("只抄所领抄表段内的表。", "Read only the meters of the route handed to you."),
    ),
    entry(
        "negative_usage",
        ("电量为负。", "The usage is negative."),
        ("核对起止度及是否倒走。", "Check the indexes and whether the register runs backwards."),
    ),
    entry(
        "no_active_register",
        ("没有有功示数。", "There is no active register."),
        ("补齐示数类型。", "Complete the registers of the meter."),
    ),
    state("no_history", "没有历史电量", "No usage history"),
    entry(
        "no_meter",
        ("该户没有在用电能表。", "The account has no meter in use."),
        ("先登记装表。", "Record the meter first."),
    ),
    entry(
        "not_a_reader",
        ("不是抄表员。", "The person is not a reader."),
        ("派给有抄表岗位的人员。", "Assign a person with the reader's role."),
    ),
    entry(
        "not_the_latest_reading",
        ("不是最近一次抄表。", "It is not the latest reading."),
        ("只能更正最近一次。", "Only the latest can be corrected."),
    ),
    entry(
        "not_the_named_reader",
        ("不是该段指定的抄表员。", "You are not the reader named for the route."),
        ("由指定人员领取，或先改计划。", "Let the named reader draw it or change the plan first."),
    ),
    entry(
        "not_the_read_day",
        ("今天不是该段例日。", "Today is not the route's read day."),
        ("在例日领取，或先登记改期。", "Draw it on its day or record a shift first."),
    ),
    state("off_read_day", "未在例日抄表", "Read off the read day"),
    entry(
        "over_capability",
        ("电量超过用电能力。", "Usage above what the connection can carry."),
        ("核对倍率与容量。", "Check the multiplier and the capacity."),
    ),
    entry(
        "pace_impossible",
        ("抄表间隔过短。", "Readings follow each other impossibly fast."),
        ("请抄表员说明。", "Ask the reader to explain."),
    ),
    entry(
        "place_far",
        ("抄表位置偏远。", "Read far from the meter's place."),
        ("请抄表员说明。", "Ask the reader to explain."),
    ),
    entry(
        "period_start_unknown",
        ("不知上次抄表日期。", "The start of the period is unknown."),
        ("补录起度和日期。", "Record the previous index and its date."),
    ),
    entry(
        "prolonged_provisional",
        ("连续暂计。", "Provisional for many periods."),
        ("安排人员到场。", "Send someone to the place."),
    ),
    entry(
        "provisional_not_allowed",
        ("不符合暂计条件。", "Provisional usage is not allowed here."),
        ("只限客户原因或不可抗力。", "Only for the customer's cause or force majeure."),
    ),
    entry(
        "provisional_without_history",
        ("不足三个月电量，不能暂计。", "Fewer than three months of usage to go by."),
        ("约客户补抄。", "Arrange a make-up reading."),
    ),
    entry(
        "read_before_previous",
        ("抄表日期早于上次。", "The reading is dated before the previous one."),
        ("核对日期。", "Check the date."),
    ),
    entry(
        "read_day_outside_period",
        ("例日不在本月。", "The read day lies outside the period."),
        ("在本月内另选一天。", "Choose a day of the period."),
    ),
    entry(
        "reader_is_auditor",
        ("抄表与审核不能是同一人。", "One person may not read and audit the same route."),
        ("换一名审核人员。", "Let another person audit it."),
    ),
    state("rollover", "过零", "Rollover"),
    entry(
        "rollover_implausible",
        ("过零后的电量不合理。", "The usage after a rollover is implausible."),
        ("再读一次表。", "Read the meter again."),
    ),
    entry(
        "rollover_unconfirmed",
        ("过零未确认。", "The rollover is not confirmed."),
        ("到表前确认是否过零。", "Confirm the rollover at the meter."),
    ),
    entry(
        "route_handed_in",
        ("抄表段已交回。", "The route has been handed in."),
        ("更正请到审核队列。", "Correct it in the audit queue."),
    ),
    entry(
        "route_held",
        ("抄表段已有人领取。", "The route is held by someone."),
        ("等其交回后再领。", "Wait until it is handed in."),
    ),
    entry(
        "route_incomplete",
        ("还有未抄的户且未写原因。", "Meters are unread without a reason."),
        ("逐户补抄或写明原因。", "Read each or give its reason."),
    ),
    entry(
        "route_not_handed",
        ("抄表段尚未领取。", "The route has not been handed out."),
        ("先由抄表员领取。", "The reader draws it first."),
    ),
    entry(
        "route_unknown",
        ("没有这个抄表段。", "There is no such route."),
        ("核对段号。", "Check the route."),
    ),
    entry(
        "settlement_exceeds_provisional",
        ("结清电量与暂计不符。", "The settlement exceeds the provisional usage."),
        ("核对暂计记录。", "Check the provisional periods."),
    ),
    entry(
        "two_readings",
        ("同一户本月有两个不同读数。", "Two different readings of one period."),
        ("核对凭据后裁定。", "Look at the evidence and decide."),
    ),
];

/// Findings in one sentence with their figures in their places.
pub(super) const SENTENCES: &[(&str, &str, &str)] = &[
    (
        "fluctuation_last_month",
        "比上月波动超限：上月 {base_kwh}，本次 {usage_kwh} 千瓦时，{sign} {change_percent}%（限 {limit_percent}%）",
        "Fluctuation against last month: {base_kwh} then, {usage_kwh} kWh now, {sign} of {change_percent}% (limit {limit_percent}%)",
    ),
    (
        "fluctuation_same_month_last_year",
        "比上年同月波动超限：去年同月 {base_kwh}，本次 {usage_kwh} 千瓦时，{sign} {change_percent}%（限 {limit_percent}%）",
        "Fluctuation against the same month last year: {base_kwh} then, {usage_kwh} kWh now, {sign} of {change_percent}% (limit {limit_percent}%)",
    ),
];
