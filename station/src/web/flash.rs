//! What one step says on the next page: post, redirect, get.

use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::address::{cookie, own_path, pairs_of, query_of};

/// The cookie that carries the sentence over one redirect.
pub const FLASH_COOKIE: &str = "dianfei_flash";

const LONGEST: usize = 300;

/// How a sentence is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It was recorded.
    Done,
    /// It was recorded, and someone should look.
    Note,
    /// Nothing was recorded.
    Refused,
}

impl Tone {
    /// The style class.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Note => "note",
            Self::Refused => "refused",
        }
    }

    fn from_class(class: &str) -> Option<Self> {
        [Self::Done, Self::Note, Self::Refused].into_iter().find(|tone| tone.class() == class)
    }
}

/// A sentence for the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// How it is meant.
    pub tone: Tone,
    /// The sentence, in the person's language.
    pub text: String,
}

impl Flash {
    /// Something was recorded.
    #[must_use]
    pub fn done(text: impl Into<String>) -> Self {
        Self { tone: Tone::Done, text: text.into() }
    }

    /// Something was recorded, and someone should look.
    #[must_use]
    pub fn note(text: impl Into<String>) -> Self {
        Self { tone: Tone::Note, text: text.into() }
    }

    /// Nothing was recorded.
    #[must_use]
    pub fn refused(text: impl Into<String>) -> Self {
        Self { tone: Tone::Refused, text: text.into() }
    }

    /// Sends the person on to `path` (303), where the sentence shows once.
    #[must_use]
    pub fn redirect(&self, path: &str) -> Response {
        let text: String = self.text.chars().take(LONGEST).collect();
        let crumb = query_of(&[(self.tone.class(), text)]);
        let line =
            format!("{FLASH_COOKIE}={crumb}; Path=/; Max-Age=120; HttpOnly; SameSite=Strict");
        let mut response = see_other(path);
        if let Ok(line) = HeaderValue::from_str(&line) {
            response.headers_mut().append(SET_COOKIE, line);
        }
        response
    }

    /// The sentence that a request carries.
    #[must_use]
    pub fn of_request(headers: &HeaderMap) -> Option<Self> {
        let (class, text) = pairs_of(&cookie(headers, FLASH_COOKIE)?).into_iter().next()?;
        Some(Self { tone: Tone::from_class(&class)?, text })
    }

    /// The cookie line that ends the sentence once it was shown.
    #[must_use]
    pub fn spent() -> HeaderValue {
        HeaderValue::from_static("dianfei_flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
    }
}

/// Sends the person on to `path` of this station (303).
#[must_use]
pub fn see_other(path: &str) -> Response {
    let place = HeaderValue::from_str(own_path(path)).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    #[test]
    fn the_sentence_survives_one_redirect() {
        let said = Flash::done("已登记：票号 0012345;100.00 元 <b>");
        let response = said.redirect("/collection?x=1");
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[LOCATION], "/collection?x=1");
        let line = response.headers()[SET_COOKIE].to_str().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, line.split(';').next().unwrap().parse().unwrap());
        assert_eq!(Flash::of_request(&headers), Some(said));
    }

    #[test]
    fn a_redirect_never_leaves_the_station() {
        let response = Flash::note("x").redirect("//evil.example");
        assert_eq!(response.headers()[LOCATION], "/");
    }

    #[test]
    fn a_strange_cookie_says_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "dianfei_flash=shout=hello".parse().unwrap());
        assert_eq!(Flash::of_request(&headers), None);
    }
}
