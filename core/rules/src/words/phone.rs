//! Codes of the phones' door, of passwords and of storage.

use super::{Entry, entry, state};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "device_frozen",
        ("手机已冻结。", "The phone is frozen."),
        ("请管理员处理。", "Ask the administrator."),
    ),
    entry(
        "device_distrusted",
        ("手机已停用，所传待核。", "The phone is revoked and what it sends is disputed."),
        ("由回收专责与所长核实。", "The cashier and the head settle it."),
    ),
    entry(
        "device_revoked",
        (
            "手机已停用或冻结，只能上传，不再领取任务。",
            "The phone is revoked or frozen: it only delivers and is assigned nothing.",
        ),
        ("请管理员处理。", "Ask the administrator."),
    ),
    entry(
        "unknown_device",
        ("手机未登记。", "The phone is not enrolled."),
        ("扫登记码登记。", "Enrol it by its QR code."),
    ),
    entry(
        "already_enrolled",
        ("手机已登记。", "The phone is already enrolled."),
        ("无需再登记。", "No further step is needed."),
    ),
    entry(
        "not_enrolled",
        ("手机未登记。", "The phone is not enrolled."),
        ("扫登记码登记。", "Enrol it by its QR code."),
    ),
    entry(
        "not_an_invitation",
        ("不是登记码。", "It is not an enrolment code."),
        ("扫人员页上的登记码。", "Scan the code of the people page."),
    ),
    entry(
        "wrong_enrolment_code",
        ("登记码不对或已过期。", "The enrolment code is wrong or has expired."),
        ("请管理员重新出码。", "Ask the administrator for a new one."),
    ),
    entry(
        "not_the_station",
        ("对方不是本所服务器。", "The other side is not this station's server."),
        ("检查网络地址。", "Check the address."),
    ),
    entry(
        "other_station",
        ("属于别的供电所。", "It belongs to another station."),
        ("核对供电所。", "Check the station."),
    ),
    entry(
        "other_key",
        ("签名钥匙不同。", "The signing key differs."),
        ("请管理员核查手机。", "Ask the administrator to check the phone."),
    ),
    entry(
        "wrong_signature",
        (
            "请求上的手机签名不对，未作任何登记。",
            "The signature on the request is not this phone's; nothing was recorded.",
        ),
        ("请管理员核查手机。", "Ask the administrator to check the phone."),
    ),
    entry(
        "broken_chain",
        ("记录链断开。", "The chain of facts is broken."),
        ("请管理员核查手机。", "Ask the administrator to check the phone."),
    ),
    entry(
        "wrong_batch_range",
        ("上传批次号码不连续。", "The range of the batch is wrong."),
        ("重新同步。", "Synchronise again."),
    ),
    entry(
        "wrong_part_kind",
        ("附件种类不符。", "The kind of the part is wrong."),
        ("重新同步。", "Synchronise again."),
    ),
    entry(
        "part_too_large",
        ("附件过大。", "The part is too large."),
        ("重新拍照后再传。", "Take the photo again."),
    ),
    entry(
        "protocol_too_old",
        ("手机软件过旧。", "The phone's software is too old."),
        ("先上传，再更新软件。", "Upload first, then update it."),
    ),
    entry(
        "unreadable_request",
        ("请求无法读出。", "The request cannot be read."),
        ("重新同步。", "Synchronise again."),
    ),
    entry(
        "damaged_body",
        ("上传内容损坏。", "What was sent is damaged."),
        ("重新同步。", "Synchronise again."),
    ),
    entry(
        "no_progress",
        ("同步没有进展。", "The synchronisation makes no progress."),
        ("稍后再试。", "Try again later."),
    ),
    entry(
        "nothing_assigned",
        ("没有下发任务。", "Nothing is assigned."),
        ("请审核专责下发。", "Ask the auditor to assign it."),
    ),
    state("business_date_moved", "业务日期已调整", "The business date was moved"),
    entry(
        "not_a_phones_fact",
        ("手机不应记录此事。", "A phone does not record this."),
        ("请管理员核查。", "Ask the administrator."),
    ),
    entry(
        "storage_full",
        ("手机的存储空间满了，本次未登记。", "The phone's storage is full; nothing was recorded."),
        (
            "删去手机上不用的照片和文件，再做一次。",
            "Remove pictures and files that are not needed from the phone, and do it again.",
        ),
    ),
    entry(
        "storage_corrupt",
        ("存储损坏。", "The storage is damaged."),
        ("请管理员处理。", "Ask the administrator."),
    ),
    entry(
        "storage_newer",
        ("存储由更新版本写成。", "The storage was written by a newer version."),
        ("更新软件。", "Update the software."),
    ),
    entry(
        "storage",
        (
            "手机上的文件读写不了，本次未登记。",
            "The phone's file cannot be read or written; nothing was recorded.",
        ),
        (
            "看看存储空间够不够，重启手机后再试；仍不成请找管理员。",
            "See that the phone has space left and restart it; if it fails, ask the administrator.",
        ),
    ),
    entry(
        "unsent",
        ("还有未上传的记录。", "Some records are not sent yet."),
        ("先联网上传，再做这一步。", "Go online and send them first."),
    ),
    entry(
        "offline",
        ("连不上供电所。", "The station cannot be reached."),
        (
            "记录已存在手机里；有信号时再同步。",
            "The records are kept on the phone; synchronise when there is a signal.",
        ),
    ),
    entry(
        "signer",
        ("手机的密钥没有签名。", "The phone's key store did not sign."),
        (
            "解锁手机后再试；仍不成请找管理员。",
            "Unlock the phone; if it fails, ask the administrator.",
        ),
    ),
    entry(
        "station_store",
        (
            "供电所的数据库没有应答，本次未登记。",
            "The station's store failed; nothing was recorded.",
        ),
        (
            "记录仍在手机里；稍后再同步，仍不成请找管理员。",
            "The records are still on the phone; synchronise later, or ask the administrator.",
        ),
    ),
    entry(
        "disk_full",
        ("磁盘已满，未登记。", "The disk is full and nothing was recorded."),
        ("请管理员清理磁盘。", "Ask the administrator to free space."),
    ),
    entry(
        "disk_failed",
        ("磁盘读写失败，未登记。", "The disk cannot be read or written; nothing was recorded."),
        (
            "请管理员检查磁盘的配额和状况。",
            "Ask the administrator to check the disk's quota and health.",
        ),
    ),
    entry(
        "busy",
        ("另一件事正在登记，本次未登记。", "Another step is being recorded; this one was not."),
        ("稍等几秒再提交一次。", "Wait some seconds and send it again."),
    ),
    entry(
        "not_found",
        ("没有找到所查的记录。", "The record asked for was not found."),
        ("核对号码后再查。", "Check the number and search again."),
    ),
];
