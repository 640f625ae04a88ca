//! Stops for arrears a clerk can read: `cases/disconnection.toml`.

use chrono::{NaiveDate, NaiveDateTime};
use dianfei_rules::account::UsageClass;
use dianfei_rules::calendar::working_days::WorkingDayTable;
use dianfei_rules::collection::disconnection::{
    DisconnectionInput, ReconnectionInput, plan_disconnection, reconnection_term,
};
use dianfei_rules::policy::{DecidedValue, PolicyDecision, PolicySet};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    plan: Vec<Plan>,
    reconnection: Vec<Reconnection>,
    table: WorkingDayTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    id: String,
    title: String,
    source: String,
    on: NaiveDate,
    practice: Option<String>,
    class: UsageClass,
    due_on: NaiveDate,
    stop_on: Option<NaiveDate>,
    expect: Option<Expected>,
    refuse: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    default_on: NaiveDate,
    first_stop_on: NaiveDate,
    stop_on: NaiveDate,
    notice: (NaiveDate, NaiveDate),
    minutes: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reconnection {
    id: String,
    title: String,
    source: String,
    on: NaiveDate,
    practice: Option<String>,
    class: UsageClass,
    removed_at: NaiveDateTime,
    working_day: Option<NaiveDate>,
    expect: Option<NaiveDateTime>,
    refuse: Option<String>,
}

fn cases() -> Cases {
    toml::from_str(include_str!("../cases/disconnection.toml")).expect("readable cases")
}

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

#[test]
fn stops_are_planned_as_the_cases_say() {
    for case in cases().plan {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        let policies = policies(case.practice.as_deref());
        let input = DisconnectionInput {
            class: case.class,
            due_on: case.due_on,
            stop_on: case.stop_on,
            important: false,
        };
        match plan_disconnection(&input, &policies.on(case.on)) {
            Ok(plan) => {
                let found = Expected {
                    default_on: plan.default_on,
                    first_stop_on: plan.first_stop_on,
                    stop_on: plan.stop_on,
                    notice: (plan.notice_from, plan.notice_until),
                    minutes: plan.last_call_minutes,
                };
                assert_eq!(Some(found), case.expect, "{name}");
            }
            Err(refusal) => {
                assert_eq!(Some(refusal.code.as_str()), case.refuse.as_deref(), "{name}");
            }
        }
    }
}

#[test]
fn reconnections_are_due_as_the_cases_say() {
    let Cases { reconnection, table, .. } = cases();
    for case in reconnection {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        let policies = policies(case.practice.as_deref());
        let input = ReconnectionInput { class: case.class, removed_at: case.removed_at };
        match reconnection_term(&input, &policies.on(case.on), Some(&table)) {
            Ok(term) => {
                assert_eq!(Some(term.due_at), case.expect, "{name}");
                assert_eq!(term.working_day, case.working_day, "{name}");
                assert!(term.rules.iter().all(|rule| !rule.source.is_empty()), "{name}");
            }
            Err(refusal) => {
                assert_eq!(Some(refusal.code.as_str()), case.refuse.as_deref(), "{name}");
            }
        }
    }
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
