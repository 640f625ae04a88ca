//! The sheet of ticket books received from the company (票据本).

use dianfei_rules::id::{TicketNo, TicketSeries};
use serde::{Deserialize, Serialize};

use super::{Cells, Column, Fault, SheetRow};

/// The most tickets in one book.
const MOST_TICKETS: u64 = 10_000;

/// A ticket book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketBookRow {
    /// 票据代码.
    pub series: TicketSeries,
    /// The first number.
    pub first: TicketNo,
    /// The last number.
    pub last: TicketNo,
}

const SERIES: Column = Column::required("票据代码", "ticket_series").or(&["批次"]);
const FIRST: Column = Column::required("起号", "first").or(&["起始号码"]);
const LAST: Column = Column::required("止号", "last").or(&["终止号码"]);

impl SheetRow for TicketBookRow {
    const TITLE: (&'static str, &'static str) = ("票据本", "Ticket books");
    const COLUMNS: &'static [Column] = &[SERIES, FIRST, LAST];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let series = cells.identity(&SERIES);
        let first: Option<TicketNo> = number(cells, &FIRST);
        let last: Option<TicketNo> = number(cells, &LAST);
        let (first, last) = (first?, last?);
        let span = last.get().checked_sub(first.get());
        if span.is_none_or(|span| span >= MOST_TICKETS) {
            let other = format!("{} {first}", FIRST.chinese);
            cells.wrong(&LAST, Fault::Contradiction { text: last.to_string(), other });
            return None;
        }
        Some(Self { series: series?, first, last })
    }

    fn key(&self) -> Option<(String, &'static Column)> {
        Some((format!("{} {}", self.series, self.first), &FIRST))
    }
}

fn number(cells: &mut Cells<'_>, column: &Column) -> Option<TicketNo> {
    cells
        .maybe(column, |text| {
            text.parse().map_err(|_invalid| Fault::NotANumber { text: text.to_owned() })
        })
        .flatten()
}
