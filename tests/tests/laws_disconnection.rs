//! The law of a stop for arrears.

use chrono::NaiveDate;
use dianfei_rules::account::UsageClass;
use dianfei_rules::collection::disconnection::{DisconnectionInput, plan_disconnection};
use dianfei_rules::policy::{DecidedValue, PolicyDecision, PolicySet};
use proptest::prelude::*;

/// The published figures, with the case's own practice.
fn policies(practice: Option<&str>) -> PolicySet {
    let published = PolicySet::published();
    let Some(practice) = practice else { return published };
    published
        .decide(PolicyDecision {
            key: "disconnection_practice".into(),
            from: NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date"),
            value: DecidedValue::Set(practice.into()),
            source: "所务会纪要".into(),
        })
        .expect("decided")
}

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
        let policies = policies(provincial.then_some("provincial"));
        // A decision of the station holds from 2020 on.
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
