//! Who works here, what each may do, and which phones they carry.

use crate::chapter::{self, Chapter, PageLink};
use crate::store::Table;

pub mod page;
pub mod password;
pub mod person;
pub mod role;
pub mod session;
pub mod sign_in;

const TABLES: &[&Table] =
    &[&person::PERSON, &person::DEVICE, &password::TABLE, &session::TABLE, &sign_in::TABLE];

/// People as a chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "",
    title: ("人员与手机", "People and phones"),
    pages: &[PageLink { href: "/people", title: ("人员与手机", "People and phones") }],
    tables: TABLES,
    routes: page::routes,
    fold: person::fold,
    foresee: chapter::foresees_nothing,
    accept: chapter::accepts_nothing,
    prepare: chapter::prepares_nothing,
    assign: person::assign,
};
