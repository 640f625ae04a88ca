//! The phone's texts: each in both languages, with the same places to fill in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;

use scraper::{Html, Selector};

use super::kotlin::is_chinese;

/// A text of the phone, or one form of a text that counts.
type Texts = BTreeMap<String, String>;

/// The texts of a language's folder of `android/src/main/res`.
pub fn texts(folder: &str) -> io::Result<Texts> {
    let mut found = Texts::new();
    super::walk(&super::root().join("android/src/main/res").join(folder), &mut |path| {
        if path.extension().is_some_and(|ending| ending == "xml") {
            found.extend(read(&fs::read_to_string(path)?));
        }
        Ok(())
    })?;
    Ok(found)
}

/// The texts of one file.
#[must_use]
pub fn read(xml: &str) -> Texts {
    let tree = Html::parse_fragment(xml);
    let chosen = Selector::parse("string, plurals, string-array").expect("a selector");
    let named = tree.select(&chosen).filter_map(|element| {
        let name = element.value().attr("name")?;
        let is_for_all = element.value().attr("translatable") == Some("false");
        (!is_for_all).then(|| (name.to_owned(), element.text().collect::<String>()))
    });
    named.collect()
}

/// What is wrong between the two languages.
#[must_use]
pub fn compare(zh: &Texts, en: &Texts) -> Vec<String> {
    let mut found = Vec::new();
    for key in zh.keys().filter(|key| !en.contains_key(*key)) {
        found.push(format!("{key} is not in English"));
    }
    for (key, english) in en {
        let Some(chinese) = zh.get(key) else {
            found.push(format!("{key} is not in Chinese"));
            continue;
        };
        if places(chinese) != places(english) {
            found.push(format!("{key}: other places to fill in than in Chinese"));
        }
        if english.contains(is_chinese) {
            found.push(format!("{key}: Chinese among the English"));
        }
    }
    found
}

/// The kinds of resources that must be used, as Kotlin and as other resources name
/// them.
const KINDS: [&str; 4] = ["string", "drawable", "color", "dimen"];

/// Everything that the shell's code and resources say, in one text.
pub fn said() -> io::Result<String> {
    let mut said = String::new();
    super::walk(&super::root().join("android/src/main"), &mut |path| {
        said.push_str(&fs::read_to_string(path)?);
        said.push('\n');
        Ok(())
    })?;
    Ok(said)
}

/// The resources that `said` makes and never uses: `@string/x` or `R.string.x` is a
/// use, `name="x"` makes it, and so does a file of the folder `drawable`.
#[must_use]
pub fn unused(said: &str, drawables: &[String]) -> Vec<String> {
    let names: BTreeSet<&str> =
        said.split(|mark: char| !(mark.is_alphanumeric() || "._@/".contains(mark))).collect();
    let is_used = |kind: &str, name: &str| {
        let (by_code, by_resource) = (format!("R.{kind}.{name}"), format!("@{kind}/{name}"));
        // `R.string.a.let` is a use of `a`, `R.string.ab` is none.
        let is_named = |used: &&str| {
            used.strip_prefix(&by_code).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        names.contains(by_resource.as_str()) || names.iter().any(is_named)
    };
    let mut found = BTreeSet::new();
    for kind in KINDS {
        let maker = format!("<{kind} name=\"");
        let made = said.split(maker.as_str()).skip(1);
        let made = made.filter_map(|rest| rest.split('"').next());
        let files = drawables.iter().map(String::as_str).filter(|_| kind == "drawable");
        for name in made.chain(files).filter(|name| !is_used(kind, name)) {
            found.insert(format!("{kind}/{name} is used nowhere"));
        }
    }
    found.into_iter().collect()
}

/// The names of the pictures.
pub fn drawables() -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    super::walk(&super::root().join("android/src/main/res/drawable"), &mut |path| {
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
        Ok(())
    })?;
    Ok(names)
}

/// The places to fill in, each once, as `1d`: the forms of a text that counts repeat
/// them, and how wide a figure is written is each language's own.
fn places(text: &str) -> BTreeSet<String> {
    let plain = text.replace("%%", "");
    let after = plain.split('%').skip(1);
    let place = |rest: &str| {
        let end = rest.find(char::is_alphabetic)?;
        let kind = rest.get(end..)?.chars().next()?;
        let number = rest.get(..end)?.split_once('$').map_or("", |(number, _)| number);
        Some(format!("{number}{kind}"))
    };
    after.filter_map(place).collect()
}
