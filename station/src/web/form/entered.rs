//! What a person typed into a form, read field by field.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::Fen;

use crate::sheet::is_printable;
use crate::web::ErrorPage;
use crate::web::address::pairs_of;
use crate::web::lang::{Bi, bi};
use crate::web::words;

/// What was typed, and what is wrong with it.
///
/// Each reading method answers absent where the text is missing or wrong, and
/// keeps the error for the field. Blank fields are errors unless asked for
/// with [`Entered::optional`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entered {
    texts: BTreeMap<String, String>,
    errors: BTreeMap<String, Bi>,
}

impl Entered {
    /// The pairs of a posted form.
    #[must_use]
    pub fn parse(body: &str) -> Self {
        Self::of(pairs_of(body))
    }

    /// Fields by name; the last of one name counts.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { texts: pairs.into_iter().collect(), errors: BTreeMap::new() }
    }

    /// The text of a field as it was typed.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// The error at a field.
    #[must_use]
    pub fn error_of(&self, name: &str) -> Option<&Bi> {
        self.errors.get(name)
    }

    /// Whether anything is wrong.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Says that a field is wrong; the first thing said stays.
    pub fn wrong(&mut self, name: &str, why: Bi) {
        self.errors.entry(name.to_owned()).or_insert(why);
    }

    /// Puts a refusal at the field that it speaks of: each code of `fields`
    /// with the field where its words belong.
    ///
    /// # Errors
    /// The page itself, where it speaks of none of them.
    pub fn refused(&mut self, page: ErrorPage, fields: &[(&str, &str)]) -> Result<(), ErrorPage> {
        let Some((code, name)) = fields.iter().find(|(code, _)| *code == page.code()) else {
            return Err(page);
        };
        let why = words::code(code).map_or_else(
            || Bi::same(*code),
            |words| {
                Bi::composed(
                    words.zh.to_owned() + words.todo_zh,
                    format!("{} {}", words.en, words.todo_en),
                )
            },
        );
        self.wrong(name, why);
        Ok(())
    }

    /// The text of a field, trimmed; absent where blank, which is no error.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        self.text_of(name).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The text of a field, trimmed; blank is an error.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let text = self.optional(name);
        if text.is_none() {
            self.wrong(name, told("missing"));
        }
        text
    }

    /// A line of text as the sheets take it: printable, at most 100 characters.
    pub fn line(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        if is_printable(&text) {
            return Some(text);
        }
        let wrong =
            bi("不超过 100 字，不含换行等字符。", "At most 100 characters, without line breaks.");
        self.wrong(name, wrong);
        None
    }

    /// An amount in yuan with at most two decimals.
    pub fn money(&mut self, name: &str) -> Option<Fen> {
        let text = self.text(name)?;
        match text.parse::<Fen>() {
            Ok(amount) => Some(amount),
            Err(error) => {
                self.wrong(name, told(error.code()));
                None
            }
        }
    }

    /// An amount in yuan above zero.
    pub fn money_above_zero(&mut self, name: &str) -> Option<Fen> {
        let amount = self.money(name)?;
        if amount > Fen::ZERO {
            return Some(amount);
        }
        self.wrong(name, told(if amount.is_zero() { "nothing" } else { "negative" }));
        None
    }

    /// A civil date, `2026-01-31`.
    pub fn date(&mut self, name: &str) -> Option<NaiveDate> {
        let wrong = bi("请填日期，如 2026-01-31。", "Give a date, such as 2026-01-31.");
        self.read(name, wrong)
    }

    /// A billing month, `2026-01`.
    pub fn month(&mut self, name: &str) -> Option<YearMonth> {
        self.read(name, bi("请填年月，如 2026-01。", "Give a month, such as 2026-01."))
    }

    /// A whole number.
    pub fn integer(&mut self, name: &str) -> Option<i64> {
        self.read(name, bi("请填整数。", "Give a whole number."))
    }

    /// Any quantity of the rules: energy, index, multiplier, price, number.
    pub fn quantity<T: FromStr>(&mut self, name: &str) -> Option<T> {
        self.read(name, bi("请填数字，如 182 或 0.5583。", "Give a number, such as 182 or 0.5583."))
    }

    /// A tick.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        self.texts.contains_key(name)
    }

    /// What a field holds, read by its own rules; `wrong` where it cannot be.
    pub fn read<T: FromStr>(&mut self, name: &str, wrong: Bi) -> Option<T> {
        let text = self.text(name)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.wrong(name, wrong);
        }
        value
    }
}

/// A code of typed input in its words: what is wrong, and what to do.
fn told(code: &str) -> Bi {
    words::code(code).map_or_else(
        || Bi::same(code),
        |told| {
            Bi::composed(
                format!("{}{}", told.zh, told.todo_zh),
                format!("{} {}", told.en, told.todo_en),
            )
        },
    )
}

impl<S: Send + Sync> FromRequest<S> for Entered {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let bytes =
            Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        Ok(Self::parse(&String::from_utf8_lossy(&bytes)))
    }
}

impl FromStr for Entered {
    type Err = Infallible;

    fn from_str(body: &str) -> Result<Self, Infallible> {
        Ok(Self::parse(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_wrong_at_each_field() {
        let mut entered = Entered::parse("a=12.345&b=-1&c=1e9&d=&e=2026-02-30&f=+7+&g=86.4");
        assert_eq!(entered.money("a"), None);
        assert_eq!(entered.money_above_zero("b"), None);
        assert_eq!(entered.money("c"), None);
        assert_eq!(entered.text("d"), None);
        assert_eq!(entered.date("e"), None);
        assert_eq!(entered.integer("f"), Some(7));
        assert_eq!(entered.money_above_zero("g"), Some(Fen::new(8640)));
        assert_eq!(entered.month("none"), None);
        let said = |name: &str| entered.error_of(name).map(|pair| pair.en.clone().into_owned());
        assert!(said("a").is_some_and(|text| text.contains("two decimals")));
        assert!(said("b").is_some_and(|text| text.contains("above zero")));
        assert!(said("c").is_some_and(|text| text.contains("86.40")));
        assert!(said("d").is_some_and(|text| text.contains("Fill this in.")));
        assert!(said("e").is_some_and(|text| text.contains("date")));
        assert_eq!(said("f"), None);
        assert!(said("none").is_some());
    }

    #[test]
    fn a_refusal_stands_at_its_field_or_stays_a_page() {
        let mut entered = Entered::parse("last=7");
        let fields = [("book_range", "last")];
        assert!(entered.refused(ErrorPage::of_code("book_range"), &fields).is_ok());
        assert!(entered.error_of("last").is_some_and(|why| why.en.contains("ten thousand")));
        let other = entered.refused(ErrorPage::of_code("role_missing"), &fields);
        assert_eq!(other.err().map(|page| page.code().to_owned()), Some("role_missing".to_owned()));
    }
}
