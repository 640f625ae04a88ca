//! Set-up: the station itself, its sheets, customers, meters, areas and policy.

use crate::chapter::{self, Chapter};

pub mod assign;
pub mod policy;
pub mod row;
pub mod station;
pub mod table;

/// Set-up as a chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "",
    title: ("建档", "Set-up"),
    pages: &[],
    tables: &[
        &station::TABLE,
        &policy::TABLE,
        &table::AREA,
        &table::ROUTE,
        &table::ACCOUNT,
        &table::METER,
        &table::METER_REGISTER,
        &table::USAGE_HISTORY,
        &table::REFUSAL,
    ],
    routes: chapter::no_routes,
    fold: table::fold,
    accept: chapter::accepts_nothing,
    assign: assign::assign,
};
