use super::*;
use crate::policy::{Load, PolicySet};
use crate::quantity::{Ampere, Volt};

const BEFORE: &str = "2024-05-31";
const SINCE: &str = "2024-06-01";

fn charge(act: &DefaultUse, day: &str, decided: Option<i64>) -> Result<DefaultCharge, String> {
    let input = DefaultUseInput { act: act.clone(), decided_fen: decided.map(Fen::new) };
    let policies = PolicySet::published();
    default_charge(&input, &policies.on(day.parse().expect("a date")))
        .map_err(|refusal| refusal.code.to_string())
}

fn energy(input: StolenEnergyInput) -> Result<StolenEnergy, String> {
    let policies = PolicySet::published();
    stolen_energy(&input, &policies.on(BEFORE.parse().expect("a date")))
        .map_err(|refusal| refusal.code.to_string())
}

fn meter(rated: &str, phases: u32) -> StolenCapacity {
    StolenCapacity::MeterRating {
        rated_current: rated.parse::<Ampere>().expect("a current"),
        phase_voltage: Volt::whole(220),
        phases,
    }
}

#[test]
fn what_is_not_known_of_2024_is_asked_for() {
    let open = [
        DefaultUse::CheaperClass { month_difference_fen: Fen::new(100), months: Some(1) },
        DefaultUse::OverPlan { extra_kw: Kw::whole(5), times: 1 },
        DefaultUse::SuspendedTwoPart { capacity_charge_fen: Fen::new(100) },
        DefaultUse::Suspended { capacity_kw: Kw::whole(5), times: 1 },
        DefaultUse::Theft { energy_kwh: Kwh::whole(100), price: Price::whole(1) },
    ];
    for act in open {
        assert!(charge(&act, BEFORE, None).is_ok(), "{act:?}");
        assert_eq!(charge(&act, SINCE, Some(1)).expect_err("open"), "policy_unset", "{act:?}");
    }
    // Never published: not of 1996 either.
    for act in [
        DefaultUse::Tampering { class: UsageClass::GeneralCommercial, times: 1 },
        DefaultUse::Feeding { capacity_kw: Kw::whole(5) },
    ] {
        for day in [BEFORE, SINCE] {
            assert_eq!(charge(&act, day, None).expect_err("open"), "policy_unset", "{act:?}");
        }
    }
}

#[test]
fn a_figure_that_the_station_states_is_used() {
    let policies = PolicySet::published().tried("theft_multiple", "2").expect("decided");
    let act = DefaultUse::Theft { energy_kwh: Kwh::whole(100), price: Price::whole(1) };
    let input = DefaultUseInput { act, decided_fen: Some(Fen::new(15_000)) };
    let charge =
        default_charge(&input, &policies.on(SINCE.parse().expect("a date"))).expect("a charge");
    assert_eq!((charge.reckoned_fen, charge.total_fen), (Fen::new(20_000), Fen::new(25_000)));
    let used: Vec<_> = charge.policies.iter().map(|policy| policy.variant.as_str()).collect();
    assert_eq!(used, ["rules_2024", "station"]);
}

#[test]
fn a_limit_needs_an_amount_within_it_and_a_fixed_figure_takes_no_other() {
    let act = DefaultUse::OverCapacity { extra_kw: Kw::whole(10) };
    assert_eq!(charge(&act, SINCE, None).expect_err("refused"), "penalty_undecided");
    assert_eq!(charge(&act, SINCE, Some(50_001)).expect_err("refused"), "penalty_above_limit");
    assert_eq!(charge(&act, SINCE, Some(-1)).expect_err("refused"), "penalty_above_limit");
    for within in [0, 50_000] {
        let charge = charge(&act, SINCE, Some(within)).expect("a charge");
        assert_eq!(charge.penalty_fen, Fen::new(within));
    }
    assert_eq!(charge(&act, BEFORE, Some(49_999)).expect_err("refused"), "penalty_fixed");
    assert!(charge(&act, BEFORE, Some(50_000)).is_ok());
}

#[test]
fn figures_of_nothing_are_refused_and_large_ones_too() {
    for act in [
        DefaultUse::OverCapacity { extra_kw: Kw::ZERO },
        DefaultUse::OverPlan { extra_kw: Kw::whole(1), times: 0 },
        DefaultUse::OverCapacityTwoPart { capacity_charge_fen: Fen::new(-1) },
        DefaultUse::CheaperClass { month_difference_fen: Fen::new(100), months: Some(0) },
        DefaultUse::Theft { energy_kwh: Kwh::ZERO, price: Price::whole(1) },
    ] {
        assert_eq!(charge(&act, BEFORE, None).expect_err("refused"), "default_use_figure");
    }
    for act in [
        DefaultUse::OverCapacityTwoPart { capacity_charge_fen: Fen::new(i64::MAX) },
        DefaultUse::OverCapacity { extra_kw: Kw::whole(i64::MAX) },
        DefaultUse::Theft { energy_kwh: Kwh::new(Decimal::MAX), price: Price::whole(9) },
    ] {
        assert_eq!(charge(&act, BEFORE, None).expect_err("refused"), "out_of_range");
    }
}

#[test]
fn time_and_capacity_have_bounds() {
    let equipment = StolenCapacity::Equipment { capacity_kw: Kw::whole(2) };
    let input = StolenEnergyInput {
        capacity: equipment,
        load: Load::Lighting,
        time: StolenTime::Unknown { certain_days: 200 },
    };
    let found = energy(input).expect("energy");
    assert_eq!((found.days, found.hours_a_day), (200, 6));
    assert_eq!(found.energy_kwh, Kwh::whole(2400));
    for (days, hours) in [(0, Some(1)), (0, None), (1, Some(0)), (1, Some(25))] {
        let time = StolenTime::Known { days, hours_a_day: hours };
        let refused = energy(StolenEnergyInput { time, ..input }).expect_err("refused");
        assert_eq!(refused, "theft_time", "{days} {hours:?}");
    }
    for capacity in [
        StolenCapacity::Equipment { capacity_kw: Kw::ZERO },
        meter("5", 2),
        meter("0", 1),
        meter("-5", 3),
    ] {
        let refused = energy(StolenEnergyInput { capacity, ..input }).expect_err("refused");
        assert_eq!(refused, "theft_capacity", "{capacity:?}");
    }
    let largest = StolenCapacity::Equipment { capacity_kw: Kw::new(Decimal::MAX) };
    let refused = energy(StolenEnergyInput { capacity: largest, ..input }).expect_err("refused");
    assert_eq!(refused, "out_of_range");
    let three = energy(StolenEnergyInput { capacity: meter("1.5", 3), ..input }).expect("energy");
    assert_eq!(three.capacity_kw.to_string(), "0.99");
}
