use super::*;
use crate::policy::{PendingBasis, PolicySet};

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn month(text: &str, recorded: i64) -> FaultMonth {
    FaultMonth { period: text.parse().expect("a month"), recorded_kwh: Kwh::whole(recorded) }
}

fn input(cause: CorrectionCause) -> CorrectionInput {
    CorrectionInput {
        cause,
        load: Load::Power,
        since_on: date("2023-01-10"),
        until_on: date("2023-07-10"),
    }
}

fn meter_error(recorded: i64, error: &str, tolerance: &str) -> CorrectionCause {
    CorrectionCause::MeterError {
        recorded_kwh: Kwh::whole(recorded),
        error: error.parse().expect("a share"),
        tolerance: tolerance.parse().expect("a share"),
    }
}

fn wiring(recorded: i64, correct: i64, wrong: i64) -> CorrectionCause {
    CorrectionCause::WrongWiring {
        recorded_kwh: Kwh::whole(recorded),
        correct_power: Kw::whole(correct),
        wrong_power: Kw::whole(wrong),
    }
}

fn reckoned(cause: CorrectionCause, policies: &PolicySet) -> Result<Correction, String> {
    correct(&input(cause), &policies.on(date("2023-07-11")))
        .map_err(|refusal| refusal.code.to_string())
}

fn refused(cause: CorrectionCause) -> String {
    reckoned(cause, &PolicySet::published()).expect_err("refused")
}

#[test]
fn the_whole_error_counts_once_it_is_beyond_the_tolerance() {
    let policies = PolicySet::published();
    let slow = reckoned(meter_error(980, "-0.02", "0.0199"), &policies).expect("a correction");
    assert_eq!((slow.difference_kwh, slow.correction_kwh), (Kwh::whole(20), Kwh::whole(10)));
    assert_eq!(refused(meter_error(980, "-0.02", "0.02")), "within_tolerance");
    let whole = PolicySet::published().tried("metering_error_time", "whole").expect("decided");
    let slow = reckoned(meter_error(980, "-0.02", "0"), &whole).expect("a correction");
    assert_eq!((slow.time_share, slow.correction_kwh), (Rate::whole(1), Kwh::whole(20)));
    assert_eq!(slow.policies[0].variant, "station");
}

#[test]
fn figures_without_sense_are_refused() {
    assert_eq!(refused(meter_error(900, "-1", "0.02")), "correction_error");
    assert_eq!(refused(meter_error(900, "-0.1", "-0.02")), "correction_error");
    assert_eq!(refused(meter_error(-1, "-0.1", "0.02")), "correction_recorded");
    for (recorded, correct, wrong) in [(100, 0, 5), (100, 10, 0), (-100, 10, 5), (100, 10, -5)] {
        assert_eq!(refused(wiring(recorded, correct, wrong)), "correction_power");
    }
    for (billed, actual) in [(40, 40), (0, 40), (40, 0)] {
        let cause = CorrectionCause::WrongMultiplier {
            index_difference: Index::whole(100),
            billed: Multiplier::whole(billed),
            actual: Multiplier::whole(actual),
        };
        assert_eq!(refused(cause), "correction_multiplier");
    }
    let stuck = |normal, months| CorrectionCause::StuckRegister {
        normal_month_kwh: Kwh::whole(normal),
        months,
    };
    assert_eq!(refused(stuck(0, vec![month("2023-02", 0)])), "correction_normal_month");
    assert_eq!(refused(stuck(300, vec![])), "correction_months");
    assert_eq!(refused(stuck(300, vec![month("2022-12", 0)])), "correction_months");
    assert_eq!(refused(stuck(300, vec![month("2023-08", 0)])), "correction_months");
    let twice = vec![month("2023-02", 0), month("2023-02", 0)];
    assert_eq!(refused(stuck(300, twice)), "correction_months");
}

#[test]
fn each_month_at_fault_makes_up_for_a_normal_one() {
    let months = vec![month("2023-01", 100), month("2023-07", 350)];
    let normal = CorrectionCause::StuckRegister { normal_month_kwh: Kwh::whole(300), months };
    let found = reckoned(normal, &PolicySet::published()).expect("a correction");
    let differences: Vec<_> = found.months.iter().map(|month| month.difference_kwh).collect();
    assert_eq!(differences, [Kwh::whole(200), Kwh::whole(-50)]);
    assert_eq!((found.recorded_kwh, found.correction_kwh), (Kwh::whole(450), Kwh::whole(150)));
    assert_eq!(found.source, "供电营业规则(1996) 第80条");
}

#[test]
fn a_transformer_s_fault_is_calculated_and_since_2024_may_follow_a_normal_month() {
    let fault = |calculated: Option<i64>, normal: Option<i64>| {
        input(CorrectionCause::TransformerFault {
            calculated_kwh: calculated.map(Kwh::whole),
            normal_month_kwh: normal.map(Kwh::whole),
            months: vec![month("2023-03", 120)],
        })
    };
    let policies = PolicySet::published();
    let (before, since) = (policies.on(date("2024-05-31")), policies.on(date("2024-06-01")));
    let articles = ["供电营业规则(1996) 第81条", "供电营业规则(2024)，条号未核（1996年版第81条）"];
    for (view, article) in [&before, &since].into_iter().zip(articles) {
        let found = correct(&fault(Some(90), Some(300)), view).expect("a correction");
        assert_eq!((found.recorded_kwh, found.correction_kwh), (Kwh::whole(120), Kwh::whole(90)));
        assert_eq!(found.source, article);
        assert_eq!(found.policies[0].key, "transformer_fault_rule");
    }
    let found = correct(&fault(None, Some(300)), &since).expect("a correction");
    assert_eq!(found.correction_kwh, Kwh::whole(180));
    assert_eq!(found.policies[0].variant, "rules_2024");
    for (view, normal) in [(&before, Some(300)), (&since, None)] {
        let refusal = correct(&fault(None, normal), view).expect_err("refused");
        assert_eq!(refusal.code.as_str(), "correction_not_calculated");
    }
}

