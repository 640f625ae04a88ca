//! From metered to charged energy in the order of practice (domain facts 4):
//! 定量 → 定比 → 总分 → 变损, 线损 → 加减电量 → 免费电量 → what was billed before.

use super::loss::{self, Lost};
use super::number::{Exact, half_up, whole};
use super::plain::{
    Bill, Counted, Counter, Found, Hours, Kind, Refused, Share, Size, Source, Table, Way,
};
use super::spread::{self, Spread};
use super::usage::{self, Count};
use super::{policy, tables};

/// The energy of a bill, before it has prices.
pub(super) struct Energy<'a> {
    pub(super) count: Count,
    pub(super) way: Way,
    /// The account's own; below zero where more was billed before than used.
    pub(super) own: Spread,
    /// Each share with its table and energy.
    pub(super) shares: Vec<(&'a Share, &'a Table, Spread)>,
    pub(super) lost: Lost,
    /// The energy of a month: what was used and lost, over the months covered.
    pub(super) of_month: Exact,
    /// Metered energy over all hours, and reactive energy.
    pub(super) active: Exact,
    pub(super) reactive: Option<Exact>,
}

/// Finds it; `before` are the provisional bills that it settles.
pub(super) fn find<'a>(
    bill: &'a Bill,
    table: &'a Table,
    before: &[Found],
) -> Result<Energy<'a>, Refused> {
    let count = usage::count(&bill.source)?;
    let missed = matches!(bill.source, Source::Missed(_));
    if (missed || !before.is_empty())
        && !(bill.contract.shares.is_empty() && bill.behind.is_empty())
    {
        return Err("provisional_parted");
    }
    // A bill that settles missed months covers them too.
    let months = bill.months * (1 + u32::try_from(before.len()).expect("few bills"));
    let mut own = spread::of(&count.counted, table)?;
    let active = spread::sum(&own);
    let reactive = reactive(&count.counted);
    let base = spread::base(table);
    let shares = take_shares(bill, table, &mut own, months)?;
    let behind = take_behind(bill, table, &mut own)?;
    let lost = loss::lost(bill, active, reactive.unwrap_or(whole(0)), months)?;
    let loss = lost.transformer + lost.line;
    if bill.contract.transformer.is_some() || bill.contract.line.is_some() {
        // A loss has no hours: it is charged at flat, and never elsewhere.
        if base == Hours::Valley {
            return Err("no_price_for_period");
        }
        spread::add(&mut own, base, loss);
    }
    // 加减电量 is one figure on the bill, each paper's part in it.
    let adjustment = bill.adjustments.iter().fold(whole(0), |sum, energy| sum + energy);
    // What provisional bills adjusted stays billed.
    let adjusted_before = before.iter().fold(whole(0), |sum, found| sum + found.way.adjustment);
    adjust(bill, table, &mut own, adjustment + adjusted_before)?;
    // Also of one period: nobody says from which other the rest would be taken.
    if before.is_empty() && own.values().any(|energy| *energy < whole(0)) {
        return Err("negative_usage");
    }
    let free = take_free(bill, table, &mut own, months)?;
    let settled = settle(&mut own, before) - adjusted_before;
    let charged = active - behind + loss + adjustment - settled - free;
    let way = Way { metered: active, behind, loss, adjustment, settled, free, charged };
    let of_month = (active - behind + loss + adjustment) / whole(months.into());
    Ok(Energy { count, way, own, shares, lost, of_month, active, reactive })
}

/// Reactive energy taken and fed back, both as amounts; absent where no register
/// counts it.
fn reactive(counted: &Counted) -> Option<Exact> {
    let taken = counted.get(&Counter::Reactive)?;
    let back = counted.get(&Counter::FedBack).copied().unwrap_or(whole(0));
    let amount = |energy: Exact| energy.max(-energy);
    Some(amount(*taken) + amount(back))
}

fn in_proportion(bill: &Bill) -> Result<bool, Refused> {
    Ok(policy::needed(bill, "share_periods")? == "in_proportion")
}

