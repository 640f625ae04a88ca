//! What is refused before anything is priced, and what just is not.

use super::*;

/// Why a bill is refused.
fn refused(input: &BillInput) -> String {
    compute(input, &PolicySet::published()).expect_err("refused").code.to_string()
}

#[test]
fn energy_is_added_with_reason_and_paper() {
    for (reason, reference) in [(" ", "a paper"), ("a reason", ""), ("", "")] {
        let mut adjusted = bill("ONE");
        adjusted.adjustments = vec![Adjustment {
            energy_kwh: Kwh::whole(10),
            reason: reason.into(),
            reference: reference.into(),
        }];
        assert_eq!(refused(&adjusted), "adjustment_unfounded", "{reason:?}, {reference:?}");
    }
}

#[test]
fn periods_that_contradict_their_total_are_not_billed() {
    let mut contradicting = bill("HOURS");
    let registers = counted(&[(Period::Total, 50), (Period::Peak, 80), (Period::Valley, 20)]);
    contradicting.energy = BillEnergy::Provisional { registers };
    assert_eq!(refused(&contradicting), "negative_usage");
}

#[test]
fn a_missed_month_is_parted_among_nobody() {
    let settled = || Some(Settlement { adjustment_kwh: Kwh::ZERO, bills: Vec::new() });
    let behind = SubMeter {
        account: "3300010002".parse().expect("an account number"),
        registers: counted(&[(Period::Total, 10)]),
    };
    let mut shared = bill("ONE");
    shared.terms.contract.shares = vec![share("OTHER")];
    let mut total = bill("ONE");
    total.sub_meters = vec![behind];
    for mut input in [shared, total] {
        assert_eq!(refused(&input), "provisional_parted", "an estimate");
        input.energy = read(&input.energy);
        compute(&input, &PolicySet::published()).expect("a reading is billed");
        input.settles = settled();
        assert_eq!(refused(&input), "provisional_parted", "a reading that settles estimates");
    }
}

#[test]
fn a_demand_is_what_was_taken_not_what_was_fed_back() {
    let mut charged = bill("HOURS");
    for table in &mut charged.tariffs {
        table.basic = toml::from_str("demand = '40'").expect("basic prices");
    }
    charged.energy = read(&charged.energy);
    let BillEnergy::Metered(usage) = &mut charged.energy else { panic!("a reading") };
    for (register, shown) in [("forward_demand_total", 120), ("reverse_demand_total", 900)] {
        usage.meters[0].registers.push(RegisterSpan {
            register: register.parse().expect("a register"),
            previous: Index::ZERO,
            current: Index::whole(shown),
        });
    }
    let charged_by =
        BasicChargeBy::Demand { contract_kw: None, capacity_kva: Kw::whole(315), actual_kw: None };
    charged.basic_charge = vec![BasicChargeSpan { month: charged.period, part: None, charged_by }];
    let bill = compute(&charged, &PolicySet::published()).expect("a bill");
    let basic: Vec<Kw> = bill.basic_charges.iter().map(|charge| charge.charged).collect();
    assert_eq!(basic, [Kw::whole(120)]);
}

#[test]
fn shares_stay_within_the_whole_and_at_plain_tables() {
    let with = |shares: Vec<ShareTerms>, change: &dyn Fn(&mut Tariff)| {
        let mut shared = bill("ONE");
        shared.energy = read(&shared.energy);
        shared.terms.contract.shares = shares;
        shared.tariffs.iter_mut().filter(|table| table.tariff.as_str() == "OTHER").for_each(change);
        compute(&shared, &PolicySet::published()).map(|bill| bill.shares.len())
    };
    let percent = |percent| ShareTerms {
        size: ShareSize::Percent(Percent::whole(percent)),
        ..share("OTHER")
    };
    let code = |outcome: Result<usize, Refusal>| outcome.expect_err("refused").code.to_string();
    let plain = |_table: &mut Tariff| {};
    assert_eq!(with(vec![percent(60), percent(40)], &plain), Ok(2));
    assert_eq!(code(with(vec![percent(60), percent(41)], &plain)), "share_above_all");
    assert_eq!(code(with(vec![share("ONE")], &plain)), "share_tariff", "its own table");
    let basic = |table: &mut Tariff| {
        table.basic = toml::from_str("capacity = '30'").expect("basic prices");
    };
    assert_eq!(code(with(vec![share("OTHER")], &basic)), "share_tariff", "a two-part table");
    let tiers = |table: &mut Tariff| {
        let text = "cycle = 'month'\nform = 'full_price'\nseasons = [{ tiers = [{ above_kwh = '0', adds = '0' }] }]";
        table.tiers = toml::from_str(text).expect("tiers");
    };
    assert_eq!(code(with(vec![share("OTHER")], &tiers)), "share_tariff", "a table with tiers");
}

#[test]
fn a_bill_is_read_back_from_its_bytes() {
    let bill = compute(&bill("HOURS"), &PolicySet::published()).expect("a bill");
    let read: BillDocument = serde_json::from_slice(&bill.bytes()).expect("a bill's bytes");
    assert_eq!(read, bill);
}

#[test]
fn a_bill_may_end_on_the_day_on_which_it_begins() {
    let mut same_day = bill("ONE");
    same_day.previous_on = Some(same_day.read_on);
    compute(&same_day, &PolicySet::published()).expect("a bill");
    same_day.previous_on = same_day.read_on.succ_opt();
    assert_eq!(refused(&same_day), "read_before_previous");
}

#[test]
fn a_surcharge_has_code_and_name() {
    let mut with_fund = bill("ONE");
    with_fund.tariffs[0].parts = vec![
        toml::from_str("code = 'funds'\nname = '基金'\nprice = '0.03'\nsurcharge = true")
            .expect("a part"),
    ];
    let bill = compute(&with_fund, &PolicySet::published()).expect("a bill");
    let line = bill.lines.last().expect("lines");
    assert_eq!((line.part.as_deref(), line.name.as_deref()), (Some("funds"), Some("基金")));
}

#[test]
fn energy_of_meters_behind_stands_in_the_sum_that_explains_a_bill() {
    let mut total = bill("ONE");
    total.energy = read(&total.energy);
    let account = "3300010002".parse().expect("an account number");
    total.sub_meters = vec![SubMeter { account, registers: counted(&[(Period::Total, 10)]) }];
    let bill = compute(&total, &PolicySet::published()).expect("a bill");
    let steps = crate::bill::explain(&bill);
    assert!(
        steps.iter().any(|step| step.code.as_str() == "energy_charged_with_losses"),
        "{steps:?}"
    );
}

#[test]
fn a_version_that_begins_with_the_period_changes_nothing_in_it() {
    let mut changed = bill("ONE");
    let mut tiered = version("ONE", "2026-02-21");
    let text = "cycle = 'month'\nform = 'full_price'\nseasons = [{ tiers = [{ above_kwh = '0', adds = '0' }] }]";
    tiered.tiers = toml::from_str(text).expect("tiers");
    changed.tariffs.push(tiered.clone());
    let by_days = PolicySet::published().tried("price_change", "by_days").expect("decided");
    compute(&changed, &by_days).expect("the new version alone");
    // A day later the period has days under both, which have other shapes.
    tiered.valid_from = "2026-02-22".parse().expect("a date");
    *changed.tariffs.last_mut().expect("a version") = tiered;
    let refusal = compute(&changed, &by_days).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "price_change_shape");
}
