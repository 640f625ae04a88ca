//! Tiers (阶梯): how wide each is for an account, and how usage fills them.

use std::mem;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::account::AccountTerms;
use crate::calendar::YearMonth;
use crate::quantity::{Kwh, Price};
use crate::refusal::Refusal;

/// Over what time usage climbs the tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TierCycle {
    /// Each month; a bill over several months adds their limits.
    Month,
    /// Each year; cleared by the first reading of the year.
    Year,
}

/// How the tiers are printed on a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TierForm {
    /// A line per tier at its full price.
    FullPrice,
    /// All energy at the first price, then a line per higher tier with what it
    /// adds (先分时后阶梯).
    AddOn,
}

/// One tier as a row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// It begins above this much.
    pub above_kwh: Kwh,
    /// It ends with this much; absent for the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to_kwh: Option<Kwh>,
    /// What it adds to the price of the first tier.
    pub adds: Price,
}

/// The tiers of some months of the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonTiers {
    /// The months, 1 to 12; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<u32>,
    /// The tiers from the first to the last.
    pub tiers: Vec<Tier>,
}

/// What a larger household adds to its first tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdExtra {
    /// From this many persons on.
    pub at_least_persons: u32,
    /// Energy a month.
    pub extra_kwh: Kwh,
}

/// A table of tiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierTable {
    /// Over what time.
    pub cycle: TierCycle,
    /// How it is printed.
    pub form: TierForm,
    /// By season; one entry without months where all are alike.
    pub seasons: Vec<SeasonTiers>,
    /// Larger households; absent where the table knows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdExtra>,
}

/// How much of each tier a year's bills have used so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierUse {
    /// The year of the readings.
    pub year: i32,
    /// Energy by tier, the first tier first.
    pub used_kwh: Vec<Kwh>,
}

/// A figure for each tier, the first tier first. Few tables have more than four, so
/// that a bill allocates nothing for them.
pub type ByTier<T> = SmallVec<[T; 4]>;

/// The width of each tier; absent (endless) for the last.
pub type Widths = ByTier<Option<Kwh>>;

impl TierTable {
    /// The tiers of `month`; refuses `no_tiers_for_month`.
    pub fn of_month(&self, month: u32) -> Result<&[Tier], Refusal> {
        self.seasons
            .iter()
            .find(|season| season.months.is_empty() || season.months.contains(&month))
            .map(|season| season.tiers.as_slice())
            .ok_or_else(|| Refusal::new("no_tiers_for_month").with("month", month))
    }

    /// What each tier adds, the first tier first; the same in all seasons.
    pub fn adds(&self) -> impl Iterator<Item = Price> {
        self.seasons.first().into_iter().flat_map(|season| &season.tiers).map(|tier| tier.adds)
    }

    /// How wide the tiers are for one bill of an account, or for its whole
    /// year where tiers are yearly.
    ///
    /// `period` is the last of the `months` that the bill is for, `read_on` the day
    /// of its reading: a year's tiers follow the year of the reading.
    pub fn widths(
        &self,
        terms: &AccountTerms,
        (period, months): (YearMonth, u32),
        read_on: NaiveDate,
    ) -> Result<Widths, Refusal> {
        match self.cycle {
            TierCycle::Month => self.widths_of_months(terms, (period, months)),
            TierCycle::Year => self.widths_of_year(terms, read_on.year()),
        }
    }

    fn widths_of_months(
        &self,
        terms: &AccountTerms,
        (period, months): (YearMonth, u32),
    ) -> Result<Widths, Refusal> {
        let connected = terms.connected_on.map(YearMonth::of);
        let mut months: SmallVec<[YearMonth; 2]> = (0..months)
            .rev()
            .map(|back| period.minus(back))
            .filter(|month| connected.is_none_or(|connected| *month >= connected))
            .collect();
        if months.is_empty() {
            months.push(period);
        }
        let mut widths = Widths::new();
        for month in &months {
            let of_month = widths_of(self.of_month(month.month())?)?;
            widths = if widths.is_empty() { of_month } else { add(&widths, &of_month)? };
        }
        self.widen(widths, terms, |approved| {
            months.iter().filter(|month| **month >= approved).count()
        })
    }

    fn widths_of_year(&self, terms: &AccountTerms, year: i32) -> Result<Widths, Refusal> {
        let connected = terms.connected_on.map(YearMonth::of);
        let months = months_from(connected, year);
        let mut widths = widths_of(self.of_month(1)?)?;
        for width in widths.iter_mut().flatten() {
            *width = part_of_year(*width, months)?.round_whole();
        }
        self.widen(widths, terms, |approved| months_from(connected.max(Some(approved)), year))
    }

