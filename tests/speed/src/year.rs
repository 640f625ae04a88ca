//! A year of bills by four periods and three tiers, from registers and from
//! hours, beside the rate calculator of another programme on the same figures.

use std::hint::black_box;
use std::path::Path;

use dianfei_rules::bill::{BillEnergy, BillInput, Pricer};
use dianfei_rules::meter::{Period, Register};
use dianfei_rules::policy::PolicySet;
use dianfei_rules::quantity::Index;
use rust_decimal::Decimal;

use crate::measure::{Pair, RUNS, timed};
use crate::mix;
use crate::other::Other;
use crate::report::Report;

/// The days of each month of the year that is billed.
const DAYS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/// The period of each hour of a day, as a place in [`PERIODS`].
pub const HOURS: [usize; 24] =
    [3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 0, 0, 1, 1, 2, 2];
/// The periods in the order of registers.
pub const PERIODS: [Period; 4] = [Period::CriticalPeak, Period::Peak, Period::Flat, Period::Valley];
/// The other programme's run covers so many years.
pub const YEARS: u32 = 25;
/// How many times faster the bills have to be.
const LEAST: u64 = 60_000;
/// How close the year's costs have to be, in yuan.
const CLOSE: Decimal = Decimal::from_parts(1, 0, 0, false, 4);

/// Measures both beside the other programme, where `python` has it.
///
/// # Panics
/// Where the other programme's year costs something else.
pub fn measure(python: Option<&Path>, report: &mut Report) {
    let Some(python) = python else {
        report.note("the other programme is not there: nothing is measured beside it");
        return;
    };
    let policies = PolicySet::published();
    let mut pricer = Pricer::default();
    let hours = hours();
    let mut bills = year(&hours);
    let mut other = Other::start(python, &hours);
    let (own, others) = (exact_yuan(&bills, &mut pricer, &policies), other.first_year_yuan());
    assert!((own - others).abs() <= CLOSE, "{own} yuan are not the other programme's {others}");
    let (mut registers, mut hourly) = (Pair::default(), Pair::default());
    for _ in 0..RUNS * 3 {
        let run = other.run();
        let (from_registers, ()) = timed(|| {
            for _ in 0..YEARS {
                price(&bills, &mut pricer, &policies);
            }
        });
        let (from_hours, ()) = timed(|| {
            for _ in 0..YEARS {
                read(&mut bills, black_box(&hours));
                price(&bills, &mut pricer, &policies);
            }
        });
        registers.add(run, from_registers);
        hourly.add(run, from_hours);
    }
    let name = format!("{YEARS} years of 12 bills by 4 periods and 3 tiers, {}", other.name());
    report.faster(&format!("{name} over ours from registers"), &registers, LEAST);
    report.faster(&format!("{name} over ours from 8,760 hours a year"), &hourly, LEAST);
    report.note(&format!("the year costs {own} yuan before rounding, there {others}"));
}

/// Whole kWh in each hour of the year: more by day, more in summer and winter.
fn hours() -> Vec<u32> {
    let hour = |place: u32| {
        let (day, hour) = (place / 24, place % 24);
        let season = if (150..250).contains(&day) || day < 60 { 2 } else { 0 };
        (day * 11 + hour * 7) % 4 + season + if (8..22).contains(&hour) { 2 } else { 0 }
    };
    (0..8_760).map(hour).collect()
}

/// The bills of a year whose registers begin at zero.
fn year(hours: &[u32]) -> Vec<BillInput> {
    let tariff = mix::tariff("YEAR");
    let registers = PERIODS.map(|period| (Register::forward_active(period), 0));
    let mut bills: Vec<BillInput> =
        (1..=12).map(|no| mix::bill(no, &tariff, mix::meter(no, 1, &registers))).collect();
    read(&mut bills, hours);
    bills
}

/// Sums the hours of each month into the registers of its bill.
fn read(bills: &mut [BillInput], hours: &[u32]) {
    let mut indexes = [0_u32; 4];
    let mut days = hours.chunks(24);
    for (bill, month) in bills.iter_mut().zip(DAYS) {
        let before = indexes;
        for day in days.by_ref().take(month) {
            for (energy, period) in day.iter().zip(HOURS) {
                indexes[period] += energy;
            }
        }
        let BillEnergy::Metered(usage) = &mut bill.energy else { continue };
        for (span, (previous, current)) in
            usage.meters[0].registers.iter_mut().zip(before.into_iter().zip(indexes))
        {
            span.previous = Index::whole(i64::from(previous));
            span.current = Index::whole(i64::from(current));
        }
    }
}

fn price(bills: &[BillInput], pricer: &mut Pricer, policies: &PolicySet) {
    for bill in bills {
        black_box(pricer.price(black_box(bill), policies).expect("a bill"));
    }
}

/// What the year costs before anything is rounded.
fn exact_yuan(bills: &[BillInput], pricer: &mut Pricer, policies: &PolicySet) -> Decimal {
    let mut yuan = Decimal::ZERO;
    for bill in bills {
        let lines = &pricer.price(bill, policies).expect("a bill").lines;
        yuan += lines.iter().map(|line| line.energy_kwh.get() * line.price.get()).sum::<Decimal>();
    }
    yuan
}
