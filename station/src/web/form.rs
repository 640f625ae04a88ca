//! Forms: labelled fields with units, errors at the field and in one line,
//! and one sentence that says what a signature records.
//!
//! ```
//! use dianfei_station::web::form::{Entered, Field, Form, Signing};
//! use dianfei_station::web::{Lang, bi};
//!
//! let form = || {
//!     Form::new("/collection/bank-deposit", bi("登记进账", "Record the bank deposit"))
//!         .field(Field::money("amount", bi("进账金额", "Amount deposited")).required())
//!         .field(Field::date("on", bi("进账日期", "Deposited on")).required())
//!         .signing(Signing::clause("4.3.7", bi("登记进账，金额由本人负责。", "Records the bank deposit under your name.")))
//! };
//! // What came back: typed values are kept, errors stand at their fields.
//! let mut entered = Entered::parse("amount=12.345&on=2026-01-31&request_id=first");
//! let amount = entered.money("amount");
//! let on = entered.date("on");
//! assert!(amount.is_none() && on.is_some() && entered.has_errors());
//! let again = form().hidden("request_id", "new").filled(&entered).render(Lang::En, "token");
//! assert!(again.as_str().contains("12.345") && again.as_str().contains("first"));
//! ```

mod entered;

use askama::Template;

pub use entered::Entered;

use super::html::Html;
use super::lang::{Bi, Lang, bi};

/// The field in which each form carries its request's identity.
pub const REQUEST_FIELD: &str = "request_id";

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// One line of text.
    Text,
    /// Several lines of text.
    Lines,
    /// Yuan.
    Money,
    /// A number.
    Number,
    /// A civil date.
    Date,
    /// A billing month.
    Month,
    /// A password.
    Secret,
    /// One of several: value and words.
    Choice(Vec<(String, Bi)>),
    /// A tick.
    Tick,
    /// A file to send.
    File,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    name: &'static str,
    label: Bi,
    control: Control,
    unit: Bi,
    note: Bi,
    value: String,
    required: bool,
    first: bool,
    error: Option<Bi>,
}

impl Field {
    /// A field of any control.
    #[must_use]
    pub const fn new(name: &'static str, label: Bi, control: Control) -> Self {
        Self {
            name,
            label,
            control,
            unit: bi("", ""),
            note: bi("", ""),
            value: String::new(),
            required: false,
            first: false,
            error: None,
        }
    }

    /// A line of text.
    #[must_use]
    pub const fn text(name: &'static str, label: Bi) -> Self {
        Self::new(name, label, Control::Text)
    }

    /// How many lines of text are shown at once.
    fn rows(&self) -> usize {
        self.value.lines().count().clamp(3, 24)
    }

    /// An amount in yuan.
    #[must_use]
    pub fn money(name: &'static str, label: Bi) -> Self {
        Self::new(name, label, Control::Money).unit(bi("元", "yuan"))
    }

    /// A number.
    #[must_use]
    pub const fn number(name: &'static str, label: Bi) -> Self {
        Self::new(name, label, Control::Number)
    }

    /// A civil date.
    #[must_use]
    pub const fn date(name: &'static str, label: Bi) -> Self {
        Self::new(name, label, Control::Date)
    }

    /// A billing month.
    #[must_use]
    pub const fn month(name: &'static str, label: Bi) -> Self {
        Self::new(name, label, Control::Month)
    }

    /// A password.
    #[must_use]
    pub const fn secret(name: &'static str, label: Bi) -> Self {
        Self::new(name, label, Control::Secret)
    }

    /// A choice of value and words.
    #[must_use]
    pub fn choice<V: Into<String>>(
        name: &'static str,
        label: Bi,
        choices: impl IntoIterator<Item = (V, Bi)>,
    ) -> Self {
        let choices = choices.into_iter().map(|(value, words)| (value.into(), words)).collect();
        Self::new(name, label, Control::Choice(choices))
    }

    /// This field with a unit beside it.
    #[must_use]
    pub fn unit(mut self, unit: Bi) -> Self {
        self.unit = unit;
        self
    }

