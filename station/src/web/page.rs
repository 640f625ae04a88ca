//! The frame that every staff page stands in: the rule book as navigation,
//! the search box, who is signed in, and what paper needs.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html as HtmlResponse, IntoResponse, Response};
use chrono::FixedOffset;
use dianfei_rules::calendar::YearMonth;

use super::address::address_of;
use super::assets;
use super::figure;
use super::flash::Flash;
use super::html::Html;
use super::lang::{Bi, Lang};

/// Who looks at a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Viewer {
    /// The person's number at the station.
    pub person_no: String,
    /// The person's name.
    pub name: String,
    /// The person's roles, in the words of the page's language.
    pub roles_text: String,
    /// The session's token against forged forms; each form sends it back.
    pub csrf: String,
    /// The language of the page.
    pub lang: Lang,
    /// The station's name.
    pub station_name: String,
}

/// A page in the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// The page's address.
    pub href: String,
    /// The page's title.
    pub title: Bi,
}

/// A chapter of the rule book in the navigation, in the book's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavChapter {
    /// The chapter's number, such as `4.1`; empty for what stands outside.
    pub number: String,
    /// The chapter's title.
    pub title: Bi,
    /// Its pages; the first is where the chapter's title leads.
    pub items: Vec<NavItem>,
}

/// A clause that a page rests on, its text one click away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The clause's number, such as `4.1.5`.
    pub no: String,
    /// Its short title.
    pub title: Bi,
    /// The rule book's text; empty where the regime page alone shows it.
    pub text: String,
}

/// What all pages of one request share.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Who looks.
    pub viewer: Viewer,
    /// The chapters.
    pub nav: Arc<[NavChapter]>,
    /// The path of the address, such as `/reading/plan`.
    pub path: String,
    /// The pairs of the address, decoded.
    pub pairs: Vec<(String, String)>,
    /// The open billing period, for paper.
    pub period: Option<YearMonth>,
    /// When the page was made, in UTC milliseconds.
    pub made_at: i64,
    /// The station's zone.
    pub zone: FixedOffset,
    /// What the last step wants to say.
    pub flash: Option<Flash>,
}

impl Frame {
    /// The language of the page.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.viewer.lang
    }

    /// The page `title` with its body, ready to be sent.
    #[must_use]
    pub fn page(&self, title: &Bi, body: Html) -> Page<'_> {
        let title = self.lang().of(title).to_owned();
        Page { frame: self, title, clauses: Vec::new(), actions: Html::default(), body }
    }

    /// This page's address, the language switched.
    #[must_use]
    pub fn switch_href(&self) -> String {
        let mut pairs: Vec<_> =
            self.pairs.iter().filter(|(name, _)| name != "lang").cloned().collect();
        pairs.push(("lang".to_owned(), self.lang().other().code().to_owned()));
        address_of(&self.path, &pairs)
    }

    /// This page's address, to come back to.
    #[must_use]
    pub fn here(&self) -> String {
        address_of(&self.path, &self.pairs)
    }

    /// The line that stands over each printed page: station, what, period,
    /// printed by and when.
    #[must_use]
    pub fn print_line(&self, title: &str) -> String {
        let lang = self.lang();
        let at = figure::instant(self.made_at, self.zone);
        let period = match self.period {
            Some(period) => format!(" · {} {period}", lang.t("电费年月", "period")),
            None => String::new(),
        };
        let (station, name) = (&self.viewer.station_name, &self.viewer.name);
        let by = lang.t("打印", "printed by");
        format!("{station} · {title}{period} · {by} {name} · {at}")
    }

    fn is_here(&self, item: &NavItem) -> bool {
        self.path == item.href
    }

    /// How closely a nav address covers this page: the number of its letters
    /// where the page is under it, one where both are of one chapter, else zero.
    fn nearness(&self, item: &NavItem) -> usize {
        let under = self
            .path
            .strip_prefix(item.href.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') && item.href != "/");
        let first = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
        let chapter = first(&item.href);
        match under {
            true => item.href.len(),
            false => usize::from(!chapter.is_empty() && chapter == first(&self.path)),
        }
    }

    fn nav_view(&self) -> Vec<ChapterView<'_>> {
        let nearness = |chapter: &NavChapter| {
            chapter.items.iter().map(|item| self.nearness(item)).max().unwrap_or_default()
        };
        let nearest = self.nav.iter().map(nearness).max().unwrap_or_default();
        self.nav
            .iter()
            .map(|chapter| ChapterView {
                open: nearest > 0 && nearness(chapter) == nearest,
                number: &chapter.number,
                title: self.lang().of(&chapter.title),
                href: chapter.items.first().map_or("/", |item| &item.href),
                items: chapter
                    .items
                    .iter()
                    .map(|item| ItemView {
                        href: &item.href,
                        title: self.lang().of(&item.title),
                        here: self.is_here(item) || (nearest > 1 && self.nearness(item) == nearest),
                    })
                    .collect(),
            })
            .collect()
    }
}

