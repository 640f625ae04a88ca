//! Set-up: the station itself, its sheets, customers, meters, areas and policy.

use axum::Router;

use crate::app::App;
use crate::chapter::{self, Chapter, PageLink};
use crate::desk;

pub mod accept;
pub mod assign;
pub mod calendar;
pub mod contract;
pub mod hours;
pub mod import;
mod page;
pub mod policy;
pub mod row;
pub mod search;
pub mod station;
pub mod table;

/// Set-up as a chapter.
pub const CHAPTER: Chapter = Chapter {
    no: "",
    title: ("建档", "Set-up"),
    pages: &[
        PageLink { href: "/account/import", title: ("导入表格", "Sheets") },
        PageLink { href: "/account/calendar", title: ("工作日历", "Working days") },
        PageLink { href: "/account/policy", title: ("政策参数", "Policy figures") },
    ],
    tables: &[
        &station::TABLE,
        &policy::TABLE,
        &hours::TABLE,
        &calendar::TABLE,
        &contract::TABLE,
        &import::taken_in::TABLE,
        &import::offered::TABLE,
        &table::AREA,
        &table::ROUTE,
        &table::ACCOUNT,
        &table::METER,
        &table::METER_REGISTER,
        &table::USAGE_HISTORY,
        &table::REFUSAL,
    ],
    routes,
    fold: table::fold,
    foresee: chapter::foresees_nothing,
    accept: accept::accept,
    prepare: chapter::prepares_nothing,
    assign: assign::assign,
};

fn routes() -> Router<App> {
    page::routes().route("/search", desk::get(search::page))
}
