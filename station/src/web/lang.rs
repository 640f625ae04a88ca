//! The two languages of the staff pages, as pairs written side by side.

use std::borrow::Cow;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};

use super::address::{cookie, pairs_of};

/// The cookie that keeps a person's language on one machine.
pub const LANG_COOKIE: &str = "dianfei_lang";

/// A language of the staff pages.
///
/// Texts stand as pairs where they are used, so that neither language can
/// lack one: `lang.t("抄表计划", "Reading plan")`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Simplified Chinese, the language of the rule book.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The text of the pair in this language.
    #[must_use]
    pub const fn t<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// The text of `pair` in this language.
    #[must_use]
    pub fn of<'a>(&self, pair: &'a Bi) -> &'a str {
        self.t(&pair.zh, &pair.en)
    }

    /// The value of the `lang` attribute of a page.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.t("zh-CN", "en")
    }

    /// The spelling in the address and in the cookie.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.t("zh", "en")
    }

    /// The other language, which the switch leads to.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// The language spelled `code`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language that the address names (`?lang=en`).
    #[must_use]
    pub fn of_address(uri: &Uri) -> Option<Self> {
        let named = |(name, code): (String, String)| {
            (name == "lang").then(|| Self::from_code(&code)).flatten()
        };
        pairs_of(uri.query().unwrap_or_default()).into_iter().find_map(named)
    }

    /// The language of a request: the address, then the cookie, then Chinese.
    #[must_use]
    pub fn of_request(uri: &Uri, headers: &HeaderMap) -> Self {
        Self::of_address(uri)
            .or_else(|| cookie(headers, LANG_COOKIE).and_then(|code| Self::from_code(&code)))
            .unwrap_or_default()
    }
}

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of_request(&parts.uri, &parts.headers))
    }
}

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bi {
    /// The Chinese text.
    pub zh: Cow<'static, str>,
    /// The English text.
    pub en: Cow<'static, str>,
}

impl Bi {
    /// The pair of two composed texts.
    #[must_use]
    pub fn composed(zh: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// A name or a number, the same in both languages.
    #[must_use]
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { zh: Cow::Owned(text.clone()), en: Cow::Owned(text) }
    }

    /// Whether neither language says anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
}

/// The pair of two fixed texts: `bi("户号", "Account no.")`.
#[must_use]
pub const fn bi(zh: &'static str, en: &'static str) -> Bi {
    Bi { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    #[test]
    fn address_wins_over_cookie_and_chinese_is_the_rest() {
        let mut headers = HeaderMap::new();
        let plain = Uri::from_static("/reading/plan");
        assert_eq!(Lang::of_request(&plain, &headers), Lang::Zh);
        headers.insert(COOKIE, "a=1; dianfei_lang=en".parse().unwrap());
        assert_eq!(Lang::of_request(&plain, &headers), Lang::En);
        let named = Uri::from_static("/reading/plan?sort=day&lang=zh");
        assert_eq!(Lang::of_request(&named, &headers), Lang::Zh);
        let unknown = Uri::from_static("/reading/plan?lang=fr");
        assert_eq!(Lang::of_request(&unknown, &headers), Lang::En);
    }
}
