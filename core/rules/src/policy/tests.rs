use super::*;
use crate::money::Fen;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn decision(key: &str, from: &str, value: DecidedValue) -> PolicyDecision {
    PolicyDecision { key: key.into(), from: day(from), value, source: "minutes 3".into() }
}

fn set(text: &str) -> DecidedValue {
    DecidedValue::Set(text.into())
}

#[test]
fn each_published_choice_has_its_variant_in_code() {
    let policies = PolicySet::published();
    let view = policies.on(day("2024-01-01"));
    view.estimate_rule().expect("estimate_rule");
    view.rounding_place().expect("rounding_place");
    view.price_change().expect("price_change");
    view.free_quota_order().expect("free_quota_order");
    view.late_fee_word().expect("late_fee_word");
    view.allocation_order().expect("allocation_order");
    view.capitals_optional_zero().expect("capitals_optional_zero");
    view.capitals_whole_word().expect("capitals_whole_word");
    view.cash_cut_off().expect("cash_cut_off");
    view.due_on().expect("due_on");
    view.disconnection_practice().expect("disconnection_practice");
    view.metering_error_time().expect("metering_error_time");
    view.transformer_fault_rule().expect("transformer_fault_rule");
    view.pending_basis("pending_payment_error").expect("pending_payment_error");
    view.pending_basis("pending_payment_fault").expect("pending_payment_fault");
    view.correction_untraceable_tiers().expect("correction_untraceable_tiers");
    view.default_use_penalty().expect("default_use_penalty");
}

#[test]
fn the_late_fee_of_2024_waits_for_the_station() {
    let published = PolicySet::published();
    let before = published.on(day("2024-05-31"));
    assert_eq!(before.late_fee_rates().expect("rates").other_carried_over_per_mille, 3);
    assert_eq!(before.late_fee_minimum(), Some(Fen::new(100)));
    let after = published.on(day("2024-06-01"));
    let refusal = after.late_fee_rates().expect_err("unset");
    assert_eq!(refusal.code.as_str(), "policy_unset");
    assert_eq!(refusal.figures.get("policy"), Some("late_fee_resident_per_mille"));
    assert_eq!(after.late_fee_minimum(), None);
}

#[test]
fn a_decision_holds_from_its_day_until_the_next() {
    let policies = PolicySet::published()
        .decide(decision("rounding_place", "2025-01-01", set("per_bill")))
        .and_then(|set| {
            set.decide(decision("rounding_place", "2026-01-01", DecidedValue::AsPublished))
        })
        .expect("decided");
    let place = |text| policies.on(day(text)).rounding_place().expect("set");
    assert_eq!(place("2024-12-31"), RoundingPlace::PerLine);
    assert_eq!(place("2025-01-01"), RoundingPlace::PerBill);
    assert_eq!(place("2026-01-01"), RoundingPlace::PerLine);
    assert_eq!(policies.on(day("2025-06-01")).holds("rounding_place").variant, "station");
}

#[test]
fn refuses_decisions_that_are_not_the_stations_or_out_of_bounds() {
    let cases = [
        ("fluctuation_percent", set("50"), "policy_fixed"),
        ("late_fee_resident_per_mille", set("4"), "policy_value"),
        ("late_fee_resident_per_mille", set("1.5"), "policy_value"),
        ("rounding_place", set("nowhere"), "policy_value"),
        ("cash_cut_off", set("25:00"), "policy_value"),
        ("cash_limit", set("12.345"), "policy_value"),
        ("due_term_days", DecidedValue::Unset, "policy_necessary"),
        ("waiver", set("1"), "policy_unknown"),
    ];
    for (key, value, code) in cases {
        let refusal =
            PolicySet::published().decide(decision(key, "2025-01-01", value)).expect_err("refused");
        assert_eq!(refusal.code.as_str(), code, "{key}");
    }
}

#[test]
fn the_due_day_is_the_28th_or_the_agreed_term() {
    let published = PolicySet::published();
    assert_eq!(published.on(day("2026-01-10")).due_on(), Ok(day("2026-01-28")));
    assert_eq!(published.on(day("2026-01-28")).due_on(), Ok(day("2026-02-28")));
    let agreed = published
        .decide(decision("due_rule", "2026-01-01", set("days_after_issue")))
        .expect("decided");
    assert_eq!(
        agreed.on(day("2026-01-10")).due_on().expect_err("no term").code.as_str(),
        "policy_unset"
    );
    let agreed =
        agreed.decide(decision("due_term_days", "2026-01-01", set("15"))).expect("decided");
    assert_eq!(agreed.on(day("2026-01-20")).due_on(), Ok(day("2026-02-04")));
}

#[test]
fn the_hash_follows_the_content_and_survives_the_bytes() {
    let published = PolicySet::published();
    let decided = published
        .clone()
        .decide(decision("cash_limit", "2025-01-01", set("5000")))
        .expect("decided");
    assert_ne!(published.hash(), decided.hash());
    let bytes = serde_json::to_vec(&decided).expect("json");
    let back: PolicySet = serde_json::from_slice(&bytes).expect("a policy set");
    assert_eq!(back.hash(), decided.hash());
}

#[test]
fn recorded_decisions_are_taken_as_they_stand() {
    let recorded = [
        decision("cash_limit", "2025-01-01", set("5000")),
        decision("cash_limit", "2025-01-01", set("3000")),
        decision("cash_limit", "2024-01-01", set("1000")),
        decision("policy_of_another_edition", "2024-01-01", set("1")),
    ];
    let policies = PolicySet::with_recorded(recorded);
    assert_eq!(policies.decisions().len(), 4);
    assert_eq!(policies.on(day("2024-06-01")).cash_limit(), Some(Fen::new(100_000)));
    assert_eq!(policies.on(day("2025-06-01")).cash_limit(), Some(Fen::new(300_000)));
}
