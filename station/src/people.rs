//! Who works here, what each may do, and which phones they carry.

use crate::chapter::{self, Chapter};

pub mod person;
pub mod role;

/// People as a chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "",
    title: ("人员与手机", "People and phones"),
    home: "/people",
    tables: person::TABLES,
    routes: chapter::no_routes,
    fold: person::fold,
    accept: chapter::accepts_nothing,
    assign: person::assign,
};
