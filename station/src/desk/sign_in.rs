//! Signing in and out.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing;

use super::{SESSION_COOKIE, blocking, unstored};
use crate::account::station;
use crate::app::App;
use crate::people;
use crate::people::session;
use crate::spine::SpineError;
use crate::web::address::{cookie, own_path, pairs_of};
use crate::web::sign_in::SignInPage;
use crate::web::{Entered, Lang, see_other};

/// The pages of signing in and out.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", routing::get(form).post(sign_in))
        .route("/sign-out", super::post(sign_out))
}

async fn form(State(app): State<App>, uri: Uri, headers: HeaderMap, query: RawQuery) -> Response {
    let pairs = pairs_of(query.0.as_deref().unwrap_or_default());
    let next = pairs.into_iter().find(|(name, _)| name == "next").map(|(_, path)| path);
    blocking(move || {
        let page = SignInPage { next: next.unwrap_or_default(), ..page(&app, &uri, &headers) };
        page.into_response()
    })
    .await
}

async fn sign_in(
    State(app): State<App>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    blocking(move || {
        let entered = Entered::parse(&String::from_utf8_lossy(&body));
        let text = |name: &str| entered.text_of(name).unwrap_or_default().to_owned();
        let (person_no, next) = (text("person_no"), text("next"));
        let ip = address.ip().to_string();
        match people::sign_in::sign_in(&app, &person_no, &text("password"), &ip) {
            Ok(token) => {
                let mut response = see_other(own_path(&next));
                set_cookie(&mut response, &token, "");
                response
            }
            Err(SpineError::Refused(refusal)) => {
                let refused = match refusal.code.as_str() {
                    "sign_in_slow_down" => "sign_in_slow_down",
                    _ => "sign_in_wrong",
                };
                let page = page(&app, &uri, &headers);
                SignInPage { person_no, next, refused: Some(refused), ..page }.into_response()
            }
            Err(SpineError::Store(error)) => unstored(&error).into_response(),
        }
    })
    .await
}

fn sign_out(desk: &super::Desk, _entered: &mut Entered) -> super::Answer {
    session::sign_out(&desk.app, &desk.token)
        .map_err(|error| desk.error(&SpineError::Store(error)))?;
    let mut response = see_other("/sign-in");
    set_cookie(&mut response, "", "; Max-Age=0");
    Ok(response)
}

fn set_cookie(response: &mut Response, token: &str, more: &str) {
    let line = format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{more}");
    let line = HeaderValue::from_str(&line).expect("a token is hexadecimal digits");
    response.headers_mut().append(SET_COOKIE, line);
}

fn page(app: &App, uri: &Uri, headers: &HeaderMap) -> SignInPage {
    let station_name = app.store.read(|store| station::name(store, &app.station));
    SignInPage {
        lang: Lang::of_request(uri, headers),
        station_name: station_name.unwrap_or_default(),
        refused: cookie(headers, SESSION_COOKIE).map(|_ended| "signed_out"),
        ..SignInPage::default()
    }
}
