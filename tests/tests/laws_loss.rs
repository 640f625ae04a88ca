//! Laws of losses, power factor and basic charge: sharing neither loses nor
//! invents energy, percentages and charges never fall where use grows, parts
//! of a month add up to it.

use chrono::NaiveDate;
use dianfei_rules::bill::basic_charge::{
    BasicChargeInput, ChargedBy, DemandInput, PartOfMonth, Transformer, basic_charge,
};
use dianfei_rules::bill::loss::{
    FormulaInput, LossMethod, LossTreatment, ShareBasis, ShareInput, ShareMeter, SimplifiedInput,
    TransformerLossInput, line_loss_rate, loss_period, published_nameplate, share,
    transformer_loss,
};
use dianfei_rules::bill::power_factor::{Standard, adjustment_percent, bands, power_factor};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::meter::Period;
use dianfei_rules::money::Fen;
use dianfei_rules::policy::PolicySet;
use dianfei_rules::quantity::{Kvarh, Kw, Kwh, Percent, Price, Rate};
use dianfei_rules::tariff::{EnergyPrices, Tariff};
use proptest::prelude::*;

fn decided(decisions: &[(&str, &str)]) -> PolicySet {
    decisions.iter().fold(PolicySet::published(), |policies, (key, value)| {
        policies.tried(key, value).expect("decided")
    })
}

fn on() -> NaiveDate {
    "2026-01-31".parse().expect("a date")
}

fn meters() -> impl Strategy<Value = Vec<ShareMeter>> {
    // Many meters are alike: then their parts are all rounded up together.
    let capacity = prop_oneof![4 => Just(50_i64), 1 => 0..2000_i64];
    let energy = prop_oneof![1 => Just(300_i64), 1 => 0..90_000_i64];
    prop::collection::vec((capacity, energy, any::<bool>()), 1..9).prop_map(|made| {
        (1..)
            .zip(made)
            .map(|(no, (capacity, energy, charged))| ShareMeter {
                meter: format!("M{no}").parse().expect("a meter number"),
                capacity_kva: Kw::whole(capacity),
                energy_kwh: Kwh::whole(energy),
                fixed_kwh: Kwh::whole(energy % 7),
                fixed_kvarh: Kvarh::whole(energy % 5),
                treatment: if charged {
                    LossTreatment::Charged
                } else {
                    LossTreatment::CountedNotCharged
                },
            })
            .collect()
    })
}

fn basis() -> impl Strategy<Value = ShareBasis> {
    prop_oneof![
        Just(ShareBasis::None),
        Just(ShareBasis::ByCapacity),
        Just(ShareBasis::ByEnergy),
        Just(ShareBasis::Fixed),
    ]
}

fn method(formula: bool, factor: i64) -> LossMethod {
    if formula {
        return LossMethod::Formula(FormulaInput {
            nameplate: published_nameplate("S11", Kw::whole(400)).expect("a nameplate"),
            load_curve_factor: Rate::whole(factor),
            days: None,
        });
    }
    LossMethod::Simplified(SimplifiedInput {
        capacity_kva: Kw::whole(400),
        iron_kwh: Kwh::whole(300),
        iron_kvarh: Kvarh::whole(400),
        reactive_factor: Rate::whole(factor),
    })
}

fn month() -> impl Strategy<Value = YearMonth> {
    (2025..2031_i32, 1..=12_u32)
        .prop_map(|(year, month)| YearMonth::new(year, month).expect("a month"))
}

fn by_capacity(month: YearMonth, hundredths: i64, part: Option<PartOfMonth>) -> BasicChargeInput {
    BasicChargeInput {
        month,
        part,
        price: format!("{}.{:02}", hundredths / 100, hundredths % 100).parse().expect("a price"),
        charged_by: ChargedBy::Capacity(vec![Transformer {
            name: "T1".into(),
            capacity_kva: Kw::whole(315),
            interlock: None,
        }]),
    }
}

fn charge(input: &BasicChargeInput, policies: &PolicySet) -> Fen {
    basic_charge(input, &policies.on(input.month.first_day())).expect("a charge").amount_fen
}

/// The month cut before each of `cuts`, days of the month in any order.
fn parts(month: YearMonth, cuts: &[u32]) -> Vec<PartOfMonth> {
    let mut starts: Vec<NaiveDate> = cuts.iter().map(|cut| month.day(*cut)).collect();
    starts.push(month.first_day());
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).map(|start| start.pred_opt().expect("a day before"));
    let ends: Vec<NaiveDate> = ends.chain([month.last_day()]).collect();
    starts.into_iter().zip(ends).map(|(first, last)| PartOfMonth { first, last }).collect()
}

