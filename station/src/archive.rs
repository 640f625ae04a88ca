//! Chapter 5 at the station: the log of look-ups.

use crate::chapter::{self, Chapter, PageLink};

pub mod look;
pub mod page;
pub mod table;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "5",
    title: ("档案", "Archives"),
    pages: &[PageLink { href: "/archive/look-ups", title: ("查阅登记", "Look-ups") }],
    tables: &[&table::LOOK_UP],
    routes: page::routes,
    fold: table::fold,
    foresee: chapter::foresees_nothing,
    accept: chapter::accepts_nothing,
    prepare: chapter::prepares_nothing,
    assign: chapter::assigns_nothing,
};
