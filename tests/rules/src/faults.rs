//! What is wrong between the list and the tree.

use std::collections::BTreeSet;

use super::known::Known;
use super::list::{Chapter, Rule, State, Told};

/// All faults at once: what a rule names and the tree has not, and what the tree
/// has and no rule names.
#[must_use]
pub fn faults(chapters: &[Chapter], known: &Known) -> Vec<String> {
    let rules: Vec<&Rule> = chapters.iter().flat_map(|chapter| &chapter.rules).collect();
    let mut found = Vec::new();
    let mut ids = BTreeSet::new();
    for rule in &rules {
        if !ids.insert(rule.id.as_str()) {
            found.push(format!("{} stands twice", rule.id));
        }
        found.extend(of_rule(rule, known).iter().map(|fault| format!("{}: {fault}", rule.id)));
    }
    for chapter in chapters {
        let title = Told { zh: chapter.zh.clone(), en: chapter.en.clone() };
        if [Some(&title), chapter.note.as_ref()].into_iter().flatten().any(is_halved) {
            found.push(format!("the chapter {} is not told in both languages", chapter.en));
        }
    }
    found.extend(unnamed(&rules, known));
    found
}

/// Whether one of the two languages is not there.
fn is_halved(told: &Told) -> bool {
    told.zh.is_ascii() || told.en.is_empty()
}

fn of_rule(rule: &Rule, known: &Known) -> Vec<String> {
    let mut found = Vec::new();
    let told = Told { zh: rule.zh.clone(), en: rule.en.clone() };
    if [Some(&told), rule.missing.as_ref()].into_iter().flatten().any(is_halved) {
        found.push("not told in both languages".to_owned());
    }
    if rule.source.is_empty() {
        found.push("no source".to_owned());
    }
    if rule.functions.is_empty() && rule.missing.is_none() {
        found.push("neither a function nor a reason why there is none".to_owned());
    }
    if rule.only_tried && rule.state() != State::Tried {
        found.push("tried only, and something missing: say one of the two".to_owned());
    }
    let absent = |names: &[String], there: &BTreeSet<String>, what: &str| -> Vec<String> {
        let absent = names.iter().filter(|name| !there.contains(*name));
        absent.map(|name| format!("there is no {what} {name}")).collect()
    };
    found.extend(absent(&rule.functions, &known.functions, "public function"));
    found.extend(absent(&rule.policies, &known.policies, "policy"));
    found.extend(absent(&rule.clauses, &known.clauses, "clause"));
    for (file, id) in cases_of(rule).filter(|(file, id)| !known.has_case(file, id)) {
        found.push(format!("there is no case {file}: {id}"));
    }
    found
}

fn cases_of(rule: &Rule) -> impl Iterator<Item = (&str, &str)> {
    rule.cases.iter().flat_map(|(file, ids)| ids.iter().map(move |id| (file.as_str(), id.as_str())))
}

fn unnamed(rules: &[&Rule], known: &Known) -> Vec<String> {
    let policies: BTreeSet<&str> =
        rules.iter().flat_map(|rule| &rule.policies).map(String::as_str).collect();
    let cases: BTreeSet<(&str, &str)> = rules.iter().flat_map(|rule| cases_of(rule)).collect();
    let ids: BTreeSet<&str> = cases.iter().map(|(_, id)| *id).collect();
    let mut found = Vec::new();
    for key in known.policies.iter().filter(|key| !policies.contains(key.as_str())) {
        found.push(format!("no rule names the policy {key}"));
    }
    for (file, there) in &known.cases {
        let unnamed = there.iter().filter(|id| !cases.contains(&(file.as_str(), id.as_str())));
        found.extend(unnamed.map(|id| format!("no rule names the case {file}: {id}")));
    }
    // A figure has the name of its case; one without a case is named by itself.
    for id in known.vectors.iter().filter(|id| !ids.contains(id.as_str())) {
        found.push(format!("no rule names the figure {id}"));
    }
    found
}
