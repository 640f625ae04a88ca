//! Late-fee cases a clerk can read: `cases/late_fee.toml`.

use chrono::NaiveDate;
use dianfei_rules::collection::late_fee::{LateDebt, LateFeeClass, LateFeePolicy, late_fee};
use dianfei_rules::money::Fen;
use dianfei_rules::policy::PolicySet;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    title: String,
    source: String,
    paid_on: NaiveDate,
    minimum_yuan: Option<String>,
    bills: Vec<Bill>,
    expect_yuan: Vec<String>,
    days: Option<Vec<(i64, i64)>>,
    total_yuan: Option<String>,
    #[serde(default)]
    never_yuan: Vec<String>,
    #[serde(default)]
    minimum_applied: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bill {
    class: LateFeeClass,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    yuan: String,
}

fn fen(yuan: &str) -> Fen {
    yuan.parse().expect("an amount")
}

/// The published rates of 1996, with the case's own minimum.
fn policy(case: &Case) -> LateFeePolicy {
    let published = PolicySet::published();
    let day = NaiveDate::from_ymd_opt(2023, 1, 1).expect("a date");
    let policy = LateFeePolicy::on(&published.on(day)).expect("rates are published");
    LateFeePolicy { minimum_fen: case.minimum_yuan.as_deref().map(fen), ..policy }
}

#[test]
fn late_fee_comes_out_as_the_cases_say() {
    let cases: Cases =
        toml::from_str(include_str!("../cases/late_fee.toml")).expect("readable cases");
    assert!(cases.case.len() >= 10);
    for case in &cases.case {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        let policy = policy(case);
        let fees: Vec<_> = case
            .bills
            .iter()
            .map(|bill| {
                let debt = LateDebt::new(bill.class, bill.issued_on, bill.due_on, fen(&bill.yuan));
                late_fee(&debt, case.paid_on, &policy).expect("in range")
            })
            .collect();
        let expected: Vec<Fen> = case.expect_yuan.iter().map(|yuan| fen(yuan)).collect();
        assert_eq!(fees.iter().map(|fee| fee.fee_fen).collect::<Vec<_>>(), expected, "{name}");
        if let Some(days) = &case.days {
            let split: Vec<_> =
                fees.iter().map(|fee| (fee.days_current_year, fee.days_over_the_year)).collect();
            assert_eq!(split, *days, "{name}");
        }
        assert_eq!(fees.iter().any(|fee| fee.minimum_applied), case.minimum_applied, "{name}");
        let total = Fen::sum(fees.iter().map(|fee| fee.fee_fen)).expect("in range");
        if let Some(yuan) = &case.total_yuan {
            assert_eq!(total, fen(yuan), "{name}");
        }
        for yuan in &case.never_yuan {
            assert_ne!(total, fen(yuan), "{name}");
        }
    }
}

#[test]
fn the_figures_of_1996_are_the_published_ones() {
    let published = PolicySet::published();
    let last = NaiveDate::from_ymd_opt(2024, 5, 31).expect("a date");
    let before = LateFeePolicy::on(&published.on(last)).expect("rates are published");
    assert_eq!(before.minimum_fen, Some(Fen::new(100)));
    let rates = before.rates;
    assert_eq!(
        (
            rates.resident_per_mille,
            rates.other_current_year_per_mille,
            rates.other_carried_over_per_mille
        ),
        (1, 2, 3)
    );
    // Since 2024-06-01 the station states its contract's figures.
    let since = LateFeePolicy::on(&published.on(last.succ_opt().expect("a next day")));
    assert_eq!(since.expect_err("not published").code.as_str(), "policy_unset");
}
