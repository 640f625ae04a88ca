//! What a person reads when something did not go as asked: what happened,
//! where, what to do, and the code.

use std::fmt::Display;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dianfei_rules::refusal::Refusal;

use super::html::Html;
use super::lang::{Bi, Lang, bi};
use super::page::{BarePage, Frame};
use super::words;

/// A page that says what happened, where, what to do, and the code.
///
/// A page handler returns it as its error: `Result<Page<'_>, ErrorPage>`. Put
/// into a frame it keeps navigation and language; without one it speaks both
/// languages.
#[derive(Debug, Clone)]
pub struct ErrorPage(Box<Told>);

#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    code: String,
    what: Bi,
    todo: Bi,
    place: Bi,
    clause: Option<String>,
    figures: Vec<(Bi, String)>,
    back: Option<String>,
    frame: Option<Frame>,
    lang: Option<Lang>,
}

impl ErrorPage {
    /// The error `code`, in the words of the table.
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        let (what, todo) = match words::code(code) {
            Some(words) => (words.what(), words.todo()),
            None => (
                Bi::composed(
                    format!("未能办理（{code}）。"),
                    format!("This was not done ({code})."),
                ),
                bi("把代码告诉管理员。", "Tell the administrator this code."),
            ),
        };
        Self(Box::new(Told {
            status: status_of(code),
            code: code.to_owned(),
            what,
            todo,
            place: Bi::default(),
            clause: None,
            figures: Vec::new(),
            back: None,
            frame: None,
            lang: None,
        }))
    }

    /// A rule's refusal, with its clause and figures.
    #[must_use]
    pub fn refused(refusal: &Refusal) -> Self {
        let mut page = Self::of_code(refusal.code.as_str());
        page.0.clause = refusal.clause.as_ref().map(|clause| clause.as_str().to_owned());
        for (name, text) in refusal.figures.iter() {
            page = page.with(words::figure(name).unwrap_or_else(|| Bi::same(name)), text);
        }
        page
    }

    /// Something broke that no person at a page can mend. It is logged; the
    /// page does not repeat it.
    #[must_use]
    pub fn fault(error: &dyn Display) -> Self {
        tracing::error!(%error, "a page could not be made");
        Self::of_code("station_fault")
    }

    /// This page, saying where it happened.
    #[must_use]
    pub fn at(mut self, place: Bi) -> Self {
        self.0.place = place;
        self
    }

    /// This page with one more figure.
    #[must_use]
    pub fn with(mut self, name: Bi, text: impl Into<String>) -> Self {
        self.0.figures.push((name, text.into()));
        self
    }

    /// This page under another status.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// This page with a way back.
    #[must_use]
    pub fn back(mut self, path: impl Into<String>) -> Self {
        self.0.back = Some(path.into());
        self
    }

    /// This page in the frame of a signed-in person.
    #[must_use]
    pub fn in_frame(mut self, frame: Frame) -> Self {
        self.0.frame = Some(frame);
        self
    }

    /// This page in one language, without a frame.
    #[must_use]
    pub fn in_lang(mut self, lang: Lang) -> Self {
        self.0.lang = Some(lang);
        self
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// What happened, in `lang`, for a sentence on another page.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        [lang.of(&self.0.what), lang.of(&self.0.todo)].join(lang.t("", " ")).trim().to_owned()
    }

    fn body(&self) -> Html {
        let told = &*self.0;
        let one = told.frame.as_ref().map(Frame::lang).or(told.lang);
        let langs = one.map_or_else(|| vec![Lang::Zh, Lang::En], |lang| vec![lang]);
        Html::of(&ErrorTemplate { told, langs })
    }
}

/// The status under which `code` is sent: what is not listed is a refusal of
/// something that was understood.
fn status_of(code: &str) -> StatusCode {
    match code {
        "page_unknown" | "not_found" => StatusCode::NOT_FOUND,
        "method_wrong" => StatusCode::METHOD_NOT_ALLOWED,
        "body_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        "request_unreadable" | "request_refused" => StatusCode::BAD_REQUEST,
        "signed_out" | "sign_in_wrong" => StatusCode::UNAUTHORIZED,
        "sign_in_slow_down" => StatusCode::TOO_MANY_REQUESTS,
        "form_forged" | "role_missing" => StatusCode::FORBIDDEN,
        "busy" => StatusCode::SERVICE_UNAVAILABLE,
        "station_fault" | "export_failed" => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl IntoResponse for ErrorPage {
    fn into_response(self) -> Response {
        let body = self.body();
        let title = bi("未能办理", "Not done");
        let Told { status, frame, lang, .. } = *self.0;
        match frame {
            Some(frame) => frame.page(&title, body).with_status(status),
            None => {
                let lang = lang.unwrap_or_default();
                let page = BarePage {
                    lang,
                    title: lang.of(&title).to_owned(),
                    station_name: String::new(),
                    switch_href: String::new(),
                    body,
                };
                (status, page).into_response()
            }
        }
    }
}

#[derive(Template)]
#[template(path = "web/error.html")]
struct ErrorTemplate<'a> {
    told: &'a Told,
    langs: Vec<Lang>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_where_what_to_do_and_its_code() {
        let refusal = Refusal::by_clause("below_previous", "4.1.2")
            .with("previous", 182)
            .with("index", "<script>alert(1)</script>");
        let page = ErrorPage::refused(&refusal).at(bi("抄表录入", "Reading entry"));
        assert_eq!(page.0.status, StatusCode::UNPROCESSABLE_ENTITY);
        let html = String::from(page.body());
        for said in [
            "止度小于起度",
            "below the previous",
            "4.1.2",
            "抄表录入",
            "below_previous",
            "182",
            "起度",
        ] {
            assert!(html.contains(said), "{said} is missing");
        }
        assert!(!html.contains("<script>"));
    }

    #[test]
    fn one_language_is_enough_where_it_is_known() {
        let html = String::from(ErrorPage::of_code("role_missing").in_lang(Lang::En).body());
        assert!(html.contains("Your role") && !html.contains("无权"));
    }
}
