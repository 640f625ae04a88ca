//! Chapter 4.1 at the station: plans, routes and their cards, readings, misses
//! and exception forms.

use crate::chapter::{Chapter, PageLink};

pub mod accept;
pub mod ahead;
pub mod assign;
pub mod card;
pub mod command;
pub mod held;
mod months;
pub mod page;
pub mod plan;
pub mod table;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "4.1",
    title: ("抄表", "Reading"),
    pages: &[
        PageLink { href: "/reading/plan", title: ("抄表计划", "Reading plan") },
        PageLink {
            href: "/reading/exceptions", title: ("异常情况处理单", "Exception forms")
        },
    ],
    tables: &[
        &table::ROUTE_PLAN,
        &table::READING,
        &table::MISS,
        &table::EXCEPTION_FORM,
        &table::BILLED_MONTH,
        &months::TABLE,
    ],
    routes: page::routes,
    fold: table::fold,
    foresee: ahead::foresee,
    accept: accept::accept,
    prepare: assign::draw,
    assign: assign::assign,
};
