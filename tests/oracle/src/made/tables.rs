//! Price tables: tiers, hours, surcharges, basic prices, and their versions.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use fastrand::Rng;

use super::chance::{often, one_of, price};
use super::{OWN, day_between, held};
use crate::oracle::number::{Exact, whole};
use crate::oracle::plain::{Bill, Counted, Counter, Hours, Ladder, Table};

const CODES: [&str; 3] = ["rural_grid_fund", "reservoir_fund", "renewable_fund"];

/// The account's table in all its versions, and two that shares may name.
pub(super) fn of_account(rng: &mut Rng, bill: &Bill) -> Vec<Table> {
    let first = one(rng, bill, OWN);
    let mut tables = vec![first.clone()];
    if often(rng, 35) {
        tables.extend(later(rng, bill, &first));
    }
    for no in ["L1", "L2"] {
        let mut share = one(rng, bill, no);
        (share.ladder, share.basic) = (None, None);
        let keys: Vec<Hours> = first.prices.keys().copied().collect();
        // By the account's hours, or one price.
        let by_hours = often(rng, 40);
        let keys = if by_hours { keys } else { vec![Hours::All] };
        share.prices = keys.into_iter().map(|hours| (hours, price(rng, 300, 1200))).collect();
        tables.push(share.clone());
        if often(rng, 15) {
            tables.extend(later(rng, bill, &share));
        }
    }
    for no in [OWN, "L1", "L2"] {
        if often(rng, 15) {
            end(rng, bill, &mut tables, no);
        }
    }
    tables
}

/// A table that is wrong for the account: other prices, or anything else.
pub(super) fn wrong(rng: &mut Rng, bill: &Bill, no: &str) -> Table {
    // The bills that it settles were made by a table of the same tiers.
    if bill.settles.is_empty() && often(rng, 30) {
        return one(rng, bill, no);
    }
    let mut table = Table { no: no.into(), ..held(bill).clone() };
    (table.from, table.until) = (long_ago(), None);
    let more = price(rng, 1, 200);
    table.prices.values_mut().for_each(|price| *price += more);
    table
}

/// Ends the versions of a table: each on the day before the next one begins, or
/// now and then sooner; the last about the day of the reading.
fn end(rng: &mut Rng, bill: &Bill, tables: &mut [Table], no: &str) {
    let mut next: Option<NaiveDate> = None;
    for table in tables.iter_mut().filter(|table| table.no == no).rev() {
        let last = match next {
            Some(next) if often(rng, 80) => next - Days::new(1),
            Some(next) => next - Days::new(rng.u64(2..=12)),
            None if often(rng, 88) => bill.read_on + Days::new(one_of(rng, &[0, 0, 1, 40])),
            None => bill.read_on - Days::new(one_of(rng, &[1, 5])),
        };
        next = Some(table.from);
        table.until = Some(last.max(table.from));
    }
}

fn long_ago() -> NaiveDate {
    "2010-01-01".parse().expect("a date")
}

/// One or two later versions, at other prices or now and then another table.
fn later(rng: &mut Rng, bill: &Bill, first: &Table) -> Vec<Table> {
    let start = bill.previous_on.unwrap_or(bill.read_on);
    // Few begin only after the reading: then a month's basic charge may meet them.
    let last = bill.read_on + Days::new(if often(rng, 15) { 12 } else { 0 });
    let mut days: Vec<_> = (0..rng.u32(1..=2)).map(|_| day_between(rng, start, last)).collect();
    days.sort_unstable();
    days.dedup();
    let mut versions = Vec::new();
    for from in days {
        let is_own = first.no == OWN;
        let mut later = if is_own && often(rng, 6) {
            one(rng, bill, OWN)
        } else if is_own && often(rng, 12) {
            turned(rng, first, true)
        } else {
            first.clone()
        };
        later.from = from;
        let raise = price(rng, 1, 80);
        later.prices.values_mut().for_each(|price| *price += raise);
        later.basic = later.basic.map(|(capacity, demand)| {
            (capacity.map(|price| price + raise), demand.map(|price| price + raise))
        });
        versions.push(later);
    }
    versions
}

