//! The chapter's pages.

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::command::Asker;
use crate::app::App;
use crate::desk::{self, Desk};
use crate::web::{Entered, Page};

mod bank;
mod content;
mod counter;
mod dispute;
mod handover;
mod offer;
mod posting;
mod receipt;
mod receivable;
mod stub;

/// The chapter's routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/collection/receivable", desk::get(receivable::list))
        .route("/collection/posting", desk::get(posting::index))
        .route("/collection/posting/{area}/{period}", desk::get(posting::list))
        .route("/collection/handover", desk::get(handover::list).merge(desk::post(handover::offer)))
        .route("/collection/handover/{offer}", desk::get(handover::one))
        .route("/collection/handover/{offer}/accept", desk::post(handover::accept))
        .route("/collection/handover/{offer}/withdraw", desk::post(handover::withdraw))
        .route("/collection/counter", desk::get(counter::counter).merge(desk::post(counter::take)))
        .route("/collection/counter/receipt/{payment}", desk::get(receipt::receipt))
        .route("/collection/bank", desk::get(bank::bank).merge(desk::post(bank::deposit)))
        .route("/collection/stub", desk::get(stub::stub).merge(desk::post(stub::enter)))
        .route("/collection/dispute", desk::get(dispute::list))
        .route(
            "/collection/dispute/{payment}",
            desk::get(dispute::one).merge(desk::post(dispute::settle)),
        )
}

/// Who asks, for the chapter's commands.
fn asker(desk: &Desk) -> Asker<'_> {
    Asker { station: &desk.app.station, person: &desk.actor.person }
}

/// A page with a form: as an error where something typed is wrong.
fn answer(page: Page<'_>, entered: &Entered) -> Response {
    if entered.has_errors() {
        page.with_status(StatusCode::UNPROCESSABLE_ENTITY)
    } else {
        page.into_response()
    }
}
