//! Codes of a stop for arrears and of working days.

use super::{Entry, entry, state};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "disconnection_too_early",
        ("还没到可以停电的日期。", "Supply may not be stopped yet."),
        ("等逾期天数超过规定后再办。", "Wait until the days of default are exceeded."),
    ),
    entry(
        "disconnection_notice_window",
        ("参数使停电通知没有可用的日期。", "The figures leave no day for the notice."),
        (
            "请所长核对通知提前天数的两个参数。",
            "The station head checks the two figures of the days of notice.",
        ),
    ),
    entry(
        "disconnection_not_urged",
        ("逾期后没有催费记录。", "There is no record of urging after the default."),
        (
            "先催费并登记，次日起再停电。",
            "Urge the customer and record it; stop no earlier than the day after.",
        ),
    ),
    entry(
        "disconnection_not_approved",
        ("停电通知送达前没有批准。", "The stop was not approved before the notice."),
        ("请负责人批准后再送通知。", "Have the head approve it, then deliver the notice."),
    ),
    entry(
        "disconnection_notice_missing",
        ("没有送停电通知书。", "No notice of the stop was delivered."),
        ("在列出的日期内送达并签收。", "Deliver it within the days given and have it signed."),
    ),
    entry(
        "disconnection_notice_early",
        ("停电通知书送得太早。", "The notice was delivered too early."),
        ("在列出的日期内重新送达。", "Deliver it again within the days given."),
    ),
    entry(
        "disconnection_notice_late",
        ("停电通知书送得太晚。", "The notice was delivered too late."),
        ("把停电日推后，或重新送达。", "Put off the stop, or deliver the notice again."),
    ),
    entry(
        "disconnection_copy_missing",
        (
            "重要客户的停电通知没有报送主管部门。",
            "The authority has no copy of an important customer's notice.",
        ),
        ("报送后再停电。", "Send the copy before the stop."),
    ),
    entry(
        "disconnection_last_call",
        ("停电前没有按时再通知一次。", "The customer was not told again in time before the stop."),
        ("再通知一次，等够时间后停电。", "Tell the customer again and wait the minutes given."),
    ),
    entry(
        "working_days_missing",
        ("没有给出工作日表。", "The table of working days is missing."),
        ("登记当年的节假日安排。", "Record the year's announcement of holidays."),
    ),
    entry(
        "working_days_unknown",
        ("工作日表里没有这一年。", "The table of working days does not hold that year."),
        (
            "登记该年的节假日安排，不要估算。",
            "Record that year's announcement of holidays; do not guess.",
        ),
    ),
    entry(
        "working_days_year_twice",
        ("工作日表里同一年有两份。", "The table of working days holds a year twice."),
        ("删去一份。", "Remove one of them."),
    ),
    entry(
        "working_days_other_year",
        ("节假日安排里有别的年份的日期。", "A day of the announcement is of another year."),
        ("核对日期。", "Check the date."),
    ),
    entry(
        "working_days_no_weekend",
        ("调休上班的日期不是周末。", "A worked weekend is neither Saturday nor Sunday."),
        ("核对日期。", "Check the date."),
    ),
    entry(
        "working_days_both",
        ("同一天既放假又上班。", "A day is both off and worked."),
        ("核对节假日安排。", "Check the announcement."),
    ),
    state("policy_disconnection_practice_national", "按国家规则", "the national rule"),
    state(
        "policy_disconnection_practice_provincial",
        "按省内从严口径",
        "a stricter provincial practice",
    ),
];
