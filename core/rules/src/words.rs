//! Words for stable codes, in both languages.
//!
//! Words live in the shells, and there are two: the phone's and the station's
//! pages. What a rule refuses and what a check finds must be told alike on both,
//! and neither may know the other's crate, so the words that both can need have
//! their home here, in the one crate that both know (ADR 10). Rules themselves give
//! codes and never look in here; only [`crate::paper`], which sets what people
//! hold in their hands, does. `station/src/web/words` holds the words of the
//! pages alone and takes these tables in; a code has its words in one of the two.

mod account;
mod bill;
mod collection;
mod collection_desk;
mod disconnection;
mod figures;
mod input;
mod line;
mod metering;
mod paper;
mod phone;
mod reading;
mod recovery;
mod rules;
mod step;
mod tariff;
mod ticket;

pub(crate) use paper::{
    Label, at_price_table, energy_label, given_back, prices_from, register_label, surcharge_label,
    tier_addition_label,
};
pub use step::step;

/// The words of one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeWords {
    /// What happened or what it is, in Chinese.
    pub zh: &'static str,
    /// What happened or what it is, in English.
    pub en: &'static str,
    /// What to do, in Chinese; empty where nothing needs doing.
    pub todo_zh: &'static str,
    /// What to do, in English; empty where nothing needs doing.
    pub todo_en: &'static str,
}

/// A code with its words.
pub type Entry = (&'static str, CodeWords);

/// A code with what happened and what to do, each in Chinese and English.
#[must_use]
pub const fn entry(
    code: &'static str,
    (zh, en): (&'static str, &'static str),
    (todo_zh, todo_en): (&'static str, &'static str),
) -> Entry {
    (code, CodeWords { zh, en, todo_zh, todo_en })
}

/// A code that names a state: nothing needs doing.
#[must_use]
pub const fn state(code: &'static str, zh: &'static str, en: &'static str) -> Entry {
    entry(code, (zh, en), ("", ""))
}

const TABLES: &[&[Entry]] = &[
    input::WORDS,
    account::WORDS,
    phone::WORDS,
    rules::WORDS,
    tariff::WORDS,
    bill::WORDS,
    reading::WORDS,
    collection::WORDS,
    collection_desk::WORDS,
    disconnection::WORDS,
    line::WORDS,
    metering::WORDS,
    recovery::WORDS,
    ticket::WORDS,
];

/// In which language a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Chinese,
    /// English.
    English,
}

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Sentence {
    fn of(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }

    fn same(text: &str) -> Self {
        Self::of(text, text)
    }

    /// The text in one language.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }

    /// The sentence with `{name}` replaced.
    fn with(&self, name: &str, value: &Self) -> Self {
        let place = format!("{{{name}}}");
        Self { zh: self.zh.replace(&place, &value.zh), en: self.en.replace(&place, &value.en) }
    }
}

/// All codes that have words here, with them.
pub fn all() -> impl Iterator<Item = Entry> {
    TABLES.iter().flat_map(|table| table.iter()).copied()
}

/// The words of `code`; absent where it has none here.
#[must_use]
pub fn code(code: &str) -> Option<CodeWords> {
    all().find(|(known, _)| *known == code).map(|(_, words)| words)
}

/// What `name` is; the code itself where it has no words.
#[must_use]
pub fn say(name: &str) -> Sentence {
    code(name).map_or_else(|| Sentence::same(name), |words| Sentence::of(words.zh, words.en))
}

/// What to do about `name`; empty where nothing needs doing.
#[must_use]
pub fn todo(name: &str) -> Sentence {
    code(name).map_or_else(Sentence::default, |words| Sentence::of(words.todo_zh, words.todo_en))
}

/// The words of a figure's name, such as `previous`; absent where it has none.
#[must_use]
pub fn figure(name: &str) -> Option<(&'static str, &'static str)> {
    figures::WORDS.iter().find(|(known, _, _)| *known == name).map(|(_, zh, en)| (*zh, *en))
}

