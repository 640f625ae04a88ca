//! The price archive: which version holds, and whether an entry agrees with
//! itself.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::hours;
use super::price::{EnergyPrices, Tariff};
use super::tier::{Tier, TierCycle, TierForm, TierTable};
use crate::id::TariffNo;
use crate::meter::Period;
use crate::quantity::Price;
use crate::refusal::Refusal;

/// The version of `tariff` that holds on a day; refuses `no_tariff`, and
/// `tariff_expired` where the last version was published for a time that is over:
/// last month's price is no price of this one.
pub fn in_force<'a>(
    versions: &'a [Tariff],
    tariff: &TariffNo,
    on: NaiveDate,
) -> Result<&'a Tariff, Refusal> {
    let refuse = |code| Refusal::by_clause(code, "4.2.1").with("tariff", tariff).with("on", on);
    let version = versions
        .iter()
        .filter(|version| version.tariff == *tariff && version.valid_from <= on)
        .max_by_key(|version| version.valid_from)
        .ok_or_else(|| refuse("no_tariff"))?;
    match version.valid_until {
        Some(until) if until < on => Err(refuse("tariff_expired").with("valid_until", until)),
        Some(_) | None => Ok(version),
    }
}

/// Refuses a version that would change what has been billed: a second one for
/// the same day (`tariff_version_exists`), or one that begins on or before
/// `billed_until` (`tariff_version_used`). Refuses as well one whose days meet those
/// of a version published for a time (`tariff_dates_overlap`), or leave days
/// between that no version prices (`tariff_dates_gap`).
pub fn check_version(
    entry: &Tariff,
    versions: &[Tariff],
    billed_until: Option<NaiveDate>,
) -> Result<(), Refusal> {
    // 4.2.1: every version is kept, dated, and never edited once used.
    let refuse = |code| {
        Refusal::by_clause(code, "4.2.1")
            .with("tariff", &entry.tariff)
            .with("valid_from", entry.valid_from)
    };
    let same = |version: &&Tariff| {
        version.tariff == entry.tariff && version.valid_from == entry.valid_from
    };
    if versions.iter().find(same).is_some() {
        return Err(refuse("tariff_version_exists"));
    }
    if let Some(until) = billed_until.filter(|until| entry.valid_from <= *until) {
        return Err(refuse("tariff_version_used").with("billed_until", until));
    }
    let own = versions.iter().filter(|version| version.tariff == entry.tariff);
    let before = own.clone().filter(|version| version.valid_from < entry.valid_from);
    let after = own.filter(|version| version.valid_from > entry.valid_from);
    let next = after.min_by_key(|version| version.valid_from);
    check_joint(before.max_by_key(|version| version.valid_from), Some(entry))?;
    check_joint(Some(entry), next)
}

/// Whether the later version begins on the day after the earlier one ends.
fn check_joint(earlier: Option<&Tariff>, later: Option<&Tariff>) -> Result<(), Refusal> {
    let (Some(earlier), Some(later)) = (earlier, later) else { return Ok(()) };
    let Some(until) = earlier.valid_until else { return Ok(()) };
    let code = if later.valid_from <= until {
        "tariff_dates_overlap"
    } else if until.succ_opt() == Some(later.valid_from) {
        return Ok(());
    } else {
        "tariff_dates_gap"
    };
    Err(Refusal::by_clause(code, "4.2.1")
        .with("tariff", &later.tariff)
        .with("valid_until", until)
        .with("valid_from", later.valid_from))
}

/// Everything in an entry that does not agree with itself, each with the cell
/// it stands in; empty for a sound one.
///
/// Codes: `price_not_positive`, `price_parts_differ`, `price_factor_differs`,
/// `surcharges_exceed_price`, `tier_gap`, `tier_overlap`, `tier_not_ascending`,
/// `tier_open_end`, `tier_first_not_zero`, `tier_adds_not_ascending`,
/// `season_months`, `season_adds_differ`, `tier_form`, `tariff_dates`,
/// `basic_not_positive`, and those of the hours (`hours_...`).
#[must_use]
pub fn check_entry(entry: &Tariff) -> Vec<Refusal> {
    let mut faults = Vec::new();
    faults.extend(not_positive(entry));
    faults.extend(parts_differ(entry));
    faults.extend(factors_differ(entry));
    faults.extend(hours::faults(entry));
    if let Some(until) = entry.valid_until.filter(|until| *until < entry.valid_from) {
        faults.push(fault("tariff_dates").with("from", entry.valid_from).with("to", until));
    }
    let basic = entry.basic.iter().flat_map(|basic| [basic.capacity, basic.demand]).flatten();
    for price in basic.filter(|price| price.get() <= Decimal::ZERO) {
        faults.push(fault("basic_not_positive").with("printed", price));
    }
    if let Some(table) = &entry.tiers {
        faults.extend(season_faults(table));
        if entry.is_time_of_use() && table.form == TierForm::FullPrice {
            faults.push(fault("tier_form").with("cell", "form"));
        }
    }
    faults
}

pub(super) fn fault(code: &'static str) -> Refusal {
    // 4.2.1: the auditor answers for the price archive.
    Refusal::by_clause(code, "4.2.1")
}

