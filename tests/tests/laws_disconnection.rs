//! The law of a stop for arrears.

use chrono::NaiveDate;
use dianfei_rules::account::UsageClass;
use dianfei_rules::collection::disconnection::{DisconnectionInput, plan_disconnection};
use dianfei_rules::policy::PolicySet;
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_stop_comes_before_its_time(
        days in 0..20_000_u64, later in 0..400_u64, resident: bool, provincial: bool,
    ) {
        let day = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date");
        let due_on = day + chrono::Days::new(days);
        let stop_on = due_on + chrono::Days::new(later);
        let class = if resident { UsageClass::Residential } else { UsageClass::LargeIndustry };
        let input = DisconnectionInput { class, due_on, stop_on: Some(stop_on), important: true };
        let practice = if provincial { "provincial" } else { "national" };
        let policies =
            PolicySet::published().tried("disconnection_practice", practice).expect("decided");
        let view = policies.on(NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date"));
        match plan_disconnection(&input, &view) {
            Err(refusal) => {
                prop_assert!(later <= 30, "{refusal}");
                prop_assert_eq!(refusal.code.as_str(), "disconnection_too_early");
            }
            Ok(plan) => {
                prop_assert!(later > 30);
                prop_assert!((stop_on - plan.notice_until).num_days() >= 3);
                prop_assert!((stop_on - plan.notice_from).num_days() <= 7);
                prop_assert!(plan.notice_from <= plan.notice_until);
            }
        }
    }
}
