use super::*;
use crate::policy::PolicySet;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn base() -> RolloverBase {
    RolloverBase {
        history: Vec::new(),
        capacity_kw: Some(Kw::whole(2)),
        previous_on: Some(day("2026-02-05")),
        read_on: day("2026-03-05"),
        periods: 1,
    }
}

fn month(text: &str, usage: i64) -> MonthUsage {
    MonthUsage {
        period: text.parse().expect("a month"),
        usage_kwh: Kwh::whole(usage),
        provisional: false,
    }
}

fn registers(energies: &[(Period, i64)]) -> Vec<RegisterUsage> {
    energies
        .iter()
        .map(|(period, energy)| RegisterUsage {
            register: Register::forward_active(*period),
            energy_kwh: Kwh::whole(*energy),
        })
        .collect()
}

#[test]
fn the_limit_of_a_rollover_follows_history_then_capacity() {
    // 2 kW through 28 days.
    assert_eq!(rollover_limit(&base(), 3), Some(Kwh::whole(1344)));
    let mut known = base();
    known.history = vec![month("2026-02", 120), month("2026-01", 81)];
    assert_eq!(rollover_limit(&known, 3), Some(Kwh::whole(302)));
    known.periods = 2;
    assert_eq!(rollover_limit(&known, 3), Some(Kwh::whole(603)));
    known.history = (1..=12).map(|back| month("2026-03", 0).back(back)).collect();
    known.history.push(month("2025-01", 9000));
    assert_eq!(rollover_limit(&known, 3), Some(Kwh::whole(1344)), "only the latest twelve count");
    let unknown = RolloverBase { capacity_kw: None, ..base() };
    assert_eq!(rollover_limit(&unknown, 3), None);
}

impl MonthUsage {
    fn back(self, months: u32) -> Self {
        Self { period: self.period.minus(months), ..self }
    }
}

#[test]
fn the_policy_gives_the_multiple() {
    let policies = PolicySet::published();
    let known = RolloverBase { history: vec![month("2026-02", 100)], ..base() };
    let input = UsageInput::new(Vec::new(), &known, &policies.on(day("2026-03-05")));
    let input = input.expect("an input");
    assert_eq!(input.rollover_limit_kwh, Some(Kwh::whole(300)));
    let refusal = usage(&input).expect_err("no meter");
    assert_eq!(refusal.code.as_str(), "no_meter");
}

#[test]
fn a_register_is_read_once() {
    let span = RegisterSpan {
        register: Register::FORWARD_ACTIVE_TOTAL,
        previous: Index::whole(1),
        current: Index::whole(2),
    };
    let input = UsageInput {
        meters: vec![MeterSpan {
            meter: "M1".parse().expect("a meter number"),
            digits: Digits::new(4, 0).expect("digits"),
            multiplier: Multiplier::whole(1),
            registers: vec![span.clone(), span],
        }],
        rollover_limit_kwh: None,
        rollover_accepted: false,
    };
    assert_eq!(usage(&input).expect_err("refused").code.as_str(), "register_twice");
}

#[test]
fn periods_add_up_to_the_total_with_the_rest_in_flat() {
    let split = by_period(&registers(&[
        (Period::Total, 400),
        (Period::Peak, 150),
        (Period::Flat, 100),
        (Period::Valley, 148),
    ]));
    assert_eq!(split.of(Period::Flat), Some(Kwh::whole(102)));
    assert_eq!(split.of(Period::Peak), Some(Kwh::whole(150)));
    assert_eq!(split.of(Period::Total), None);
    let only_total = by_period(&registers(&[(Period::Total, 400)]));
    assert_eq!(only_total.of(Period::Total), Some(Kwh::whole(400)));
}

#[test]
fn a_meter_without_a_total_register_adds_its_periods() {
    let periods = registers(&[(Period::Peak, 150), (Period::Valley, 148)]);
    assert_eq!(active_total(&periods), Some(Kwh::whole(298)));
    let reactive = [RegisterUsage {
        register: "forward_reactive_total".parse().expect("a register"),
        energy_kwh: Kwh::whole(5),
    }];
    assert_eq!(active_total(&reactive), None);
}

#[test]
fn the_demands_of_several_feeders_are_added() {
    let of = |meter: &str, shown: &[(&str, i64)]| Usage {
        demands: shown
            .iter()
            .map(|(register, demand)| RegisterDemand {
                meter: meter.parse().expect("a meter number"),
                register: register.parse().expect("a register"),
                shown: Index::whole(*demand),
                multiplier: Multiplier::whole(1),
                demand_kw: Kw::whole(*demand),
            })
            .collect(),
        ..Usage::default()
    };
    let feeders = [
        of("M1", &[("forward_demand_total", 80), ("forward_demand_peak", 70)]),
        of("M2", &[("reverse_demand_total", 500), ("forward_demand_total", 30)]),
        of("M3", &[]),
    ];
    assert_eq!(feeder_demand(&feeders), Ok(Some(Kw::whole(110))));
    assert_eq!(feeder_demand(&feeders[2..]), Ok(None));
}

/// The new meter of a change has no total register: what it counts by period is not
/// left out of the total, nor counted twice in the periods.
#[test]
fn a_meter_without_a_total_counts_beside_one_with_it() {
    let meter = |meter: &str, counted: &[(Period, i64)]| MeterSpan {
        meter: meter.parse().expect("a meter number"),
        digits: Digits::new(5, 0).expect("digits"),
        multiplier: Multiplier::whole(1),
        registers: counted
            .iter()
            .map(|(period, energy)| RegisterSpan {
                register: Register::forward_active(*period),
                previous: Index::whole(0),
                current: Index::whole(*energy),
            })
            .collect(),
    };
    let counted = |meters: Vec<MeterSpan>| {
        let input = UsageInput { meters, rollover_limit_kwh: None, rollover_accepted: false };
        let usage = usage(&input).expect("usage");
        (usage.billed(), by_period(&usage.registers))
    };
    let old = meter("M1", &[(Period::Total, 100)]);
    let new = meter("M2", &[(Period::Peak, 50), (Period::Valley, 150)]);
    let (billed, periods) = counted(vec![old, new.clone()]);
    assert_eq!(billed, Kwh::whole(300));
    assert_eq!(periods.of(Period::Peak), Some(Kwh::whole(50)));
    assert_eq!(periods.of(Period::Flat), Some(Kwh::whole(100)), "it counted no periods");
    assert_eq!(periods.of(Period::Valley), Some(Kwh::whole(150)));
    let (billed, _) = counted(vec![new.clone(), new.clone()]);
    assert_eq!(billed, Kwh::whole(400), "none has a total: the periods are added");
    let both = meter("M3", &[(Period::Total, 210), (Period::Peak, 60), (Period::Valley, 149)]);
    let (billed, periods) = counted(vec![both, new]);
    assert_eq!(billed, Kwh::whole(410));
    assert_eq!(periods.of(Period::Flat), Some(Kwh::whole(1)));
}
