//! Bills that were issued wrong, before the ones that correct them.

use chrono::Days;
use fastrand::Rng;

use super::chance::{often, one_of};
use super::{OWN, account, contract, meters, tables};
use crate::oracle;
use crate::oracle::number::{Exact, scaled, whole};
use crate::oracle::plain::{Bill, Corrects, Counted, Counter, Source, Table};

/// Puts a bill before `bill` in which something was wrong; now and then it corrects
/// another itself.
pub(super) fn before(rng: &mut Rng, bill: &mut Bill) {
    let mut old = bill.clone();
    let right = oracle::find(bill).map(|found| found.lines);
    for _ in 0..6 {
        wrong(rng, &mut old);
        // Often there is nothing to be wrong.
        if right.is_err() || oracle::find(&old).map(|found| found.lines) != right {
            break;
        }
    }
    if often(rng, 15) {
        before(rng, &mut old);
    }
    for table in &old.tables {
        if !bill.tables.iter().any(|known| known.no == table.no) {
            bill.tables.push(table.clone());
        }
    }
    bill.version = old.version + 1;
    bill.corrects = Some(Box::new(Corrects {
        bill: old,
        reason: one_of(rng, &["抄错", "倍率录错", "电价执行错误", "补退电量"]).into(),
        paper: format!("异常单 2026-{:03}", rng.u32(1..=999)),
    }));
    if often(rng, 8) {
        spoil(rng, bill);
    }
}

/// Makes one thing wrong, or leaves it where the bill has no such thing.
fn wrong(rng: &mut Rng, old: &mut Bill) {
    match rng.u32(0..12) {
        0..3 => counted(rng, old),
        3 => old.adjustments.clear(),
        4 if often(rng, 25) => old.adjustments.push(scaled(rng.i128(-9..=9), 3)),
        4 => {
            let most = active(old).values().copied().max().unwrap_or(whole(0));
            account::adjust(rng, old, most);
        }
        5 => priced(rng, old),
        6 | 7 if often(rng, 70) => estimated(rng, old),
        6 | 7 => old.settles.clear(),
        8 => agreed(rng, old),
        9 if has_price(old) => {
            old.basic.clear();
            contract::charge(rng, old, whole(0));
        }
        10 => {
            let other = match old.decided.get("rounding_place").map(String::as_str) {
                Some("per_bill") => "per_line",
                _ => "per_bill",
            };
            old.decided.insert("rounding_place", other.into());
        }
        _ => old.read_on = old.read_on - Days::new(rng.u64(1..=3)),
    }
}

/// Energy of active registers, by the oracle.
fn active(bill: &Bill) -> Counted {
    let Ok(found) = oracle::find(bill) else {
        return Counted::new();
    };
    let active = |counter: &Counter| matches!(counter, Counter::Active(_));
    found.counted.into_iter().filter(|(counter, _)| active(counter)).collect()
}

/// Indexes that were read or entered wrong: too little, too much, a wrong
/// multiplier, or two periods taken for each other.
fn counted(rng: &mut Rng, old: &mut Bill) {
    let percent = one_of(rng, &[0, 50, 90, 99, 100, 101, 110, 200]);
    match &mut old.source {
        Source::Missed(counted) => {
            counted.values_mut().for_each(|energy| *energy = of(*energy, percent, 0));
        }
        Source::Read { meters, .. } => {
            let meter = rng.usize(0..meters.len().max(1));
            let Some(meter) = meters.get_mut(meter) else {
                return;
            };
            match rng.u32(0..4) {
                0 => meter.factor = one_of(rng, &[whole(1), whole(10), whole(60)]),
                1 if meter.looks.len() > 2 => {
                    let (one, other) = (meter.looks[1].counter, meter.looks[2].counter);
                    (meter.looks[1].counter, meter.looks[2].counter) = (other, one);
                }
                _ => {
                    let last = whole(10_i128.pow(meter.digits)) - scaled(1, meter.decimals);
                    for look in meter.looks.iter_mut().filter(|look| look.before <= look.after) {
                        let step = of(look.after - look.before, percent, meter.decimals);
                        look.after = (look.before + step).min(last);
                    }
                }
            }
        }
    }
}

/// So many percent of a figure, cut to the decimals.
fn of(figure: Exact, percent: i128, decimals: u32) -> Exact {
    let unit = scaled(1, decimals);
    (figure * Exact::new(percent, 100) / unit).floor() * unit
}

/// A wrong price table.
fn priced(rng: &mut Rng, old: &mut Bill) {
    let no = format!("W{}{:02}", old.period.year, old.period.month);
    if !old.tables.iter().any(|table| table.no == no) && has_price(old) {
        let table: Table = tables::wrong(rng, old, &no);
        old.tables.push(table);
    }
    if old.tables.iter().any(|table| table.no == no) {
        old.table = no;
    }
}

/// Whether the account's table has a version.
fn has_price(bill: &Bill) -> bool {
    bill.tables.iter().any(|table| table.no == OWN && table.from <= bill.read_on)
}

/// A missed meter that was read afterwards, or one that was read for another.
fn estimated(rng: &mut Rng, old: &mut Bill) {
    let is_parted = !(old.contract.shares.is_empty() && old.behind.is_empty());
    if is_parted || !old.settles.is_empty() {
        return;
    }
    let mut counted = active(old);
    if counted.is_empty() {
        return;
    }
    let percent = one_of(rng, &[50, 90, 100, 120]);
    counted.values_mut().for_each(|energy| *energy = of(*energy, percent, 0));
    old.source = match old.source {
        Source::Read { .. } => Source::Missed(counted),
        Source::Missed(_) => meters::read(rng, counted),
    };
}

/// An agreement that was not on record, or not rightly.
fn agreed(rng: &mut Rng, old: &mut Bill) {
    match rng.u32(0..5) {
        0 => old.free = if old.free == whole(0) { whole(15) } else { whole(0) },
        1 => old.household = None,
        2 => old.contract.transformer = None,
        3 => old.contract.standard = old.contract.standard.map(|(_, lowered)| (85, !lowered)),
        _ => {
            old.contract.shares.pop();
        }
    }
}

/// Spoils a correction.
fn spoil(rng: &mut Rng, bill: &mut Bill) {
    let sound = bill.clone();
    let Some(corrects) = &mut bill.corrects else {
        return;
    };
    match rng.u32(0..6) {
        0 => corrects.bill.account = "0100000009".into(),
        1 => corrects.bill.period = corrects.bill.period.before(),
        2 => bill.version = one_of(rng, &[1, corrects.bill.version, corrects.bill.version + 2]),
        3 => corrects.reason = one_of(rng, &["", "  ", "\u{3000}"]).into(),
        4 => corrects.paper = one_of(rng, &["", " "]).into(),
        // Nothing was wrong.
        _ => {
            let version = corrects.bill.version;
            corrects.bill = Bill { version, corrects: None, ..sound };
        }
    }
}
