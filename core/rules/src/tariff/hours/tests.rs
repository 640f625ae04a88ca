use chrono::NaiveDate;

use super::*;
use crate::account::UsageClass;
use crate::tariff::price::EnergyPrices;

fn span(period: Period, from: u32, to: u32) -> HourSpan {
    HourSpan { period, from, to }
}

fn table(hours: Vec<HoursOfMonths>) -> Tariff {
    Tariff {
        tariff: "T".parse().expect("a tariff number"),
        name: "分时".into(),
        valid_from: NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date"),
        valid_until: None,
        usage_class: UsageClass::GeneralCommercial,
        source: "own case".into(),
        prices: EnergyPrices::TimeOfUse {
            critical_peak: None,
            peak: "0.9".parse().expect("a price"),
            flat: Some("0.7".parse().expect("a price")),
            valley: "0.4".parse().expect("a price"),
        },
        parts: Vec::new(),
        factors: None,
        basic: None,
        hours,
        tiers: None,
    }
}

fn day(more: HourSpan) -> Vec<HourSpan> {
    vec![span(Period::Valley, 0, 8), span(Period::Flat, 8, 16), more]
}

fn codes(hours: Vec<HoursOfMonths>) -> Vec<String> {
    faults(&table(hours)).iter().map(|fault| fault.code.to_string()).collect()
}

#[test]
fn each_month_and_each_hour_belongs_to_one_period() {
    let all = |more| vec![HoursOfMonths { months: Vec::new(), spans: day(more) }];
    let nothing: Vec<String> = Vec::new();
    assert_eq!(codes(all(span(Period::Peak, 16, 24))), nothing);
    assert_eq!(codes(all(span(Period::Peak, 17, 24))), ["hours_gap"]);
    assert_eq!(codes(all(span(Period::Peak, 15, 24))), ["hours_overlap"]);
    assert_eq!(codes(all(span(Period::Peak, 16, 25))), ["hours_bounds"]);
    assert_eq!(codes(all(span(Period::Peak, 24, 24))), ["hours_bounds"]);
    assert_eq!(codes(all(span(Period::CriticalPeak, 16, 24))), ["hours_unpriced", "hours_unused"]);
    let summer = |months: Vec<u32>| {
        let spans = day(span(Period::Peak, 16, 24));
        vec![
            HoursOfMonths { months, spans: spans.clone() },
            HoursOfMonths { months: (1..=6).collect(), spans },
        ]
    };
    assert_eq!(codes(summer((7..=12).collect())), nothing);
    assert_eq!(codes(summer((8..=12).collect())), ["hours_months"]);
    assert_eq!(codes(summer((6..=12).collect())), ["hours_months"]);
    assert_eq!(codes(Vec::new()), nothing, "hours need not be on record");
}

#[test]
fn an_hour_is_found_by_its_month() {
    let spans = |peak: u32| {
        vec![
            span(Period::Valley, 0, peak),
            span(Period::Peak, peak, peak + 2),
            span(Period::Flat, peak + 2, 24),
        ]
    };
    let table = table(vec![
        HoursOfMonths { months: vec![7, 8], spans: spans(20) },
        HoursOfMonths { months: vec![1, 2, 3, 4, 5, 6, 9, 10, 11, 12], spans: spans(18) },
    ]);
    assert_eq!(period_at(&table, 7, 20), Some(Period::Peak));
    assert_eq!(period_at(&table, 7, 19), Some(Period::Valley));
    assert_eq!(period_at(&table, 1, 18), Some(Period::Peak));
    assert_eq!(period_at(&table, 1, 20), Some(Period::Flat));
    assert_eq!(period_at(&table, 1, 24), None);
}
