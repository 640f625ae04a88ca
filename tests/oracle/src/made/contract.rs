//! What a contract agrees, the registers that it needs, basic charges, and
//! meters behind.

use chrono::NaiveDate;
use fastrand::Rng;

use super::chance::{often, one_of};
use super::{between, day_between, held, meters};
use crate::oracle::number::{Exact, scaled, whole};
use crate::oracle::plain::{
    BasicBy, Bill, Counted, Counter, Hours, Loss, Share, Size, Span, Transformer,
};

const RATED: [i128; 8] = [50, 100, 160, 200, 315, 316, 400, 630];

/// Losses, the standard of the power factor, and shares.
pub(super) fn agree(rng: &mut Rng, bill: &mut Bill) {
    let has_base = [Hours::All, Hours::Flat].iter().any(|h| held(bill).prices.contains_key(h));
    if has_base && often(rng, 40) {
        bill.contract.transformer = Some(loss(rng, bill.months));
    }
    if has_base && often(rng, 25) {
        let size = if often(rng, 50) {
            Size::Fixed(between(rng, 0, 300))
        } else {
            Size::Percent(scaled(rng.i128(0..=800), 2))
        };
        bill.contract.line = Some((size, often(rng, 50)));
    }
    if often(rng, 50) {
        bill.contract.standard = Some((one_of(rng, &[90, 85, 80]), often(rng, 20)));
    }
    if often(rng, 35) {
        bill.contract.shares = shares(rng);
    }
}

fn loss(rng: &mut Rng, months: u32) -> Loss {
    let rated = whole(one_of(rng, &RATED));
    match rng.u32(0..3) {
        0 => Loss::Formula {
            rated,
            no_load: scaled(rng.i128(5..150), 2),
            load: scaled(rng.i128(50..800), 2),
            current: scaled(rng.i128(5..30), 1),
            impedance: scaled(rng.i128(40..60), 1),
            curve: scaled(rng.i128(100..160), 2),
            days: (months == 1 && often(rng, 30)).then(|| rng.u32(1..=31)),
        },
        1 => Loss::Simplified {
            rated,
            iron: between(rng, 0, 400),
            iron_reactive: between(rng, 0, 900),
            factor: scaled(rng.i128(10..40), 1),
        },
        _ => {
            let step = |rng: &mut Rng, tenths| {
                (scaled(tenths, 1), between(rng, 10, 900), between(rng, 10, 2000))
            };
            let mut steps: Vec<_> = [3, 5, 7, 9].map(|tenths| step(rng, tenths)).into();
            rng.shuffle(&mut steps);
            Loss::Table {
                rated,
                steps,
                rate: scaled(one_of(rng, &[30, 30, 40, 50, 55, 69, 70, 71, 90]), 2),
                days: often(rng, 30).then(|| rng.u32(1..=30)),
            }
        }
    }
}

fn shares(rng: &mut Rng) -> Vec<Share> {
    let count = one_of(rng, &[1, 1, 2, 2, 3]);
    let mut left = 100;
    let share = |_| {
        let size = if often(rng, 50) {
            let most = one_of(rng, &[50, 500, 20_000]);
            Size::Fixed(between(rng, 0, most))
        } else {
            let percent = rng.i128(0..=left);
            left -= percent;
            Size::Percent(if percent > 0 && often(rng, 30) {
                whole(percent) - Exact::new(1, 2)
            } else {
                whole(percent)
            })
        };
        Share { table: one_of(rng, &["L1", "L2"]).into(), size, series: often(rng, 50) }
    };
    (0..count).map(share).collect()
}

/// Reactive energy, often at the edge of two factors, and demand.
pub(super) fn count_others(rng: &mut Rng, bill: &Bill, counted: &mut Counted) {
    let active: i128 = counted.values().map(|energy| energy.to_integer()).max().unwrap_or(0);
    if bill.contract.standard.is_some() || often(rng, 10) {
        let mut reactive = if often(rng, 60) {
            // cosφ = edge / 200 where kvarh² = kWh² × (200² − edge²) / edge².
            let edge = 2 * rng.i128(31..=100) - 1;
            let square = active * active * (40_000 - edge * edge) / (edge * edge);
            square.isqrt() + rng.i128(-1..=2)
        } else {
            rng.i128(0..=active * 2 + 50)
        };
        reactive = reactive.max(0);
        if often(rng, 30) {
            let back = rng.i128(0..=reactive);
            counted.insert(Counter::FedBack, whole(back));
            reactive -= back;
        }
        counted.insert(Counter::Reactive, whole(reactive));
    }
    if held(bill).basic.is_some() && often(rng, 60) {
        counted.insert(Counter::Demand, between(rng, 0, 900));
    }
}

