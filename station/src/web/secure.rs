//! Cookies of pages that go over TLS: never sent without it, and under names of
//! their own, so that the plain pages of the same PC neither see nor lose them.

use axum::extract::Request;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// A browser takes a cookie with this prefix from TLS alone, and for this host.
const PREFIX: &str = "__Host-";

/// Middleware around everything that is served over TLS.
pub async fn secure(mut request: Request, next: Next) -> Response {
    unprefix(request.headers_mut());
    let mut response = next.run(request).await;
    prefix(response.headers_mut());
    response
}

/// Leaves the cookies that came under the prefix, without it.
fn unprefix(headers: &mut HeaderMap) {
    let kept: Vec<String> = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(PREFIX).map(str::to_owned))
        .collect();
    headers.remove(COOKIE);
    if let Ok(line) = HeaderValue::from_str(&kept.join("; ")) {
        headers.insert(COOKIE, line);
    }
}

fn prefix(headers: &mut HeaderMap) {
    let lines: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().cloned().collect();
    headers.remove(SET_COOKIE);
    for line in lines {
        let text = String::from_utf8_lossy(line.as_bytes());
        if let Ok(line) = HeaderValue::from_str(&format!("{PREFIX}{text}; Secure")) {
            headers.append(SET_COOKIE, line);
        }
    }
}
