//! The station's own style, script and icon, compiled in.

use std::sync::LazyLock;

use axum::extract::{Path, RawQuery};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

struct Asset {
    name: &'static str,
    mime: &'static str,
    text: &'static str,
    edition: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    [
        ("station.css", "text/css; charset=utf-8", include_str!("../../assets/station.css")),
        ("station.js", "text/javascript; charset=utf-8", include_str!("../../assets/station.js")),
        ("icon.svg", "image/svg+xml", include_str!("../../assets/icon.svg")),
    ]
    .into_iter()
    .map(|(name, mime, text)| Asset { name, mime, text, edition: edition(text) })
    .collect()
});

fn edition(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn href(name: &str) -> String {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => format!("/assets/{name}?v={}", asset.edition),
        None => format!("/assets/{name}"),
    }
}

/// The address of the style sheet, with its edition.
#[must_use]
pub fn style_href() -> &'static str {
    static HREF: LazyLock<String> = LazyLock::new(|| href("station.css"));
    &HREF
}

/// The address of the script, with its edition.
#[must_use]
pub fn script_href() -> &'static str {
    static HREF: LazyLock<String> = LazyLock::new(|| href("station.js"));
    &HREF
}

/// Serves `/assets/{name}`: a named edition for a year, anything else asked
/// for anew each time.
pub async fn serve(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let named = query.as_deref().and_then(|query| query.strip_prefix("v="));
    let keep = if named == Some(asset.edition.as_str()) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let tag = format!("\"{}\"", asset.edition);
    let Ok(tag_line) = HeaderValue::from_str(&tag) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kept = [(CACHE_CONTROL, HeaderValue::from_static(keep)), (ETAG, tag_line)];
    if headers.get(IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, [(CONTENT_TYPE, asset.mime)], asset.text).into_response()
}
