use std::collections::BTreeSet;

use super::*;
use crate::policy::PolicySet;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn moment(text: &str) -> NaiveDateTime {
    text.parse().expect("a moment")
}

fn input() -> DisconnectionInput {
    DisconnectionInput {
        class: UsageClass::Residential,
        due_on: date("2024-06-25"),
        stop_on: None,
        important: false,
    }
}

fn record() -> DisconnectionRecord {
    DisconnectionRecord {
        urged_on: Some(date("2024-06-26")),
        approved_on: Some(date("2024-07-19")),
        noticed_on: Some(date("2024-07-19")),
        copied_on: None,
        told_at: Some(moment("2024-07-26T09:00:00")),
        stopped_at: moment("2024-07-26T09:30:00"),
    }
}

#[test]
fn each_step_has_its_days_its_article_and_its_figures() {
    let policies = PolicySet::published();
    let view = policies.on(date("2024-07-01"));
    let important = DisconnectionInput { important: true, ..input() };
    let plan = plan_disconnection(&important, &view).expect("a calendar");
    let steps: Vec<_> = plan.steps.iter().map(|step| step.step).collect();
    assert!(steps.is_sorted() && steps.len() == 6, "{steps:?}");
    let sources: BTreeSet<&str> = plan.steps.iter().map(|step| step.source.as_str()).collect();
    assert_eq!(
        sources,
        BTreeSet::from([REGULATION, "供电营业规则(2024)，条号未核（1996年版第67条）"])
    );
    let before = plan_disconnection(&important, &policies.on(date("2024-05-31"))).expect("a plan");
    assert_eq!(before.steps[1].source, "供电营业规则(1996) 第67条");
    for step in &plan.steps {
        assert_eq!(step.minutes_before.is_some(), step.step == DisconnectionStep::LastCall);
    }
    let stop = plan.steps.last().expect("a last step");
    assert_eq!((stop.from, stop.until), (Some(date("2024-07-26")), Some(date("2024-07-26"))));
    assert_eq!(stop.policies[0].key, "disconnection_arrears_days");
    assert_eq!(
        (stop.policies[0].value.as_deref(), stop.policies[0].variant.as_str()),
        (Some("30"), "regulation")
    );
}

#[test]
fn a_stop_goes_by_its_record_or_names_what_is_missing() {
    let policies = PolicySet::published();
    let view = policies.on(date("2024-07-26"));
    assert!(check_disconnection(&input(), &record(), &view).is_ok());
    let refused = |change: fn(&mut DisconnectionRecord)| {
        let mut record = record();
        change(&mut record);
        check_disconnection(&input(), &record, &view).expect_err("refused").code.to_string()
    };
    assert_eq!(refused(|r| r.urged_on = None), "disconnection_not_urged");
    assert_eq!(refused(|r| r.urged_on = Some(date("2024-06-25"))), "disconnection_not_urged");
    assert_eq!(refused(|r| r.urged_on = Some(date("2024-07-26"))), "disconnection_not_urged");
    assert_eq!(refused(|r| r.approved_on = None), "disconnection_not_approved");
    let late = refused(|r| r.approved_on = Some(date("2024-07-20")));
    assert_eq!(late, "disconnection_not_approved");
    assert_eq!(refused(|r| r.noticed_on = None), "disconnection_notice_missing");
    let early = refused(|r| {
        r.approved_on = Some(date("2024-07-10"));
        r.noticed_on = Some(date("2024-07-18"));
    });
    assert_eq!(early, "disconnection_notice_early");
    let late = refused(|r| r.noticed_on = Some(date("2024-07-24")));
    assert_eq!(late, "disconnection_notice_late");
    assert_eq!(refused(|r| r.told_at = None), "disconnection_last_call");
    let short = refused(|r| r.told_at = Some(moment("2024-07-26T09:00:01")));
    assert_eq!(short, "disconnection_last_call");
    let day_before = refused(|r| r.stopped_at = moment("2024-07-25T23:59:59"));
    assert_eq!(day_before, "disconnection_too_early");
}

#[test]
fn an_important_customer_needs_the_authority_s_copy() {
    let policies = PolicySet::published();
    let view = policies.on(date("2024-07-26"));
    let important = DisconnectionInput { important: true, ..input() };
    let refusal = check_disconnection(&important, &record(), &view).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "disconnection_copy_missing");
    let copied = DisconnectionRecord { copied_on: Some(date("2024-07-23")), ..record() };
    assert!(check_disconnection(&important, &copied, &view).is_ok());
}

#[test]
fn figures_that_leave_no_day_are_refused_and_so_is_the_end_of_time() {
    let policies =
        PolicySet::published().tried("disconnection_notice_days_least", "10").expect("decided");
    let refusal =
        plan_disconnection(&input(), &policies.on(date("2024-07-01"))).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "disconnection_notice_window");
    let policies = PolicySet::published();
    let view = policies.on(date("2024-07-01"));
    let last = DisconnectionInput { due_on: NaiveDate::MAX, ..input() };
    assert_eq!(
        plan_disconnection(&last, &view).expect_err("refused").code.as_str(),
        "out_of_range"
    );
    let end = ReconnectionInput { class: UsageClass::Irrigation, removed_at: NaiveDateTime::MAX };
    let refusal = reconnection_term(&end, &view, None).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "out_of_range");
}

#[test]
fn working_days_need_their_table() {
    let policies =
        PolicySet::published().tried("disconnection_practice", "provincial").expect("decided");
    let view = policies.on(date("2024-05-01"));
    let input = ReconnectionInput {
        class: UsageClass::Residential,
        removed_at: moment("2024-05-08T10:00:00"),
    };
    let refusal = reconnection_term(&input, &view, None).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "working_days_missing");
    let refusal = reconnection_term(&input, &view, Some(&Default::default())).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "working_days_unknown");
}
