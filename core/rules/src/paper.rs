//! What people hold in their hands: the ticket, the bill and its explanation as
//! lines of text for paper and screen alike, and as the printer's bytes
//! (ESC/POS, GBK). A Chinese character is two columns.

mod bill;
mod charges;
mod explanation;
mod printer;
mod sheet;
mod text;
mod ticket;

use serde::{Deserialize, Serialize};

pub use bill::{BillFace, BillForm, bill_lines};
pub use explanation::{explanation, explanation_lines};
pub use printer::printer_bytes;
pub use text::{columns, printable};
pub use ticket::{FaceBill, TicketCopy, TicketFace, ticket_lines};

/// How wide the paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperWidth {
    /// 58 mm: a printer on the belt, torn off by hand.
    Mm58,
    /// 80 mm: a printer on the counter, with a cutter.
    Mm80,
}

impl PaperWidth {
    /// All of them, the narrow one first.
    pub const ALL: [Self; 2] = [Self::Mm58, Self::Mm80];

    /// How many columns a line has: 32 or 48.
    #[must_use]
    pub const fn columns(self) -> usize {
        match self {
            Self::Mm58 => 32,
            Self::Mm80 => 48,
        }
    }
}

/// How a line is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStyle {
    /// As it is.
    Plain,
    /// Bold.
    Strong,
}

/// One line, no wider than its paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintLine {
    /// The text, blanks for position included.
    pub text: String,
    /// How it is set.
    pub style: LineStyle,
}

impl PrintLine {
    /// A bold line in the middle of the paper; `text` is shorter than a line.
    #[must_use]
    pub fn centred(text: &str, width: PaperWidth) -> Self {
        let text = printable(text);
        let margin = width.columns().saturating_sub(columns(&text)) / 2;
        Self { text: format!("{}{text}", " ".repeat(margin)), style: LineStyle::Strong }
    }
}

#[cfg(test)]
mod tests;