    /// Adds what a larger household has; `months` says how many of those covered lie
    /// in or after a month.
    fn widen(
        &self,
        mut widths: Widths,
        terms: &AccountTerms,
        months: impl FnOnce(YearMonth) -> usize,
    ) -> Result<Widths, Refusal> {
        let (Some(extra), Some(household)) = (self.household, terms.household) else {
            return Ok(widths);
        };
        if household.persons < extra.at_least_persons {
            return Ok(widths);
        }
        let counted = months(YearMonth::of(household.approved_on));
        if let Some(Some(first)) = widths.first_mut() {
            *first = extra
                .extra_kwh
                .get()
                .checked_mul(Decimal::from(counted))
                .and_then(|more| first.get().checked_add(more))
                .map(Kwh::new)
                .ok_or_else(|| Refusal::out_of_range("tier"))?;
        }
        Ok(widths)
    }
}

/// How many months of `year` lie in or after `first`; all twelve without one.
fn months_from(first: Option<YearMonth>, year: i32) -> usize {
    let Some(first) = first else { return 12 };
    (1..=12).filter(|month| (year, *month) >= (first.year(), first.month())).count()
}

/// A year's width over so many of its months, not rounded.
fn part_of_year(width: Kwh, months: usize) -> Result<Kwh, Refusal> {
    if months == 12 {
        return Ok(width);
    }
    let times = width.get().checked_mul(Decimal::from(months));
    let part = times.and_then(|times| times.checked_div(Decimal::from(12)));
    part.map(Kwh::new).ok_or_else(|| Refusal::out_of_range("tier"))
}

fn widths_of(tiers: &[Tier]) -> Result<Widths, Refusal> {
    let mut widths = Widths::new();
    for tier in tiers {
        let width = tier.up_to_kwh.map(|up_to| up_to.minus(tier.above_kwh)).transpose();
        widths.push(width.map_err(|_overflow| Refusal::out_of_range("tier"))?);
    }
    Ok(widths)
}

fn add(one: &Widths, other: &Widths) -> Result<Widths, Refusal> {
    if one.len() != other.len() {
        return Err(Refusal::new("season_tiers_differ"));
    }
    one.iter()
        .zip(other)
        .map(|(one, other)| match (one, other) {
            (Some(one), Some(other)) => {
                one.plus(*other).map(Some).map_err(|_overflow| Refusal::out_of_range("tier"))
            }
            _ => Ok(None),
        })
        .collect()
}

/// Splits `energy` over tiers of which `used` is already taken; the parts add
/// up to `energy`, and the last tier takes all that is left.
#[must_use]
pub fn split(energy: Kwh, used: &[Kwh], widths: &[Option<Kwh>]) -> Vec<Kwh> {
    let mut used = used.to_vec();
    used.resize(widths.len(), Kwh::ZERO);
    let mut parts = Vec::with_capacity(widths.len());
    climb(energy, &mut used, widths, |part| parts.push(part));
    parts
}

/// Takes `energy` from the tiers, adds it to what is `used` of them, and tells how
/// much fell into each.
pub(crate) fn climb(
    energy: Kwh,
    used: &mut [Kwh],
    widths: &[Option<Kwh>],
    mut tell: impl FnMut(Kwh),
) {
    let mut rest = energy.get();
    for (used, width) in used.iter_mut().zip(widths) {
        if rest.is_zero() {
            tell(Kwh::ZERO);
            continue;
        }
        let room = width.map(|width| if used.is_zero() { width } else { left(width, *used) });
        let part = match room.filter(|room| room.get() < rest) {
            Some(room) => {
                rest -= room.get();
                room
            }
            None => Kwh::new(mem::take(&mut rest)),
        };
        *used = if used.is_zero() { part } else { Kwh::new(used.get() + part.get()) };
        tell(part);
    }
}

/// What is left of a width; nothing where more is used.
fn left(width: Kwh, used: Kwh) -> Kwh {
    let left = Kwh::new(width.get() - used.get());
    if left.is_negative() { Kwh::ZERO } else { left }
}

/// The tiers that a bare total has filled: for history from before the record,
/// of which only the year's sum is known.
#[must_use]
pub fn used_from_total(total: Kwh, widths: &[Option<Kwh>]) -> Vec<Kwh> {
    split(total, &[], widths)
}

#[cfg(test)]
mod tests;
