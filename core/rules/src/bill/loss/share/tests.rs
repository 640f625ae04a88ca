use super::*;

fn meter(no: &str, capacity: i64) -> ShareMeter {
    ShareMeter {
        meter: no.parse().expect("a meter number"),
        capacity_kva: Kw::whole(capacity),
        energy_kwh: Kwh::ZERO,
        fixed_kwh: Kwh::ZERO,
        fixed_kvarh: Kvarh::ZERO,
        treatment: LossTreatment::Charged,
    }
}

fn input(loss: i64, capacities: &[i64]) -> ShareInput {
    let meters = (1..).zip(capacities).map(|(no, capacity)| meter(&format!("M{no}"), *capacity));
    ShareInput {
        loss_kwh: Kwh::whole(loss),
        loss_kvarh: Kvarh::whole(10 * loss),
        basis: ShareBasis::ByCapacity,
        meters: meters.collect(),
        remainder_to: "M1".parse().expect("a meter number"),
    }
}

fn counted(statement: &ShareStatement) -> Vec<String> {
    statement.meters.iter().map(|meter| meter.counted_kwh.to_string()).collect()
}

fn code(input: &ShareInput) -> String {
    share(input).expect_err("refused").code.to_string()
}

#[test]
fn parts_that_are_all_rounded_up_leave_no_meter_below_zero() {
    // A quarter of two is half a kWh: four meters would take four.
    let statement = share(&input(2, &[1, 1, 1, 1])).expect("shared");
    assert_eq!(counted(&statement), ["0", "1", "1", "0"]);
    assert_eq!(statement.remainder_kwh, Kwh::whole(-1));
}

#[test]
fn a_third_has_six_decimals_and_the_named_meter_takes_the_rest() {
    let statement = share(&input(100, &[1, 1, 1])).expect("shared");
    let third: Rate = "0.333333".parse().expect("a ratio");
    assert!(statement.meters.iter().all(|meter| meter.ratio == Some(third)));
    assert_eq!(counted(&statement), ["34", "33", "33"]);
    assert_eq!(statement.remainder_kwh, Kwh::whole(1));
    assert_eq!(statement.remainder_kvarh, Kvarh::whole(1));
    assert_eq!(statement.base, Some(Rate::whole(3)));
}

#[test]
fn a_loss_that_is_not_shared_is_the_named_meter_s() {
    let mut unshared = ShareInput { basis: ShareBasis::None, ..input(7, &[0, 5]) };
    // What was agreed once holds for fixed sharing only.
    unshared.meters[1].fixed_kwh = Kwh::whole(3);
    let statement = share(&unshared).expect("shared");
    assert_eq!(counted(&statement), ["7", "0"]);
    assert_eq!(statement.meters[0].ratio, None);
}

#[test]
fn refuses_what_cannot_be_shared() {
    assert_eq!(code(&input(7, &[0, 0])), "loss_share_base");
    assert_eq!(code(&input(7, &[])), "loss_remainder_meter");
    let stranger = ShareInput { remainder_to: meter("M9", 1).meter, ..input(7, &[1, 1]) };
    assert_eq!(code(&stranger), "loss_remainder_meter");
    assert_eq!(code(&input(-7, &[1])), "figure_negative");
    let mut twice = input(7, &[1, 1]);
    twice.meters[1].meter = twice.meters[0].meter.clone();
    assert_eq!(code(&twice), "loss_meter_twice");
    let mut part = input(7, &[1]);
    part.loss_kwh = "7.5".parse().expect("energy");
    assert_eq!(code(&part), "loss_not_whole");
    let mut agreed = ShareInput { basis: ShareBasis::Fixed, ..input(7, &[0, 0]) };
    agreed.meters[1].fixed_kwh = Kwh::whole(8);
    assert_eq!(code(&agreed), "loss_share_exceeds");
    let mut large = input(7, &[1, 1]);
    for meter in &mut large.meters {
        meter.capacity_kva = Kw::new(Decimal::MAX);
    }
    assert_eq!(code(&large), "out_of_range");
}

#[test]
fn agreed_amounts_leave_the_rest_to_the_named_meter() {
    let mut agreed = ShareInput { basis: ShareBasis::Fixed, ..input(50, &[0, 0, 0]) };
    agreed.meters[1].fixed_kwh = Kwh::whole(20);
    agreed.meters[2].fixed_kwh = Kwh::whole(25);
    // What the named meter itself has agreed gives way to the rest.
    agreed.meters[0].fixed_kwh = Kwh::whole(9);
    let statement = share(&agreed).expect("shared");
    assert_eq!(counted(&statement), ["5", "20", "25"]);
    assert_eq!(statement.remainder_kwh, Kwh::whole(-4));
    // They may take all of it.
    agreed.meters[2].fixed_kwh = Kwh::whole(30);
    assert_eq!(counted(&share(&agreed).expect("shared")), ["0", "20", "30"]);
}

#[test]
fn a_loss_that_is_counted_only_is_not_charged() {
    let mut shared = input(10, &[1, 1]);
    shared.meters[1].treatment = LossTreatment::CountedNotCharged;
    let statement = share(&shared).expect("shared");
    let charged =
        |at: usize| (statement.meters[at].charged_kwh, statement.meters[at].charged_kvarh);
    assert_eq!(counted(&statement), ["5", "5"]);
    assert_eq!(charged(0), (Kwh::whole(5), Kvarh::whole(50)));
    assert_eq!(charged(1), (Kwh::ZERO, Kvarh::ZERO));
}
