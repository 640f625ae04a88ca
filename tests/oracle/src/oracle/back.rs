//! Provisional energy that was too much goes back at the prices at which it was
//! charged: the latest provisional bill first, in each the highest tier first
//! (domain facts 1.2).

use super::number::{Exact, whole};
use super::plain::{Found, Kind, Ladder, Line, Refused, Table};
use super::spread::Spread;

/// The bills with their places, the latest first.
fn latest_first(before: &[Found]) -> impl Iterator<Item = (usize, &Found)> {
    before.iter().enumerate().rev()
}

/// The line that gives `energy` of `line` back.
fn reversed(line: &Line, bill: usize, energy: Exact) -> Line {
    Line { energy: -energy, back: Some(bill), fen: 0, ..line.clone() }
}

/// Takes from `lines`, the last first, until `rest` is given.
fn give<'a>(
    lines: impl DoubleEndedIterator<Item = &'a Line>,
    bill: usize,
    rest: &mut Exact,
) -> Vec<Line> {
    let mut given = Vec::new();
    for line in lines.rev() {
        let part = (*rest).min(line.energy);
        if part > whole(0) {
            *rest -= part;
            given.push(reversed(line, bill, part));
        }
    }
    given
}

/// The energy of each period that goes back; never more than was charged in it.
pub(super) fn energy(over: &Spread, before: &[Found]) -> Result<Vec<Line>, Refused> {
    let mut lines = Vec::new();
    for (hours, energy) in over {
        let mut rest = *energy;
        for (place, bill) in latest_first(before) {
            let of_hours =
                bill.lines.iter().filter(|line| line.kind == Kind::Energy && line.hours == *hours);
            lines.extend(give(of_hours, place, &mut rest));
        }
        if rest > whole(0) {
            return Err("settlement_exceeds_provisional");
        }
    }
    Ok(lines)
}

/// How much of `energy` goes back from each bill, the latest first.
fn by_bill(energy: Exact, before: &[Found]) -> Vec<(usize, &Found, Exact)> {
    let mut rest = energy;
    let of = |(place, bill)| {
        let part = rest.min(charged(bill));
        rest -= part;
        (place, bill, part)
    };
    latest_first(before).map(of).collect()
}

/// The energy that a bill charged.
fn charged(bill: &Found) -> Exact {
    let energies = bill.lines.iter().filter(|line| line.kind == Kind::Energy);
    energies.fold(whole(0), |sum, line| sum + line.energy)
}

/// Whether a bill before charged its tiers otherwise than `held`: in the price of
/// its energy, or added to it. Then nothing can be set off tier by tier.
pub(super) fn is_whole(held: &Table, before: &[Found]) -> bool {
    let in_price = |ladder: &Ladder| !ladder.add_on;
    let now = held.ladder.as_ref().is_some_and(in_price);
    let mut lines = before.iter().flat_map(|bill| &bill.lines);
    lines.any(|line| {
        line.kind == Kind::Energy && line.energy != whole(0) && line.tier.is_some() != now
    })
}

/// All that the bills before charged, by hours and together.
pub(super) fn all(before: &[Found]) -> (Spread, Exact) {
    let mut spread = Spread::new();
    for line in before.iter().flat_map(|bill| &bill.lines) {
        if line.kind == Kind::Energy {
            *spread.entry(line.hours).or_insert(whole(0)) += line.energy;
        }
    }
    let sum = before.iter().fold(whole(0), |sum, bill| sum + charged(bill));
    (spread, sum)
}

/// The additions and surcharges that go back with `energy`.
pub(super) fn additions_and_funds(energy: Exact, before: &[Found]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (place, bill, part) in by_bill(energy, before) {
        let of = |kind| bill.lines.iter().filter(move |line| line.kind == kind);
        lines.extend(give(of(Kind::Addition), place, &mut part.clone()));
        let mut codes: Vec<&Option<String>> = Vec::new();
        for line in of(Kind::Fund) {
            if !codes.contains(&&line.fund) {
                codes.push(&line.fund);
            }
        }
        for code in codes {
            let of_code = of(Kind::Fund).filter(|line| line.fund == *code);
            lines.extend(give(of_code, place, &mut part.clone()));
        }
    }
    lines
}

/// How much of each tier goes back with `energy`, the first tier first.
pub(super) fn tiers(energy: Exact, before: &[Found]) -> Vec<Exact> {
    let mut given = vec![whole(0); 9];
    for (place, bill, part) in by_bill(energy, before) {
        let mut rest = part;
        let of = bill.lines.iter().filter(|line| {
            line.kind == Kind::Addition || (line.kind == Kind::Energy && line.tier.is_some())
        });
        for line in give(of, place, &mut rest) {
            let tier = usize::try_from(line.tier.unwrap_or(1)).expect("a tier");
            given[tier - 1] -= line.energy;
        }
        given[0] += rest;
    }
    given
}
