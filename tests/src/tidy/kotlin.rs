//! Checks of the phone's Kotlin: it shows and asks, the core decides. So no
//! fractions near money and no reckoning with it, no text in code, no Android in what only decides, and
//! chapters side by side.

mod lex;
mod reckon;

use std::fs;

use lex::{Lexed, lex};

use super::Finding;

const MAIN: &str = "android/src/main/kotlin/cn/dianfei/field/";
const PACKAGE: &str = "cn.dianfei.field.";
const MOST_LINES: usize = 400;
const MOST_FUNCTION_LINES: usize = 60;

/// Folders that every chapter may use; all others are chapters.
const SHARED: [&str; 3] = ["core", "ui", "device"];

/// What only the gateway touches: the core's object, its errors, its key.
const GATEWAY_ONLY: [&str; 6] =
    ["FieldApi", "FieldApiInterface", "CoreException", "KeyStoreException", "Signer", "HandPorts"];

/// Files whose code runs without Android.
const PURE: [&str; 4] = ["Presenter.kt", "State.kt", "Event.kt", "Effect.kt"];

/// The one file that divides fen, by its place: it tells which note or coin a value
/// is (100 元, 5 角), and adds nothing up.
pub const TELLS_NOTES: &str = "ui/Pieces.kt";

/// Words after which a text between quotes is shown to a person.
const SHOWN: [&str; 7] =
    ["text =", "hint =", "title =", "contentDescription =", "setText(", "setTitle(", "setMessage("];

/// Words after which a text between quotes is for the programmer: it stands in
/// the incident log.
const FOR_US: [&str; 6] =
    ["check(", "checkNotNull(", "require(", "requireNotNull(", "error(", "@Deprecated("];

/// Every Kotlin file of the tree with its text, by its path from the root.
pub fn kotlin_files() -> std::io::Result<Vec<(String, String)>> {
    let root = super::root();
    let mut files = Vec::new();
    super::walk(&root.join("android"), &mut |path| {
        if path.extension().is_some_and(|ending| ending == "kt") {
            let name = path.strip_prefix(&root).unwrap_or(path).display().to_string();
            files.push((name, fs::read_to_string(path)?));
        }
        Ok(())
    })?;
    files.sort();
    Ok(files)
}

/// Everything that the style says of one Kotlin file.
#[must_use]
pub fn check(file: &str, text: &str) -> Vec<Finding> {
    let lexed = lex(text);
    let mut checker = Checker { file, found: Vec::new() };
    checker.length(text, &lexed);
    if let Some(place) = file.strip_prefix(MAIN) {
        checker.texts(&lexed);
        checker.reckoning(place, &lexed);
        for (line, code) in (1..).zip(lexed.code.lines()) {
            checker.numbers(place, line, code);
            checker.imports(place, line, code);
            checker.waits(line, code);
        }
    }
    checker.found
}

struct Checker<'a> {
    file: &'a str,
    found: Vec<Finding>,
}

