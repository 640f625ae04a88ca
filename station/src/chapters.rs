//! All chapters, in the order in which they may read one another's tables.

use crate::chapter::Chapter;
use crate::store::Table;
use crate::{account, archive, audit, collection, people, reading, recovery, ticket};
use crate::{journal, phone, spine};

/// Set-up, people and the chapters of the rule book.
pub const ALL: &[Chapter] = &[
    account::CHAPTER,
    people::CHAPTER,
    reading::CHAPTER,
    audit::CHAPTER,
    ticket::CHAPTER,
    collection::CHAPTER,
    recovery::CHAPTER,
    archive::CHAPTER,
];

/// Every table of the station with its mark.
#[must_use]
pub fn tables() -> Vec<&'static Table> {
    let foundations = journal::TABLES.iter().chain(phone::TABLES).chain([&spine::TABLE]);
    foundations.chain(ALL.iter().flat_map(|chapter| chapter.tables.iter().copied())).collect()
}
