//! The chapter's pages.

use axum::Router;

use crate::app::App;
use crate::desk;

mod bill;
pub mod contract;
mod evidence;
mod queue;
mod run;
mod tariff;
mod trial;

/// The chapter's pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/audit/queue", desk::get(queue::list))
        .route(
            "/audit/reading/{reading}",
            desk::get(queue::reading).merge(desk::post(queue::answer)),
        )
        .route(
            "/account/{account}/contract",
            desk::get(contract::page).merge(desk::post(contract::agree)),
        )
        .route("/audit/runs", desk::get(run::list).merge(desk::post(run::begin)))
        .route("/audit/run/{run}", desk::get(run::bills))
        .route("/audit/run/{run}/compute", desk::post(run::compute))
        .route("/audit/run/{run}/issue", desk::post(run::issue))
        .route("/audit/bill/{bill}", desk::get(bill::bill))
        .route("/audit/tariffs", desk::get(tariff::list))
        .route("/audit/trial", desk::get(trial::page).merge(desk::post(trial::compute)))
}
