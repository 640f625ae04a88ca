//! Which crate may use which: the table of the house.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What `cargo metadata --no-deps` says of the workspace.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
}

/// The house's own crates that each crate may use. A crate without a row may
/// not be there.
const MAY_USE: [(&str, &[&str]); 11] = [
    ("dianfei-rules", &[]),
    ("dianfei-faults", &[]),
    ("dianfei-wire", &["dianfei-rules"]),
    ("dianfei-field", &["dianfei-rules", "dianfei-wire", "dianfei-faults"]),
    ("dianfei-bindings", &["dianfei-rules", "dianfei-wire", "dianfei-field"]),
    ("dianfei-station", &["dianfei-rules", "dianfei-wire", "dianfei-faults"]),
    ("dianfei-vfs", &[]),
    ("dianfei-rule-list", &["dianfei-rules"]),
    ("dianfei-oracle", &["dianfei-rules"]),
    ("dianfei-speed", &["dianfei-rules"]),
    (
        "dianfei-tests",
        &[
            "dianfei-rules",
            "dianfei-wire",
            "dianfei-faults",
            "dianfei-field",
            "dianfei-bindings",
            "dianfei-station",
            "dianfei-vfs",
            "dianfei-speed",
        ],
    ),
];

/// All that the pure crates may use from outside.
const PURE_MAY_USE: [(&str, &[&str]); 2] = [
    (
        "dianfei-rules",
        &[
            "serde",
            "serde_json",
            "toml",
            "chrono",
            "rust_decimal",
            "sha2",
            "encoding_rs",
            "smallvec",
            "smol_str",
            "thiserror",
        ],
    ),
    (
        "dianfei-wire",
        &["serde", "serde_json", "chrono", "sha2", "p256", "ring", "thiserror", "zstd", "base64"],
    ),
];

/// Crates from outside that a crate must not use.
const FORBIDDEN: [(&str, &[&str]); 2] = [
    ("dianfei-field", &["uniffi", "axum", "postgres", "askama"]),
    ("dianfei-station", &["uniffi"]),
];

/// The edges that the table of the house does not allow.
#[must_use]
pub fn broken(metadata: &Metadata) -> Vec<String> {
    let may_use: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    let mut found = Vec::new();
    for package in &metadata.packages {
        let own = package.name.as_str();
        let Some(may) = may_use.get(own) else {
            found.push(format!("{own} has no row in the table of the house: give it one"));
            continue;
        };
        for edge in package.dependencies.iter().map(|edge| edge.name.as_str()) {
            let is_allowed = if edge.starts_with("dianfei-") {
                may.contains(&edge)
            } else {
                from_outside(own, edge)
            };
            if !is_allowed {
                found
                    .push(format!("{own} must not know {edge}: move the code to a crate that may"));
            }
        }
    }
    found
}

fn from_outside(own: &str, edge: &str) -> bool {
    let row = |table: &[(&str, &'static [&'static str])]| {
        table.iter().find(|(name, _)| *name == own).map(|(_, crates)| *crates)
    };
    row(&PURE_MAY_USE).is_none_or(|may| may.contains(&edge))
        && row(&FORBIDDEN).is_none_or(|never| !never.contains(&edge))
}

/// The lock file's package names that may not be there, or not twice.
#[must_use]
pub fn locked(lock: &str) -> Vec<String> {
    let names: Vec<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    let mut found: Vec<String> = names
        .iter()
        .filter(|name| name.starts_with("aws-lc") || matches!(**name, "openssl" | "openssl-sys"))
        .map(|name| format!("{name} is in the tree: choose the feature with ring"))
        .collect();
    if names.iter().filter(|name| **name == "libsqlite3-sys").count() > 1 {
        found.push("two versions of libsqlite3-sys are in the tree: keep one SQLite".to_owned());
    }
    found
}
