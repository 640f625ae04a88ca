//! The rules of writing, checked; and each check shown a bad sample.

use std::fs;
use std::process::Command;

use dianfei_rules::regime;
use dianfei_tests::tidy::edges::{self, Metadata};
use dianfei_tests::tidy::{self, Finding, pure, rooms, source, sql, tree};

fn remedies(file: &str, text: &str) -> Vec<String> {
    let found = source::check(file, text).expect("the sample is Rust");
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn every_rust_file_keeps_the_style() {
    let files = tidy::rust_files().expect("the tree is readable");
    assert!(files.len() > 50, "the walk found {} files", files.len());
    let found: Vec<String> = files.iter().flat_map(|(file, text)| remedies(file, text)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
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

type Check = fn(&str, &str) -> Result<Vec<Finding>, syn::Error>;

/// What a check finds in all Rust files.
fn found_by(check: Check) -> String {
    let files = tidy::rust_files().expect("the tree is readable");
    let found = files.iter().flat_map(|(file, text)| check(file, text).expect("it is Rust"));
    found.map(|finding| format!("\n{finding}")).collect()
}

/// Asserts that a check finds in each sample what it should, or nothing.
fn assert_sees(check: Check, samples: &[(&str, &str, &str)]) {
    for (file, text, expected) in samples {
        let found: String =
            check(file, text).expect("Rust").iter().map(ToString::to_string).collect();
        let is_right =
            if expected.is_empty() { found.is_empty() } else { found.contains(expected) };
        assert!(is_right, "{file} {text}: {found:?} is not {expected:?}");
    }
}

#[test]
fn the_rules_and_the_wire_are_pure() {
    assert_eq!(found_by(pure::check), "");
    assert_sees(
        pure::check,
        &[
            ("core/rules/src/x.rs", "use std::time::{Duration, Instant};", "Instant in a pure"),
            ("core/rules/src/x.rs", "fn f() { chrono::Utc::now(); }", ":1: Utc::now"),
            ("core/wire/src/x.rs", "fn f() { std::fs::read(\"x\"); }", "std::fs"),
            ("core/wire/src/x.rs", "fn f(_: &mut std::net::TcpStream) {}", "std::net"),
            ("core/wire/src/x.rs", "fn f() { println!(); }", "println"),
            ("core/wire/src/x.rs", "use rand::Rng as Dice;", "rand in a pure"),
            ("core/wire/src/x.rs", "// std::fs\nconst A: &str = \"std::fs\";", ""),
            ("core/field/src/x.rs", "use std::time::Instant;", ""),
        ],
    );
}

#[test]
fn a_room_of_the_station_uses_only_what_the_house_allows() {
    assert_eq!(found_by(rooms::check), "");
    let files = tidy::rust_files().expect("the tree is readable");
    assert_eq!(rooms::unneeded(&files), Vec::<String>::new());
    let own = "fn f() { crate::collection::receivable::issue_ruling(); }";
    assert_sees(
        rooms::check,
        &[
            ("station/src/reading/x.rs", own, "reading must not use collection"),
            ("station/src/audit/page/run.rs", own, ""),
            ("station/src/audit/page/bill.rs", own, "audit must not use collection"),
            ("station/src/recovery.rs", own, ""),
            ("station/src/web/x.rs", "use crate::{lang, people::role};", "web must not use people"),
            ("station/src/ticket/x.rs", "use crate::{cli, store};", "ticket must not use cli"),
            ("station/src/spine.rs", own, "spine must not use collection"),
            ("station/src/weather.rs", own, "weather has no place in the house"),
        ],
    );
}

#[test]
fn a_statement_writes_its_own_chapter_s_tables_and_no_sealed_one() {
    assert_eq!(found_by(sql::check), "");
    let bill = "fn f() { tx.execute(\"update bill set x = 1\", &[]); }";
    assert_sees(
        sql::check,
        &[
            ("station/src/audit/x.rs", bill, ""),
            ("station/src/recovery/x.rs", bill, "update bill: a table of audit"),
            (
                "station/src/audit/x.rs",
                "fn f() { run(\"update journal\\n set x = 1\"); }",
                "update journal: a sealed table",
            ),
            (
                "station/src/archive/x.rs",
                "fn f() { run(&format!(\"delete from part where {key}\")); }",
                "delete from part: a sealed table",
            ),
            ("station/src/archive/x.rs", "/// update journal set x\nfn f() {}", ""),
        ],
    );
}

#[test]
fn the_tree_holds_no_unfinished_note_no_machine_s_folder_and_no_other_registry() {
    let files = tree::text_files().expect("the tree is readable");
    assert!(files.len() > 100, "the walk found {} files", files.len());
    let found = files.iter().flat_map(|(file, text)| tree::check(file, text));
    assert_eq!(found.map(|finding| format!("\n{finding}")).collect::<String>(), "");
    // Put together, so that this file is no finding itself.
    let samples = [
        ("x.rs", ["// TO", "DO later"].concat()),
        ("x.sql", ["-- FIX", "ME"].concat()),
        ("x.md", ["see /ho", "me/li/notes"].concat()),
        ("x.sh", ["out=/tm", "p/out"].concat()),
        (".cargo/config.toml", ["replace", "-with = \"here\""].concat()),
        ("core/Cargo.lock", "source = \"git+https://example.org/x\"".to_owned()),
    ];
    for (file, text) in samples {
        assert_eq!(tree::check(file, &text).len(), 1, "{file}: {text}");
    }
    let address = ["https://example.org/ho", "me/x and ${HOME}/ho", "me/x"].concat();
    assert_eq!(tree::check("x.md", &address), Vec::new());
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
    for (own, edge) in [
        ("dianfei-rules", "rusqlite"),
        ("dianfei-wire", "dianfei-field"),
        ("dianfei-field", "dianfei-station"),
        ("dianfei-station", "dianfei-field"),
        ("dianfei-station", "uniffi"),
        ("dianfei-weather", "serde"),
    ] {
        let sample =
            format!(r#"{{"packages":[{{"name":"{own}","dependencies":[{{"name":"{edge}"}}]}}]}}"#);
        let metadata: Metadata = serde_json::from_str(&sample).expect("the sample is JSON");
        assert_eq!(edges::broken(&metadata).len(), 1, "{own} {edge}");
    }
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
