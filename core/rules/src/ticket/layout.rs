//! The ticket's face: lines of text for a 58 mm printer and a screen alike,
//! and the printer's bytes (ESC/POS, GBK). A Chinese character is two columns.

mod face;
mod printer;

pub use face::{FaceBill, TicketCopy, TicketFace, ticket_lines};
pub use printer::printer_bytes;

use serde::{Deserialize, Serialize};

/// How many columns a 58 mm printer has.
pub const COLUMNS: usize = 32;

/// How a line is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStyle {
    /// As it is.
    Plain,
    /// Bold.
    Strong,
}

/// One line of at most [`COLUMNS`] columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintLine {
    /// The text, blanks for position included.
    pub text: String,
    /// How it is set.
    pub style: LineStyle,
}

/// The columns that `text` takes.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(letter_columns).sum()
}

const fn letter_columns(letter: char) -> usize {
    if letter.is_ascii() { 1 } else { 2 }
}

/// `text` with control characters and what the printer's code lacks replaced
/// by □, so that the screen shows what the paper shows.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().map(|letter| if is_printable(letter) { letter } else { '□' }).collect()
}

fn is_printable(letter: char) -> bool {
    if letter.is_ascii() {
        return !letter.is_ascii_control();
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(letter.encode_utf8(&mut buffer));
    !unmappable && bytes.len() == 2
}

/// Breaks `text` into lines of at most `width` columns (at least 2).
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for letter in text.chars() {
        if columns(&line) + letter_columns(letter) > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line.push(letter);
    }
    lines.push(line);
    lines
}

/// Lines under construction.
#[derive(Default)]
struct Paper {
    lines: Vec<PrintLine>,
}

impl Paper {
    fn push(&mut self, text: String, style: LineStyle) {
        self.lines.push(PrintLine { text, style });
    }

    fn text(&mut self, text: &str) {
        for line in wrapped(&printable(text), COLUMNS) {
            self.push(line, LineStyle::Plain);
        }
    }

    fn centred(&mut self, text: &str) {
        for line in wrapped(&printable(text), COLUMNS) {
            let margin = COLUMNS.saturating_sub(columns(&line)) / 2;
            self.push(format!("{}{line}", " ".repeat(margin)), LineStyle::Strong);
        }
    }

    fn rule(&mut self) {
        self.push("-".repeat(COLUMNS), LineStyle::Plain);
    }

    /// A label at the left and a value at the right edge; on two lines where
    /// both do not fit on one.
    fn pair(&mut self, label: &str, value: &str, style: LineStyle) {
        let (label, value) = (printable(label), printable(value));
        let taken = columns(&label) + columns(&value);
        if taken < COLUMNS {
            self.push(format!("{label}{}{value}", " ".repeat(COLUMNS - taken)), style);
            return;
        }
        for line in wrapped(&label, COLUMNS) {
            self.push(line, style);
        }
        for line in wrapped(&value, COLUMNS) {
            let margin = COLUMNS.saturating_sub(columns(&line));
            self.push(format!("{}{line}", " ".repeat(margin)), style);
        }
    }
}

#[cfg(test)]
mod tests;
