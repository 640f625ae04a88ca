//! The same bills by hand: the decimal operations that their lines and totals
//! need and nothing else, over plain arrays that were laid out before.

mod operations;

use std::hint::black_box;

use dianfei_rules::bill::power_factor::{Standard, adjustment_percent};
use dianfei_rules::bill::{BillEnergy, BillInput, BillLine, Pricer};
use dianfei_rules::meter::Period;
use dianfei_rules::policy::PolicySet;
use dianfei_rules::tariff::price::Tariff;
use rust_decimal::Decimal;

use crate::measure::{Pair, timed};
use crate::mix;
use crate::report::Report;

pub use operations::{Line, Plain, Tiers};

/// Accounts of the village: a whole number of hundreds.
const ACCOUNTS: u32 = 1_000;
/// Pairs of rounds. One round is short, so that both sides of a pair meet the
/// same load of the machine.
const ROUNDS: usize = 201;
/// The product may take twice what the bare operations take.
const MOST: u64 = 2_000;

/// Measures the mixed bill beside its bare operations.
///
/// # Panics
/// Where a bill of the product differs from the one by hand.
pub fn measure(report: &mut Report) {
    let policies = PolicySet::published();
    let inputs = mix::bills(ACCOUNTS);
    let plain: Vec<Plain> = inputs.iter().map(plain).collect();
    // Both write each bill over the one before it.
    let (mut pricer, mut lines) = (Pricer::default(), Vec::new());
    for (input, plain) in inputs.iter().zip(&plain) {
        let priced = pricer.price(input, &policies).expect("a bill");
        let total_fen = plain.bill(&mut lines);
        assert_eq!(priced.lines.iter().map(line_of).collect::<Vec<_>>(), lines);
        assert_eq!(priced.total_fen.get(), total_fen);
    }
    let mut pair = Pair::default();
    for _ in 0..ROUNDS {
        let product = timed(|| {
            for input in &inputs {
                black_box(pricer.price(black_box(input), &policies).expect("a bill"));
            }
        });
        let bare = timed(|| {
            for plain in &plain {
                black_box(black_box(plain).bill(&mut lines));
                black_box(&lines);
            }
        });
        pair.add(product.0, bare.0);
    }
    let name = format!(
        "{ACCOUNTS} mixed bills, lines and totals, beside the same bare decimal operations"
    );
    report.ratio(&name, &pair, MOST);
}

fn line_of(line: &BillLine) -> Line {
    Line {
        energy: line.energy_kwh.get(),
        price: line.price.get(),
        amount_fen: line.amount_fen.get(),
    }
}

/// An input as plain arrays, by the shape of its price table.
fn plain(input: &BillInput) -> Plain {
    let BillEnergy::Metered(usage) = &input.energy else { panic!("the village is read") };
    let meter = &usage.meters[0];
    let multiplier = meter.multiplier.get();
    let indexes: Vec<[Decimal; 2]> =
        meter.registers.iter().map(|span| [span.previous.get(), span.current.get()]).collect();
    let tariff = &input.tariffs[0];
    let price = |period| tariff.energy_price(period).expect("a price").get();
    let funds: Vec<Decimal> = tariff.surcharges().map(|part| part.price.get()).collect();
    match indexes.as_slice() {
        [total] if tariff.tiers.is_some() => {
            let tiers = tiers(input, tariff);
            let prices = tiers.adds.map(|adds| price(Period::Total) + adds);
            Plain::Tiered { index: *total, multiplier, prices, tiers }
        }
        [total] => {
            Plain::Single { index: *total, multiplier, price: price(Period::Total), fund: funds[0] }
        }
        [total, peak, valley] => Plain::PeakValley {
            indexes: [*total, *peak, *valley],
            multiplier,
            prices: [Period::Peak, Period::Valley].map(price),
            tiers: tiers(input, tariff),
        },
        all => Plain::TwoPart {
            indexes: all.try_into().expect("six registers"),
            multiplier,
            prices: [Period::CriticalPeak, Period::Peak, Period::Flat, Period::Valley].map(price),
            funds: funds.try_into().expect("three funds"),
            capacity: Decimal::from(mix::CAPACITY_KVA),
            capacity_price: Decimal::new(263, 1),
            percents: (0..=100).map(|of| adjustment_percent(Standard::P90, of).get()).collect(),
        },
    }
}

fn tiers(input: &BillInput, tariff: &Tariff) -> Tiers {
    let table = tariff.tiers.as_ref().expect("tiers");
    let widths = table
        .widths(&input.terms, (input.period, input.terms.cycle_months), input.read_on)
        .expect("widths");
    let width = |tier: usize| widths[tier].map_or(Decimal::MAX, |width| width.get());
    let used = &input.tier_use.as_ref().expect("used before").used_kwh;
    let adds: Vec<_> = table.adds().collect();
    Tiers {
        widths: [0, 1, 2].map(width),
        used: [0, 1, 2].map(|tier| used[tier].get()),
        adds: [0, 1, 2].map(|tier| adds[tier].get()),
    }
}
