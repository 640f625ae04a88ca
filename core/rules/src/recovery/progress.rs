//! The way to the 28th (2.6) and old arrears against their target (2.7).

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::YearMonth;
use crate::money::{Fen, MoneyError};
use crate::quantity::{Rate, rounded};

/// What was due and what came in: of a collector, an area or the station.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// Charged for the month.
    pub due_fen: Fen,
    /// Collected of it.
    pub collected_fen: Fen,
}

impl Recovery {
    /// What is outstanding.
    pub fn outstanding_fen(&self) -> Result<Fen, MoneyError> {
        self.due_fen.minus(self.collected_fen)
    }

    /// The share collected, as a share of one to four places, half up; absent
    /// where nothing was due.
    #[must_use]
    pub fn rate(&self) -> Option<Rate> {
        let share = self.collected_fen.to_yuan().checked_div(self.due_fen.to_yuan())?;
        Some(Rate::new(rounded(share, 4)))
    }
}

/// Progress of a month on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What was due and came in.
    pub recovery: Recovery,
    /// The day by which all is to be collected.
    pub by: NaiveDate,
    /// Days left until then; below zero when past.
    pub days_left: i64,
    /// 2.6: something is outstanding after that day.
    pub breached: bool,
}

/// How `recovery` of `month` stands on `today`, with the collection day that
/// the policy names (2.6).
pub fn progress(
    recovery: Recovery,
    month: YearMonth,
    collection_day: u32,
    today: NaiveDate,
) -> Result<Progress, MoneyError> {
    let by = month.day(collection_day);
    let outstanding_fen = recovery.outstanding_fen()?;
    Ok(Progress {
        recovery,
        by,
        days_left: (by - today).num_days(),
        breached: today > by && outstanding_fen > Fen::ZERO,
    })
}

/// 2.7: how much of the old-arrears target counts: nothing before the current
/// month is settled in full.
#[must_use]
pub fn old_arrears_counted(current: Recovery, old_collected_fen: Fen) -> Fen {
    if current.collected_fen >= current.due_fen { old_collected_fen } else { Fen::ZERO }
}

/// `part` of `whole` in percent to two places, as lists print it; absent where
/// the whole is zero.
#[must_use]
pub fn percent(part: Fen, whole: Fen) -> Option<Decimal> {
    let share = part.to_yuan().checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole.to_yuan())?;
    Some(rounded(share, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_28th_itself_is_in_time() {
        let recovery = Recovery { due_fen: Fen::new(1000), collected_fen: Fen::new(999) };
        let month: YearMonth = "2026-02".parse().expect("a month");
        let on = |day| progress(recovery, month, 28, day).expect("in range");
        let last = on(month.day(28));
        assert_eq!((last.days_left, last.breached), (0, false));
        assert!(on(month.next().first_day()).breached);
        let all = Recovery { collected_fen: Fen::new(1000), ..recovery };
        let done = progress(all, month, 28, month.next().first_day()).expect("in range");
        assert!(!done.breached);
    }

    #[test]
    fn old_arrears_count_after_the_current_month() {
        let open = Recovery { due_fen: Fen::new(10), collected_fen: Fen::new(9) };
        assert_eq!(old_arrears_counted(open, Fen::new(500)), Fen::ZERO);
        let settled = Recovery { collected_fen: Fen::new(10), ..open };
        assert_eq!(old_arrears_counted(settled, Fen::new(500)), Fen::new(500));
    }

    #[test]
    fn shares_print_to_two_places_and_nothing_due_has_none() {
        assert_eq!(percent(Fen::new(1), Fen::new(3)), Some(Decimal::new(3333, 2)));
        assert_eq!(percent(Fen::new(1), Fen::ZERO), None);
        let half = Recovery { due_fen: Fen::new(20_000), collected_fen: Fen::new(1) };
        assert_eq!(half.rate(), Some("0.0001".parse().expect("a rate")), "half up");
        let recovery = Recovery { due_fen: Fen::new(8), collected_fen: Fen::new(7) };
        assert_eq!(recovery.rate().map(|rate| rate.to_string()).as_deref(), Some("0.875"));
    }
}
