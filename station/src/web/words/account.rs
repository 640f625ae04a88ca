//! Codes of set-up: sheets, details, policy.

use super::{Entry, entry, state};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "policy_source_missing",
        ("没有写明依据，未作登记。", "The source is missing; nothing was recorded."),
        (
            "写明会议纪要、合同条款或通知的名称和编号。",
            "Name the minutes, contract clause or notice.",
        ),
    ),
    state("policy_rounding_place_per_line", "逐项四舍五入到分", "each line to the fen"),
    state("policy_rounding_place_per_bill", "合计后四舍五入到分", "the whole bill to the fen"),
    state("policy_price_change_by_read_date", "按抄表日的电价", "the price of the reading's day"),
    state("policy_price_change_by_days", "按天数分摊", "shared out by days"),
    state("policy_due_rule_collection_day", "按每月收费日", "the month's collection day"),
    state("policy_due_rule_days_after_issue", "发行后若干天", "days after issue"),
    state("policy_free_quota_order_highest_price_first", "先抵高价时段", "the dearest hours first"),
    state("policy_free_quota_order_lowest_price_first", "先抵低价时段", "the cheapest hours first"),
    state("policy_late_fee_word_law", "电费违约金", "电费违约金 (the law's word)"),
    state("policy_late_fee_word_rule_book", "电费滞纳金", "电费滞纳金 (the rule book's word)"),
    state("policy_allocation_order_late_fee_first", "先收违约金", "late fee first"),
    state("policy_allocation_order_charge_first", "先收电费", "charge first"),
    state("policy_estimate_rule_mean_3_months", "前三个月平均", "mean of the three months before"),
    state("policy_estimate_rule_last_usage", "上月电量", "usage of the month before"),
    state("policy_capitals_optional_zero_leave_out", "可省的零不写", "leave the optional zero out"),
    state("policy_capitals_optional_zero_write", "可省的零也写", "write the optional zero"),
    state(
        "policy_capitals_whole_word_whole_yuan_only",
        "只在整元后写“整”",
        "the word for whole after whole yuan only",
    ),
    state(
        "policy_capitals_whole_word_also_after_tenths",
        "到角也写“整”",
        "the word for whole also after tenths",
    ),
    entry(
        "sheet_not_offered",
        (
            "要导入的文件已被另一个文件替换，未作任何登记。",
            "Another file has replaced the one to take in; nothing was recorded.",
        ),
        ("重新选择文件，核对后再导入。", "Choose the file again, check it and take it in."),
    ),
    entry(
        "sheet_rejected",
        ("表格有错误，一行也没有导入。", "The sheet has errors; no row was taken in."),
        ("按错误清单改正后重新选择文件。", "Correct it by the list of errors and choose it again."),
    ),
];
