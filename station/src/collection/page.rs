//! The chapter's pages.

use axum::Router;

use crate::app::App;

/// The chapter's routes.
pub fn routes() -> Router<App> {
    Router::new()
}
