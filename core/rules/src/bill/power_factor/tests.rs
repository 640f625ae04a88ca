use super::*;
use crate::policy::PolicySet;

fn factor(active: &str, reactive: &str) -> u32 {
    let active = active.parse().expect("energy");
    power_factor(active, reactive.parse().expect("energy")).expect("a factor")
}

fn input(standard: Standard) -> PowerFactorInput {
    PowerFactorInput {
        standard,
        lowered: false,
        active_kwh: Kwh::whole(40_000),
        reactive_kvarh: Kvarh::ZERO,
        reverse_kvarh: Kvarh::ZERO,
        basic_fen: Fen::new(500_000),
        energy_fen: Fen::new(1_000_000),
        funds_fen: Fen::new(100_000),
        lighting: None,
    }
}

fn adjust(input: &PowerFactorInput) -> Result<PowerFactorStatement, Refusal> {
    let policies = PolicySet::published();
    power_factor_adjustment(input, &policies.on("2026-01-31".parse().expect("a date")))
}

#[test]
fn both_edges_of_each_published_band_give_its_factor() {
    for band in bands() {
        for ratio in [band.ratio_low, band.ratio_high] {
            let reactive = Kvarh::new(ratio.get() * Decimal::from(10_000));
            assert_eq!(power_factor(Kwh::whole(10_000), reactive), Ok(band.hundredths), "{ratio}");
        }
    }
}

#[test]
fn the_factor_is_rounded_once() {
    // cosφ = 0.8949…: to three decimals first it would become 0.895, then 0.90.
    assert_eq!(factor("8949", "4463"), 89);
    // Between two bands the factor itself decides: cosφ = 0.99500… and 0.99499….
    assert_eq!(factor("100000", "10037"), 100);
    assert_eq!(factor("100000", "10038"), 99);
}

#[test]
fn what_has_no_active_energy_has_no_factor() {
    for active in ["0", "-1"] {
        let active = active.parse().expect("energy");
        let refusal = power_factor(active, Kvarh::whole(5)).expect_err("refused");
        assert_eq!(refusal.code.as_str(), "figure_not_positive");
    }
    assert_eq!(factor("1", "1000000"), 0);
    assert_eq!(factor("0.001", "0"), 100);
}

#[test]
fn figures_at_the_end_of_the_range_refuse() {
    let most = Kwh::new(Decimal::MAX);
    let refusal = power_factor(most, Kvarh::ZERO).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "out_of_range");
    let large = PowerFactorInput { basic_fen: Fen::new(i64::MAX), ..input(Standard::P90) };
    assert_eq!(adjust(&large).expect_err("refused").code.as_str(), "out_of_range");
}

#[test]
fn a_lowered_standard_is_never_a_reduction() {
    let at = |lowered, kvarh| {
        let reactive_kvarh = Kvarh::whole(kvarh);
        let statement =
            adjust(&PowerFactorInput { lowered, reactive_kvarh, ..input(Standard::P85) });
        statement.expect("an adjustment").amount_fen
    };
    assert_eq!(at(false, 0), Fen::new(-16_500));
    assert_eq!(at(true, 0), Fen::ZERO);
    assert_eq!(at(true, 30_000), at(false, 30_000));
    assert!(at(true, 30_000) > Fen::ZERO);
}

#[test]
fn what_is_fed_back_adds_up_whatever_its_sign() {
    for back in [10_000, -10_000] {
        let statement = adjust(&PowerFactorInput {
            reactive_kvarh: Kvarh::whole(20_000),
            reverse_kvarh: Kvarh::whole(back),
            ..input(Standard::P90)
        })
        .expect("an adjustment");
        assert_eq!(statement.reactive_kvarh, Kvarh::whole(30_000));
        assert_eq!(statement.power_factor.to_string(), "0.8");
        assert_eq!(statement.ratio.to_string(), "0.75");
    }
}

#[test]
fn lighting_is_adjusted_where_it_is_wired_in_series() {
    let amount_fen = Fen::new(200_000);
    for (connection, total) in
        [(LightingConnection::Series, 1_700_000), (LightingConnection::Parallel, 1_500_000)]
    {
        let lighting = Some(LightingCharge { amount_fen, connection });
        let statement = adjust(&PowerFactorInput { lighting, ..input(Standard::P90) });
        assert_eq!(statement.expect("an adjustment").base.total_fen, Fen::new(total));
    }
}
