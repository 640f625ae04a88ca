use super::*;
use crate::policy::{BasicChargeDays, DemandExcess, PolicySet};
use crate::quantity::Kwh;

fn transformer(name: &str, capacity: i64, interlock: Option<&str>) -> Transformer {
    Transformer {
        name: name.into(),
        capacity_kva: Kw::whole(capacity),
        interlock: interlock.map(str::to_owned),
    }
}

fn month() -> YearMonth {
    "2025-07".parse().expect("a month")
}

fn part(first: &str, last: &str) -> Option<PartOfMonth> {
    let day = |text: &str| text.parse().expect("a date");
    Some(PartOfMonth { first: day(first), last: day(last) })
}

fn by_capacity(part: Option<PartOfMonth>) -> BasicChargeInput {
    BasicChargeInput {
        month: month(),
        part,
        price: "26.3".parse().expect("a price"),
        charged_by: ChargedBy::Capacity(vec![transformer("T1", 315, None)]),
    }
}

fn by_demand(contract: Option<i64>, actual: i64) -> BasicChargeInput {
    BasicChargeInput {
        price: Price::whole(42),
        charged_by: ChargedBy::Demand(DemandInput {
            contract_kw: contract.map(Kw::whole),
            actual_kw: Kw::whole(actual),
            capacity_kva: Kw::whole(2000),
            energy_kwh: Kwh::whole(100),
        }),
        ..by_capacity(None)
    }
}

fn charge(
    input: &BasicChargeInput,
    decisions: &[(&str, &str)],
) -> Result<BasicChargeStatement, Refusal> {
    let set = decisions
        .iter()
        .fold(PolicySet::published(), |set, (key, value)| set.tried(key, value).expect("decided"));
    basic_charge(input, &set.on(input.month.last_day()))
}

fn code(outcome: Result<BasicChargeStatement, Refusal>) -> String {
    outcome.expect_err("refused").code.to_string()
}

#[test]
fn a_whole_month_is_charged_by_the_month_however_it_is_said() {
    let whole = charge(&by_capacity(None), &[]).expect("a charge");
    let thirtieth = [("basic_charge_days", "thirtieth")];
    let said = charge(&by_capacity(part("2025-07-01", "2025-07-31")), &thirtieth);
    assert_eq!(said.expect("a charge"), whole);
    assert_eq!(whole.amount_fen, Fen::new(828_450));
    assert!(whole.policies.is_empty());
}

#[test]
fn one_day_and_both_rules() {
    let day = by_capacity(part("2025-07-31", "2025-07-31"));
    let calendar = charge(&day, &[]).expect("a charge");
    assert_eq!(calendar.amount_fen, Fen::new(26_724));
    let days = calendar.days.expect("a part");
    assert_eq!((days.days, days.of_days, days.rule), (1, 31, BasicChargeDays::CalendarDays));
    let thirtieth = charge(&day, &[("basic_charge_days", "thirtieth")]).expect("a charge");
    assert_eq!(thirtieth.amount_fen, Fen::new(27_615));
    assert_eq!(thirtieth.policies[0].variant, "station");
}

#[test]
fn a_part_lies_inside_its_month_and_runs_forward() {
    for (first, last) in
        [("2025-07-16", "2025-07-15"), ("2025-06-30", "2025-07-15"), ("2025-07-16", "2025-08-01")]
    {
        assert_eq!(code(charge(&by_capacity(part(first, last)), &[])), "basic_charge_days");
    }
}

#[test]
fn of_interlocked_transformers_the_largest_counts() {
    let statement = charged_capacity(&[
        transformer("T1", 315, None),
        transformer("T2", 400, Some("A")),
        transformer("T3", 500, Some("A")),
        transformer("T4", 250, Some("B")),
        transformer("T5", 250, Some("B")),
    ])
    .expect("a capacity");
    assert_eq!(statement.connected_kva, Kw::whole(1715));
    assert_eq!(statement.charged_kva, Kw::whole(315 + 500 + 250));
    assert_eq!(statement.counted, ["T1", "T3", "T4"]);
}

