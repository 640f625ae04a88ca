//! The one address that phones post to.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use dianfei_wire::frame;

use crate::app::App;

/// Where phones post their frames.
pub const PATH: &str = "/phone/v1";

/// The phones' door as routes.
pub fn routes() -> Router<App> {
    // One byte more than a frame may have, so that `answer` can say so in a
    // signed reply instead of a bare status.
    Router::new().route(PATH, post(take)).layer(DefaultBodyLimit::max(frame::LIMIT_BYTES + 1))
}

async fn take(State(app): State<App>, body: Bytes) -> Response {
    let answered = tokio::task::spawn_blocking(move || super::answer(&app, &body)).await;
    match answered {
        Ok(bytes) => bytes.into_response(),
        Err(error) => {
            tracing::error!(%error, "answering a phone failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
