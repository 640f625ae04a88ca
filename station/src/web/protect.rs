//! What every answer of the staff pages carries: headers that keep a page to
//! itself, a chosen language that stays, and words instead of bare statuses.

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::address::cookie;
use super::error::ErrorPage;
use super::flash::{FLASH_COOKIE, Flash};
use super::lang::{LANG_COOKIE, Lang, bi};

/// The largest body that a staff page takes: an imported spreadsheet.
pub const BODY_LIMIT: usize = 16 * 1024 * 1024;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'";

/// Middleware around all staff pages.
pub async fn protect(request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let asked = Lang::of_address(&uri);
    let lang = Lang::of_request(&uri, request.headers());
    let kept = cookie(request.headers(), LANG_COOKIE);
    let shows_flash =
        request.method() == Method::GET && cookie(request.headers(), FLASH_COOKIE).is_some();
    let mut response = in_words(next.run(request).await, lang);
    if let Some(asked) = asked.filter(|asked| kept.as_deref() != Some(asked.code())) {
        let line = match asked {
            Lang::Zh => "dianfei_lang=zh; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
            Lang::En => "dianfei_lang=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
        };
        response.headers_mut().append(SET_COOKIE, HeaderValue::from_static(line));
    }
    if shows_flash && is_page(&response) {
        response.headers_mut().append(SET_COOKIE, Flash::spent());
    }
    harden(&mut response);
    response
}

fn is_page(response: &Response) -> bool {
    let html = |mime: &HeaderValue| mime.as_bytes().starts_with(b"text/html");
    !response.status().is_redirection() && response.headers().get(CONTENT_TYPE).is_some_and(html)
}

/// Puts words in place of a bare 4xx or 5xx.
fn in_words(response: Response, lang: Lang) -> Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_page(&response) {
        return response;
    }
    let page = match status {
        StatusCode::NOT_FOUND => ErrorPage::of_code("page_unknown"),
        StatusCode::METHOD_NOT_ALLOWED => ErrorPage::of_code("method_wrong"),
        StatusCode::PAYLOAD_TOO_LARGE => ErrorPage::of_code("body_too_large")
            .with(bi("上限", "Limit"), format!("{} MiB", BODY_LIMIT / 1024 / 1024)),
        StatusCode::BAD_REQUEST
        | StatusCode::UNPROCESSABLE_ENTITY
        | StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorPage::of_code("request_unreadable"),
        StatusCode::UNAUTHORIZED => ErrorPage::of_code("signed_out"),
        StatusCode::FORBIDDEN => ErrorPage::of_code("role_missing"),
        StatusCode::SERVICE_UNAVAILABLE => ErrorPage::of_code("busy"),
        _ if status.is_server_error() => ErrorPage::of_code("station_fault"),
        _ => ErrorPage::of_code("request_refused"),
    };
    page.status(status).in_lang(lang).back("/").into_response()
}

fn harden(response: &mut Response) {
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 4] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
    ];
    for (name, text) in fixed {
        headers.insert(name, HeaderValue::from_static(text));
    }
    // A page shows customers and money: no copy stays behind on a shared PC.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests;
