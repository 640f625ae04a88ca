//! Words for stable codes: what a person reads where the record says
//! `policy_unset`. The words that a phone can need as well lie in
//! `dianfei_rules::words`; these are the pages' own.

mod account;
mod page;
mod people;

use std::ops::Deref;

use dianfei_rules::bill::explain::Step;
use dianfei_rules::words::{self as shared, Entry, entry, state};

use super::lang::{Bi, Lang, bi};

/// The words of one code, as the pages say them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeWords(shared::CodeWords);

impl Deref for CodeWords {
    type Target = shared::CodeWords;

    fn deref(&self) -> &shared::CodeWords {
        &self.0
    }
}

impl CodeWords {
    /// What happened or what it is.
    #[must_use]
    pub const fn what(&self) -> Bi {
        bi(self.0.zh, self.0.en)
    }

    /// What to do.
    #[must_use]
    pub const fn todo(&self) -> Bi {
        bi(self.0.todo_zh, self.0.todo_en)
    }
}

const TABLES: &[&[Entry]] = &[page::WORDS, people::WORDS, account::WORDS];

/// The words of `code`.
#[must_use]
pub fn code(code: &str) -> Option<CodeWords> {
    all().find(|(known, _)| *known == code).map(|(_, words)| words)
}

/// All codes that have words, with them.
pub fn all() -> impl Iterator<Item = (&'static str, CodeWords)> {
    let own = TABLES.iter().flat_map(|table| table.iter()).copied();
    shared::all().chain(own).map(|(code, words)| (code, CodeWords(words)))
}

/// What `code` is, in `lang`; the code itself where it has no words.
#[must_use]
pub fn say(name: &str, lang: Lang) -> String {
    code(name).map_or_else(|| name.to_owned(), |words| lang.t(words.zh, words.en).to_owned())
}

/// The words of a figure's name, such as `previous`.
#[must_use]
pub fn figure(name: &str) -> Option<Bi> {
    shared::figure(name).map(|(zh, en)| bi(zh, en))
}

/// One step of a bill as a sentence, in `lang`.
#[must_use]
pub fn step(step: &Step, lang: Lang) -> String {
    let sentence = shared::step(step);
    lang.t(&sentence.zh, &sentence.en).to_owned()
}

#[cfg(test)]
mod tests;
