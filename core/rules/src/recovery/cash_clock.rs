//! How long cash has been in a person's hands (2.2): first in, first out.

use std::collections::VecDeque;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::money::{Fen, MoneyError};

/// A movement of a person's cash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashMove {
    /// The business date.
    pub on: NaiveDate,
    /// Into the hands above zero, out of them below.
    pub amount_fen: Fen,
}

/// Cash of one day that is still in hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldCash {
    /// Since when.
    pub since: NaiveDate,
    /// How much.
    pub amount_fen: Fen,
}

/// Cash held past its cut-off (2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverdueCash {
    /// The oldest day whose cash is still held.
    pub since: NaiveDate,
    /// All that should have been handed in.
    pub amount_fen: Fen,
    /// Whole hours since the oldest cut-off.
    pub hours: i64,
}

/// What of `moves` (in order of their dates) is still in hands, by its day.
/// What goes out takes the oldest first.
pub fn held(moves: &[CashMove]) -> Result<Vec<HeldCash>, MoneyError> {
    let mut held: VecDeque<HeldCash> = VecDeque::new();
    let mut owed_fen = Fen::ZERO;
    for step in moves {
        if step.amount_fen.is_negative() {
            owed_fen = owed_fen.minus(step.amount_fen)?;
        } else {
            held.push_back(HeldCash { since: step.on, amount_fen: step.amount_fen });
        }
        while let Some(oldest) = held.front_mut().filter(|_| !owed_fen.is_zero()) {
            let paid_fen = owed_fen.min(oldest.amount_fen);
            owed_fen = owed_fen.minus(paid_fen)?;
            oldest.amount_fen = oldest.amount_fen.minus(paid_fen)?;
            if oldest.amount_fen.is_zero() {
                held.pop_front();
            }
        }
    }
    let mut by_day: Vec<HeldCash> = Vec::new();
    for cash in held.into_iter().filter(|cash| !cash.amount_fen.is_zero()) {
        match by_day.last_mut() {
            Some(day) if day.since == cash.since => {
                day.amount_fen = day.amount_fen.plus(cash.amount_fen)?;
            }
            _ => by_day.push(cash),
        }
    }
    Ok(by_day)
}

/// What is held past the cut-off of its day at `now`; absent where nothing is.
pub fn overdue(
    held: &[HeldCash],
    cut_off: NaiveTime,
    now: NaiveDateTime,
) -> Result<Option<OverdueCash>, MoneyError> {
    let late = || held.iter().filter(|cash| cash.since.and_time(cut_off) < now);
    let Some(since) = late().map(|cash| cash.since).min() else {
        return Ok(None);
    };
    let amount_fen = Fen::sum(late().map(|cash| cash.amount_fen))?;
    Ok(Some(OverdueCash { since, amount_fen, hours: (now - since.and_time(cut_off)).num_hours() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, day).expect("a date")
    }

    fn moves(moves: &[(u32, i64)]) -> Vec<CashMove> {
        moves.iter().map(|&(on, fen)| CashMove { on: day(on), amount_fen: Fen::new(fen) }).collect()
    }

    #[test]
    fn what_goes_out_takes_the_oldest_first() {
        let held = held(&moves(&[(5, 300), (5, 200), (6, 400), (6, -600)])).expect("in range");
        assert_eq!(held, [HeldCash { since: day(6), amount_fen: Fen::new(300) }]);
    }

    #[test]
    fn money_handed_in_ahead_is_taken_from_what_comes_later() {
        let left = held(&moves(&[(5, -200), (6, 500)])).expect("in range");
        assert_eq!(left, [HeldCash { since: day(6), amount_fen: Fen::new(300) }]);
    }

    #[test]
    fn cash_is_overdue_from_the_cut_off_of_its_own_day() {
        let held = held(&moves(&[(5, 300), (6, 400)])).expect("in range");
        let cut_off = NaiveTime::from_hms_opt(18, 0, 0).expect("a time");
        let at = |on: u32, hour| day(on).and_hms_opt(hour, 0, 0).expect("a time");
        assert_eq!(overdue(&held, cut_off, at(5, 18)), Ok(None));
        let first = overdue(&held, cut_off, at(6, 9)).expect("in range").expect("overdue");
        assert_eq!((first.since, first.amount_fen, first.hours), (day(5), Fen::new(300), 15));
        let both = overdue(&held, cut_off, at(6, 19)).expect("in range").expect("overdue");
        assert_eq!((both.amount_fen, both.hours), (Fen::new(700), 25));
    }
}
