use super::*;
use crate::account::UsageClass;
use crate::quantity::Kwh;
use crate::tariff::price::PricePart;
use crate::tariff::tier::SeasonTiers;

fn price(text: &str) -> Price {
    text.parse().expect("a price")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn tier(above: i64, up_to: Option<i64>, adds: &str) -> Tier {
    Tier { above_kwh: Kwh::whole(above), up_to_kwh: up_to.map(Kwh::whole), adds: price(adds) }
}

fn season(months: &[u32], tiers: Vec<Tier>) -> SeasonTiers {
    SeasonTiers { months: months.to_vec(), tiers }
}

fn sound_tiers() -> Vec<Tier> {
    vec![tier(0, Some(180), "0"), tier(180, Some(280), "0.05"), tier(280, None, "0.3")]
}

fn entry(seasons: Vec<SeasonTiers>) -> Tariff {
    Tariff {
        tariff: "R1".parse().expect("a tariff number"),
        name: "居民".into(),
        valid_from: day("2026-01-01"),
        valid_until: None,
        usage_class: UsageClass::Residential,
        source: "own case".into(),
        prices: EnergyPrices::Single { price: price("0.52") },
        parts: Vec::new(),
        factors: None,
        basic: None,
        hours: Vec::new(),
        tiers: Some(TierTable {
            cycle: TierCycle::Month,
            form: TierForm::FullPrice,
            seasons,
            household: None,
        }),
    }
}

fn codes(entry: &Tariff) -> Vec<String> {
    check_entry(entry).iter().map(|fault| fault.code.to_string()).collect()
}

#[test]
fn a_sound_entry_has_no_faults() {
    assert_eq!(check_entry(&entry(vec![season(&[], sound_tiers())])), []);
}

#[test]
fn names_each_wrong_row_of_the_tiers() {
    let cases = [
        (vec![tier(0, Some(180), "0"), tier(190, None, "0.05")], vec!["tier_gap"]),
        (vec![tier(0, Some(180), "0"), tier(170, None, "0.05")], vec!["tier_overlap"]),
        (vec![tier(0, Some(180), "0"), tier(180, Some(280), "0.05")], vec!["tier_open_end"]),
        (vec![tier(0, None, "0"), tier(180, None, "0.05")], vec!["tier_open_end"]),
        (vec![tier(10, Some(180), "0"), tier(180, None, "0.05")], vec!["tier_first_not_zero"]),
        (vec![tier(0, Some(180), "0.01"), tier(180, None, "0.05")], vec!["tier_first_not_zero"]),
        (vec![tier(0, Some(180), "0"), tier(180, None, "0")], vec!["tier_adds_not_ascending"]),
        (
            vec![tier(0, Some(180), "0"), tier(180, Some(170), "0.05"), tier(170, None, "0.3")],
            vec!["tier_not_ascending"],
        ),
        (Vec::new(), vec!["tier_open_end"]),
    ];
    for (tiers, expected) in cases {
        assert_eq!(codes(&entry(vec![season(&[], tiers.clone())])), expected, "{tiers:?}");
    }
}

#[test]
fn each_month_stands_in_one_season_with_the_same_additions() {
    let halves = |second: &[u32]| {
        entry(vec![season(&[1, 2, 3, 4, 5, 6], sound_tiers()), season(second, sound_tiers())])
    };
    assert_eq!(check_entry(&halves(&[7, 8, 9, 10, 11, 12])), []);
    let missing = check_entry(&halves(&[7, 8, 9, 10, 11]));
    assert_eq!(missing[0].figures.get("month"), Some("12"));
    let twice = check_entry(&halves(&[6, 7, 8, 9, 10, 11, 12]));
    assert_eq!(twice[0].figures.get("times"), Some("2"));
    let mut other = halves(&[7, 8, 9, 10, 11, 12]);
    if let Some(table) = &mut other.tiers {
        table.seasons[1].tiers[1].adds = price("0.06");
    }
    assert_eq!(codes(&other), ["season_adds_differ"]);
    let mut yearly = halves(&[7, 8, 9, 10, 11, 12]);
    if let Some(table) = &mut yearly.tiers {
        table.cycle = TierCycle::Year;
    }
    assert_eq!(codes(&yearly), ["season_months"]);
}

#[test]
fn surcharges_alone_need_not_add_up_but_stay_below_the_price() {
    let mut with_fund = entry(vec![season(&[], sound_tiers())]);
    let fund = |text: &str| PricePart {
        code: "fund".into(),
        name: "基金".into(),
        price: price(text),
        surcharge: true,
        floats: false,
    };
    with_fund.parts = vec![fund("0.0272")];
    assert_eq!(check_entry(&with_fund), []);
    with_fund.parts = vec![fund("0.52")];
    assert_eq!(codes(&with_fund), ["surcharges_exceed_price"]);
    with_fund.prices = EnergyPrices::Single { price: price("0") };
    assert_eq!(codes(&with_fund), ["price_not_positive"]);
}

#[test]
fn tiers_over_periods_take_the_add_on_form() {
    let mut periods = entry(vec![season(&[], sound_tiers())]);
    periods.prices = EnergyPrices::TimeOfUse {
        critical_peak: None,
        peak: price("0.5583"),
        flat: None,
        valley: price("0.3583"),
    };
    assert_eq!(codes(&periods), ["tier_form"]);
}

#[test]
fn the_latest_version_on_or_before_the_day_holds() {
    let first = entry(Vec::new());
    let second = Tariff { valid_from: day("2026-07-01"), ..first.clone() };
    let versions = [second.clone(), first.clone()];
    let at = |text: &str| in_force(&versions, &first.tariff, day(text)).map(|v| v.valid_from);
    assert_eq!(at("2026-06-30"), Ok(first.valid_from));
    assert_eq!(at("2026-07-01"), Ok(second.valid_from));
    let refusal = at("2025-12-31").expect_err("refused");
    assert_eq!(refusal.code.as_str(), "no_tariff");
}

#[test]
fn a_used_version_is_never_edited() {
    let first = entry(Vec::new());
    let again = check_version(&first, std::slice::from_ref(&first), None);
    assert_eq!(again.expect_err("refused").code.as_str(), "tariff_version_exists");
    let later = Tariff { valid_from: day("2026-03-05"), ..first.clone() };
    let known = [first];
    assert_eq!(check_version(&later, &known, Some(day("2026-03-04"))), Ok(()));
    let used = check_version(&later, &known, Some(day("2026-03-05")));
    assert_eq!(used.expect_err("refused").code.as_str(), "tariff_version_used");
}

#[test]
fn a_price_of_a_month_ends_with_it_and_the_next_begins_on_the_day_after() {
    let january =
        Tariff { valid_until: Some(day("2026-01-31")), ..entry(vec![season(&[], sound_tiers())]) };
    let number = january.tariff.clone();
    let versions = [january.clone()];
    assert!(in_force(&versions, &number, day("2026-01-31")).is_ok());
    let refusal = in_force(&versions, &number, day("2026-02-01")).expect_err("expired");
    assert_eq!(refusal.code.as_str(), "tariff_expired");
    for (from, code) in [
        ("2026-01-31", Some("tariff_dates_overlap")),
        ("2026-02-01", None),
        ("2026-02-02", Some("tariff_dates_gap")),
    ] {
        let february = Tariff { valid_from: day(from), valid_until: None, ..january.clone() };
        let refused = check_version(&february, &versions, None).err();
        assert_eq!(refused.map(|refusal| refusal.code.to_string()).as_deref(), code, "{from}");
    }
    let december = Tariff {
        valid_from: day("2025-12-01"),
        valid_until: Some(day("2026-01-01")),
        ..january.clone()
    };
    let refusal = check_version(&december, &versions, None).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "tariff_dates_overlap");
    let turned = Tariff { valid_until: Some(day("2025-12-31")), ..january };
    assert_eq!(codes(&turned), ["tariff_dates"]);
}