#[test]
fn refuses_what_no_account_has() {
    let with = |transformers| BasicChargeInput {
        charged_by: ChargedBy::Capacity(transformers),
        ..by_capacity(None)
    };
    assert_eq!(code(charge(&with(Vec::new()), &[])), "transformer_missing");
    let zero = vec![transformer("T1", 0, None)];
    assert_eq!(code(charge(&with(zero), &[])), "figure_not_positive");
    let twice = vec![transformer("T1", 1, None), transformer("T1", 1, None)];
    assert_eq!(code(charge(&with(twice), &[])), "transformer_twice");
    let negative = BasicChargeInput { price: Price::whole(-1), ..by_capacity(None) };
    assert_eq!(code(charge(&negative, &[])), "figure_negative");
    assert_eq!(code(charge(&by_demand(None, -1), &[])), "figure_negative");
    let large = Transformer { capacity_kva: Kw::new(Decimal::MAX), ..transformer("T1", 1, None) };
    assert_eq!(code(charge(&with(vec![large]), &[])), "out_of_range");
}

#[test]
fn without_a_contract_the_actual_demand_is_charged() {
    let statement = charge(&by_demand(None, 650), &[]).expect("a charge");
    assert_eq!(statement.charged, Kw::whole(650));
    assert_eq!(statement.demand.expect("by demand").rule, None);
    assert!(!statement.policies.iter().any(|policy| policy.key == "demand_excess"));
}

#[test]
fn the_excess_waits_for_the_station_and_follows_its_variant() {
    assert_eq!(code(charge(&by_demand(Some(1000), 1080), &[])), "policy_unset");
    for (rule, actual, kw) in [
        ("contract_plus_double_excess", 1050, 1000),
        ("contract_plus_double_excess", 1051, 1002),
        ("contract_plus_double_excess", 0, 1000),
        ("actual_plus_excess", 1050, 1000),
        ("actual_plus_excess", 1051, 1052),
        ("band_95_105", 949, 950),
        ("band_95_105", 951, 951),
        ("band_95_105", 1050, 1050),
        ("band_95_105", 1051, 1102),
        ("actual", 0, 0),
        ("actual", 1080, 1080),
    ] {
        let decided = [("demand_excess", rule)];
        let statement = charge(&by_demand(Some(1000), actual), &decided).expect("a charge");
        assert_eq!(statement.charged, Kw::whole(kw), "{rule} {actual}");
    }
}

#[test]
fn a_contract_of_less_than_forty_percent_is_refused() {
    let decided = [("demand_excess", "actual")];
    assert_eq!(code(charge(&by_demand(Some(799), 0), &decided)), "contract_demand_low");
    let statement = charge(&by_demand(Some(800), 0), &decided).expect("a charge");
    assert_eq!(statement.demand.expect("by demand").rule, Some(DemandExcess::Actual));
}

#[test]
fn the_demand_price_is_reduced_from_260_kwh_for_each_kva() {
    // 2000 kVA: from 520 000 kWh on 90 % of 42.
    for (energy, percent, price) in
        [(519_999, 100, "42"), (520_000, 90, "37.8"), (520_001, 90, "37.8")]
    {
        let mut input = by_demand(None, 100);
        if let ChargedBy::Demand(demand) = &mut input.charged_by {
            demand.energy_kwh = Kwh::whole(energy);
        }
        let statement = charge(&input, &[]).expect("a charge");
        let found = statement.demand.expect("by demand").price;
        assert_eq!((found.percent, found.charged), (percent, price.parse().expect("a price")));
        assert_eq!((found.printed, statement.price), (Price::whole(42), found.charged));
        assert_eq!(found.discount_from_kwh, Some(Kwh::whole(520_000)));
    }
}

#[test]
fn a_part_is_rounded_once_from_the_exact_amount() {
    // From the rounded month, 0.32 × 15 / 31 would be 0.15.
    let input = BasicChargeInput {
        price: "0.3204".parse().expect("a price"),
        charged_by: ChargedBy::Capacity(vec![transformer("T1", 1, None)]),
        ..by_capacity(part("2025-07-01", "2025-07-15"))
    };
    let statement = charge(&input, &[]).expect("a charge");
    assert_eq!((statement.full_month_fen, statement.amount_fen), (Fen::new(32), Fen::new(16)));
}

#[test]
fn by_thirtieths_the_parts_of_a_month_of_31_days_exceed_it() {
    let halves = [part("2025-07-01", "2025-07-14"), part("2025-07-15", "2025-07-31")];
    let sum = |rule| {
        let charged = halves.map(|half| {
            let decided = [("basic_charge_days", rule)];
            charge(&by_capacity(half), &decided).expect("a charge").amount_fen
        });
        Fen::sum(charged).expect("a sum")
    };
    // 31/30 of 8284.50 against 8284.50.
    assert_eq!(sum("thirtieth"), Fen::new(856_065));
    assert_eq!(sum("calendar_days"), Fen::new(828_450));
}
