//! Bill cases a clerk can read: `cases/bill.toml`; and the golden hashes that
//! force the rules' edition up.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDate;
use dianfei_rules::account::{AccountTerms, Household};
use dianfei_rules::bill::explain::STEP_CODES;
use dianfei_rules::bill::{
    Adjustment, BillDocument, BillEnergy, BillInput, BillLine, LineKind, ProvisionalBill,
    RULES_EDITION, Settlement, compute, explain,
};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::canonical::ContentHash;
use dianfei_rules::meter::{Digits, Period, Register};
use dianfei_rules::money::Fen;
use dianfei_rules::policy::{DecidedValue, PolicyDecision, PolicySet};
use dianfei_rules::quantity::{Index, Kwh, Multiplier};
use dianfei_rules::reading::usage::RegisterUsage;
use dianfei_rules::reading::{MeterSpan, RegisterSpan, UsageInput};
use dianfei_rules::tariff::{Tariff, TierUse, check_entry};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    tariff: Vec<Tariff>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    title: String,
    source: String,
    tariff: String,
    period: YearMonth,
    previous_on: Option<NaiveDate>,
    read_on: Option<NaiveDate>,
    #[serde(default = "one")]
    cycle_months: u32,
    household: Option<Household>,
    #[serde(default)]
    free_quota_kwh: Kwh,
    connected_on: Option<NaiveDate>,
    usage: BTreeMap<Period, Kwh>,
    #[serde(default)]
    provisional: bool,
    #[serde(default)]
    settles: Vec<String>,
    adjustment_kwh: Option<Kwh>,
    tier_use: Option<TierUse>,
    #[serde(default)]
    decide: BTreeMap<String, String>,
    #[serde(default)]
    lines: Vec<String>,
    total: Option<String>,
    used_after: Option<Vec<Kwh>>,
    refuse: Option<String>,
}

const fn one() -> u32 {
    1
}

impl Case {
    fn registers(&self) -> Vec<RegisterUsage> {
        self.usage
            .iter()
            .map(|(period, energy)| RegisterUsage {
                register: Register::forward_active(*period),
                energy_kwh: *energy,
            })
            .collect()
    }

    fn energy(&self) -> BillEnergy {
        if self.provisional {
            return BillEnergy::Provisional { registers: self.registers() };
        }
        let span = |usage: RegisterUsage| RegisterSpan {
            register: usage.register,
            previous: Index::ZERO,
            current: Index::new(usage.energy_kwh.get()),
        };
        BillEnergy::Metered(UsageInput {
            meters: vec![MeterSpan {
                meter: "M1".parse().expect("a meter number"),
                digits: Digits::new(6, 0).expect("digits"),
                multiplier: Multiplier::whole(1),
                registers: self.registers().into_iter().map(span).collect(),
            }],
            rollover_limit_kwh: None,
            rollover_accepted: false,
        })
    }

    fn input(&self, tariffs: &[Tariff], earlier: &BTreeMap<String, BillDocument>) -> BillInput {
        let read_on = self.read_on.unwrap_or_else(|| self.period.day(20));
        let tariff = self.tariff.parse().expect("a tariff number");
        let adjustment = |energy_kwh| Adjustment {
            energy_kwh,
            reason: "meter test".into(),
            reference: "minutes 7".into(),
        };
        BillInput {
            terms: AccountTerms {
                account: "0100000001".parse().expect("an account number"),
                usage_class: tariffs[0].usage_class,
                cycle_months: self.cycle_months,
                household: self.household,
                free_quota_kwh: self.free_quota_kwh,
                connected_on: self.connected_on,
            },
            period: self.period,
            version: 1,
            previous_on: self.previous_on,
            read_on,
            energy: self.energy(),
            adjustments: self.adjustment_kwh.map(adjustment).into_iter().collect(),
            settles: self.settlement(earlier),
            tariffs: tariffs.iter().filter(|version| version.tariff == tariff).cloned().collect(),
            tariff,
            tier_use: self.tier_use.clone(),
        }
    }

    fn settlement(&self, earlier: &BTreeMap<String, BillDocument>) -> Option<Settlement> {
        let bills: Vec<&BillDocument> = self.settles.iter().map(|id| &earlier[id]).collect();
        let mut registers: BTreeMap<Register, Kwh> = BTreeMap::new();
        for usage in bills.iter().flat_map(|bill| &bill.usage) {
            let sum = registers.entry(usage.register).or_default();
            *sum = sum.plus(usage.energy_kwh).expect("a sum");
        }
        (!bills.is_empty()).then(|| Settlement {
            registers: registers
                .into_iter()
                .map(|(register, energy_kwh)| RegisterUsage { register, energy_kwh })
                .collect(),
            bills: bills
                .iter()
                .map(|bill| ProvisionalBill { bill: bill.bill_no(), lines: bill.lines.clone() })
                .collect(),
        })
    }

    fn policies(&self) -> PolicySet {
        self.decide.iter().fold(PolicySet::published(), |policies, (key, value)| {
            policies
                .decide(PolicyDecision {
                    key: key.clone(),
                    from: "2020-01-01".parse().expect("a date"),
                    value: DecidedValue::Set(value.clone()),
                    source: "minutes".into(),
                })
                .expect("a decision of the station's own")
        })
    }
}