proptest! {
    #[test]
    fn sharing_neither_loses_nor_invents_energy(
        meters in meters(), basis in basis(), loss in prop_oneof![0..20_i64, 0..9000_i64],
        named in any::<prop::sample::Index>(),
    ) {
        let input = ShareInput {
            loss_kwh: Kwh::whole(loss),
            loss_kvarh: Kvarh::whole(7 * loss),
            basis,
            remainder_to: named.get(&meters).meter.clone(),
            meters,
        };
        let Ok(statement) = share(&input) else {
            // Nothing to share by, or agreed amounts above the loss.
            let nothing = input.meters.iter().all(|meter| meter.capacity_kva.is_zero())
                || input.meters.iter().all(|meter| meter.energy_kwh.is_zero());
            prop_assert!(nothing || (basis == ShareBasis::Fixed && loss < 9 * 7));
            return Ok(());
        };
        let counted = statement.meters.iter().map(|meter| meter.counted_kwh);
        prop_assert_eq!(Kwh::sum(counted).expect("a sum"), input.loss_kwh);
        let counted = statement.meters.iter().map(|meter| meter.counted_kvarh);
        prop_assert_eq!(Kvarh::sum(counted).expect("a sum"), input.loss_kvarh);
        for (shared, meter) in statement.meters.iter().zip(&input.meters) {
            prop_assert!(!shared.counted_kwh.is_negative() && !shared.counted_kvarh.is_negative());
            prop_assert!(shared.counted_kwh.get().is_integer());
            let charged = meter.treatment == LossTreatment::Charged;
            let expected = if charged { shared.counted_kwh } else { Kwh::ZERO };
            prop_assert_eq!(shared.charged_kwh, expected);
        }
    }

    /// Whole kWh move a part by half a kWh at most, ratios of six decimals by
    /// less: only the named meter may stand further off.
    #[test]
    fn a_shared_part_is_within_a_kwh_of_its_due(meters in meters(), loss in 1000..9000_i64) {
        let whole = |energy: Kwh| i64::try_from(energy.get()).expect("whole");
        let total: i64 = meters.iter().map(|meter| whole(meter.energy_kwh)).sum();
        prop_assume!(total > 0);
        let input = ShareInput {
            loss_kwh: Kwh::whole(loss),
            loss_kvarh: Kvarh::ZERO,
            basis: ShareBasis::ByEnergy,
            remainder_to: meters[0].meter.clone(),
            meters,
        };
        let statement = share(&input).expect("shared");
        for (shared, meter) in statement.meters.iter().zip(&input.meters).skip(1) {
            let (energy, counted) = (whole(meter.energy_kwh), whole(shared.counted_kwh));
            // The last meters may find less left, by half a kWh for each before.
            let off = counted * total - loss * energy;
            prop_assert!(off <= total && off >= -5 * total, "{off} of {total}");
        }
    }

    #[test]
    fn more_energy_never_loses_less(
        formula in any::<bool>(), factor in 1..4_i64, active in 0..200_000_i64,
        reactive in 0..200_000_i64, more in 1..5000_i64,
    ) {
        let policies = PolicySet::published();
        let policy = policies.on(on());
        let loss = |active, reactive| {
            let input = TransformerLossInput {
                active_kwh: Kwh::whole(active),
                reactive_kvarh: Kvarh::whole(reactive),
                method: method(formula, factor),
            };
            transformer_loss(&input, &policy).expect("a loss")
        };
        let less = loss(active, reactive);
        for greater in [loss(active + more, reactive), loss(active, reactive + more)] {
            prop_assert!(greater.loss_kwh >= less.loss_kwh);
            prop_assert!(greater.loss_kvarh >= less.loss_kvarh);
        }
        prop_assert!(loss(0, 0).loss_kwh <= less.loss_kwh);
        let with_loss = less.active_with_loss_kwh.minus(less.loss_kwh).expect("a difference");
        prop_assert_eq!(with_loss, Kwh::whole(active));
    }

    #[test]
    fn the_line_loss_rate_lies_below_a_hundred(supplied in 1..90_000_i64, sold in 0..90_000_i64) {
        let rate = line_loss_rate(Kwh::whole(supplied), Kwh::whole(sold)).expect("a rate");
        prop_assert!(rate.loss_percent <= Percent::whole(100));
        prop_assert_eq!(rate.lost_kwh.is_negative(), sold > supplied);
    }

    #[test]
    fn more_reactive_energy_never_raises_the_factor_or_lowers_the_percentage(
        active in 1..500_000_i64, reactive in 0..900_000_i64, more in 1..90_000_i64,
    ) {
        let factor = |reactive| {
            power_factor(Kwh::whole(active), Kvarh::whole(reactive)).expect("a factor")
        };
        let (before, after) = (factor(reactive), factor(reactive + more));
        prop_assert!(after <= before);
        for standard in Standard::ALL {
            let percent = |factor| adjustment_percent(standard, factor);
            prop_assert!(percent(after) >= percent(before));
            let is_off = percent(before).is_negative();
            prop_assert_eq!(is_off, before > standard.hundredths());
        }
    }

    /// Where the ratio lies in a published band, the band decides.
    #[test]
    fn a_ratio_within_a_published_band_has_its_factor(
        active in 1..500_000_i64, reactive in 0..1_900_000_i64,
    ) {
        let factor = power_factor(Kwh::whole(active), Kvarh::whole(reactive)).expect("a factor");
        let ten_thousandths = |ratio: Rate| {
            i64::try_from((ratio.get() * rust_decimal::Decimal::from(10_000)).normalize())
                .expect("four decimals")
        };
        let within = bands().iter().find(|band| {
            ten_thousandths(band.ratio_low) * active <= 10_000 * reactive
                && 10_000 * reactive <= ten_thousandths(band.ratio_high) * active
        });
        if let Some(band) = within {
            prop_assert_eq!(factor, band.hundredths);
        }
    }

    /// By calendar days, each part is rounded by half a fen at most.
    #[test]
    fn parts_of_a_month_add_up_to_it(
        month in month(), price in 1..9999_i64, cuts in prop::collection::vec(1..=31_u32, 0..6),
    ) {
        let policies = PolicySet::published();
        let whole = charge(&by_capacity(month, price, None), &policies);
        let parts = parts(month, &cuts);
        let charged = Fen::sum(
            parts.iter().map(|part| charge(&by_capacity(month, price, Some(*part)), &policies)),
        );
        let off = charged.expect("a sum").minus(whole).expect("a difference").get().abs();
        prop_assert!(off <= i64::try_from(parts.len()).expect("few"), "{off} fen");
    }

    #[test]
    fn one_more_day_never_costs_less(
        month in month(), price in 1..9999_i64, days in 1..28_u32, thirtieth in any::<bool>(),
    ) {
        let rule = if thirtieth { "thirtieth" } else { "calendar_days" };
        let policies = decided(&[("basic_charge_days", rule)]);
        let until = |day| {
            let part = PartOfMonth { first: month.first_day(), last: month.day(day) };
            charge(&by_capacity(month, price, Some(part)), &policies)
        };
        prop_assert!(until(days) <= until(days + 1));
        // A month of 31 days less one is a whole month by thirtieths, not more.
        prop_assert!(until(days) <= charge(&by_capacity(month, price, None), &policies));
    }

    #[test]
    fn a_higher_demand_never_costs_less_and_the_readings_keep_their_order(
        contract in 800..2000_i64, actual in 0..3000_i64, more in 1..100_i64,
    ) {
        let charged = |rule: &str, actual| {
            let input = BasicChargeInput {
                month: "2026-01".parse().expect("a month"),
                part: None,
                price: Price::whole(42),
                charged_by: ChargedBy::Demand(DemandInput {
                    contract_kw: Some(Kw::whole(contract)),
                    actual_kw: Kw::whole(actual),
                    capacity_kva: Kw::whole(2000),
                    energy_kwh: Kwh::ZERO,
                }),
            };
            charge(&input, &decided(&[("demand_excess", rule)]))
        };
        let rules = ["contract_plus_double_excess", "actual_plus_excess", "band_95_105", "actual"];
        for rule in rules {
            prop_assert!(charged(rule, actual) <= charged(rule, actual + more), "{rule}");
        }
        let [first, second, band, _] = rules.map(|rule| charged(rule, actual));
        if 100 * actual > 105 * contract {
            prop_assert!(first <= second && second <= band);
        } else {
            prop_assert_eq!(first, second);
        }
    }
}

#[test]
fn a_loss_is_charged_at_flat_and_never_at_peak() {
    let price = |text: &str| text.parse().expect("a price");
    let tariff = |prices| Tariff {
        tariff: "T1".parse().expect("a tariff number"),
        name: "made up".into(),
        valid_from: "2026-01-01".parse().expect("a date"),
        valid_until: None,
        usage_class: dianfei_rules::account::UsageClass::Residential,
        source: "made up".into(),
        prices,
        parts: Vec::new(),
        factors: None,
        basic: None,
        hours: Vec::new(),
        tiers: None,
    };
    let periods = |flat| EnergyPrices::TimeOfUse {
        critical_peak: None,
        peak: price("0.9"),
        flat,
        valley: price("0.3"),
    };
    assert_eq!(loss_period(&tariff(periods(Some(price("0.6"))))), Ok(Period::Flat));
    let single = EnergyPrices::Single { price: price("0.6") };
    assert_eq!(loss_period(&tariff(single)), Ok(Period::Total));
    let refusal = loss_period(&tariff(periods(None))).expect_err("no flat price");
    assert_eq!(refusal.code.as_str(), "no_price_for_period");
}
