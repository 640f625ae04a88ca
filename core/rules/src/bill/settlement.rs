//! Giving back provisional energy that was too much, at the prices at which it
//! was charged.

use rust_decimal::Decimal;

use super::document::{BillLine, LineKind};
use super::input::{ProvisionalBill, Settlement};
use super::stretch::out_of_range;
use crate::meter::{ByPeriod, Period};
use crate::quantity::Kwh;
use crate::refusal::Refusal;
use crate::tariff::price::Tariff;
use crate::tariff::tier::{ByTier, TierForm};

/// The provisional bills, where their energy was charged in tiers of another form
/// than the table's: at full price where additions are charged now, or the other way
/// round. Then energy of one form cannot be set against that of the other, tier by
/// tier: they go back as a whole, and what was counted is billed anew.
pub(super) fn given_back_whole<'a>(
    settles: Option<&'a Settlement>,
    tariff: &Tariff,
) -> Option<&'a Settlement> {
    let at_full_price =
        tariff.tiers.as_ref().is_some_and(|table| table.form == TierForm::FullPrice);
    settles.filter(|settles| {
        let energies = settles
            .bills
            .iter()
            .flat_map(|bill| &bill.lines)
            .filter(|line| line.kind == LineKind::Energy && !line.energy_kwh.is_zero());
        energies.into_iter().any(|line| line.tier.is_some() != at_full_price)
    })
}

/// What the provisional bills charged, by period.
pub(super) fn charged_before(settles: &Settlement) -> Result<ByPeriod, Refusal> {
    let mut charged = ByPeriod::default();
    for line in settles.bills.iter().flat_map(|bill| &bill.lines) {
        if line.kind == LineKind::Energy {
            let energy = charged.entry(line.period);
            *energy = energy.plus(line.energy_kwh).map_err(|_overflow| out_of_range())?;
        }
    }
    Ok(charged)
}

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
    let mut lines = Vec::new();
    each_bill(settles, energy, |bill, taken| {
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
    });
    lines
}

/// How much of each of `tiers` tiers goes back with `energy` (above zero), the first
/// tier first: in each bill the highest tier first, and the first takes the rest. As
/// much as `energy` at most, whatever form the table had when it was charged.
pub(super) fn reversed_tiers(
    settles: Option<&Settlement>,
    energy: Kwh,
    tiers: usize,
) -> ByTier<Kwh> {
    let mut given: ByTier<Kwh> = std::iter::repeat_n(Kwh::ZERO, tiers).collect();
    let mut give = |tier: usize, energy: Decimal| {
        if let Some(given) = given.get_mut(tier) {
            *given = Kwh::new(given.get() + energy);
        }
    };
    each_bill(settles, energy, |bill, taken| {
        let mut rest = taken;
        for line in bill.lines.iter().rev() {
            let Some(below) = line.tier.and_then(tiers_below) else { continue };
            let part = line.energy_kwh.get().clamp(Decimal::ZERO, rest);
            rest -= part;
            give(below, part);
        }
        give(0, rest);
    });
    given
}

/// Hands each bill to `take`, the latest first, with what of `energy` goes back from
/// it: no more than it charged.
fn each_bill<'a>(
    settles: Option<&'a Settlement>,
    energy: Kwh,
    mut take: impl FnMut(&'a ProvisionalBill, Decimal),
) {
    let mut rest = energy.get();
    for bill in bills_latest_first(settles) {
        let energies = bill.lines.iter().filter(|line| line.kind == LineKind::Energy);
        let charged: Decimal = energies.map(|line| line.energy_kwh.get()).sum();
        let taken = rest.min(charged.max(Decimal::ZERO));
        rest -= taken;
        take(bill, taken);
    }
}

/// How many tiers lie below `tier`, which counts from 1.
fn tiers_below(tier: u32) -> Option<usize> {
    usize::try_from(tier).ok()?.checked_sub(1)
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

    fn bill_of(name: &str, lines: &[(LineKind, Option<u32>, i64)]) -> ProvisionalBill {
        let lines = lines.iter().map(|(kind, tier, energy)| charged(*kind, *tier, *energy));
        ProvisionalBill { bill: name.into(), lines: lines.collect() }
    }

    #[test]
    fn in_each_bill_the_highest_tier_goes_back_first_and_the_first_takes_the_rest() {
        use LineKind::{Energy, TierAddition};
        let at_full_price =
            bill_of("one", &[(Energy, Some(1), 60), (Energy, Some(2), 30), (Energy, Some(3), 10)]);
        let adding = bill_of("two", &[(Energy, None, 50), (TierAddition, Some(2), 20)]);
        let settled = Settlement { adjustment_kwh: Kwh::ZERO, bills: vec![at_full_price, adding] };
        let back = |energy| reversed_tiers(Some(&settled), Kwh::whole(energy), 3).to_vec();
        for (energy, given) in [
            (5, [0, 5, 0]),
            (20, [0, 20, 0]),
            (50, [30, 20, 0]),
            // The earlier bill from its third tier down.
            (55, [30, 20, 5]),
            (75, [30, 35, 10]),
            (150, [90, 50, 10]),
        ] {
            assert_eq!(back(energy), given.map(Kwh::whole), "{energy}");
        }
        // A tier that the table no longer has is charged to none.
        assert_eq!(
            reversed_tiers(Some(&settled), Kwh::whole(65), 2).to_vec(),
            [30, 25].map(Kwh::whole)
        );
        assert_eq!(reversed_tiers(None, Kwh::whole(5), 2).to_vec(), [0, 0].map(Kwh::whole));
    }
}
