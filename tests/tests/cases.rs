//! Cases a clerk can read, in the format of `dianfei trial`: every file under
//! `cases` but that of the tickets' book, which is no trial.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use dianfei_rules::collection::late_fee::LateFeePolicy;
use dianfei_rules::money::Fen;
use dianfei_rules::policy::PolicySet;
use dianfei_station::trial::{self, Answer};

/// The files, with the least number of cases in each.
const FILES: [(&str, &str, usize); 16] = [
    ("usage", include_str!("../cases/usage.toml"), 16),
    ("check", include_str!("../cases/check.toml"), 8),
    ("bill", include_str!("../cases/bill.toml"), 42),
    ("bill_contract", include_str!("../cases/bill_contract.toml"), 36),
    ("bill_edges", include_str!("../cases/bill_edges.toml"), 6),
    ("price_table", include_str!("../cases/price_table.toml"), 16),
    ("loss", include_str!("../cases/loss.toml"), 26),
    ("power_factor", include_str!("../cases/power_factor.toml"), 25),
    ("basic_charge", include_str!("../cases/basic_charge.toml"), 20),
    ("correction", include_str!("../cases/correction.toml"), 20),
    ("illegal_use", include_str!("../cases/illegal_use.toml"), 20),
    ("late_fee", include_str!("../cases/late_fee.toml"), 10),
    ("disconnection", include_str!("../cases/disconnection.toml"), 12),
    ("dlt645", include_str!("../cases/dlt645.toml"), 16),
    ("capitals", include_str!("../cases/capitals.toml"), 12),
    ("rates", include_str!("../cases/rates.toml"), 5),
];

fn answers(name: &str, text: &str) -> Vec<Answer> {
    trial::run(text).unwrap_or_else(|bad| panic!("{name}.toml: {bad}"))
}

/// The book of tickets is no trial: its cases are a sequence of claims.
const NO_TRIAL: &str = "ticket";

#[test]
fn every_file_of_cases_is_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files = fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("a file").path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let there: BTreeSet<String> = files
        .map(|path| path.with_extension("").file_name().map(text_of).expect("a name"))
        .collect();
    let run = FILES.iter().map(|(name, ..)| (*name).to_owned());
    assert_eq!(there, run.chain([NO_TRIAL.to_owned()]).collect());
}

