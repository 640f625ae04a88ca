use super::*;
use crate::meter::{Digits, Register};
use crate::policy::PolicySet;
use crate::quantity::{Index, Multiplier};
use crate::reading::usage::{MeterSpan, RegisterSpan};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn month(text: &str, usage: i64) -> MonthUsage {
    MonthUsage {
        period: text.parse().expect("a month"),
        usage_kwh: Kwh::whole(usage),
        provisional: false,
    }
}

/// A sound reading of 100 kWh against 100 and 100.
fn sound() -> ReadingCheckInput {
    let policies = PolicySet::published();
    ReadingCheckInput {
        period: "2026-03".parse().expect("a month"),
        cycle_months: 1,
        planned_on: day("2026-03-05"),
        read_on: day("2026-03-05"),
        previous_on: Some(day("2026-02-05")),
        usage: UsageInput {
            meters: vec![MeterSpan {
                meter: "M1".parse().expect("a meter number"),
                digits: Digits::new(5, 0).expect("digits"),
                multiplier: Multiplier::whole(1),
                registers: vec![RegisterSpan {
                    register: Register::FORWARD_ACTIVE_TOTAL,
                    previous: Index::whole(500),
                    current: Index::whole(600),
                }],
            }],
            rollover_limit_kwh: Some(Kwh::whole(300)),
            rollover_accepted: false,
        },
        history: vec![month("2026-02", 100), month("2025-03", 100)],
        provisional_kwh: Kwh::ZERO,
        misses: 0,
        capacity_kw: Some(Kw::whole(4)),
        identity: IdentityCheck::ALL_AGREE,
        evidence: Evidence::default(),
        limits: CheckLimits::from_policy(&policies.on(day("2026-03-05"))).expect("limits"),
    }
}

fn read(input: &mut ReadingCheckInput, previous: i64, current: i64) {
    let register = &mut input.usage.meters[0].registers[0];
    (register.previous, register.current) = (Index::whole(previous), Index::whole(current));
}

fn codes(input: &ReadingCheckInput) -> Vec<String> {
    let findings = check(input);
    for finding in &findings {
        assert!(FINDING_CODES.contains(&finding.code.as_str()), "{}", finding.code);
    }
    findings.into_iter().map(|finding| finding.code.to_string()).collect()
}

#[test]
fn a_sound_reading_has_no_findings() {
    assert_eq!(check(&sound()), []);
}

#[test]
fn an_index_below_the_previous_one_stops_billing() {
    let mut input = sound();
    read(&mut input, 9998, 3);
    let findings = check(&input);
    let first = &findings[0];
    assert_eq!((first.code.as_str(), first.clause.as_str()), ("below_previous", "4.1.2"));
    assert_eq!(first.severity, Severity::StopsBilling);
    assert_eq!(first.figures.get("previous"), Some("9998"));
    assert_eq!(first.figures.get("rollover_kwh"), Some("90005"));
    assert_eq!(first.figures.get("limit_kwh"), Some("300"));
    assert_eq!(severest(&findings), Some(Severity::StopsBilling));
}

#[test]
fn a_plausible_rollover_is_only_shown() {
    let mut input = sound();
    read(&mut input, 99_950, 50);
    assert_eq!(codes(&input), ["rollover"]);
    assert_eq!(severest(&check(&input)), Some(Severity::Notice));
}

#[test]
fn fluctuation_asks_for_a_cause_with_its_figures() {
    let mut input = sound();
    read(&mut input, 500, 620);
    assert_eq!(codes(&input), [""; 0]);
    read(&mut input, 500, 621);
    assert_eq!(codes(&input), ["fluctuation_last_month", "fluctuation_same_month_last_year"]);
    input.history[0] = month("2026-02", 110);
    let findings = check(&input);
    assert_eq!(findings.len(), 1);
    let figures = &findings[0].figures;
    assert_eq!(findings[0].code.as_str(), "fluctuation_same_month_last_year");
    assert_eq!(figures.get("sign"), Some("surge"));
    assert_eq!(figures.get("change_percent"), Some("21"));
    assert_eq!(figures.get("base_kwh"), Some("100"));
    read(&mut input, 500, 570);
    let findings = check(&input);
    assert_eq!(findings[0].figures.get("sign"), Some("drop"));
}

