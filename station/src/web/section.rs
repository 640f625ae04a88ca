//! Pieces of a page's body: a part under its heading, and buttons that lead on.

use askama::Template;

use super::html::Html;
use super::lang::{Bi, Lang};

/// A part of a page under its heading.
#[must_use]
pub fn section(lang: Lang, title: &Bi, body: Html) -> Html {
    Html::of(&SectionTemplate { title: lang.of(title), body })
}

/// Buttons that lead to other pages: address and words.
#[must_use]
pub fn buttons(lang: Lang, links: &[(String, Bi)]) -> Html {
    let links = links.iter().map(|(href, words)| (href.as_str(), lang.of(words))).collect();
    Html::of(&ButtonsTemplate { links })
}

/// What is known of one thing: names and texts, side by side.
#[must_use]
pub fn known(lang: Lang, figures: &[(Bi, String)]) -> Html {
    let figures = figures.iter().map(|(name, text)| (lang.of(name), text.as_str())).collect();
    Html::of(&KnownTemplate { figures })
}

#[derive(Template)]
#[template(source = "<h2>{{ title }}</h2>\n{{ body }}\n", ext = "html")]
struct SectionTemplate<'a> {
    title: &'a str,
    body: Html,
}

#[derive(Template)]
#[template(
    source = "{% for (href, words) in links %}<a class=\"button\" href=\"{{ href }}\">{{ words }}</a>{% endfor %}",
    ext = "html"
)]
struct ButtonsTemplate<'a> {
    links: Vec<(&'a str, &'a str)>,
}

#[derive(Template)]
#[template(
    source = "<dl class=\"facts\">{% for (name, text) in figures %}<dt>{{ name }}</dt><dd>{{ text }}</dd>{% endfor %}</dl>\n",
    ext = "html"
)]
struct KnownTemplate<'a> {
    figures: Vec<(&'a str, &'a str)>,
}