fn text_of(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

#[test]
fn each_case_comes_out_as_it_expects() {
    let mut wrong = String::new();
    for (name, text, least) in FILES {
        let answers = answers(name, text);
        assert!(answers.len() >= least, "{name}: {} cases", answers.len());
        for answer in &answers {
            let named = format!("{name} {} {} ({})", answer.id, answer.title, answer.source);
            assert!(!answer.title.is_empty() && !answer.source.is_empty(), "{named}");
            if answer.differs != Some(Vec::new()) {
                writeln!(wrong, "{named}: {:#?}", answer.differs).expect("text");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A person must find on the bill which variant of a rule it followed.
#[test]
fn a_charge_names_the_policies_that_it_followed() {
    let mut seen = BTreeSet::new();
    for (name, text, _) in FILES {
        for answer in answers(name, text) {
            let Some(result) = answer.result else { continue };
            let given = |key: &str| !result[key].is_null();
            let expected = match answer.topic {
                "power_factor" => vec!["power_factor_base"],
                "basic_charge" => {
                    let by_contract = !result["demand"]["input"]["contract_kw"].is_null();
                    let keys =
                        [("basic_charge_days", given("days")), ("demand_excess", by_contract)];
                    keys.into_iter().filter(|(_, used)| *used).map(|(key, _)| key).collect()
                }
                _other => continue,
            };
            let policies = result["policies"].as_array().expect("policies");
            for key in expected {
                assert!(policies.iter().any(|policy| policy["key"] == key), "{}", answer.id);
                seen.insert(key);
            }
        }
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
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

/// What a wrong file is told: the key and the reason.
fn told(text: &str) -> String {
    let bad = trial::run(text).expect_err("a wrong file");
    bad.faults.iter().map(|fault| format!("{fault}\n{}\n", fault.zh)).collect()
}

#[test]
fn a_wrong_file_is_told_the_key_and_the_reason() {
    let meter =
        |keys: &str| format!("[[usage]]\nid = \"1\"\nmeters = [{{ meter = \"M1\", {keys} }}]\n");
    let tariff = "[[tariff]]\ntariff = \"A\"\nname = \"甲\"\nvalid_from = \"2020-01-01\"\n\
        usage_class = \"residential\"\nsource = \"page\"\n";
    let late = |keys: &str| {
        format!("[[late_fee]]\nid = \"1\"\npaid_on = \"2024-01-18\"\nbills = [{{ {keys} }}]\n")
    };
    let cases = [
        ("no TOML", "[[usage]\nid = 1".to_owned()),
        ("no such topic", "[[usages]]\nid = \"1\"\n".to_owned()),
        ("a topic that is no list", "[usage]\nid = \"1\"\n".to_owned()),
        ("no name", "[[usage]]\nmeters = []\n".to_owned()),
        ("unknown key", meter("digits = 5, previous = \"1\", current = \"2\", colour = \"red\"")),
        ("a number without quotes", meter("digits = 5, previous = 1, current = \"2\"")),
        ("1e30", meter("digits = 5, previous = \"1\", current = \"1e30\"")),
        ("half a meter", meter("digits = 5, previous = \"1\"")),
        ("negative digits", meter("digits = -5, previous = \"1\", current = \"2\"")),
        ("a table without prices", tariff.to_owned()),
        ("no such table", "[[bill]]\nid = \"1\"\ntariff = \"B\"\nperiod = \"2026-03\"\nusage = { total = \"1\" }\n".to_owned()),
        ("month 13", "[[bill]]\nid = \"1\"\ntariff = \"B\"\nperiod = \"2026-13\"\nusage = { total = \"1\" }\n".to_owned()),
        ("absurd date", late("class = \"other\", issued_on = \"99999-01-01\", due_on = \"2023-12-15\", yuan = \"1\"")),
        ("no amount", late("class = \"other\", issued_on = \"2023-12-01\", due_on = \"2023-12-15\", yuan = \"1.005\"")),
        ("a clause of no refusal", "[[settlement]]\nid = \"1\"\nsince_last_actual = \"1\"\nbilled = \"1\"\nclause = \"4.1.5\"\n".to_owned()),
        ("no such policy", "[[settlement]]\nid = \"1\"\nsince_last_actual = \"1\"\nbilled = \"1\"\ndecide = { moon = \"full\" }\n".to_owned()),
    ];
    let told: Vec<String> =
        cases.iter().map(|(what, text)| format!("# {what}\n{}", told(text))).collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// Faults stand together, and one is enough for nothing to be computed.
#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let good = "[[settlement]]\nid = \"1\"\nsince_last_actual = \"262\"\nbilled = \"125\"\n";
    let bad = "[[settlement]]\nid = \"2\"\nbilled = \"125\"\n";
    let file = format!("{good}{bad}{bad}");
    let faults = trial::run(&file).expect_err("a wrong file").faults;
    let keys: Vec<&str> = faults.iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(keys, ["settlement 2", "settlement 2"]);
    assert_eq!(trial::run(good).expect("a sound file").len(), 1);
}

/// A case that expects something else is told what came out.
#[test]
fn an_expectation_that_is_not_met_is_told() {
    let case = |expect: &str| {
        let text = format!(
            "[[settlement]]\nid = \"1\"\nsince_last_actual = \"262\"\nbilled = \"125\"\n{expect}\n"
        );
        trial::run(&text).expect("a sound file").remove(0).differs
    };
    assert_eq!(case(""), None);
    assert_eq!(case("expect = { kwh = \"137\" }"), Some(Vec::new()));
    let told = |expect: &str| case(expect).expect("an expectation").join("; ");
    assert_eq!(told("expect = { kwh = \"138\" }"), "kwh: expected 138, it is 137");
    assert_eq!(told("expect = { wh = \"138\" }"), "wh: expected 138, it is nothing");
    assert_eq!(told("never = { kwh = \"137\" }"), "kwh: \"137\" must not come out");
    assert_eq!(told("refuse = \"no_meter\""), "expected the refusal no_meter, a result came out");
}

/// Every example of the format's page comes out as it says, and every topic has one.
#[test]
fn the_examples_of_the_page_come_out() {
    let page = include_str!("../../docs/trial.md");
    let examples = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next());
    let mut shown = BTreeSet::new();
    for example in examples.flatten() {
        for answer in answers("docs/trial", example) {
            assert_eq!(answer.differs, Some(Vec::new()), "{}", answer.id);
            shown.insert(answer.topic);
        }
    }
    assert_eq!(shown, trial::topics().collect());
}