/// The line as it stands in the case file.
fn printed(line: &BillLine) -> String {
    let mut text = match line.kind {
        LineKind::Energy => "energy".to_owned(),
        LineKind::TierAddition => "tier addition".to_owned(),
        LineKind::Surcharge => "surcharge".to_owned(),
    };
    if line.period != Period::Total {
        write!(text, " {}", line.period).expect("text");
    }
    match (line.kind, line.tier, &line.part) {
        (LineKind::Energy, Some(tier), _) => write!(text, " tier {tier}").expect("text"),
        (_, Some(tier), _) => write!(text, " {tier}").expect("text"),
        (_, None, Some(part)) => write!(text, " {part}").expect("text"),
        (_, None, None) => {}
    }
    write!(text, ": {} × {} = {}", line.energy_kwh, line.price, line.amount_fen).expect("text");
    if let Some(bill) = &line.reverses {
        write!(text, " (back from {bill})").expect("text");
    }
    text
}

fn cases() -> Cases {
    toml::from_str(include_str!("../cases/bill.toml")).expect("bill.toml")
}

/// The bills of all cases that give one.
fn documents(cases: &Cases) -> BTreeMap<String, BillDocument> {
    let mut documents = BTreeMap::new();
    for case in cases.case.iter().filter(|case| case.refuse.is_none()) {
        let input = case.input(&cases.tariff, &documents);
        let bill = compute(&input, &case.policies()).expect(&case.id);
        documents.insert(case.id.clone(), bill);
    }
    documents
}

#[test]
fn bill_cases() {
    let cases = cases();
    let documents = documents(&cases);
    for case in &cases.case {
        let named = format!("{} {} ({})", case.id, case.title, case.source);
        if let Some(code) = &case.refuse {
            let input = case.input(&cases.tariff, &documents);
            let refusal = compute(&input, &case.policies()).expect_err(&named);
            assert_eq!(refusal.code.as_str(), code, "{named}");
            continue;
        }
        let bill = &documents[&case.id];
        let lines: Vec<String> = bill.lines.iter().map(printed).collect();
        assert_eq!(lines, case.lines, "{named}");
        assert_eq!(Some(bill.total_fen.to_string()), case.total, "{named}");
        let sum: Fen = bill.lines.iter().map(|line| line.amount_fen).sum();
        assert_eq!(sum, bill.total_fen, "{named}: the lines add up");
        let used = bill.tier_use.as_ref().map(|tier_use| tier_use.used_kwh.clone());
        assert_eq!(used, case.used_after, "{named}");
        assert_eq!(bill.provisional, case.provisional, "{named}");
    }
}

#[test]
fn the_tables_of_the_cases_agree_with_themselves() {
    for tariff in cases().tariff {
        assert_eq!(check_entry(&tariff), [], "{}", tariff.name);
    }
}

#[test]
fn a_bill_survives_its_bytes_and_names_its_inputs() {
    let cases = cases();
    let documents = documents(&cases);
    for case in cases.case.iter().filter(|case| case.refuse.is_none()) {
        let bill = &documents[&case.id];
        let back: BillDocument = serde_json::from_slice(&bill.bytes()).expect("a bill");
        assert_eq!(&back, bill, "{}", case.id);
        let input = case.input(&cases.tariff, &documents);
        let read: BillInput =
            serde_json::from_slice(&serde_json::to_vec(&input).expect("json")).expect("inputs");
        assert_eq!(read, input, "{}", case.id);
        assert_eq!(bill.inputs, ContentHash::of(&input), "{}", case.id);
        assert_eq!(bill.policy, case.policies().hash(), "{}", case.id);
    }
}

#[test]
fn each_bill_is_explained_from_the_meter_to_the_total() {
    for (id, bill) in documents(&cases()) {
        let steps = explain(&bill);
        for step in &steps {
            assert!(STEP_CODES.contains(&step.code.as_str()), "{id}: {}", step.code);
        }
        let last = steps.last().expect("a last step");
        assert_eq!(last.figures.get("total"), Some(bill.total_fen.to_string().as_str()), "{id}");
        let lines = steps.iter().filter(|step| step.code.as_str().starts_with("line_")).count();
        assert_eq!(lines, bill.lines.len(), "{id}");
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    edition: u32,
    bills: BTreeMap<String, ContentHash>,
}

/// The hash of a bill but for the policy set's: a new policy file alone is no
/// new edition.
fn golden_hash(bill: &BillDocument) -> ContentHash {
    ContentHash::of(&BillDocument { policy: ContentHash::of_bytes(b""), ..bill.clone() })
}

#[test]
fn other_bytes_force_the_edition_up() {
    let golden: Golden =
        toml::from_str(include_str!("../golden/rules_edition.toml")).expect("rules_edition.toml");
    let bills: BTreeMap<String, ContentHash> =
        documents(&cases()).iter().map(|(id, bill)| (id.clone(), golden_hash(bill))).collect();
    let mut text = format!("edition = {RULES_EDITION}\n\n[bills]\n");
    for (id, hash) in &bills {
        writeln!(text, "{id} = \"{hash}\"").expect("text");
    }
    let changed: Vec<&String> = golden
        .bills
        .iter()
        .filter(|(id, hash)| bills.get(*id) != Some(hash))
        .map(|(id, _)| id)
        .collect();
    assert!(
        golden.edition == RULES_EDITION && changed.is_empty(),
        "equal inputs give other bills than edition {}: {changed:?}. Raise RULES_EDITION, then \
         write tests/golden/rules_edition.toml anew:\n{text}",
        golden.edition,
    );
    let missing: Vec<&String> = bills.keys().filter(|id| !golden.bills.contains_key(*id)).collect();
    assert!(missing.is_empty(), "cases without a golden hash: {missing:?}\n{text}");
}
