//! The rule core and the wire know no clock, no randomness and no I/O.

use super::{Finding, paths};

/// Names that bring one of them in, as stretches of a path.
const IMPURE: &[&[&str]] = &[
    &["SystemTime"],
    &["Instant"],
    &["Utc", "now"],
    &["Local", "now"],
    &["rand"],
    &["OsRng"],
    &["getrandom"],
    &["Uuid"],
    &["std", "fs"],
    &["std", "net"],
    &["std", "env"],
    &["std", "io"],
    &["std", "process"],
    &["std", "thread"],
    &["println"],
    &["eprintln"],
    &["print"],
    &["dbg"],
];

/// Whether a file must be pure.
fn is_pure(file: &str) -> bool {
    file.starts_with("core/rules/src/") || file.starts_with("core/wire/src/")
}

/// Where a file of the pure crates reaches outside.
pub fn check(file: &str, text: &str) -> Result<Vec<Finding>, syn::Error> {
    if !is_pure(file) {
        return Ok(Vec::new());
    }
    let impure = |named: &paths::Named| {
        IMPURE.iter().find(|stretch| {
            named.segments.windows(stretch.len()).any(|window| window.iter().eq(stretch.iter()))
        })
    };
    let found = paths::all(text)?;
    Ok(found
        .iter()
        .filter_map(|named| impure(named).map(|stretch| (named.line, stretch.join("::"))))
        .map(|(line, name)| Finding {
            file: file.to_owned(),
            line,
            remedy: format!("{name} in a pure crate: take what it gives as an argument"),
        })
        .collect())
}
