//! Laws of usage and of figures as they are printed.

use dianfei_rules::meter::{Digits, Period, Register};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::{Index, Kwh, Multiplier};
use dianfei_rules::reading::{MeterSpan, RegisterSpan, UsageInput, usage};
use proptest::prelude::*;

fn span(meter: &str, digits: u32, multiplier: i64, from: i64, to: i64) -> MeterSpan {
    MeterSpan {
        meter: meter.parse().expect("a meter number"),
        digits: Digits::new(digits, 1).expect("digits"),
        multiplier: Multiplier::whole(multiplier),
        registers: vec![look(Period::Total, from, to)],
    }
}

fn look(period: Period, from: i64, to: i64) -> RegisterSpan {
    let register = Register::forward_active(period);
    RegisterSpan { register, previous: tenths(from), current: tenths(to) }
}

/// A meter that began at zero and shows `peak` and `valley`, and both in its total
/// register where it has one.
fn by_hours(meter: &str, has_total: bool, peak: i64, valley: i64) -> MeterSpan {
    let mut span = span(meter, 6, 1, 0, peak + valley);
    if !has_total {
        span.registers.clear();
    }
    span.registers.extend([look(Period::Peak, 0, peak), look(Period::Valley, 0, valley)]);
    span
}

fn tenths(tenths: i64) -> Index {
    format!("{}.{}", tenths / 10, tenths % 10).parse().expect("an index")
}

fn billed(meters: Vec<MeterSpan>) -> Kwh {
    let input = UsageInput {
        meters,
        rollover_limit_kwh: Some(Kwh::whole(999_999)),
        rollover_accepted: false,
    };
    usage(&input).expect("usage").billed()
}

proptest! {
    #[test]
    fn a_meter_change_neither_loses_nor_invents_energy(
        from in 0..500_000_i64, first in 0..200_000_i64, second in 0..200_000_i64,
        start in 0..300_000_i64, multiplier in 1..80_i64,
    ) {
        let one = billed(vec![span("M1", 5, multiplier, from, from + first + second)]);
        let two = billed(vec![
            span("M1", 5, multiplier, from, from + first),
            span("M2", 6, multiplier, start, start + second),
        ]);
        prop_assert_eq!(one, two);
    }

    /// Of whatever kind the meters are: with a total register alone, with periods
    /// alone, with both.
    #[test]
    fn a_change_to_a_meter_of_another_kind_loses_no_energy(
        kinds in proptest::collection::vec(
            (0..3_u8, 0..100_000_i64, 0..100_000_i64), 1..4,
        ),
    ) {
        let meters = kinds.iter().enumerate().map(|(at, (kind, peak, valley))| {
            let name = format!("M{at}");
            match kind {
                0 => span(&name, 6, 1, 0, peak + valley),
                kind => by_hours(&name, *kind == 1, *peak, *valley),
            }
        });
        let counted: i64 = kinds.iter().map(|(_, peak, valley)| peak + valley).sum();
        let billed = billed(meters.collect()).get();
        let exact = Kwh::from_wh(counted * 100).get();
        // Each of the registers is rounded once, to half a kWh at most.
        let off = (billed - exact).abs();
        prop_assert!(off <= Kwh::whole(1).get(), "{} of {}", billed, exact);
    }

    #[test]
    fn a_rollover_counts_as_if_the_register_had_one_digit_more(
        from in 0..100_000_i64, energy in 1..50_000_i64, multiplier in 1..40_i64,
    ) {
        let turn = 100_000;
        let short = billed(vec![span("M1", 4, multiplier, from, (from + energy) % turn)]);
        let long = billed(vec![span("M1", 5, multiplier, from, from + energy)]);
        prop_assert_eq!(short, long);
    }

    #[test]
    fn quantities_read_back_as_printed(units in any::<i32>(), places in 0..7_u32) {
        let divisor = i64::from(10_u32.pow(places));
        let whole = i64::from(units).abs();
        let width = usize::try_from(places).expect("few");
        let text = if places == 0 {
            whole.to_string()
        } else {
            format!("{}.{:0width$}", whole / divisor, whole % divisor)
        };
        let quantity: Kwh = text.parse().expect("a quantity");
        prop_assert_eq!(quantity.to_string().parse::<Kwh>(), Ok(quantity));
        let amount = Fen::new(i64::from(units));
        prop_assert_eq!(amount.to_string().parse::<Fen>(), Ok(amount));
    }
}
