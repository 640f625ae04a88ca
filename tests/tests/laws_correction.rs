//! Laws of metering corrections.

use chrono::NaiveDate;
use dianfei_rules::bill::correction::{CorrectionCause, CorrectionInput, correct};
use dianfei_rules::policy::{Load, PolicySet};
use dianfei_rules::quantity::{Index, Kwh, Multiplier};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
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