fn sum(prices: impl Iterator<Item = Price>) -> Decimal {
    prices.map(Price::get).sum()
}

fn not_positive(entry: &Tariff) -> impl Iterator<Item = Refusal> {
    let surcharges = sum(entry.surcharges().map(|part| part.price));
    entry.prices.cells().filter_map(move |(period, price)| {
        if price.get() <= Decimal::ZERO {
            Some(fault("price_not_positive").with("cell", period).with("printed", price))
        } else if surcharges >= price.get() {
            Some(
                fault("surcharges_exceed_price")
                    .with("cell", period)
                    .with("printed", price)
                    .with("surcharges", surcharges.normalize()),
            )
        } else {
            None
        }
    })
}

/// The price that the parts must add up to: the single or the flat one.
fn flat_cell(entry: &Tariff) -> Option<(Period, Price)> {
    let period = match entry.prices {
        EnergyPrices::Single { .. } => Period::Total,
        EnergyPrices::TimeOfUse { .. } => Period::Flat,
    };
    entry.prices.of(period).map(|price| (period, price))
}

/// Whether parts that all are surcharges only name what a bill prints apart,
/// rather than break the whole price down.
fn is_breakdown(entry: &Tariff) -> bool {
    entry.parts.iter().any(|part| !part.surcharge)
}

fn parts_differ(entry: &Tariff) -> Option<Refusal> {
    if !is_breakdown(entry) {
        return None;
    }
    let (cell, printed) = flat_cell(entry)?;
    let parts = sum(entry.parts.iter().map(|part| part.price));
    (parts != printed.get()).then(|| {
        fault("price_parts_differ")
            .with("cell", cell)
            .with("printed", printed)
            .with("parts", parts.normalize())
            .with("difference", (parts - printed.get()).normalize())
    })
}

fn factors_differ(entry: &Tariff) -> Vec<Refusal> {
    let Some(factors) = entry.factors.filter(|_| is_breakdown(entry)) else {
        return Vec::new();
    };
    // The parts, not the printed flat cell, are the base: one wrong cell is
    // then named alone.
    let flat = Price::new(sum(entry.parts.iter().map(|part| part.price)));
    let floating =
        Price::new(sum(entry.parts.iter().filter(|part| part.floats).map(|part| part.price)));
    entry
        .prices
        .cells()
        .filter(|(period, _)| !matches!(period, Period::Flat | Period::Total))
        .filter_map(|(period, printed)| {
            let computed = factors.price(period, flat, floating);
            (computed != Some(printed)).then(|| {
                fault("price_factor_differs")
                    .with("cell", period)
                    .with("printed", printed)
                    .with_some("computed", computed)
            })
        })
        .collect()
}

fn season_faults(table: &TierTable) -> Vec<Refusal> {
    let mut faults = Vec::new();
    for month in 1..=12_u32 {
        let times = table
            .seasons
            .iter()
            .filter(|season| season.months.is_empty() || season.months.contains(&month))
            .count();
        if times != 1 {
            faults.push(fault("season_months").with("month", month).with("times", times));
        }
    }
    if table.cycle == TierCycle::Year && table.seasons.len() != 1 {
        faults.push(fault("season_months").with("seasons", table.seasons.len()));
    }
    for (season, tiers) in table.seasons.iter().enumerate() {
        if !tiers.tiers.iter().map(|tier| tier.adds).eq(table.adds()) {
            faults.push(fault("season_adds_differ").with("season", season + 1));
        }
        faults.extend(
            tier_faults(&tiers.tiers).into_iter().map(|fault| fault.with("season", season + 1)),
        );
    }
    faults
}

fn tier_faults(tiers: &[Tier]) -> Vec<Refusal> {
    let mut faults = Vec::new();
    if let Some(first) = tiers.first()
        && !(first.above_kwh.is_zero() && first.adds.is_zero())
    {
        faults.push(
            fault("tier_first_not_zero")
                .with("tier", 1)
                .with("above_kwh", first.above_kwh)
                .with("adds", first.adds),
        );
    }
    for (row, tier) in (1..).zip(tiers) {
        if tier.up_to_kwh.is_some_and(|up_to| up_to <= tier.above_kwh) {
            faults.push(
                fault("tier_not_ascending")
                    .with("tier", row)
                    .with("above_kwh", tier.above_kwh)
                    .with_some("up_to_kwh", tier.up_to_kwh),
            );
        }
        if (row == tiers.len()) != tier.up_to_kwh.is_none() {
            faults.push(fault("tier_open_end").with("tier", row));
        }
    }
    for (row, (lower, upper)) in (2..).zip(tiers.iter().zip(tiers.iter().skip(1))) {
        if upper.adds <= lower.adds {
            faults.push(fault("tier_adds_not_ascending").with("tier", row));
        }
        let Some(end) = lower.up_to_kwh.filter(|end| *end != upper.above_kwh) else { continue };
        let code = if upper.above_kwh > end { "tier_gap" } else { "tier_overlap" };
        faults.push(
            fault(code).with("tier", row).with("ends_kwh", end).with("begins_kwh", upper.above_kwh),
        );
    }
    if tiers.is_empty() {
        faults.push(fault("tier_open_end").with("tier", 0));
    }
    faults
}

#[cfg(test)]
mod tests;
