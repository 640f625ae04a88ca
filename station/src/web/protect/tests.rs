use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::DefaultBodyLimit;
use axum::http::header::{COOKIE, ETAG, IF_NONE_MATCH};
use axum::middleware::from_fn;
use axum::response::Html as HtmlResponse;
use axum::routing::{get, post};
use tower::ServiceExt as _;

use super::*;
use crate::web::{Entered, assets};

fn pages() -> Router {
    Router::new()
        .route("/", get(|| async { HtmlResponse("<p>hello") }))
        .route("/bare-fault", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/form", post(|_entered: Entered| async { "recorded" }))
        .route("/assets/{name}", get(assets::serve))
        .layer(DefaultBodyLimit::max(1000))
        .layer(from_fn(protect))
}

fn asked(path: &str) -> axum::http::request::Builder {
    Request::builder().uri(path)
}

async fn text_of(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn every_answer_keeps_to_itself() {
    for path in ["/", "/nowhere", "/bare-fault"] {
        let response = pages().oneshot(asked(path).body(Body::empty()).unwrap()).await.unwrap();
        let headers = response.headers();
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[X_FRAME_OPTIONS], "DENY");
        assert_eq!(headers[CACHE_CONTROL], "no-store");
    }
}

#[tokio::test]
async fn bare_statuses_become_words_in_the_persons_language() {
    let request = asked("/nowhere?lang=en").body(Body::empty()).unwrap();
    let response = pages().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(response.headers()[SET_COOKIE].to_str().unwrap().starts_with("dianfei_lang=en;"));
    let text = text_of(response).await;
    assert!(text.contains("There is no such page.") && text.contains("page_unknown"));

    let request = asked("/bare-fault").header(COOKIE, "dianfei_lang=zh").body(Body::empty());
    let text = text_of(pages().oneshot(request.unwrap()).await.unwrap()).await;
    assert!(text.contains("系统内部出错") && text.contains("station_fault"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_told_so() {
    let small = asked("/form").method("POST").body(Body::from("a=1")).unwrap();
    assert_eq!(pages().oneshot(small).await.unwrap().status(), StatusCode::OK);
    let large = asked("/form").method("POST").body(Body::from("a=".repeat(1000))).unwrap();
    let response = pages().oneshot(large).await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let text = text_of(response).await;
    assert!(text.contains("上传的内容超过上限") && text.contains("body_too_large"));
}

#[tokio::test]
async fn a_sentence_shows_once() {
    let request = asked("/").header(COOKIE, "dianfei_flash=done=ok").body(Body::empty()).unwrap();
    let response = pages().oneshot(request).await.unwrap();
    assert_eq!(response.headers()[SET_COOKIE], Flash::spent());
    let request = asked("/").body(Body::empty()).unwrap();
    let response = pages().oneshot(request).await.unwrap();
    assert!(!response.headers().contains_key(SET_COOKIE));
}

#[tokio::test]
async fn a_named_edition_of_an_asset_is_kept() {
    let request = asked(assets::style_href()).body(Body::empty()).unwrap();
    let response = pages().oneshot(request).await.unwrap();
    assert!(response.headers()[CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    let tag = response.headers()[ETAG].clone();
    assert!(text_of(response).await.contains("--accent"));
    let request =
        asked("/assets/station.css").header(IF_NONE_MATCH, tag).body(Body::empty()).unwrap();
    let response = pages().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(response.headers()[CACHE_CONTROL], "no-cache");
    let request = asked("/assets/none.css").body(Body::empty()).unwrap();
    assert_eq!(pages().oneshot(request).await.unwrap().status(), StatusCode::NOT_FOUND);
}