struct ChapterView<'a> {
    open: bool,
    number: &'a str,
    title: &'a str,
    href: &'a str,
    items: Vec<ItemView<'a>>,
}

struct ItemView<'a> {
    href: &'a str,
    title: &'a str,
    here: bool,
}

/// A whole page of the station.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    frame: &'a Frame,
    title: String,
    clauses: Vec<Clause>,
    actions: Html,
    body: Html,
}

impl Page<'_> {
    /// This page, resting on `clause`.
    #[must_use]
    pub fn clause(mut self, clause: Clause) -> Self {
        self.clauses.push(clause);
        self
    }

    /// This page, resting on all of `clauses`.
    #[must_use]
    pub fn clauses(mut self, clauses: impl IntoIterator<Item = Clause>) -> Self {
        self.clauses.extend(clauses);
        self
    }

    /// This page with buttons or links beside its title.
    #[must_use]
    pub fn actions(mut self, actions: Html) -> Self {
        self.actions = actions;
        self
    }

    /// The page as HTML.
    #[must_use]
    pub fn html(&self) -> String {
        Html::of(&PageTemplate {
            lang: self.frame.lang(),
            viewer: &self.frame.viewer,
            title: &self.title,
            search: self.frame.pairs.iter().find(|(name, _)| name == "find"),
            here: self.frame.here(),
            switch_href: self.frame.switch_href(),
            nav: self.frame.nav_view(),
            clauses: self
                .clauses
                .iter()
                .map(|clause| (clause, self.clause_title(clause)))
                .collect(),
            flash: self.frame.flash.as_ref(),
            print_line: self.frame.print_line(&self.title),
            actions: &self.actions,
            body: &self.body,
            style_href: assets::style_href(),
            script_href: assets::script_href(),
        })
        .into()
    }

    /// The page under another status than 200, such as 422 for a form with
    /// errors.
    #[must_use]
    pub fn with_status(&self, status: StatusCode) -> Response {
        (status, HtmlResponse(self.html())).into_response()
    }

    fn clause_title(&self, clause: &Clause) -> String {
        self.frame.lang().of(&clause.title).to_owned()
    }
}

impl IntoResponse for Page<'_> {
    fn into_response(self) -> Response {
        self.with_status(StatusCode::OK)
    }
}

#[derive(Template)]
#[template(path = "web/page.html")]
struct PageTemplate<'a> {
    lang: Lang,
    viewer: &'a Viewer,
    title: &'a str,
    search: Option<&'a (String, String)>,
    here: String,
    switch_href: String,
    nav: Vec<ChapterView<'a>>,
    clauses: Vec<(&'a Clause, String)>,
    flash: Option<&'a Flash>,
    print_line: String,
    actions: &'a Html,
    body: &'a Html,
    style_href: &'a str,
    script_href: &'a str,
}

/// A page that stands alone, before anyone is signed in: sign-in, an error
/// without a session.
#[derive(Debug, Clone)]
pub struct BarePage {
    /// The language.
    pub lang: Lang,
    /// The title.
    pub title: String,
    /// The station's name; empty where it is not known.
    pub station_name: String,
    /// The address of the page in the other language; empty for no switch.
    pub switch_href: String,
    /// What it shows.
    pub body: Html,
}

impl BarePage {
    /// The page as HTML.
    #[must_use]
    pub fn html(&self) -> String {
        Html::of(&BareTemplate {
            page: self,
            lang: self.lang,
            style_href: assets::style_href(),
            script_href: assets::script_href(),
        })
        .into()
    }
}

impl IntoResponse for BarePage {
    fn into_response(self) -> Response {
        HtmlResponse(self.html()).into_response()
    }
}

#[derive(Template)]
#[template(path = "web/bare.html")]
struct BareTemplate<'a> {
    page: &'a BarePage,
    lang: Lang,
    style_href: &'a str,
    script_href: &'a str,
}
