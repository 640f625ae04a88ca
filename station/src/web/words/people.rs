//! Codes about persons and their passwords.

use super::{Entry, entry};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "password_too_short",
        ("密码太短。", "The password is too short."),
        ("至少用 8 个字。", "Use at least 8 letters."),
    ),
    entry(
        "password_too_long",
        ("密码太长。", "The password is too long."),
        ("最多用 128 个字。", "Use at most 128 letters."),
    ),
    entry(
        "password_is_person_no",
        ("密码就是工号，起不到保护作用。", "The password is the person number and guards nothing."),
        ("换一个别人猜不到的密码。", "Choose one that nobody guesses."),
    ),
];