#[test]
fn nothing_used_is_a_finding_of_its_own() {
    let mut input = sound();
    read(&mut input, 500, 500);
    let expected = ["zero_usage", "fluctuation_last_month", "fluctuation_same_month_last_year"];
    assert_eq!(codes(&input), expected);
    input.history = vec![month("2026-02", 0)];
    assert_eq!(codes(&input), ["zero_usage"]);
}

#[test]
fn without_any_base_there_is_no_comparison() {
    let mut input = sound();
    input.history = vec![month("2026-01", 10)];
    assert_eq!(codes(&input), ["no_history"]);
    // A two-month cycle is compared with the cycle before it.
    input.cycle_months = 2;
    assert_eq!(codes(&input), ["fluctuation_last_month"]);
}

#[test]
fn a_settling_reading_is_compared_without_what_was_billed() {
    let mut input = sound();
    read(&mut input, 500, 850);
    input.provisional_kwh = Kwh::whole(250);
    input.misses = 2;
    assert_eq!(codes(&input), ["prolonged_provisional"]);
    input.misses = 1;
    assert_eq!(codes(&input), [""; 0]);
}

#[test]
fn more_than_the_meter_can_carry_needs_a_form() {
    let mut input = sound();
    // 4 kW through 28 days is 2,688 kWh.
    input.history = vec![month("2026-02", 2688)];
    read(&mut input, 500, 500 + 2688);
    assert_eq!(codes(&input), [""; 0]);
    read(&mut input, 500, 500 + 2689);
    assert_eq!(codes(&input), ["over_capability"]);
}

#[test]
fn each_mismatch_makes_its_form() {
    let mut input = sound();
    input.identity = IdentityCheck {
        account_no: false,
        name: false,
        address: false,
        meter_type: false,
        meter_no: false,
        multiplier: false,
        seal: false,
    };
    let findings = check(&input);
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    let expected = [
        "mismatch_account_no",
        "mismatch_name",
        "mismatch_address",
        "mismatch_meter_type",
        "mismatch_meter_no",
        "mismatch_multiplier",
        "seal_broken",
    ];
    assert_eq!(codes, expected);
    assert!(findings.iter().all(|finding| {
        finding.severity == Severity::NeedsForm && finding.clause.as_str() == "4.1.3"
    }));
}

#[test]
fn another_scanned_meter_is_a_mismatch_even_if_the_reader_ticks_it() {
    let mut input = sound();
    input.evidence.scanned = Some("M1".into());
    assert_eq!(codes(&input), [""; 0]);
    input.evidence.scanned = Some("M9".into());
    let findings = check(&input);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].figures.get("scanned"), Some("M9"));
    assert_eq!(findings[0].figures.get("on_card"), Some("M1"));
}

#[test]
fn impossible_pace_and_place_and_another_day_are_flagged() {
    let mut input = sound();
    input.evidence.seconds_since_last = Some(10);
    input.evidence.metres_from_meter = Some(200);
    input.planned_on = day("2026-03-07");
    assert_eq!(codes(&input), [""; 0]);
    input.evidence.seconds_since_last = Some(9);
    input.evidence.metres_from_meter = Some(201);
    input.planned_on = day("2026-03-08");
    assert_eq!(codes(&input), ["pace_impossible", "place_far", "off_read_day"]);
}

#[test]
fn findings_survive_their_bytes() {
    let mut input = sound();
    read(&mut input, 9998, 3);
    let findings = check(&input);
    let bytes = serde_json::to_vec(&findings).expect("json");
    assert_eq!(serde_json::from_slice::<Vec<Finding>>(&bytes).expect("findings"), findings);
    let bytes = serde_json::to_vec(&input).expect("json");
    assert_eq!(serde_json::from_slice::<ReadingCheckInput>(&bytes).expect("an input"), input);
}

#[test]
fn absurd_figures_are_findings_not_panics() {
    let mut input = sound();
    input.usage.meters[0].multiplier = "9999999999999999999999999999".parse().expect("a number");
    assert_eq!(codes(&input), ["out_of_range"]);
    let mut input = sound();
    input.history = vec![MonthUsage {
        usage_kwh: "9999999999999999999999999999".parse().expect("a number"),
        ..month("2026-02", 0)
    }];
    assert_eq!(codes(&input), ["fluctuation_last_month"]);
}
