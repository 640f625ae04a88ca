//! Chapter 3: ticket numbers, their print, and handovers.

use dianfei_field::store::handover::HandoverRow;
use dianfei_field::store::standing::Standing;
use dianfei_field::store::ticket::{NumberRow, RangeRow};
use dianfei_field::view::collection as field;
use dianfei_rules::money::Fen;
use dianfei_rules::paper::{LineStyle, PrintLine};
use dianfei_wire::fact::ticket::TicketRange;

use super::status::StatusView;
use super::words::{self, Told, Words};

/// What the station says of a number since its first ruling.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StandingView {
    /// How the number stands; absent where the station never received it.
    pub state: Option<Words>,
    /// What became of the payment under it; absent where it simply counts.
    pub payment: Option<Words>,
    /// Why the payment was disputed; absent where it was not.
    pub reason: Option<Words>,
    /// Whether its copies say that they are void.
    pub void: bool,
}

impl From<Standing> for StandingView {
    fn from(standing: Standing) -> Self {
        Self {
            void: standing.is_void(),
            state: standing.state.as_deref().map(words::say),
            payment: standing.payment.as_deref().map(words::say),
            reason: standing.reason.as_deref().map(words::say),
        }
    }
}

/// One line of a ticket, as the printer sets it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PrintLineView {
    /// The text with its blanks; a Chinese character is two columns of 32.
    pub text: String,
    /// Whether it is bold.
    pub strong: bool,
}

impl From<PrintLine> for PrintLineView {
    fn from(line: PrintLine) -> Self {
        Self { strong: line.style == LineStyle::Strong, text: line.text }
    }
}

/// A ticket for the screen and the printer.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReceiptView {
    /// What is always on screen.
    pub status: StatusView,
    /// The series.
    pub series: String,
    /// The number as it is printed.
    pub no: String,
    /// The lines of the customer's copy.
    pub lines: Vec<PrintLineView>,
    /// The printer's bytes for all three copies.
    pub bytes: Vec<u8>,
    /// Whether it was printed before: then it says so.
    pub reprint: bool,
    /// What the station says of the number; absent where it has nothing to add.
    pub standing: Option<StandingView>,
}

impl ReceiptView {
    pub(crate) fn of(
        ticket: (String, String),
        view: field::ReceiptView,
        status: StatusView,
    ) -> Self {
        Self {
            status,
            series: ticket.0,
            no: ticket.1,
            lines: view.lines.into_iter().map(PrintLineView::from).collect(),
            bytes: view.bytes,
            reprint: view.reprint,
            standing: view.standing.map(StandingView::from),
        }
    }
}

/// Ticket numbers in a row.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TicketRangeView {
    /// The series.
    pub series: String,
    /// The first number as it is printed.
    pub first: String,
    /// The last number as it is printed.
    pub last: String,
    /// How many.
    pub count: u64,
}

impl From<&TicketRange> for TicketRangeView {
    fn from(range: &TicketRange) -> Self {
        Self {
            series: range.series.to_string(),
            first: range.first.to_string(),
            last: range.last.to_string(),
            count: range.count(),
        }
    }
}

pub(crate) fn ranges(ranges: &[TicketRange]) -> Vec<TicketRangeView> {
    ranges.iter().map(TicketRangeView::from).collect()
}

/// A range in hand.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RangeView {
    /// The numbers.
    pub range: TicketRangeView,
    /// The first number that was not used, as it is printed; absent once all were.
    pub next: Option<String>,
    /// How many are left.
    pub left: u64,
}

impl From<RangeRow> for RangeView {
    fn from(row: RangeRow) -> Self {
        let left = row.left();
        Self { range: (&row.range).into(), next: (left > 0).then(|| row.next.to_string()), left }
    }
}

/// A number that this phone has spoken for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NumberView {
    /// The series.
    pub series: String,
    /// The number as it is printed.
    pub no: String,
    /// What this phone said last: used, void, lost.
    pub said: Words,
    /// Whether it carries money of this phone.
    pub used: bool,
    /// Whether it was claimed void here.
    pub void: bool,
    /// The void's or the loss's reason; absent for a used one.
    pub reason: Option<String>,
    /// Whether a hand-in took it along.
    pub handed_in: bool,
    /// What the station said of it; absent until it was heard.
    pub verdict: Option<Told>,
    /// What the station says of it since; absent where it has nothing to add.
    pub standing: Option<StandingView>,
}

