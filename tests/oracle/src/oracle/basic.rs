//! 基本电费 (domain facts 1.8, 2.6, 2.8): by capacity or by demand, of a month or
//! of a part of it, rounded to the fen once.

use std::collections::BTreeMap;

use super::energy::Energy;
use super::number::{Exact, fen, whole};
use super::plain::{BasicBy, Bill, Charged, Hours, Kind, Line, Refused, Span, Table, Transformer};
use super::{policy, tables};

/// The basic charges of a bill.
pub(super) fn lines(bill: &Bill, held: &Table, energy: &Energy<'_>) -> Result<Vec<Line>, Refused> {
    if held.basic.is_some() && bill.basic.is_empty() {
        return Err("basic_charge_missing");
    }
    apart(&bill.basic)?;
    bill.basic.iter().map(|span| line(bill, held, span, energy)).collect()
}

/// No day of a month is charged twice.
fn apart(spans: &[Span]) -> Result<(), Refused> {
    let days = |span: &Span| {
        let all = (span.month.day(1), span.month.after().day(1).pred_opt().expect("a day"));
        span.part.unwrap_or(all)
    };
    for (at, one) in spans.iter().enumerate() {
        for other in &spans[at + 1..] {
            let (one, other) = (days(one), days(other));
            if one.0 <= other.1 && other.0 <= one.1 {
                return Err("basic_charge_twice");
            }
        }
    }
    Ok(())
}

fn line(bill: &Bill, held: &Table, span: &Span, energy: &Energy<'_>) -> Result<Line, Refused> {
    let held = version(bill, held, span)?;
    let (by_capacity, by_demand) = held.basic.ok_or("basic_charge_unpriced")?;
    let (charged, price) = match &span.by {
        BasicBy::Capacity(transformers) => {
            let price = by_capacity.ok_or("basic_charge_unpriced")?;
            (Charged::Capacity(capacity(transformers)?), price)
        }
        BasicBy::Demand { contract, capacity, actual } => {
            let price = by_demand.ok_or("basic_charge_unpriced")?;
            let actual = actual.or(energy.count.demand).ok_or("demand_missing")?;
            let demand = demand(bill, span, (*contract, *capacity, actual))?;
            (Charged::Demand(demand), discounted(bill, span, price, (*capacity, energy.of_month)))
        }
    };
    let (Charged::Capacity(figure) | Charged::Demand(figure) | Charged::Percent(figure, _)) =
        charged;
    Ok(Line {
        kind: Kind::Basic,
        table: None,
        hours: Hours::All,
        tier: None,
        fund: None,
        from: held.from,
        charged: Some(charged),
        back: None,
        energy: whole(0),
        price,
        fen: fen(figure * price * part(bill, span)?),
    })
}

/// The version of the table: by the date of the reading that one's, by days the
/// one on the last day charged.
fn version<'a>(bill: &'a Bill, held: &'a Table, span: &Span) -> Result<&'a Table, Refused> {
    if policy::needed(bill, "price_change")? == "by_read_date" {
        return Ok(held);
    }
    let end = span.month.after().day(1).pred_opt().expect("a day");
    tables::on(bill, &bill.table, span.part.map_or(end, |(_, last)| last))
}

/// The part of the month: days over 30 by the rule of 1996, over the days of the
/// month by that of 2024. The whole month is the month.
fn part(bill: &Bill, span: &Span) -> Result<Exact, Refused> {
    let Some((first, last)) = span.part else {
        return Ok(whole(1));
    };
    let month = span.month;
    let (start, end) = (month.day(1), month.after().day(1).pred_opt().expect("a day"));
    if first > last || first < start || last > end {
        return Err("basic_charge_days");
    }
    if (first, last) == (start, end) {
        return Ok(whole(1));
    }
    let days = (last - first).num_days() + 1;
    let rule = policy::on(bill, "basic_charge_days", start).ok_or("policy_unset")?;
    let of = if rule == "thirtieth" { 30 } else { month.days() };
    Ok(Exact::new(days.into(), of.into()))
}

/// The largest capacity that can be in service at once: of interlocked
/// transformers one.
fn capacity(transformers: &[Transformer]) -> Result<Exact, Refused> {
    if transformers.is_empty() {
        return Err("transformer_missing");
    }
    let mut largest: BTreeMap<(bool, &str), Exact> = BTreeMap::new();
    for (at, (name, capacity, interlock)) in transformers.iter().enumerate() {
        if transformers[..at].iter().any(|(known, ..)| known == name) {
            return Err("transformer_twice");
        }
        if *capacity <= whole(0) {
            return Err("figure_not_positive");
        }
        let place = interlock.as_ref().map_or((false, name), |interlock| (true, interlock));
        let known = largest.entry((place.0, place.1.as_str())).or_insert(*capacity);
        *known = (*known).max(*capacity);
    }
    Ok(largest.values().fold(whole(0), |sum, capacity| sum + capacity))
}

/// The demand charged under a contract demand, or the actual one.
fn demand(
    bill: &Bill,
    span: &Span,
    (contract, capacity, actual): (Option<Exact>, Exact, Exact),
) -> Result<Exact, Refused> {
    if actual < whole(0) {
        return Err("figure_negative");
    }
    if capacity <= whole(0) {
        return Err("figure_not_positive");
    }
    let Some(contract) = contract else {
        return Ok(actual);
    };
    let day = span.month.day(1);
    if policy::figure(bill, "contract_demand_least_percent", day)
        .is_some_and(|percent| contract < capacity * percent / whole(100))
    {
        return Err("contract_demand_low");
    }
    let rule = policy::on(bill, "demand_excess", day).ok_or("policy_unset")?;
    let percent = policy::figure(bill, "demand_limit_percent", day).ok_or("policy_unset")?;
    let limit = contract * percent / whole(100);
    let excess = (actual - limit).max(whole(0));
    let band = |percent| contract * whole(percent) / whole(100);
    Ok(match rule {
        "contract_plus_double_excess" => contract + excess + excess,
        "actual_plus_excess" if actual > limit => actual + excess,
        "actual_plus_excess" => contract,
        "band_95_105" if actual < band(95) => band(95),
        "band_95_105" if actual > band(105) => contract + whole(2) * (actual - contract),
        _ => actual,
    })
}

/// The demand price, reduced from so many kWh per kVA and month on.
fn discounted(bill: &Bill, span: &Span, price: Exact, (capacity, energy): (Exact, Exact)) -> Exact {
    let day = span.month.day(1);
    let figure = |key| policy::figure(bill, key, day);
    match (figure("demand_discount_kwh_per_kva"), figure("demand_discount_percent")) {
        (Some(least), Some(percent)) if energy >= least * capacity => price * percent / whole(100),
        _ => price,
    }
}
