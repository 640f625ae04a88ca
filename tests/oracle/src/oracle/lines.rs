//! The lines that charge energy, without their amounts.

use super::back;
use super::energy::Energy;
use super::ladder::Climb;
use super::number::{Exact, whole};
use super::plain::{Bill, Found, Hours, Kind, Line, Refused, Table};
use super::spread::{self, Spread};
use super::tables::{self, Stretch};

/// A line of energy at the account's own table.
fn line(kind: Kind, table: &Table, hours: Hours, energy: Exact, price: Exact) -> Line {
    Line {
        kind,
        table: None,
        hours,
        tier: None,
        fund: None,
        from: table.from,
        charged: None,
        back: None,
        energy,
        price,
        fen: 0,
    }
}

/// The price of energy in `hours` without the surcharges that have their own line.
fn price(table: &Table, hours: Hours) -> Exact {
    let funds = table.funds.iter().fold(whole(0), |sum, (_, price)| sum + price);
    table.prices[&hours] - funds
}

fn funds(table: &Table, energy: Exact) -> Vec<Line> {
    let of = |(code, price): &(String, Exact)| Line {
        fund: Some(code.clone()),
        ..line(Kind::Fund, table, Hours::All, energy, *price)
    };
    table.funds.iter().map(of).collect()
}

/// The lines of the account's own energy, and the tiers afterwards.
pub(super) fn own(
    bill: &Bill,
    held: &Table,
    energy: &Energy<'_>,
    before: &[Found],
) -> Result<(Vec<Line>, Option<Climb>), Refused> {
    if back::is_whole(held, before) {
        return anew(bill, held, energy, before);
    }
    let ladder = held.ladder.as_ref();
    let climb = ladder.map(|ladder| Climb::new(bill, ladder, bill.months)).transpose()?;
    set_off(bill, held, (&energy.own, before), climb)
}

/// The bills before as a whole back, and all energy as if they had not been.
fn anew(
    bill: &Bill,
    held: &Table,
    energy: &Energy<'_>,
    before: &[Found],
) -> Result<(Vec<Line>, Option<Climb>), Refused> {
    let months = bill.months * (1 + u32::try_from(before.len()).expect("few bills"));
    let ladder = held.ladder.as_ref();
    let mut climb = ladder.map(|ladder| Climb::new(bill, ladder, months)).transpose()?;
    let (by_hours, sum) = back::all(before);
    let mut lines = back::energy(&by_hours, before)?;
    lines.extend(back::additions_and_funds(sum, before));
    give_back(&mut climb, sum, before);
    let mut own = energy.own.clone();
    by_hours.iter().for_each(|(hours, energy)| spread::add(&mut own, *hours, *energy));
    let (billed, climb) = set_off(bill, held, (&own, &[]), climb)?;
    lines.extend(billed.into_iter().filter(|line| line.energy != whole(0)));
    Ok((lines, climb))
}

/// Gives `energy` back to the tiers from which the bills before took it.
fn give_back(climb: &mut Option<Climb>, energy: Exact, before: &[Found]) {
    if let Some(climb) = climb {
        for (taken, given) in climb.taken.iter_mut().zip(back::tiers(energy, before)) {
            *taken = (*taken - given).max(whole(0));
        }
    }
}

/// The lines of `own`, from which what the bills before charged is taken already.
fn set_off(
    bill: &Bill,
    held: &Table,
    (own, before): (&Spread, &[Found]),
    mut climb: Option<Climb>,
) -> Result<(Vec<Line>, Option<Climb>), Refused> {
    let ladder = held.ladder.as_ref();
    let used: Spread = own.iter().map(|(h, kwh)| (*h, (*kwh).max(whole(0)))).collect();
    let over: Spread = own.iter().map(|(h, kwh)| (*h, (-*kwh).max(whole(0)))).collect();
    let mut energies = back::energy(&over, before)?;
    // Where all is given back there is nothing to price.
    let is_priced_anew = spread::sum(&used) > whole(0) || spread::sum(&over) == whole(0);
    let stretches = if is_priced_anew {
        tables::stretches(bill, held, &used)?
    } else {
        vec![Stretch { table: held, own: used.clone() }]
    };
    if stretches.iter().any(|stretch| !is_priced(stretch.table, &stretch.own)) {
        return Err("no_price_for_period");
    }
    let charged = charged(&stretches, spread::sum(&over));
    let (mut additions, mut surcharges) = (Vec::new(), Vec::new());
    for (stretch, charged) in stretches.iter().zip(&charged) {
        let parts = climb.as_mut().map(|climb| climb.climb(*charged)).unwrap_or_default();
        let of_tiers = stretch.table.ladder.as_ref();
        let adds = of_tiers.map(|ladder| ladder.adds.as_slice()).unwrap_or_default();
        if ladder.is_some_and(|ladder| !ladder.add_on) {
            energies.extend(at_full_price(stretch.table, &parts, adds));
        } else {
            energies.extend(at_prices(stretch));
            additions.extend(of_higher_tiers(stretch.table, &parts, adds));
        }
        surcharges.extend(funds(stretch.table, *charged));
    }
    surcharges.retain(|line| line.energy != whole(0));
    let given = spread::sum(&over) - spread::sum(&used);
    if given > whole(0) {
        surcharges.extend(back::additions_and_funds(given, before));
        give_back(&mut climb, given, before);
    }
    if energies.is_empty() {
        energies.push(zero(held));
    }
    energies.extend(additions);
    energies.extend(surcharges);
    Ok((energies, climb))
}

