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

/// Crates that a crate must not use, by its name.
const FORBIDDEN: [(&str, &[&str]); 4] = [
    (
        "dianfei-rules",
        &[
            "dianfei-wire",
            "dianfei-field",
            "dianfei-station",
            "dianfei-tests",
            "rusqlite",
            "postgres",
            "tokio",
            "axum",
            "reqwest",
            "rand",
            "getrandom",
            "uuid",
            "uniffi",
            "rustls",
        ],
    ),
    (
        "dianfei-wire",
        &[
            "dianfei-field",
            "dianfei-station",
            "dianfei-tests",
            "rusqlite",
            "postgres",
            "tokio",
            "axum",
            "reqwest",
            "uniffi",
            "rustls",
        ],
    ),
    (
        "dianfei-field",
        &["dianfei-station", "dianfei-tests", "uniffi", "axum", "postgres", "askama"],
    ),
    ("dianfei-station", &["dianfei-field", "dianfei-tests", "uniffi"]),
];

/// The edges that the table of the house does not allow.
#[must_use]
pub fn broken(metadata: &Metadata) -> Vec<String> {
    let forbidden: BTreeMap<&str, &[&str]> = FORBIDDEN.into_iter().collect();
    metadata
        .packages
        .iter()
        .flat_map(|package| {
            let never = forbidden.get(package.name.as_str()).copied().unwrap_or_default();
            package.dependencies.iter().filter(|edge| never.contains(&edge.name.as_str())).map(
                |edge| {
                    format!(
                        "{} must not know {}: move the code to a crate that may",
                        package.name, edge.name
                    )
                },
            )
        })
        .collect()
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