    /// This field with a sentence below it.
    #[must_use]
    pub fn note(mut self, note: Bi) -> Self {
        self.note = note;
        self
    }

    /// This field holding `value`.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// This field, which must be filled in.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// This field, where typing begins.
    #[must_use]
    pub const fn first(mut self) -> Self {
        self.first = true;
        self
    }

    const fn input_type(&self) -> &'static str {
        match self.control {
            Control::Date => "date",
            Control::Month => "month",
            Control::Secret => "password",
            Control::Tick => "checkbox",
            Control::File => "file",
            Control::Text
            | Control::Lines
            | Control::Money
            | Control::Number
            | Control::Choice(_) => "text",
        }
    }

    const fn is_figure(&self) -> bool {
        matches!(self.control, Control::Money | Control::Number)
    }
}

/// What a signing button records, and under which clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    clause: String,
    sentence: Bi,
}

impl Signing {
    /// Under `clause`, what the sentence says will be recorded.
    #[must_use]
    pub fn clause(clause: impl Into<String>, sentence: Bi) -> Self {
        Self { clause: clause.into(), sentence }
    }
}

/// A form that is posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    action: String,
    submit: Bi,
    fields: Vec<Field>,
    hidden: Vec<(String, String)>,
    signing: Option<Signing>,
    cancel: Option<String>,
    summary: Option<Bi>,
    lead: Option<Bi>,
}

impl Form {
    /// A form sent to `action` by the button `submit`.
    #[must_use]
    pub fn new(action: impl Into<String>, submit: Bi) -> Self {
        Self {
            action: action.into(),
            submit,
            fields: Vec::new(),
            hidden: Vec::new(),
            signing: None,
            cancel: None,
            summary: None,
            lead: None,
        }
    }

    /// This form with one more field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// This form with a value that nobody types.
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// This form with the sentence of its signature.
    #[must_use]
    pub fn signing(mut self, signing: Signing) -> Self {
        self.signing = Some(signing);
        self
    }

    /// This form with a way out.
    #[must_use]
    pub fn cancel(mut self, path: impl Into<String>) -> Self {
        self.cancel = Some(path.into());
        self
    }

    /// This form with a refusal's sentence above it.
    #[must_use]
    pub fn summary(mut self, sentence: Bi) -> Self {
        self.summary = Some(sentence);
        self
    }

    /// This form with one line above it that says what it is about.
    #[must_use]
    pub fn lead(mut self, sentence: Bi) -> Self {
        self.lead = Some(sentence);
        self
    }

    /// This form with what was typed, and the errors at their fields.
    #[must_use]
    pub fn filled(mut self, entered: &Entered) -> Self {
        for field in &mut self.fields {
            if field.control != Control::Secret
                && let Some(text) = entered.text_of(field.name)
            {
                text.clone_into(&mut field.value);
            }
            field.error = entered.error_of(field.name).cloned();
        }
        // What was sent keeps its identity: sent again, corrected or not, it is
        // done once, even where the first sending was recorded after all.
        for (name, value) in &mut self.hidden {
            if name == REQUEST_FIELD
                && let Some(text) = entered.text_of(REQUEST_FIELD)
            {
                text.clone_into(value);
            }
        }
        if let Some(wrong) = self.fields.iter().position(|field| field.error.is_some()) {
            for (at, field) in self.fields.iter_mut().enumerate() {
                field.first = at == wrong;
            }
        }
        self
    }

    /// The form as HTML, with the session's token.
    #[must_use]
    pub fn render(&self, lang: Lang, csrf: &str) -> Html {
        let wrong: Vec<&Field> = self.fields.iter().filter(|field| field.error.is_some()).collect();
        let has_file = self.fields.iter().any(|field| field.control == Control::File);
        Html::of(&FormTemplate { form: self, lang, csrf, wrong, has_file })
    }
}

#[derive(Template)]
#[template(path = "web/form.html")]
struct FormTemplate<'a> {
    form: &'a Form,
    lang: Lang,
    csrf: &'a str,
    wrong: Vec<&'a Field>,
    has_file: bool,
}
