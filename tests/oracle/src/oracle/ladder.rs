//! 阶梯 (domain facts 2.2, 2.3): how wide the tiers are for a bill, and how its
//! energy climbs them.

use chrono::Datelike;

use super::number::{Exact, half_up, whole};
use super::plain::{Bill, Ladder, Month, Refused};

/// The tiers of a bill while it climbs them.
pub(super) struct Climb {
    /// The width of each tier but the last, which has no end.
    widths: Vec<Exact>,
    /// What is taken of each tier.
    pub(super) taken: Vec<Exact>,
}

impl Climb {
    /// The tiers of a bill before its energy, which is that of so many months.
    pub(super) fn new(bill: &Bill, ladder: &Ladder, months: u32) -> Result<Self, Refused> {
        let widths =
            if ladder.yearly { of_year(bill, ladder)? } else { of_months(bill, ladder, months)? };
        let mut taken = vec![whole(0); ladder.adds.len()];
        if let Some((year, used)) = &bill.used
            && ladder.yearly
            && *year == bill.read_on.year()
        {
            taken.iter_mut().zip(used).for_each(|(taken, used)| *taken = *used);
        }
        Ok(Self { widths, taken })
    }

    /// Takes `energy`, each kWh from the lowest tier that has room; says how
    /// much of each.
    pub(super) fn climb(&mut self, energy: Exact) -> Vec<Exact> {
        let mut rest = energy;
        let mut parts = Vec::new();
        for (tier, taken) in self.taken.iter_mut().enumerate() {
            let room = self.widths.get(tier).map(|width| (*width - *taken).max(whole(0)));
            let part = room.map_or(rest, |room| rest.min(room));
            *taken += part;
            rest -= part;
            parts.push(part);
        }
        parts
    }
}

/// From upper limits to widths.
fn widths(limits: &[Exact]) -> Vec<Exact> {
    let mut below = whole(0);
    let each = limits.iter().map(|limit| std::mem::replace(&mut below, *limit));
    let starts: Vec<Exact> = each.collect();
    limits.iter().zip(starts).map(|(limit, start)| limit - start).collect()
}

fn season(ladder: &Ladder, month: u32) -> Result<&[Exact], Refused> {
    let season =
        ladder.seasons.iter().find(|(months, _)| months.is_empty() || months.contains(&month));
    season.map(|(_, limits)| limits.as_slice()).ok_or("no_tiers_for_month")
}

/// Whether the household is approved as a larger one, and from which month on.
fn approved(bill: &Bill, ladder: &Ladder) -> Option<(Month, Exact)> {
    let ((persons, on), (at_least, extra)) = (bill.household?, ladder.household?);
    (persons >= at_least).then(|| (Month::of(on), extra))
}

/// Monthly tiers: the limits of all months of the bill, added. A part of a month
/// counts as a month, so the last one does; months before supply began do not.
fn of_months(bill: &Bill, ladder: &Ladder, months: u32) -> Result<Vec<Exact>, Refused> {
    let mut sums = vec![whole(0); ladder.adds.len() - 1];
    let mut month = bill.period;
    for _ in 0..months {
        if month == bill.period || bill.connected.is_none_or(|day| Month::of(day) <= month) {
            let mut of_month = widths(season(ladder, month.month)?);
            if let Some((from, extra)) = approved(bill, ladder)
                && from <= month
            {
                of_month[0] += extra;
            }
            sums.iter_mut().zip(&of_month).for_each(|(sum, width)| *sum += *width);
        }
        month = month.before();
    }
    Ok(sums)
}

/// Yearly tiers: in the year in which supply began, a twelfth of the limits for
/// each month left; a larger household adds for each month left since its
/// approval. The month itself counts.
fn of_year(bill: &Bill, ladder: &Ladder) -> Result<Vec<Exact>, Refused> {
    let year = bill.read_on.year();
    let first = Month { year, month: 1 };
    let began = bill.connected.map_or(first, |day| Month::of(day).max(first));
    let left = |from: Month| {
        if from.year > year { whole(0) } else { whole(i128::from(13 - from.month)) }
    };
    let mut of_year: Vec<Exact> = widths(season(ladder, bill.period.month)?);
    of_year.iter_mut().for_each(|width| *width = half_up(*width * left(began) / whole(12)));
    if let Some((from, extra)) = approved(bill, ladder) {
        of_year[0] += extra * left(from.max(began));
    }
    Ok(of_year)
}
