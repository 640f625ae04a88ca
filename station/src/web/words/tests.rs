use std::collections::BTreeSet;

use super::*;

#[test]
fn each_code_has_words_once_and_in_both_languages() {
    let mut seen = BTreeSet::new();
    for (code, words) in all() {
        assert!(seen.insert(code), "{code} stands twice");
        assert!(!words.zh.is_empty() && !words.en.is_empty(), "{code} lacks a language");
        assert_eq!(words.todo_zh.is_empty(), words.todo_en.is_empty(), "{code}: what to do");
        assert!(
            !words.zh.contains([',', ';', ':']) && !words.todo_zh.contains([',', ';', ':']),
            "{code}: English marks in Chinese"
        );
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

/// The code of rules, phone and station, each file without its own tests.
fn sources() -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    let mut folders: Vec<_> =
        ["core/rules/src", "core/field/src", "station/src"].map(|folder| root.join(folder)).into();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let source = std::fs::read_to_string(path).unwrap();
                found.push(source.split("#[cfg(test)]").next().unwrap().to_owned());
            }
        }
    }
    found
}

/// Every code that the rules, the phone and the station write as a refusal.
#[test]
fn each_refusal_in_the_code_has_words() {
    let mut missing = BTreeSet::new();
    let mut seen = 0;
    for source in sources() {
        for name in refusals(&source) {
            seen += 1;
            if code(name).is_none() {
                missing.insert(name.to_owned());
            }
        }
    }
    assert!(seen > 30, "only {seen} refusals were found");
    assert!(missing.is_empty(), "these codes lack words: {missing:?}");
}

/// How a code stands in the source: after these, as a literal.
const CALLS: [&str; 5] = [
    "Refusal::new(",
    "Refusal::by_clause(",
    "ErrorPage::of_code(",
    "DoorError::Refused { code:",
    "StationRefused { code:",
];

fn refusals(source: &str) -> Vec<&str> {
    let mut found: Vec<&str> = CALLS
        .into_iter()
        .flat_map(|call| source.split(call).skip(1))
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect();
    // `FieldError::invalid(field, "code")`: the second argument.
    let typed = source.split("FieldError::invalid(").skip(1);
    found.extend(typed.filter_map(|rest| {
        rest.split_once(',')?.1.trim_start().strip_prefix('"')?.split('"').next()
    }));
    // The codes that errors of phone and door name for themselves.
    let named = source.split("pub fn code(&self) -> &str {").nth(1);
    let named = named.and_then(|rest| rest.split("\n    }").next()).unwrap_or_default();
    found.extend(named.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()));
    found
}

#[test]
fn a_code_is_found_where_it_stands() {
    let source = r#"
        Refusal::by_clause(
            "one", "4.1.2"); FieldError::invalid("amount", "two");
        FieldError::invalid(field, error.code());
        impl E { pub fn code(&self) -> &str { match self { Self::Busy => "three",
    } } }"#;
    assert_eq!(refusals(source), ["one", "two", "three"]);
}

#[test]
fn each_finding_has_words() {
    let missing: Vec<&str> = dianfei_rules::reading::check::FINDING_CODES
        .into_iter()
        .filter(|name| code(name).is_none())
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "the auditor would read a bare code");
}

/// Names of figures as they stand in the source: after these, as a literal.
const FIGURES: [&str; 2] = [".with(", ".with_some("];

#[test]
fn each_figure_in_the_code_has_a_name() {
    let mut missing = BTreeSet::new();
    let mut seen = 0;
    for source in sources() {
        let rest = FIGURES.into_iter().flat_map(|call| source.split(call).skip(1));
        let names = rest.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
        for name in names {
            seen += 1;
            if figure(name).is_none() {
                missing.insert(name.to_owned());
            }
        }
    }
    assert!(seen > 100, "only {seen} figures were found");
    assert!(missing.is_empty(), "these figures have no name: {missing:?}");
}
