//! Codes of what a person can type wrongly, and the fields where.

use super::{Entry, entry};

/// Codes of typed input.
pub(super) const WORDS: &[Entry] = &[
    entry("missing", ("此栏为空。", "This is empty."), ("此栏必填。", "Fill this in.")),
    entry(
        "not_an_amount",
        ("不是金额。", "This is no amount of money."),
        (
            "只填数字，如 86.40，不带单位、字母和千分位。",
            "Give digits only, such as 86.40, without unit, letters or thousands marks.",
        ),
    ),
    entry(
        "too_precise",
        ("金额的小数多于两位。", "The amount has more than two decimals."),
        ("金额到分为止，最多两位小数。", "Money ends at the fen: give two decimals at most."),
    ),
    entry(
        "too_large",
        ("金额超出可登记范围。", "The amount exceeds what can be recorded."),
        ("核对金额和小数点。", "Check the amount and its decimal point."),
    ),
    entry(
        "negative",
        ("金额是负数。", "The amount is below zero."),
        ("金额须大于零，不带负号。", "Give an amount above zero, without a minus."),
    ),
    entry(
        "nothing",
        ("金额是零。", "The amount is zero."),
        ("金额须大于零。", "Give an amount above zero."),
    ),
    entry(
        "below_amount",
        ("收到的钱少于应收。", "Less was received than is taken."),
        ("核对收款，或改收较小的金额。", "Check what was received, or take a smaller amount."),
    ),
    entry(
        "index_not_a_number",
        ("示数不是数字。", "The index is not a number."),
        ("只填表上的数字。", "Enter the register's digits only."),
    ),
    entry(
        "index_negative",
        ("示数是负数。", "The index is below zero."),
        (
            "照表上的数字填写，不带负号；倒走的表请选“表计故障”。",
            "Enter the digits as shown, without a minus; for a register running backwards choose meter fault.",
        ),
    ),
    entry(
        "index_above_digits",
        ("示数超过表位数。", "The index has more digits than the register."),
        (
            "核对读数与表位数；表位数登记有误的，填异常单。",
            "Check the figure and the register's digits; where the card is wrong, make an exception form.",
        ),
    ),
    entry(
        "index_too_precise",
        ("示数的小数多于表上的小数位。", "The index has more decimals than the register shows."),
        ("只填表上看得到的小数位。", "Enter only the decimals that the register shows."),
    ),
    entry(
        "differs",
        ("两次输入的示数不同。", "The two entries of the index differ."),
        ("再看一次表，重新输入。", "Look at the meter again and enter it anew."),
    ),
    entry(
        "register_unknown",
        ("这只表没有这个示数类型。", "The meter has no such register."),
        ("按抄表卡上的示数类型填写。", "Enter the registers of the reading card."),
    ),
    entry(
        "register_missing",
        ("还有示数未填。", "A register has no index yet."),
        ("每个示数类型都要填。", "Enter the index of each register."),
    ),
    entry(
        "register_twice",
        ("同一示数类型录了两次。", "A register was entered twice."),
        ("删去重复的一行。", "Remove the second entry."),
    ),
    entry(
        "too_many",
        ("联数多于三联。", "There are more copies than three."),
        ("一式三联，填 0 至 3。", "A ticket has three parts: give 0 to 3."),
    ),
    entry(
        "size",
        ("照片是空的，或者太大。", "The photo is empty or too large."),
        ("重新拍照。", "Take the photo again."),
    ),
    entry(
        "length",
        ("本次操作的编号不合规。", "The number of this step is not as it should be."),
        ("退出此页后再做一次。", "Leave the page and do it again."),
    ),
];

/// Fields of the phone's forms: name, Chinese, English.
pub(super) const FIELDS: &[(&str, &str, &str)] = &[
    ("again", "复核示数", "Index again"),
    ("amount", "收费金额", "Amount"),
    ("cause", "原因", "Cause"),
    ("copies_kept", "收回联数", "Copies kept"),
    ("index", "止度", "Index"),
    ("photo", "照片", "Photo"),
    ("place", "张贴地点", "Place"),
    ("reason", "理由", "Reason"),
    ("received", "收到金额", "Received"),
    ("report", "书面说明", "Report"),
    ("request_id", "操作编号", "Step number"),
];
