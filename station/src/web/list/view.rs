//! A list as a table on a page.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::select::{Shown, Total, plain};
use super::{Cell, Column, Kind, List, ListQuery, Row, Value};
use crate::web::export;
use crate::web::figure;
use crate::web::html::Html;
use crate::web::lang::Lang;
use crate::web::page::Frame;
use crate::web::words;

impl List {
    /// The table with its filters, totals, pages, paper and spreadsheet.
    #[must_use]
    pub fn render(&self, frame: &Frame, query: &ListQuery) -> Html {
        let lang = frame.lang();
        let shown = self.select(query);
        Html::of(&ListTemplate {
            lang,
            bare: false,
            title: lang.of(&self.title),
            empty: lang.of(&self.empty),
            path: &query.path,
            words: query.words().unwrap_or_default(),
            kept: kept(query),
            filters: self.filter_views(frame, query),
            filtered: query.is_filtered(),
            unfiltered: query.unfiltered(),
            workbook: query.address(&[("format", Some("xlsx"))]),
            heads: self.head_views(lang, query),
            rows: row_views(&shown, frame),
            count: shown.count,
            of: shown.of,
            totals: self.foot(&shown, frame),
            print_line: frame.print_line(lang.of(&self.title)),
            pager: Pager::of(&shown, query),
        })
    }

    /// The table alone, in its own order: for a second list on a page, which
    /// the address does not steer.
    #[must_use]
    pub fn render_plain(&self, frame: &Frame) -> Html {
        let lang = frame.lang();
        let query = ListQuery::default();
        let shown = self.select_all(&query);
        Html::of(&ListTemplate {
            lang,
            bare: true,
            title: lang.of(&self.title),
            empty: lang.of(&self.empty),
            path: "",
            words: "",
            kept: Vec::new(),
            filters: Vec::new(),
            filtered: false,
            unfiltered: String::new(),
            workbook: String::new(),
            heads: self.head_views(lang, &query),
            rows: row_views(&shown, frame),
            count: shown.count,
            of: shown.of,
            totals: self.foot(&shown, frame),
            print_line: frame.print_line(lang.of(&self.title)),
            pager: Pager::of(&shown, &query),
        })
    }

    /// The spreadsheet of what `query` asks for, all pages of it.
    #[must_use]
    pub fn download(&self, frame: &Frame, query: &ListQuery) -> Response {
        match export::workbook(self, frame, query) {
            Ok(bytes) => export::attachment(self, frame, bytes),
            Err(error) => export::failed(frame, &error).into_response(),
        }
    }

    fn head_views<'a>(&'a self, lang: Lang, query: &ListQuery) -> Vec<HeadView<'a>> {
        let sorted = query.sort();
        let view = |column: &'a Column| {
            let here = sorted.filter(|(key, _)| *key == column.key);
            let next = match here {
                Some((_, false)) => format!("-{}", column.key),
                Some((_, true)) => String::new(),
                None => column.key.to_owned(),
            };
            let next = Some(next.as_str()).filter(|next| !next.is_empty());
            HeadView {
                title: lang.of(&column.title),
                unit: lang.of(&column.unit),
                class: class_of(column.kind),
                href: query.address(&[("sort", next), ("page", None)]),
                order: here
                    .map(|(_, descending)| if descending { "descending" } else { "ascending" }),
            }
        };
        self.columns.iter().map(view).collect()
    }

    fn filter_views<'a>(&'a self, frame: &Frame, query: &'a ListQuery) -> Vec<FilterView<'a>> {
        let lang = frame.lang();
        let view = |(at, column): (usize, &'a Column)| {
            let chosen = query.filter(column.key);
            if !column.choices && chosen.is_none() {
                return None;
            }
            let told = |text: String| {
                let words = self.choice_words(at, column, &text, lang);
                ChoiceView { chosen: chosen == Some(text.as_str()), words, text }
            };
            let choices = if column.choices {
                self.choices(at).into_iter().map(told).collect()
            } else {
                Vec::new()
            };
            Some(FilterView {
                key: column.key,
                title: lang.of(&column.title),
                text: chosen.unwrap_or_default(),
                choices,
            })
        };
        self.columns.iter().enumerate().filter_map(view).collect()
    }

    fn choice_words(&self, at: usize, column: &Column, text: &str, lang: Lang) -> String {
        if column.kind == Kind::Code {
            return words::say(text, lang);
        }
        let same = |cell: &&Cell| plain(cell) == text;
        match self
            .rows
            .iter()
            .filter_map(|row| row.cells.get(at))
            .find(same)
            .map(|cell| &cell.value)
        {
            Some(Value::Pair(pair)) => lang.of(pair).to_owned(),
            Some(_) | None => text.to_owned(),
        }
    }

    fn foot(&self, shown: &Shown<'_>, frame: &Frame) -> Vec<(&'static str, String)> {
        let told = |(column, total): (&Column, &Total)| {
            let text = match total {
                Total::None => String::new(),
                Total::Sum(value) => words_of(value, frame),
                Total::Overflow => frame.lang().t("超出范围", "out of range").to_owned(),
            };
            (class_of(column.kind), text)
        };
        self.columns.iter().zip(&shown.totals).map(told).collect()
    }
}