/// A finding in one sentence that names its figures: 比上月波动超限：上月 182，本次 412
/// 千瓦时，电量突增 126%（限 20%）.
#[must_use]
pub fn finding<'a>(
    name: &str,
    figures: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Sentence {
    reading::SENTENCES
        .iter()
        .find(|(known, _, _)| *known == name)
        .map(|(_, zh, en)| filled(&Sentence::of(zh, en), figures.clone()))
        // A sentence that still has a place has no figure for it: then all are listed.
        .filter(|sentence| !sentence.zh.contains('{'))
        .unwrap_or_else(|| listed(name, figures))
}

fn filled<'a>(sentence: &Sentence, figures: impl Iterator<Item = (&'a str, &'a str)>) -> Sentence {
    figures.fold(sentence.clone(), |sentence, (name, value)| sentence.with(name, &say(value)))
}

fn listed<'a>(name: &str, figures: impl Iterator<Item = (&'a str, &'a str)>) -> Sentence {
    let told = say(name);
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (name, value) in figures {
        let (name_zh, name_en) = figure(name).unwrap_or((name, name));
        let value = say_each(value);
        zh.push(format!("{name_zh} {}", value.zh));
        en.push(format!("{name_en} {}", value.en));
    }
    if zh.is_empty() {
        return told;
    }
    Sentence {
        zh: format!("{}（{}）", told.zh.trim_end_matches('。'), zh.join("，")),
        en: format!("{} ({})", told.en.trim_end_matches('.'), en.join(", ")),
    }
}

/// What a figure is: a code's words, those of several codes, or the figure itself.
#[must_use]
pub fn say_each(value: &str) -> Sentence {
    let codes: Vec<Sentence> =
        value.split(' ').filter(|name| code(name).is_some()).map(say).collect();
    if codes.is_empty() || codes.len() < value.split(' ').count() {
        return say(value);
    }
    let joined =
        |mark: &str, of: fn(&Sentence) -> &str| codes.iter().map(of).collect::<Vec<_>>().join(mark);
    Sentence { zh: joined("、", |text| &text.zh), en: joined("; ", |text| &text.en) }
}

/// What a person reads at a field of the phone: where, what, and what to do, in
/// Chinese and English; absent where field or code is none of typed input.
#[must_use]
pub fn at_field(field: &str, code: &str) -> Option<(String, String)> {
    let (_, zh, en) = input::FIELDS.iter().find(|(known, _, _)| *known == field)?;
    let (_, words) = input::WORDS.iter().find(|(known, _)| *known == code)?;
    Some((
        format!("{zh}：{}{}", words.zh, words.todo_zh),
        format!("{en}: {} {}", words.en, words.todo_en),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SURGE: [(&str, &str); 5] = [
        ("base_kwh", "182"),
        ("change_percent", "126"),
        ("limit_percent", "20"),
        ("sign", "surge"),
        ("usage_kwh", "412"),
    ];

    #[test]
    fn a_fluctuation_is_one_sentence_with_its_figures() {
        let told = finding("fluctuation_last_month", SURGE.into_iter());
        assert_eq!(told.zh, "比上月波动超限：上月 182，本次 412 千瓦时，电量突增 126%（限 20%）");
        assert!(!told.en.contains('{'), "{}", told.en);
    }

    #[test]
    fn figures_without_a_place_in_the_sentence_are_listed() {
        // From a base of zero there is no change in per cent.
        let figures = SURGE.into_iter().filter(|(name, _)| *name != "change_percent");
        let told = finding("fluctuation_last_month", figures);
        assert_eq!(
            told.zh,
            "比上月波动超限（对比电量 182，限度（%） 20，方向 电量突增，本次电量 412）"
        );
        assert_eq!(finding("zero_usage", [].into_iter()).zh, "零电量");
    }

    #[test]
    fn codes_in_a_figure_are_told_and_other_text_stands() {
        assert_eq!(say_each("surge zero_usage").zh, "电量突增、零电量");
        assert_eq!(say_each("M1 M2").zh, "M1 M2");
    }
}