/// The basic charges of a two-part price.
pub(super) fn charge(rng: &mut Rng, bill: &mut Bill, energy: Exact) {
    if held(bill).basic.is_none() {
        return;
    }
    let mut month = bill.period;
    for _ in 0..bill.months {
        let days: Vec<Option<(NaiveDate, NaiveDate)>> = parts(rng, month.day(1), month.days());
        for part in days {
            let by = if often(rng, 50) {
                BasicBy::Capacity(transformers(rng))
            } else {
                demand(rng, energy)
            };
            bill.basic.push(Span { month, part, by });
        }
        month = month.before();
    }
    bill.basic.reverse();
}

/// The whole month, a part of it, or two parts.
fn parts(rng: &mut Rng, first: NaiveDate, days: i64) -> Vec<Option<(NaiveDate, NaiveDate)>> {
    let last = first + chrono::Days::new(u64::try_from(days - 1).expect("a month"));
    let middle = day_between(rng, first, last);
    match rng.u32(0..10) {
        0..6 => vec![None],
        6 => vec![Some((first, middle))],
        7 => vec![Some((middle, last))],
        8 if middle < last => {
            let next = middle.succ_opt().expect("a day");
            vec![Some((next, last)), Some((first, middle))]
        }
        _ => vec![Some((first, last))],
    }
}

fn transformers(rng: &mut Rng) -> Vec<Transformer> {
    let one = |at: u32, rng: &mut Rng| {
        let interlock = often(rng, 40).then(|| one_of(rng, &["A", "B"]).to_owned());
        let capacity = one_of(rng, &RATED) * 2 + i128::from(often(rng, 20));
        (format!("T{at}"), Exact::new(capacity, 2), interlock)
    };
    (0..rng.u32(1..=4)).map(|at| one(at, rng)).collect()
}

/// A demand about its contract's limits, and a capacity about that at which the
/// price is reduced.
fn demand(rng: &mut Rng, energy: Exact) -> BasicBy {
    let at_discount = energy / whole(260);
    let near = if at_discount.is_integer() { 80 } else { 40 };
    let capacity = if often(rng, near) {
        at_discount.floor() + whole(one_of(rng, &[-1, 0, 0, 0, 1]))
    } else {
        between(rng, 100, 1500)
    };
    let capacity = capacity.max(whole(20));
    let least = (capacity * Exact::new(2, 5)).ceil();
    let contract =
        often(rng, 75).then(|| if often(rng, 12) { least } else { least + between(rng, 0, 600) });
    let about = contract.unwrap_or_else(|| between(rng, 50, 900));
    let percent = one_of(rng, &[50, 94, 95, 96, 100, 104, 105, 106, 130]);
    let actual = about * Exact::new(percent, 100);
    let actual = if often(rng, 30) { actual + scaled(one_of(rng, &[-1, 1]), 1) } else { actual };
    BasicBy::Demand { contract, capacity, actual: often(rng, 85).then_some(actual.max(whole(0))) }
}

/// Meters behind the account's, now and then counting more than it.
pub(super) fn behind(rng: &mut Rng, bill: &mut Bill, counted: &Counted) {
    if bill.class == "residential" || !bill.settles.is_empty() || !often(rng, 20) {
        return;
    }
    let active = counted.values().map(|energy| energy.to_integer()).max().unwrap_or(0);
    for _ in 0..rng.u32(1..=2) {
        let most = if often(rng, 15) { active * 2 + 5 } else { active / 2 };
        let energy = between(rng, 0, most);
        let by_hours = if often(rng, 50) {
            let mut counted = meters::by_hours(rng, bill, energy);
            if let Some(total) = counted.get_mut(&Counter::Active(Hours::All)) {
                *total = (*total + between(rng, -1, 2)).max(whole(0));
            }
            counted
        } else {
            Counted::from([(Counter::Active(Hours::All), energy)])
        };
        bill.behind.push(by_hours);
    }
}