#[test]
fn a_fault_may_be_put_right_on_its_first_day() {
    let mut one_day = input(meter_error(980, "-0.02", "0.01"));
    one_day.until_on = one_day.since_on;
    let policies = PolicySet::published();
    let found = correct(&one_day, &policies.on(date("2023-07-11"))).expect("a correction");
    assert_eq!(found.correction_kwh, Kwh::whole(10));
}

#[test]
fn the_sign_of_a_register_that_ran_backwards_stays() {
    // It took 50 off where 100 were used: 150 are missing.
    let policies = PolicySet::published();
    let back = reckoned(wiring(-50, 10, -5), &policies).expect("a correction");
    assert_eq!((back.factor, back.correction_kwh), (Some(Rate::whole(-2)), Kwh::whole(150)));
    let still = reckoned(wiring(0, 10, -5), &policies).expect("a correction");
    assert_eq!(still.correction_kwh, Kwh::ZERO);
}

#[test]
fn a_limit_that_the_station_sets_names_the_first_day_it_allows() {
    let policies =
        PolicySet::published().tried("correction_longest_months_power", "5").expect("decided");
    let mut long = input(meter_error(900, "-0.1", "0.02"));
    let refusal = correct(&long, &policies.on(date("2023-07-11"))).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "correction_too_long");
    assert_eq!(refusal.figures.get("first_on"), Some("2023-02-10"));
    long.since_on = date("2023-02-10");
    let within = correct(&long, &policies.on(date("2023-07-11"))).expect("a correction");
    assert_eq!(within.policies.last().expect("a rule").key, "correction_longest_months_power");
    long.load = Load::Lighting;
    long.since_on = date("2020-01-01");
    assert!(correct(&long, &policies.on(date("2023-07-11"))).is_ok(), "the other limit is open");
    long.until_on = date("2019-12-31");
    let refusal = correct(&long, &policies.on(date("2023-07-11"))).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "correction_period");
}

#[test]
fn what_cannot_be_reckoned_exactly_is_out_of_range_and_shown_figures_read_back() {
    let largest = CorrectionCause::WrongMultiplier {
        index_difference: Index::new(Decimal::MAX),
        billed: Multiplier::whole(40),
        actual: Multiplier::whole(60),
    };
    assert_eq!(refused(largest), "out_of_range");
    let thirds = reckoned(wiring(1000, 7, 3), &PolicySet::published()).expect("a correction");
    assert_eq!(thirds.unrounded_kwh.to_string(), "1333.333333");
    let bytes = serde_json::to_vec(&thirds).expect("json");
    let back: Correction = serde_json::from_slice(&bytes).expect("a correction");
    assert_eq!(back, thirds);
}

#[test]
fn a_pending_month_follows_its_policy() {
    let policies = PolicySet::published();
    let view = policies.on(date("2023-07-11"));
    let mut pending = PendingInput {
        kind: CorrectionKind::MeterError,
        as_read_kwh: Kwh::whole(80),
        normal_month_kwh: None,
    };
    let found = pending_energy(&pending, &view).expect("energy");
    assert_eq!((found.basis, found.energy_kwh), (PendingBasis::AsRead, Kwh::whole(80)));
    pending.kind = CorrectionKind::WrongWiring;
    for normal in [None, Some(Kwh::ZERO)] {
        pending.normal_month_kwh = normal;
        let refusal = pending_energy(&pending, &view).expect_err("refused");
        assert_eq!(refusal.code.as_str(), "correction_normal_month");
    }
    pending.normal_month_kwh = Some(Kwh::whole(300));
    let found = pending_energy(&pending, &view).expect("energy");
    assert_eq!((found.basis, found.energy_kwh), (PendingBasis::NormalMonth, Kwh::whole(300)));
    assert_eq!(found.source, "供电营业规则(1996) 第81条");
}

#[test]
fn a_correction_is_settled_in_its_own_periods_or_at_the_better_tier() {
    let policies = PolicySet::published();
    let view = policies.on(date("2023-07-11"));
    let part = |period: &str, kwh| PeriodShare {
        period: period.parse().expect("a month"),
        energy_kwh: Kwh::whole(kwh),
    };
    let mut tiers = TierTreatmentInput { correction_kwh: Kwh::whole(-30), periods: vec![] };
    let found = tier_treatment(&tiers, &view).expect("a tier");
    assert_eq!(found.way, TierWay::HighestTier);
    tiers.periods = vec![part("2023-01", -10), part("2023-02", -20)];
    let found = tier_treatment(&tiers, &view).expect("a tier");
    assert_eq!((found.way, found.policy), (TierWay::OwnPeriods, None));
    tiers.correction_kwh = Kwh::whole(-31);
    let refusal = tier_treatment(&tiers, &view).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "correction_parts_differ");
    tiers = TierTreatmentInput { correction_kwh: Kwh::whole(30), periods: vec![] };
    let found = tier_treatment(&tiers, &view).expect("a tier");
    assert_eq!(found.way, TierWay::FirstTier);
    let strict = PolicySet::published()
        .tried("correction_untraceable_tiers", "own_periods_only")
        .expect("decided");
    let refusal = tier_treatment(&tiers, &strict.on(date("2023-07-11"))).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "correction_untraceable");
    tiers.correction_kwh = Kwh::ZERO;
    let refusal = tier_treatment(&tiers, &view).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "correction_nothing");
}
