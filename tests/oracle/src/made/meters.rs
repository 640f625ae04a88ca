//! Energy by period, and the indexes that show it.

use fastrand::Rng;

use super::chance::{often, one_of};
use super::{between, held};
use crate::oracle::number::{Exact, scaled, whole};
use crate::oracle::plain::{Bill, Counted, Counter, Hours, Look, Meter, Source, Table};

/// `energy` by the registers of the account's meter.
pub(super) fn by_hours(rng: &mut Rng, bill: &Bill, energy: Exact) -> Counted {
    let prices = &held(bill).prices;
    let total = Counter::Active(Hours::All);
    // A meter that counts periods is mostly where some version of the table prices them.
    let by_period =
        |table: &Table| table.no == bill.table && !table.prices.contains_key(&Hours::All);
    let percent = if bill.tables.iter().any(by_period) { 75 } else { 15 };
    if prices.contains_key(&Hours::All) && !often(rng, percent) {
        return Counted::from([(total, energy)]);
    }
    let mut hours: Vec<Hours> =
        prices.keys().copied().filter(|hours| *hours != Hours::All).collect();
    if hours.is_empty() {
        hours = vec![Hours::Peak, Hours::Flat, Hours::Valley];
    }
    // A register that the table has no price for.
    if !hours.contains(&Hours::Flat) && often(rng, 3) {
        hours.push(Hours::Flat);
    }
    let mut counted = Counted::new();
    let mut rest = energy;
    let last = hours.pop().expect("two periods at least");
    for hours in hours {
        let part = if often(rng, 10) { whole(0) } else { between(rng, 0, rest.to_integer()) };
        counted.insert(Counter::Active(hours), part);
        rest -= part;
    }
    counted.insert(Counter::Active(last), rest);
    // A total register, which the periods' own rounding misses by a little.
    if often(rng, 80) || prices.contains_key(&Hours::All) {
        counted.insert(total, energy);
    }
    counted
}

/// Meters that show `counted`, to what their multiplier and digits allow: one, or
/// with changes several.
pub(super) fn read(rng: &mut Rng, counted: Counted) -> Source {
    let count: usize = one_of(rng, &[1, 1, 1, 1, 1, 2, 2, 3]);
    let mut rest = counted;
    let mut believed = None;
    let mut meters = Vec::new();
    for at in 0..count {
        let mut part = rest.clone();
        if at + 1 < count {
            for (counter, energy) in &mut part {
                if *counter != Counter::Demand {
                    *energy = between(rng, 0, energy.to_integer());
                }
            }
        }
        for (counter, energy) in &part {
            if *counter != Counter::Demand {
                *rest.entry(*counter).or_insert(whole(0)) -= *energy;
            }
        }
        if count > 1 && often(rng, 20) {
            // A meter of another kind than its neighbours: all hours alone, or periods alone.
            let all = Counter::Active(Hours::All);
            let kept_all = rng.bool();
            if part.contains_key(&all) && part.keys().copied().any(is_of_period) {
                part.retain(
                    |counter, _| if kept_all { !is_of_period(*counter) } else { *counter != all },
                );
            }
        }
        meters.push(meter(rng, format!("M{}", at + 1), &part, &mut believed));
    }
    Source::Read { meters, believed }
}

const fn is_of_period(counter: Counter) -> bool {
    matches!(counter, Counter::Active(hours) if !matches!(hours, Hours::All))
}

fn meter(rng: &mut Rng, name: String, part: &Counted, believed: &mut Option<Exact>) -> Meter {
    let factors = [
        whole(1),
        whole(1),
        whole(1),
        whole(30),
        whole(60),
        whole(3000),
        Exact::new(1, 2),
        Exact::new(5, 2),
    ];
    let factor = one_of(rng, &factors);
    let decimals = one_of(rng, &[0, 0, 0, 1, 2]);
    let unit = scaled(1, decimals);
    // As many units as come nearest from below.
    let steps = |energy: Exact| (energy / factor / unit).floor() * unit;
    let most = part.values().copied().map(steps).fold(whole(3), |sum, step| sum + step);
    let mut digits = rng.u32(3..=6);
    while whole(10_i128.pow(digits)) <= most {
        digits += 1;
    }
    let end = whole(10_i128.pow(digits));
    let mut looks = Vec::new();
    let periods = part.iter().filter(|(counter, _)| is_of_period(**counter));
    let of_periods = periods.map(|(_, energy)| steps(*energy)).reduce(|sum, step| sum + step);
    for (counter, energy) in part {
        let mut step = steps(*energy);
        if let (Counter::Active(Hours::All), Some(sum)) = (counter, of_periods) {
            // The registers of periods hide less than one unit each.
            let hidden = if often(rng, 25) { between(rng, 0, 2) } else { whole(0) };
            step = (sum + hidden * unit).min(end - unit);
        }
        if *counter == Counter::Demand {
            looks.push(Look { counter: *counter, before: whole(0), after: step });
            continue;
        }
        let over = often(rng, 4) && step > whole(0);
        let before = if over {
            end - unit
        } else {
            between(rng, 0, (end - step).floor().to_integer() - 1).max(whole(0))
        };
        let mut after = before + step;
        if after >= end {
            after -= end;
            let energy = step * factor;
            *believed = Some(believed.map_or(energy, |known| known.max(energy)));
        }
        looks.push(Look { counter: *counter, before, after });
    }
    Meter { name, digits, decimals, factor, looks }
}
