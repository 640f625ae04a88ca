//! Lines under construction.

use super::text::{columns, printable, wrapped};
use super::{LineStyle, PaperWidth, PrintLine};
use crate::words::{Label, Language};

const INDENT: &str = "  ";

/// Where the figures of a table end, from left to right, on narrow and on wide
/// paper.
pub(super) struct Columns {
    pub(super) narrow: &'static [usize],
    pub(super) wide: &'static [usize],
}

pub(super) struct Sheet {
    width: PaperWidth,
    language: Language,
    lines: Vec<PrintLine>,
}

impl Sheet {
    pub(super) const fn new(width: PaperWidth, language: Language) -> Self {
        Self { width, language, lines: Vec::new() }
    }

    pub(super) const fn language(&self) -> Language {
        self.language
    }

    pub(super) fn into_lines(self) -> Vec<PrintLine> {
        self.lines
    }

    /// What stands beside a figure, in the sheet's language.
    pub(super) const fn word(&self, label: Label) -> &'static str {
        label.text(self.language)
    }

    fn push(&mut self, text: String, style: LineStyle) {
        self.lines.push(PrintLine { text, style });
    }

    pub(super) fn text(&mut self, text: &str, style: LineStyle) {
        for line in wrapped(&printable(text), self.width.columns()) {
            self.push(line, style);
        }
    }

    /// Text whose second and later lines are set in.
    pub(super) fn paragraph(&mut self, text: &str) {
        for (at, line) in self.wrapped_for_indent(text).iter().enumerate() {
            let indent = if at == 0 { "" } else { INDENT };
            self.push(format!("{indent}{line}"), LineStyle::Plain);
        }
    }

    fn wrapped_for_indent(&self, text: &str) -> Vec<String> {
        wrapped(&printable(text), self.width.columns() - INDENT.len())
    }

    pub(super) fn centred(&mut self, text: &str) {
        for line in wrapped(&printable(text), self.width.columns()) {
            self.lines.push(PrintLine::centred(&line, self.width));
        }
    }

    pub(super) fn rule(&mut self) {
        self.push("-".repeat(self.width.columns()), LineStyle::Plain);
    }

    /// A label at the left and a value at the right edge; on two lines where
    /// both do not fit on one.
    pub(super) fn pair(&mut self, label: &str, value: &str, style: LineStyle) {
        let (label, value) = (printable(label), printable(value));
        let width = self.width.columns();
        let taken = columns(&label) + columns(&value);
        if taken < width {
            self.push(format!("{label}{}{value}", " ".repeat(width - taken)), style);
            return;
        }
        self.text(&label, style);
        self.right(&value, style);
    }

    /// A pair of plain text, its label in the sheet's language.
    pub(super) fn figure(&mut self, label: Label, value: &str) {
        self.pair(self.word(label), value, LineStyle::Plain);
    }

    /// Text at the right edge; set in at the left where it needs several lines.
    fn right(&mut self, text: &str, style: LineStyle) {
        if let Some(margin) = self.width.columns().checked_sub(columns(text)) {
            self.push(format!("{}{text}", " ".repeat(margin)), style);
            return;
        }
        for line in self.wrapped_for_indent(text) {
            self.push(format!("{INDENT}{line}"), style);
        }
    }

    /// A row of a table: `item` at the left, each figure up to where its column
    /// ends. A wide figure pushes those before it to the left; where no room is
    /// left for the item it has a line of its own.
    pub(super) fn row(&mut self, table: &Columns, item: &str, figures: &[&str]) {
        let ends = match self.width {
            PaperWidth::Mm58 => table.narrow,
            PaperWidth::Mm80 => table.wide,
        };
        let item = printable(item);
        let figures: Vec<String> = figures.iter().map(|figure| printable(figure)).collect();
        let Some(placed) = placed(&figures, ends) else {
            self.text(&item, LineStyle::Plain);
            figures.iter().for_each(|figure| self.right(figure, LineStyle::Plain));
            return;
        };
        let first = placed.iter().map(|(start, _)| *start).min().unwrap_or(self.width.columns());
        let mut line = item;
        if columns(&line) >= first {
            self.text(&line, LineStyle::Plain);
            line = String::new();
        }
        for (start, figure) in placed {
            line.push_str(&" ".repeat(start.saturating_sub(columns(&line))));
            line.push_str(figure);
        }
        self.push(line, LineStyle::Plain);
    }
}

/// Where each figure begins, from left to right; absent where they do not all
/// fit on one line. An empty figure takes no room.
fn placed<'a>(figures: &'a [String], ends: &[usize]) -> Option<Vec<(usize, &'a str)>> {
    let mut placed = Vec::new();
    let mut room = usize::MAX;
    for (figure, end) in figures.iter().zip(ends).rev().filter(|(figure, _)| !figure.is_empty()) {
        let start = room.min(*end).checked_sub(columns(figure))?;
        placed.push((start, figure.as_str()));
        // A blank between two figures.
        room = start.saturating_sub(1);
    }
    placed.reverse();
    Some(placed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Columns = Columns { narrow: &[14, 23, 32], wide: &[27, 37, 48] };

    fn row(item: &str, figures: [&str; 3]) -> Vec<String> {
        let mut sheet = Sheet::new(PaperWidth::Mm58, Language::Chinese);
        sheet.row(&TABLE, item, &figures);
        sheet.into_lines().into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_wide_figure_pushes_those_before_it_and_a_blank_stays_between() {
        assert_eq!(row("一档", ["260", "0.62", "161.20"]), ["一档       260     0.62   161.20"]);
        assert_eq!(
            row("峰", ["5", "0.930961", "123456789.00"]),
            ["峰       5 0.930961 123456789.00"]
        );
        assert_eq!(row("力调", ["", "-1.1", "-3.20"]), ["力调               -1.1    -3.20"]);
    }

    #[test]
    fn an_item_without_room_beside_its_figures_has_a_line_of_its_own() {
        // Eight columns and a blank fit before a figure that begins in the tenth.
        assert_eq!(row("一二三四", ["12345", "1", "1"]), ["一二三四 12345        1        1"]);
        assert_eq!(
            row("一二三四", ["123456", "1", "1"]),
            ["一二三四", "        123456        1        1"]
        );
        let wide = "12345678901234567890";
        assert_eq!(
            row("峰", [wide, wide, "1"]),
            [
                "峰",
                &format!("            {wide}"),
                &format!("            {wide}"),
                &format!("{:>32}", 1)
            ]
        );
    }
}
