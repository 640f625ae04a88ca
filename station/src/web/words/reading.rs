//! Codes of chapter 4.1: findings at the meter and the route's states.

use super::{Entry, entry, state};

pub(super) const WORDS: &[Entry] = &[
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
];
