//! The oracle: a bill in exact rationals, slow and obvious, written from the
//! facts of law, published tables and practice that the cases name. It shares no
//! code with the rules: nothing below this module may name them.

mod back;
mod basic;
mod difference;
mod energy;
mod factor;
mod found;
mod ladder;
mod lines;
mod loss;
mod month;
pub mod number;
pub mod plain;
mod policy;
mod spread;
mod tables;
mod usage;

use chrono::Datelike;

use number::{fen, whole};
use plain::{Bill, Found, Line, Refused};

/// Finds a bill, or the code of its refusal.
pub fn find(bill: &Bill) -> Result<Found, Refused> {
    let before: Vec<Found> = bill.settles.iter().map(find).collect::<Result<_, _>>()?;
    let issued = bill.corrects.as_ref().map(|old| find(&old.bill)).transpose()?;
    if !(1..=12).contains(&bill.months) {
        return Err("cycle_months");
    }
    if bill.previous_on.is_some_and(|day| day > bill.read_on) {
        return Err("read_before_previous");
    }
    let held = tables::on(bill, &bill.table, bill.read_on)?;
    let energy = energy::find(bill, held, &before)?;
    let (mut own, climb) = lines::own(bill, held, &energy, &before)?;
    let mut shares = lines::shares(bill, &energy)?;
    let once = policy::needed(bill, "rounding_place")? == "per_bill";
    round(own.iter_mut().chain(shares.iter_mut().map(|(_, line)| line)).collect(), once);
    let basic = basic::lines(bill, held, &energy)?;
    let adjusted: Vec<Line> = own.iter().chain(&basic).cloned().collect();
    let factor = factor::line(bill, held, &energy, (&adjusted, &shares), &before)?;
    let shares = shares.into_iter().map(|(_, line)| line);
    let lines: Vec<Line> = own.into_iter().chain(shares).chain(basic).chain(factor).collect();
    let is_yearly = held.ladder.as_ref().is_some_and(|ladder| ladder.yearly);
    let mut found = Found {
        counted: energy.count.counted,
        way: energy.way,
        total: lines.iter().map(|line| line.fen).sum(),
        lines,
        used: climb.filter(|_| is_yearly).map(|climb| (bill.read_on.year(), climb.taken)),
        difference: None,
    };
    if let Some((old, issued)) = bill.corrects.as_ref().zip(issued) {
        found.difference = Some(difference::find(bill, old, &found, &issued)?);
    }
    Ok(found)
}

/// Gives each line of energy its amount: half up by itself, or once over all of
/// them, the last line that charges any taking the difference.
fn round(mut lines: Vec<&mut Line>, once: bool) {
    let mut exact = whole(0);
    for line in &mut lines {
        exact += line.energy * line.price;
        line.fen = fen(line.energy * line.price);
    }
    let rounded: i128 = lines.iter().map(|line| line.fen).sum();
    let charging = lines.into_iter().rfind(|line| line.energy != whole(0));
    if once && let Some(last) = charging {
        last.fen += fen(exact) - rounded;
    }
}
