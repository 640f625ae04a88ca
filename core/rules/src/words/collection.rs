//! Codes of chapters 3 and 4.3: tickets and money.

use super::{Entry, entry, state};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "month_not_over",
        ("这个月还没有过完。", "The month is not over."),
        ("次月再结账。", "Close it next month."),
    ),
    entry(
        "month_closed",
        ("这个月或以后的月份已经结账。", "This month or a later one is closed."),
        ("核对电费年月。", "Check the month."),
    ),
    entry(
        "phones_behind",
        (
            "月末以后还有手机没有联系过，可能留有当月的账。",
            "A phone was not met since the month's end and may hold facts of it.",
        ),
        (
            "请持有人联网同步；手机丢失的，由所长停用。",
            "Let its holder sync it; the head revokes one that is lost.",
        ),
    ),
    entry(
        "accounts_unbilled",
        (
            "有户当月没有出账，也没有登记原因。",
            "An account has neither a bill of the month nor a recorded reason.",
        ),
        (
            "补算电费，或登记未抄原因、填异常单。",
            "Bill it, or record why it was missed or raise an exception form.",
        ),
    ),
    entry(
        "mirror_missed",
        (
            "款已登记，但账本副本没有写上。",
            "The money is recorded, but the second copy of the journal is not written.",
        ),
        (
            "先不要交出票据，不要重复收款；请管理员检查副本所在的盘，再到客户账页补打。",
            "Hold the ticket back and do not take the money again; ask the administrator to check \
             the copy's medium, then print from the customer's page.",
        ),
    ),
    state("applied", "已入账", "Applied"),
    state("already_applied", "已入账（重复凭证）", "Already applied"),
    state("disputed", "待核", "Disputed"),
    state("not_understood", "无法识读", "Not understood"),
    entry(
        "book_known",
        ("这本票的号码已经入库。", "Numbers of this book are in stock already."),
        ("核对起止号码。", "Check the first and last number."),
    ),
    entry(
        "book_range",
        ("起止号码不对。", "The first and last number are wrong."),
        (
            "止号不小于起号，一次至多一万张。",
            "The last is not below the first; ten thousand at the most.",
        ),
    ),
    entry(
        "no_ticket",
        ("手中没有可用的票。", "There is no ticket in hand."),
        ("先领用新票再收费。", "Draw a new book before taking money."),
    ),
    entry(
        "own_report",
        ("本人不能批阅自己的长短款报告。", "Nobody acknowledges his own report."),
        ("请所长批阅。", "The head acknowledges it."),
    ),
    entry(
        "received_too_little",
        ("收到的钱少于应收。", "Less was received than is taken."),
        ("核对收款与找零。", "Check what was received and the change."),
    ),
    entry(
        "report_missing",
        ("缺少书面说明。", "The written report is missing."),
        ("写明经过后再提交。", "Write down what happened."),
    ),
    entry(
        "report_unknown",
        ("没有这份长短款报告。", "There is no such report of a difference."),
        ("从列表里选择。", "Choose it from the list."),
    ),
    entry(
        "ticket_out_of_place",
        (
            "此票不在应在的人手里，或状态不符。",
            "The ticket is not where it should be, or its state does not allow this.",
        ),
        ("查票据保管页。", "Look at the page of ticket custody."),
    ),
    entry(
        "would_be_disputed",
        ("这样记录会成为待核。", "Recorded so, it would be in dispute."),
        ("先核对票号、金额和持票人。", "Check ticket number, amount and holder first."),
    ),
    entry(
        "already_void",
        ("此票已作废。", "The ticket is already void."),
        ("核对票号。", "Check the ticket number."),
    ),
    entry(
        "count_needed",
        ("尚未清点现金。", "The cash has not been counted."),
        ("按面额清点后再交。", "Count it by denomination first."),
    ),
    entry(
        "denomination_unknown",
        ("没有这种面额。", "There is no such denomination."),
        ("核对面额。", "Check the denomination."),
    ),
    entry(
        "handover_closed",
        ("交接已结束。", "The handover is closed."),
        ("需要时另做一次交接。", "Make a new handover if needed."),
    ),
    entry(
        "handover_count",
        ("交接份数不符。", "The count of the handover differs."),
        ("双方重新清点。", "Both sides count again."),
    ),
    entry(
        "handover_empty",
        ("交接内容为空。", "The handover is empty."),
        ("至少选一项。", "Choose at least one item."),
    ),
    entry(
        "handover_hash",
        ("交接内容与交出时不同。", "The content differs from what was offered."),
        ("重新交出。", "Offer it again."),
    ),
    entry(
        "handover_negative",
        ("交接金额为负。", "The amount of the handover is negative."),
        ("核对金额。", "Check the amount."),
    ),
    entry(
        "handover_not_for_you",
        ("这次交接不是交给您的。", "The handover is not for you."),
        ("由指定接收人接收。", "The named receiver accepts it."),
    ),
    entry(
        "handover_range",
        ("起止号码不符。", "The number range is wrong."),
        ("核对起止票号。", "Check the first and last number."),
    ),
    entry(
        "handover_to_self",
        ("不能交给自己。", "A handover to oneself is not possible."),
        ("换接收人。", "Choose another receiver."),
    ),
    entry(
        "no_difference",
        ("没有长短款。", "There is no difference."),
        ("无需填报。", "No report is needed."),
    ),
    entry(
        "no_ticket_left",
        ("没有可用的票号。", "No ticket number is left."),
        ("先领用新票据。", "Draw a new book first."),
    ),
    entry(
        "not_the_cashier",
        ("接收人不是回收专责。", "The receiver is not the cashier."),
        ("交给电费回收专责。", "Hand it to the cashier."),
    ),
    entry(
        "old_volume_not_returned",
        ("旧票据尚未装订交回。", "The old volume has not been returned."),
        ("先交回旧册并由财务部签认。", "Return it and have company finance sign first."),
    ),
    entry(
        "over_short_differs",
        ("长短款金额与清点不符。", "The reported difference is not the counted one."),
        ("核对清点结果。", "Check the count."),
    ),
    entry(
        "over_short_unreported",
        ("有长短款但未填报。", "A difference is not reported."),
        ("填长短款报告交所长。", "Report it to the station head."),
    ),
    entry(
        "over_short_without_cause",
        ("长短款未写原因。", "The difference has no cause."),
        ("写明原因。", "Write down the cause."),
    ),
    entry(
        "ticket_not_held",
        ("票号不在您名下。", "You do not hold this ticket number."),
        ("核对票本。", "Check the book."),
    ),
    entry(
        "ticket_out_of_order",
        ("票号未按顺序使用。", "The ticket number is out of order."),
        ("从下一个未用号开始。", "Use the next unused number."),
    ),
    state("ticket_lost", "票据遗失", "Ticket lost"),
    state("ticket_void", "票据作废", "Ticket void"),
    entry(
        "ticket_not_issued",
        ("票号尚未领用。", "The ticket number was never issued."),
        ("核对票号。", "Check the ticket number."),
    ),
    state("void_claimed", "作废待验", "Void claimed"),
    state("in_stock", "库存", "In stock"),
    entry(
        "volume_number_bound",
        ("票号已装订。", "The number is already bound."),
        ("核对起止号码。", "Check the range."),
    ),
    entry(
        "volume_number_missing",
        ("装订册缺号。", "A number is missing from the volume."),
        ("查明缺号去向。", "Find out where it is."),
    ),
    entry(
        "volume_number_open",
        ("票号尚未用完。", "A number of the volume is still open."),
        ("用完或缴回后再装订。", "Use or return it first."),
    ),
];
