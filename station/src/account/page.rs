//! The pages of set-up.

use axum::Router;

use crate::app::App;
use crate::desk;

mod calendar;
mod details;
mod import;
mod policy;
mod template;

/// The chapter's pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/account/policy", desk::get(policy::page).merge(desk::post(policy::decide)))
        .route(
            "/account/{account}/details",
            desk::get(details::page).merge(desk::post(details::change)),
        )
        .route("/account/calendar", desk::get(calendar::page))
        .route("/account/import", desk::get(import::page).merge(desk::post_file(import::offer)))
        .route("/account/import/template/{kind}", desk::get(template::download))
        .route(
            "/account/import/offered",
            desk::get(import::offered).merge(desk::post(import::take_in)),
        )
}
