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
];
