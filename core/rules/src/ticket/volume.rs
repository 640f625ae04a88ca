//! The bound volume of a month's accounting copies and its cover (3.4).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{PersonNo, TicketNo};
use crate::money::{Fen, MoneyError};
use crate::quantity::{Kwh, QuantityError};
use crate::refusal::Refusal;
use crate::ticket::book::{TicketRange, TicketState};

/// One number as it goes into a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeEntry {
    /// The number.
    pub no: TicketNo,
    /// Its state.
    pub state: TicketState,
    /// The date printed on it; absent for one that was never used.
    pub on: Option<NaiveDate>,
    /// What was taken with it; zero unless used.
    pub amount_fen: Fen,
    /// The energy printed on it; zero unless used.
    pub energy_kwh: Kwh,
}

/// The cover of a bound volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeCover {
    /// Who used the book and signs.
    pub collector: PersonNo,
    /// First and last number.
    pub range: TicketRange,
    /// Date of the first payment; absent where all are void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_on: Option<NaiveDate>,
    /// Date of the last payment; absent where all are void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_on: Option<NaiveDate>,
    /// How many tickets, void ones included.
    pub count: u64,
    /// The void numbers (废票).
    pub voids: Vec<TicketNo>,
    /// The numbers that bind with a report instead of a copy.
    pub reported: Vec<TicketNo>,
    /// The energy on the valid ones.
    pub energy_kwh: Kwh,
    /// The money on the valid ones.
    pub amount_fen: Fen,
}

/// The cover for binding `range` of `collector`.
///
/// Refuses under 3.4 what does not reconcile to the last number:
/// `volume_number_missing`, `volume_number_open` (unused, void without all
/// copies seen, contested) and `volume_number_bound` (bound before).
pub fn bind(
    collector: PersonNo,
    range: TicketRange,
    entries: &[VolumeEntry],
) -> Result<VolumeCover, Refusal> {
    let mut cover = VolumeCover {
        collector,
        count: range.count(),
        first_on: None,
        last_on: None,
        voids: Vec::new(),
        reported: Vec::new(),
        energy_kwh: Kwh::ZERO,
        amount_fen: Fen::ZERO,
        range,
    };
    for no in cover.range.numbers() {
        let entry = entries
            .iter()
            .find(|entry| entry.no == no)
            .ok_or_else(|| refused("volume_number_missing", no))?;
        match entry.state {
            TicketState::Used => cover.add(entry)?,
            TicketState::Void => cover.voids.push(no),
            TicketState::Lost | TicketState::Unaccounted => cover.reported.push(no),
            TicketState::Bound | TicketState::Returned => {
                return Err(refused("volume_number_bound", no));
            }
            TicketState::InStock
            | TicketState::Issued
            | TicketState::Printed
            | TicketState::VoidClaimed
            | TicketState::Contested => {
                return Err(refused("volume_number_open", no).with("state", entry.state.code()));
            }
        }
    }
    Ok(cover)
}

impl VolumeCover {
    fn add(&mut self, entry: &VolumeEntry) -> Result<(), Refusal> {
        let too_large = |_: MoneyError| Refusal::out_of_range("amount");
        let too_much = |_: QuantityError| Refusal::out_of_range("energy");
        self.amount_fen = self.amount_fen.plus(entry.amount_fen).map_err(too_large)?;
        self.energy_kwh = self.energy_kwh.plus(entry.energy_kwh).map_err(too_much)?;
        self.first_on = self.first_on.into_iter().chain(entry.on).min();
        self.last_on = self.last_on.into_iter().chain(entry.on).max();
        Ok(())
    }
}

fn refused(code: &'static str, no: TicketNo) -> Refusal {
    Refusal::by_clause(code, "3.4").with("ticket_no", no)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(no: u64, state: TicketState) -> VolumeEntry {
        let used = state == TicketState::Used;
        VolumeEntry {
            no: TicketNo::new(no),
            state,
            on: used.then(|| NaiveDate::from_ymd_opt(2026, 1, 9).expect("a date")),
            amount_fen: if used { Fen::new(8640) } else { Fen::ZERO },
            energy_kwh: if used { Kwh::whole(150) } else { Kwh::ZERO },
        }
    }

    fn bound(entries: &[VolumeEntry]) -> Result<VolumeCover, Refusal> {
        let range = TicketRange {
            series: "A26".parse().expect("a series"),
            first: TicketNo::new(1),
            last: TicketNo::new(3),
        };
        bind("1007".parse().expect("a person number"), range, entries)
    }

    #[test]
    fn the_cover_adds_up_valid_tickets_and_names_the_void_ones() {
        use TicketState::{Lost, Used, Void};
        let cover = bound(&[entry(1, Used), entry(2, Void), entry(3, Lost)]).expect("a cover");
        assert_eq!((cover.count, cover.amount_fen), (3, Fen::new(8640)));
        assert_eq!(cover.energy_kwh, Kwh::whole(150));
        assert_eq!(cover.voids, [TicketNo::new(2)]);
        assert_eq!(cover.reported, [TicketNo::new(3)]);
        assert_eq!(cover.first_on, cover.last_on);
    }

    #[test]
    fn a_volume_that_does_not_reconcile_is_refused() {
        use TicketState::{Bound, Contested, Issued, Used, VoidClaimed};
        let missing = bound(&[entry(1, Used), entry(3, Used)]).expect_err("a number is missing");
        assert_eq!(missing.code.as_str(), "volume_number_missing");
        assert_eq!(missing.figures.get("ticket_no"), Some("00000002"));
        for (state, code) in [
            (Issued, "volume_number_open"),
            (VoidClaimed, "volume_number_open"),
            (Contested, "volume_number_open"),
            (Bound, "volume_number_bound"),
        ] {
            let refused = bound(&[entry(1, Used), entry(2, state), entry(3, Used)]);
            assert_eq!(refused.expect_err("not reconciled").code.as_str(), code);
        }
    }
}
