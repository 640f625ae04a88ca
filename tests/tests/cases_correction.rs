//! Metering corrections a clerk can read: `cases/correction.toml`.

use chrono::NaiveDate;
use dianfei_rules::bill::correction::{
    CorrectionCause, CorrectionInput, PendingInput, TierTreatmentInput, TierWay, correct,
    pending_energy, tier_treatment,
};
use dianfei_rules::policy::{Load, PolicySet};
use dianfei_rules::quantity::{Index, Kwh, Multiplier, Rate};
use dianfei_rules::refusal::Refusal;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
    pending: Vec<Pending>,
    tiers: Vec<Tiers>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    title: String,
    source: String,
    on: NaiveDate,
    load: Load,
    since_on: NaiveDate,
    until_on: NaiveDate,
    cause: CorrectionCause,
    factor: Option<Rate>,
    difference_kwh: Option<Kwh>,
    expect_kwh: Option<Kwh>,
    refuse: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pending {
    id: String,
    title: String,
    source: String,
    input: PendingInput,
    expect_kwh: Option<Kwh>,
    refuse: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tiers {
    id: String,
    title: String,
    source: String,
    input: TierTreatmentInput,
    expect: Option<TierWay>,
    refuse: Option<String>,
}

fn cases() -> Cases {
    toml::from_str(include_str!("../cases/correction.toml")).expect("readable cases")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn assert_refused(refusal: &Refusal, code: Option<&str>, name: &str) {
    assert_eq!(Some(refusal.code.as_str()), code, "{name}: {refusal}");
}

#[test]
fn corrections_come_out_as_the_cases_say() {
    let policies = PolicySet::published();
    for case in cases().case {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        let input = CorrectionInput {
            cause: case.cause,
            load: case.load,
            since_on: case.since_on,
            until_on: case.until_on,
        };
        match correct(&input, &policies.on(case.on)) {
            Ok(found) => {
                assert_eq!(Some(found.correction_kwh), case.expect_kwh, "{name}");
                assert_eq!(Some(found.difference_kwh), case.difference_kwh, "{name}");
                assert_eq!(found.factor, case.factor, "{name}");
                let months = found.months.iter().map(|month| month.difference_kwh);
                if !found.months.is_empty() {
                    assert_eq!(Kwh::sum(months), Ok(found.difference_kwh), "{name}");
                }
            }
            Err(refusal) => assert_refused(&refusal, case.refuse.as_deref(), &name),
        }
    }
}

#[test]
fn pending_months_and_tiers_are_settled_as_the_cases_say() {
    let policies = PolicySet::published();
    let view = policies.on(day("2023-07-11"));
    for case in cases().pending {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        match pending_energy(&case.input, &view) {
            Ok(found) => assert_eq!(Some(found.energy_kwh), case.expect_kwh, "{name}"),
            Err(refusal) => assert_refused(&refusal, case.refuse.as_deref(), &name),
        }
    }
    for case in cases().tiers {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        match tier_treatment(&case.input, &view) {
            Ok(found) => assert_eq!(Some(found.way), case.expect, "{name}"),
            Err(refusal) => assert_refused(&refusal, case.refuse.as_deref(), &name),
        }
    }
}

fn correction_of(cause: CorrectionCause) -> Kwh {
    let input = CorrectionInput {
        cause,
        load: Load::Power,
        since_on: day("2023-01-10"),
        until_on: day("2023-07-10"),
    };
    let policies = PolicySet::published();
    correct(&input, &policies.on(day("2023-07-11"))).expect("a correction").correction_kwh
}

proptest! {
    #[test]
    fn a_multiplier_put_right_and_back_again_is_nothing(
        turned in 0..1_000_000_i64, billed in 1..500_i64, more in 1..500_i64,
    ) {
        let correction = |billed, actual| correction_of(CorrectionCause::WrongMultiplier {
            index_difference: Index::whole(turned),
            billed: Multiplier::whole(billed),
            actual: Multiplier::whole(actual),
        });
        let there = correction(billed, billed + more);
        let back = correction(billed + more, billed);
        prop_assert_eq!(there, Kwh::whole(turned * more));
        prop_assert_eq!(there.plus(back), Ok(Kwh::ZERO));
    }

    #[test]
    fn a_slow_meter_is_collected_for_and_a_fast_one_given_back(
        kwh in 1_000..10_000_000_i64, thousandths in 21..900_i64,
    ) {
        let error = |sign: &str| correction_of(CorrectionCause::MeterError {
            recorded_kwh: Kwh::whole(kwh),
            error: format!("{sign}0.{thousandths:03}").parse().expect("a share"),
            tolerance: "0.02".parse().expect("a share"),
        });
        let (slow, fast) = (error("-"), error(""));
        prop_assert!(!slow.is_negative() && !slow.is_zero() && fast.is_negative());
        // Nothing is given back beyond half of what was recorded.
        prop_assert!(fast.get() > -Kwh::whole(kwh).get() / Kwh::whole(2).get());
    }
}