/// The pairs of the address that a filter form keeps.
fn kept(query: &ListQuery) -> Vec<(String, String)> {
    let steered =
        |name: &str| name.starts_with("f.") || matches!(name, "q" | "page" | "format" | "lang");
    query.pairs().iter().filter(|(name, _)| !steered(name)).cloned().collect()
}

fn row_views<'a>(shown: &Shown<'a>, frame: &Frame) -> Vec<RowView<'a>> {
    let view = |(number, row): &(usize, &'a Row)| RowView {
        number: *number,
        breach: row.breach,
        cells: row.cells.iter().map(|cell| cell_view(cell, frame)).collect(),
    };
    shown.rows.iter().map(view).collect()
}

fn cell_view<'a>(cell: &'a Cell, frame: &Frame) -> CellView<'a> {
    let mut class = match &cell.value {
        Value::Money(_) | Value::Energy(_) | Value::Decimal(_) | Value::Integer(_) => "fig",
        Value::Date(_) | Value::Month(_) | Value::Instant(_) => "num",
        Value::Code(_) => "code",
        Value::Absent | Value::Text(_) | Value::Pair(_) => "",
    }
    .to_owned();
    let negative = match &cell.value {
        Value::Money(amount) => amount.is_negative(),
        Value::Energy(energy) => energy.is_negative(),
        Value::Integer(number) => *number < 0,
        Value::Decimal(index) => index.is_negative(),
        Value::Absent
        | Value::Text(_)
        | Value::Pair(_)
        | Value::Date(_)
        | Value::Month(_)
        | Value::Instant(_)
        | Value::Code(_) => false,
    };
    for (mark, set) in [("neg", negative), ("breach", cell.breach), ("changed", cell.changed)] {
        if set {
            class.push(' ');
            class.push_str(mark);
        }
    }
    let code = if let Value::Code(code) = &cell.value { code.as_str() } else { "" };
    CellView { class, text: words_of(&cell.value, frame), href: cell.href.as_deref(), code }
}

/// The value as the page prints it.
pub(in crate::web) fn words_of(value: &Value, frame: &Frame) -> String {
    match value {
        Value::Absent => String::new(),
        Value::Text(text) => text.clone(),
        Value::Pair(pair) => frame.lang().of(pair).to_owned(),
        Value::Money(amount) => figure::money(*amount),
        Value::Energy(energy) => figure::energy(*energy),
        Value::Decimal(index) => index.to_string(),
        Value::Integer(number) => figure::integer(*number),
        Value::Date(date) => date.to_string(),
        Value::Month(month) => month.to_string(),
        Value::Instant(at) => figure::instant(*at, frame.zone),
        Value::Code(code) => words::say(code.as_str(), frame.lang()),
    }
}

const fn class_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Money | Kind::Energy | Kind::Decimal | Kind::Integer => "fig",
        Kind::Number | Kind::Date | Kind::Month | Kind::Instant => "num",
        Kind::Code => "code",
        Kind::Text => "",
    }
}

struct HeadView<'a> {
    title: &'a str,
    unit: &'a str,
    class: &'static str,
    href: String,
    order: Option<&'static str>,
}

struct FilterView<'a> {
    key: &'static str,
    title: &'a str,
    text: &'a str,
    choices: Vec<ChoiceView>,
}

struct ChoiceView {
    text: String,
    words: String,
    chosen: bool,
}

struct RowView<'a> {
    number: usize,
    breach: bool,
    cells: Vec<CellView<'a>>,
}

struct CellView<'a> {
    class: String,
    text: String,
    href: Option<&'a str>,
    code: &'a str,
}

struct Pager {
    page: usize,
    pages: usize,
    previous: Option<String>,
    next: Option<String>,
    all: String,
    whole: bool,
}

impl Pager {
    fn of(shown: &Shown<'_>, query: &ListQuery) -> Self {
        let to = |page: usize| query.address(&[("page", Some(&page.to_string()))]);
        Self {
            page: shown.page,
            pages: shown.pages,
            previous: (shown.page > 1).then(|| to(shown.page - 1)),
            next: (shown.page < shown.pages).then(|| to(shown.page + 1)),
            all: query.address(&[("size", Some("all")), ("page", None)]),
            whole: shown.pages == 1,
        }
    }
}

#[derive(Template)]
#[template(path = "web/list.html")]
struct ListTemplate<'a> {
    lang: Lang,
    bare: bool,
    title: &'a str,
    empty: &'a str,
    path: &'a str,
    words: &'a str,
    kept: Vec<(String, String)>,
    filters: Vec<FilterView<'a>>,
    filtered: bool,
    unfiltered: String,
    workbook: String,
    heads: Vec<HeadView<'a>>,
    rows: Vec<RowView<'a>>,
    count: usize,
    of: usize,
    totals: Vec<(&'static str, String)>,
    print_line: String,
    pager: Pager,
}
