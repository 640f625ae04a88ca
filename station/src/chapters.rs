//! All chapters, in the order in which they may read one another's tables.

use dianfei_rules::id::StationNo;
use dianfei_wire::Fact;

use crate::chapter::{Ahead, Chapter};
use crate::store::{Reader, StoreError, Table};
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

/// What the facts of a batch will be ruled by, looked up at once.
pub fn foresee(
    store: &mut Reader<'_>,
    station: &StationNo,
    facts: &[&Fact],
) -> Result<Ahead, StoreError> {
    let mut ahead = Ahead::default();
    for chapter in ALL {
        if let Some(foresight) = (chapter.foresee)(store, station, facts)? {
            ahead.keep(foresight);
        }
    }
    Ok(ahead)
}

/// Every table of the station with its mark.
#[must_use]
pub fn tables() -> Vec<&'static Table> {
    let foundations = journal::TABLES.iter().chain(phone::TABLES).chain([&spine::TABLE]);
    foundations.chain(ALL.iter().flat_map(|chapter| chapter.tables.iter().copied())).collect()
}
