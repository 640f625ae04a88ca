use std::collections::BTreeSet;

use super::*;

#[test]
fn each_code_has_words_once_and_in_both_languages() {
    let mut seen = BTreeSet::new();
    for (code, words) in all() {
        assert!(seen.insert(code), "{code} stands twice");
        assert!(!words.zh.is_empty() && !words.en.is_empty(), "{code} lacks a language");
        assert_eq!(words.todo_zh.is_empty(), words.todo_en.is_empty(), "{code}: what to do");
        assert!(!words.zh.contains(", "), "{code}: English marks in Chinese");
        assert!(
            !words.en.contains(['\u{3002}', '\u{ff0c}', '\u{ff1b}']),
            "{code}: Chinese marks in English"
        );
    }
}

#[test]
fn a_code_without_words_shows_itself() {
    assert_eq!(say("never_heard_of", Lang::Zh), "never_heard_of");
    assert_eq!(say("zero_usage", Lang::Zh), "零电量");
    assert_eq!(say("zero_usage", Lang::En), "Zero usage");
}
