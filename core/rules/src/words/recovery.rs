//! Codes of chapter 2: counts of cash, over and short.

use super::{Entry, entry};

pub(super) const WORDS: &[Entry] = &[entry(
    "remark_missing",
    ("批阅意见未填。", "The head's remark is missing."),
    ("写明如何处理。", "Write down what is to be done."),
)];
