use super::*;
use crate::account::ContractTerms;

fn kwh(units: &[i64]) -> Vec<Kwh> {
    units.iter().copied().map(Kwh::whole).collect()
}

fn tier(above: i64, up_to: Option<i64>, adds: &str) -> Tier {
    Tier {
        above_kwh: Kwh::whole(above),
        up_to_kwh: up_to.map(Kwh::whole),
        adds: adds.parse().expect("a price"),
    }
}

fn table(cycle: TierCycle) -> TierTable {
    TierTable {
        cycle,
        form: TierForm::AddOn,
        seasons: vec![SeasonTiers {
            months: Vec::new(),
            tiers: vec![
                tier(0, Some(240), "0"),
                tier(240, Some(400), "0.05"),
                tier(400, None, "0.3"),
            ],
        }],
        household: Some(HouseholdExtra { at_least_persons: 5, extra_kwh: Kwh::whole(100) }),
    }
}

fn terms(cycle_months: u32, household: Option<(u32, &str)>) -> AccountTerms {
    AccountTerms {
        account: "1".parse().expect("an account"),
        usage_class: crate::account::UsageClass::Residential,
        cycle_months,
        household: household.map(|(persons, on)| crate::account::Household {
            persons,
            approved_on: on.parse().expect("a date"),
        }),
        free_quota_kwh: Kwh::ZERO,
        connected_on: None,
        contract: ContractTerms::default(),
    }
}

fn first(table: &TierTable, terms: &AccountTerms, period: &str) -> Kwh {
    let period: YearMonth = period.parse().expect("a month");
    let widths = table.widths(terms, (period, terms.cycle_months), period.day(20)).expect("widths");
    assert_eq!(widths.len(), 3);
    assert_eq!(widths[2], None);
    widths[0].expect("a first tier with an end")
}

#[test]
fn the_limit_belongs_to_the_lower_tier() {
    let widths = [Some(Kwh::whole(240)), Some(Kwh::whole(160)), None];
    for (energy, parts) in [
        (0, [0, 0, 0]),
        (240, [240, 0, 0]),
        (241, [240, 1, 0]),
        (400, [240, 160, 0]),
        (401, [240, 160, 1]),
    ] {
        assert_eq!(split(Kwh::whole(energy), &[], &widths), kwh(&parts));
    }
    assert_eq!(split(Kwh::whole(10), &kwh(&[235, 0, 0]), &widths), kwh(&[5, 5, 0]));
    // A tier that was overfilled before it shrank takes nothing more.
    assert_eq!(split(Kwh::whole(10), &kwh(&[300, 0, 0]), &widths), kwh(&[0, 10, 0]));
    assert_eq!(used_from_total(Kwh::whole(500), &widths), kwh(&[240, 160, 100]));
}

#[test]
fn a_larger_household_counts_from_the_month_of_its_approval() {
    let monthly = table(TierCycle::Month);
    let approved = Some((5, "2026-03-31"));
    assert_eq!(first(&monthly, &terms(1, approved), "2026-02"), Kwh::whole(240));
    assert_eq!(first(&monthly, &terms(1, approved), "2026-03"), Kwh::whole(340));
    assert_eq!(first(&monthly, &terms(2, approved), "2026-03"), Kwh::whole(580));
    assert_eq!(first(&monthly, &terms(2, approved), "2026-04"), Kwh::whole(680));
    assert_eq!(first(&monthly, &terms(1, Some((4, "2026-01-01"))), "2026-03"), Kwh::whole(240));
    let yearly = table(TierCycle::Year);
    assert_eq!(first(&yearly, &terms(1, approved), "2026-03"), Kwh::whole(1240));
    assert_eq!(first(&yearly, &terms(1, approved), "2027-01"), Kwh::whole(1440));
    assert_eq!(first(&yearly, &terms(1, approved), "2025-12"), Kwh::whole(240));
}

#[test]
fn a_new_supply_has_its_share_of_the_year() {
    let yearly = table(TierCycle::Year);
    let mut terms = terms(1, None);
    terms.connected_on = "2026-12-31".parse().ok();
    assert_eq!(first(&yearly, &terms, "2026-12"), Kwh::whole(20));
    assert_eq!(first(&yearly, &terms, "2027-01"), Kwh::whole(240));
    let monthly = table(TierCycle::Month);
    terms.cycle_months = 3;
    assert_eq!(first(&monthly, &terms, "2027-01"), Kwh::whole(480));
}

#[test]
fn a_month_without_tiers_refuses() {
    let mut monthly = table(TierCycle::Month);
    monthly.seasons[0].months = vec![1, 2, 3];
    let period: YearMonth = "2026-04".parse().expect("a month");
    let refusal = monthly.widths(&terms(1, None), (period, 1), period.day(1)).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "no_tiers_for_month");
}

#[test]
fn a_bill_over_two_seasons_adds_their_limits() {
    let mut monthly = table(TierCycle::Month);
    let mut summer = monthly.seasons[0].clone();
    summer.months = vec![6, 7, 8];
    summer.tiers[0].up_to_kwh = Some(Kwh::whole(300));
    monthly.seasons.insert(0, summer);
    assert_eq!(first(&monthly, &terms(1, None), "2026-08"), Kwh::whole(300));
    assert_eq!(first(&monthly, &terms(1, None), "2026-09"), Kwh::whole(240));
    assert_eq!(first(&monthly, &terms(2, None), "2026-09"), Kwh::whole(540));
    monthly.seasons[0].tiers.pop();
    let period: YearMonth = "2026-09".parse().expect("a month");
    let refusal = monthly.widths(&terms(2, None), (period, 2), period.day(1)).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "season_tiers_differ");
}

#[test]
fn each_tier_tells_what_it_adds() {
    let adds: Vec<String> = table(TierCycle::Year).adds().map(|adds| adds.to_string()).collect();
    assert_eq!(adds, ["0", "0.05", "0.3"]);
}

#[test]
fn a_climb_adds_to_what_is_used() {
    let widths = [Some(Kwh::whole(10)), Some(Kwh::whole(20)), None];
    let mut used = [5, 3, 0].map(Kwh::whole);
    let mut parts = Vec::new();
    climb(Kwh::whole(7), &mut used, &widths, |part| parts.push(part));
    assert_eq!(parts, [5, 2, 0].map(Kwh::whole));
    assert_eq!(used, [10, 5, 0].map(Kwh::whole));
}
