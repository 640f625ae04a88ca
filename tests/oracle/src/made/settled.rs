//! Provisional bills before a bill, whose estimates were too high or too low.

use chrono::Days;
use fastrand::Rng;

use super::chance::{often, one_of};
use super::{account, contract, corrected, tables};
use crate::oracle;
use crate::oracle::number::{Exact, whole};
use crate::oracle::plain::{Bill, Counted, Counter, Source, Table};

/// Puts one or two missed periods before `bill`, which counts `counted`.
pub(super) fn before(rng: &mut Rng, bill: &mut Bill, counted: &Counted) {
    let count = one_of(rng, &[1, 1, 2]);
    bill.contract.shares.clear();
    // The tiers stay as many as they were, over the same time: no source says what of
    // a year's use goes back with energy that was in a month's tiers.
    let tiers =
        |table: &Table| table.ladder.as_ref().map(|ladder| (ladder.yearly, ladder.adds.len()));
    let first = tiers(&bill.tables[0]);
    bill.tables.retain(|table| table.no != bill.table || tiers(table) == first);
    if often(rng, 20) {
        tables::turn(rng, bill, counted);
    }
    let mut used = bill.used.clone();
    let mut settles = Vec::new();
    for at in 0..count {
        let mut earlier = bill.clone();
        let back = bill.months * (count - at);
        for _ in 0..back {
            earlier.period = earlier.period.before();
        }
        let days = u64::from(30 * back);
        earlier.read_on = bill.read_on - Days::new(days);
        earlier.previous_on = bill.previous_on.map(|day| day - Days::new(days));
        let estimate = estimate(rng, counted);
        let most = estimate.values().copied().max().unwrap_or(whole(0));
        earlier.source = Source::Missed(estimate);
        earlier.adjustments.clear();
        if often(rng, 35) {
            account::adjust(rng, &mut earlier, most);
        }
        earlier.used = used.clone();
        if bill.connected.is_some_and(|day| day > earlier.read_on) {
            earlier.connected = None;
            bill.connected = None;
        }
        contract::charge(rng, &mut earlier, whole(0));
        if often(rng, 12) {
            corrected::before(rng, &mut earlier);
        }
        if let Ok(found) = oracle::find(&earlier) {
            used = found.used.or(used);
        }
        settles.push(earlier);
    }
    bill.used = used;
    bill.settles = settles;
}

/// An estimate of some part of `counted`, or of more than it.
fn estimate(rng: &mut Rng, counted: &Counted) -> Counted {
    let percent = one_of(rng, &[0, 30, 50, 60, 90, 100, 110, 150, 240]);
    let mut estimate = Counted::new();
    for (counter, energy) in counted {
        if !matches!(counter, Counter::Active(_)) {
            continue;
        }
        // Each period is missed by its own measure.
        let off = if often(rng, 40) { rng.i128(70..=130) } else { 100 };
        let part = energy * Exact::new(percent * off, 10_000);
        estimate.insert(*counter, part.floor());
    }
    estimate
}
