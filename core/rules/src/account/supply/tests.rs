use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn month(text: &str) -> YearMonth {
    text.parse().expect("a month")
}

fn capacity(kva: i64) -> Option<BasicChargeTerms> {
    Some(BasicChargeTerms::Capacity {
        transformers: vec![Transformer {
            name: "1号".to_owned(),
            capacity_kva: Kw::whole(kva),
            interlock: None,
        }],
    })
}

fn demand(kw: i64) -> Option<BasicChargeTerms> {
    let (contract_kw, capacity_kva) = (Some(Kw::whole(kw)), Kw::whole(630));
    Some(BasicChargeTerms::Demand { contract_kw, capacity_kva })
}

fn agreed(versions: &[(&str, Option<BasicChargeTerms>)]) -> Vec<AgreedContract> {
    let version = |(from, basic_charge): &(&str, Option<BasicChargeTerms>)| AgreedContract {
        from: day(from),
        contract: SupplyContract { basic_charge: basic_charge.clone(), ..Default::default() },
    };
    versions.iter().map(version).collect()
}

/// First and last day of each part, `-` for a whole month.
fn parts(versions: &[(&str, Option<BasicChargeTerms>)], period: &str, months: u32) -> Vec<String> {
    let spans = basic_charge_spans(&agreed(versions), month(period), months).expect("spans");
    let part = |span: BasicChargeSpan| match span.part {
        Some(part) => format!("{}..{}", part.first, part.last),
        None => span.month.to_string(),
    };
    spans.into_iter().map(part).collect()
}

#[test]
fn the_last_contract_on_record_holds_from_its_day_on() {
    let versions = agreed(&[
        ("2026-02-01", capacity(200)),
        ("2026-01-01", capacity(100)),
        ("2026-02-01", None),
    ]);
    let basic = |on| contract_on(&versions, day(on)).map(|found| found.basic_charge.clone());
    assert_eq!(basic("2025-12-31"), None);
    assert_eq!(basic("2026-01-31"), Some(capacity(100)));
    assert_eq!(basic("2026-02-01"), Some(None), "recorded again for the same day");
}

#[test]
fn a_bill_takes_the_months_of_its_cycle() {
    let always = [("2020-01-01", capacity(315))];
    assert_eq!(parts(&always, "2026-01", 1), ["2026-01"]);
    assert_eq!(parts(&always, "2026-01", 2), ["2025-12", "2026-01"]);
    assert_eq!(parts(&[("2020-01-01", None)], "2026-01", 1), [""; 0]);
}

#[test]
fn a_change_of_capacity_parts_its_month_and_a_repetition_does_not() {
    let changed = [("2020-01-01", capacity(315)), ("2026-01-11", capacity(630))];
    assert_eq!(parts(&changed, "2026-01", 1), ["2026-01-01..2026-01-10", "2026-01-11..2026-01-31"]);
    assert_eq!(parts(&changed, "2026-02", 1), ["2026-02"]);
    let repeated = [("2020-01-01", capacity(315)), ("2026-01-11", capacity(315))];
    assert_eq!(parts(&repeated, "2026-01", 1), ["2026-01"]);
    let stopped =
        [("2026-01-05", capacity(315)), ("2026-01-10", None), ("2026-01-20", capacity(315))];
    assert_eq!(parts(&stopped, "2026-01", 1), ["2026-01-05..2026-01-09", "2026-01-20..2026-01-31"]);
}

#[test]
fn a_demand_changes_with_the_month() {
    let begun = [("2026-01-10", demand(300))];
    assert_eq!(parts(&begun, "2026-01", 1), ["2026-01-10..2026-01-31"]);
    let changed = agreed(&[("2026-01-01", demand(300)), ("2026-01-10", demand(400))]);
    let refusal = basic_charge_spans(&changed, month("2026-01"), 1).expect_err("refused");
    assert_eq!(refusal.code.as_str(), "demand_changed_in_month");
    let next = [("2026-01-01", demand(300)), ("2026-02-01", capacity(400))];
    assert_eq!(parts(&next, "2026-02", 2), ["2026-01", "2026-02"]);
}

#[test]
fn what_is_billed_is_not_agreed_anew() {
    let before = agreed(&[("2020-01-01", capacity(315))]);
    let billed = Some((month("2026-01"), day("2026-01-20")));
    let code = |from: &str, basic_charge| {
        let new = agreed(&[(from, basic_charge)]).remove(0);
        check_unbilled(&before, &new, billed).err().map(|refusal| refusal.code.to_string())
    };
    assert_eq!(code("2026-01-20", capacity(315)).as_deref(), Some("contract_billed"));
    assert_eq!(code("2026-01-21", capacity(630)).as_deref(), Some("contract_billed"));
    assert_eq!(code("2026-01-21", capacity(315)), None, "the month's charge stays");
    assert_eq!(code("2026-02-01", capacity(630)), None);
    let new = agreed(&[("2015-01-01", capacity(630))]).remove(0);
    assert_eq!(check_unbilled(&before, &new, None), Ok(()), "before the first bill");
}
