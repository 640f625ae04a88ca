//! What an account has agreed, how much it uses, often to the kWh where a tier
//! ends, and what is added or taken off.

use chrono::Datelike;
use fastrand::Rng;

use super::chance::{energy as drawn, often, one_of};
use super::{between, day_between, held};
use crate::oracle::number::{Exact, scaled, whole};
use crate::oracle::plain::{Bill, Month};

/// Household, free energy, first day of supply, tiers used.
pub(super) fn agree(rng: &mut Rng, bill: &mut Bill) {
    let ladder = held(bill).ladder.clone();
    if bill.class.starts_with("residential") && often(rng, 30) {
        bill.free = between(rng, 1, 30);
    }
    let Some(ladder) = ladder else {
        return;
    };
    let year = Month { year: bill.read_on.year() - 1, month: 6 }.day(1);
    if often(rng, 40) {
        bill.household = Some((rng.u32(3..=7), day_between(rng, year, bill.read_on)));
    }
    if often(rng, 25) {
        bill.connected = Some(day_between(rng, year, bill.read_on));
    }
    if ladder.yearly && often(rng, 75) {
        let year = bill.read_on.year() - i32::from(often(rng, 10));
        let mut below = whole(0);
        let mut used = Vec::new();
        let last = rng.usize(0..ladder.adds.len());
        for (tier, limit) in ladder.seasons[0].1.iter().enumerate() {
            let width = limit - below;
            below = *limit;
            used.push(match tier.cmp(&last) {
                std::cmp::Ordering::Less => width,
                std::cmp::Ordering::Equal => {
                    let near = width - between(rng, 0, 500);
                    near.max(between(rng, 0, width.to_integer()))
                }
                std::cmp::Ordering::Greater => whole(0),
            });
        }
        let in_last = last == used.len();
        used.push(if in_last { between(rng, 0, 900) } else { whole(0) });
        bill.used = Some((year, used));
    }
}

/// The energy of a bill.
pub(super) fn energy(rng: &mut Rng, bill: &Bill) -> Exact {
    let Some(ladder) = &held(bill).ladder else {
        // What a month needs for a lower demand price, at some whole capacity.
        if bill.class == "large_industry" && often(rng, 25) {
            return between(rng, 20, 1500) * whole(260);
        }
        let most = one_of(rng, &[200, 3000, 90_000, 900_000]);
        return drawn(rng, most);
    };
    if often(rng, 45) {
        return drawn(rng, if ladder.yearly { 9000 } else { 1800 });
    }
    // At the end of a tier, or a kWh to either side.
    let season = &ladder.seasons[rng.usize(0..ladder.seasons.len())].1;
    let limit = season[rng.usize(0..season.len())];
    let limit = if ladder.yearly { limit } else { limit * whole(bill.months.into()) };
    let extra = match (bill.household, ladder.household) {
        (Some((persons, _)), Some((at_least, extra))) if persons >= at_least => {
            extra * between(rng, 1, if ladder.yearly { 12 } else { i128::from(bill.months) })
        }
        _ => whole(0),
    };
    let used = bill.used.iter().flat_map(|(_, used)| used).fold(whole(0), |sum, kwh| sum + kwh);
    let free = bill.free * whole(bill.months.into());
    (limit + extra + free - used + between(rng, -1, 1)).max(whole(0))
}

/// One adjustment or several of a bill that uses `energy`; now and then two that
/// come to nothing.
pub(super) fn adjust(rng: &mut Rng, bill: &mut Bill, energy: Exact) {
    for _ in 0..one_of(rng, &[1, 1, 1, 2, 2, 3]) {
        let kwh = adjustment(rng, energy);
        bill.adjustments.push(kwh);
    }
    if often(rng, 8) {
        let back = -bill.adjustments[0];
        bill.adjustments.push(back);
    }
}

/// Whole energy or thousandths, a little or a part of what was used.
fn adjustment(rng: &mut Rng, energy: Exact) -> Exact {
    let thousandths = if often(rng, 30) {
        (energy * whole(rng.i128(-1000..=400))).to_integer()
    } else {
        rng.i128(-60_000..=120_000)
    };
    match rng.u32(0..6) {
        0 => scaled(thousandths, 3),
        1 => scaled(thousandths / 500, 1) * whole(5),
        // So little that it may come to no fen.
        2 if often(rng, 30) => scaled(rng.i128(-9..=9), 3),
        _ => whole(thousandths / 1000),
    }
}
