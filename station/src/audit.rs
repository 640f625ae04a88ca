//! Chapter 4.2 at the station: the price archive, the audit queue, billing runs
//! and bills.

use crate::chapter::{self, Chapter, PageLink};

pub mod billing;
pub mod command;
pub mod contract;
pub mod page;
pub mod queue;
pub mod table;
pub mod tariff;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "4.2",
    title: ("审核", "Audit"),
    pages: &[
        PageLink { href: "/audit/queue", title: ("复核队列", "Audit queue") },
        PageLink { href: "/audit/runs", title: ("电费计算", "Billing runs") },
        PageLink { href: "/audit/tariffs", title: ("电价档案", "Price archive") },
        PageLink { href: "/audit/trial", title: ("试算", "Trial computation") },
    ],
    tables: &[&tariff::TABLE, &table::CAUSE, &table::BILLING_RUN, &table::BILL],
    routes: page::routes,
    fold: table::fold,
    foresee: chapter::foresees_nothing,
    accept: chapter::accepts_nothing,
    prepare: chapter::prepares_nothing,
    assign: tariff::assign,
};
