//! Codes of chapters 3 and 4.3: tickets and money.

use super::{Entry, state};

pub(super) const WORDS: &[Entry] = &[
    state("applied", "已入账", "Applied"),
    state("already_applied", "已入账（重复凭证）", "Already applied"),
    state("disputed", "待核", "Disputed"),
    state("not_understood", "无法识读", "Not understood"),
];
