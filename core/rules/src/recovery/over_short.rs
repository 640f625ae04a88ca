//! Over and short (长款, 短款): the count against what the tickets say (2.3, 6.24).

use serde::{Deserialize, Serialize};

use crate::money::{Fen, MoneyError};
use crate::refusal::Refusal;

/// A count of cash at the day's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashCount {
    /// What the tickets say.
    pub expected_fen: Fen,
    /// What was counted.
    pub counted_fen: Fen,
}

/// How a count came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountResult {
    /// As the tickets say.
    Equal,
    /// More than they say (长款).
    Over,
    /// Less than they say (短款).
    Short,
}

impl CashCount {
    /// Counted less expected.
    pub fn difference_fen(&self) -> Result<Fen, MoneyError> {
        self.counted_fen.minus(self.expected_fen)
    }

    /// How it came out.
    #[must_use]
    pub fn result(&self) -> CountResult {
        match self.counted_fen.cmp(&self.expected_fen) {
            std::cmp::Ordering::Equal => CountResult::Equal,
            std::cmp::Ordering::Greater => CountResult::Over,
            std::cmp::Ordering::Less => CountResult::Short,
        }
    }
}

/// A written report of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverShortReport {
    /// Counted less expected.
    pub difference_fen: Fen,
    /// The cause in writing.
    pub cause: String,
    /// Whether the head took note of it.
    pub acknowledged: bool,
}

/// 2.3: whether a day with this count may close: equal, or with a report of
/// just this difference and its cause. The head's acknowledgement may follow;
/// the report is an open breach until then. Handing in is never gated.
///
/// Refuses `over_short_unreported`, `over_short_differs` and
/// `over_short_without_cause`.
pub fn may_close_day(count: &CashCount, report: Option<&OverShortReport>) -> Result<(), Refusal> {
    if count.result() == CountResult::Equal {
        return Ok(());
    }
    let difference_fen =
        count.difference_fen().map_err(|_too_large| Refusal::out_of_range("difference"))?;
    let refused = |code: &'static str| {
        Refusal::by_clause(code, "2.3").with("difference_fen", difference_fen.get())
    };
    match report {
        None => Err(refused("over_short_unreported")),
        Some(report) if report.difference_fen != difference_fen => {
            Err(refused("over_short_differs").with("reported_fen", report.difference_fen.get()))
        }
        Some(report) if report.cause.trim().is_empty() => Err(refused("over_short_without_cause")),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_closes_only_with_its_report() {
        let count =
            |counted| CashCount { expected_fen: Fen::new(5000), counted_fen: Fen::new(counted) };
        let report = |fen, cause: &str| OverShortReport {
            difference_fen: Fen::new(fen),
            cause: cause.to_owned(),
            acknowledged: false,
        };
        assert_eq!(count(5000).result(), CountResult::Equal);
        assert_eq!(may_close_day(&count(5000), None), Ok(()));
        assert_eq!(count(5100).result(), CountResult::Over);
        assert_eq!(count(4970).result(), CountResult::Short);
        for (reported, code) in [
            (None, "over_short_unreported"),
            (Some(report(30, "找错零钱")), "over_short_differs"),
            (Some(report(-30, " ")), "over_short_without_cause"),
        ] {
            let refused = may_close_day(&count(4970), reported.as_ref());
            let refused = refused.expect_err("the day stays open");
            assert_eq!((refused.code.as_str(), refused.clause), (code, Some("2.3".into())));
        }
        assert_eq!(may_close_day(&count(4970), Some(&report(-30, "找错零钱"))), Ok(()));
    }
}
