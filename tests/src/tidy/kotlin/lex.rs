//! Kotlin's text told apart: code, and what stands between quotes.

/// A file's code with comments blanked out and each text between quotes left as
/// `""`, and those texts beside it. Lines stay where they were.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lexed {
    /// The code.
    pub code: String,
    /// What stood between quotes, without what is filled in.
    pub texts: Vec<Text>,
}

/// A text between quotes.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The code of that line before it.
    pub before: String,
    /// What it says; `$` stands for what is filled in.
    pub says: String,
}

/// Tells a file's text apart.
#[must_use]
pub fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer { rest: text, line: 1, out: Lexed::default() };
    lexer.code(false);
    lexer.out
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
    out: Lexed,
}

impl Lexer<'_> {
    /// Takes code to its end, or within a text to the brace that ends what is filled in.
    fn code(&mut self, is_filled_in: bool) {
        let mut depth = 0_usize;
        while !self.rest.is_empty() {
            if self.rest.starts_with("//") {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.rest = &self.rest[end..];
            } else if self.rest.starts_with("/*") {
                self.comment();
            } else if self.rest.starts_with('"') {
                self.quoted();
            } else if let Some(length) = character(self.rest) {
                self.rest = &self.rest[length..];
                self.out.code.push_str("''");
            } else {
                let mark = self.take();
                match mark {
                    '{' => depth += 1,
                    '}' if depth == 0 && is_filled_in => return,
                    '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                self.out.code.push(mark);
            }
        }
    }

    fn take(&mut self) -> char {
        let mark = self.rest.chars().next().unwrap_or_default();
        self.rest = &self.rest[mark.len_utf8()..];
        if mark == '\n' {
            self.line += 1;
        }
        mark
    }

    /// Comments may stand within comments.
    fn comment(&mut self) {
        let mut depth = 0_usize;
        while !self.rest.is_empty() {
            let (step, change) = match self.rest.get(..2) {
                Some("/*") => (2, 1),
                Some("*/") => (2, -1),
                _ => (0, 0),
            };
            if step == 0 {
                if self.take() == '\n' {
                    self.out.code.push('\n');
                }
                continue;
            }
            self.rest = &self.rest[step..];
            depth = depth.saturating_add_signed(change);
            if depth == 0 {
                return;
            }
        }
    }

    fn quoted(&mut self) {
        let marks = if self.rest.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
        self.rest = &self.rest[marks.len()..];
        let before = self.out.code.rsplit('\n').next().unwrap_or_default().to_owned();
        let line = self.line;
        self.out.code.push_str("\"\"");
        let mut says = String::new();
        while !self.rest.is_empty() {
            if self.rest.starts_with(marks) {
                self.rest = &self.rest[marks.len()..];
                break;
            }
            if self.rest.starts_with("${") {
                self.rest = &self.rest[2..];
                says.push('$');
                self.code(true);
                continue;
            }
            if marks.len() == 1 && self.rest.starts_with('\\') {
                self.take();
            }
            let mark = self.take();
            if mark == '\n' {
                self.out.code.push('\n');
            }
            says.push(mark);
        }
        self.out.texts.push(Text { line, before, says });
    }
}

/// How long the character between single quotes is that `rest` begins with.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let skipped = if inner.starts_with('\\') { 2 } else { inner.chars().next()?.len_utf8() };
    let length = inner.get(skipped..)?.find('\'')?;
    (length <= 4).then_some(1 + skipped + length + 1)
}
