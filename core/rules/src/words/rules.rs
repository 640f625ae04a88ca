//! Codes of the rules that all chapters share: policy, price, range.

use super::{Entry, entry};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "policy_unset",
        ("规则所需的参数尚未设定。", "A policy figure that the rule needs is not set."),
        (
            "请所长在政策参数页登记该参数的取值和依据。",
            "The station head records the figure and its source on the policy page.",
        ),
    ),
    entry(
        "policy_unknown",
        ("没有这个政策参数。", "There is no such policy figure."),
        ("核对参数名称。", "Check its name."),
    ),
    entry(
        "policy_value",
        ("参数取值不在允许范围。", "The value is not among those allowed."),
        ("从列出的取值中选一个。", "Choose one of those listed."),
    ),
    entry(
        "policy_fixed",
        (
            "该参数由法规规定，本所不能更改。",
            "The figure is fixed by law; the station cannot change it.",
        ),
        (
            "如规定已变，请更新软件附带的法规数据。",
            "If the law has changed, update the legal figures that come with the software.",
        ),
    ),
    entry(
        "policy_necessary",
        ("该参数不能空缺。", "The figure cannot be left unset."),
        ("给出取值和生效日期。", "Give its value and the date from which it holds."),
    ),
    entry(
        "out_of_range",
        ("数值超出可登记范围。", "The figure exceeds what can be recorded."),
        ("核对所输数字。", "Check the figures entered."),
    ),
    entry(
        "no_tariff",
        ("该日期没有可用的电价。", "No tariff is in force on that date."),
        (
            "请审核专责在电价档案中登记该用电类别的电价。",
            "The auditor records the tariff of that usage class in the price archive.",
        ),
    ),
    entry(
        "cycle_months",
        ("抄表周期月数不对。", "The number of months of the cycle is wrong."),
        ("填 1 至 12。", "Give 1 to 12."),
    ),
    entry(
        "no_period_registers",
        ("缺少峰谷示数。", "Time-of-use registers are missing."),
        ("补齐峰平谷示数。", "Complete the period registers."),
    ),
    entry(
        "no_price_for_period",
        ("该时段没有电价。", "No price for this time-of-use period."),
        ("在电价档案中补登。", "Add it to the price archive."),
    ),
    entry(
        "no_tiers_for_month",
        ("该月没有分档电量。", "No tier quota for this month."),
        ("在电价档案中补登。", "Add it to the price archive."),
    ),
    entry(
        "price_missing",
        ("电价表缺少一个时段的单价。", "The price table lacks the price of a period."),
        (
            "单一电价填“总”；分时电价至少填峰和谷。",
            "Give a total price, or at least peak and valley prices.",
        ),
    ),
    entry(
        "price_change_shape",
        ("期内调价前后电价结构不同。", "The tariff changes its shape within the period."),
        ("分段抄表后再计费。", "Read at the change and bill in two parts."),
    ),
    entry(
        "season_tiers_differ",
        ("期内跨季且分档不同。", "The period crosses seasons with different tiers."),
        ("分段抄表后再计费。", "Read at the change and bill in two parts."),
    ),
    entry(
        "transformer_ratio",
        ("互感器变比格式不对。", "The transformer ratio cannot be read."),
        ("按 100/5 的样式填写。", "Write it such as 100/5."),
    ),
    entry(
        "usage_class_unknown",
        ("没有这个用电类别。", "There is no such usage class."),
        ("从列出的类别中选。", "Choose one of those listed."),
    ),
    entry(
        "request_id_used",
        ("这张表单已经提交过。", "This form has already been sent."),
        ("查看已登记的结果，不要重复提交。", "Look at what was recorded."),
    ),
    entry(
        "cause_missing",
        ("未写原因。", "The cause is missing."),
        ("写明原因。", "Write down the cause."),
    ),
    entry(
        "reading_unknown",
        ("没有这条抄表记录。", "There is no such reading."),
        ("核对户号和年月。", "Check the account and the period."),
    ),
    entry(
        "routes_missing",
        ("没有可计费的抄表段。", "There are no routes to bill."),
        ("先排抄表计划。", "Make the reading plan first."),
    ),
    entry(
        "finding_unanswered",
        ("还有未说明的复核提示。", "A finding has no answer."),
        ("先在审核队列说明原因或开异常单。", "Answer it in the audit queue first."),
    ),
    entry(
        "route_not_handed_in",
        ("抄表段尚未交回。", "The route has not been handed in."),
        ("交回后再计费。", "Bill it after it is handed in."),
    ),
    entry(
        "already_billed",
        ("本月已计费。", "This period is already billed."),
        ("更正请走差错更正。", "Correct it by a recorded correction."),
    ),
    entry(
        "run_unknown",
        ("没有这次计费。", "There is no such billing run."),
        ("核对编号。", "Check its number."),
    ),
    entry(
        "run_issued",
        ("这次计费已发行。", "The billing run is already issued."),
        ("更正请走差错更正。", "Correct it by a recorded correction."),
    ),
    entry(
        "run_not_computed",
        ("这次计费尚未算完。", "The billing run is not computed yet."),
        ("算完后再发行。", "Issue it when it is computed."),
    ),
    entry(
        "reading_missing",
        ("缺少抄表读数。", "A reading is missing."),
        ("补抄或按规定暂计。", "Read it or bill it provisionally."),
    ),
];
