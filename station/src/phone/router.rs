//! The one address that phones post to.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use dianfei_wire::frame;
use futures_util::{Stream, StreamExt};

use crate::app::App;

/// Where phones post their frames.
pub const PATH: &str = "/phone/v1";

/// One byte more than a frame may have: enough for `answer` to see that it is too large.
const KEPT_BYTES: usize = frame::LIMIT_BYTES + 1;

/// How much of a body is listened to. A phone reads no reply before it has sent
/// its whole body, so an oversized one is heard out, though not kept; beyond
/// this the connection ends with the reply.
const HEARD_BYTES: usize = 4 * frame::LIMIT_BYTES;

/// The phones' door as routes.
pub fn routes() -> Router<App> {
    // The framework's own limit would answer in bare English; `answer` refuses
    // what is too large in a signed reply with a code.
    Router::new().route(PATH, post(take)).layer(DefaultBodyLimit::disable())
}

async fn take(State(app): State<App>, body: Body) -> Response {
    let Ok(bytes) = listen(body.into_data_stream()).await else {
        // The phone hung up in the middle: nobody is there to be told.
        return StatusCode::BAD_REQUEST.into_response();
    };
    let answered = tokio::task::spawn_blocking(move || super::answer(&app, &bytes)).await;
    match answered {
        Ok(bytes) => bytes.into_response(),
        Err(error) => {
            tracing::error!(%error, "answering a phone failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The first [`KEPT_BYTES`] of a body. The rest is read and let go, so that the
/// memory of one request is bounded whatever it sends.
async fn listen<E>(mut body: impl Stream<Item = Result<Bytes, E>> + Unpin) -> Result<Vec<u8>, E> {
    let mut kept = Vec::new();
    let mut heard = 0_usize;
    while heard <= HEARD_BYTES
        && let Some(piece) = body.next().await
    {
        let piece = piece?;
        heard = heard.saturating_add(piece.len());
        let room = KEPT_BYTES.saturating_sub(kept.len());
        kept.extend(piece.iter().take(room));
    }
    Ok(kept)
}