impl Checker<'_> {
    fn note(&mut self, line: usize, remedy: String) {
        self.found.push(Finding { file: self.file.to_owned(), line, remedy });
    }

    fn length(&mut self, text: &str, lexed: &Lexed) {
        let lines = text.lines().count();
        if lines > MOST_LINES {
            self.note(lines, format!("{lines} lines, at most {MOST_LINES}: split the file"));
        }
        for (line, name, lines) in functions(&lexed.code) {
            if lines > MOST_FUNCTION_LINES {
                let most = MOST_FUNCTION_LINES;
                self.note(line, format!("fun {name} has {lines} lines, at most {most}: split it"));
            }
        }
    }

    /// Money and energy are whole fen and the core's text. Drawing counts in
    /// fractions, as Android does: in `ui`, but not where it formats figures.
    fn numbers(&mut self, place: &str, line: usize, code: &str) {
        let is_drawing = place.starts_with("ui/") && !place.ends_with("Format.kt");
        for word in words(code) {
            let is_float = ["Float", "toFloat"].contains(&word) && !is_drawing;
            if is_float || ["Double", "toDouble"].contains(&word) {
                self.note(line, format!("{word}: figures are Long fen or the core's text"));
            }
        }
    }

    /// Money is added up by the core, in whole fen and checked.
    fn reckoning(&mut self, place: &str, lexed: &Lexed) {
        if place == TELLS_NOTES {
            return;
        }
        for (line, name) in reckon::reckoned(&lexed.code) {
            self.note(line, format!("{name}: the core reckons with money, the shell shows it"));
        }
    }

    fn imports(&mut self, place: &str, line: usize, code: &str) {
        let named = code.trim_start().strip_prefix("import ").unwrap_or(code);
        if named.starts_with("androidx") {
            self.note(line, "androidx: the framework's own is enough".to_owned());
        }
        let is_pure = PURE.iter().any(|ending| place.ends_with(ending));
        if is_pure && words_with_dots(code).any(|name| name.starts_with("android.")) {
            self.note(line, "android.* in what runs without Android: leave it to the view".into());
        }
        let folder = place.split_once('/').map(|(folder, _)| folder);
        for name in words_with_dots(code) {
            if let Some(inner) = name.strip_prefix(PACKAGE) {
                self.between_folders(folder, line, inner);
            }
            if let Some(inner) = name.strip_prefix("cn.dianfei.core.") {
                self.of_the_core(folder, line, inner);
            }
        }
    }

    fn between_folders(&mut self, own: Option<&str>, line: usize, named: &str) {
        let Some((other, _)) = named.split_once('.') else { return };
        // What lies in the root puts the chapters together.
        let (Some(own), true) = (own, other.starts_with(char::is_lowercase)) else { return };
        let is_allowed = match own {
            _ if own == other => true,
            "core" => false,
            "ui" => other == "core",
            "device" => ["core", "ui"].contains(&other),
            _ => SHARED.contains(&other),
        };
        if !is_allowed {
            self.note(line, format!("{own} must not use {other}"));
        }
    }

    /// Views, requests and enums are plain; all else of the core goes through the gateway.
    fn of_the_core(&mut self, own: Option<&str>, line: usize, named: &str) {
        // The application opens the core.
        if own.is_none() || own == Some("core") {
            return;
        }
        let name = named.split('.').next().unwrap_or(named);
        if GATEWAY_ONLY.contains(&name) || !name.starts_with(char::is_uppercase) {
            self.note(line, format!("{name}: only core/ touches it; use CoreGateway"));
        }
    }

    fn waits(&mut self, line: usize, code: &str) {
        for word in words(code) {
            if ["GlobalScope", "runBlocking"].contains(&word) {
                self.note(line, format!("{word}: work belongs to its presenter's scope"));
            }
        }
    }

    fn texts(&mut self, lexed: &Lexed) {
        for text in &lexed.texts {
            let before = text.before.trim_end();
            let is_for_us = FOR_US.iter().any(|word| before.contains(word));
            let is_shown = SHOWN.iter().any(|word| before.ends_with(word))
                && text.says.contains(char::is_alphabetic);
            let is_chinese = text.says.contains(is_chinese);
            if is_chinese || is_shown || (has_two_words(&text.says) && !is_for_us) {
                let remedy = format!("\"{}\": what a person reads is in strings.xml", text.says);
                self.note(text.line, remedy);
            }
        }
    }
}

/// Chinese letters and the marks between them; signs of reckoning are no words.
pub(super) fn is_chinese(mark: char) -> bool {
    if ['＋', '－', '＝'].contains(&mark) {
        return false;
    }
    matches!(mark, '\u{3000}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// Whether two words with a space between them stand in a text: a sentence's beginning.
fn has_two_words(says: &str) -> bool {
    let is_word =
        |part: &str| part.len() >= 2 && part.chars().all(|mark| mark.is_ascii_alphabetic());
    let parts: Vec<bool> = says.split(' ').map(is_word).collect();
    parts.windows(2).any(|pair| pair == [true, true])
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|mark: char| !(mark.is_alphanumeric() || mark == '_'))
}

fn words_with_dots(code: &str) -> impl Iterator<Item = &str> {
    code.split(|mark: char| !(mark.is_alphanumeric() || mark == '_' || mark == '.' || mark == '*'))
}

/// Each function with a block: its line, its name, and how many lines it has.
fn functions(code: &str) -> Vec<(usize, String, usize)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fun ") {
        let is_word = code[..at].chars().next_back().is_none_or(|mark| !mark.is_alphanumeric());
        let Some(body) = is_word.then(|| block(&code[at..])).flatten() else { continue };
        let line = code[..at].matches('\n').count() + 1;
        let name = code[at + 4..].split('(').next().unwrap_or_default().to_owned();
        found.push((line, name, code[at..at + body].matches('\n').count() + 1));
    }
    found
}

/// Where the block of the function ends that `code` begins with; nothing for one
/// whose body is an expression or that has none.
fn block(code: &str) -> Option<usize> {
    let (mut round, mut curly, mut has_parameters) = (0_i32, 0_i32, false);
    for (at, mark) in code.char_indices() {
        match mark {
            '(' => round += 1,
            ')' => {
                round -= 1;
                has_parameters = true;
            }
            '{' => curly += 1,
            '}' => {
                curly -= 1;
                if curly == 0 && round == 0 {
                    return Some(at);
                }
            }
            '=' | '\n' if has_parameters && round == 0 && curly == 0 => return None,
            _ => {}
        }
    }
    None
}
