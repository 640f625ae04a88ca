//! The rules of writing, checked; and each check shown a bad sample.

use std::fs;
use std::process::Command;

use dianfei_rules::regime;
use dianfei_tests::tidy::edges::{self, Metadata};
use dianfei_tests::tidy::{self, source};

/// What is larger than the style wants and waits to be split. The list only shrinks.
const WAITING: [(&str, &str); 6] = [
    ("core/field/src/reading.rs", "lines, at most 400"),
    ("core/field/src/sync/exchange.rs", "fn on_reply"),
    ("core/field/tests/day/station.rs", "lines, at most 400"),
    ("core/field/tests/day/station.rs", "fn assignment"),
    ("station/src/reading/table.rs", "fn fold_reading"),
    ("station/src/ticket/table.rs", "lines, at most 400"),
];

fn remedies(file: &str, text: &str) -> Vec<String> {
    let found = source::check(file, text).expect("the sample is Rust");
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn every_rust_file_keeps_the_style() {
    let files = tidy::rust_files().expect("the tree is readable");
    assert!(files.len() > 50, "the walk found {} files", files.len());
    let found: Vec<String> = files
        .iter()
        .flat_map(|(file, text)| remedies(file, text))
        .filter(|one| !waits(one))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

fn waits(finding: &str) -> bool {
    WAITING.iter().any(|(file, what)| finding.starts_with(file) && finding.contains(what))
}

#[test]
fn the_style_check_sees_what_is_wrong() {
    let long = format!("fn long() {{\n{}}}\n", "    step();\n".repeat(60));
    let samples = [
        ("core/x.rs", long.as_str(), "core/x.rs:1: fn long has 62 lines"),
        ("core/x.rs", &"// line\n".repeat(401), "core/x.rs:401: 401 lines"),
        ("core/x.rs", "fn pay(yuan: f64) {}", "a binary float near money"),
        ("core/x/mod.rs", "", "mod.rs"),
        ("core/x.rs", "\nfn do_it() {}", "core/x.rs:2: do_it: a banned word"),
        ("core/x.rs", "struct S { bill_amt: u8 }", "bill_amt: a banned word"),
        ("core/x.rs", "fn f() { todo!() }", "unfinished code"),
        ("core/x.rs", "#[test]\n#[ignore]\nfn f() {}", "core/x.rs:2: #[ignore]"),
        ("core/x.rs", "#[allow(dead_code)]\nfn f() {}", "#[allow]"),
    ];
    for (file, text, expected) in samples {
        let found = remedies(file, text);
        assert!(found.iter().any(|one| one.contains(expected)), "{expected}: {found:?}");
    }
    assert_eq!(remedies("core/x.rs", "fn add(left: Fen) -> Fen { left }"), Vec::<String>::new());
}

#[test]
fn crates_know_only_what_the_house_allows() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(tidy::root())
        .output()
        .expect("cargo runs");
    let metadata: Metadata = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    assert_eq!(edges::broken(&metadata), Vec::<String>::new());
}

#[test]
fn a_forbidden_edge_is_seen() {
    let sample = r#"{"packages":[{"name":"dianfei-rules","dependencies":[{"name":"rusqlite"}]}]}"#;
    let metadata: Metadata = serde_json::from_str(sample).expect("the sample is JSON");
    assert_eq!(edges::broken(&metadata).len(), 1);
}

#[test]
fn the_tree_has_one_sqlite_and_neither_aws_lc_nor_openssl() {
    let lock = fs::read_to_string(tidy::root().join("Cargo.lock")).expect("the lock file");
    assert_eq!(edges::locked(&lock), Vec::<String>::new());
    let bad = "name = \"aws-lc-rs\"\nname = \"libsqlite3-sys\"\nname = \"libsqlite3-sys\"\n";
    assert_eq!(edges::locked(bad).len(), 2);
}

#[test]
fn each_clause_has_its_row_and_each_named_test_exists() {
    assert_eq!(regime::clauses().len(), 78);
    let files = tidy::rust_files().expect("the tree is readable");
    let named: Vec<&str> =
        regime::clauses().iter().filter_map(|clause| clause.shown_by.as_deref()).collect();
    let missing: Vec<&str> = named.iter().copied().filter(|name| !exists(&files, name)).collect();
    assert!(missing.is_empty(), "shown_by names tests that are not there: {missing:?}");
    assert!(!exists(&files, &["no_test_has", "_this_name"].concat()));
}

/// Whether some file has the test; the name may be led by a path.
fn exists(files: &[(String, String)], name: &str) -> bool {
    let function = name.rsplit("::").next().unwrap_or(name);
    let declared = format!("fn {function}(");
    files.iter().any(|(_, text)| text.contains(&declared))
}
