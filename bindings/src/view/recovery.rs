//! Clause 2.3: the end of the day.

use dianfei_field::store::cash::CountRow;
use dianfei_field::view::collection as field;
use dianfei_rules::money::Fen;
use dianfei_wire::assignment::AssignedPerson;
use dianfei_wire::fact::collection::Denomination;

use super::status::StatusView;
use super::ticket::{self, TicketRangeView};
use super::words::Told;

/// Pieces of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct DenominationView {
    /// The value, fen.
    pub value_fen: Fen,
    /// How many.
    pub pieces: u32,
}

impl From<&Denomination> for DenominationView {
    fn from(counted: &Denomination) -> Self {
        Self { value_fen: counted.value_fen, pieces: counted.pieces }
    }
}

impl From<DenominationView> for Denomination {
    fn from(counted: DenominationView) -> Self {
        Self { value_fen: counted.value_fen, pieces: counted.pieces }
    }
}

/// A count of cash.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CountView {
    /// The fact.
    pub count: String,
    /// What the tickets say, fen.
    pub expected_fen: Fen,
    /// What was counted, fen.
    pub counted_fen: Fen,
    /// Counted less expected, fen.
    pub difference_fen: Fen,
    /// By denomination.
    pub denominations: Vec<DenominationView>,
    /// The cause of a difference as it was reported; absent without.
    pub cause: Option<String>,
}

impl CountView {
    fn of(row: CountRow, difference_fen: Fen) -> Self {
        Self {
            count: row.id.to_string(),
            expected_fen: row.expected_fen,
            counted_fen: row.counted_fen,
            difference_fen,
            denominations: row.denominations.iter().map(DenominationView::from).collect(),
            cause: row.cause,
        }
    }
}

/// Someone to hand over to.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PersonView {
    /// Number.
    pub person: String,
    /// Name.
    pub name: String,
}

impl From<AssignedPerson> for PersonView {
    fn from(person: AssignedPerson) -> Self {
        Self { person: person.person.to_string(), name: person.name }
    }
}

/// The day before and after the count: what the tickets say.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DayTallyView {
    /// What is always on screen.
    pub status: StatusView,
    /// Cash that should be in hand, fen.
    pub expected_fen: Fen,
    /// Tickets used for money since the last hand-in.
    pub used_count: u32,
    /// Tickets claimed void since then, as they are printed.
    pub voids: Vec<String>,
    /// Used and void numbers since then.
    pub used: Vec<TicketRangeView>,
    /// The count, where it is newer than the last movement of cash.
    pub count: Option<CountView>,
    /// Why the day cannot close yet; absent where it may (2.3).
    pub open_because: Option<Told>,
    /// Cashiers to whom cash can be handed.
    pub cashiers: Vec<PersonView>,
    /// The values of notes and coins, largest first, fen.
    pub denominations: Vec<Fen>,
    /// What was typed here before and not recorded, in the shell's own text;
    /// absent where nothing was.
    pub draft: Option<String>,
}

/// The parts of the day end's screen.
pub(crate) struct TallyParts {
    pub(crate) status: StatusView,
    pub(crate) tally: field::DayTally,
    pub(crate) cashiers: Vec<AssignedPerson>,
    pub(crate) draft: Option<String>,
}

impl From<TallyParts> for DayTallyView {
    fn from(parts: TallyParts) -> Self {
        let TallyParts { status, tally, cashiers, draft } = parts;
        Self {
            status,
            expected_fen: tally.expected_fen,
            used_count: tally.used_count,
            voids: tally.voids.iter().map(ToString::to_string).collect(),
            used: ticket::ranges(&tally.used),
            count: tally
                .count
                .zip(tally.difference_fen)
                .map(|(row, less)| CountView::of(row, less)),
            open_because: tally.open_because.as_ref().map(Told::from),
            cashiers: cashiers.into_iter().map(PersonView::from).collect(),
            denominations: dianfei_rules::collection::handover::DENOMINATIONS.to_vec(),
            draft,
        }
    }
}

/// What counted pieces come to; nothing is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct CountPreviewView {
    /// What they come to, fen.
    pub counted_fen: Fen,
    /// Counted less expected, fen.
    pub difference_fen: Fen,
}

impl From<field::CountPreview> for CountPreviewView {
    fn from(preview: field::CountPreview) -> Self {
        Self { counted_fen: preview.counted_fen, difference_fen: preview.difference_fen }
    }
}

/// What a count came to.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CountTakenView {
    /// The fact.
    pub count: String,
    /// What the tickets say, fen.
    pub expected_fen: Fen,
    /// What was counted, fen.
    pub counted_fen: Fen,
    /// Counted less expected, fen; other than zero it is reported to the head (2.3).
    pub difference_fen: Fen,
}

impl From<field::CountOutcome> for CountTakenView {
    fn from(outcome: field::CountOutcome) -> Self {
        Self {
            count: outcome.count.to_string(),
            expected_fen: outcome.expected_fen,
            counted_fen: outcome.counted_fen,
            difference_fen: outcome.difference_fen,
        }
    }
}
