//! Provisional bills at tiers of another form than those of the bill that settles
//! them.

use super::*;
use crate::tariff::TierUse;

fn at(no: &str, energies: &[(Period, i64)]) -> BillInput {
    let own = table(no);
    let energy = BillEnergy::Provisional { registers: counted(energies) };
    let energy = read(&energy);
    let tariff = own.tariff.clone();
    BillInput { energy, tariff, tariffs: vec![own], ..bill("ONE") }
}

fn missed(no: &str, energies: &[(Period, i64)]) -> BillDocument {
    let energy = BillEnergy::Provisional { registers: counted(energies) };
    let period = "2026-02".parse().expect("a month");
    let input = BillInput { energy, period, ..at(no, &[(Period::Total, 0)]) };
    compute(&input, &PolicySet::published()).expect("a provisional bill")
}

/// Period, tier, energy and amount of each line.
fn lines(bill: &BillDocument) -> Vec<(Period, Option<u32>, i64, String)> {
    let of = |line: &crate::bill::BillLine| {
        let energy = line.energy_kwh.get().try_into().expect("whole energy");
        (line.period, line.tier, energy, line.amount_fen.to_string())
    };
    bill.lines.iter().map(of).collect()
}

fn settled(before: &[BillDocument], input: BillInput) -> BillDocument {
    let settles = Settlement::of(before).expect("few bills");
    compute(&BillInput { settles, ..input }, &PolicySet::published()).expect("a bill")
}

#[test]
fn what_was_charged_by_additions_goes_back_whole_at_full_price() {
    let before = missed("ADDS", &[(Period::Peak, 90), (Period::Valley, 60)]);
    let bill = settled(&[before.clone()], at("FULL", &[(Period::Total, 260)]));
    let expected = [
        (Period::Peak, None, -90, "-53.10"),
        (Period::Valley, None, -60, "-23.40"),
        (Period::Total, Some(2), -50, "-2.50"),
        (Period::Total, None, -150, "-1.50"),
        // Two months are billed anew: 200 kWh in the first tier.
        (Period::Total, Some(1), 200, "100.00"),
        (Period::Total, Some(2), 60, "33.00"),
    ];
    let expected = expected.map(|(period, tier, energy, fen)| (period, tier, energy, fen.into()));
    assert_eq!(lines(&bill), expected);
    assert_eq!(bill.energy.charged_kwh, Kwh::whole(110));
    assert!(bill.lines.iter().take(4).all(|line| line.reverses.is_some()));

    let nothing = settled(&[before], at("FULL", &[(Period::Total, 0)]));
    let back: Vec<_> = expected.into_iter().take(4).collect();
    assert_eq!(lines(&nothing), back);
}

#[test]
fn what_was_charged_at_full_price_goes_back_whole_where_additions_are_charged() {
    let before = missed("FULL", &[(Period::Total, 150)]);
    let used = TierUse { year: 2026, used_kwh: vec![Kwh::whole(100), Kwh::whole(70)] };
    let input = at("ADDS", &[(Period::Peak, 60), (Period::Valley, 70)]);
    let bill = settled(&[before], BillInput { tier_use: Some(used), ..input });
    let expected = [
        (Period::Total, Some(2), -50, "-27.50"),
        (Period::Total, Some(1), -100, "-50.00"),
        (Period::Peak, None, 60, "35.40"),
        (Period::Valley, None, 70, "27.30"),
        // 20 of the second tier were used before: 130 − 100 more.
        (Period::Total, Some(2), 30, "1.50"),
        (Period::Total, None, 130, "1.30"),
    ];
    assert_eq!(
        lines(&bill),
        expected.map(|(period, tier, kwh, fen)| (period, tier, kwh, fen.into()))
    );
    assert_eq!(bill.tier_use.expect("yearly tiers").used_kwh, [100, 50].map(Kwh::whole));
}

#[test]
fn tiers_of_one_form_are_set_off() {
    let before = missed("FULL", &[(Period::Total, 150)]);
    let bill = settled(&[before], at("FULL", &[(Period::Total, 260)]));
    let told: Vec<_> =
        lines(&bill).into_iter().map(|(_, tier, energy, _)| (tier, energy)).collect();
    assert_eq!(told, [(Some(1), 100), (Some(2), 10)]);
    // A missed month in which nothing was estimated has charged in no form.
    let before = missed("ADDS", &[(Period::Peak, 0), (Period::Valley, 0)]);
    let bill = settled(&[before], at("FULL", &[(Period::Total, 260)]));
    let told: Vec<_> =
        lines(&bill).into_iter().map(|(_, tier, energy, _)| (tier, energy)).collect();
    assert_eq!(told, [(Some(1), 100), (Some(2), 160)]);
}