/// 定量 first, then 定比 of the whole or of what 定量 left, as the policy says;
/// never more than is there.
fn take_shares<'a>(
    bill: &'a Bill,
    table: &Table,
    own: &mut Spread,
    months: u32,
) -> Result<Vec<(&'a Share, &'a Table, Spread)>, Refused> {
    let shares = &bill.contract.shares;
    if shares.is_empty() {
        return Ok(Vec::new());
    }
    let percents = shares.iter().map(|share| match share.size {
        Size::Percent(percent) => percent,
        Size::Fixed(_) => whole(0),
    });
    if percents.fold(whole(0), |sum, percent| sum + percent) > whole(100) {
        return Err("share_above_all");
    }
    let in_proportion = in_proportion(bill)?;
    let mut taken = Vec::new();
    let mut take = |own: &mut Spread, share: &'a Share, agreed: Exact| {
        let (Size::Percent(figure) | Size::Fixed(figure)) = share.size;
        if figure < whole(0) {
            return Err("figure_negative");
        }
        let held = share_table(bill, table, share)?;
        let part = spread::take(own, agreed, spread::base(table), in_proportion);
        taken.push((share, held, priced(part, held)));
        Ok(())
    };
    let all = spread::sum(own);
    for share in shares {
        if let Size::Fixed(kwh) = share.size {
            take(own, share, half_up(kwh * whole(months.into())))?;
        }
    }
    let after_fixed = policy::needed(bill, "share_base")? == "after_fixed";
    let of = if after_fixed { spread::sum(own) } else { all };
    for share in shares {
        if let Size::Percent(percent) = share.size {
            take(own, share, half_up(of * percent / whole(100)))?;
        }
    }
    Ok(taken)
}

/// A share's table: another than the account's, without tiers and basic price.
fn share_table<'a>(bill: &'a Bill, own: &Table, share: &Share) -> Result<&'a Table, Refused> {
    let held = tables::on(bill, &share.table, bill.read_on)?;
    if held.ladder.is_some() || held.basic.is_some() || held.no == own.no {
        return Err("share_tariff");
    }
    Ok(held)
}

/// The energy taken, by the periods that the share's own table prices.
fn priced(part: Spread, held: &Table) -> Spread {
    if spread::is_by_hours(held) { part } else { Spread::from([(Hours::All, spread::sum(&part))]) }
}

/// What meters behind counted, each in its own periods; where there is less, and
/// for a meter without periods, as shares are taken. Says how much was taken.
fn take_behind(bill: &Bill, table: &Table, own: &mut Spread) -> Result<Exact, Refused> {
    let mut taken = whole(0);
    for counted in &bill.behind {
        let total = usage::active(counted).ok_or("no_active_register")?;
        let mut rest = total;
        if spread::is_by_hours(table) {
            let mut wanted = spread::by_hours(counted);
            if !wanted.is_empty() {
                let difference = total - spread::sum(&wanted);
                spread::add(&mut wanted, spread::base(table), difference);
            }
            if !table.prices.contains_key(&Hours::Flat)
                && let Some(flat) = wanted.remove(&Hours::Flat)
            {
                spread::add(&mut wanted, spread::base(table), flat);
            }
            for (hours, energy) in wanted {
                let there = own.get(&hours).copied().unwrap_or(whole(0));
                // Below zero where its periods exceed its total: it goes back. Nothing
                // is deducted from hours that are below zero themselves.
                if own.contains_key(&hours) {
                    let part = energy.min(there.max(whole(0)));
                    spread::add(own, hours, -part);
                    rest -= part;
                }
            }
        }
        let others = spread::take(own, rest, spread::base(table), in_proportion(bill)?);
        taken += total - rest + spread::sum(&others);
    }
    Ok(taken)
}

/// 加减电量: added in the base period; taken off as shares are, and what is not there
/// at all goes below zero.
fn adjust(bill: &Bill, table: &Table, own: &mut Spread, energy: Exact) -> Result<(), Refused> {
    let base = spread::base(table);
    if energy >= whole(0) {
        if energy > whole(0) {
            spread::add(own, base, energy);
        }
        return Ok(());
    }
    let taken = spread::sum(&spread::take(own, -energy, base, in_proportion(bill)?));
    if energy + taken < whole(0) {
        spread::add(own, base, energy + taken);
    }
    Ok(())
}

/// Takes off what the provisional bills charged, period by period.
fn settle(own: &mut Spread, before: &[Found]) -> Exact {
    let mut settled = whole(0);
    let lines = before.iter().flat_map(|found| &found.lines);
    for line in lines.filter(|line| line.kind == Kind::Energy) {
        spread::add(own, line.hours, -line.energy);
        settled += line.energy;
    }
    settled
}

/// 免费电量, before tiers: of each month covered, at most what was used;
/// from the dearest or the cheapest period first.
fn take_free(bill: &Bill, table: &Table, own: &mut Spread, months: u32) -> Result<Exact, Refused> {
    let quota = bill.free * whole(months.into());
    let free = quota.min(spread::sum(own)).max(whole(0));
    if quota == whole(0) {
        return Ok(free);
    }
    let dearest = policy::needed(bill, "free_quota_order")? == "highest_price_first";
    let mut order: Vec<Hours> = own.keys().copied().collect();
    order.sort_by_key(|hours| table.prices.get(hours).copied().unwrap_or(whole(0)));
    if dearest {
        order.reverse();
    }
    let mut rest = free;
    for hours in order {
        let part = rest.min(own[&hours]).max(whole(0));
        spread::add(own, hours, -part);
        rest -= part;
    }
    Ok(free)
}
