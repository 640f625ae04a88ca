//! What a person reads, in both languages.

use dianfei_field::FieldError;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::words;
use dianfei_wire::Verdict;

/// A text in both languages; the shell shows the one of its configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<words::Sentence> for Words {
    fn from(sentence: words::Sentence) -> Self {
        Self { zh: sentence.zh, en: sentence.en }
    }
}

/// What a stable code means.
pub(crate) fn say(code: &str) -> Words {
    words::say(code).into()
}

/// One figure behind a refusal or a finding.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FigureView {
    /// What it is.
    pub name: Words,
    /// The figure.
    pub value: Words,
}

fn figure_name(name: &str) -> Words {
    let (zh, en) = words::figure(name).unwrap_or((name, name));
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

/// Named figures with the names' words; a value that is a code is told too.
pub(crate) fn figures<'a>(figures: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<FigureView> {
    figures
        .map(|(name, value)| FigureView {
            name: figure_name(name),
            value: words::say_each(value).into(),
        })
        .collect()
}

/// What happened, what to do, and why.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Told {
    /// The stable code.
    pub code: String,
    /// What happened.
    pub what: Words,
    /// What to do; empty texts where nothing needs doing.
    pub todo: Words,
    /// The clause of the rule book behind it; absent where none speaks.
    pub clause: Option<String>,
    /// The figures behind it.
    pub figures: Vec<FigureView>,
}

impl Told {
    /// What a stable code says.
    pub(crate) fn of_code(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            what: say(code),
            todo: words::todo(code).into(),
            clause: None,
            figures: Vec::new(),
        }
    }

    /// What an error says. At a typed field it names the field.
    #[must_use]
    pub fn of(error: &FieldError) -> Self {
        if let FieldError::Refused(refusal) = error {
            return refusal.into();
        }
        Self::of_code(error.code())
    }
}

impl From<&Refusal> for Told {
    fn from(refusal: &Refusal) -> Self {
        Self {
            clause: refusal.clause.as_ref().map(ToString::to_string),
            figures: figures(refusal.figures.iter()),
            ..Self::of_code(refusal.code.as_str())
        }
    }
}

/// What the station ruled on a fact.
pub(crate) fn verdict(verdict: &Verdict) -> Told {
    match verdict {
        Verdict::Applied => Told::of_code("applied"),
        Verdict::AlreadyApplied => Told::of_code("already_applied"),
        Verdict::Disputed { code, clause } => {
            Told { clause: clause.clone(), ..Told::of_code(code) }
        }
        Verdict::NotUnderstood => Told::of_code("not_understood"),
    }
}
