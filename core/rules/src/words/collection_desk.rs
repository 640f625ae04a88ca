//! Codes of the desk of chapter 4.3: handover, counter, bank deposit, dispute.

use super::{Entry, entry, state};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "handover_not_held",
        ("要交出的票据或现金不全在您手中。", "Not all of it is in your hands."),
        ("核对起止号码和手持现金。", "Check the numbers and the cash you hold."),
    ),
    entry(
        "slip_missing",
        ("缺少进账单号。", "The number of the deposit slip is missing."),
        ("照进账单填写。", "Take it from the slip."),
    ),
    entry(
        "slip_known",
        ("此进账单号已经登记过。", "This deposit slip is recorded already."),
        ("核对进账单号，不要重复登记。", "Check the slip; do not record it twice."),
    ),
    entry(
        "nothing_to_bank",
        ("手中没有应进账的现金。", "There is no cash to bank."),
        ("收款或接收上交款后再登记。", "Take or accept money first."),
    ),
    entry(
        "bank_deposit_differs",
        ("进账金额与应进账合计不符。", "The amount is not what is to be banked."),
        (
            "当日款项须一次全额进账；有长短款先填报告。",
            "The day's cash goes in whole; report a difference first.",
        ),
    ),
    entry(
        "dispute_unknown",
        ("没有这笔待核收款，或已核定。", "This money is not in dispute, or is settled already."),
        ("从列表里选择。", "Choose it from the list."),
    ),
    entry(
        "evidence_missing",
        ("缺少凭证说明。", "The evidence is missing."),
        ("写明见到哪一联或哪份声明。", "Say which copy or statement was seen."),
    ),
    entry(
        "own_dispute",
        ("收款人不能核定自己收的款。", "Who took the money does not settle it."),
        ("由另一位回收专责或所长核定。", "Another cashier or the head settles it."),
    ),
    entry(
        "own_stub",
        ("收款人不能补录自己的存根。", "Who took the money does not enter its stub."),
        ("由另一位回收专责或所长补录。", "Another cashier or the head enters it."),
    ),
    entry(
        "date_in_future",
        ("票据日期在今天之后。", "The date on the ticket is still to come."),
        ("照存根填写日期。", "Take the date from the stub."),
    ),
    state(
        "disputed_ticket_not_held",
        "收款人没有领用此票",
        "Who took the money does not hold the ticket",
    ),
    state("disputed_ticket_not_issued", "此票尚未领用", "The ticket was never issued"),
    state("disputed_device_distrusted", "手机已停用或冻结", "The phone is revoked or frozen"),
    state("disputed_account_unknown", "本站没有此户号", "No account of this station"),
    state("ticket_in_transit", "票据在交接途中", "The ticket is in transit"),
    state("ticket_unknown", "本站没有此票号", "No ticket of this station"),
    state("ticket_used_twice", "同一票号用了两次", "The number was used twice"),
    state("amount_disagrees", "收到、找零与金额不符", "Received, change and amount disagree"),
    state("witness", "重复凭证", "Another witness"),
    state("confirmed", "已核定属实", "Confirmed"),
    state("denied", "已核定不实", "Denied"),
    state("void", "废票", "Void"),
    state("issued", "已领", "Issued"),
    state("printed", "已打印", "Printed"),
    state("used", "已用", "Used"),
    state("lost", "遗失", "Lost"),
    state("unaccounted", "下落不明", "Unaccounted"),
    state("contested", "有争议", "Contested"),
    state("bound", "已装订", "Bound"),
    state("returned", "已缴销", "Returned"),
];
