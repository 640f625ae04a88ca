//! Giving back provisional energy that was too much, at the prices at which it
//! was charged.

use rust_decimal::Decimal;

use super::document::{BillLine, LineKind};
use super::input::{ProvisionalBill, Settlement};
use crate::meter::Period;
use crate::quantity::Kwh;
use crate::refusal::Refusal;

/// The lines that give back `energy` (above zero) of `period`: the latest
/// provisional bill first, in each the highest tier first.
pub(super) fn reversed_energy(
    settles: Option<&Settlement>,
    period: Period,
    energy: Kwh,
) -> Result<Vec<BillLine>, Refusal> {
    let mut rest = energy.get();
    let mut lines = Vec::new();
    for bill in bills_latest_first(settles) {
        let charged = bill.lines.iter().rev().filter(|line| {
            line.kind == LineKind::Energy && line.period == period && !line.energy_kwh.is_negative()
        });
        for line in charged {
            push_reversed(&mut lines, &bill.bill, line, &mut rest);
        }
    }
    // 4.1.5: never more is given back than was billed provisionally.
    if rest > Decimal::ZERO {
        return Err(Refusal::by_clause("settlement_exceeds_provisional", "4.1.5")
            .with("period", period)
            .with("energy_kwh", energy)
            .with("missing_kwh", rest.normalize()));
    }
    Ok(lines)
}

/// The tier additions and surcharges that go back with `energy` (above zero)
/// over all periods.
pub(super) fn reversed_additions(settles: Option<&Settlement>, energy: Kwh) -> Vec<BillLine> {
    let mut rest = energy.get();
    let mut lines = Vec::new();
    for bill in bills_latest_first(settles) {
        let of_bill: Decimal = bill
            .lines
            .iter()
            .filter(|line| line.kind == LineKind::Energy)
            .map(|line| line.energy_kwh.get())
            .sum();
        let taken = rest.min(of_bill.max(Decimal::ZERO));
        rest -= taken;
        let mut in_tiers = taken;
        for line in bill.lines.iter().rev().filter(|line| line.kind == LineKind::TierAddition) {
            push_reversed(&mut lines, &bill.bill, line, &mut in_tiers);
        }
        let mut parts: Vec<&str> = Vec::new();
        for line in bill.lines.iter().filter(|line| line.kind == LineKind::Surcharge) {
            parts.extend(line.part.as_deref().filter(|part| !parts.contains(part)));
        }
        for part in parts {
            let mut of_part = taken;
            let charged = bill.lines.iter().rev().filter(|line| line.part.as_deref() == Some(part));
            for line in charged {
                push_reversed(&mut lines, &bill.bill, line, &mut of_part);
            }
        }
    }
    lines
}

/// How much of each tier the reversal of `energy` gives back, the first tier
/// first; `tiers` is how many there are.
pub(super) fn reversed_tiers(lines: &[BillLine], energy: Kwh, tiers: usize) -> Vec<Kwh> {
    let mut first = energy.get();
    let mut given: Vec<Kwh> = (1..=tiers)
        .map(|tier| {
            let of_tier: Decimal = lines
                .iter()
                .filter(|line| tier > 1 && line.tier.is_some_and(|own| usize_of(own) == Some(tier)))
                .map(|line| -line.energy_kwh.get())
                .sum();
            first -= of_tier;
            Kwh::new(of_tier)
        })
        .collect();
    if let Some(tier) = given.first_mut() {
        // Below zero where the table's form changed in between: nothing is added.
        *tier = Kwh::new(first.max(Decimal::ZERO));
    }
    given
}

fn usize_of(tier: u32) -> Option<usize> {
    usize::try_from(tier).ok()
}

fn bills_latest_first(settles: Option<&Settlement>) -> impl Iterator<Item = &ProvisionalBill> {
    settles.into_iter().flat_map(|settles| settles.bills.iter().rev())
}

fn push_reversed(lines: &mut Vec<BillLine>, bill: &str, line: &BillLine, rest: &mut Decimal) {
    let taken = line.energy_kwh.get().min(*rest);
    if taken > Decimal::ZERO {
        *rest -= taken;
        lines.push(BillLine {
            energy_kwh: Kwh::new(-taken),
            reverses: Some(bill.to_owned()),
            ..line.clone()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bill::line::line;
    use crate::quantity::Price;

    fn charged(kind: LineKind, tier: Option<u32>, energy: i64) -> BillLine {
        let from = "2026-01-01".parse().expect("a date");
        let part = (kind == LineKind::Surcharge).then(|| "funds".into());
        BillLine { tier, part, ..line(kind, from, Kwh::whole(energy), Price::whole(1)) }
    }

    fn settled() -> Settlement {
        let lines = || {
            vec![
                charged(LineKind::Energy, None, 100),
                charged(LineKind::TierAddition, Some(2), 40),
                charged(LineKind::Surcharge, None, 100),
            ]
        };
        let bills =
            ["one", "two"].map(|bill| ProvisionalBill { bill: bill.into(), lines: lines() });
        Settlement { adjustment_kwh: Kwh::ZERO, bills: bills.into() }
    }

    #[test]
    fn no_more_goes_back_than_was_billed() {
        let back = |settles, energy| reversed_energy(settles, Period::Total, Kwh::whole(energy));
        let code = |outcome: Result<Vec<BillLine>, Refusal>| outcome.expect_err("refused").code;
        assert_eq!(code(back(None, 5)).as_str(), "settlement_exceeds_provisional");
        let settled = settled();
        assert_eq!(back(Some(&settled), 200).expect("lines").len(), 2);
        assert_eq!(code(back(Some(&settled), 201)).as_str(), "settlement_exceeds_provisional");
    }

    #[test]
    fn additions_go_back_with_the_energy_of_their_bill() {
        // Of 120 kWh the latest bill has 100, the one before gives the rest.
        let lines = reversed_additions(Some(&settled()), Kwh::whole(120));
        let told: Vec<(&str, Kwh)> = lines
            .iter()
            .map(|line| (line.reverses.as_deref().unwrap_or_default(), line.energy_kwh))
            .collect();
        let back = |bill, energy: i64| (bill, Kwh::whole(-energy));
        assert_eq!(told, [back("two", 40), back("two", 100), back("one", 20), back("one", 20)]);
    }

    #[test]
    fn what_no_higher_tier_gives_back_the_first_does() {
        let lines =
            [charged(LineKind::Energy, Some(1), -30), charged(LineKind::Energy, Some(2), -20)];
        let given = reversed_tiers(&lines, Kwh::whole(50), 3);
        assert_eq!(given, [30, 20, 0].map(Kwh::whole));
    }
}
