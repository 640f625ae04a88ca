//! Checks of every text file of the tree: unfinished notes, paths of one
//! machine, hosts of one office.

use std::fs;
use std::path::Path;

use super::Finding;

/// Words of a note that something is unfinished. Put together here, so that
/// this file does not hold them.
const UNFINISHED: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// Folders that only one machine has.
const MACHINE: [&str; 6] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/tm", "p/"),
    concat!("C:\\", "Users"),
];

/// Settings by which a build asks another registry than the public one.
const REGISTRY: [&str; 7] = [
    concat!("replace", "-with"),
    concat!("[regis", "tries"),
    concat!("arti", "factory"),
    concat!("nexus", "."),
    concat!("index", "-url"),
    concat!("rs", "proxy"),
    concat!("CARGO_", "REGISTRIES"),
];

/// Where a package of a lock file comes from.
const PUBLIC: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

/// Every text file of the tree by its path from the root; build folders and
/// what git keeps for itself are left out.
pub fn text_files() -> std::io::Result<Vec<(String, String)>> {
    let root = super::root();
    let mut files = Vec::new();
    super::walk(&root, &mut |path: &Path| {
        // What is no text is a picture, a workbook or a corpus.
        if let Ok(text) = String::from_utf8(fs::read(path)?) {
            let name = path.strip_prefix(&root).unwrap_or(path).display().to_string();
            files.push((name, text));
        }
        Ok(())
    })?;
    files.sort();
    Ok(files)
}

/// What stands in a text file that should not.
#[must_use]
pub fn check(file: &str, text: &str) -> Vec<Finding> {
    let is_lock = file.ends_with("Cargo.lock");
    let mut found = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        let mut note = |remedy: String| found.push(Finding { file: file.to_owned(), line, remedy });
        if let Some(word) = words(content).find(|word| UNFINISHED.contains(word)) {
            note(format!("{word}: finish it, or write an issue"));
        }
        if let Some(folder) = MACHINE.iter().find(|folder| starts_a_path(content, folder)) {
            note(format!("{folder}: a folder of one machine; name it from the root of the tree"));
        }
        if let Some(setting) = REGISTRY.iter().find(|setting| content.contains(**setting)) {
            note(format!("{setting}: the tree builds from the public registry"));
        }
        if is_lock && content.starts_with("source = ") && content != PUBLIC {
            note("a package from elsewhere than the public registry".to_owned());
        }
    }
    found
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|mark: char| !(mark.is_alphanumeric() || mark == '_'))
}

/// Whether `folder` begins a path on the line, not only ends an address.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|mark| !(mark.is_alphanumeric() || "-_.}/$)".contains(mark)))
    })
}
