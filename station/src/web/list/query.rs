//! The part of an address that a list reads: sort, filters, page, format.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;

use crate::web::address::{address_of, pairs_of};

/// How many rows a page shows unless the address says otherwise.
pub const PAGE_SIZE: usize = 100;

/// What the address asks of a list: `?sort=-owed&q=王&f.area=东村&page=2`,
/// `size=all`, `format=xlsx`. Pairs of other names are kept as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// The path of the address.
    pub path: String,
    pairs: Vec<(String, String)>,
}

impl ListQuery {
    /// The question that `path?query` asks.
    #[must_use]
    pub fn parse(path: &str, query: &str) -> Self {
        let pairs = pairs_of(query).into_iter().filter(|(_, text)| !text.is_empty()).collect();
        Self { path: path.to_owned(), pairs }
    }

    /// The text of the pair `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(found, _)| found == name).map(|(_, text)| text.as_str())
    }

    /// All pairs.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The words looked for in all columns.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        self.get("q").map(str::trim).filter(|words| !words.is_empty())
    }

    /// The filter of the column `key`.
    #[must_use]
    pub fn filter(&self, key: &str) -> Option<&str> {
        let named = |(name, _): &&(String, String)| name.strip_prefix("f.") == Some(key);
        let text = self.pairs.iter().find(named).map(|(_, text)| text.trim());
        text.filter(|text| !text.is_empty())
    }

    /// The column to sort by, and whether from large to small.
    #[must_use]
    pub fn sort(&self) -> Option<(&str, bool)> {
        self.get("sort").map(|sort| match sort.strip_prefix('-') {
            Some(key) => (key, true),
            None => (sort, false),
        })
    }

    /// The page, from 1.
    #[must_use]
    pub fn page(&self) -> usize {
        self.get("page").and_then(|page| page.parse().ok()).filter(|page| *page > 0).unwrap_or(1)
    }

    /// How many rows a page shows; absent for all of them.
    #[must_use]
    pub fn size(&self) -> Option<usize> {
        match self.get("size") {
            Some("all") => None,
            Some(size) => Some(size.parse().unwrap_or(PAGE_SIZE).clamp(1, 1000)),
            None => Some(PAGE_SIZE),
        }
    }

    /// Whether the address asks for a spreadsheet.
    #[must_use]
    pub fn wants_workbook(&self) -> bool {
        self.get("format") == Some("xlsx")
    }

    /// Whether a filter is set.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.pairs.iter().any(|(name, _)| name == "q" || name.starts_with("f."))
    }

    /// The address with `changes`: a pair set, or taken out where absent.
    #[must_use]
    pub fn address(&self, changes: &[(&str, Option<&str>)]) -> String {
        let changed = |name: &str| changes.iter().any(|(change, _)| *change == name);
        let mut pairs: Vec<(&str, &str)> = self
            .pairs
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .filter(|(name, _)| *name != "lang" && *name != "format" && !changed(name))
            .collect();
        pairs.extend(changes.iter().filter_map(|(name, text)| text.map(|text| (*name, text))));
        address_of(&self.path, &pairs)
    }

    /// The address without any filter.
    #[must_use]
    pub fn unfiltered(&self) -> String {
        let kept: Vec<_> = self
            .pairs
            .iter()
            .filter(|(name, _)| {
                !(name.starts_with("f.")
                    || matches!(name.as_str(), "q" | "page" | "lang" | "format"))
            })
            .cloned()
            .collect();
        address_of(&self.path, &kept)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ListQuery {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let OriginalUri(uri) = OriginalUri::from_request_parts(parts, state).await?;
        Ok(Self::parse(uri.path(), uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_one_thing_and_keeps_the_rest() {
        let asked = ListQuery::parse("/a", "period=2026-01&sort=owed&q=%E7%8E%8B&page=3&lang=en");
        assert_eq!(asked.sort(), Some(("owed", false)));
        assert_eq!(asked.words(), Some("王"));
        assert_eq!(asked.page(), 3);
        assert_eq!(
            asked.address(&[("sort", Some("-owed")), ("page", None)]),
            "/a?period=2026-01&q=%E7%8E%8B&sort=-owed"
        );
        assert_eq!(asked.unfiltered(), "/a?period=2026-01&sort=owed");
    }

    #[test]
    fn nonsense_in_the_address_is_the_first_page() {
        for query in ["page=0", "page=-1", "page=x", "size=0", "size=99999999", "&&=&", "%ff"] {
            let asked = ListQuery::parse("/a", query);
            assert_eq!(asked.page(), 1);
            assert!(asked.size().is_some_and(|size| (1..=1000).contains(&size)));
        }
    }
}
