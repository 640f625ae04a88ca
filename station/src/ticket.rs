//! Chapter 3 at the station: books, custody, voids and losses of ticket numbers.

use crate::chapter::{self, Chapter, PageLink};

pub mod accept;
pub mod assign;
pub mod command;
pub mod page;
pub mod table;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "3",
    title: ("票据", "Tickets"),
    pages: &[PageLink { href: "/ticket", title: ("票据保管", "Ticket custody") }],
    tables: &[&table::TICKET, &table::BOOK, &table::CLAIM],
    routes: page::routes,
    fold: table::fold,
    accept: accept::accept,
    prepare: chapter::prepares_nothing,
    assign: assign::assign,
};
