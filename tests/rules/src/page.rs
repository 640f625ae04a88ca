//! The list as a page for people: counts first, then a table for each chapter.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use dianfei_rules::policy::{self, Mark};

use super::list::{Chapter, Rule, State};

const HEAD: &str = "# 规则清单 · The rules of the trade

本页由 `cargo run -p dianfei-rule-list` 从 `core/rules/trade` 生成，不手工修改。测试核对函数、案例、政策、条款确实存在，
每个案例、每项政策都归入某条规则。
*Made from `core/rules/trade`, not by hand. A test sees to it that functions, cases, policies and clauses exist, and that
no case and no policy is left out.*

- **函数** 是 `dianfei_rules` 的公开函数；**案例** 在 `tests/cases` 的同名文件里。
  *A function is one of `dianfei_rules`; a case stands in the file of that name under `tests/cases`.*
- **条款** 是《供电所农电营销工作管理制度》的编号；政策后的字母是该政策依据的等级。
  *A clause is one of the station's rule book; the letter behind a policy is how well its own sources carry it.*
- **已做** 日常业务在用；**可试算** 函数和案例齐全，只有 `dianfei trial` 和试算页在用；**部分** 还缺所述部分；**未做** 尚无函数。
  *Done: the station's work uses it. To be tried: function and cases are there, only trials use it. Partly: what it lacks is
  told. Not: no function yet.*

";

const MARKS: [(Mark, &str); 4] = [
    (Mark::Law, "**L** 法规、制度 · law or rule book"),
    (Mark::PublicPage, "**P** 公开网页引用 · a public page that quotes it"),
    (Mark::Practice, "**C** 实际系统的做法 · practice of real billing systems"),
    (Mark::Proposal, "**I** 本程序自定 · this program's own proposal"),
];

/// The page of the whole list.
#[must_use]
pub fn page(chapters: &[Chapter]) -> String {
    let mut page = HEAD.to_owned();
    let all: Vec<&Rule> = chapters.iter().flat_map(|chapter| &chapter.rules).collect();
    let by_mark = MARKS.iter().map(|(mark, title)| {
        let of_mark = all.iter().filter(|rule| rule.mark == *mark);
        ((*title).to_owned(), of_mark.copied().collect::<Vec<_>>())
    });
    push_counts(&mut page, "依据 · Carried by", by_mark, &all);
    let by_chapter = (1..).zip(chapters).map(|(number, chapter)| {
        (format!("{number} {} · {}", chapter.zh, chapter.en), chapter.rules.iter().collect())
    });
    push_counts(&mut page, "章 · Chapter", by_chapter, &all);
    for (number, chapter) in (1..).zip(chapters) {
        push_chapter(&mut page, number, chapter);
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

fn push_counts<'a>(
    page: &mut String,
    title: &str,
    groups: impl Iterator<Item = (String, Vec<&'a Rule>)>,
    all: &[&'a Rule],
) {
    page.push_str(&format!(
        "| {title} | 规则 · Rules | 已做 · Done | 可试算 · Tried | 部分 · Partly | 未做 · Not |\n\
         |---|--:|--:|--:|--:|--:|\n"
    ));
    let total = ("合计 · All".to_owned(), all.to_vec());
    for (name, rules) in groups.chain([total]) {
        let _ = write!(page, "| {name} | {} |", rules.len());
        for state in State::ALL {
            let count = rules.iter().filter(|rule| rule.state() == state).count();
            let _ = write!(page, " {count} |");
        }
        page.push('\n');
    }
    page.push('\n');
}

fn push_chapter(page: &mut String, number: usize, chapter: &Chapter) {
    let _ = write!(page, "## {number} {} · {}\n\n", chapter.zh, chapter.en);
    if let Some(note) = &chapter.note {
        let _ = write!(page, "{} *{}*\n\n", note.zh, note.en);
    }
    page.push_str(
        "| 规则 · Rule | 依据 · Source | 状态 · State | 函数、政策 · Function, policies | 案例 · Cases | 条款 · Clauses |\n\
         |---|---|---|---|---|---|\n",
    );
    for rule in &chapter.rules {
        let state = state_word(rule.state()).to_owned();
        let (function, cases) = (function_cell(rule), cases_cell(rule));
        let cells = [rule_cell(rule), source_cell(rule), state, function, cases];
        for cell in cells.iter().chain([&rule.clauses.join(", ")]) {
            let _ = write!(page, "| {} ", cell.replace('|', "\\|"));
        }
        page.push_str("|\n");
    }
    page.push('\n');
    let lacking = chapter.rules.iter().filter_map(|rule| Some((rule, rule.missing.as_ref()?)));
    for (place, (rule, missing)) in lacking.enumerate() {
        if place == 0 {
            page.push_str("还缺 · What is missing:\n\n");
        }
        let word = state_word(rule.state());
        let _ = writeln!(page, "- `{}` {word}: {} *{}*", rule.id, missing.zh, missing.en);
    }
    page.push('\n');
}

const fn state_word(state: State) -> &'static str {
    match state {
        State::Done => "已做",
        State::Tried => "可试算",
        State::Partly => "**部分**",
        State::Not => "**未做**",
    }
}

fn rule_cell(rule: &Rule) -> String {
    format!("`{}` {} · {}", rule.id, rule.zh, rule.en)
}

fn source_cell(rule: &Rule) -> String {
    format!("**{}** {}", letter(rule.mark), rule.source)
}

const fn letter(mark: Mark) -> char {
    match mark {
        Mark::Law => 'L',
        Mark::PublicPage => 'P',
        Mark::Practice => 'C',
        Mark::Proposal => 'I',
    }
}

fn function_cell(rule: &Rule) -> String {
    let mut cell: Vec<String> = rule.functions.iter().map(|name| format!("`{name}`")).collect();
    if !rule.policies.is_empty() {
        let keys: Vec<String> = rule.policies.iter().map(|key| policy_with_marks(key)).collect();
        cell.push(format!("政策 · policies: {}", keys.join(", ")));
    }
    cell.join("; ")
}

/// The key of a policy with the marks of its published values.
fn policy_with_marks(key: &str) -> String {
    let values = policy::definition(key).into_iter().flat_map(|definition| &definition.values);
    let marks: BTreeSet<char> = values.map(|value| letter(value.mark)).collect();
    let marks: Vec<String> = marks.iter().map(char::to_string).collect();
    format!("`{key}` {}", marks.join("/"))
}

fn cases_cell(rule: &Rule) -> String {
    let files = rule.cases.iter().map(|(file, ids)| format!("{file}: {}", ids.join(", ")));
    files.collect::<Vec<_>>().join("; ")
}
