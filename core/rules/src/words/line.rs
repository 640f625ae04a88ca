//! Codes of a meter's line (DL/T 645-2007) and of its number.

use super::{Entry, entry};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "check_digit_text",
        ("号码里有不是数字的字符。", "The number holds what is no digit."),
        ("只填数字。", "Give digits only."),
    ),
    entry(
        "dlt645_identifier_text",
        ("数据标识格式不对。", "The data identifier cannot be read."),
        ("填 8 位十六进制数。", "Give 8 hexadecimal digits."),
    ),
    entry(
        "dlt645_address_text",
        ("通信地址格式不对。", "The meter address cannot be read."),
        (
            "填不多于 12 位数字，通配用成对的 AA 补高位。",
            "Give up to 12 digits, or 12 places with open pairs AA at the high end.",
        ),
    ),
    entry(
        "dlt645_broadcast",
        ("广播地址不会有应答。", "A broadcast is not answered."),
        (
            "填表的地址，单表可用通配地址。",
            "Give the meter's address, or the wildcard for a single meter.",
        ),
    ),
    entry(
        "dlt645_too_long",
        ("帧的数据太长。", "The frame holds too much data."),
        ("重新抄读。", "Read the meter again."),
    ),
    entry(
        "dlt645_short",
        ("帧不完整。", "The frame is not complete."),
        ("重新抄读。", "Read the meter again."),
    ),
    entry(
        "dlt645_start",
        ("帧起始符不对。", "The frame's start byte is wrong."),
        ("重新抄读。", "Read the meter again."),
    ),
    entry(
        "dlt645_address",
        ("帧里的地址不是数字。", "The frame's address is no number."),
        ("重新抄读。", "Read the meter again."),
    ),
    entry(
        "dlt645_checksum",
        ("帧校验和不符。", "The frame's checksum is wrong."),
        ("重新抄读。", "Read the meter again."),
    ),
    entry(
        "dlt645_end",
        ("帧结束符不对。", "The frame's end byte is wrong."),
        ("重新抄读。", "Read the meter again."),
    ),
    entry(
        "dlt645_bytes_left",
        ("帧后还有多余字节。", "Bytes follow the frame."),
        ("重新抄读。", "Read the meter again."),
    ),
    entry(
        "dlt645_no_reply",
        ("收到的是命令帧，不是应答。", "What came is a request and no reply."),
        (
            "检查线路是否回送，再抄读。",
            "Check whether the line returns what is sent, then read again.",
        ),
    ),
    entry(
        "dlt645_function",
        ("应答的不是抄读命令。", "The reply is to something else than reading."),
        ("重新抄读。", "Read the meter again."),
    ),
    entry(
        "dlt645_reply_address",
        ("应答地址不是一只表的地址。", "The reply is from no single meter."),
        ("核对线路上的表，逐只抄读。", "Check the meters on the line and read them one by one."),
    ),
    entry(
        "dlt645_reply_length",
        ("应答数据的长度不对。", "The reply's data has a wrong length."),
        ("重新抄读。", "Read the meter again."),
    ),
    entry(
        "dlt645_decimals",
        ("小数位多于数字位数。", "There are more decimals than digits."),
        ("核对表的小数位。", "Check the meter's decimals."),
    ),
    entry(
        "dlt645_digit",
        ("应答里有不是数字的内容。", "The reply holds what is no digit."),
        ("重新抄读；仍不行的到现场看表。", "Read again; if it stays so, read the meter on site."),
    ),
    entry(
        "dlt645_register",
        ("这个示数类型不能按电能抄读。", "No energy is read from that register."),
        ("选有功示数。", "Choose an active register."),
    ),
    entry(
        "dlt645_abnormal",
        ("表返回了异常应答。", "The meter answered that it could not do it."),
        ("核对数据标识，再抄读。", "Check the data identifier, then read again."),
    ),
    entry(
        "dlt645_other_meter",
        ("应答的是另一只表。", "Another meter answered."),
        ("核对通信地址。", "Check the meter address."),
    ),
    entry(
        "dlt645_other_identifier",
        ("应答的是另一个数据项。", "The reply is of another item."),
        ("重新抄读。", "Read the meter again."),
    ),
    entry(
        "dlt645_more",
        ("应答还有后续帧。", "Another frame holds the rest."),
        ("按单个数据标识抄读。", "Read one data identifier at a time."),
    ),
];