/// What the tiers above the first add.
fn of_higher_tiers<'a>(
    table: &'a Table,
    parts: &'a [Exact],
    adds: &'a [Exact],
) -> impl Iterator<Item = Line> + 'a {
    let tiers = (1_u32..).zip(parts).zip(adds).skip(1);
    tiers.filter(|((_, part), _)| **part > whole(0)).map(|((tier, part), adds)| Line {
        tier: Some(tier),
        ..line(Kind::Addition, table, Hours::All, *part, *adds)
    })
}

/// The energy of a stretch, a line for each period.
fn at_prices(stretch: &Stretch<'_>) -> Vec<Line> {
    let used = stretch.own.iter().filter(|(_, energy)| **energy > whole(0));
    let of = |(hours, energy): (&Hours, &Exact)| {
        line(Kind::Energy, stretch.table, *hours, *energy, price(stretch.table, *hours))
    };
    used.map(of).collect()
}

/// Whether the table has a price for all hours in which energy was used.
fn is_priced(table: &Table, used: &Spread) -> bool {
    let mut used = used.iter().filter(|(_, energy)| **energy != whole(0));
    used.all(|(hours, _)| table.prices.contains_key(hours))
}

/// A bill without energy has a line that says so.
fn zero(held: &Table) -> Line {
    let hours = spread::base(held);
    line(Kind::Energy, held, hours, whole(0), price(held, hours))
}

fn at_full_price(table: &Table, parts: &[Exact], adds: &[Exact]) -> Vec<Line> {
    let tiers = (1_u32..).zip(parts).zip(adds).filter(|((_, part), _)| **part > whole(0));
    let of = |((tier, part), adds): ((u32, &Exact), &Exact)| Line {
        tier: Some(tier),
        ..line(Kind::Energy, table, Hours::All, *part, price(table, Hours::All) + adds)
    };
    tiers.map(of).collect()
}

/// The energy of each stretch that climbs the tiers: what some periods give back
/// is taken off the first stretches.
fn charged(stretches: &[Stretch<'_>], given_back: Exact) -> Vec<Exact> {
    let mut rest = given_back;
    let of = |stretch: &Stretch<'_>| {
        let used = spread::sum(&stretch.own);
        let off = rest.min(used);
        rest -= off;
        used - off
    };
    stretches.iter().map(of).collect()
}

/// The lines of the shares, each with whether it is wired in series.
pub(super) fn shares(bill: &Bill, energy: &Energy<'_>) -> Result<Vec<(bool, Line)>, Refused> {
    let mut lines = Vec::new();
    for (share, table, part) in &energy.shares {
        let stretches = tables::stretches(bill, table, part)?;
        if stretches.iter().any(|stretch| !is_priced(stretch.table, &stretch.own)) {
            return Err("no_price_for_period");
        }
        let mut of: Vec<Line> = stretches.iter().flat_map(at_prices).collect();
        for stretch in &stretches {
            let all = spread::sum(&stretch.own);
            of.extend(funds(stretch.table, all).into_iter().filter(|line| line.energy != whole(0)));
        }
        if of.is_empty() {
            of.push(zero(table));
        }
        let named = |line| Line { table: Some(share.table.clone()), ..line };
        lines.extend(of.into_iter().map(|line| (share.series, named(line))));
    }
    Ok(lines)
}
