//! Chapter 2 at the station: counts, over and short, the age of cash.

use crate::chapter::{self, Chapter, PageLink};

pub mod accept;
pub mod close;
pub mod command;
pub mod held;
pub mod page;
pub mod table;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "2",
    title: ("电费回收考核", "Collection assessment"),
    pages: &[PageLink {
        href: "/recovery/cash", title: ("现金与长短款", "Cash, over and short")
    }],
    tables: &[&table::CASH_COUNT, &table::OVER_SHORT, &close::CLOSING],
    routes: page::routes,
    fold: table::fold,
    foresee: chapter::foresees_nothing,
    accept: accept::accept,
    prepare: chapter::prepares_nothing,
    assign: chapter::assigns_nothing,
};
