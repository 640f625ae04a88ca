//! Chapter 3 at the station: books, custody, voids and losses of ticket numbers.

use crate::chapter::{self, Chapter, Entry, PageLink};
use crate::store::{StoreError, Tx};

pub mod accept;
pub mod assign;
pub mod command;
mod fold;
pub mod life;
pub mod page;
pub mod table;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "3",
    title: ("票据", "Tickets"),
    pages: &[
        PageLink { href: "/ticket", title: ("票据保管", "Ticket custody") },
        PageLink { href: "/ticket/voids", title: ("作废待验", "Voids to confirm") },
    ],
    tables: &[&table::TICKET, &table::BOOK, &table::CLAIM, &life::TICKET_FACT],
    routes: page::routes,
    fold,
    foresee: chapter::foresees_nothing,
    accept: accept::accept,
    prepare: chapter::prepares_nothing,
    assign: assign::assign,
};

fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    fold::fold(tx, entry)?;
    life::fold(tx, entry)
}
