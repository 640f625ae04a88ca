//! Energy by time-of-use period, and how it is taken off.

use std::collections::BTreeMap;

use super::number::{Exact, whole};
use super::plain::{Counted, Counter, Hours, Refused, Table};
use super::usage;

/// Energy by the periods that a table prices.
pub(super) type Spread = BTreeMap<Hours, Exact>;

/// All of it.
pub(super) fn sum(spread: &Spread) -> Exact {
    spread.values().fold(whole(0), |sum, energy| sum + energy)
}

/// Whether the table prices by period.
pub(super) fn is_by_hours(table: &Table) -> bool {
    !table.prices.contains_key(&Hours::All)
}

/// Where energy goes that has no hours of its own: all hours, flat, or valley
/// where the table prices no flat.
pub(super) fn base(table: &Table) -> Hours {
    let at_base = [Hours::All, Hours::Flat, Hours::Valley];
    at_base.into_iter().find(|hours| table.prices.contains_key(hours)).expect("a price")
}

/// The energy of `counted` by the periods of `table`; the difference of the
/// periods to the total goes to the base period.
pub(super) fn of(counted: &Counted, table: &Table) -> Result<Spread, Refused> {
    let mut spread = by_hours(counted);
    if is_by_hours(table) && spread.is_empty() {
        return Err("no_period_registers");
    }
    let total = usage::active(counted).ok_or("no_active_register")?;
    if !is_by_hours(table) {
        return Ok(Spread::from([(Hours::All, total)]));
    }
    let difference = total - sum(&spread);
    // The difference alone goes to valley: what a flat register counted needs a
    // flat price.
    let flat = spread.get(&Hours::Flat).copied().unwrap_or(whole(0));
    if flat != whole(0) && !table.prices.contains_key(&Hours::Flat) {
        return Err("no_price_for_period");
    }
    add(&mut spread, base(table), difference);
    bear_rounding(&mut spread, base(table));
    Ok(spread)
}

/// Rounded registers may exceed the rounded total by a kWh or two, which the base
/// period may not have: then the others bear it, in the order of registers.
fn bear_rounding(spread: &mut Spread, base: Hours) {
    let short = spread.get(&base).copied().unwrap_or(whole(0));
    if short >= whole(0) || short < whole(-2) || sum(spread) < whole(0) {
        return;
    }
    let mut rest = -short;
    spread.insert(base, whole(0));
    for energy in spread.values_mut() {
        let part = rest.min(*energy);
        *energy -= part;
        rest -= part;
    }
}

/// What the period registers counted.
pub(super) fn by_hours(counted: &Counted) -> Spread {
    let periods = counted.iter().filter_map(|(counter, energy)| match counter {
        Counter::Active(hours) if *hours != Hours::All => Some((*hours, *energy)),
        _ => None,
    });
    periods.collect()
}

/// Adds `energy` in `hours`.
pub(super) fn add(spread: &mut Spread, hours: Hours, energy: Exact) {
    *spread.entry(hours).or_insert(whole(0)) += energy;
}

/// Takes `energy` off, at most what is there: from the base period first and
/// then from the others in the order of registers, or from each in proportion,
/// whole kWh, and what that leaves from the base period first. Hours below zero,
/// where the periods count more than the total, give nothing.
pub(super) fn take(from: &mut Spread, energy: Exact, base: Hours, in_proportion: bool) -> Spread {
    let there = sum(from);
    let mut rest = energy.min(there).max(whole(0));
    let mut taken = Spread::new();
    let used = |energy: &Exact| (*energy).max(whole(0));
    let all_used = from.values().map(used).fold(whole(0), |sum, energy| sum + energy);
    if in_proportion && all_used > whole(0) {
        let wanted = rest;
        for (hours, energy) in from.iter() {
            let part = (wanted * used(energy) / all_used).trunc();
            taken.insert(*hours, part);
            rest -= part;
        }
    }
    let others = from.keys().copied().filter(|hours| *hours != base);
    for hours in [base].into_iter().chain(others).collect::<Vec<_>>() {
        let before = taken.get(&hours).copied().unwrap_or(whole(0));
        let there = from.get(&hours).copied().unwrap_or(whole(0)) - before;
        let part = rest.min(there).max(whole(0));
        taken.insert(hours, before + part);
        rest -= part;
    }
    for (hours, part) in &taken {
        add(from, *hours, -*part);
    }
    taken
}
