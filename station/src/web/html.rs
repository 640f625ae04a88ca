//! Finished HTML, which templates print as it stands.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

/// Finished HTML: the output of a template, never a text from outside.
///
/// A template prints it with `{{ }}` unchanged; every other text is escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The output of `template`.
    #[must_use]
    pub fn of(template: &impl Template) -> Self {
        Self(template.render().expect("a template prints into memory"))
    }

    /// HTML written in this program, such as an SVG drawing.
    #[must_use]
    pub(in crate::web) const fn trusted(html: String) -> Self {
        Self(html)
    }

    /// Several pieces, one after the other.
    #[must_use]
    pub fn joined(pieces: impl IntoIterator<Item = Self>) -> Self {
        Self(pieces.into_iter().map(|piece| piece.0).collect())
    }

    /// The text of the HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it prints nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

impl From<Html> for String {
    fn from(html: Html) -> Self {
        html.0
    }
}
