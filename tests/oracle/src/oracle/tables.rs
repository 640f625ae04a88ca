//! Which version of a price table holds, and how a period is split where the
//! price changed inside it.

use chrono::NaiveDate;

use super::number::Exact;
use super::plain::{Bill, Refused, Table};
use super::policy;
use super::spread::{self, Spread};

/// The version of `no` on `day`: the latest that has begun, unless it was
/// published for a time that is over (domain facts 2.6: 代理购电价 is published
/// month by month, and last month's price is none of this month).
pub(super) fn on<'a>(bill: &'a Bill, no: &str, day: NaiveDate) -> Result<&'a Table, Refused> {
    let versions = bill.tables.iter().filter(|table| table.no == no && table.from <= day);
    let version = versions.max_by_key(|table| table.from).ok_or("no_tariff")?;
    if version.until.is_some_and(|last| last < day) { Err("tariff_expired") } else { Ok(version) }
}

/// A part of the period under one version.
pub(super) struct Stretch<'a> {
    pub(super) table: &'a Table,
    pub(super) own: Spread,
}

/// The parts of the period: by the date of the reading all of it, by days each
/// version's days, whole kWh, the remainder to the later part.
pub(super) fn stretches<'a>(
    bill: &'a Bill,
    held: &'a Table,
    own: &Spread,
) -> Result<Vec<Stretch<'a>>, Refused> {
    let one = || Ok(vec![Stretch { table: held, own: own.clone() }]);
    if policy::needed(bill, "price_change")? == "by_read_date" {
        return one();
    }
    let Some(previous_on) = bill.previous_on else {
        let is_earlier = |table: &Table| table.no == held.no && table.from < held.from;
        return if bill.tables.iter().any(is_earlier) {
            Err("period_start_unknown")
        } else {
            one()
        };
    };
    // The day of the reading before belongs to the bill before.
    let mut days: Vec<(&Table, i64)> = Vec::new();
    for day in previous_on.iter_days().skip(1).take_while(|day| *day <= bill.read_on) {
        let table = match on(bill, &held.no, day) {
            Ok(table) => table,
            Err(refused) => {
                // The first fault in time is told: all before the version that ended.
                let before = days.iter().rev().skip(1).rev();
                before.map(|(table, _)| same_shape(table, held)).collect::<Result<(), _>>()?;
                return Err(refused);
            }
        };
        match days.last_mut() {
            Some((known, count)) if known.from == table.from => *count += 1,
            _ => days.push((table, 1)),
        }
    }
    if days.len() < 2 {
        return one();
    }
    let all = (bill.read_on - previous_on).num_days();
    for (table, _) in &days {
        same_shape(table, held)?;
    }
    Ok(by_days(&days, all, own))
}

fn by_days<'a>(days: &[(&'a Table, i64)], all: i64, own: &Spread) -> Vec<Stretch<'a>> {
    let mut rest = own.clone();
    let (last, earlier) = days.split_last().expect("there are two");
    let mut stretches: Vec<Stretch<'_>> = Vec::new();
    for (table, count) in earlier {
        let part = |energy: &Exact| (energy * Exact::new((*count).into(), all.into())).trunc();
        let own: Spread = own.iter().map(|(hours, energy)| (*hours, part(energy))).collect();
        own.iter().for_each(|(hours, energy)| spread::add(&mut rest, *hours, -*energy));
        stretches.push(Stretch { table, own });
    }
    stretches.push(Stretch { table: last.0, own: rest });
    stretches
}

/// Two versions share one climb of the tiers only where both have as many, over
/// the same time and printed alike, and price the same periods.
fn same_shape(one: &Table, other: &Table) -> Result<(), Refused> {
    let shape = |table: &Table| {
        table.ladder.as_ref().map(|ladder| (ladder.yearly, ladder.add_on, ladder.adds.len()))
    };
    let alike = shape(one) == shape(other) && one.prices.keys().eq(other.prices.keys());
    if alike { Ok(()) } else { Err("price_change_shape") }
}