impl From<NumberRow> for NumberView {
    fn from(row: NumberRow) -> Self {
        Self {
            series: row.series.to_string(),
            no: row.no.to_string(),
            said: words::say(&row.kind),
            used: row.kind == "used",
            void: row.kind == "void",
            reason: row.reason,
            handed_in: row.handed_in.is_some(),
            verdict: row.verdict.as_ref().map(words::verdict),
            standing: row.standing.map(StandingView::from),
        }
    }
}

/// All tickets of this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TicketsView {
    /// What is always on screen.
    pub status: StatusView,
    /// The ranges in hand, in the order in which they are used.
    pub ranges: Vec<RangeView>,
    /// The numbers spoken for since the date that was asked for.
    pub numbers: Vec<NumberView>,
}

/// What a void or a loss came to.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ClaimView {
    /// Money that stays in the holder's hands until the cashier has seen all
    /// copies, fen.
    pub held_fen: Fen,
    /// Numbers left.
    pub tickets_left: u64,
    /// What is always on screen, after it.
    pub status: StatusView,
}

impl ClaimView {
    pub(crate) fn of(outcome: &field::ClaimOutcome, status: StatusView) -> Self {
        Self { held_fen: outcome.held_fen, tickets_left: outcome.tickets_left, status }
    }
}

/// How a handover stands as far as this phone knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum HandoverState {
    /// It waits for the other side.
    Offered,
    /// The other side took it.
    Accepted,
    /// It was taken back or refused.
    Withdrawn,
    /// The station does not count it.
    Disputed,
}

impl HandoverState {
    fn of(state: &str) -> Self {
        match state {
            "accepted" => Self::Accepted,
            "withdrawn" => Self::Withdrawn,
            "disputed" => Self::Disputed,
            _ => Self::Offered,
        }
    }
}

/// A handover from or to the person of this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HandoverView {
    /// The offer.
    pub offer: String,
    /// Whether the person of this phone offered it.
    pub outgoing: bool,
    /// Number of the other person.
    pub other: String,
    /// Name of that person; empty where it is not known.
    pub other_name: String,
    /// Blank tickets that pass.
    pub tickets: Vec<TicketRangeView>,
    /// Areas whose lists pass.
    pub lists: Vec<String>,
    /// Cash that passes, fen.
    pub cash_fen: Fen,
    /// How many used tickets pass.
    pub used_count: u32,
    /// Used and void numbers that pass.
    pub used: Vec<TicketRangeView>,
    /// How it stands.
    pub state: HandoverState,
    /// The day of the answer; absent before this phone heard of it.
    pub answered_on: Option<String>,
}

impl From<HandoverRow> for HandoverView {
    fn from(row: HandoverRow) -> Self {
        let content = row.content;
        Self {
            offer: row.offer.to_string(),
            outgoing: row.outgoing,
            other: row.other.to_string(),
            other_name: row.other_name,
            tickets: ranges(&content.tickets),
            lists: content.lists.iter().map(ToString::to_string).collect(),
            cash_fen: content.cash_fen,
            used_count: content.used_count,
            used: ranges(&content.used),
            state: HandoverState::of(&row.state),
            answered_on: row.answered_on.map(|date| date.to_string()),
        }
    }
}

/// What an answer to a handover came to, or an offer.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HandoverDoneView {
    /// The offer.
    pub offer: String,
    /// Cash that passes, fen.
    pub cash_fen: Fen,
    /// Used and void numbers that pass.
    pub used: Vec<TicketRangeView>,
    /// What is always on screen, after it.
    pub status: StatusView,
}

impl HandoverDoneView {
    pub(crate) fn of(outcome: &field::HandoverOutcome, status: StatusView) -> Self {
        Self {
            offer: outcome.offer.to_string(),
            cash_fen: outcome.cash_fen,
            used: ranges(&outcome.used),
            status,
        }
    }
}
