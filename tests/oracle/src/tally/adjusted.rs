//! What bills with adjustments (加减电量) show, and settlements of such bills.

use dianfei_rules::bill::LineKind;
use dianfei_rules::bill::document::BillDocument;
use dianfei_rules::quantity::Kwh;

use crate::oracle::number::{Exact, whole};
use crate::oracle::plain::Bill;

/// Whether energy has a part of a kWh.
fn is_parted(energy: Kwh) -> bool {
    !energy.get().is_integer()
}

fn sum(bill: &Bill) -> Exact {
    bill.adjustments.iter().fold(whole(0), |sum, energy| sum + energy)
}

pub(super) fn of(bill: &Bill, document: &BillDocument, shows: &mut impl FnMut(bool, &str)) {
    let energy = document.energy.adjustment_kwh;
    let several = bill.adjustments.len() > 1;
    shows(!energy.is_zero(), "adjustment");
    shows(energy.is_negative(), "adjustment taken off");
    shows(several, "several adjustments");
    shows(several && energy.is_zero(), "adjustments that come to nothing");
    shows(is_parted(energy), "adjustment of a part of a kWh");
    let parts = bill.adjustments.iter().any(|energy| !energy.is_integer());
    shows(parts && !energy.is_zero() && !is_parted(energy), "parts that add up to whole kWh");
    let in_proportion = document
        .policies
        .iter()
        .any(|held| held.key == "share_periods" && held.value.as_deref() == Some("in_proportion"));
    let is_own = |kind, line: &&dianfei_rules::bill::BillLine| {
        line.kind == kind && line.tariff.is_none() && line.reverses.is_none()
    };
    let periods = document.lines.iter().filter(|line| is_own(LineKind::Energy, line)).count();
    let taken = energy.is_negative() && bill.contract.shares.is_empty() && bill.behind.is_empty();
    shows(taken && in_proportion && periods > 1, "adjustment taken off in proportion");
    let parted = document.lines.iter().filter(|line| is_parted(line.energy_kwh));
    let parted: Vec<_> = parted.collect();
    shows(parted.iter().any(|line| line.tier > Some(1)), "part of a kWh in a higher tier");
    shows(parted.iter().any(|line| line.reverses.is_some()), "part of a kWh given back");
    let changed = document.lines.iter().any(|line| {
        is_own(LineKind::Energy, &line)
            && parted.iter().any(|last| {
                is_own(LineKind::Energy, last)
                    && last.period == line.period
                    && last.valid_from > line.valid_from
            })
    });
    shows(changed, "part of a kWh after a price change");
    shows(is_parted(document.energy.free_kwh), "part of a kWh free");
    let used = document.tier_use.iter().flat_map(|used| &used.used_kwh);
    shows(used.copied().any(is_parted), "part of a kWh in the year's tiers");
    of_settlement(bill, document, shows);
}

fn of_settlement(bill: &Bill, document: &BillDocument, shows: &mut impl FnMut(bool, &str)) {
    if bill.settles.iter().all(|earlier| earlier.adjustments.is_empty()) {
        return;
    }
    let before = bill.settles.iter().map(sum).fold(whole(0), |sum, energy| sum + energy);
    let reverses = document.lines.iter().any(|line| line.reverses.is_some());
    shows(before > whole(0), "settlement of bills adjusted up");
    shows(before < whole(0), "settlement of bills adjusted down");
    shows(before != whole(0) && reverses, "adjusted estimate too high");
    shows(before != whole(0) && !reverses, "adjusted estimate too low");
    shows(!before.is_integer(), "settlement of bills adjusted by a part of a kWh");
    shows(before != whole(0) && sum(bill) != whole(0), "adjusted settlement of adjusted bills");
    let each = bill.settles.iter().filter(|earlier| sum(earlier) != whole(0)).count();
    shows(each > 1, "settlement of several adjusted bills");
    shows(
        before != whole(0) && !document.energy.free_kwh.is_zero(),
        "adjusted estimate with free energy",
    );
}
