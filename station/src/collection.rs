//! Chapter 4.3 at the station: receivables, money taken, handovers, banking.

use crate::chapter::{self, Chapter, PageLink};

pub mod accept;
mod advance;
pub mod answered;
pub mod assign;
pub mod command;
pub mod correction;
pub mod handover;
pub mod ledger;
pub mod opening;
pub mod owed;
pub mod page;
pub mod payment;
pub mod receivable;
pub mod table;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "4.3",
    title: ("收费", "Collection"),
    pages: &[
        PageLink { href: "/collection/receivable", title: ("应收清单", "Receivable list") },
        PageLink { href: "/collection/posting", title: ("公布清单", "Public lists") },
        PageLink { href: "/collection/counter", title: ("坐收", "Counter") },
        PageLink { href: "/collection/handover", title: ("交接", "Handover") },
        PageLink { href: "/collection/bank", title: ("进账", "Bank deposit") },
        PageLink { href: "/collection/stub", title: ("补录存根", "Enter a stub") },
        PageLink { href: "/collection/dispute", title: ("待核收款", "Disputed money") },
    ],
    tables: &[
        &ledger::ENTRY,
        &ledger::BALANCE,
        &receivable::RUN,
        &receivable::RECEIVABLE,
        &payment::PAYMENT,
        &handover::HANDOVER,
        &handover::ACCEPTANCE,
        &table::BANK_DEPOSIT,
        &table::LIST_POSTING,
    ],
    routes: page::routes,
    fold: table::fold,
    foresee: chapter::foresees_nothing,
    accept: accept::accept,
    prepare: chapter::prepares_nothing,
    assign: assign::assign,
};
