//! Boards: the figures that a person looks at first.

use askama::Template;

use super::html::Html;
use super::lang::{Bi, Lang, bi};

/// One figure of a board, with where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    title: Bi,
    figure: String,
    unit: Bi,
    note: Bi,
    href: Option<String>,
    breach: bool,
    share: Option<(u64, u64)>,
}

impl Tile {
    /// The printed `figure` under `title`.
    #[must_use]
    pub fn new(title: Bi, figure: impl Into<String>) -> Self {
        let (unit, note) = (bi("", ""), bi("", ""));
        Self { title, figure: figure.into(), unit, note, href: None, breach: false, share: None }
    }

    /// This tile with a unit behind the figure.
    #[must_use]
    pub fn unit(mut self, unit: Bi) -> Self {
        self.unit = unit;
        self
    }

    /// This tile with a line below the figure.
    #[must_use]
    pub fn note(mut self, note: Bi) -> Self {
        self.note = note;
        self
    }

    /// This tile leading to `href`.
    #[must_use]
    pub fn to(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// This tile, marked as a breach where `breach`.
    #[must_use]
    pub const fn breach(mut self, breach: bool) -> Self {
        self.breach = breach;
        self
    }

    /// This tile with a bar: so much done of so much.
    #[must_use]
    pub const fn share(mut self, done: u64, of: u64) -> Self {
        self.share = Some((done, of));
        self
    }
}

/// The tiles side by side.
#[must_use]
pub fn tiles(lang: Lang, tiles: &[Tile]) -> Html {
    Html::of(&TilesTemplate { lang, tiles })
}

/// A bar for long work: done of how many, with words. The page may be left
/// and come back to.
#[must_use]
pub fn progress(lang: Lang, what: &Bi, done: u64, of: u64) -> Html {
    Html::of(&ProgressTemplate { what: lang.of(what), done, of })
}

#[derive(Template)]
#[template(path = "web/tiles.html")]
struct TilesTemplate<'a> {
    lang: Lang,
    tiles: &'a [Tile],
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<p class="progress"><span>{{ what }}</span> <progress value="{{ done }}" max="{{ of }}"></progress> <b>{{ done }} / {{ of }}</b></p>"#
)]
struct ProgressTemplate<'a> {
    what: &'a str,
    done: u64,
    of: u64,
}
