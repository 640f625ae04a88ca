//! Words for stable codes: what a person reads where the record says
//! `policy_unset`. One table, both languages, by chapter; the words of typed
//! input, which a phone tells as well, lie in `dianfei_rules::words`.

mod account;
mod collection;
mod collection_desk;
mod figures;
mod page;
mod people;
mod phone;
mod reading;
mod recovery;
mod rules;
mod step;
mod ticket;

use std::ops::Deref;

use dianfei_rules::words::{self as shared, Entry, entry};

use super::lang::{Bi, Lang, bi};

pub use step::step;

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

/// A code that names a state: nothing needs doing.
const fn state(code: &'static str, zh: &'static str, en: &'static str) -> Entry {
    entry(code, (zh, en), ("", ""))
}

const TABLES: &[&[Entry]] = &[
    shared::INPUT,
    page::WORDS,
    phone::WORDS,
    people::WORDS,
    rules::WORDS,
    reading::WORDS,
    collection::WORDS,
    account::WORDS,
    recovery::WORDS,
    collection_desk::WORDS,
    ticket::WORDS,
];

/// The words of `code`.
#[must_use]
pub fn code(code: &str) -> Option<CodeWords> {
    all().find(|(known, _)| *known == code).map(|(_, words)| words)
}

/// All codes that have words, with them.
pub fn all() -> impl Iterator<Item = (&'static str, CodeWords)> {
    TABLES.iter().flat_map(|table| table.iter()).map(|(code, words)| (*code, CodeWords(*words)))
}

/// What `code` is, in `lang`; the code itself where it has no words.
#[must_use]
pub fn say(name: &str, lang: Lang) -> String {
    code(name).map_or_else(|| name.to_owned(), |words| lang.t(words.zh, words.en).to_owned())
}

/// The words of a figure's name, such as `previous`.
#[must_use]
pub fn figure(name: &str) -> Option<Bi> {
    figures::WORDS.iter().find(|(known, _, _)| *known == name).map(|(_, zh, en)| bi(zh, en))
}

#[cfg(test)]
mod tests;
