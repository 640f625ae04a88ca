//! The list of rules agrees with the tree, and its page with the list.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use dianfei_rule_list::{
    Chapter, Known, PAGE, Rule, State, Told, faults, page, public_functions, read, root,
};
use dianfei_rules::policy::Mark;

#[test]
fn what_a_rule_names_is_there_and_what_is_there_some_rule_names() {
    let chapters = read().expect("the list");
    let known = Known::of_the_tree().expect("the tree");
    let found = faults(&chapters, &known);
    assert!(found.is_empty(), "core/rules/trade:\n{}", found.join("\n"));
}

#[test]
fn the_page_is_what_the_list_says() {
    let made = page(&read().expect("the list"));
    let committed = fs::read_to_string(root().join(PAGE)).expect("the page");
    assert!(made == committed, "{PAGE} is stale: cargo run -p dianfei-rule-list");
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn told(text: &str) -> Told {
    Told { zh: format!("做{text}"), en: text.to_owned() }
}

fn sound() -> Rule {
    Rule {
        id: "usage.difference".to_owned(),
        zh: "止度减起度".to_owned(),
        en: "a difference".to_owned(),
        mark: Mark::Practice,
        source: "practice".to_owned(),
        functions: names(&["usage"]),
        policies: names(&["rounding"]),
        cases: BTreeMap::from([("usage".to_owned(), names(&["A1"]))]),
        clauses: names(&["4.2.3"]),
        only_tried: false,
        missing: None,
    }
}

fn faults_of(rules: Vec<Rule>) -> Vec<String> {
    let set = |list: &[&str]| names(list).into_iter().collect::<BTreeSet<String>>();
    let known = Known {
        functions: set(&["usage"]),
        cases: BTreeMap::from([("usage".to_owned(), set(&["A1"]))]),
        vectors: set(&["A1"]),
        policies: set(&["rounding"]),
        clauses: set(&["4.2.3"]),
    };
    let title = told("title");
    faults(&[Chapter { zh: title.zh, en: title.en, note: None, rules }], &known)
}

type Change = fn(&mut Rule);

#[test]
fn each_kind_of_fault_is_seen() {
    assert_eq!(faults_of(vec![sound()]), Vec::<String>::new());
    let changed = |change: Change| {
        let mut rule = sound();
        change(&mut rule);
        faults_of(vec![sound(), Rule { id: "other".to_owned(), ..rule }])
    };
    let samples: [(&str, Change); 10] = [
        ("other: there is no public function gone", |rule| rule.functions = names(&["gone"])),
        ("other: there is no policy gone", |rule| rule.policies = names(&["gone"])),
        ("other: there is no clause 9.9", |rule| rule.clauses = names(&["9.9"])),
        ("other: there is no case usage: A9", |rule| {
            rule.cases = BTreeMap::from([("usage".to_owned(), names(&["A9"]))]);
        }),
        ("other: there is no case vectors: A9", |rule| {
            rule.cases = BTreeMap::from([("vectors".to_owned(), names(&["A9"]))]);
        }),
        ("other: no source", |rule| rule.source.clear()),
        ("other: not told in both languages", |rule| rule.zh = "english".to_owned()),
        ("other: not told in both languages", |rule| {
            rule.missing = Some(Told { en: String::new(), ..told("later") });
        }),
        ("other: tried only, and something missing: say one of the two", |rule| {
            (rule.only_tried, rule.missing) = (true, Some(told("later")));
        }),
        ("other: neither a function nor a reason why there is none", |rule| {
            rule.functions.clear();
        }),
    ];
    for (expected, change) in samples {
        assert_eq!(changed(change), [expected]);
    }
    assert_eq!(faults_of(vec![sound(), sound()]), ["usage.difference stands twice"]);
}

#[test]
fn what_no_rule_names_is_seen() {
    let nothing = Rule { policies: Vec::new(), cases: BTreeMap::new(), ..sound() };
    assert_eq!(
        faults_of(vec![nothing]),
        [
            "no rule names the policy rounding",
            "no rule names the case usage: A1",
            "no rule names the figure A1",
        ]
    );
}

/// A rule counts as done only when a function is there, nothing is missing and more
/// than trials use it.
#[test]
fn a_rule_is_done_tried_partly_or_not() {
    let tried = Rule { only_tried: true, ..sound() };
    let partly = Rule { missing: Some(told("later")), ..sound() };
    let not = Rule { functions: Vec::new(), ..partly.clone() };
    let states = [sound().state(), tried.state(), partly.state(), not.state()];
    assert_eq!(states, State::ALL);
    let title = told("title");
    let rules = vec![sound(), tried, partly, not];
    let page = page(&[Chapter { zh: title.zh, en: title.en, note: Some(told("note")), rules }]);
    assert!(page.contains("| 合计 · All | 4 | 1 | 1 | 1 | 1 |\n"), "{page}");
    for part in [
        "| **C** practice | 已做 | `usage`; 政策 · policies: `rounding`",
        "| usage: A1 | 4.2.3 |",
        "- `usage.difference` **未做**: 做later *later*\n",
        "做note *note*",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

/// Only what a caller can name counts: re-exports do, private modules do not.
#[test]
fn functions_are_found_by_the_paths_of_a_caller() {
    let found = public_functions(&root().join("core/rules/src")).expect("the rule core");
    for name in [
        "bill::compute",
        "bill::compute::compute",
        "bill::loss::transformer_loss",
        "tariff::check_entry",
        "tariff::TierTable::widths",
        "money::Fen::round_yuan",
        "policy::PolicyView::copper_loss_rates",
    ] {
        assert!(found.contains(name), "{name}");
    }
    for name in [
        "bill::loss::transformer::transformer_loss",
        "bill::line::round",
        "bill::basic_charge::charged_demand",
        "collection::late_fee::split_days",
        "money::Fen::gone",
        "tests",
    ] {
        assert!(!found.contains(name), "{name}");
    }
}
