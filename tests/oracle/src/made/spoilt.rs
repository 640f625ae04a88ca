//! Bills that cannot be computed: one thing of a sound bill is spoilt.

use chrono::Days;
use fastrand::Rng;

use super::OWN;
use super::chance::one_of;
use crate::oracle::number::{scaled, whole};
use crate::oracle::plain::{BasicBy, Bill, Counter, Hours, Loss, Share, Size, Source};

/// Spoils one thing; often it is not there to be spoilt, and the bill stays sound.
pub(super) fn spoil(rng: &mut Rng, bill: &mut Bill) {
    if !bill.basic.is_empty() && rng.bool() {
        return basic(rng, bill);
    }
    match rng.u32(0..8) {
        0 => bill.months = one_of(rng, &[0, 13]),
        1 => bill.previous_on = Some(bill.read_on + Days::new(1)),
        2 => bill.tables.retain(|table| table.no != OWN || table.from > bill.read_on),
        3 => bill.adjustments.push(whole(-10_000_000)),
        4 | 5 => meters(rng, bill),
        6 => shares(rng, bill),
        _ => losses(rng, bill),
    }
}

fn meters(rng: &mut Rng, bill: &mut Bill) {
    let Source::Read { meters, believed } = &mut bill.source else {
        return;
    };
    match rng.u32(0..5) {
        0 => *believed = believed.map(|energy| energy - scaled(1, 1)),
        1 => meters.clear(),
        2 => {
            let finer = scaled(1, meters[0].decimals + 1);
            meters[0].looks[0].after += finer;
        }
        3 => meters.iter_mut().for_each(|meter| {
            meter.looks.retain(|look| {
                matches!(look.counter, Counter::Active(Hours::All) | Counter::Demand)
            });
        }),
        _ => meters[0].looks[0].before = whole(-1),
    }
}

fn basic(rng: &mut Rng, bill: &mut Bill) {
    let Some(first) = bill.basic.first().cloned() else {
        return;
    };
    match rng.u32(0..7) {
        0 => bill.basic.clear(),
        1 => bill.basic.push(first),
        2 => bill.basic[0].part = Some((first.month.day(2), first.month.after().day(1))),
        3 => bill.basic[0].by = BasicBy::Capacity(Vec::new()),
        4 => {
            let twice = ("T0".to_owned(), whole(100), None);
            bill.basic[0].by = BasicBy::Capacity(vec![twice.clone(), twice]);
        }
        5 => bill.tables.iter_mut().for_each(|table| {
            table.basic = table.basic.map(|_| (None, None));
        }),
        _ => {
            bill.basic[0].by = BasicBy::Demand {
                contract: Some(whole(100)),
                capacity: whole(2000),
                actual: Some(whole(100)),
            };
        }
    }
}

fn shares(rng: &mut Rng, bill: &mut Bill) {
    let share = |table: &str, percent| Share {
        table: table.into(),
        size: Size::Percent(whole(percent)),
        series: true,
    };
    let more = match rng.u32(0..4) {
        0 => share("L1", 101),
        1 => share(OWN, 1),
        2 => share("L3", 1),
        _ => share("L1", -1),
    };
    bill.contract.shares.push(more);
}

fn losses(rng: &mut Rng, bill: &mut Bill) {
    match &mut bill.contract.transformer {
        Some(Loss::Formula { days, rated, .. }) => {
            if rng.bool() {
                *days = Some(0)
            } else {
                *rated = whole(0)
            }
        }
        Some(Loss::Simplified { rated, .. }) => *rated = whole(0),
        Some(Loss::Table { steps, days, .. }) => {
            if rng.bool() {
                steps.clear()
            } else {
                *days = Some(31)
            }
        }
        None => bill.contract.line = Some((Size::Fixed(scaled(5, 1)), false)),
    }
}
