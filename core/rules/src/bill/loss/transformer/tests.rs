use super::*;
use crate::bill::loss::published_nameplate;
use crate::policy::PolicySet;

fn formula(days: Option<u32>) -> FormulaInput {
    FormulaInput {
        nameplate: published_nameplate("S11", Kw::whole(100)).expect("a nameplate"),
        load_curve_factor: Rate::whole(1),
        days,
    }
}

fn simplified(capacity_kva: i64) -> SimplifiedInput {
    SimplifiedInput {
        capacity_kva: Kw::whole(capacity_kva),
        iron_kwh: Kwh::whole(300),
        iron_kvarh: Kvarh::whole(400),
        reactive_factor: "2.3".parse().expect("a factor"),
    }
}

fn loss(active: Kwh, method: LossMethod) -> Result<TransformerLoss, Refusal> {
    let policies = PolicySet::published();
    let policy = policies.on("2026-01-31".parse().expect("a date"));
    let input = TransformerLossInput { active_kwh: active, reactive_kvarh: Kvarh::ZERO, method };
    transformer_loss(&input, &policy)
}

fn code(outcome: Result<TransformerLoss, Refusal>) -> String {
    outcome.expect_err("refused").code.to_string()
}

#[test]
fn without_load_only_iron_is_lost_and_it_follows_the_days() {
    for (days, kwh, kvarh) in [(None, 144, 1584), (Some(30), 144, 1584), (Some(31), 149, 1637)] {
        let found = loss(Kwh::ZERO, LossMethod::Formula(formula(days))).expect("a loss");
        assert_eq!((found.loss_kwh, found.loss_kvarh), (Kwh::whole(kwh), Kvarh::whole(kvarh)));
        assert_eq!(found.mark, Mark::Practice);
    }
}

#[test]
fn full_load_through_the_month_loses_the_whole_load_loss() {
    // Wp = Sn × T: then (Wp²) / (Sn² × T) is T itself.
    let found = loss(Kwh::whole(72_000), LossMethod::Formula(formula(None))).expect("a loss");
    let LossSteps::Formula { full_load_hours, copper_kwh, copper_kvarh, .. } = found.steps else {
        panic!("{:?}", found.steps)
    };
    assert_eq!(full_load_hours, Rate::whole(720));
    assert_eq!((copper_kwh, copper_kvarh), (Kwh::whole(1080), Kvarh::whole(2880)));
    assert_eq!(found.loss_kwh, Kwh::whole(144 + 1080));
    assert_eq!(found.active_with_loss_kwh, Kwh::whole(72_000 + 144 + 1080));
}

#[test]
fn the_copper_rate_changes_above_the_limit() {
    for (capacity, per_mille) in [(314, 15), (315, 15), (316, 10)] {
        let method = LossMethod::Simplified(simplified(capacity));
        let found = loss(Kwh::whole(1000), method).expect("a loss");
        let LossSteps::Simplified { copper_per_mille, .. } = found.steps else {
            panic!("{:?}", found.steps)
        };
        assert_eq!(copper_per_mille, per_mille, "{capacity}");
        assert_eq!(found.policies.len(), 2);
    }
}

#[test]
fn the_sum_is_rounded_once_and_half_up() {
    // 33 × 1.5 % = 0.495: with 0.005 of iron it is half a kWh.
    let with_iron = |iron: &str| {
        let iron_kwh = iron.parse().expect("energy");
        let method = LossMethod::Simplified(SimplifiedInput { iron_kwh, ..simplified(100) });
        loss(Kwh::whole(33), method).expect("a loss").loss_kwh
    };
    assert_eq!(with_iron("0.005"), Kwh::whole(1));
    // Rounded to the Wh before, this would be half a kWh as well.
    assert_eq!(with_iron("0.0049999"), Kwh::ZERO);
}

#[test]
fn refuses_what_no_transformer_has() {
    let mut none = formula(None);
    none.nameplate.capacity_kva = Kw::ZERO;
    assert_eq!(code(loss(Kwh::ZERO, LossMethod::Formula(none))), "figure_not_positive");
    let mut negative = formula(None);
    negative.nameplate.load_kw = Kw::whole(-1);
    assert_eq!(code(loss(Kwh::ZERO, LossMethod::Formula(negative))), "figure_negative");
    assert_eq!(code(loss(Kwh::whole(-1), LossMethod::Formula(formula(None)))), "figure_negative");
    for days in [0, 367, u32::MAX] {
        let outcome = loss(Kwh::ZERO, LossMethod::Formula(formula(Some(days))));
        assert_eq!(code(outcome), "loss_days");
    }
    let method = LossMethod::Simplified(simplified(0));
    assert_eq!(code(loss(Kwh::ZERO, method)), "figure_not_positive");
}

#[test]
fn figures_at_the_end_of_the_range_refuse() {
    for method in [LossMethod::Formula(formula(None)), LossMethod::Simplified(simplified(400))] {
        assert_eq!(code(loss(Kwh::new(Decimal::MAX), method)), "out_of_range");
    }
}

#[test]
fn an_unknown_field_is_no_input() {
    let input = TransformerLossInput {
        active_kwh: Kwh::ZERO,
        reactive_kvarh: Kvarh::ZERO,
        method: LossMethod::Simplified(simplified(400)),
    };
    let text = serde_json::to_string(&input).expect("json");
    assert_eq!(serde_json::from_str::<TransformerLossInput>(&text).expect("an input"), input);
    let unknown = text.replace("\"reactive_factor\"", "\"factor\"");
    assert!(serde_json::from_str::<TransformerLossInput>(&unknown).is_err());
}