/// Another version about the days of the bill, which charges the tiers the other way.
pub(super) fn turn(rng: &mut Rng, bill: &mut Bill, counted: &Counted) {
    let last = held(bill).clone();
    let from = day_between(rng, bill.previous_on.unwrap_or(bill.read_on), bill.read_on);
    if last.from < from && last.ladder.is_some() {
        let has_periods = counted.contains_key(&Counter::Active(Hours::Peak));
        bill.tables.push(Table { from, ..turned(rng, &last, has_periods) });
        if often(rng, 80) {
            bill.decided.insert("price_change", "by_read_date".to_owned());
        }
    }
}

/// The same tiers, charged the other way: in the price of energy, or added to it.
fn turned(rng: &mut Rng, first: &Table, may_by_hours: bool) -> Table {
    let Some(ladder) = &first.ladder else { return first.clone() };
    let ladder = Ladder { add_on: !ladder.add_on, ..ladder.clone() };
    let by_period = may_by_hours && ladder.add_on && often(rng, 70);
    let prices = if by_period { by_hours(rng) } else { single(rng) };
    Table { prices, ladder: Some(ladder), ..first.clone() }
}

fn one(rng: &mut Rng, bill: &Bill, no: &str) -> Table {
    let ladder = (bill.class == "residential" && !often(rng, 8)).then(|| ladder(rng));
    let can_float = ladder.as_ref().is_none_or(|ladder| ladder.add_on);
    let industry = bill.class == "large_industry";
    Table {
        no: no.into(),
        from: long_ago(),
        until: None,
        class: bill.class,
        prices: if can_float && often(rng, 45) { by_hours(rng) } else { single(rng) },
        funds: funds(rng),
        ladder,
        basic: industry
            .then(|| (Some(price(rng, 15_000, 45_000)), Some(price(rng, 20_000, 60_000)))),
    }
}

fn single(rng: &mut Rng) -> BTreeMap<Hours, Exact> {
    BTreeMap::from([(Hours::All, price(rng, 300, 1000))])
}

fn by_hours(rng: &mut Rng) -> BTreeMap<Hours, Exact> {
    let mut prices = BTreeMap::from([
        (Hours::Peak, price(rng, 500, 1300)),
        (Hours::Valley, price(rng, 200, 600)),
    ]);
    if often(rng, 75) {
        prices.insert(Hours::Flat, price(rng, 400, 900));
        if often(rng, 50) {
            prices.insert(Hours::Critical, price(rng, 700, 1600));
        }
    }
    // Two periods at one price: which is free first must not be left to chance.
    if often(rng, 5) {
        let peak = prices[&Hours::Peak];
        prices.insert(Hours::Valley, peak);
    }
    prices
}

fn funds(rng: &mut Rng) -> Vec<(String, Exact)> {
    let count = one_of(rng, &[0, 0, 1, 2, 3]);
    CODES.iter().take(count).map(|code| ((*code).to_owned(), price(rng, 1, 40))).collect()
}

fn ladder(rng: &mut Rng) -> Ladder {
    let yearly = often(rng, 50);
    let tiers = one_of(rng, &[2, 3, 3, 3, 4]);
    let mut limits = || {
        let mut limit = 0;
        let each = (1..tiers).map(|_| {
            limit += rng.i128(1..=260);
            // A year's limits are mostly such that a twelfth is whole.
            whole(if yearly { limit * 12 } else { limit })
        });
        each.collect::<Vec<Exact>>()
    };
    let first = limits();
    let second = limits();
    let split = !yearly && often(rng, 40);
    let seasons = if split {
        let summer: Vec<u32> = (1..=12).filter(|_| often(rng, 50)).collect();
        let winter: Vec<u32> = (1..=12).filter(|month| !summer.contains(month)).collect();
        let both = [(summer, first), (winter, second)];
        both.into_iter().filter(|(months, _)| !months.is_empty()).collect()
    } else {
        vec![(Vec::new(), first)]
    };
    let mut adds = vec![whole(0)];
    for _ in 1..tiers {
        let more = price(rng, 5, 200);
        adds.push(adds[adds.len() - 1] + more);
    }
    Ladder {
        yearly,
        add_on: often(rng, 55),
        seasons,
        adds,
        household: often(rng, 50).then(|| (rng.u32(4..=6), whole(rng.i128(1..=120)))),
    }
}
