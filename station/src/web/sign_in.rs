//! The page on which a person signs in.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::address::own_path;
use super::error::ErrorPage;
use super::html::Html;
use super::lang::Lang;
use super::page::BarePage;

/// The sign-in page.
#[derive(Debug, Clone, Default)]
pub struct SignInPage {
    /// The language.
    pub lang: Lang,
    /// The station's name.
    pub station_name: String,
    /// The token against forged forms of the session before sign-in.
    pub csrf: String,
    /// The person number as it was typed.
    pub person_no: String,
    /// Where to go after signing in.
    pub next: String,
    /// Why the last try failed: a code of the table, such as `sign_in_wrong`.
    pub refused: Option<&'static str>,
}

impl IntoResponse for SignInPage {
    fn into_response(self) -> Response {
        let lang = self.lang;
        let body = Html::of(&SignInTemplate {
            lang,
            csrf: &self.csrf,
            person_no: &self.person_no,
            next: own_path(&self.next),
            refused: self.refused.map(|code| ErrorPage::of_code(code).sentence(lang)),
        });
        let page = BarePage {
            lang,
            title: lang.t("登录", "Sign in").to_owned(),
            station_name: self.station_name,
            switch_href: format!("?lang={}", lang.other().code()),
            body,
        };
        let status = match self.refused {
            None | Some("signed_out") => StatusCode::OK,
            Some(_) => StatusCode::UNAUTHORIZED,
        };
        (status, page).into_response()
    }
}

#[derive(Template)]
#[template(path = "web/sign_in.html")]
struct SignInTemplate<'a> {
    lang: Lang,
    csrf: &'a str,
    person_no: &'a str,
    next: &'a str,
    refused: Option<String>,
}
