use super::*;

fn periods(energies: [(Period, i64); 3]) -> ByPeriod {
    energies.into_iter().map(|(period, energy)| (period, Kwh::whole(energy))).collect()
}

fn of(energy: &ByPeriod, period: Period) -> Decimal {
    energy.of(period).unwrap_or_default().get()
}

/// Peak, flat, valley: what is left and what was taken.
fn taken(energies: [i64; 3], wanted: i64, how: SharePeriods) -> ([Decimal; 3], [Decimal; 3]) {
    let order = [Period::Peak, Period::Flat, Period::Valley];
    let mut from = periods([
        (Period::Peak, energies[0]),
        (Period::Flat, energies[1]),
        (Period::Valley, energies[2]),
    ]);
    let out = take(&mut from, Kwh::whole(wanted), Period::Flat, how);
    (order.map(|period| of(&from, period)), order.map(|period| of(&out, period)))
}

fn whole(energies: [i64; 3]) -> [Decimal; 3] {
    energies.map(Decimal::from)
}

#[test]
fn a_share_takes_flat_first_and_then_the_others() {
    let (left, out) = taken([100, 50, 30], 60, SharePeriods::FlatFirst);
    assert_eq!((left, out), (whole([90, 0, 30]), whole([10, 50, 0])));
}

#[test]
fn a_share_in_proportion_is_whole_and_flat_bears_the_rest() {
    // 100/180, 50/180 and 30/180 of 61: 33.9, 16.9 and 10.2.
    let (left, out) = taken([100, 50, 30], 61, SharePeriods::InProportion);
    assert_eq!((left, out), (whole([67, 32, 20]), whole([33, 18, 10])));
}

#[test]
fn never_more_is_taken_than_is_there() {
    for how in [SharePeriods::FlatFirst, SharePeriods::InProportion] {
        let (left, out) = taken([10, 5, 3], 100, how);
        assert_eq!((left, out), (whole([0, 0, 0]), whole([10, 5, 3])), "{how:?}");
    }
}

#[test]
fn a_period_below_zero_gives_nothing() {
    for how in [SharePeriods::FlatFirst, SharePeriods::InProportion] {
        let (left, out) = taken([10, -2, 3], 100, how);
        assert_eq!(left.iter().sum::<Decimal>(), Decimal::ZERO, "{how:?}");
        assert_eq!(out.iter().sum::<Decimal>(), Decimal::from(11), "{how:?}");
        assert_eq!(out[1], Decimal::ZERO, "{how:?}");
    }
}

#[test]
fn what_a_meter_behind_gives_back_is_charged_where_nothing_was_counted() {
    use crate::meter::Register;
    use crate::policy::PolicySet;
    use crate::reading::usage::RegisterUsage;
    let tariff: Tariff = toml::from_str(
        "tariff = 'FS'\nname = 'by hours'\nvalid_from = '2026-01-01'\n\
         usage_class = 'general_commercial'\nsource = 'own table'\n\
         prices = { time_of_use = { peak = '0.90', flat = '0.60', valley = '0.30' } }",
    )
    .expect("a price table");
    let counted = |period, energy| RegisterUsage {
        register: Register::forward_active(period),
        energy_kwh: Kwh::whole(energy),
    };
    // Its periods count 50, its total 49.
    let behind = SubMeter {
        account: "3300010002".parse().expect("an account number"),
        registers: vec![
            counted(Period::Total, 49),
            counted(Period::Peak, 20),
            counted(Period::Valley, 30),
        ],
    };
    let mut own: ByPeriod =
        [(Period::Peak, Kwh::whole(100)), (Period::Valley, Kwh::whole(100))].into_iter().collect();
    let policies = PolicySet::published();
    let policy = policies.on("2026-01-20".parse().expect("a date"));
    let taken = sub_meter(&behind, &tariff, &mut own, &policy).expect("taken");
    assert_eq!(taken.deducted_kwh, Kwh::whole(49));
    let left = [(Period::Peak, 80), (Period::Flat, 1), (Period::Valley, 70)];
    assert_eq!(own, periods(left));
}

#[test]
fn shares_are_checked_before_a_bill_is_made_by_them() {
    let check = |size| {
        let terms = [ShareTerms {
            tariff: "JM".parse().expect("a table's number"),
            size,
            connection: LightingConnection::Parallel,
        }];
        let own = "GY".parse().expect("a table's number");
        let on = "2026-01-20".parse().expect("a date");
        check_shares(&terms, &own, &[], on).expect_err("refused").code.to_string()
    };
    let percent = |percent| ShareSize::Percent(crate::quantity::Percent::whole(percent));
    assert_eq!(check(percent(101)), "share_above_all");
    assert_eq!(check(percent(-1)), "figure_negative");
    assert_eq!(check(ShareSize::Fixed(Kwh::whole(-1))), "figure_negative");
    assert_eq!(check(percent(50)), "no_tariff");
}
