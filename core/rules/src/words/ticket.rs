//! Codes of chapter 3: void tickets.

use super::{Entry, entry};

pub(super) const WORDS: &[Entry] = &[entry(
    "own_void",
    ("声明作废的人不能自己验讫。", "Who claimed the void does not confirm it."),
    ("请另一位回收专责验三联。", "Another cashier sees the copies."),
)];
